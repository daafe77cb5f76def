"""How the sinks of alarms are doing, for the diagnostics: a line or two each, the name first."""

from collections.abc import Iterable
from datetime import tzinfo

from queuetui.domain.sinks import SinkStatus
from queuetui.view.blocks import Block, wrapped
from queuetui.view.formats import age, cells, clean, clock_time, cut, padded
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.segments import Segment, Segments, Tone

_NAME_AT_MOST = 20
_HANGS_AFTER = 5.0
"""Seconds of sending after which that is worth telling."""


def sinks_block(
    sinks: Iterable[SinkStatus],
    *,
    now: float,
    width: int,
    glyphs: Glyphs = UNICODE,
    zone: tzinfo | None = None,
) -> Block:
    """The lines about the sinks, each at most ``width`` cells; none where there is no sink.

    ``now`` is epoch seconds by this machine's clock; ``zone`` is for times of day, ``None``: this
    machine's.
    """
    every = tuple(sinks)
    if not every:
        return ()
    name = min(_NAME_AT_MOST, max(cells(clean(one.name)) for one in every))
    lines: list[Segments] = [(Segment(cut("ALARMS GO TO", width, ""), "strong"),)]
    for one in every:
        lead = f"  {padded(cut(one.name, name, glyphs.ellipsis), name)}  "
        blank = " " * cells(lead)
        room = max(1, width - cells(lead))
        facts = f" {glyphs.separator} ".join(_facts(one, now, zone))
        told: list[tuple[str, Tone]] = [(line, "plain") for line in wrapped(facts, room)]
        if one.last_error is not None:
            told += [(line, "warning") for line in wrapped(clean(one.last_error), room)]
        for number, (line, tone) in enumerate(told):
            before = Segment(cut(lead if number == 0 else blank, width, ""), "dim")
            lines.append((before, Segment(line.replace(UNICODE.ellipsis, glyphs.ellipsis), tone)))
    return tuple(lines)


def _facts(one: SinkStatus, now: float, zone: tzinfo | None) -> Iterable[str]:
    yield one.type
    newest = f", the last at {clock_time(one.last_sent, zone)}" if one.last_sent is not None else ""
    yield f"{one.sent} sent{newest}" if one.sent else "nothing sent yet"
    for number, word in (
        (one.failed, "failed"),
        (one.dropped, "dropped"),
        (one.waiting, "waiting"),
    ):
        if number:
            yield f"{number} {word}"
    if one.busy_since is not None and now - one.busy_since >= _HANGS_AFTER:
        yield f"sending for {age(now - one.busy_since)}"
    if one.next_retry is not None:
        yield f"next try in {age(max(0.0, one.next_retry - now))}"
    if one.quiet:
        yield "quiet at this time"
