"""What a gap in the data is: figures were withheld. No clock that is set makes one."""

import pytest
from msgspec.structs import replace

from queuetui.domain.gaps import Gap, GapWatch
from queuetui.domain.snapshot import Health, HealthState, Snapshot
from tests.clocks import ManualClock


class Board:
    """A screen that looks each second at a feed that the test plays."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.watch = GapWatch(self.clock.monotonic())
        self.server_ahead = 0.0
        self.gaps: list[Gap] = []
        self.snapshot = self.made(0)

    def made(self, sequence: int) -> Snapshot:
        return Snapshot(
            taken_at=self.clock.now() + self.server_ahead,
            skew=self.server_ahead,
            base_url="https://api.x",
            interval=5.0,
            health=Health("live"),
            sequence=sequence,
            steady=self.clock.monotonic(),
        )

    def polled(self) -> None:
        self.snapshot = self.made(self.snapshot.sequence + 1)

    def look(self, state: HealthState, reason: str | None = None) -> None:
        gap = self.watch.look(
            self.snapshot,
            state=state,
            reason=reason,
            frozen_age=30.0,
            now=self.snapshot.server_now(self.clock),
            at=self.clock.monotonic(),
        )
        if gap is not None:
            self.gaps.append(gap)

    def looks(self, seconds: int, state: HealthState, reason: str | None = None) -> None:
        for _ in range(seconds):
            self.clock.advance(1)
            self.look(state, reason)

    def live(self, polls: int) -> None:
        for _ in range(polls):
            self.polled()
            self.look("live")
            self.looks(5, "live")


def told(board: Board) -> list[tuple[float, str, bool]]:
    return [(gap.length, gap.reason, gap.first) for gap in board.gaps]


@pytest.mark.parametrize(("state", "seconds"), [("frozen", 250), ("down", 250), ("down", 3)])
def test_it_is_told_once_however_short_it_was(state: HealthState, seconds: int) -> None:
    board = Board()
    board.live(2)
    board.looks(seconds, state, "cable out")
    ended = board.clock.now()
    board.live(3)
    assert told(board) == [(seconds + 5.0, "cable out", False)]
    assert board.gaps[0].ended == ended


def test_late_figures_are_none() -> None:
    board = Board()
    board.live(2)
    board.looks(20, "late", "slow")
    board.live(2)
    assert board.gaps == []


@pytest.mark.parametrize("step", [-7_200.0, 60.0, 86_400.0])
def test_a_clock_that_is_set_makes_no_gap_and_stretches_none(step: float) -> None:
    board = Board()
    board.live(2)
    board.server_ahead += step
    board.live(2)
    board.clock.wall += step
    board.live(2)
    assert board.gaps == []
    board.looks(40, "frozen", "cable out")
    board.server_ahead -= 2 * step
    board.clock.wall += step
    board.live(2)
    assert told(board) == [(45.0, "cable out", False)]


def test_the_newest_reason_is_told() -> None:
    board = Board()
    board.live(1)
    board.looks(10, "frozen", "no new data")
    board.looks(10, "frozen", "cable out")
    board.looks(1, "frozen")
    board.live(1)
    assert [gap.reason for gap in board.gaps] == ["cable out"]


def test_a_start_that_took_long_is_told_with_the_first_data() -> None:
    board = Board()
    board.looks(31, "starting")
    board.looks(29, "down", "no answer yet")
    board.looks(1, "starting")
    board.live(2)
    assert told(board) == [(61.0, "no answer yet", True)]


def test_a_usual_start_is_none() -> None:
    board = Board()
    board.looks(20, "starting")
    board.live(2)
    assert board.gaps == []


def test_a_gap_while_the_whole_board_slept_is_told() -> None:
    board = Board()
    board.live(2)
    board.clock.advance(3_600)
    board.live(2)
    assert told(board) == [(3_605.0, "the board was asleep or stopped", False)]


def test_a_screen_that_did_not_look_for_a_while_makes_no_gap_of_polls_that_came() -> None:
    board = Board()
    board.live(2)
    for _ in range(20):
        board.clock.advance(5)
        board.polled()
    board.live(2)
    assert board.gaps == []


def test_only_data_ends_it_however_well_the_figures_look() -> None:
    board = Board()
    board.live(2)
    board.looks(40, "frozen", "cable out")
    board.snapshot = board.made(board.snapshot.sequence)
    board.looks(10, "live")
    assert board.gaps == []
    board.live(2)
    assert told(board) == [(55.0, "cable out", False)]


def test_a_snapshot_without_a_steady_instant_counts_from_when_it_was_seen() -> None:
    board = Board()
    board.live(1)
    board.looks(40, "frozen", "cable out")
    board.snapshot = replace(board.made(2), steady=None)
    board.look("live")
    assert told(board) == [(45.0, "cable out", False)]
