"""Keys are read from a terminal, and nothing wakes up while none is pressed."""

import os
import pty
import queue
import threading
import tty
from collections.abc import Iterator

import pytest
from textual import events
from textual.message import Message

from queuetui.ui.keystrokes import StopSign, read_keys

PATIENCE = 20.0


class Reader:
    """A thread that reads a terminal."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.stop = StopSign()
        self.told: queue.Queue[Message] = queue.Queue()
        self.thread = threading.Thread(
            target=read_keys, args=(self.slave, self.stop, self.told.put), daemon=True
        )
        self.thread.start()

    def key(self) -> str:
        message = self.told.get(timeout=PATIENCE)
        assert isinstance(message, events.Key)
        return message.key

    def ended(self) -> bool:
        self.stop.set()
        self.thread.join(PATIENCE)
        return not self.thread.is_alive()


@pytest.fixture
def reader() -> Iterator[Reader]:
    reading = Reader()
    yield reading
    assert reading.ended()
    reading.stop.close()
    for handle in (reading.master, reading.slave):
        try:
            os.close(handle)
        except OSError:
            continue


def test_keys_come_as_they_are_pressed(reader: Reader) -> None:
    os.write(reader.master, b"j\x1b[A")
    assert [reader.key(), reader.key()] == ["j", "up"]


def test_a_lone_escape_is_a_key(reader: Reader) -> None:
    os.write(reader.master, b"\x1b")
    assert reader.key() == "escape"
    os.write(reader.master, b"k")
    assert reader.key() == "k"


def test_signs_that_are_no_text_end_nothing(reader: Reader) -> None:
    os.write(reader.master, b"\xff")
    os.write(reader.master, b"q")
    while reader.key() != "q":
        pass


def test_a_terminal_that_is_gone_keeps_nobody_busy(reader: Reader) -> None:
    os.close(reader.master)
    assert not reader.stop.is_set()
    assert reader.ended()


def test_it_stops_though_no_key_is_ever_pressed(reader: Reader) -> None:
    assert reader.ended()


def test_a_stop_sign_can_be_used_again() -> None:
    sign = StopSign()
    sign.set()
    sign.clear()
    assert not sign.is_set()
    assert not sign._woken()
    sign.close()
