"""The terminal, made fit for being left alone.

Textual's own driver reads a terminal that is gone, or an input that is not one, in a tight loop,
and blocks the whole program when its terminal stops reading.
"""

import select
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual.drivers.linux_driver import LinuxDriver

from queuetui.ui.writer import Tally, Writer

_CONTROLS = ("\x1b[?", "\x1b[>", "\x1b[<")
"""How the sequences begin that set the terminal up and restore it; no frame begins so."""


class TerminalDriver(LinuxDriver):
    """Textual's driver that survives a terminal that ends or stops reading."""

    PATIENCE: ClassVar[float] = 1.0
    """Seconds that a terminal has at the end to take what is left."""

    _writer: Writer | None = None
    _frame: list[str] | None = None
    on_caught_up: Callable[[], object] | None = None
    """Called in the app's loop when frames were dropped and the next one will be drawn again."""

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

    def start_application_mode(self) -> None:
        """Take the terminal over. Textual's own writing thread has nothing to do from now on."""
        file = self._file
        if file is not None:
            self._writer = Writer(file.fileno(), self._caught_up, encoding=file.encoding)
            self._writer.start()
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

    def close(self) -> None:
        """End the writing threads."""
        if self._writer is not None:
            self._writer.stop(self.PATIENCE)
            self._writer = None
        super().close()

    def run_input_thread(self) -> None:
        """Read keys; from an input that is no terminal there are none to come."""
        if self.input_tty:
            super().run_input_thread()
        else:
            self.exit_event.wait()

    def _caught_up(self) -> None:
        # Called from the writing thread; the loop may be closed already.
        if self.on_caught_up is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self.on_caught_up)
