"""From its settings to a sink."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import assert_never

from msgspec import Struct

from queuetui.domain.sinks import SinkSettings
from queuetui.outputs.sinks.bell import Bell
from queuetui.outputs.sinks.by_apprise import ByApprise
from queuetui.outputs.sinks.command import Command
from queuetui.outputs.sinks.desktop import Desktop
from queuetui.outputs.sinks.sink import Sink, Unready

_OURS = "GENESYS_CLOUD_"


class Surroundings(Struct, frozen=True):
    """What sinks need of the world around them."""

    environ: Mapping[str, str]
    """Tells of the terminal; a command gets it, without what is secret."""
    secret: Callable[[str], Callable[[], str] | None]
    """By the name of a variable what reveals its value; ``None`` where it is not set."""
    write_terminal: Callable[[str], bool]
    """Says whether it took the text on; never waits for long."""

    def __repr__(self) -> str:
        return "<Surroundings>"


def open_sinks(
    settings: Iterable[SinkSettings], around: Surroundings
) -> list[tuple[Sink, SinkSettings]]:
    """All that are on; one that can't be opened is there all the same, and says why."""
    every = tuple(settings)
    hidden = hidden_from_commands(every)
    return [(open_sink(one, around, hidden), one) for one in every if one.on]


def hidden_from_commands(settings: Iterable[SinkSettings]) -> frozenset[str]:
    """The variables that hold a secret of some sink."""
    return frozenset(name for one in settings for name in (one.url_from, one.auth_from) if name)


def open_sink(settings: SinkSettings, around: Surroundings, hidden: Container[str] = ()) -> Sink:
    """The sink that these settings mean; ``hidden``: variables that no command gets to see."""
    name = settings.name
    match settings.type:
        case "bell":
            return Bell(name, around.write_terminal)
        case "desktop":
            return Desktop(name, settings.protocol, around.environ, around.write_terminal)
        case "command":
            seen = {
                key: value
                for key, value in around.environ.items()
                if key not in hidden and not key.startswith(_OURS)
            }
            return Command(name, settings.command, settings.timeout, seen)
        case "webhook" | "apprise":
            return _by_address(settings, around)
        case _:
            assert_never(settings.type)


def _by_address(settings: SinkSettings, around: Surroundings) -> Sink:
    name, variable = settings.name, settings.url_from
    address = around.secret(variable)
    if address is None:
        return Unready(name, f"the environment variable {variable} for its address is not set")
    if settings.type == "apprise":
        return ByApprise(name, variable, address)
    bearer = None
    if settings.auth_from:
        bearer = around.secret(settings.auth_from)
        if bearer is None:
            unset = f"the environment variable {settings.auth_from} for its bearer is not set"
            return Unready(name, unset)
    from queuetui.outputs.sinks.webhook import Webhook  # noqa: PLC0415 - few need HTTP for it

    return Webhook(name, variable, address, settings.shape, settings.timeout, bearer=bearer)
