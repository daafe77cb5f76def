"""What was measured, and what is wanted of it."""

from statistics import median

from msgspec import Struct


class Series(Struct, frozen=True):
    """One figure of one program, over all rounds."""

    of: str
    """Which program."""
    samples: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.samples)


class Wanted(Struct, frozen=True):
    """The most that is allowed; ``None``: not judged."""

    ratio: float | None = None
    """Times the baseline."""
    most: float | None = None
    """In the unit of the figure."""


class Result(Struct, frozen=True):
    """One line of the table."""

    row: str
    """Name of the row, as ``--only`` takes it."""
    what: str
    unit: str
    ours: Series
    baseline: Series | None = None
    wanted: Wanted = Wanted()
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Median of ours over the median of the baseline; ``None`` without one."""
        if self.baseline is None or not self.baseline.middle:
            return None
        return self.ours.middle / self.baseline.middle

    @property
    def holds(self) -> bool | None:
        """Whether it is as wanted; ``None``: nothing is wanted of it, or it can't be told."""
        wanted, ratio = self.wanted, self.ratio
        if wanted.ratio is None and wanted.most is None:
            return None
        if wanted.most is not None and self.ours.middle > wanted.most:
            return False
        if wanted.ratio is None:
            return True
        return None if ratio is None else ratio <= wanted.ratio


class Skipped(Struct, frozen=True):
    """A line that could not be measured, and why."""

    row: str
    what: str
    why: str
    broken: bool = False
    """Whether that should not have happened."""


Line = Result | Skipped
