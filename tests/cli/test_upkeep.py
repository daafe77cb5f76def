"""The line after a run that nobody ended."""

import time
from collections.abc import Iterator

import pytest

from queuetui.cli.upkeep import greeting
from queuetui.store.diary import Page

NOON = 1_767_268_800.0


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (None, None),
        (Page(started=NOON - 90, alive=NOON - 60, ending="left"), None),
        (
            Page(started=NOON - 9_000, alive=NOON - 840),
            "back since 12:00, was: killed, or the power was cut; last sign of life 11:46",
        ),
        (
            Page(started=NOON - 90_000, alive=NOON - 86_400, terminal_read=False),
            "back since 12:00, was: the terminal had stopped reading; last sign of life 2025-12-31 12:00",
        ),
        (
            Page(started=NOON - 9_000, alive=NOON - 60, ending="crashed"),
            "back since 12:00, was: an internal error, see the log folder; last sign of life 11:59",
        ),
    ],
)
def test_greeting(before: Page | None, said: str | None) -> None:
    assert greeting(before, NOON) == said
