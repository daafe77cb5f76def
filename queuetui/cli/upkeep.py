"""Who looks after a board that is left alone: the diary on disk, and systemd's watchdog."""

import hashlib
import os
import sys
from datetime import datetime

from platformdirs import user_state_path

from queuetui.cli.start import Start
from queuetui.outputs.keeper import BoardKeeper
from queuetui.outputs.systemd import Notifier
from queuetui.store.alarms import AlarmFile
from queuetui.store.diary import Diary, Page, what_was


def open_diary(start: Start) -> Diary:
    """The diary of this board: one for each organisation and terminal, so that none mix."""
    try:
        terminal = os.ttyname(sys.stdout.fileno())
    except OSError:
        terminal = "a terminal without a name"
    # A demo centre has another port each time; its board is one and the same all the same.
    centre = "demo" if start.is_demo else start.base_url
    name = hashlib.sha256(f"{centre} {terminal}".encode()).hexdigest()[:12]
    return Diary(user_state_path("queuetui") / f"diary-{name}.json", start.clock.now)


def open_alarms(start: Start) -> AlarmFile | None:
    """Where alarms are kept: one file for each organisation. Those of the demo are forgotten."""
    if start.is_demo:
        return None
    name = hashlib.sha256(start.base_url.encode()).hexdigest()[:12]
    return AlarmFile(user_state_path("queuetui") / f"alarms-{name}.json")


def open_keeper(start: Start, diary: Diary) -> BoardKeeper:
    """The keeper that the screen tells its signs of life to."""
    return BoardKeeper(
        start.clock,
        Notifier(os.environ),
        diary,
        greeting=greeting(diary.before, start.clock.now()),
    )


def greeting(before: Page | None, now: float) -> str | None:
    """``back since 03:12, was: …`` after a run that nobody ended; times of this machine."""
    was = what_was(before)
    if before is None or was is None:
        return None
    alive = _time(before.alive, now)
    return f"back since {_time(now, now)}, was: {was}; last sign of life {alive}"


def _time(instant: float, now: float) -> str:
    """Hours and minutes, with the date if it is another day's."""
    there, here = (
        datetime.fromtimestamp(instant).astimezone(),
        datetime.fromtimestamp(now).astimezone(),
    )
    return f"{there:%H:%M}" if there.date() == here.date() else f"{there:%Y-%m-%d %H:%M}"
