"""The instrument itself, held against programs whose cost is known."""

import os
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.bench.board import SELECTED, start
from tests.bench.figures import Series
from tests.bench.loopback import OBSERVATIONS, Called
from tests.bench.plan import SIZE, Plan, alternate
from tests.bench.processes import (
    cpu_of,
    cpu_of_tree,
    descendants_of,
    environment,
    memory,
    peak_memory,
    run_whole,
)
from tests.bench.rows.many import last_bytes, moves
from tests.bench.rows.running import steepness
from tests.bench.watching import Piece, Replay, Watched, cells, first_frame

ROOT = Path(__file__).parents[2]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(tree=ROOT, python=sys.executable, folder=tmp_path, repeat=3)


def ready(plan: Plan, *known: object) -> Watched:
    watched = start(plan, None, plan.script("known", *known))
    watched.watch_until(lambda it: any(b"ready" in piece.data for piece in it.pieces))
    return watched


def test_processor_time_of_a_whole_process_and_its_children(plan: Plan) -> None:
    env = environment(plan.tree, plan.folder)
    spent = run_whole(plan.script("known", "burn", "0.4"), env, plan.folder)
    less = run_whole(plan.script("known", "burn", "0"), env, plan.folder)
    assert spent.code == 0
    # Exactly 0.4 s are burnt beside what two interpreters cost to start.
    assert 0.4 <= spent.cpu <= 0.4 + 5 * less.cpu + 0.1
    assert spent.wall >= 0.4


def test_processor_time_of_a_living_process_is_that_of_its_own_clock() -> None:
    # One span lies within the other, whatever happens between two lines.
    before = cpu_of(os.getpid())
    before_own = time.process_time()
    while time.process_time() < before_own + 0.05:
        pass
    own = time.process_time() - before_own
    outer = cpu_of(os.getpid()) - before
    wider = time.process_time() - before_own + own
    assert own <= outer <= wider


def test_children_are_counted_with_a_living_process(plan: Plan) -> None:
    # A shell that waits: what its child has burnt is its own as soon as that has ended.
    known = " ".join(plan.script("known", "burn", "0.3"))
    with start(plan, None, ["sh", "-c", f"{known}; echo ready; read x"]) as watched:
        watched.watch_until(lambda it: any(b"ready" in piece.data for piece in it.pieces))
        assert cpu_of(watched.pid) < 0.2
        assert cpu_of_tree(watched.pid) >= 0.29


def test_descendants_are_found_through_generations(plan: Plan) -> None:
    script = "sh -c 'echo ready; read y'; true"
    with start(plan, None, ["sh", "-c", f"({script}); true"]) as watched:
        watched.watch_until(lambda it: any(b"ready" in piece.data for piece in it.pieces))
        assert descendants_of(watched.pid)
        assert watched.pid not in descendants_of(watched.pid)


def test_memory_that_is_held_is_seen(plan: Plan) -> None:
    with ready(plan, "hold", 0) as few, ready(plan, "hold", 128) as much:
        more = memory(much.pid) - memory(few.pid)
        peak = peak_memory(much.pid) - peak_memory(few.pid)
    assert more == pytest.approx(128, abs=2)
    assert peak == pytest.approx(128, abs=2)


def test_every_byte_is_counted(plan: Plan) -> None:
    with ready(plan, "write", 100_000) as watched:
        assert watched.written == 100_000 + len("ready")


def test_a_program_that_ends_is_not_measured_on(plan: Plan) -> None:
    with start(plan, None, ["sh", "-c", "echo gone; exit 3"]) as watched:
        watched.process.wait(30)
        with pytest.raises(RuntimeError, match=r"ended with 3|gone"):
            watched.watch(30)


def test_keys_are_answered_on_the_screen(plan: Plan) -> None:
    with start(plan, None, plan.script("known", "echo")) as watched:
        seen = Replay(SIZE)
        pressed: list[tuple[float, int]] = []
        for key, step, row in (("", 0, 5), ("j", 1, 6), ("j", 1, 7), ("k", -1, 6)):
            if key:
                pressed.append((watched.press(key), step))
            watched.watch_until(partial(_is_at, seen, row))
        waits = moves(watched, pressed)
    ends = [at for at, _ in pressed[1:]] + [watched.pieces[-1].at]
    begun = [at for at, _ in pressed]
    # Each answer lies between its key and the next, so no wait is longer than that.
    assert all(0 < w <= end - at for w, at, end in zip(waits, begun, ends, strict=True))


def test_one_piece_may_answer_two_keys(plan: Plan) -> None:
    with start(plan, None, ["true"]) as watched:
        watched.pieces = [
            Piece(at, f"\x1b[2J\x1b[{row};1H▌".encode())
            for at, row in ((0.0, 5), (1.5, 7), (3.0, 7), (4.5, 6))
        ]
        waits = moves(watched, [(1.0, 1), (1.25, 1), (4.0, -1)])
    assert waits == [0.5, 0.25, 0.5]


def test_a_key_without_an_answer_counts_as_the_longest_wait(plan: Plan) -> None:
    with start(plan, None, plan.script("known", "echo")) as watched:
        watched.watch_until(lambda it: _row(Replay(SIZE), it) == 5)
        watched.pieces.append(Piece(time.monotonic(), b"\x1b[1;1Hx"))
        assert moves(watched, [(watched.pieces[-1].at, 1)]) == [2.0]


def _is_at(seen: Replay, row: int, watched: Watched) -> bool:
    return _row(seen, watched) == row


def _row(seen: Replay, watched: Watched) -> int | None:
    seen.until(watched.pieces, lambda _: False)
    return seen.row_with(SELECTED)


def test_rounds_take_turns(plan: Plan) -> None:
    order: list[str] = []

    def noted(name: str) -> float:
        order.append(name)
        return float(len(order))

    taken = alternate(plan, {"a": lambda: noted("a"), "b": lambda: noted("b")})
    assert "".join(order) == "ab" + "ab" * 3
    assert taken == {"a": Series("a", (3.0, 5.0, 7.0)), "b": Series("b", (4.0, 6.0, 8.0))}


def test_only_what_is_put_on_the_screen_counts_as_cells() -> None:
    dressed = b"\x1b[?25l\x1b[1;38;5;231mab\x1b[0m\r\n\x1b]22;default\x07\xe2\x96\x8c "
    assert cells(dressed) == 4


def test_the_first_frame_is_whole() -> None:
    setting_up = Piece(1.0, b"\x1b[?1049h\x1b[?25l\x1b[2J")
    some, rest = Piece(2.0, b"x" * 30), Piece(3.0, b" " * 10)
    assert first_frame([setting_up, some], (10, 5)) is None
    assert first_frame([setting_up, some, rest], (10, 5)) == 3.0
    assert first_frame([setting_up, some, Piece(4.0, b"\x1b[K")], (10, 5)) == 4.0


def test_what_was_spent_between_two_instants_is_read_off_the_notes(plan: Plan) -> None:
    with start(plan, None, ["true"]) as watched:
        watched.spent = [(0.0, 10.0), (1.0, 10.5), (2.0, 10.5), (3.0, 11.5)]
        assert watched.spent_between(0.5, 2.5) == pytest.approx(0.75)
        assert watched.spent_between(-5.0, 99.0) == pytest.approx(1.5)


def test_the_last_answer_of_each_poll_is_found() -> None:
    def call(at: float, poll: int, path: str = OBSERVATIONS, status: int = 200) -> Called:
        return Called(at, path, status, 100, poll)

    made = [
        call(0.0, 0),
        call(0.4, 0),
        call(0.9, 0, "GET /x"),
        call(5.0, 1),
        call(5.2, 1, status=429),
    ]
    assert [(one.at, one.poll) for one in last_bytes(made)] == [(0.4, 0), (5.0, 1)]


def test_steepness_is_that_of_a_line() -> None:
    assert steepness([(x / 10, 7 + 3 * x / 10) for x in range(9)]) == pytest.approx(3)
    assert steepness([(1.0, 7.0)]) == 0.0
