"""Writing to a terminal that may stop reading: whole frames or none, and nobody waits."""

import os
import pty
import select
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import suppress

import pytest
from textual._ansi_sequences import SYNC_END, SYNC_START

from queuetui.ui import writer
from queuetui.ui.driver import TerminalDriver
from queuetui.ui.writer import Tally, Writer

DEADLINE = 20.0
"""Seconds; reached only when something is broken."""
FRAME = 3000


class Pair:
    """A pseudo-terminal, the writer at its one end and the reader at the other."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.caught_up = threading.Event()
        self.writer = Writer(self.slave, self.caught_up.set)
        self.writer.start()
        self.read = b""

    def read_until(self, end: bytes) -> bytes:
        limit = time.monotonic() + DEADLINE
        while end not in self.read:
            ready, _, _ = select.select([self.master], [], [], max(0, limit - time.monotonic()))
            assert ready, self.read[-200:]
            self.read += os.read(self.master, 65536)
        return self.read

    def fill(self) -> int:
        """Hand over frames until they are dropped for good; returns how many were handed over."""
        number = 0
        while True:
            self.caught_up.clear()
            while not self.writer.tally.behind:
                self.writer.put(f"<{number:06}{'x' * FRAME}>", frame=True)
                number += 1
                # As in life, the writing thread has a moment for each frame.
                self.caught_up.wait(0.002)
            # The system may find room for some more after a moment.
            if not self.caught_up.wait(0.2):
                return number


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    monkeypatch.setattr(writer, "BEHIND_BYTES", 40_000)
    made = Pair()
    yield made
    for handle in (made.master, made.slave):
        with suppress(OSError):
            os.close(handle)
    made.writer.stop(DEADLINE)


def test_what_is_read_arrives_whole_and_is_counted(pair: Pair) -> None:
    for number in range(50):
        pair.writer.put(f"<{number}>", frame=True)
    assert pair.read_until(b"<49>") == b"".join(b"<%d>" % number for number in range(50))
    pair.writer.stop(DEADLINE)
    assert pair.writer.tally == Tally(50, 50, 0)


def test_frames_are_dropped_whole_when_nobody_reads_and_the_owner_is_told_afterwards(
    pair: Pair,
) -> None:
    handed = pair.fill()
    pair.writer.put("\x1b[?25h", frame=False)
    tally = pair.writer.tally
    assert tally.behind
    assert tally.taken <= tally.handed
    assert tally.handed + tally.dropped == handed
    pair.caught_up.clear()
    pair.read_until(b"\x1b[?25h")
    assert pair.caught_up.wait(DEADLINE)
    pair.writer.put("<whole>", frame=True)
    read = pair.read_until(b"<whole>").removesuffix(b"<whole>").removesuffix(b"\x1b[?25h")
    whole = read.split(b">")[:-1]
    assert all(len(frame) == 7 + FRAME and frame.startswith(b"<") for frame in whole)
    numbers = [int(frame[1:7]) for frame in whole]
    assert numbers == sorted(set(numbers))
    pair.writer.stop(DEADLINE)
    ended = pair.writer.tally
    assert (ended.taken, ended.behind) == (len(whole) + 1, False)
    assert ended.taken == ended.handed


def test_it_catches_up_also_when_all_that_waited_was_dropped(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "BEHIND_BYTES", -1)
    pair.writer.put("never", frame=True)
    assert pair.caught_up.wait(DEADLINE)
    assert pair.writer.tally == Tally(0, 0, 1)


def test_a_frame_that_has_waited_too_long_is_not_worth_it(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "BEHIND_BYTES", 1 << 30)
    monkeypatch.setattr(writer, "BEHIND_AFTER", 0.05)
    pair.fill()
    assert pair.writer.tally.behind


def test_the_end_does_not_wait_for_a_terminal_that_does_not_read(pair: Pair) -> None:
    pair.fill()
    pair.writer.put("\x1b[?1049l", frame=False)
    begun = time.monotonic()
    pair.writer.stop(0.05)
    assert time.monotonic() - begun < 2
    read = pair.read_until(b"\x1b[?1049l")
    # What was cut off is called off before the terminal is restored.
    assert read.endswith(b"\x18\x1b[?2026l\x1b[0m\x1b[?1049l")


def test_a_control_sequence_that_was_begun_is_not_lost_at_the_end(pair: Pair) -> None:
    os.set_blocking(pair.slave, False)
    nobody = threading.Event()
    with suppress(BlockingIOError):
        while True:
            try:
                os.write(pair.slave, b"x" * 100)
            except BlockingIOError:
                # The system may find room for some more after a moment.
                nobody.wait(0.1)
                os.write(pair.slave, b"x" * 100)
    while True:
        with suppress(BlockingIOError):
            os.write(pair.slave, b"x")
            continue
        break
    pair.writer.put("\x1b[?1049l", frame=False)
    pair.writer.stop(0.05)
    assert pair.read_until(b"\x1b[?1049l").endswith(b"\x1b[0m\x1b[?1049l")


def test_a_terminal_that_is_gone_ends_the_thread(pair: Pair) -> None:
    pair.fill()
    os.close(pair.master)
    pair.writer.put("nobody reads this", frame=False)
    pair.writer._thread.join(DEADLINE)
    assert not pair.writer._thread.is_alive()
    before = pair.writer.tally
    pair.writer.put("<late>", frame=True)
    assert pair.writer.tally == before


def test_what_is_no_terminal_is_written_to_as_it_is() -> None:
    reader, out = os.pipe()
    made = Writer(out, lambda: None)
    made.start()
    made.put("plain", frame=True)
    made.stop(DEADLINE)
    os.close(out)
    assert os.read(reader, 100) == b"plain"
    os.close(reader)


class Log:
    """Stands in for a writer."""

    def __init__(self) -> None:
        self.units: list[tuple[str, bool]] = []

    def put(self, text: str, *, frame: bool) -> None:
        self.units.append((text, frame))


def test_the_driver_hands_over_whole_frames_and_keeps_control_sequences_apart() -> None:
    driver = object.__new__(TerminalDriver)
    log = Log()
    driver._writer = log  # type: ignore[assignment]
    for text in ("\x1b[?25l", "\x1b[1;1Hplain", SYNC_START, "\x1b[2;1Hrow", SYNC_END):
        driver.write(text)
    driver.write(SYNC_START)
    driver.write("\x1b[?2048h")
    driver.write("\x1b[3;1Hrow")
    driver.write(SYNC_END)
    assert log.units == [
        ("\x1b[?25l", False),
        ("\x1b[1;1Hplain", True),
        (f"{SYNC_START}\x1b[2;1Hrow{SYNC_END}", True),
        ("\x1b[?2048h", False),
        (f"{SYNC_START}\x1b[3;1Hrow{SYNC_END}", True),
    ]


def test_what_is_beside_the_picture_goes_between_whole_frames_and_is_no_frame(pair: Pair) -> None:
    told = 0

    def ring() -> None:
        nonlocal told
        for _ in range(200):
            told += pair.writer.put_aside("\x1b]9;rung\x1b\\")

    other = threading.Thread(target=ring)
    other.start()
    for number in range(200):
        pair.writer.put(f"<{number:03}{'x' * 100}>", frame=True)
        pair.read_until(b"<%03d" % number)
    other.join(DEADLINE)
    assert told == 200
    pair.writer.put("<end>", frame=True)
    read = pair.read_until(b"<end>")
    frames = b"".join(b"<%03d%s>" % (number, b"x" * 100) for number in range(200)) + b"<end>"
    assert read.count(b"\x1b]9;rung\x1b\\") == 200
    assert read.replace(b"\x1b]9;rung\x1b\\", b"") == frames
    pair.writer.stop(DEADLINE)
    assert pair.writer.tally == Tally(201, 201, 0)


def test_a_terminal_that_does_not_read_takes_nothing_beside_the_picture_and_nobody_waits(
    pair: Pair,
) -> None:
    pair.fill()
    begun = time.monotonic()
    assert not any(pair.writer.put_aside("<rung>") for _ in range(1000))
    assert time.monotonic() - begun < DEADLINE / 4
    assert pair.writer._bytes < 10_000


def test_without_frames_too_no_more_waits_for_it_than_fits(pair: Pair) -> None:
    taken = [pair.writer.put_aside("x" * 1000) for _ in range(1000)]
    assert taken[0]
    assert not taken[-1]
    assert pair.writer._bytes <= 41_000


def test_what_is_beside_the_picture_is_not_written_at_the_end_in_the_place_of_the_picture(
    pair: Pair,
) -> None:
    while pair.writer.put_aside("<rung>" + "x" * FRAME):
        pass
    pair.writer.put("\x1b[?1049l", frame=False)
    pair.writer.stop(0.05)
    assert not pair.writer.put_aside("<late>")
    assert pair.read_until(b"\x1b[?1049l").endswith(b"\x18\x1b[?2026l\x1b[0m\x1b[?1049l")


def test_the_driver_writes_beside_the_picture_only_while_the_terminal_is_its_own(
    pair: Pair,
) -> None:
    driver = object.__new__(TerminalDriver)
    assert not driver.write_aside("<early>")
    driver._writer = pair.writer
    assert driver.write_aside("<rung>")
    assert pair.read_until(b"<rung>") == b"<rung>"
