"""What a person may set, as plain frozen data; `queuetui.config` reads it from a file."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from queuetui.domain.alarms.rules import BUILT_IN, AlarmRule
from queuetui.domain.day import DayRule
from queuetui.domain.freshness import StalenessRule
from queuetui.domain.hours import Hours
from queuetui.domain.sinks import BELL, SinkSettings
from queuetui.domain.staff import STAFFED_MEDIA
from queuetui.domain.stuck import StuckRule
from queuetui.domain.themes import ThemeName
from queuetui.domain.watchlist import Watchlist

COLUMN_KEYS: tuple[str, ...] = (
    "severity",
    "name",
    "group",
    "waiting",
    "longest",
    "limit",
    "forecast",
    "media",
    "available",
    "interacting",
    "alerting",
    "not_responding",
    "agents_needed",
    "off_queue",
    "members",
    "trend",
    "age",
    "why",
    "offered",
    "answered",
    "abandoned",
    "abandon_rate",
    "short_abandoned",
    "flowed_out",
    "over_sla",
    "service",
    "asa",
    "aht",
)
"""What a column set is made of; `queuetui.view.columns` draws each of them."""
COLUMN_SETS: tuple[str, ...] = ("wall", "supervisor", "analyst")
"""The names of the built-in column sets; what is in them, `queuetui.view.columns` tells."""

Order = str
"""One of `SORT_KEYS`; with "-" before it the other way round."""
SORT_KEYS: tuple[Order, ...] = (
    "severity",
    "configuration",
    *(key for key in COLUMN_KEYS if key != "severity"),
)
"""What the board can be sorted by: worst first, as configured, or a column's figure."""

GroupBy = Literal["none", "configuration", "division", "prefix"]
GROUPS_BY: tuple[GroupBy, ...] = ("none", "configuration", "division", "prefix")


class PollSettings(Struct, frozen=True):
    """How often to ask; seconds."""

    interval: float = 5.0
    names_every: float = 300.0
    """Between two readings of the queue directory."""
    budget: float = 0.5
    """The share of the allowed requests a minute that may be used."""


class BoardSettings(Struct, frozen=True):
    """How the board starts."""

    sort: Order = "severity"
    fresh_breach: float = 6.0
    """Seconds for which a queue that has just entered a breach is marked."""
    columns: str = "supervisor"
    """The column set it starts with: one of `Settings.column_sets`, else of `COLUMN_SETS`."""


class GroupSettings(Struct, frozen=True):
    """How queues are put together in groups."""

    by: GroupBy = "none"
    separator: str = " - "
    """For ``prefix``: the part of a queue's name before it is the name of its group."""


class LooksSettings(Struct, frozen=True):
    """How the screens look."""

    theme: ThemeName | None = None
    """``None``: as it was last chosen by key, else the first."""
    calm: bool = False
    """Whether nothing moves and only breaches are told: no counts and no waits."""


class WallSettings(Struct, frozen=True):
    """How the wall is shown."""

    rotate: float = 15.0
    """Seconds for which each page stays; 0: pages change by key and by breach only."""
    screen_height: float | None = None
    """Height of the picture in metres; ``None``: not told."""
    distance: float | None = None
    """From the screen to those who read it, in metres; ``None``: not told."""
    shift: float = 300.0
    """Seconds between two shifts of the picture by a cell, against burn-in; 0: never."""


class Settings(Struct, frozen=True):
    """Everything that can be set without secrets."""

    poll: PollSettings = PollSettings()
    watchlist: Watchlist = Watchlist()
    staleness: StalenessRule = StalenessRule()
    stuck: StuckRule = StuckRule()
    """From which age on interactions may be stuck."""
    staffed: tuple[str, ...] = STAFFED_MEDIA
    """Media of which it is told how many agents they need."""
    board: BoardSettings = BoardSettings()
    looks: LooksSettings = LooksSettings()
    wall: WallSettings = WallSettings()
    groups: GroupSettings = GroupSettings()
    column_sets: Mapping[str, tuple[str, ...]] = {}
    """Own column sets by name, each of `COLUMN_KEYS`; one may replace a built-in set."""
    day: DayRule = DayRule()
    """When "today" begins."""
    alarms: tuple[AlarmRule, ...] = BUILT_IN
    """What is an alarm; each rule has a name of its own."""
    sinks: tuple[SinkSettings, ...] = (BELL,)
    """Where alarms are told beside the screen."""
    keys: Mapping[str, tuple[str, ...]] = {}
    """Keys by the id of the action they start, where they differ from the built-in ones."""
    source: str | None = None
    """The file they came from; ``None`` for the built-in ones."""

    @property
    def hours(self) -> Hours | None:
        """When the whole centre is open; ``None``: always."""
        return self.watchlist.hours
