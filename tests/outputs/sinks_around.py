"""What the tests of sinks share: a notice, hostile names, and sinks that note what they get."""

from collections.abc import Iterable

from queuetui.domain.sinks import Notice
from queuetui.outputs.sinks import SinkFailure

NOW = 1_767_268_800.0
"""Thursday, 1 January 2026, 12:00 UTC."""
NOTICE = Notice(
    kind="raised",
    severity="critical",
    queue="Support",
    media="voice",
    title="BREACH Support: breach",
    text="breach for 0:15; longest wait up to 1:35",
    at=NOW,
    figures={"waiting": "7", "longest_wait": "1:35"},
    alarm_id="a-1",
    rule="breach",
    group="EMEA",
)
HOSTILE = (
    "Ev\x1b]9;owned\x07il\x9b31m\x9d0;x\x9c \u202egnp\u2066\x00\x7f;[x](http://y) <!channel>\n$(id)"
)
"""A name that tries every way out of a sequence, a line, a body or a command."""
TAMED = "Ev]9;ownedil31m0;x gnp;[x](http://y) <!channel> $(id)"
"""The same as it may be shown."""


class Ledger:
    """A sink that notes what it gets; fails as often as it is told to, and then no more."""

    problem: str | None = None

    def __init__(self, name: str = "ledger", failures: Iterable[Exception] = ()) -> None:
        self.name = name
        self.got: list[Notice] = []
        self.tries = 0
        self.failures = list(failures)
        self.closed = False

    def send(self, notice: Notice) -> None:
        self.tries += 1
        if self.failures:
            raise self.failures.pop(0)
        self.got.append(notice)

    def close(self) -> None:
        self.closed = True

    @property
    def titles(self) -> list[str]:
        return [notice.title for notice in self.got]

    @property
    def kinds(self) -> list[str]:
        return [notice.kind for notice in self.got]


def passing(after: float | None = None) -> SinkFailure:
    return SinkFailure("it is busy", again=True, after=after)
