"""The page of alarms: what is on, what is over, who looks after it."""

from datetime import UTC

import pytest
from msgspec.structs import replace

from queuetui.domain.alarms.book import Acknowledgement, Alarm, AlarmBook, Peak
from queuetui.domain.figures import EVERY_QUEUE
from queuetui.view.alarm_page import alarm_page, alarm_words, peak_words
from queuetui.view.glyphs import ASCII, UNICODE
from queuetui.view.segments import text_of, width_of

NOW = 1_700_000_000.0
"""22:13:20 by UTC."""
ALARM = Alarm(
    id="1",
    rule="breach",
    condition="breach",
    severity="critical",
    queue_id="q1",
    queue="Sales DE",
    media=None,
    started=NOW - 247,
    raised=NOW - 232,
    peak=Peak("longest_wait", 187.0, NOW - 9),
)
SEEN = Acknowledgement("anna", "called the team lead", NOW - 60)


def lines(book: AlarmBook | None, width: int = 120, **more: object) -> list[str]:
    page = alarm_page(book, NOW, width, UNICODE, UTC, **more)  # type: ignore[arg-type]
    assert all(width_of(line) <= width for line in page.lines)
    return [text_of(line).rstrip() for line in page.lines]


def one(alarm: Alarm, width: int = 120, **more: object) -> str:
    book = AlarmBook(past=(alarm,)) if alarm.cleared else AlarmBook(active=(alarm,))
    page = alarm_page(book, NOW, width, UNICODE, UTC, **more)  # type: ignore[arg-type]
    ((first, last),) = page.places.values()
    return "\n".join(text_of(line).rstrip() for line in page.lines[first : last + 1])


def test_an_alarm_tells_since_when_how_long_where_and_how_bad() -> None:
    said = one(ALARM)
    assert "BREACH" in said
    assert "22:09:13" in said
    assert "4:07" in said
    assert "Sales DE" in said
    assert said.endswith("breach: longest wait up to 3:07")
    assert "\n" not in said


def test_who_looks_after_it_and_what_they_noted() -> None:
    said = one(replace(ALARM, acknowledged=SEEN))
    assert said.splitlines()[1].strip() == "seen by anna at 22:12:20: called the team lead"
    bare = one(replace(ALARM, acknowledged=replace(SEEN, note="")))
    assert bare.splitlines()[1].strip() == "seen by anna at 22:12:20"


def test_what_is_snoozed_and_what_flaps() -> None:
    said = one(replace(ALARM, snoozed_until=NOW + 600, flapping=True))
    assert "comes and goes" in said
    assert "snoozed for 10m more" in said
    assert "snoozed" not in one(replace(ALARM, snoozed_until=NOW - 1))


@pytest.mark.parametrize(
    ("ended", "why"),
    [
        ("over", "over since 22:12:30"),
        ("closed", "the queue has closed since"),
        ("gone", "the queue is gone"),
        ("rule", "the rule is gone"),
    ],
)
def test_one_that_is_over_says_why_and_whether_anybody_saw_it(ended: str, why: str) -> None:
    over = replace(ALARM, cleared=NOW - 50, ended=ended)
    said = one(over)
    assert why in said
    assert "never acknowledged" in said
    assert "3:17" in said.splitlines()[0]
    assert "never" not in one(replace(over, acknowledged=SEEN))


def test_both_lists_are_counted_and_empty_ones_say_so() -> None:
    both = lines(AlarmBook((ALARM,), (replace(ALARM, id="2", cleared=NOW - 5),)))
    assert both[0].split()[:2] == ["ALARMS", "1"]
    assert any(line.split()[:2] == ["OVER", "1"] for line in both)
    empty = "\n".join(lines(None))
    assert "no alarm is on" in empty
    assert "none yet" in empty


def test_what_the_alarms_cannot_be_relied_upon_for_stands_on_top() -> None:
    said = lines(AlarmBook(problem="The alarms of before could not be read.", forgotten=3))
    assert said[0].strip() == "The alarms of before could not be read."
    assert said[-1].strip() == "3 older ones, never acknowledged, are dropped"


def test_the_cursor_stands_at_the_selected_one_alone() -> None:
    book = AlarmBook((ALARM, replace(ALARM, id="2", queue="Billing")))
    marked = [line for line in lines(book, selected="2") if line.startswith(UNICODE.cursor)]
    assert len(marked) == 1
    assert "Billing" in marked[0]


def test_names_from_outside_cannot_disturb_the_terminal() -> None:
    bad = replace(
        ALARM,
        queue="A\x1b]0;x\x07B",
        rule="r\x9b31m",
        acknowledged=Acknowledgement("w\r", "n\n\x1b", 0),
    )
    assert all(sign.isprintable() for line in one(bad).splitlines() for sign in line)


def test_media_and_all_queues_are_named() -> None:
    assert "Sales DE, voice" in one(replace(ALARM, media="voice"))
    assert "all queues" in one(replace(ALARM, queue_id=EVERY_QUEUE, queue="*"))


def test_a_calm_screen_tells_no_figure() -> None:
    assert "3:07" not in one(ALARM, calm=True)
    assert "breach" in one(ALARM, calm=True)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_every_width_is_kept(width: int) -> None:
    wide = replace(ALARM, queue="電話" * 40, rule="x" * 300, acknowledged=SEEN, flapping=True)
    assert lines(AlarmBook((wide, ALARM)), width)
    page = alarm_page(AlarmBook((wide,)), NOW, width, ASCII, UTC)
    assert all(width_of(line) <= width for line in page.lines)


@pytest.mark.parametrize(
    ("peak", "said"),
    [
        (Peak("waiting", 12.0, NOW), "waiting up to 12"),
        (Peak("available", 0.0, NOW, low_is_worse=True), "available down to 0"),
        (Peak("service", 0.615, NOW, low_is_worse=True), "service level down to 62%"),
        (Peak("per_available", 2.5, NOW), "waiting per available up to 2.5"),
        (Peak("unanswered", 61.0, NOW), "unanswered up to 1:01"),
    ],
)
def test_the_peak_in_the_units_of_its_figure(peak: Peak, said: str) -> None:
    assert peak_words(peak) == said


@pytest.mark.parametrize(
    ("alarms", "said"),
    [
        ((), ("", "dim")),
        ((ALARM,), ("1 alarm", "alarm")),
        ((ALARM, replace(ALARM, id="2", severity="warning")), ("2 alarms", "alarm")),
        ((replace(ALARM, severity="warning"),), ("1 alarm", "warning")),
        ((replace(ALARM, acknowledged=SEEN),), ("1 alarm seen", "dim")),
        (
            (replace(ALARM, acknowledged=SEEN), replace(ALARM, id="2")),
            ("2 alarms, 1 new", "alarm"),
        ),
        ((replace(ALARM, snoozed_until=NOW + 9),), ("1 alarm seen", "dim")),
    ],
)
def test_that_there_are_alarms_in_a_few_words(
    alarms: tuple[Alarm, ...], said: tuple[str, str]
) -> None:
    assert alarm_words(AlarmBook(alarms), NOW) == said
