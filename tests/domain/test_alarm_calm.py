"""A queue in which nothing is, and of which nothing was, costs no more than a look at it."""

import pytest

from queuetui.domain.alarms import engine as module
from queuetui.domain.alarms.book import Watched
from queuetui.domain.alarms.engine import Engine
from queuetui.domain.alarms.progress import Look, Progress, go_on
from queuetui.domain.alarms.rules import BUILT_IN, AlarmRule
from queuetui.domain.figures import QueueFigures
from queuetui.domain.severity import Severity


def figures(queue: str, at: float, severity: Severity, *, closed: bool = False) -> QueueFigures:
    return QueueFigures(
        queue,
        queue,
        None,
        at,
        believed=True,
        closed=closed,
        severity=severity,
        as_of=at,
    )


def test_only_what_goes_on_is_carried_on(monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[str] = []

    def noted(rule: AlarmRule, before: Watched, look: Look) -> Progress:
        carried.append(look.figures.queue_id)
        return go_on(rule, before, look)

    monkeypatch.setattr(module, "go_on", noted)
    engine = Engine([rule for rule in BUILT_IN if rule.name == "breach"])

    def look(at: float, busy: Severity) -> list[str]:
        carried.clear()
        engine.observe(
            [
                figures("calm", at, "ok"),
                figures("closed", at, "closed", closed=True),
                figures("busy", at, busy),
            ],
            at,
        )
        return list(carried)

    assert look(0.0, "ok") == []
    assert look(1.0, "critical") == ["busy"]
    # It was about to be one: that it is over has to be noted, once.
    assert look(2.0, "ok") == ["busy"]
    assert look(3.0, "ok") == []
