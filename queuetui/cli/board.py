"""``queuetui``: open the board."""

import locale
import os
import sys

from platformdirs import user_log_path

from queuetui.cli.failures import Failure
from queuetui.cli.start import Choice, Start
from queuetui.cli.upkeep import open_diary, open_keeper


def open_board(choice: Choice) -> int:
    """Run the board until somebody ends it; returns the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure(
            "The board needs a terminal.", "For pipes and scripts: queuetui --once [--json | --csv]"
        )
    start = Start(choice)
    from queuetui.ui.actions import KeysError, check_keys

    try:
        check_keys(start.settings.keys)
    except KeysError as error:
        raise Failure(f"{start.settings.source}: {error}") from None
    from queuetui.ui.app import run_app
    from queuetui.view.glyphs import ASCII, UNICODE

    with start:
        diary = open_diary(start)
        return run_app(
            start.feed(),
            start.settings,
            start.clock,
            UNICODE if _draws_unicode() else ASCII,
            redact=start.redaction,
            crash_dir=user_log_path("queuetui"),
            keeper=open_keeper(start, diary),
            gaps=lambda: [(gap.began, gap.ended, gap.reason) for gap in diary.gaps],
        )


def _draws_unicode() -> bool:
    """Whether the locale is UTF-8 and the terminal has more than a console font."""
    encoding = locale.getpreferredencoding(False).lower().replace("-", "")
    return encoding == "utf8" and os.environ.get("TERM") not in {"linux", "dumb"}
