"""``python -m tests.soak``: the board left alone for a week, in minutes; or for real minutes.

Not part of the default run. Exit code 0 if every check held, else 1.
"""

import argparse
import asyncio
import sys

from tests.soak.minutes import minutes
from tests.soak.week import week


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--days", type=float, default=7.0, help="simulated days (default 7)")
    parser.add_argument("--minutes", type=float, help="real minutes on a real terminal instead")
    parser.add_argument("--seed", type=int, default=1, help="of the faults")
    chosen = parser.parse_args()
    if chosen.minutes is not None:
        checks = minutes(chosen.minutes)
    else:
        checks = asyncio.run(week(chosen.days, chosen.seed))
    for held, what in checks:
        sys.stdout.write(f"{'held ' if held else 'BROKE'}  {what}\n")
    return 0 if all(held for held, _ in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
