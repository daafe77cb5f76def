"""Reading keys from a terminal without looking up while nobody presses any.

Textual's own thread looks up ten times a second, which is most of what an idle app costs.
"""

import os
import select
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Event

from textual._xterm_parser import XTermParser
from textual.message import Message

_AT_ONCE = 4096
"""Bytes."""
_LOOKS = 3
"""How often it is looked whether a lone escape stays alone after something was read."""
_BETWEEN = 0.1
"""Seconds from one such look to the next."""


class StopSign(Event):
    """An event that also wakes whoever waits for its `reader` to become readable."""

    def __init__(self) -> None:
        super().__init__()
        self.reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)

    def set(self) -> None:
        """Stop, and wake up."""
        super().set()
        with suppress(OSError):
            os.write(self._writer, b"!")

    def clear(self) -> None:
        """Go on; nobody is waiting now."""
        while self._woken():
            os.read(self.reader, _AT_ONCE)
        super().clear()

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self.reader)
        os.close(self._writer)

    def _woken(self) -> bool:
        return bool(select.select([self.reader], [], [], 0)[0])


def read_keys(file_handle: int, stop: StopSign, pass_on: Callable[[Message], object]) -> None:
    """Pass on what is pressed, until it is to stop; of a terminal that is gone nothing comes."""
    parser = XTermParser()
    decode = getincrementaldecoder("utf-8")("replace").decode
    poll = select.poll()
    poll.register(file_handle, select.POLLIN)
    poll.register(stop.reader, select.POLLIN)

    def pass_all(messages: Iterable[Message]) -> None:
        for message in messages:
            pass_on(message)

    looks = 0
    while not stop.is_set():
        ready = poll.poll(1000 * _BETWEEN if looks else None)
        if any(handle == file_handle for handle, _ in ready):
            try:
                data = os.read(file_handle, _AT_ONCE)
            except OSError:
                data = b""
            if not data:
                stop.wait()
                return
            looks = _LOOKS
            pass_all(parser.feed(decode(data)))
        elif looks:
            looks -= 1
        pass_all(parser.tick())
