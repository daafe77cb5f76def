"""What comes from outside, made fit for a terminal, a title, a command or a body."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from queuetui.domain.sinks import Notice
from queuetui.view.formats import cut

NAME_WIDTH = 80
TITLE_WIDTH = 120
TEXT_WIDTH = 400
"""Cells."""
_FIGURES = 24
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def plain(notice: Notice) -> Notice:
    """The notice without control characters, marks of writing direction and endless names.

    No sequence can be ended or begun by what is left: all of C0, DEL and C1 is gone, and with it
    BEL, ESC and ST.
    """
    return replace(
        notice,
        queue=cut(notice.queue, NAME_WIDTH),
        media=None if notice.media is None else cut(notice.media, NAME_WIDTH),
        title=cut(notice.title, TITLE_WIDTH),
        text=cut(notice.text, TEXT_WIDTH),
        figures=_figures(notice.figures),
        alarm_id=cut(notice.alarm_id, NAME_WIDTH),
        rule=cut(notice.rule, NAME_WIDTH),
        group=None if notice.group is None else cut(notice.group, NAME_WIDTH),
    )


def _figures(figures: Mapping[str, str]) -> dict[str, str]:
    """Those whose key is a word; others have no place among variables or in a list."""
    known = [(key, cut(value, NAME_WIDTH)) for key, value in figures.items() if _KEY.fullmatch(key)]
    return dict(known[:_FIGURES])
