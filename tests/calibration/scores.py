"""How good forecasts were."""

from collections.abc import Sequence
from statistics import median

from msgspec import Struct

from tests.calibration.judging import Call, Judged, Told

BINS = 10


class Bin(Struct, frozen=True):
    """Those who were given about the same chance: means of what was told and what came."""

    predicted: float
    observed: float
    number: int


class Calls(Struct, frozen=True):
    """How good the word *likely* was; shares from 0 to 1, ``None`` without any."""

    number: int
    precision: float | None
    recall: float | None
    timing: float | None
    """Median of how far the instant was off, seconds."""


class Score(Struct, frozen=True):
    """All of it for one floor, or several."""

    bins: tuple[Bin | None, ...]
    skill: float | None
    """Brier's, over always telling the base rate."""
    base_rate: float | None
    calls: Calls
    fresh: Calls
    """Only while nobody was over the limit yet."""
    expected: float
    came: int

    def worst(self, enough: int) -> float:
        """The largest distance in a bin with so many in it."""
        kept = [one for one in self.bins if one is not None and one.number >= enough]
        return max((abs(one.predicted - one.observed) for one in kept), default=0.0)


def score(judged: Judged) -> Score:
    """Reckon all scores."""
    skill, base = _skill(judged.told)
    return Score(
        _bins(judged.told),
        skill,
        base,
        _calls(judged.calls),
        _calls([call for call in judged.calls if call.fresh]),
        judged.expected,
        judged.came,
    )


def _bins(told: Sequence[Told]) -> tuple[Bin | None, ...]:
    sorted_in: list[list[Told]] = [[] for _ in range(BINS)]
    for one in told:
        sorted_in[min(BINS - 1, int(one.probability * BINS))].append(one)
    return tuple(_bin(those) if those else None for those in sorted_in)


def _bin(those: Sequence[Told]) -> Bin:
    number = len(those)
    return Bin(
        sum(one.probability for one in those) / number,
        sum(one.breached for one in those) / number,
        number,
    )


def _skill(told: Sequence[Told]) -> tuple[float | None, float | None]:
    if not told:
        return None, None
    base = sum(one.breached for one in told) / len(told)
    spread = base * (1.0 - base)
    if spread == 0.0:
        return None, base
    off = sum((one.probability - one.breached) ** 2 for one in told) / len(told)
    return 1.0 - off / spread, base


def _calls(calls: Sequence[Call]) -> Calls:
    called = [one for one in calls if one.likely_at is not None]
    came = [one for one in calls if one.breach_at is not None]
    right = [one for one in called if one.breach_at is not None]
    off = [abs((one.likely_at or 0.0) - (one.breach_at or 0.0)) for one in right]
    return Calls(
        len(calls),
        len(right) / len(called) if called else None,
        len(right) / len(came) if came else None,
        median(off) if off else None,
    )
