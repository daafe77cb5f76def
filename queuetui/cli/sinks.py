"""The sinks of this run: where alarms go beside the screen, put together from the settings."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from pathlib import Path
from random import Random

from queuetui.config.variables import find_secrets
from queuetui.domain.alarms.book import AlarmEvent
from queuetui.domain.alarms.rules import AlarmRule
from queuetui.domain.clock import Clock
from queuetui.domain.hours import is_closed
from queuetui.domain.settings import Settings
from queuetui.domain.sinks import SinkSettings
from queuetui.outputs.sinks import Sinks, Surroundings, open_sinks
from queuetui.outputs.sinks.lane import MayRepeat
from queuetui.view.notices import notice_of

Announce = Callable[[tuple[AlarmEvent, ...]], None]


def surroundings(
    sinks: Iterable[SinkSettings],
    environ: Mapping[str, str],
    cwd: Path,
    write_terminal: Callable[[str], bool],
) -> Surroundings:
    """The surroundings of these sinks; their secrets come from ``environ`` or ``.env`` in cwd."""
    names = {name for one in sinks for name in (one.url_from, one.auth_from) if name}
    return Surroundings(environ, find_secrets(names, environ, cwd), write_terminal)


def make_sinks(settings: Settings, around: Surroundings, clock: Clock, local: tzinfo) -> Sinks:
    """All sinks of the settings, not yet started; ``local`` is this machine's zone."""
    return Sinks(
        open_sinks(settings.sinks, around),
        clock,
        Random(),  # noqa: S311 - pauses between tries
        local,
        may_repeat=outside_quiet_hours(settings.alarms, local),
    )


def announcing(sinks: Sinks) -> Announce:
    """Tells the sinks what happens to alarms; never waits."""

    def announce(events: tuple[AlarmEvent, ...]) -> None:
        for event in events:
            sinks.tell(notice_of(event))

    return announce


def outside_quiet_hours(rules: Iterable[AlarmRule], local: tzinfo) -> MayRepeat:
    """Says whether a rule, by its name, is outside of its quiet hours; unknown ones have none."""
    quiet = {rule.name: rule.quiet for rule in rules}

    def may_repeat(rule: str, now: float) -> bool:
        hours = quiet.get(rule)
        return hours is None or is_closed(hours, now, local)

    return may_repeat
