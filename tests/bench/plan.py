"""How much is measured, and of which checkout."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from tests.bench.figures import Series

SIZE = (160, 50)
"""Columns and rows of every terminal."""
INSIDE = Path(__file__).parent / "inside"
"""Programs that are run, by path: they see the measured checkout and nothing of the tests."""

Measure = Callable[[], float]


class Plan(Struct, frozen=True):
    """One run of the bench. Lengths in seconds."""

    tree: Path
    """The checkout whose program is measured."""
    python: str
    """The interpreter of everything that is measured."""
    folder: Path
    """For what the programs write; emptied by whoever made it."""
    quick: bool = False
    repeat: int = 5
    window: float = 30.0
    """Over which processor time and bytes are counted."""
    memory_length: float = 600.0
    slope_length: float = 3600.0
    presses: int = 400
    say: Callable[[str], object] = lambda _: None
    """Told what is being done."""

    def script(self, name: str, *arguments: object) -> list[str]:
        """The command line of one of the programs in `INSIDE`."""
        return [self.python, str(INSIDE / f"{name}.py"), *map(str, arguments)]

    def program(self, *arguments: str) -> list[str]:
        """The command line of the measured program."""
        return [self.python, "-m", "queuetui", *arguments]


def alternate(
    plan: Plan, what: Mapping[str, Measure], *, warm: Sequence[str] | None = None
) -> dict[str, Series]:
    """Measure all in turn, A B C A B C …; first once without counting (or only those ``warm``)."""
    for name in what if warm is None else warm:
        plan.say(f"  warming up: {name}")
        what[name]()
    samples: dict[str, list[float]] = {name: [] for name in what}
    for number in range(plan.repeat):
        for name, measure in what.items():
            samples[name].append(measure())
            plan.say(f"  {number + 1}/{plan.repeat} {name}: {samples[name][-1]:.4g}")
    return {name: Series(name, tuple(taken)) for name, taken in samples.items()}
