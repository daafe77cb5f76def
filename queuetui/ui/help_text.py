"""The help and the hint line, written from the registry of actions; no Textual in here."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from queuetui.domain.limits import SEVERITIES, Severity
from queuetui.ui.actions import ACTIONS, BY_ID, GROUPS, Action, Place
from queuetui.ui.keymap import Keymap
from queuetui.ui.keys import key_label
from queuetui.view.blocks import wrapped
from queuetui.view.explain import EXPLANATIONS, explained, others
from queuetui.view.formats import cells, cut
from queuetui.view.glyphs import SEVERITY_WORD, Glyphs
from queuetui.view.line import Segment, Tone

_MEANING: dict[Severity, str] = {
    "critical": "a figure is past its critical limit",
    "warning": "a figure is past its warning limit",
    "unknown": "no figures, or none that can be believed any more",
    "ok": "within all limits",
    "closed": "outside of its opening hours: nothing is judged",
}
_TONE: dict[Severity, Tone] = {
    "critical": "critical",
    "warning": "warning",
    "unknown": "unknown",
    "ok": "ok",
    "closed": "closed",
}
_KEYS_WIDTH = 16
_PLACE_WORD: dict[Place, str] = {
    "board": "board",
    "queue": "opened queue",
    "help": "help",
    "diagnostics": "diagnostics",
    "alarms": "alarms",
    "filter": "filter",
    "note": "note",
    "wall": "wall",
}

Lines = tuple[tuple[Segment, ...], ...]


class HelpPage(Struct, frozen=True):
    """The help as it stands on the screen."""

    lines: Lines
    places: Mapping[str, int]
    """The line, from 0, on which the explanation of a figure begins; by its key."""


def help_page(  # noqa: PLR0913 - each is a thing the page shows or depends on
    keymap: Keymap,
    glyphs: Glyphs,
    width: int,
    *,
    place: Place = "board",
    shown: Sequence[str] = (),
    believed: bool = True,
) -> HelpPage:
    """Keys and marks, then the figures ``shown`` in ``place`` (by key), then all the others.

    Each line is at most ``width`` cells. Unless the figures are ``believed``, nothing is drawn as
    ok: not even its explanation.
    """
    contents = wrapped(_contents(keymap, glyphs), width)
    lines: list[tuple[Segment, ...]] = [(Segment(text, "dim"),) for text in contents]
    lines += [(), *help_lines(keymap, glyphs, width, believed=believed)]
    here = [EXPLANATIONS[key] for key in dict.fromkeys(shown) if key in EXPLANATIONS]
    figures = {f"Figures now on the {_PLACE_WORD[place]}": tuple(here)} if here else {}
    for heading, group in others(shown).items():
        figures[f"{'Other figures' if here else 'Figures'}: {heading}"] = group
    places: dict[str, int] = {}
    for heading, group in figures.items():
        lines += [(), _heading(heading, glyphs, width)]
        for one in group:
            lines.append(())
            places[one.key] = len(lines)
            lines += explained(one, width, glyphs)
    return HelpPage(tuple(lines), places)


def _heading(text: str, glyphs: Glyphs, width: int) -> tuple[Segment, ...]:
    """A heading with a line to the right edge, so that it is found while scrolling."""
    said = cut(text, max(0, width - 1), glyphs.ellipsis)
    rule = "-" if glyphs.ellipsis.isascii() else "─"
    return Segment(f"{said} ", "strong"), Segment(rule * (width - cells(said) - 1), "dim")


def _contents(keymap: Keymap, glyphs: Glyphs) -> str:
    ascii_only = glyphs.ellipsis.isascii()
    keys = keymap.of("palette")
    find = f"{key_label(keys[0], ascii_only=ascii_only)} and its name" if keys else "by its name"
    return (
        f"Keys, marks, then what each figure means. To find one: {find}; "
        "in a shell: queuetui explain NAME."
    )


def help_lines(keymap: Keymap, glyphs: Glyphs, width: int, *, believed: bool = True) -> Lines:
    """Every action with its keys, group by group, and what the marks mean.

    Unless the figures are ``believed``, nothing is drawn as ok: not even its explanation.
    """
    ascii_only = glyphs.ellipsis.isascii()
    lines: list[tuple[Segment, ...]] = [_heading("Keys", glyphs, width)]
    for group in GROUPS:
        lines += [(), (Segment(group, "dim"),)]
        for action in (action for action in ACTIONS if action.group == group):
            keys = cut(_keys(action, keymap, ascii_only=ascii_only), _KEYS_WIDTH, glyphs.ellipsis)
            room = max(1, width - _KEYS_WIDTH - 4)
            first, *more = wrapped(action.description, room)
            lines.append((Segment(f"  {keys:<{_KEYS_WIDTH}}  ", "strong"), Segment(first)))
            lines += [(Segment(f"{'':{_KEYS_WIDTH + 4}}{text}"),) for text in more]
            where = _where(action)
            if cells((more or [first])[-1]) + cells(where) <= room:
                lines[-1] += (Segment(where, "dim"),)
    lines += [(), _heading("Marks", glyphs, width), ()]
    for severity in SEVERITIES:
        mark = f"{glyphs.severity(severity)} {SEVERITY_WORD[severity]}"
        blank = " " * max(1, _KEYS_WIDTH + 2 - cells(mark))
        lines.append(
            (
                Segment("  "),
                Segment(mark, _TONE[severity] if believed or severity != "ok" else "dim"),
                Segment(blank),
                Segment(cut(_MEANING[severity], max(0, width - _KEYS_WIDTH - 4), glyphs.ellipsis)),
            )
        )
    return tuple(lines)


def hint_line(place: Place, keymap: Keymap, glyphs: Glyphs, width: int) -> tuple[Segment, ...]:
    """The keys that count in a place, the less important ones left out where room is short."""
    ascii_only = glyphs.ellipsis.isascii()
    here = [
        action
        for action in keymap.here(place)
        if action.hint and place in (action.hint_in or action.places)
    ]
    chosen: list[Action] = []
    used = 0
    for action in sorted(here, key=lambda action: -action.hint):
        keys = _hint_keys(action, keymap, ascii_only=ascii_only)
        needed = cells(keys) + cells(_hint_title(action)) + 3
        if used + needed > width:
            break
        chosen.append(action)
        used += needed
    segments: list[Segment] = []
    for action in (action for action in here if action in chosen):
        segments.append(Segment(_hint_keys(action, keymap, ascii_only=ascii_only), "strong"))
        segments.append(Segment(f" {_hint_title(action)}  ", "dim"))
    return tuple(segments)


def _hint_title(action: Action) -> str:
    return action.hint_title or action.title


def _hint_keys(action: Action, keymap: Keymap, *, ascii_only: bool) -> str:
    labels = [key_label(keymap.of(action.id)[0], ascii_only=ascii_only)]
    if action.pair is not None and keymap.of(BY_ID[action.pair].id):
        labels.append(key_label(keymap.of(action.pair)[0], ascii_only=ascii_only))
    # Arrows need nothing between them.
    return ("/" if any(label.isascii() for label in labels) else "").join(labels)


def _keys(action: Action, keymap: Keymap, *, ascii_only: bool) -> str:
    keys = keymap.of(action.id)
    if not keys:
        return "(no key)"
    labels = [key_label(key, ascii_only=ascii_only) for key in keys]
    if action.numbered and len(labels) > 2:
        return f"{labels[0]} to {labels[-1]}"
    return "  ".join(labels)


def _where(action: Action) -> str:
    if len(action.places) > 1:
        return ""
    return f"  ({_PLACE_WORD[action.places[0]]})"
