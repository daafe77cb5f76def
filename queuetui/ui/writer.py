"""Writing to a terminal that may stop reading, in a thread of its own; no Textual in here.

Nobody who hands something over ever waits. A terminal that has fallen behind gets no more frames;
once it has taken all that it was given, the owner is told and paints the whole screen anew.
"""

import os
import select
import termios
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

BEHIND_AFTER = 2.0
"""Seconds that a frame may wait for those before it; a picture older than that is not worth it."""
BEHIND_BYTES = 256 * 1024
"""The same in bytes, should the frames come faster than the clock."""
_LOOK = 0.1
"""Seconds between two looks at whether the end has come, while the terminal takes nothing."""
_PIECE = 4096
_CLEAR = b"\x18\x1b[?2026l\x1b[0m"
"""Calls off an escape sequence that was cut, ends a synchronised update, and drops all colours."""


class Tally(Struct, frozen=True):
    """What became of that which was handed over; each is a number of frames."""

    handed: int = 0
    taken: int = 0
    """Flushed, every byte of it; never more than were handed over."""
    dropped: int = 0
    behind: bool = False
    """Whether frames are being dropped now, so that what is on screen is not right."""


class _Unit(Struct, frozen=True):
    """Bytes that belong together."""

    data: bytes
    frame: bool
    """Whether it is counted, and painted anew where it was lost."""
    lasting: bool
    """Whether it must not be dropped: a control sequence must not, all else may."""
    at: float
    """When it was handed over; seconds that never jump."""


class Writer:
    """Writes whole units, one after the other."""

    def __init__(
        self, file_handle: int, on_caught_up: Callable[[], object], *, encoding: str = "utf-8"
    ) -> None:
        """``on_caught_up`` is called from the thread when a terminal that was behind is not."""
        self._out = _own_handle(file_handle)
        self._encoding = encoding
        self._on_caught_up = on_caught_up
        self._changed = threading.Condition()
        self._begun: _Unit | None = None
        self._waiting: deque[_Unit] = deque()
        self._bytes = 0
        self._tally = Tally()
        self._ending = False
        self._dead = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="queuetui-output", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    @property
    def tally(self) -> Tally:
        """What has become of everything so far."""
        with self._changed:
            return self._tally

    def put(self, text: str, *, frame: bool) -> None:
        """Hand over a whole frame, or a control sequence that must not be lost. Never waits."""
        data = text.encode(self._encoding, "replace")
        unit = _Unit(data, frame, not frame, time.monotonic())
        with self._changed:
            if self._dead or (self._ending and frame):
                return
            if frame and self._fell_behind(unit.at):
                self._drop_frames()
                return
            if frame:
                self._tally = replace(self._tally, handed=self._tally.handed + 1)
            self._waiting.append(unit)
            self._bytes += len(unit.data)
            self._changed.notify()

    def put_aside(self, text: str) -> bool:
        """Hand over something beside the picture, such as a bell. Never waits.

        It is written between two frames, whole or not at all; false when it is not, because the
        terminal has fallen behind or the end has come. It must move and colour nothing.
        """
        data = text.encode(self._encoding, "replace")
        unit = _Unit(data, frame=False, lasting=False, at=time.monotonic())
        with self._changed:
            if self._dead or self._ending or self._fell_behind(unit.at):
                return False
            self._waiting.append(unit)
            self._bytes += len(data)
            self._changed.notify()
        return True

    def stop(self, patience: float) -> None:
        """Write what is left, but for at most about ``patience`` seconds.

        A terminal that does not read is left with the control sequences alone, which restore it
        when it comes back.
        """
        with self._changed:
            self._ending = True
            self._changed.notify()
        self._thread.join(patience)
        if self._thread.is_alive():
            with self._changed:
                self._dead = True
                left = [self._begun, *self._waiting]
                controls = b"".join(unit.data for unit in left if unit and unit.lasting)
                self._waiting.clear()
            self._thread.join(3 * _LOOK)
            self._leave(_CLEAR + controls)
        if not self._closed and not self._thread.is_alive():
            self._closed = True
            os.close(self._out)

    def abandon(self, last: str) -> None:
        """Write this in the place of all that waits, for the program ends now.

        Also from a handler of a signal, in the midst of any other method.
        """
        if self._closed:
            return
        self._dead = True
        with self._changed:
            self._waiting.clear()
            self._ending = True
            self._changed.notify()
        self._thread.join(3 * _LOOK)
        self._leave(_CLEAR + last.encode(self._encoding))

    # With the condition held.

    def _fell_behind(self, now: float) -> bool:
        if self._tally.behind:
            return True
        oldest = next((unit.at for unit in self._waiting if not unit.lasting), now)
        return now - oldest > BEHIND_AFTER or self._bytes > BEHIND_BYTES

    def _drop_frames(self) -> None:
        """This one, and those not begun: the whole screen is painted after all that."""
        kept = [unit for unit in self._waiting if unit.lasting]
        lost = sum(unit.frame for unit in self._waiting)
        self._waiting = deque(kept)
        self._bytes = sum(len(unit.data) for unit in kept)
        tally = self._tally
        self._tally = Tally(tally.handed - lost, tally.taken, tally.dropped + lost + 1, behind=True)
        self._changed.notify()

    # The thread.

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ending or self._tally.behind)
                unit = self._begun = self._waiting.popleft() if self._waiting else None
                if unit is not None:
                    self._bytes -= len(unit.data)
                elif self._tally.behind:
                    self._tally = replace(self._tally, behind=False)
                else:
                    return
            if unit is None:
                self._on_caught_up()
            elif not self._write_unit(unit):
                return

    def _write_unit(self, unit: _Unit) -> bool:
        """Write it and count it; false when nothing more can be written."""
        try:
            written = self._write(unit.data)
        except OSError:
            written = False
        with self._changed:
            if written:
                self._tally = replace(self._tally, taken=self._tally.taken + unit.frame)
            else:
                self._dead = True
                self._waiting.clear()
        return written

    def _write(self, data: bytes) -> bool:
        """Write all of it; false if that was called off."""
        rest = memoryview(data)
        refused = 0
        while rest:
            if self._dead:
                return False
            try:
                rest = rest[os.write(self._out, rest[:_PIECE]) :]
                refused = 0
            except BlockingIOError:
                refused += 1
                self._wait_for_room()
                if refused > 1:
                    # Room for one byte is room, but not for a line's end, which takes two.
                    time.sleep(_LOOK / 5)
        return True

    def _wait_for_room(self) -> None:
        poll = select.poll()
        poll.register(self._out, select.POLLOUT)
        poll.poll(1000 * _LOOK)

    def _leave(self, data: bytes) -> None:
        """Put this in the place of what the terminal has not read yet; not at any price."""
        with suppress(OSError, termios.error):
            termios.tcflush(self._out, termios.TCOFLUSH)
            poll = select.poll()
            poll.register(self._out, select.POLLOUT)
            if poll.poll(1000 * _LOOK):
                os.write(self._out, data)


def _own_handle(file_handle: int) -> int:
    """The same terminal, opened once more so that no write waits and nobody else is touched.

    What is no terminal, or can't be opened by name, is written to as it is.
    """
    try:
        flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
        return os.open(os.ttyname(file_handle), flags)
    except OSError:
        return os.dup(file_handle)
