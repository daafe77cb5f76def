"""What it costs while it runs: processor time, bytes, memory."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from statistics import fmean

from tests.bench.board import painted, settled, start
from tests.bench.figures import Line, Result, Series, Skipped, Wanted
from tests.bench.loopback import Loopback
from tests.bench.plan import Measure, Plan, alternate
from tests.bench.processes import environment, memory, must_succeed, peak_memory, run_whole
from tests.bench.rows.launch import IMPORT
from tests.bench.tools import missing
from tests.bench.watching import Watched, watch_all

SETTLING = 8.0
"""Seconds after the first figures: those of the day come, and the history begins."""
_BTOP = ["btop"]
_BTOP_SETTINGS = "update_ms = 1000\n"


def share_of_core(plan: Plan, command: list[str], centre: Loopback | None) -> float:
    """Percent of a core, its children's work included, once it has started."""
    with start(plan, centre, command) as watched:
        _settle(watched, centre)
        before = watched.cpu
        watched.watch(plan.window)
        return (watched.cpu - before) / plan.window * 100


def bytes_a_second(plan: Plan, command: list[str], centre: Loopback) -> float:
    """Written to the terminal, once it has started."""
    with start(plan, centre, command) as watched:
        _settle(watched, centre)
        before = watched.written
        watched.watch(plan.window)
        return (watched.written - before) / plan.window


def _settle(watched: Watched, centre: Loopback | None) -> None:
    if centre is not None:
        settled(watched, centre, SETTLING)
    else:
        watched.watch_until(painted)
        watched.watch(SETTLING / 2)


def processor(plan: Plan) -> list[Line]:
    """Processor time, against programs that people leave running on such screens."""
    folder = plan.folder / "config" / "btop"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "btop.conf").write_text(_BTOP_SETTINGS)
    settings = {"XDG_CONFIG_HOME": str(plan.folder / "config")}

    def other(command: list[str]) -> float:
        with start(plan, None, command, settings) as watched:
            _settle(watched, None)
            before = watched.cpu
            watched.watch(plan.window)
            return (watched.cpu - before) / plan.window * 100

    others = {
        "btop each second": _BTOP,
        "glances -t 1": ["glances", "-t", "1"],
        "htop -d 10": ["htop", "-d", "10"],
    }
    gone = {name: why for name, command in others.items() if (why := missing(command[0]))}
    with Loopback(plan, 50, "busy") as busy, Loopback(plan, 50, "still") as still:
        what: dict[str, Measure] = {
            "50 queues": lambda: share_of_core(plan, plan.program(), busy),
            "50 still queues": lambda: share_of_core(plan, plan.program(), still),
            "empty Textual app": lambda: share_of_core(plan, plan.script("empty_app"), None),
        }
        for name, command in others.items():
            if name not in gone:
                what[name] = partial(other, command)
        taken = alternate(plan, what, warm=())
    lines: list[Line] = []
    for name, ours, wanted in (
        ("btop each second", "50 queues", 1.5),
        ("glances -t 1", "50 queues", 0.35),
        ("htop -d 10", "50 still queues", 3.0),
    ):
        words = "every figure moving" if ours == "50 queues" else "only the clock moving"
        title = f"processor, 50 queues, {words}"
        if name in gone:
            lines.append(Skipped("processor", title, gone[name]))
            continue
        lines.append(
            Result("processor", title, "% of a core", taken[ours], taken[name], Wanted(wanted))
        )
    limit = taken["empty Textual app"]
    lines.append(Result("processor", "limit: an empty Textual app", "% of a core", limit))
    return lines


def traffic(plan: Plan) -> list[Line]:
    """Bytes to the terminal, against the same board painted anew each second."""
    lines: list[Line] = []
    for mood, words, wanted in (
        ("ticking", "every age ticking", Wanted(0.30, 8000.0)),
        ("still", "only the clock moving", Wanted(0.10)),
    ):
        with Loopback(plan, 40, mood) as centre:
            taken = alternate(
                plan,
                {
                    "program": partial(bytes_a_second, plan, plan.program(), centre),
                    "full repaint": partial(
                        bytes_a_second, plan, plan.script("repainting"), centre
                    ),
                },
                warm=(),
            )
        what = f"terminal, 40 queues, {words}"
        lines.append(
            Result("traffic", what, "bytes/s", taken["program"], taken["full repaint"], wanted)
        )
    return lines


def resident(plan: Plan) -> list[Line]:
    """Peak resident memory; as many boards as rounds run side by side."""
    env = environment(plan.tree, plan.folder)

    def whole_import() -> float:
        spent = run_whole([plan.python, "-c", IMPORT], env, plan.folder)
        return must_succeed(spent, IMPORT).peak

    with Loopback(plan, 50, "busy") as centre, ExitStack() as open_:
        boards = [
            open_.enter_context(start(plan, centre, plan.program())) for _ in range(plan.repeat)
        ]
        for board in boards:
            settled(board, centre, 0.0)
        watch_all(boards, plan.memory_length)
        peaks = [peak_memory(board.pid) for board in boards]

    def empty() -> float:
        with start(plan, None, plan.script("empty_app")) as watched:
            _settle(watched, None)
            return peak_memory(watched.pid)

    taken = alternate(plan, {IMPORT: whole_import, "empty Textual app": empty})
    what = f"peak memory, 50 queues, after {plan.memory_length / 60:g} min"
    ours = Series("program", tuple(peaks))
    return [
        Result("memory", what, "MiB", ours, taken[IMPORT], Wanted(0.30)),
        Result(
            "memory",
            "limit: an empty Textual app",
            "MiB",
            taken["empty Textual app"],
            taken[IMPORT],
        ),
    ]


def slope(plan: Plan) -> list[Line]:
    """What a board that nobody touches grows by, after its first tenth."""
    warm = plan.slope_length / 10
    with Loopback(plan, 50, "busy") as centre, ExitStack() as open_:
        boards = [
            open_.enter_context(start(plan, centre, plan.program())) for _ in range(plan.repeat)
        ]
        for board in boards:
            settled(board, centre, 0.0)
        watch_all(boards, warm)
        seen: list[list[tuple[float, float]]] = [[] for _ in boards]
        step = max(2.0, plan.slope_length / 60)
        at = warm
        while at <= plan.slope_length:
            for board, points in zip(boards, seen, strict=True):
                points.append((at / 3600, memory(board.pid) * 1024))
            watch_all(boards, step)
            at += step
    slopes = tuple(steepness(points) for points in seen)
    what = f"memory slope, 50 queues, untouched for {plan.slope_length / 60:g} min"
    note = "histories of 12 h fill up meanwhile: part of it ends with them"
    return [Result("slope", what, "KiB/h", Series("program", slopes), note=note)]


def steepness(points: Sequence[tuple[float, float]]) -> float:
    """Of the line that fits best."""
    middle_x = fmean(x for x, _ in points)
    middle_y = fmean(y for _, y in points)
    wide = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / wide if wide else 0.0
