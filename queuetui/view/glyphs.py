"""The signs the screens are drawn with: one set for terminals with Unicode, one in plain ASCII."""

from msgspec import Struct

from queuetui.domain.limits import Severity
from queuetui.domain.snapshot import HealthState

SEVERITY_WORD: dict[Severity, str] = {
    "critical": "BREACH",
    "warning": "WARN",
    "unknown": "NO DATA",
    "ok": "ok",
    "closed": "closed",
}


class Glyphs(Struct, frozen=True):
    """One set of signs. Each is one cell wide and no two of a kind look alike."""

    critical: str
    warning: str
    unknown: str
    ok: str
    closed: str
    """A queue outside of its opening hours: a shutter."""
    live: str
    late: str
    frozen: str
    down: str
    starting: str
    cursor: str
    fresh: str
    """Marks a queue that has just entered a breach."""
    up: str
    """Marks the column that lines are sorted by, lowest first."""
    down_arrow: str
    """The same, highest first."""
    unfolded: str
    """A group whose queues are listed under it."""
    folded: str
    """A group whose queues are not."""
    ellipsis: str
    none: str
    """Stands for an unknown figure."""
    zero: str
    """A quiet nothing: nobody waits there, there was nothing to be counted."""
    separator: str
    """Between the parts of a line, without the spaces around it."""
    spark: str
    """Steps, lowest first; the lowest is zero."""

    def severity(self, severity: Severity) -> str:
        """The sign of a severity."""
        if severity == "critical":
            return self.critical
        if severity == "warning":
            return self.warning
        if severity == "closed":
            return self.closed
        return self.ok if severity == "ok" else self.unknown

    def health(self, state: HealthState) -> str:
        """The sign of a feed state."""
        return {
            "starting": self.starting,
            "live": self.live,
            "late": self.late,
            "frozen": self.frozen,
            "down": self.down,
        }[state]


UNICODE = Glyphs(
    critical="▲",
    warning="!",
    unknown="?",
    ok="·",
    closed="≡",
    live="●",
    late="◐",
    frozen="○",
    down="✕",
    starting="…",
    cursor="▌",
    fresh="»",
    up="↑",
    down_arrow="↓",
    unfolded="▾",
    folded="▸",
    ellipsis="…",
    none="–",
    zero="·",
    separator="·",
    # The full block would make one slab of the lines of two busy queues.
    spark="▁▂▃▄▅▆▇",
)

ASCII = Glyphs(
    critical="#",
    warning="!",
    unknown="?",
    ok=".",
    closed="=",
    live="*",
    late="~",
    frozen="o",
    down="x",
    starting=":",
    cursor=">",
    fresh="+",
    up="^",
    down_arrow="v",
    unfolded="-",
    folded="+",
    ellipsis="~",
    none="-",
    zero=".",
    separator="|",
    spark="_.,:-=*#",
)
