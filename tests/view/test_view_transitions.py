"""A queue is marked when it enters a breach, and only then."""

import pytest

from queuetui.domain.limits import Severity
from queuetui.domain.snapshot import QueueState
from queuetui.view.standing import Standing
from queuetui.view.transitions import Transitions, track
from tests.view.samples import reading, standing, state

QUEUE: dict[Severity, QueueState] = {
    "ok": state("A", reading("a", waiting=0)),
    "warning": state("A", reading("a", waiting=6, wait=1)),
    "critical": state("A", reading("a", waiting=11, wait=1)),
    "unknown": state("A", None),
}


def at(severity: Severity) -> Standing:
    return standing(QUEUE[severity])


@pytest.mark.parametrize(
    ("history", "entered"),
    [
        (["critical"], None),
        (["unknown", "critical"], None),
        (["ok", "critical"], 1.0),
        (["warning", "critical", "critical"], 1.0),
        (["ok", "critical", "warning"], None),
        (["ok", "critical", "ok", "critical"], 3.0),
        (["critical", "critical"], None),
        (["critical", "unknown", "critical"], None),
        (["ok", "critical", "unknown", "critical"], 1.0),
        (["ok", "unknown", "critical"], 2.0),
    ],
)
def test_entering(history: list[Severity], entered: float | None) -> None:
    seen = Transitions()
    for second, severity in enumerate(history):
        seen = track(seen, [at(severity)], float(second))
    assert seen.entered.get("a") == entered


def test_the_mark_lasts_as_long_as_it_is_asked_to() -> None:
    seen = track(track(Transitions(), [at("ok")], 100.0), [at("critical")], 101.0)
    assert [seen.fresh("a", now, 6.0) for now in (101.0, 106.9, 107.0)] == [True, True, False]
    assert not seen.fresh("b", 101.0, 6.0)


def test_a_queue_that_is_gone_is_forgotten() -> None:
    seen = track(track(Transitions(), [at("ok")], 0.0), [at("critical")], 1.0)
    assert track(seen, [], 2.0) == Transitions()
