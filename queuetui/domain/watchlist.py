"""Which queues are watched, under which name and with which limits."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from queuetui.domain.hours import Hours
from queuetui.domain.limits import LimitOverrides, Limits
from queuetui.domain.patterns import means
from queuetui.domain.readings import Queue


class QueueRule(Struct, frozen=True):
    """One entry of the settings: a queue by its id, or queues by a glob over their names."""

    id: str | None = None
    name: str | None = None
    label: str | None = None
    """Shown instead of the name; for a glob that matches several queues, it is left out."""
    limits: LimitOverrides = LimitOverrides()
    group: str | None = None
    """Where queues are grouped by configuration, the group of those that it means."""
    hours: Hours | None = None
    """When they are open; ``None``: as their group, or the whole centre."""

    def matches(self, queue: Queue) -> bool:
        """Whether this entry means that queue. Names compare without regard to case."""
        if self.id is not None:
            return queue.id.lower() == self.id.lower()
        return self.name is not None and means(self.name, queue.name)

    def means_alone(self, queue: Queue) -> bool:
        """Whether this entry means that queue and cannot mean others too."""
        return self._names(queue) or (not self.is_glob and self.matches(queue))

    @property
    def is_glob(self) -> bool:
        """Whether it may mean several queues."""
        return self.id is None and any(sign in (self.name or "") for sign in "*?[")

    def _names(self, queue: Queue) -> bool:
        return self.name is not None and queue.name.lower() == self.name.lower()

    def __str__(self) -> str:
        return self.id or self.name or "?"


class GroupRule(Struct, frozen=True):
    """What the settings say about all queues of a group."""

    limits: LimitOverrides = LimitOverrides()
    hours: Hours | None = None
    """When they are open; ``None``: as the whole centre."""


class Selection(Struct, frozen=True):
    """The watched queues in order, and the entries that meant none."""

    queues: tuple[Queue, ...]
    missing: tuple[QueueRule, ...] = ()


class Watchlist(Struct, frozen=True):
    """The entries of the settings in their order; none: every queue, by name."""

    rules: tuple[QueueRule, ...] = ()
    limits: Limits = Limits()
    only: tuple[QueueRule, ...] = ()
    """Where given, these pick the queues; the entries still give them labels and limits."""
    groups: Mapping[str, GroupRule] = {}
    """By the names that the entries give to groups."""
    hours: Hours | None = None
    """When the whole centre is open; ``None``: always."""

    def select(self, directory: Iterable[Queue]) -> Selection:
        """Pick the watched queues out of the directory, each once, in the order of the entries."""
        queues = sorted(directory, key=lambda queue: (queue.name.lower(), queue.id))
        picking = self.only or self.rules
        if not picking:
            return Selection(tuple(queues))
        picked: dict[str, Queue] = {}
        missing: list[QueueRule] = []
        for rule in picking:
            found = [queue for queue in queues if rule.matches(queue)]
            if not found:
                missing.append(rule)
            for queue in found:
                picked.setdefault(queue.id, queue)
        return Selection(tuple(picked.values()), tuple(missing))

    def without_directory(self) -> Selection:
        """The queues named by id, for credentials that may not read the directory."""
        picking = self.only or self.rules
        named = {r.id: Queue(id=r.id, name=r.label or r.id) for r in picking if r.id is not None}
        return Selection(tuple(named.values()), tuple(r for r in picking if r.id is None))

    def label(self, queue: Queue) -> str:
        """What the queue is called on screen: the first label that means it, else its name."""
        for rule in self.rules:
            if rule.label is not None and rule.means_alone(queue):
                return rule.label
        return queue.name

    def group_for(self, queue: Queue) -> str | None:
        """The first group that an entry which means the queue gives it; ``None``: none does."""
        for rule in self.rules:
            if rule.group is not None and rule.matches(queue):
                return rule.group
        return None

    def limits_for(self, queue: Queue) -> Limits:
        """The queue's limits: its own, over those of its group, over the general ones."""
        limits = self.limits
        if (group := self._group_rule(queue)) is not None:
            limits = group.limits.over(limits)
        rule = self.rule_for(queue)
        return limits if rule is None else rule.limits.over(limits)

    def hours_for(self, queue: Queue) -> Hours | None:
        """When the queue is open: as its entry says, else its group, else the whole centre."""
        for rule in self.rules:
            if rule.hours is not None and rule.matches(queue):
                return rule.hours
        group = self._group_rule(queue)
        return self.hours if group is None or group.hours is None else group.hours

    def rule_for(self, queue: Queue) -> QueueRule | None:
        """The entry whose limits count for the queue: the first that means it."""
        return next((rule for rule in self.rules if rule.matches(queue)), None)

    def _group_rule(self, queue: Queue) -> GroupRule | None:
        if not self.groups:
            return None
        name = self.group_for(queue)
        return None if name is None else self.groups.get(name)
