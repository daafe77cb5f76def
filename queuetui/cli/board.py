"""``queuetui``: open the board."""

import getpass
import locale
import os
import sys
from pathlib import Path

from msgspec.structs import replace
from platformdirs import user_log_path

from queuetui.cli.failures import Failure
from queuetui.cli.late_feed import LateFeed
from queuetui.cli.sinks import announcing, make_sinks, surroundings
from queuetui.cli.start import Choice, Start
from queuetui.cli.upkeep import open_alarms, open_diary, open_keeper
from queuetui.cli.zone import machine_zone
from queuetui.domain.feed import Feed
from queuetui.outputs.sinks import Sinks, TerminalLine

_PATIENCE = 0.5
"""Seconds that a disk has at the end to take the last choice, and the sinks to send the last."""


def open_board(choice: Choice) -> int:
    """Run the board until somebody ends it; returns the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure(
            "The board needs a terminal.", "For pipes and scripts: queuetui --once [--json | --csv]"
        )
    start = Start(choice)
    from queuetui.ui.keymap import KeysError, check_keys

    try:
        check_keys(start.settings.keys)
    except KeysError as error:
        raise Failure(f"{start.settings.source}: {error}") from None
    from queuetui.cli.looks import arranged, configured_arrangement, kept_choices, looks_for
    from queuetui.ui.run import run_app
    from queuetui.view.glyphs import ASCII, UNICODE

    kept, configured = kept_choices(), start.settings.looks
    looks = looks_for(choice, configured, kept, os.environ)
    arrangement = configured_arrangement(start.settings)
    with start:
        diary = open_diary(start)
        terminal = TerminalLine()
        sinks = make_sinks(
            start.settings,
            surroundings(start.settings.sinks, os.environ, Path.cwd(), terminal.write),
            start.clock,
            machine_zone(os.environ),
        )
        sinks.start()
        feed = LateFeed(
            lambda: _feed(start, sinks),
            start.clock,
            start.base_url,
            start.settings.poll.interval,
            start.report,
        )
        code = run_app(
            feed,
            replace(arranged(start.settings, kept), looks=looks),
            start.clock,
            UNICODE if draws_unicode() else ASCII,
            redact=start.redaction,
            crash_dir=user_log_path("queuetui"),
            keeper=open_keeper(start, diary),
            gaps=lambda: [(gap.began, gap.ended, gap.reason) for gap in diary.gaps],
            keep_theme=lambda theme: kept.keep_theme(theme, configured.theme),
            keep_arrangement=lambda chosen: kept.keep_arrangement(chosen, arrangement),
            wall=choice.wall,
            who=_user(),
            lend_terminal=terminal.connect,
            sinks=sinks.status,
            on_screen=feed.on_screen,
        )
        sinks.close(_PATIENCE)
    kept.settle(_PATIENCE)
    return code


def _feed(start: Start, sinks: Sinks) -> Feed:
    """All that asks and looks for alarms; most of the modules of the network come with it."""
    from queuetui.cli.heap import share_heap
    from queuetui.feed.watch import AlarmDesk

    share_heap()
    return start.watch(AlarmDesk(announcing(sinks), open_alarms(start)))


def _user() -> str:
    """Who sits here, as the system calls them; empty where it does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def draws_unicode() -> bool:
    """Whether the locale is UTF-8 and the terminal has more than a console font."""
    # Python takes UTF-8 for the C locale, too; who sets that wants plain signs.
    encoding = locale.getencoding().lower().replace("-", "")
    return encoding == "utf8" and os.environ.get("TERM") not in {"linux", "dumb"}
