"""This machine's zone as one that knows its changes of the clock.

`datetime.astimezone` alone gives the offset of one instant; opening hours and days need the offsets
of others as well.
"""

from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """What the clock of this machine shows, now and at any other time."""

    def utcoffset(self, at: datetime | None, /) -> timedelta | None:
        """The offset at a time of day that this machine shows; ``fold`` tells two of them apart."""
        return None if at is None else at.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, at: datetime | None, /) -> timedelta | None:  # noqa: ARG002 - the base's own
        """Nobody tells."""
        return None

    def tzname(self, at: datetime | None, /) -> str | None:
        """Its abbreviation at that time."""
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, at: datetime, /) -> datetime:
        """The time of day here at an instant given in UTC."""
        here = at.replace(tzinfo=UTC).astimezone()
        first = here.replace(tzinfo=self, fold=0)
        # The clock shows some times twice: the second time, the offset is that of the later one.
        return first if first.utcoffset() == here.utcoffset() else first.replace(fold=1)


LOCAL_ZONE = LocalZone()
"""There is one."""
