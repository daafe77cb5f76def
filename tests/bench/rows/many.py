"""2,000 queues, and what each queue costs."""

import time
from functools import partial
from itertools import pairwise
from random import Random
from statistics import median, quantiles

from msgspec import Struct

from tests.bench.board import SELECTED, settled, shows, start
from tests.bench.figures import Line, Result, Series, Wanted
from tests.bench.loopback import OBSERVATIONS, Called, Loopback
from tests.bench.plan import Plan
from tests.bench.processes import memory
from tests.bench.rows.running import SETTLING
from tests.bench.watching import Replay, Watched

MOST = 2000
SIZES = (50, 200, 500, MOST)
_NOTED = 0.004
"""Seconds between two looks at the processor's clock."""
_REST = 2.5
"""Seconds without an observation after which another poll has begun."""
_ANSWERED_WITHIN = 2.0
"""Seconds; a key whose answer takes longer counts as this."""
_TURNING = 0.5
"""Seconds before the keys go the other way: a picture that answers two that cancel shows neither."""
_SELDOM = "5m"
"""An interval whose calls are over after half of it, and then nothing comes for minutes."""
_BY_NAME = '[board]\nsort = "name"\n'
_FIRST_ROUND = 240.0
"""Seconds; longer than all calls of a first round are spread over."""
_MOST_PRESSES = 500
"""In the quiet half of that interval."""


class Cost(Struct, frozen=True):
    """One board while it polls."""

    share: float
    """Percent of a core."""
    memory: float
    """MiB."""
    paint: float
    """Milliseconds of processor time from the last byte of a poll to the picture of it."""
    paint_wall: float
    """Milliseconds of real time for the same."""


def cost(plan: Plan, queues: int) -> Cost:
    """Run a board of so many queues whose figures all change at every poll."""
    with (
        Loopback(plan, queues, "busy") as centre,
        start(plan, centre, plan.program()) as board,
    ):
        settled(board, centre, SETTLING)
        before = board.cpu
        board.watch(plan.window, noting=_NOTED)
        share = (board.cpu - before) / plan.window * 100
        held = memory(board.pid)
        found = paints(board, centre)
    if not found:
        raise RuntimeError(f"no poll of {queues} queues was painted within {plan.window:g} s")
    return Cost(share, held, median(cpu for cpu, _ in found), median(wall for _, wall in found))


def last_bytes(calls: list[Called]) -> list[Called]:
    """Of each poll the call that was answered last."""
    observed = [call for call in calls if call.path == OBSERVATIONS and call.status == 200]
    return [one for one, other in pairwise(observed) if other.at - one.at > _REST] + observed[-1:]


def paints(board: Watched, centre: Loopback) -> list[tuple[float, float]]:
    """Of each whole poll that was watched, processor and real milliseconds until its picture."""
    screen, found = Replay(board.size), []
    began = board.spent[0][0]
    for last in last_bytes(centre.calls()):
        total = centre.total(last.poll)
        screen.until(board.pieces, lambda _: False, last.at)
        at = screen.until(
            board.pieces,
            partial(shows, total=total),
            last.at + _REST,
        )
        if at is not None and last.at > began:
            found.append((board.spent_between(last.at, at) * 1000, (at - last.at) * 1000))
    return found


def growth(plan: Plan) -> list[Line]:
    """What 50, 200, 500 and 2,000 queues cost."""
    found: dict[int, list[Cost]] = {queues: [] for queues in SIZES}
    for number in range(plan.repeat):
        for queues, costs in found.items():
            costs.append(cost(plan, queues))
            plan.say(f"  {number + 1}/{plan.repeat} {queues}: {costs[-1]}")
    lines: list[Line] = []
    for name, unit, words in (
        ("share", "% of a core", "processor"),
        ("memory", "MiB", "memory"),
        ("paint", "ms of CPU", "last byte to painted screen"),
        ("paint_wall", "ms", "last byte to painted screen"),
    ):
        taken = {
            queues: Series(f"{queues:,} queues", tuple(float(getattr(one, name)) for one in costs))
            for queues, costs in found.items()
        }
        for less, more in pairwise(SIZES):
            # At most as steep as a line through nothing. Real time hangs on when the second ends.
            wanted = Wanted() if name == "paint_wall" else Wanted(more / less)
            lines.append(
                Result(
                    "growth", f"{words}, {more:,} queues", unit, taken[more], taken[less],
                    wanted,
                )
            )  # fmt: skip
    most = Series("program", tuple(one.paint for one in found[MOST]))
    lines.append(
        Result(
            "growth", f"{MOST:,} queues: last byte to painted screen", "ms of CPU", most,
            wanted=Wanted(most=150.0),
        )
    )  # fmt: skip
    return lines


def keys(plan: Plan) -> list[Line]:
    """Keys on a board of 2,000 queues, while answers arrive all the time and while none does."""
    samples: dict[str, list[float]] = {}
    for _ in range(plan.repeat):
        for name, interval in (("idle", _SELDOM), ("answers arriving", "1s")):
            waits = answer_times(plan, interval)
            ranked = quantiles(waits, n=100, method="inclusive")
            for part in (50, 99):
                samples.setdefault(f"p{part}, {name}", []).append(ranked[part - 1] * 1000)
            plan.say(f"  {name}: p50 {ranked[49] * 1000:.1f} ms, p99 {ranked[98] * 1000:.1f} ms")
    taken = {name: Series(name, tuple(some)) for name, some in samples.items()}
    what = f"{MOST:,} queues: key press to painted answer"
    return [
        Result(
            "keys", f"{what}, p50", "ms", taken["p50, answers arriving"], taken["p50, idle"]
        ),
        Result(
            "keys", f"{what}, p99", "ms", taken["p99, answers arriving"], taken["p99, idle"],
            Wanted(2.0, 50.0),
        ),
    ]  # fmt: skip


def answer_times(plan: Plan, interval: str) -> list[float]:
    """Seconds from each press to the piece with which the selection was seen to have moved."""
    random = Random(7)
    # By name: then nothing but keys moves the selection.
    settings = plan.folder / "by-name.toml"
    settings.write_text(_BY_NAME)
    with (
        Loopback(plan, MOST, "busy") as centre,
        start(
            plan, centre, plan.program("--config", str(settings), "--interval", interval)
        ) as board,
    ):
        settled(board, centre, SETTLING, _FIRST_ROUND)
        pressed: list[tuple[float, int]] = []
        for number in range(min(plan.presses, _MOST_PRESSES)):
            # Up and down again: the list never has to scroll.
            down = number % 8 < 4
            pressed.append((board.press("j" if down else "k"), 1 if down else -1))
            board.watch(random.uniform(0.12, 0.30) + (_TURNING if number % 4 == 3 else 0.0))
        board.watch(_ANSWERED_WITHIN)
        return moves(board, pressed)


def moves(board: Watched, pressed: list[tuple[float, int]]) -> list[float]:
    """How long each key press took until the selection was seen where it had to go."""
    screen, waits, wanted = Replay(board.size), [], None
    for at, step in pressed:
        if wanted is None:
            screen.until(board.pieces, lambda _: False, at)
            wanted = screen.row_with(SELECTED)
            assert wanted is not None, "no row was selected"
        wanted += step
        there = partial(_has_come, row=wanted, step=step)
        # One piece may answer several presses.
        seen_at = (
            screen.at
            if screen.at > at and there(screen)
            else screen.until(board.pieces, there, at + _ANSWERED_WITHIN)
        )
        waits.append(_ANSWERED_WITHIN if seen_at is None else seen_at - at)
    return waits


def _has_come(screen: Replay, row: int, step: int) -> bool:
    """Whether the selection is in that row, or past it the way the key moves it."""
    found = screen.row_with(SELECTED)
    return found is not None and found * step >= row * step


def history(plan: Plan) -> list[Line]:
    """Memory a queue, with twelve hours of its history."""
    few = SIZES[0]
    samples: list[float] = []
    for number in range(plan.repeat):
        held = {}
        for queues in (few, MOST):
            with (
                Loopback(plan, queues, "busy") as centre,
                start(plan, centre, plan.script("aged")) as board,
            ):
                settled(board, centre, SETTLING)
                _calm_down(board)
                held[queues] = memory(board.pid)
        samples.append((held[MOST] - held[few]) * 1024 / (MOST - few))
        plan.say(f"  {number + 1}/{plan.repeat}: {samples[-1]:.2f} KiB a queue")
    what = "memory a queue, 12 hours of history"
    note = f"the whole process of {MOST:,} queues less that of {few}, a queue"
    ours = Series("program", tuple(samples))
    return [Result("history", what, "KiB", ours, wanted=Wanted(most=12.0), note=note)]


def _calm_down(board: Watched) -> None:
    """Until making up the past is over: less than half a core for some seconds."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        before = board.cpu
        board.watch(4.0)
        if board.cpu - before < 2.0:
            return
