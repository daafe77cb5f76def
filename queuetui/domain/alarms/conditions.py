"""What a rule watches for: comparisons of figures, put together with *and*, *or* and *not*.

A comparison with a figure that is not known is neither true nor false, and so is whatever hangs on
it: ``None``. So nothing that is not known makes an alarm, and nothing that is not known ends one.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from queuetui.domain.durations import format_duration
from queuetui.domain.figures import KINDS, QueueFigures
from queuetui.domain.limits import LOW_IS_BAD

Sign = Literal["<", "<=", ">", ">=", "=", "!="]
Word = Literal["breach", "warning", "no_data"]
WORDS: Mapping[Word, str] = {
    "breach": "a figure is past its critical limit",
    "warning": "a figure is past its warn limit, or further",
    "no_data": "the figures are missing, or too old to be believed",
}
"""What stands for itself, and what it means."""

_TESTS: Mapping[Sign, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


class Lead(Struct, frozen=True):
    """The figure that made a condition true, for whoever keeps its worst value."""

    figure: str
    value: float
    low_is_worse: bool = False


class Compare(Struct, frozen=True):
    """A figure compared with a number: a count, seconds, or a share from 0 to 1."""

    figure: str
    sign: Sign
    value: float

    def holds(self, figures: QueueFigures) -> bool | None:
        """Whether it is so; ``None`` if the figure is not known."""
        value = figures.values.get(self.figure) if figures.believed else None
        return None if value is None else _TESTS[self.sign](value, self.value)

    def lead(self, figures: QueueFigures) -> Lead | None:
        """The figure, if that is what it is true by."""
        value = figures.values.get(self.figure)
        if value is None or not self.holds(figures):
            return None
        return Lead(self.figure, value, self.sign in {"<", "<="})

    def __str__(self) -> str:
        return f"{self.figure} {self.sign} {_written(self.figure, self.value)}"


class Is(Struct, frozen=True):
    """A word that stands for itself."""

    word: Word

    def holds(self, figures: QueueFigures) -> bool | None:
        """Whether it is so; ``None`` if that is not known."""
        if self.word == "no_data":
            return not figures.believed
        if not figures.believed or figures.severity == "unknown":
            return None
        if self.word == "breach":
            return figures.severity == "critical"
        return figures.severity in {"critical", "warning"}

    def lead(self, figures: QueueFigures) -> Lead | None:
        """Of a breach, the figure that is worst."""
        if self.word == "no_data" or not self.holds(figures) or figures.worst is None:
            return None
        value = figures.values.get(figures.worst)
        return None if value is None else Lead(figures.worst, value, figures.worst in LOW_IS_BAD)

    def __str__(self) -> str:
        return self.word


class Not(Struct, frozen=True):
    """The opposite of a condition."""

    one: "Condition"

    def holds(self, figures: QueueFigures) -> bool | None:
        """Whether the condition is not so; ``None`` if that is not known."""
        held = self.one.holds(figures)
        return None if held is None else not held

    def lead(self, figures: QueueFigures) -> Lead | None:  # noqa: ARG002 - as the others have it
        """Nothing: what is not so has no worst value."""
        return None

    def __str__(self) -> str:
        return f"not {_bracketed(self.one)}"


class All(Struct, frozen=True):
    """All of these at once; two of them at least."""

    parts: tuple["Condition", ...]

    def holds(self, figures: QueueFigures) -> bool | None:
        """False as soon as one is false, else ``None`` if one is not known."""
        return _all(part.holds(figures) for part in self.parts)

    def lead(self, figures: QueueFigures) -> Lead | None:
        """The first that has one, if all are true."""
        return _first(self.parts, figures) if self.holds(figures) else None

    def __str__(self) -> str:
        return " and ".join(_bracketed(part) for part in self.parts)


class AnyOf(Struct, frozen=True):
    """One of these or several; there are two of them at least."""

    parts: tuple["Condition", ...]

    def holds(self, figures: QueueFigures) -> bool | None:
        """True as soon as one is true, else ``None`` if one is not known."""
        opposite = _all(_opposite(part.holds(figures)) for part in self.parts)
        return _opposite(opposite)

    def lead(self, figures: QueueFigures) -> Lead | None:
        """The first that has one and is true."""
        return _first(self.parts, figures)

    def __str__(self) -> str:
        return " or ".join(_bracketed(part) for part in self.parts)


Condition: TypeAlias = Compare | Is | Not | All | AnyOf


def mentions(condition: Condition) -> Iterator[str]:
    """The figures and words in a condition, in their order; some may come several times."""
    if isinstance(condition, Compare):
        yield condition.figure
    elif isinstance(condition, Is):
        yield condition.word
    elif isinstance(condition, Not):
        yield from mentions(condition.one)
    else:
        for part in condition.parts:
            yield from mentions(part)


def _all(held: Iterable[bool | None]) -> bool | None:
    found: bool | None = True
    for one in held:
        if one is False:
            return False
        if one is None:
            found = None
    return found


def _opposite(held: bool | None) -> bool | None:
    return None if held is None else not held


def _first(parts: Iterable[Condition], figures: QueueFigures) -> Lead | None:
    leads = (part.lead(figures) for part in parts)
    return next((lead for lead in leads if lead is not None), None)


def _bracketed(condition: Condition) -> str:
    return f"({condition})" if isinstance(condition, All | AnyOf) else str(condition)


def _written(figure: str, value: float) -> str:
    kind = KINDS[figure]
    if kind == "seconds":
        return format_duration(value)
    # Ten digits: more than anybody writes, and few enough to hide what binary fractions add.
    return f"{value * 100:.10g}%" if kind == "share" else f"{value:.10g}"
