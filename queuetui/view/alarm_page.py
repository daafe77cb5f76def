"""The alarms that are and that were: since when, how bad, how long, and who looks after them."""

from collections.abc import Mapping
from datetime import tzinfo

from msgspec import Struct

from queuetui.domain.alarms.book import Alarm, AlarmBook, Peak
from queuetui.domain.figures import EVERY_QUEUE, KINDS
from queuetui.view.blocks import wrapped
from queuetui.view.formats import age, cells, clean, clock_time, count, cut, short_age
from queuetui.view.glyphs import SEVERITY_WORD, Glyphs
from queuetui.view.queue_part import within
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone
from queuetui.view.words import media_word

_BADGE, _CLOCK, _AGE, _LEAST_NAME = 10, 8, 6, 16
_GAP = "  "
ENDED: Mapping[str, str] = {
    "over": "over",
    "closed": "the queue has closed",
    "gone": "the queue is gone",
    "rule": "the rule is gone",
}
_FIGURE: Mapping[str, str] = {
    "longest_wait": "longest wait",
    "on_queue": "on queue",
    "not_responding": "not responding",
    "abandon_rate": "abandoned",
    "service": "service level",
    "per_available": "waiting per available",
    "estimated_wait": "estimated wait",
}


class AlarmPage(Struct, frozen=True):
    """The lines of the page, and where each alarm stands on it."""

    lines: tuple[Segments, ...]
    places: Mapping[str, tuple[int, int]]
    """First and last line of each alarm, by its id, in the order in which they stand."""


class Counted(Struct, frozen=True):
    """How many alarms there are."""

    active: int = 0
    unseen: int = 0
    """Of them, those that nobody has acknowledged and that are not snoozed."""
    critical: bool = False
    """Whether one of the unseen is critical."""


def counted(book: AlarmBook | None, now: float) -> Counted:
    """How many alarms are on at ``now``, epoch seconds by the server's clock."""
    if book is None:
        return Counted()
    unseen = [one for one in book.active if one.acknowledged is None and not one.snoozes(now)]
    critical = any(one.severity == "critical" for one in unseen)
    return Counted(len(book.active), len(unseen), critical)


def alarm_words(book: AlarmBook | None, now: float) -> tuple[str, Tone]:
    """That there are alarms, in a few words for a line of many; empty if there are none."""
    found = counted(book, now)
    if not found.active:
        return "", "dim"
    noun = "alarm" if found.active == 1 else "alarms"
    if not found.unseen:
        return f"{count(found.active)} {noun} seen", "dim"
    some = "" if found.unseen == found.active else f", {count(found.unseen)} new"
    return f"{count(found.active)} {noun}{some}", "alarm" if found.critical else "warning"


def alarm_page(  # noqa: PLR0913 - each is a thing the page depends on
    book: AlarmBook | None,
    now: float,
    width: int,
    glyphs: Glyphs,
    zone: tzinfo | None,
    *,
    selected: str | None = None,
    calm: bool = False,
) -> AlarmPage:
    """Active alarms, then those that are over, each at most ``width`` cells wide.

    ``selected`` is the id of the one with the cursor. ``calm``: no figures, only that it is so.
    """
    page = _Page(now, width, glyphs, zone, selected, calm=calm)
    book = book or AlarmBook()
    if book.problem:
        page.text(clean(book.problem), "unknown")
        page.blank()
    page.title("ALARMS", len(book.active))
    if not book.active:
        page.text("no alarm is on", "dim")
    for alarm in book.active:
        page.alarm(alarm)
    page.blank()
    page.title("OVER", len(book.past))
    if not book.past:
        page.text("none yet", "dim")
    for alarm in book.past:
        page.alarm(alarm)
    if book.forgotten:
        page.text(f"{count(book.forgotten)} older ones, never acknowledged, are dropped", "dim")
    return AlarmPage(tuple(page.lines), page.places)


class _Page:
    def __init__(  # noqa: PLR0913 - see alarm_page
        self,
        now: float,
        width: int,
        glyphs: Glyphs,
        zone: tzinfo | None,
        selected: str | None,
        *,
        calm: bool,
    ) -> None:
        self.now, self.width, self.glyphs, self.zone = now, width, glyphs, zone
        self.selected, self.calm = selected, calm
        self.lines: list[Segments] = []
        self.places: dict[str, tuple[int, int]] = {}
        self.name_width = max(_LEAST_NAME, min(36, (width - 40) // 2))

    def blank(self) -> None:
        self.lines.append(())

    def text(self, words: str, tone: Tone) -> None:
        self.lines += [(Segment(f"  {line}", tone),) for line in wrapped(words, self.width - 2)]

    def title(self, name: str, number: int) -> None:
        head = f"  {name}  {count(number)}"
        columns = (
            f"  {'':<{_BADGE}}{_GAP}{'SINCE':<{_CLOCK}}{_GAP}{'FOR':>{_AGE}}{_GAP}"
            f"{'QUEUE':<{self.name_width}}{_GAP}WHY"
        )
        text = head + columns[cells(head) :]
        self.lines.append((Segment(text[: self.width], "strong"),))

    def alarm(self, alarm: Alarm) -> None:
        first = len(self.lines)
        self.lines.append(self.first_line(alarm))
        self.lines += self.more_lines(alarm)
        self.places[alarm.id] = (first, len(self.lines) - 1)

    def first_line(self, alarm: Alarm) -> Segments:
        over = alarm.cleared is not None
        seen = alarm.acknowledged is not None or alarm.snoozes(self.now)
        badge = f"{self.glyphs.severity(alarm.severity)} {SEVERITY_WORD[alarm.severity]}"
        tone: Tone = "dim" if over else SEVERITY_TONE[alarm.severity]
        if seen and tone == "critical":
            # Somebody looks after it: it is still there, and need not shout.
            tone = "alarm"
        plain: Tone = "dim" if over else "plain"
        cursor = self.glyphs.cursor if alarm.id == self.selected else " "
        name = cut(subject(alarm), self.name_width, self.glyphs.ellipsis)
        used = 2 + _BADGE + _CLOCK + _AGE + self.name_width + 4 * len(_GAP)
        return within(
            (
                Segment(f"{cursor:<2}", "strong"),
                Segment(badge, tone),
                Segment(" " * (_BADGE - cells(badge)) + _GAP),
                Segment(f"{clock_time(alarm.started, self.zone):<{_CLOCK}}{_GAP}", plain),
                Segment(f"{age(alarm.duration(self.now)):>{_AGE}}{_GAP}", plain),
                Segment(name, "dim" if over else "strong"),
                Segment(" " * (self.name_width - cells(name)) + _GAP),
                Segment(
                    cut(self.reason(alarm), max(0, self.width - used), self.glyphs.ellipsis), plain
                ),
            ),
            self.width,
            self.glyphs,
        )

    def reason(self, alarm: Alarm) -> str:
        said = clean(alarm.rule)
        if alarm.peak is not None and not self.calm:
            said += f": {peak_words(alarm.peak)}"
        return said

    def more_lines(self, alarm: Alarm) -> list[Segments]:
        parts: list[tuple[str, Tone]] = []
        if alarm.cleared is not None:
            why = ENDED.get(alarm.ended or "over", "over")
            parts.append((f"{why} since {clock_time(alarm.cleared, self.zone)}", "dim"))
        elif alarm.flapping:
            parts.append(("comes and goes: stays on until it is quiet for a while", "warning"))
        if alarm.acknowledged is not None:
            seen = alarm.acknowledged
            by = f"seen by {clean(seen.who)} at {clock_time(seen.at, self.zone)}"
            parts.append((f"{by}: {clean(seen.note)}" if seen.note else by, "dim"))
        elif alarm.cleared is not None:
            parts.append(("never acknowledged", "plain"))
        if alarm.snoozed_until is not None and alarm.snoozes(self.now):
            left = short_age(alarm.snoozed_until - self.now)
            parts.append((f"snoozed for {left} more", "dim"))
        if not parts:
            return []
        indent = 2 + _BADGE + len(_GAP)
        out: list[Segment] = [Segment(" " * indent)]
        for number, (words, tone) in enumerate(parts):
            out.append(Segment(f" {self.glyphs.separator} " if number else "", "dim"))
            out.append(Segment(words, tone))
        return [within(tuple(out), self.width, self.glyphs)]


def queue_name(alarm: Alarm) -> str:
    """What an alarm is about: a queue, or all of them."""
    return "all queues" if alarm.queue_id == EVERY_QUEUE else clean(alarm.queue)


def subject(alarm: Alarm) -> str:
    """The same, with the medium if it is about one alone."""
    name = queue_name(alarm)
    return name if alarm.media is None else f"{name}, {media_word(alarm.media)}"


def peak_words(peak: Peak) -> str:
    """The worst that it came to: ``longest wait up to 4:07``, ``available down to 0``."""
    kind = KINDS.get(peak.figure, "count")
    if kind == "seconds":
        value = age(peak.value)
    elif kind == "share":
        value = f"{round(100 * peak.value)}%"
    else:
        value = f"{peak.value:g}"
    way = "down to" if peak.low_is_worse else "up to"
    return f"{_FIGURE.get(peak.figure, peak.figure)} {way} {value}"
