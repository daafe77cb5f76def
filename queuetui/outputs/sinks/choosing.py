"""What a sink tells: by severity, queue, group, rule and kind, and not at its quiet times."""

from collections.abc import Sequence
from datetime import tzinfo

from queuetui.domain.hours import Hours, closing, is_open
from queuetui.domain.patterns import one_means
from queuetui.domain.sinks import Notice, SinkSettings


def wants(settings: SinkSettings, notice: Notice) -> bool:
    """Whether this sink tells such a thing, whatever the time. A test it always tells."""
    if notice.kind == "test":
        return True
    return notice.kind in settings.kinds and concerns(settings, notice)


def concerns(settings: SinkSettings, notice: Notice) -> bool:
    """Whether the alarm is one of this sink's, whatever it does at the moment."""
    return (
        (notice.severity == "critical" or settings.severity == "warning")
        and _any(settings.queues, notice.queue)
        and _any(settings.groups, notice.group or "")
        and _any(settings.rules, notice.rule)
    )


class QuietTimes:
    """When a sink keeps quiet; the same on each day."""

    def __init__(self, settings: SinkSettings, zone: tzinfo) -> None:
        self._hours = Hours(weekly=(settings.quiet,) * 7) if settings.quiet else None
        self._zone = zone

    def __call__(self, now: float) -> bool:
        """Whether it does at this instant, epoch seconds."""
        return self._hours is not None and is_open(self._hours, now, self._zone)

    def left(self, now: float) -> float:
        """Seconds until it ends; 0 while it is not quiet."""
        end = None if self._hours is None else closing(self._hours, now, self._zone)
        return 0.0 if end is None else max(0.0, end - now)


def _any(patterns: Sequence[str], name: str) -> bool:
    """Whether one of them means this name; without any, all names are meant."""
    return not patterns or one_means(patterns, name)
