"""Running the app from its beginning to its exit code."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.clock import Clock
from queuetui.domain.feed import Feed
from queuetui.domain.keeper import Keeper
from queuetui.domain.settings import Settings
from queuetui.domain.sinks import SinkStatus
from queuetui.ui.app import Lend, QueuetuiApp
from queuetui.ui.crash import Redactor, print_last_words, withhold
from queuetui.ui.themes import ThemeName
from queuetui.view.diagnostics import Gap
from queuetui.view.glyphs import Glyphs


def run_app(  # noqa: PLR0913 - see QueuetuiApp
    feed: Feed,
    settings: Settings,
    clock: Clock,
    glyphs: Glyphs,
    zone: tzinfo | None = None,
    *,
    redact: Redactor = withhold,
    crash_dir: Path | None = None,
    keeper: Keeper | None = None,
    gaps: Callable[[], Sequence[Gap]] = tuple,
    keep_theme: Callable[[ThemeName], object] = lambda _: None,
    keep_arrangement: Callable[[Arrangement], object] = lambda _: None,
    wall: bool = False,
    who: str = "",
    lend_terminal: Lend = lambda _: None,
    sinks: Callable[[], Sequence[SinkStatus]] = tuple,
    on_screen: Callable[[], object] = lambda: None,
) -> int:
    """Run the board until it is left; return the exit code: 0, or 1 after an error.

    The arguments are those of `QueuetuiApp`.
    """
    app = QueuetuiApp(
        feed,
        settings,
        clock,
        glyphs,
        zone,
        redact=redact,
        crash_dir=crash_dir,
        keeper=keeper,
        gaps=gaps,
        colours=None,
        keep_theme=keep_theme,
        keep_arrangement=keep_arrangement,
        wall=wall,
        who=who,
        lend_terminal=lend_terminal,
        sinks=sinks,
        on_screen=on_screen,
    )
    code = 1
    try:
        app.run()
        code = app.return_code or 0
    except Exception as error:  # noqa: BLE001 - the outermost edge: nothing may be printed raw
        app.record(error)
    finally:
        feed.stop()
        app.end_keeping()
    if app.last_words is not None:
        print_last_words(app.last_words)
        return code or 1
    return code
