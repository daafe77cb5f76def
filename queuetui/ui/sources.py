"""Whom the diagnostics ask; no Textual in here."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from queuetui.domain.diagnostics import Diagnostics
from queuetui.view.diagnostics import Gap, Program


class Sources(Struct, frozen=True):
    """None of them may block."""

    feed: Callable[[], Diagnostics]
    program: Callable[[], Program]
    gaps: Callable[[], Sequence[Gap]] = tuple
