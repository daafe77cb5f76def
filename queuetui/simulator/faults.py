"""What can be made to go wrong: a frozen description of every fault.

Common to all: `endpoint` and `requests` say which requests and how many of them are hit, `share`
which part of them (drawn by the seed), `start` and `length` when, in simulated seconds after the
fault was added, and `every` makes that span come back, counting anew each time. In specifications
(flags, scenario files, JSON) `start` is called `from` and `length` is called `for`.

A fault says what happens; `breaking`, `tampering` and `door` make it happen.
"""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Final, Literal, get_args

import msgspec

Endpoint = Literal[
    "all",
    "token",
    "names",
    "observations",
    "organization",
    "aggregates",
    "activity",
    "ewt",
    "users",
]
"""token: the login. names: queues, their members, presence definitions, divisions, skills.
organization: the token's owner, the organization and its limits. ewt: estimated waits."""

CONTENTS: Final[tuple[Endpoint, ...]] = ("observations", "aggregates", "activity")
"""The queries that are answered with `results` by queue."""

Seconds = Annotated[float, "seconds"]
"""A time in seconds; specifications may write it as `90`, `90s`, `1m30s` or `2h`."""

HARDEST_LOAD: Final = 20.0
_YEAR: Final = 366 * 86_400.0


class FaultError(ValueError):
    """A fault or scenario that cannot be; the text is one clear sentence."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """What all faults have in common."""

    endpoint: Endpoint = "all"
    start: Seconds = msgspec.field(default=0.0, name="from")
    """Simulated seconds from its being added to its beginning."""
    length: Seconds | None = msgspec.field(default=None, name="for")
    """Simulated seconds from its beginning to its end; None: until it is taken away."""
    every: Seconds | None = None
    """Simulated seconds from one beginning to the next; None: it begins once."""
    requests: int | None = None
    """How many requests are hit at most, from each beginning."""
    share: float = 1.0
    """Which part of the requests is hit, 0..1."""

    only: ClassVar[tuple[Endpoint, ...]] = ()
    """The endpoints that this kind concerns, if not all of them can be meant."""
    whole_port: ClassVar[bool] = False
    """Concerns the port, or the centre, instead of requests."""

    def __post_init__(self) -> None:
        kind = kind_of(self)
        _within(f"'from' of {kind}", self.start, 0.0, _YEAR)
        _within(f"'for' of {kind}", self.length, 0.0, _YEAR)
        _within(f"'share' of {kind}", self.share, 0.0, 1.0)
        _within(f"'requests' of {kind}", self.requests, 1, 10**9)
        _within(f"'every' of {kind}", self.every, 0.1, _YEAR)
        if self.every is not None and (self.length is None or self.length > self.every):
            raise FaultError(f"{kind} with 'every' needs a 'for' that is at most as long")
        if self.only and self.endpoint not in {"all", *self.only}:
            names = "' or '".join(self.only)
            raise FaultError(f"{kind} concerns the endpoint '{names}' alone")
        aimed = self.endpoint != "all" or self.requests is not None or self.share != 1.0
        if self.whole_port and aimed:
            raise FaultError(
                f"{kind} knows no 'endpoint', 'requests' or 'share': it concerns everybody"
            )

    def concerns(self, where: Endpoint) -> bool:
        """Return whether requests of an endpoint can be hit."""
        if self.endpoint != "all":
            return self.endpoint == where
        return not self.only or where in self.only


# -- the way there and back ------------------------------------------------------------------------


class Slow(Fault, frozen=True, tag="slow"):
    """Answers, but only after `seconds` (by the sleeper: real ones in a process of its own)."""

    seconds: Seconds = 5.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("'seconds' of slow", self.seconds, 0.0, 3600.0)


class Hang(Fault, frozen=True, tag="hang"):
    """No answer until the client leaves; when the span ends first, an answer after all."""


class Reset(Fault, frozen=True, tag="reset"):
    """The connection is reset (TCP RST): instead of an answer, or in the middle of its body."""

    at: Literal["start", "body"] = "start"


class Truncate(Fault, frozen=True, tag="truncate"):
    """Only the first part of the body arrives, and the connection is closed.

    The Content-Length is that of the whole body; with `honest` that of the part, so that only
    reading the JSON shows it. Refusals are not cut.
    """

    keep: float = 0.5
    """Which part of the body is sent, 0..1."""
    honest: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("'keep' of truncate", self.keep, 0.0, 0.99)


class GoAway(Fault, frozen=True, tag="go_away"):
    """Nobody listens: connections are refused, those that are open break off."""

    whole_port: ClassVar[bool] = True


class Tls(Fault, frozen=True, tag="tls"):
    """The port speaks TLS instead of HTTP.

    With a certificate (`--tls-cert`) it is the same service over TLS. Without one every
    connection gets a TLS alert for an answer, whatever it says.
    """

    whole_port: ClassVar[bool] = True


# -- answers of somebody else ----------------------------------------------------------------------


class Garbage(Fault, frozen=True, tag="garbage"):
    """A 200 that says it is JSON: bytes that are none, JSON of another shape, or nothing at all."""

    what: Literal["bytes", "shape", "nothing"] = "bytes"


class Html(Fault, frozen=True, tag="html"):
    """A 200 with the login page of a proxy."""


class Status(Fault, frozen=True, tag="status"):
    """An error, with Genesys Cloud's body for it, an HTML page or no body."""

    status: int = 503
    body: Literal["genesys", "html", "nothing"] = "genesys"
    retry_after: Seconds | None = None
    """For the `Retry-After` header; None: there is none."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("'status' of status", self.status, 300, 599)
        _within("'retry_after' of status", self.retry_after, 0.0, 86_400.0)


class RateLimited(Fault, frozen=True, tag="rate_limited"):
    """A 429, with `Retry-After` or (None) without."""

    retry_after: Seconds | None = 10.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("'retry_after' of rate_limited", self.retry_after, 0.0, 86_400.0)


# -- who may come in -------------------------------------------------------------------------------


class ExpireTokens(Fault, frozen=True, tag="expire_tokens"):
    """All tokens become unknown at each beginning; those given out after it live for `life`."""

    life: Seconds | None = None
    """By the clock by which tokens expire; None: as long as ever."""

    only: ClassVar[tuple[Endpoint, ...]] = ("token",)

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("'life' of expire_tokens", self.life, 1.0, 172_800.0)


class WrongSecret(Fault, frozen=True, tag="wrong_secret"):
    """The login says that the secret is wrong (401); tokens given out before go on serving."""

    only: ClassVar[tuple[Endpoint, ...]] = ("token",)


class UnknownClient(Fault, frozen=True, tag="unknown_client"):
    """The login says that there is no such client (400)."""

    only: ClassVar[tuple[Endpoint, ...]] = ("token",)


class Withhold(Fault, frozen=True, tag="withhold"):
    """The client does not have a permission, such as `analytics:queueObservation:view`."""

    permission: str


# -- answers that are not what was asked for -------------------------------------------------------


class RefuseQueue(Fault, frozen=True, tag="refuse_queue"):
    """Queries (see `CONTENTS`) that name this queue are refused as a whole."""

    queue: str
    """Id or name."""
    status: Literal[403, 400] = 403
    """403: its division is out of reach. 400: no reason given."""

    only: ClassVar[tuple[Endpoint, ...]] = CONTENTS


class DropQueue(Fault, frozen=True, tag="drop_queue"):
    """Answers to queries leave this queue out without a word."""

    queue: str
    """Id or name."""

    only: ClassVar[tuple[Endpoint, ...]] = CONTENTS


class ForeignQueue(Fault, frozen=True, tag="foreign_queue"):
    """Answers to queries come with a queue that nobody asked for."""

    queue: str | None = None
    """Id or name; None: an id that the centre does not have."""

    only: ClassVar[tuple[Endpoint, ...]] = CONTENTS


class EmptyResults(Fault, frozen=True, tag="empty_results"):
    """Answers to queries have an empty `results`."""

    only: ClassVar[tuple[Endpoint, ...]] = CONTENTS


class ClockDrift(Fault, frozen=True, tag="clock_drift"):
    """The `Date` header and all instants in answers are off."""

    by: Seconds = 0.0
    """Seconds they are ahead (negative: behind) from the beginning on."""
    rate: float = 0.0
    """Seconds they go on gaining per simulated second."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("'by' of clock_drift", self.by, -_YEAR, _YEAR)
        _within("'rate' of clock_drift", self.rate, -10.0, 10.0)

    def offset(self, elapsed: float) -> float:
        """Return how many seconds the clock is ahead, `elapsed` seconds after the beginning."""
        return self.by + self.rate * elapsed


class Rush(Fault, frozen=True, tag="rush"):
    """No fault of the service: more customers than usual come to all queues."""

    factor: float = 3.0

    whole_port: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("'factor' of rush", self.factor, 0.1, HARDEST_LOAD)


class Orphans(Fault, frozen=True, tag="orphans"):
    """No fault of the service: interactions that nobody will ever be given stand in a queue.

    They are counted as waiting, and gone when the fault is over. They were never offered today.
    """

    queue: str
    """Id or name."""
    media: str | None = None
    """None: the first medium that the queue takes."""
    count: int = 3
    age: Seconds = 82_800.0
    """How long the oldest has waited when the fault begins; the next are a minute younger each."""

    whole_port: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("'count' of orphans", self.count, 1, 10_000)
        _within("'age' of orphans", self.age, 0.0, _YEAR)


AnyFault = (
    Slow | Hang | Reset | Truncate | GoAway | Tls | Garbage | Html | Status | RateLimited
    | ExpireTokens | WrongSecret | UnknownClient | Withhold | RefuseQueue | DropQueue
    | ForeignQueue | EmptyResults | ClockDrift | Rush | Orphans
)  # fmt: skip

KINDS: Final[dict[str, type[Fault]]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyFault)
}
"""All kinds by the name they have in specifications."""


def kind_of(fault: Fault) -> str:
    """Return the name of its kind."""
    return str(fault.__struct_config__.tag)


def _within(what: str, value: float | None, lowest: float, highest: float) -> None:
    if value is not None and not (math.isfinite(value) and lowest <= value <= highest):
        raise FaultError(f"{what} must be {lowest:g} to {highest:g}, not {value:g}")
