"""What happened in a queue since the day began, as the server counts it.

``None`` is "not told", which is something else than 0. Service levels are the server's own
numerators and denominators: each organisation sets its formula, so nothing is derived here, and
they are combined by adding, never by averaging shares.
"""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.goals import Goal, Goals


class ServiceLevel(Struct, frozen=True, gc=False):
    """How many were served in time, of how many that count."""

    numerator: float
    denominator: float
    target: float | None = None
    """The share that is aimed at, 0 to 1: as the server tells it, else the queue's own goal."""

    @property
    def share(self) -> float | None:
        """Served in time, 0 to 1; ``None`` without traffic, which is neither 0 % nor 100 %."""
        return None if self.denominator == 0 else self.numerator / self.denominator


def combined(levels: Iterable[ServiceLevel | None]) -> ServiceLevel | None:
    """All the levels that are told as one, ``None`` if none is.

    It has a target only if all of them that had traffic have that same one.
    """
    told = [level for level in levels if level is not None]
    if not told:
        return None
    targets = {level.target for level in [one for one in told if one.denominator] or told}
    return ServiceLevel(
        sum(level.numerator for level in told),
        sum(level.denominator for level in told),
        targets.pop() if len(targets) == 1 else None,
    )


class MediaToday(Struct, frozen=True, gc=False):
    """One medium of a queue today: counts, and sums of seconds.

    Callbacks do not tell who gave up, who left otherwise or how long they waited for an answer.
    """

    offered: int | None = None
    answered: int | None = None
    """For callbacks: connected."""
    abandoned: int | None = None
    """Short ones included, flow-outs not."""
    short_abandoned: int | None = None
    flowed_out: int | None = None
    """Left the queue neither answered nor abandoned: to voicemail, another queue …"""
    over_sla: int | None = None
    """Answered later than the queue's goal."""
    answer_seconds: float | None = None
    """How long those who were answered had waited, together."""
    handled: int | None = None
    handle_seconds: float | None = None
    """Talk, hold and after-call work of those who were handled, together."""
    service: ServiceLevel | None = None
    callback: bool = False

    @property
    def asa(self) -> float | None:
        """Average speed of answer, seconds; ``None`` if none was answered."""
        return _quotient(self.answer_seconds, self.answered)

    @property
    def aht(self) -> float | None:
        """Average handle time, seconds; ``None`` if none was handled."""
        return _quotient(self.handle_seconds, self.handled)

    @property
    def abandon_rate(self) -> float | None:
        """Abandoned of offered, 0 to 1; ``None`` if none was offered."""
        return _quotient(self.abandoned, self.offered)


class Today(Struct, frozen=True, gc=False):
    """One queue's day so far. The figures of the queue are those of its media, added up."""

    queue_id: str
    as_of: float
    """The instant of the question by the server's clock, epoch seconds."""
    since: float
    """When the day began, epoch seconds."""
    media: Mapping[str, MediaToday]
    """By media type in Genesys' own words; empty if nothing happened."""

    def redated(self, by: float) -> "Today":
        """The same as of so many seconds later. The day began when it began."""
        return replace(self, as_of=self.as_of + by)

    def aimed(self, goals: Goals) -> "Today":
        """The same with the queue's own goals as targets, where the server told none."""
        media = {name: _aimed(one, goals.get(name)) for name, one in self.media.items()}
        if all(media[name] is one for name, one in self.media.items()):
            return self
        return replace(self, media=media)

    @property
    def traffic(self) -> bool:
        """Whether anything came into the queue or left it; what is not told may have."""
        return any(
            one.offered != 0 or one.answered != 0 or one.abandoned or one.flowed_out
            for one in self.media.values()
        )

    @property
    def offered(self) -> int | None:
        """Came into the queue for an agent."""
        return self._total(lambda one: one.offered)

    @property
    def answered(self) -> int | None:
        """Answered by an agent, connected callbacks included."""
        return self._total(lambda one: one.answered)

    @property
    def abandoned(self) -> int | None:
        """Gave up in the queue, short ones included."""
        return self._total(lambda one: one.abandoned)

    @property
    def short_abandoned(self) -> int | None:
        """Gave up within the organisation's few seconds."""
        return self._total(lambda one: one.short_abandoned)

    @property
    def flowed_out(self) -> int | None:
        """Left the queue neither answered nor abandoned."""
        return self._total(lambda one: one.flowed_out)

    @property
    def over_sla(self) -> int | None:
        """Answered later than the goal of their medium."""
        return self._total(lambda one: one.over_sla)

    @property
    def service(self) -> ServiceLevel | None:
        """The service levels of all media, combined."""
        return combined(one.service for one in self.media.values())

    @property
    def asa(self) -> float | None:
        """Average speed of answer over the media that tell it, seconds."""
        return self._average(lambda one: (one.answer_seconds, one.answered))

    @property
    def aht(self) -> float | None:
        """Average handle time over the media that tell it, seconds."""
        return self._average(lambda one: (one.handle_seconds, one.handled))

    @property
    def abandon_rate(self) -> float | None:
        """Abandoned of offered, 0 to 1, over the media that tell who abandoned."""
        return self._average(lambda one: (one.abandoned, one.offered))

    def _total(self, figure: Callable[[MediaToday], int | None]) -> int | None:
        if not self.media:
            return 0
        # What callbacks never tell is no gap in the total; what another medium withholds is.
        counts = [
            count
            for one in self.media.values()
            if (count := figure(one)) is not None or not one.callback
        ]
        known = [count for count in counts if count is not None]
        return sum(known) if known and len(known) == len(counts) else None

    def _average(
        self, parts: Callable[[MediaToday], tuple[float | None, int | None]]
    ) -> float | None:
        amount, count = 0.0, 0
        for one_amount, one_count in map(parts, self.media.values()):
            if one_amount is not None and one_count is not None:
                amount, count = amount + one_amount, count + one_count
        return _quotient(amount, count)


class HalfHour(Struct, frozen=True, gc=False):
    """What happened to a queue in one half hour, over all media."""

    since: float
    """When it began, epoch seconds."""
    offered: int
    answered: int
    """Connected callbacks included."""
    abandoned: int


class DaySeries(Struct, frozen=True, gc=False):
    """A queue's day so far in half hours, oldest first and without gaps; nothing after ``as_of``.

    Instants are epoch seconds by the server's clock.
    """

    queue_id: str
    as_of: float
    since: float
    halves: tuple[HalfHour, ...]

    def redated(self, by: float) -> "DaySeries":
        """The same as of so many seconds later. The half hours stay where they are."""
        return replace(self, as_of=self.as_of + by)


def _aimed(one: MediaToday, goal: Goal | None) -> MediaToday:
    service = one.service
    if goal is None or goal.share is None or service is None or service.target is not None:
        return one
    return replace(one, service=replace(service, target=goal.share))


def _quotient(amount: float | None, count: int | None) -> float | None:
    return None if amount is None or not count else amount / count
