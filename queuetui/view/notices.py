"""What is told of an alarm outside of the screen, in words that stand alone."""

from queuetui.domain.alarms.book import AlarmEvent
from queuetui.domain.figures import KINDS
from queuetui.domain.sinks import Notice
from queuetui.view.alarm_page import ENDED, peak_words, queue_name, subject
from queuetui.view.formats import age, clean
from queuetui.view.glyphs import SEVERITY_WORD


def notice_of(event: AlarmEvent) -> Notice:
    """The notice of something that happened to an alarm."""
    alarm = event.alarm
    return Notice(
        kind=event.kind,
        severity=alarm.severity,
        queue=queue_name(alarm),
        media=alarm.media,
        title=f"{_heading(event)} {subject(alarm)}: {clean(alarm.rule)}",
        text=_sentence(event),
        at=event.at,
        figures={name: figure_text(name, value) for name, value in event.values},
        alarm_id=alarm.id,
        rule=alarm.rule,
        group=alarm.group,
        silent=event.silent,
    )


def figure_text(name: str, value: float) -> str:
    """A figure by its kind: a duration, a percentage, a ratio, or a count."""
    kind = KINDS.get(name, "count")
    if kind == "seconds":
        return age(value)
    if kind == "share":
        return f"{round(100 * value)}%"
    return f"{value:.1f}" if kind == "ratio" else f"{value:.0f}"


def _heading(event: AlarmEvent) -> str:
    if event.kind in {"raised", "repeated"}:
        return SEVERITY_WORD[event.alarm.severity]
    return "OVER" if event.kind == "cleared" else event.kind.upper()


def _sentence(event: AlarmEvent) -> str:
    alarm = event.alarm
    worst = f"; {peak_words(alarm.peak)}" if alarm.peak is not None else ""
    long = age(alarm.duration(event.at))
    if event.kind == "cleared":
        return f"{ENDED.get(alarm.ended or 'over', 'over')} after {long}{worst}"
    if event.kind == "acknowledged" and alarm.acknowledged is not None:
        note = f": {clean(alarm.acknowledged.note)}" if alarm.acknowledged.note else ""
        return f"{clean(alarm.acknowledged.who)} looks after it{note}"
    if event.kind == "snoozed" and alarm.snoozed_until is not None:
        return f"not told again for {age(alarm.snoozed_until - event.at)}"
    flapping = "; comes and goes" if alarm.flapping else ""
    return f"{clean(alarm.condition)} for {long}{worst}{flapping}"
