"""What is known of a queue when it is judged, and what judging it brings."""

from msgspec import Struct

from queuetui.domain.estimates import Estimates
from queuetui.domain.goals import Goals
from queuetui.domain.limit_rules import Figure, Limit
from queuetui.domain.readings import Reading
from queuetui.domain.severity import Level, Severity
from queuetui.domain.today import Today


class Evidence(Struct, frozen=True, gc=False):
    """All that a queue is judged on; instants are epoch seconds by the server's clock."""

    reading: Reading | None
    """As far as it is believed, and without what is stuck."""
    goals: Goals = {}
    today: Today | None = None
    """Its day so far, as far as it is believed."""
    last_answer: float | None = None
    """The instant of the last answer; ``None``: not told."""
    estimates: Estimates | None = None
    """Told of the opened queue only, so without them nothing is missing."""
    closed: bool = False
    """Whether it is outside of its opening hours: then it has no limits."""


class Breach(Struct, frozen=True, gc=False):
    """A figure that has reached a limit: its value and that limit, in the figure's unit."""

    figure: Figure
    level: Level
    value: float
    """Infinite for *per_available* where nobody is available."""
    limit: float
    media: str | None = None
    """Whose it is, where it is that of one medium."""


class Pressing(Struct, frozen=True, gc=False):
    """The longest wait in a medium, in seconds, with the limit of that medium."""

    media: str
    longest_wait: float
    limit: Limit

    @property
    def pressure(self) -> tuple[float, float]:
        """How near it is to its critical limit: as a share of it, and in seconds.

        Without such a limit the share is 0: there is then one limit for all media.
        """
        critical = self.limit.critical
        return self.longest_wait / critical if critical else 0.0, self.longest_wait


class Assessment(Struct, frozen=True, gc=False):
    """The severity of a queue and what made it so."""

    severity: Severity
    breaches: tuple[Breach, ...] = ()
    """Of several waits, the most pressing first."""
    pressing: Pressing | None = None
    """As the function `assess.pressing` finds it."""


def high(figure: Figure, value: float, limit: Limit, media: str | None = None) -> Breach | None:
    """What a figure has reached of which high is bad."""
    if limit.critical is not None and value >= limit.critical:
        return Breach(figure, "critical", value, limit.critical, media)
    if limit.warn is not None and value >= limit.warn:
        return Breach(figure, "warning", value, limit.warn, media)
    return None


def low(figure: Figure, value: float, limit: Limit, media: str | None = None) -> Breach | None:
    """What a figure has reached of which low is bad."""
    if limit.critical is not None and value <= limit.critical:
        return Breach(figure, "critical", value, limit.critical, media)
    if limit.warn is not None and value <= limit.warn:
        return Breach(figure, "warning", value, limit.warn, media)
    return None
