"""``python -m tests.calibration``: what was foretold, and what came of it, over simulated hours.

Not part of the default run. Polls come every 5 s and totals every minute, as over the wire, and the
forecasts are made by the code of the feed. ``--hours`` is for each load and patience, of each of
four queues.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import msgspec

from tests.calibration.floors import KINDS, floor
from tests.calibration.judging import Judged, watch
from tests.calibration.scores import Calls, Score, score

LOADS = (0.8, 0.9, 1.0, 1.1, 1.3)
PATIENCE = 180.0
"""Mean seconds after which callers hang up."""
ENOUGH = 1000
"""People in a bin of which its distance is told."""
_HOUR = 3600.0


def one_hour(place: tuple[float, float | None, int]) -> Judged:
    """One hour of all queues, after half an hour that is only watched."""
    load, patience, seed = place
    return watch(floor(KINDS, load, patience, seed), _HOUR)


def run(hours: int, seed: int, workers: int | None = None) -> dict[str, Score]:
    """All loads, with and without hanging up; each by itself, and all of them together."""
    scores: dict[str, Score] = {}
    with ProcessPoolExecutor(workers) as pool:
        for patience, words in ((None, "nobody hangs up"), (PATIENCE, "callers hang up")):
            whole = Judged()
            for load in LOADS:
                places = [(load, patience, seed * 10_000 + hour) for hour in range(hours)]
                part = Judged()
                for judged in pool.map(partial(one_hour), places):
                    part.extend(judged)
                whole.extend(part)
                scores[f"load {load:g}, {words}"] = score(part)
            scores[f"all loads, {words}"] = score(whole)
    return scores


def table(name: str, one: Score) -> str:
    """The score for people."""
    lines = [name, "  predicted  observed       n"]
    for each in one.bins:
        if each is None:
            continue
        mark = "" if abs(each.predicted - each.observed) <= 0.05 or each.number < ENOUGH else "  !"
        lines.append(f"  {each.predicted:9.3f} {each.observed:9.3f} {each.number:7d}{mark}")
    lines.append(
        f"  Brier skill {_number(one.skill)} over a base rate of {_number(one.base_rate)}; "
        f"breaches expected {one.expected:.0f}, came {one.came}"
    )
    lines.append(f"  likely: {_words(one.calls)}")
    lines.append(f"  likely, nobody over yet: {_words(one.fresh)}")
    return "\n".join(lines)


def _words(calls: Calls) -> str:
    off = "-" if calls.timing is None else f"{calls.timing:.1f} s"
    return (
        f"precision {_number(calls.precision)}, recall {_number(calls.recall)}, "
        f"median timing error {off} (n {calls.number})"
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.calibration", description=__doc__)
    parser.add_argument("--hours", type=int, default=10, help="simulated hours (default 10)")
    parser.add_argument("--seed", type=int, default=1, help="of the simulations")
    parser.add_argument("--json", action="store_true", help="for machines")
    chosen = parser.parse_args()
    scores = run(max(1, chosen.hours), chosen.seed)
    if chosen.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(scores)).decode() + "\n")
    else:
        sys.stdout.write("\n\n".join(table(name, one) for name, one in scores.items()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
