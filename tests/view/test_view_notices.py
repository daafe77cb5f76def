"""What is told of an alarm outside of the screen."""

from typing import Any

import pytest
from msgspec.structs import replace

from queuetui.domain.alarms.book import Acknowledgement, Alarm, AlarmEvent, EventKind, Peak
from queuetui.domain.figures import EVERY_QUEUE
from queuetui.view.notices import figure_text, notice_of

NOW = 1_767_268_800.0
ALARM = Alarm(
    id="a-1", rule="breach", condition="longest_wait > 45s", severity="critical", queue_id="q-1",
    queue="Support", media=None, started=NOW - 20, raised=NOW - 5, group="EMEA",
    peak=Peak("longest_wait", 95, NOW),
)  # fmt: skip


def event(kind: EventKind = "raised", **changes: Any) -> AlarmEvent:
    alarm = replace(ALARM, **changes)
    return AlarmEvent(kind, alarm, NOW, values=(("waiting", 7.0), ("longest_wait", 95.0)))


def test_all_that_a_sink_may_want_to_know() -> None:
    found = notice_of(event())
    assert (found.kind, found.severity, found.at) == ("raised", "critical", NOW)
    assert (found.queue, found.group, found.media, found.rule) == (
        "Support",
        "EMEA",
        None,
        "breach",
    )
    assert found.alarm_id == "a-1"
    assert found.figures == {"waiting": "7", "longest_wait": "1:35"}
    assert not found.silent
    assert notice_of(replace(event(), silent=True)).silent


SEEN = Acknowledgement("Ana\x1b[31m", "two more\x07 come", NOW)


@pytest.mark.parametrize(
    ("told", "title", "text"),
    [
        (
            event(),
            "BREACH Support: breach",
            "longest_wait > 45s for 0:20; longest wait up to 1:35",
        ),
        (
            event("repeated", severity="warning", flapping=True, peak=None),
            "WARN Support: breach",
            "longest_wait > 45s for 0:20; comes and goes",
        ),
        (
            event(media="voice"),
            "BREACH Support, voice: breach",
            "longest_wait > 45s for 0:20; longest wait up to 1:35",
        ),
        (
            event(queue_id=EVERY_QUEUE, queue="*", rule="no data", condition="no_data", peak=None),
            "BREACH all queues: no data",
            "no_data for 0:20",
        ),
        (
            event("cleared", cleared=NOW, ended="over"),
            "OVER Support: breach",
            "over after 0:20; longest wait up to 1:35",
        ),
        (
            event("cleared", cleared=NOW, ended="closed", peak=None),
            "OVER Support: breach",
            "the queue has closed after 0:20",
        ),
        (
            event("acknowledged", acknowledged=SEEN),
            "ACKNOWLEDGED Support: breach",
            "Ana[31m looks after it: two more come",
        ),
        (
            event("snoozed", snoozed_until=NOW + 900),
            "SNOOZED Support: breach",
            "not told again for 15:00",
        ),
    ],
)
def test_the_words_of_each_kind(told: AlarmEvent, title: str, text: str) -> None:
    found = notice_of(told)
    assert (found.title, found.text) == (title, text)


def test_names_from_outside_are_clean_already_in_the_notice() -> None:
    found = notice_of(event(queue="Ev\x1b]0;il\x07", rule="ru\x9dle"))
    assert (found.queue, found.title) == ("Ev]0;il", "BREACH Ev]0;il: rule")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("waiting", 7.0, "7"),
        ("unanswered", 125.0, "2:05"),
        ("service", 0.796, "80%"),
        ("per_available", 2.25, "2.2"),
        ("something new", 3.0, "3"),
    ],
)
def test_figures_by_their_kind(name: str, value: float, text: str) -> None:
    assert figure_text(name, value) == text
