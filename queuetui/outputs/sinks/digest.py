"""What is told in place of a notice: the same once more, or many of them in one line."""

from collections import Counter

from msgspec.structs import replace

from queuetui.domain.severity import Level
from queuetui.domain.sinks import NOTICE_KINDS, Notice, NoticeKind
from queuetui.view.formats import age

_NAMED = 3
"""Queues that the line names."""


def again(notice: Notice, long: float, *, repeated: bool) -> Notice:
    """The notice of an alarm that has gone on for ``long`` seconds since.

    Not ``repeated``: it is the first time that it is told, only late.
    """
    return replace(
        notice,
        kind="repeated" if repeated else notice.kind,
        title=f"Still after {age(long)}: {notice.title}",
        at=notice.at + long,
    )


class Digest:
    """Notices that are beyond the rate. However many there are, it takes no more room."""

    def __init__(self) -> None:
        self._kinds: Counter[NoticeKind] = Counter()
        self._queues: dict[str, None] = {}
        self._first: Notice | None = None
        self._newest: Notice | None = None
        self._critical = False

    def __len__(self) -> int:
        return self._kinds.total()

    def add(self, notice: Notice) -> None:
        """One more."""
        self._first = self._first or notice
        self._newest = notice
        self._kinds[notice.kind] += 1
        self._critical |= notice.severity == "critical"
        if len(self._queues) <= _NAMED:
            self._queues[notice.queue] = None

    def notice(self) -> Notice | None:
        """One for all of them; ``None`` if there are none."""
        first, newest = self._first, self._newest
        if first is None or newest is None or len(self) == 1:
            return first
        names = list(self._queues)
        more = ", …" if len(names) > _NAMED else ""
        severity: Level = "critical" if self._critical else "warning"
        kind: NoticeKind = next((one for one in NOTICE_KINDS if one in self._kinds), "raised")
        kinds = ", ".join(f"{self._kinds[one]} {one}" for one in NOTICE_KINDS if self._kinds[one])
        return Notice(
            kind=kind,
            severity=severity,
            queue="",
            media=None,
            title=f"+{len(self)} more: {kinds}",
            text=", ".join(names[:_NAMED]) + more,
            at=newest.at,
        )
