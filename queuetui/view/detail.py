"""The opened queue: every figure of it beside its limits, by media type, and its agents."""

from collections.abc import Callable, Mapping
from datetime import tzinfo

from msgspec import Struct

from queuetui.domain.limits import Figure, Limit, Limits
from queuetui.domain.readings import MediaReading, Reading, longest_wait
from queuetui.view.blocks import Block, beside, flow, wrapped
from queuetui.view.formats import (
    UNKNOWN,
    age,
    cells,
    clean,
    clock_time,
    count,
    cut,
    cut_at_word,
    padded,
    short_age,
)
from queuetui.view.glyphs import SEVERITY_WORD, UNICODE, Glyphs
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone, aligned, joined
from queuetui.view.standing import Standing
from queuetui.view.words import (
    amount,
    breach_sentence,
    media_word,
    no_data,
    presence_word,
    routing_word,
)

_MEDIA_ORDER = ("voice", "callback", "chat", "email", "message")
_ROUTING_ORDER = ("IDLE", "INTERACTING", "NOT_RESPONDING", "COMMUNICATING")
_WIDE = 120
"""From this width on presences have a table of their own."""


def detail(  # noqa: PLR0913, PLR0917 - each is a thing the panel shows or depends on
    standing: Standing,
    limits: Limits,
    now: float,
    glyphs: Glyphs = UNICODE,
    width: int = 78,
    zone: tzinfo | None = None,
) -> tuple[Segments, ...]:
    """The lines of the panel, each at most ``width`` cells; for a common queue 20 lines of 78.

    ``now`` is epoch seconds by the server's clock: waits are as long as at that instant, as far
    as the reading is believed.
    """
    panel = _Panel(standing, limits, glyphs, now, width, zone)
    lines: list[Segments] = [panel.heading(), *panel.sentences(), ()]
    lines += beside([panel.limited(), panel.interactions(), panel.people()], width)
    media, routing, presences = panel.media(), panel.routing(), panel.presences()
    if width < _WIDE:
        tables, named = [media, routing], panel.presence_lines()
    else:
        tables, named = [media, routing, presences], []
    body = beside(tables, width)
    if body:
        lines += [(), *body]
    lines += [(), *named, *panel.origin()]
    return tuple(_within(line, width, glyphs) for line in lines)


class _Panel(Struct, frozen=True):
    """What the parts of the panel are drawn from."""

    standing: Standing
    limits: Limits
    glyphs: Glyphs
    now: float
    width: int
    zone: tzinfo | None

    @property
    def reading(self) -> Reading | None:
        return self.standing.state.reading

    @property
    def believed(self) -> bool:
        return self.standing.freshness in {"live", "late"}

    @property
    def at(self) -> float:
        """The instant at which waits are measured."""
        as_of = 0.0 if self.reading is None else self.reading.as_of
        return self.now if self.believed else as_of

    def heading(self) -> Segments:
        severity = self.standing.severity
        badge = f"{self.glyphs.severity(severity)} {SEVERITY_WORD[severity]}"
        old = self.old()
        room = self.width - cells(badge) - 2 - cells(old.text) - 2
        name = cut(self.standing.label, max(8, room), self.glyphs.ellipsis)
        blank = self.width - cells(badge) - 2 - cells(name) - cells(old.text)
        return (
            Segment(badge, SEVERITY_TONE[severity]),
            Segment(f"  {name}", "strong"),
            Segment(" " * blank),
            old,
        )

    def old(self) -> Segment:
        if self.standing.age is None:
            return Segment("never answered", "unknown")
        tone: Tone = "dim" if self.standing.freshness == "live" else "late"
        if self.standing.freshness == "frozen":
            tone = "unknown"
        return Segment(f"data {short_age(self.standing.age):>3} old", tone)

    def sentences(self) -> list[Segments]:
        standing = self.standing
        if standing.breaches:
            worst_first = sorted(standing.breaches, key=lambda breach: breach.level != "critical")
            return [
                (Segment(text, "strong" if breach.level == "critical" else "warning"),)
                for breach in worst_first
                for text in wrapped(breach_sentence(breach, standing.waiting), self.width)
            ]
        if standing.severity == "ok":
            return [(Segment("Nothing has reached a limit."),)]
        said = no_data(standing)
        sentences = [f"{said[:1].upper()}{said[1:]}".rstrip(".") + "."]
        if standing.freshness == "frozen" and self.reading is not None:
            last = clock_time(self.reading.as_of, self.zone)
            sentences.append(f"In brackets: the last figures, of {last}.")
        return [
            (Segment(text, "unknown"),)
            for sentence in sentences
            for text in wrapped(clean(sentence), self.width)
        ]

    def limited(self) -> Block:
        """The figures that have limits, each beside them."""
        reading = self.reading
        last: dict[Figure, str] = {"waiting": UNKNOWN, "longest_wait": UNKNOWN}
        if reading is not None:
            last = {
                "waiting": count(reading.waiting),
                "longest_wait": age(longest_wait(reading.waiting, reading.oldest_since, self.at)),
                "available": count(reading.agents.available),
            }
        rows: tuple[tuple[Figure, str, Limit], ...] = (
            ("waiting", "waiting", self.limits.waiting),
            ("longest_wait", "longest wait", self.limits.longest_wait),
            ("available", "available", self.limits.available),
        )
        return tuple(
            joined(
                (
                    Segment(f"{word:<13}"),
                    *self.value(last.get(figure, UNKNOWN), 10, self.tone(figure)),
                    Segment(f"   {_limits_text(figure, limit)}", "dim"),
                )
            )
            for figure, word, limit in rows
        )

    def interactions(self) -> Block:
        reading = self.reading
        return (
            self.pair("ringing", None if reading is None else reading.alerting, 8),
            self.pair("talking", None if reading is None else reading.interacting, 8),
            self.pair("on queue", None if reading is None else reading.agents.on_queue, 8),
        )

    def people(self) -> Block:
        """Members of the queue, whatever they do."""
        agents = None if self.reading is None else self.reading.agents
        if self.width < _WIDE or agents is None:
            return ()
        return (
            self.pair("logged in", agents.logged_in, 9),
            self.pair("off queue", agents.off_queue, 9),
            self.pair("members", agents.members, 9),
        )

    def media(self) -> Block:
        """One line per media type."""
        if self.reading is None or not self.reading.media:
            return ()
        titles = f"{'MEDIA':<9}{'WAITING':>8}{'LONGEST':>9}{'RINGING':>8}{'TALKING':>8}"
        lines: list[Segments] = [(Segment(titles, "dim"),)]
        for name in _in_order(self.reading.media, _MEDIA_ORDER):
            media: MediaReading = self.reading.media[name]
            wait = longest_wait(media.waiting, media.oldest_since, self.at)
            lines.append(
                joined(
                    (
                        Segment(f"{padded(cut(media_word(name), 9, self.glyphs.ellipsis), 9)}"),
                        *self.value(count(media.waiting, 7), 8),
                        *self.value(age(wait), 9),
                        *self.value(count(media.alerting, 7), 8),
                        *self.value(count(media.interacting, 7), 8),
                    )
                )
            )
        return tuple(lines)

    def routing(self) -> Block:
        """Who is on queue, by routing status."""
        statuses = None if self.reading is None else self.reading.agents.routing_statuses
        return self.table("AGENTS ON QUEUE", statuses, _ROUTING_ORDER, routing_word)

    def presences(self) -> Block:
        """Members by presence, as a table."""
        named = None if self.reading is None else self.reading.agents.presences
        return self.table("MEMBERS BY PRESENCE", named, (), presence_word)

    def presence_lines(self) -> list[Segments]:
        """Members by presence, as running text."""
        agents = None if self.reading is None else self.reading.agents
        if agents is None:
            return []
        told: list[Segments] = [
            joined((Segment("members "), *self.value(count(agents.members), 0))),
            joined((Segment("active "), *self.value(count(agents.active), 0))),
            joined((Segment("logged in "), *self.value(count(agents.logged_in), 0))),
            joined((Segment("off queue "), *self.value(count(agents.off_queue), 0))),
        ]
        lines = flow(told, self.width, self.glyphs.separator)
        parts: list[Segments] = [
            joined(
                (
                    Segment(f"{'presence: ' if n == 0 else ''}{clean(presence_word(name))} "),
                    *self.value(count(number), 0),
                )
            )
            for n, (name, number) in enumerate(_by_number(agents.presences or {}))
        ]
        return lines + flow(parts, self.width, self.glyphs.separator, indent=2)

    def origin(self) -> list[Segments]:
        """Where the figures come from: instant, division, id."""
        queue, label = self.standing.state.queue, self.standing.label
        parts: list[str] = []
        if self.reading is not None:
            parts.append(f"figures of {clock_time(self.reading.as_of, self.zone)}")
        if clean(queue.name) not in {label, queue.id}:
            parts.append(f"name {clean(queue.name)}")
        if queue.division:
            parts.append(f"division {clean(queue.division)}")
        parts.append(f"id {clean(queue.id)}")
        whole: list[Segments] = [
            (Segment(cut(part, self.width, self.glyphs.ellipsis), "dim"),) for part in parts
        ]
        return flow(whole, self.width, self.glyphs.separator)

    def table(
        self,
        title: str,
        numbers: Mapping[str, int] | None,
        first: tuple[str, ...],
        word: Callable[[str], str],
    ) -> Block:
        """Names and how many; the names of ``first`` come first, the others by number."""
        if not numbers:
            return ()
        order = [name for name in first if name in numbers]
        order += [name for name, _ in _by_number(numbers) if name not in first]
        lines: list[Segments] = [(Segment(f"{title:<33}", "dim"),)]
        for name in order:
            said = cut(word(name), 27, self.glyphs.ellipsis)
            lines.append(
                joined((Segment(padded(said, 27)), *self.value(count(numbers[name], 5), 6)))
            )
        return tuple(lines)

    def pair(self, word: str, number: int | None, room: int) -> Segments:
        """A word and its figure."""
        return joined((Segment(f"{word:<{room}}"), *self.value(count(number, 7), 8)))

    def value(self, text: str, width: int, tone: Tone = "plain") -> Segments:
        """A figure at the right end of ``width`` cells; a frozen one in brackets."""
        if text == UNKNOWN:
            drawn: Segments = (Segment(self.glyphs.none, "unknown"),)
        elif self.believed:
            late = self.standing.freshness == "late"
            drawn = (Segment(text, "late" if late else tone),)
        else:
            space = " " if not width or cells(text) + 4 <= width else ""
            drawn = (
                Segment(self.glyphs.none, "unknown"),
                Segment(f"{space}({text})", "dim"),
            )
        return aligned(drawn, width, right=True)

    def tone(self, figure: Figure) -> Tone:
        """The tone of a figure that has limits."""
        for breach in self.standing.breaches:
            if breach.figure == figure:
                return "critical" if breach.level == "critical" else "warning"
        return "strong"


def _limits_text(figure: Figure, limit: Limit) -> str:
    if limit.warn is None and limit.critical is None:
        return "no limit"
    if limit.critical is None:
        return f"warning limit {amount(figure, limit.warn)}"
    if limit.warn is None:
        return f"limit {amount(figure, limit.critical)}"
    return f"limit {amount(figure, limit.warn)} / {amount(figure, limit.critical)}"


def _in_order(names: Mapping[str, object], first: tuple[str, ...]) -> list[str]:
    return [n for n in first if n in names] + sorted(n for n in names if n not in first)


def _by_number(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))


def _within(line: Segments, width: int, glyphs: Glyphs) -> Segments:
    """The line, without what goes beyond ``width``; only very narrow panels need it."""
    out: list[Segment] = []
    room = width
    for segment in line:
        taken = cells(segment.text)
        if taken > room:
            out.append(Segment(cut_at_word(segment.text, room, glyphs.ellipsis), segment.tone))
            break
        out.append(segment)
        room -= taken
    return joined(out)
