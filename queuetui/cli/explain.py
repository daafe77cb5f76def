"""``queuetui explain``: what a figure means, and where it comes from."""

import shutil
import sys
from collections.abc import Sequence

import msgspec

from queuetui.cli.failures import Failure
from queuetui.cli.output import put
from queuetui.view.explain import EXPLANATIONS, GROUPS, close_to, explained, meant_by
from queuetui.view.explanation import Explanation
from queuetui.view.formats import cut_at_word
from queuetui.view.glyphs import ASCII
from queuetui.view.segments import text_of

_WIDEST = 80
"""Longer lines are hard to read."""
_KEY_WIDTH = max(map(len, EXPLANATIONS)) + 2


def print_explanation(words: Sequence[str], *, as_json: bool) -> None:
    """Print what is meant by these words; all figures, a line each, without any.

    Raises `Failure` if no figure is called so.
    """
    name = " ".join(words).strip()
    found = meant_by(name) if name else tuple(EXPLANATIONS.values())
    if not found:
        near = close_to(name)
        hint = f"did you mean {_either(near)}?" if near else "queuetui explain lists all of them."
        raise Failure(f"No figure is called {name!r}; {hint}")
    if as_json:
        put(_json(found))
    else:
        width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)
        put(_pages(found, width) if name else _list(width))


def _pages(found: Sequence[Explanation], width: int) -> str:
    pages: list[str] = []
    for one in found:
        lines = [text_of(line).rstrip() for line in explained(one, width, ASCII)]
        pages.append("\n".join((*lines, *(f"  {endpoint}" for endpoint in one.endpoints))))
    return "\n\n".join(pages)


def _list(width: int) -> str:
    lines: list[str] = []
    for heading, group in GROUPS.items():
        lines += ["", heading] if lines else [heading]
        for one in group:
            line = f"  {one.key:<{_KEY_WIDTH}}{one.title}: {one.definition}"
            # Whoever reads it with a program gets all of it.
            whole = sys.stdout is None or not sys.stdout.isatty()
            lines.append(line if whole else cut_at_word(line, width))
    return "\n".join(lines)


def _json(found: Sequence[Explanation]) -> bytes:
    figures = [
        {
            **msgspec.structs.asdict(one),
            "endpoints": one.endpoints,
            "api_names": one.api_names,
        }
        for one in found
    ]
    return msgspec.json.format(msgspec.json.encode({"schema": 1, "figures": figures}))


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
