"""The explanation of every figure: what it is, how it is computed, where it comes from."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from queuetui.view.blocks import wrapped
from queuetui.view.columns import COLUMNS
from queuetui.view.explain_forecast import FORECAST
from queuetui.view.explain_now import NOW
from queuetui.view.explain_opened import OPENED
from queuetui.view.explain_signs import SIGNS, WALL
from queuetui.view.explain_staffing import STAFFING
from queuetui.view.explain_today import TODAY
from queuetui.view.explanation import Explanation
from queuetui.view.formats import cells, cut
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.segments import Segment, Segments

__all__ = [
    "EXPLANATIONS",
    "GROUPS",
    "ON_QUEUE_VIEW",
    "ON_WALL",
    "STATUS_BAR",
    "Explanation",
    "close_to",
    "explained",
    "meant_by",
    "others",
]

GROUPS: Mapping[str, tuple[Explanation, ...]] = {
    "Now": NOW,
    "Today": TODAY,
    "Opened queue": OPENED,
    "Forecast": FORECAST,
    "Staffing": STAFFING,
    "Wall": WALL,
    "Status bar and summary": SIGNS,
}
"""All explanations under their headings."""

EXPLANATIONS: Mapping[str, Explanation] = {
    one.key: one for group in GROUPS.values() for one in group
}
"""By key: each column of the board, and each figure of the opened queue and of the wall."""

STATUS_BAR = tuple(one.key for one in SIGNS)
"""What stands around the list, by key."""
ON_QUEUE_VIEW = (
    *("waiting", "longest", "available", "alerting", "interacting", "on_queue", "goal", "rule"),
    *("media", "agents", "routing_status", "time_in_status", "presence", "not_responding"),
    *("logged_in", "active", "off_queue", "members"),
    *("waiting_list", "stuck", "priority", "skills", "estimated_wait", "last_hour", "half_hours"),
    *("day", "offered", "answered", "abandoned", "abandon_rate", "short_abandoned", "flowed_out"),
    *("over_sla", "service", "asa", "aht"),
    *("forecast", *(one.key for one in FORECAST)),
    *("agents_needed", "one_more", "occupancy", "recovery"),
)
"""What an opened queue shows, by key."""
ON_WALL = (
    *("severity", "name", "waiting", "longest", "limit", "available", "service", "abandon_rate"),
    *("forecast", "day", "pages", "opening", "late", "frozen", "down"),
)
"""What the wall shows, by key."""

_INDENT = 2


def explained(one: Explanation, width: int, glyphs: Glyphs = UNICODE) -> tuple[Segments, ...]:
    """A title with the source, and two or three lines of 76 cells; none exceeds ``width``."""
    room = max(1, width - _INDENT)
    body = wrapped(f"{one.definition} {one.traps}", room)
    return (
        _title(one, width, glyphs),
        *((Segment(f"{'':{_INDENT}}{line}"),) for line in body),
        *((Segment(f"{'':{_INDENT}}{line}", "dim"),) for line in wrapped(f"= {one.formula}", room)),
    )


def meant_by(name: str) -> tuple[Explanation, ...]:
    """What a person means by a name, whatever its case: a key, a title, a column's heading.

    A name of the API means everything that is made of it. Empty: no figure is called so.
    """
    wanted = _plain(name)
    found = [one for one in EXPLANATIONS.values() if wanted in _called(one)]
    if not found:
        found = [one for one in EXPLANATIONS.values() if wanted in map(_plain, one.api_names)]
    return tuple(found)


def close_to(name: str) -> tuple[str, ...]:
    """At most three names that look like this one; keys first, or the API's for one of its."""
    names: dict[str, str] = {}
    for one in EXPLANATIONS.values():
        names |= {_plain(said): said for said in one.api_names}
        names |= {word: one.key for word in _plain(one.title).split() if len(word) > 2}
    for one in EXPLANATIONS.values():
        names |= dict.fromkeys(_called(one), one.key)
    wanted = _plain(name)
    held = [said for said in names if len(wanted) > 2 and wanted in said]
    near = dict.fromkeys(names[each] for each in (*get_close_matches(wanted, names, n=6), *held))
    as_api = any(sign.isupper() for sign in name[1:])
    return tuple(sorted(near, key=lambda said: (said in EXPLANATIONS) is as_api))[:3]


def others(shown: Iterable[str]) -> Mapping[str, tuple[Explanation, ...]]:
    """All that is not among these keys, under its headings."""
    here = set(shown)
    left = {
        heading: tuple(one for one in group if one.key not in here)
        for heading, group in GROUPS.items()
    }
    return {heading: group for heading, group in left.items() if group}


def _title(one: Explanation, width: int, glyphs: Glyphs) -> Segments:
    """Title and key, and at the right end source and period, as far as there is room."""
    title = cut(one.title, width, glyphs.ellipsis)
    key = "" if _plain(one.title) == _plain(one.key) else f"  {one.key}"
    origin = f"{one.source} {glyphs.separator} {one.refresh}"
    for middle, end in ((key, origin), ("", origin), ("", one.refresh), ("", "")):
        blank = width - cells(title) - cells(middle) - cells(end)
        if blank >= 2 or not end:
            break
    return Segment(title, "strong"), Segment(f"{middle}{'':{max(0, blank)}}{end}", "dim")


def _called(one: Explanation) -> set[str]:
    headings = {_plain(column.title) for column in COLUMNS if column.key == one.key}
    return {_plain(one.key), _plain(one.title), *headings}


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
