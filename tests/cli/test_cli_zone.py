"""The machine's zone is known by name wherever its environment or its link tells one."""

import time
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from queuetui.cli.start import Choice, Start
from queuetui.cli.zone import machine_zone
from queuetui.domain.day import DayRule, day_at
from queuetui.domain.local_zone import LOCAL_ZONE

BERLIN = ZoneInfo("Europe/Berlin")
SPRING = 1_774_774_800.0
"""2026-03-29 11:00 in Berlin, a day of 23 hours."""


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    return tmp_path / "localtime"


@pytest.mark.parametrize(
    "told", ["Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin"]
)
def test_the_environment_names_it(told: str, nowhere: Path) -> None:
    assert machine_zone({"TZ": told}, nowhere) is BERLIN


def test_an_empty_name_is_utc(nowhere: Path) -> None:
    assert machine_zone({"TZ": ""}, nowhere) is ZoneInfo("UTC")


@pytest.mark.parametrize("folder", ["usr/share/zoneinfo", "var/db/timezone/tz/2026a/zoneinfo"])
def test_the_link_of_the_machine_names_it(folder: str, tmp_path: Path, nowhere: Path) -> None:
    zone = tmp_path / folder / "Europe/Berlin"
    zone.parent.mkdir(parents=True)
    zone.touch()
    nowhere.symlink_to(zone)
    assert machine_zone({}, nowhere) is BERLIN


@pytest.mark.parametrize(
    "environ", [{}, {"TZ": "CET-1CEST,M3.5.0,M10.5.0/3"}, {"TZ": "Europe"}, {"TZ": "../x"}]
)
def test_without_a_name_it_is_what_the_machine_knows(
    environ: Mapping[str, str], nowhere: Path
) -> None:
    assert machine_zone(environ, nowhere) is LOCAL_ZONE


@pytest.mark.parametrize("content", [b"", b"TZif"])
def test_a_file_that_is_no_link_has_no_name(content: bytes, nowhere: Path) -> None:
    nowhere.write_bytes(content)
    assert machine_zone({}, nowhere) is LOCAL_ZONE


def test_a_rule_without_a_name_has_the_right_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        day = day_at(DayRule(), SPRING, machine_zone({"TZ": "CET-1CEST,M3.5.0,M10.5.0/3"}))
        by_name = day_at(DayRule(), SPRING, BERLIN)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (day.since, day.until) == (by_name.since, by_name.until)
    assert (day.until - day.since, day.zone_name) == (23 * 3600.0, "CET")


def test_a_board_asks_side_questions_and_once_does_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENESYS_CLOUD_CLIENT_ID", "some-client")
    monkeypatch.setenv("GENESYS_CLOUD_CLIENT_SECRET", "some-secret")
    monkeypatch.setenv("GENESYS_CLOUD_BASE_URL", "http://127.0.0.1:9")
    start = Start(Choice())
    assert start.feed()._aside.errands is not None
    assert start.feed(spread=False)._aside.errands is None
