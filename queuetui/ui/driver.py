"""The terminal, made fit for being left alone.

Textual's own driver reads a terminal that is gone, or an input that is not one, in a tight loop,
and blocks for ever when the thread that writes has died with the terminal.
"""

import select

from textual.drivers.linux_driver import LinuxDriver


class TerminalDriver(LinuxDriver):
    """Textual's driver that survives the end of its terminal."""

    @property
    def hung_up(self) -> bool:
        """Whether the terminal is gone; false for an input that never was one."""
        if not self.input_tty:
            return False
        poll = select.poll()
        poll.register(self.fileno, 0)
        return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))

    def write(self, data: str) -> None:
        """Hand data to the writing thread, unless that died with the terminal."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def close(self) -> None:
        """End the writing thread, unless it is gone already."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().close()

    def run_input_thread(self) -> None:
        """Read keys; from an input that is no terminal there are none to come."""
        if self.input_tty:
            super().run_input_thread()
        else:
            self.exit_event.wait()
