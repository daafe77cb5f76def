"""What comes over the wire: parsing it, asking for it, and how often."""

import math
import subprocess
from collections import Counter
from functools import partial

from tests.bench.board import settled, start
from tests.bench.figures import Line, Result, Series, Wanted
from tests.bench.loopback import NAMES, OBSERVATIONS, Called, Loopback
from tests.bench.plan import Plan, alternate
from tests.bench.processes import environment, must_succeed, run_whole

PARSED = 1000
"""Queues in the large answer."""
POLLED = 50
SIZES = (50, 200, 500, 2000)
ALLOWED = 300
"""Calls a minute that Genesys Cloud allows a token."""
INTERVAL = 5.0
"""Seconds between two polls."""
NAMES_EVERY = 300.0
_PAGE = 100


def parse(plan: Plan) -> list[Line]:
    """From bytes to readings, against others that make sense of the same bytes."""
    env = environment(plan.tree, plan.folder)
    sizes: list[float] = []

    def spent(way: str) -> float:
        told = run_whole(plan.script("parsing", way, PARSED), env, plan.folder)
        seconds, size = must_succeed(told, f"parsing by {way}").output.split()
        sizes.append(float(size))
        return float(seconds)

    taken = alternate(
        plan,
        {way: partial(spent, way) for way in ("program", "msgspec", "sdk")},
        warm=("program",),
    )
    what = f"an answer for {PARSED:,} queues, {sizes[0] / 1e6:.0f} MB, to readings"
    ours = taken["program"]
    return [
        Result("parse", what, "s of CPU", ours, _named(taken["sdk"], "the SDK"), Wanted(0.01)),
        Result(
            "parse", what, "s of CPU", ours,
            _named(taken["msgspec"], "msgspec.json.decode"), Wanted(1.5),
        ),
    ]  # fmt: skip


def poll(plan: Plan) -> list[Line]:
    """One poll, call to readings."""
    polls = 20 if plan.quick else 100
    with Loopback(plan, POLLED, "busy") as centre:
        env = environment(plan.tree, plan.folder, centre.env)
        ids = "\n".join(centre.queue_ids)

        def spent(way: str) -> float:
            told = subprocess.run(
                plan.script("polling", way, polls), input=ids, env=env, cwd=plan.folder,
                stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            return float(told.stdout) * 1000

        taken = alternate(
            plan,
            {way: partial(spent, way) for way in ("program", "requests", "sdk")},
        )
    what, ours = f"one poll of {POLLED} queues, call to readings", taken["program"]
    return [
        Result(
            "poll", what, "ms of CPU", ours,
            _named(taken["requests"], "requests, one session, .json()"), Wanted(1.0),
        ),
        Result("poll", what, "ms of CPU", ours, _named(taken["sdk"], "the SDK"), Wanted(0.1)),
    ]  # fmt: skip


def _named(series: Series, name: str) -> Series:
    return Series(name, series.samples)


def calls(plan: Plan) -> list[Line]:
    """How often the program asks, with the allowance of the real one."""
    lines: list[Line] = []
    for queues in SIZES:
        plan.say(f"  counting calls of {queues} queues")
        window = 40.0 if plan.quick else 120.0
        with (
            Loopback(plan, queues, "busy", ALLOWED) as centre,
            start(plan, centre, plan.program()) as board,
        ):
            settled(board, centre, INTERVAL)
            before = len(centre.calls())
            board.watch(window)
            made = centre.calls()[before:]
        a_minute = counted(made, window)
        most = math.ceil(queues / 100) * 60 / INTERVAL + math.ceil(queues / _PAGE) * (
            60 / NAMES_EVERY
        )
        others = {path: n for path, n in a_minute.items() if path not in {OBSERVATIONS, NAMES}}
        lines.append(
            Result(
                "calls",
                f"calls a minute, {queues:,} queues",
                "1/min",
                Series("polls and names", (a_minute[OBSERVATIONS] + a_minute[NAMES],)),
                Series("allowed by the formula", (most,)),
                # A window may hold one poll more than its length has intervals.
                Wanted(1.0 + INTERVAL / window),
                note="; ".join(f"and {path} {n:g}" for path, n in sorted(others.items())),
            )
        )
    return lines


def counted(made: list[Called], window: float) -> Counter[str]:
    """Calls a minute by what they ask for, parts that name one thing left out."""
    found: Counter[str] = Counter()
    for call in made:
        found[call.path] += 60 / window  # type: ignore[assignment]
    return found
