"""What ``--queue`` and ``--interval`` change."""

from collections.abc import Sequence

from msgspec.structs import replace

from queuetui.config.errors import Place
from queuetui.domain.settings import Settings
from queuetui.domain.watchlist import QueueRule, Watchlist


def override(settings: Settings, queues: Sequence[str], interval: str | None) -> Settings:
    """The settings with what the command line says put over them.

    Args:
        settings: Those of the file.
        queues: The values of ``--queue``: ids, names or patterns over names. None: as configured.
        interval: The value of ``--interval``, such as ``"5s"``.

    Raises:
        SettingsError: Names the flag.
    """
    if queues:
        settings = replace(settings, watchlist=_watch(settings.watchlist, queues))
    if interval is not None:
        # Only here are all the readers of settings needed.
        from queuetui.config.tables import interval_seconds, staleness_conflict  # noqa: PLC0415

        place = Place("--interval")
        poll = replace(settings.poll, interval=interval_seconds(interval, place))
        staleness = settings.staleness.asked_for(poll.interval)
        settings = replace(settings, poll=poll, staleness=staleness)
        if (conflict := staleness_conflict(settings)) is not None:
            raise place.refuse(
                interval, "an interval that suits [staleness]", f"with it, {conflict}"
            )
    return settings


def _watch(watchlist: Watchlist, queues: Sequence[str]) -> Watchlist:
    """Pick by the flags; the file's entries go on giving those queues their labels and limits."""
    from queuetui.config.queues import UUID  # noqa: PLC0415 - as above

    only: list[QueueRule] = []
    for wanted in queues:
        text = wanted.strip()
        if not text:
            raise Place("--queue").refuse(wanted, "the id or the name of a queue")
        by_id = UUID.fullmatch(text) is not None
        rule = QueueRule(id=text.lower()) if by_id else QueueRule(name=text)
        only += [rule] if rule not in only else []
    return replace(watchlist, only=tuple(only))
