"""The terminal, made fit for being left alone.

Textual's own driver reads a terminal that is gone, or an input that is not one, in a tight loop,
and blocks the whole program when its terminal stops reading.
"""

import select
import termios
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.drivers.linux_driver import LinuxDriver

from queuetui.ui.keystrokes import StopSign, read_keys
from queuetui.ui.signals import Guard
from queuetui.ui.writer import Tally, Writer

_CONTROLS = ("\x1b[?", "\x1b[>", "\x1b[<")
"""How the sequences begin that set the terminal up and restore it; no frame begins so."""
_LEAVE = (
    "\x1b[?2004l\x1b[?7h\x1b[?2048l"  # no bracketed paste, line wrap, no word of its size
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # no mouse
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"  # plain keys, first screen, cursor, no word of focus
)
"""Restores the terminal; all that Textual's own way to leave would write."""


class TerminalDriver(LinuxDriver):
    """Textual's driver that survives a terminal that ends or stops reading."""

    PATIENCE: ClassVar[float] = 1.0
    """Seconds that a terminal has at the end to take what is left."""

    _stop_sign: StopSign | None = None
    _writer: Writer | None = None
    _guard: Guard | None = None
    _frame: list[str] | None = None
    on_caught_up: Callable[[], object] | None = None
    """Called in the app's loop when frames were dropped and the next one will be drawn again."""
    _wants_mouse = True

    @property
    def hung_up(self) -> bool:
        """Whether the terminal is gone; false for an input that never was one."""
        if not self.input_tty:
            return False
        poll = select.poll()
        poll.register(self.fileno, 0)
        return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))

    @property
    def tally(self) -> Tally:
        """What the terminal has taken so far."""
        return Tally() if self._writer is None else self._writer.tally

    def use_mouse(self, wanted: bool) -> None:
        """Have the terminal tell of the mouse, or not; also when it is taken over again."""
        if wanted != self._wants_mouse:
            self._wants_mouse = wanted
            (super()._enable_mouse_support if wanted else self._disable_mouse_support)()

    def _enable_mouse_support(self) -> None:
        if self._wants_mouse:
            super()._enable_mouse_support()

    def start_application_mode(self) -> None:
        """Take the terminal over. Textual's own writing thread has nothing to do from now on."""
        if self._stop_sign is None:
            self.exit_event = self._stop_sign = StopSign()
        file = self._file
        if file is not None:
            self._writer = Writer(file.fileno(), self._caught_up, encoding=file.encoding)
            self._writer.start()
        self._guard = Guard(self._restore_at_once)
        self._guard.begin()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def write(self, data: str) -> None:
        """Hand data to the writing thread: frames whole, from their beginning to their end."""
        if self._writer is None:
            return
        if data == SYNC_START:
            self._frame = [data]
        elif data == SYNC_END:
            self._writer.put("".join((*(self._frame or ()), data)), frame=True)
            self._frame = None
        elif data.startswith(_CONTROLS):
            self._writer.put(data, frame=False)
        elif self._frame is not None:
            self._frame.append(data)
        else:
            self._writer.put(data, frame=True)

    def write_aside(self, data: str) -> bool:
        """Write a bell or a notification between two frames; from any thread, and never waits.

        False when it can't be: the terminal takes nothing, or is not ours.
        """
        writer = self._writer
        return writer is not None and writer.put_aside(data)

    def close(self) -> None:
        """End the writing threads."""
        if self._writer is not None:
            self._writer.stop(self.PATIENCE)
            self._writer = None
        if self._guard is not None:
            self._guard.cease()
            self._guard = None
        super().close()
        if self._stop_sign is not None:
            self._stop_sign.close()
            self._stop_sign = None

    def run_input_thread(self) -> None:
        """Read keys; from an input that is no terminal there are none to come."""
        if self._stop_sign is None or not self.input_tty:
            self.exit_event.wait()
            return
        read_keys(self.fileno, self._stop_sign, self.process_message)

    def _restore_at_once(self) -> None:
        """Leave the terminal as it was found, without the loop and without waiting for anybody."""
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        if self._writer is not None:
            self._writer.abandon(_LEAVE)

    def _caught_up(self) -> None:
        # Called from the writing thread; the loop may be closed already.
        if self.on_caught_up is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self.on_caught_up)
