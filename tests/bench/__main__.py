"""``python -m tests.bench``: what the program costs, side by side with what others cost.

Whole processes, in turn with their baselines, at least five times; the table has medians and their
ratios. Not part of the default run. All of it takes some three hours, one of them for the slope of
the memory; with ``--quick`` half an hour. Exit code 0 if all is as wanted, 1 if something is not.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.figures import Line, Skipped
from tests.bench.machine import describe
from tests.bench.plan import Plan
from tests.bench.rows.launch import commands, launch
from tests.bench.rows.many import growth, history, keys
from tests.bench.rows.running import processor, resident, slope, traffic
from tests.bench.rows.wire import calls, parse, poll
from tests.bench.table import as_json, render

ROWS: dict[str, Callable[[Plan], list[Line]]] = {
    "launch": launch,
    "memory": resident,
    "processor": processor,
    "traffic": traffic,
    "parse": parse,
    "poll": poll,
    "growth": growth,
    "keys": keys,
    "history": history,
    "calls": calls,
    "commands": commands,
    "slope": slope,
}


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--list", action="store_true", help="tell the rows, measure nothing")
    parser.add_argument(
        "--only", action="append", choices=list(ROWS), metavar="NAME", help="this row (repeatable)"
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--repeat", type=int, help="rounds (default 5; quick 3)")
    parser.add_argument("--window", type=float, help="seconds of a round (default 30; quick 12)")
    parser.add_argument(
        "--memory-minutes", type=float, help="of the peak memory (default 10; quick 0.5)"
    )
    parser.add_argument(
        "--slope-minutes", type=float, help="of the memory's slope (default 60; quick 2)"
    )
    parser.add_argument("--presses", type=int, help="keys a round (default 400; quick 100)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep all samples")
    parser.add_argument(
        "--tree",
        type=Path,
        default=Path(__file__).parents[2],
        help="the checkout to be measured (default: this one)",
    )
    return parser.parse_args(arguments)


def plan_of(given: argparse.Namespace, folder: Path) -> Plan:
    """What was asked for, and the defaults for the rest."""
    quick: bool = given.quick

    def chosen(asked: Any, usual: Any, hasty: Any) -> Any:
        return asked if asked is not None else hasty if quick else usual

    return Plan(
        tree=given.tree.resolve(),
        python=sys.executable,
        folder=folder,
        quick=quick,
        repeat=max(1, chosen(given.repeat, 5, 3)),
        window=chosen(given.window, 30.0, 12.0),
        memory_length=chosen(given.memory_minutes, 10.0, 0.5) * 60,
        slope_length=chosen(given.slope_minutes, 60.0, 2.0) * 60,
        presses=max(2, chosen(given.presses, 400, 100)),
        say=lambda words: sys.stderr.write(f"{words}\n"),
    )


def measure(plan: Plan, names: list[str]) -> list[Line]:
    """The rows of these names; one that fails says so and keeps none of the others from coming."""
    lines: list[Line] = []
    for name in names:
        plan.say(f"{name}: {(ROWS[name].__doc__ or '').strip()}")
        try:
            lines += ROWS[name](plan)
        except (RuntimeError, OSError, LookupError) as error:
            lines.append(Skipped(name, name, str(error), broken=True))
    return lines


def main() -> int:
    given = read_arguments()
    if given.list:
        for name, row in ROWS.items():
            sys.stdout.write(f"{name:10} {(row.__doc__ or '').strip()}\n")
        return 0
    names = [name for name in ROWS if given.only is None or name in given.only]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        plan = plan_of(given, Path(folder))
        machine = describe(plan)
        lines = measure(plan, names)
    quick, repeat = plan.quick, plan.repeat
    sys.stdout.write(render(lines, machine, quick=quick, repeat=repeat))
    if given.json is not None:
        given.json.write_bytes(as_json(lines, machine, quick=quick, repeat=repeat))
    return 1 if any(is_wrong(line) for line in lines) else 0


def is_wrong(line: Line) -> bool:
    """Beyond what is wanted, or broken."""
    return line.broken if isinstance(line, Skipped) else line.holds is False


if __name__ == "__main__":
    sys.exit(main())
