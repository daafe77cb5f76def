"""Where alarms are told outside of the screen: what is told, how that is set, and how it goes."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from queuetui.domain.hours import Span
from queuetui.domain.severity import Level

NoticeKind = Literal["raised", "repeated", "cleared", "acknowledged", "snoozed", "test"]
NOTICE_KINDS: tuple[NoticeKind, ...] = (
    "raised",
    "repeated",
    "cleared",
    "acknowledged",
    "snoozed",
)
"""Those that a sink may be set to; a test goes out whatever is set."""

SinkType = Literal["bell", "desktop", "command", "webhook", "apprise"]
SINK_TYPES: tuple[SinkType, ...] = ("bell", "desktop", "command", "webhook", "apprise")

Protocol = Literal["auto", "osc9", "osc777", "osc99"]
PROTOCOLS: tuple[Protocol, ...] = ("auto", "osc9", "osc777", "osc99")
"""The ways in which terminals are asked for a desktop notification."""

Shape = Literal["json", "slack", "teams"]
SHAPES: tuple[Shape, ...] = ("json", "slack", "teams")
"""The bodies that a webhook can send."""


class Notice(Struct, frozen=True):
    """One thing to tell: an alarm that was raised, goes on, or is over. Nothing of a customer."""

    kind: NoticeKind
    severity: Level
    queue: str
    """The name that the board shows."""
    media: str | None
    """``None``: all media together."""
    title: str
    """What is the matter with which queue, in a few words."""
    text: str
    """The same in a sentence."""
    at: float
    """Epoch seconds by the server's clock."""
    figures: Mapping[str, str] = {}
    """By the key of the figure, written as the board writes it."""
    alarm_id: str = ""
    """The same for all that is told of one alarm."""
    rule: str = ""
    """The name of the rule."""
    group: str | None = None
    """The group that the queue belongs to."""
    silent: bool = False
    """Whether nobody is to be disturbed by it: it is only kept in mind."""


class SinkSettings(Struct, frozen=True):
    """One sink: what it tells, and how. What its type has no use for stays at its default."""

    name: str
    type: SinkType
    severity: Level = "warning"
    """The mildest alarm that it tells of."""
    kinds: tuple[NoticeKind, ...] = ("raised", "repeated", "cleared")
    queues: tuple[str, ...] = ()
    """Names of queues, or patterns over them; none: every queue."""
    groups: tuple[str, ...] = ()
    """None: every group."""
    rules: tuple[str, ...] = ()
    """None: every rule."""
    per_minute: int = 10
    """The most notices in a minute; what is beyond that goes into one line."""
    repeat: float = 0.0
    """Seconds after which an alarm that nobody has acknowledged is told again; 0: never."""
    quiet: tuple[Span, ...] = ()
    """Times of each day at which it tells nothing."""
    on: bool = True
    protocol: Protocol = "auto"
    """Of a desktop notification."""
    command: tuple[str, ...] = ()
    """The program and its arguments."""
    timeout: float = 10.0
    """Seconds that a command or one call has."""
    url_from: str = ""
    """The environment variable that holds the address, for a webhook or apprise."""
    auth_from: str = ""
    """The environment variable that holds what a webhook shows as its bearer; empty: nothing."""
    shape: Shape = "json"
    """Of a webhook's body."""


BELL = SinkSettings("bell", "bell", severity="critical", kinds=("raised",))
"""The one that is there without any settings: whoever sits at the terminal hears a breach."""


class SinkStatus(Struct, frozen=True):
    """How a sink is doing. Instants are epoch seconds by this machine's clock."""

    name: str
    type: SinkType
    sent: int = 0
    failed: int = 0
    """Notices that were given up."""
    dropped: int = 0
    """Notices that were not even tried, for too many waited."""
    waiting: int = 0
    """Notices that are still to be sent."""
    last_sent: float | None = None
    last_error: str | None = None
    """One sentence without secrets; ``None`` when the newest notice went out."""
    next_retry: float | None = None
    busy_since: float | None = None
    """Since when it has been sending one and the same notice; ``None``: it is not sending."""
    quiet: bool = False
    """Whether it keeps quiet at this time of day."""
