"""What a person may set about alarms: when there is one, for which queues, and how it is told."""

from msgspec import Struct

from queuetui.domain.alarms.conditions import Condition, Is, mentions
from queuetui.domain.alarms.parsing import parse_condition
from queuetui.domain.figures import EVERY_QUEUE, QueueFigures
from queuetui.domain.hours import Hours
from queuetui.domain.patterns import one_means
from queuetui.domain.severity import Level


class MofN(Struct, frozen=True):
    """So many of the last readings."""

    need: int
    of: int


class AlarmRule(Struct, frozen=True):
    """One kind of alarm. It is kept for each queue on its own, and for each medium it names."""

    name: str
    condition: Condition
    severity: Level = "critical"
    hold: float = 0.0
    """Seconds for which the condition must be true before it is an alarm."""
    readings: MofN | None = None
    """Instead of that, of how many readings it must be true."""
    clear: Condition | None = None
    """When it is over, which it never is while the condition is true; ``None``: as soon as the
    condition is false."""
    clear_hold: float = 0.0
    """Seconds for which it must be over before the alarm is."""
    minimum_on: float = 0.0
    """Seconds that an alarm lasts at least."""
    queues: tuple[str, ...] = ()
    """Ids, or patterns over names; empty: all queues."""
    groups: tuple[str, ...] = ()
    """Patterns over the groups of the settings; empty: all queues."""
    media: tuple[str, ...] = ()
    """Patterns over media, each of which then has an alarm of its own; empty: the queue as a
    whole."""
    repeat: float | None = None
    """Seconds after which an alarm that nobody has acknowledged is told again; ``None``: never."""
    quiet: Hours | None = None
    """When nobody is told of it; alarms are kept all the same, and told when that time is over."""

    def covers(self, figures: QueueFigures) -> bool:
        """Whether the rule is about this queue, or this medium of it."""
        if figures.queue_id == EVERY_QUEUE:
            return self.tells_of_every_queue
        if (figures.media is not None) != bool(self.media):
            return False
        if figures.media is not None and not one_means(self.media, figures.media):
            return False
        if self.groups and not (figures.group and one_means(self.groups, figures.group)):
            return False
        named = one_means(self.queues, figures.name) or one_means(self.queues, figures.queue_id)
        return named or not self.queues

    @property
    def tells_of_every_queue(self) -> bool:
        """Whether it tells once, and not queue by queue, that there is no data at all."""
        return self.watches_data and not (self.queues or self.groups or self.media)

    @property
    def watches_data(self) -> bool:
        """Whether it can be an alarm without data."""
        return "no_data" in mentions(self.condition)


BUILT_IN: tuple[AlarmRule, ...] = (
    AlarmRule("breach", Is("breach"), hold=15.0, clear_hold=15.0),
    AlarmRule("no data", Is("no_data"), hold=60.0),
    AlarmRule("stuck", parse_condition("stuck > 0"), severity="warning", clear_hold=60.0),
)
"""The rules where the settings hold none."""
