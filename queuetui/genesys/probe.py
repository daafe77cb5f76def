"""Walks the way a request goes and tells, step by step, what it finds.

Read-only. A failed step does not stop those that can still be made; those that need it are skipped
and say so.

Some steps ask what the board can do without: what a made-up queue id gives, the figures of today,
the agents of a queue, how large a page may be, what the organisation's limits are. Whatever keeps
them from an answer, be it a missing permission, is a note that says so (`Finding.unanswered`) and
fails nothing, with two exceptions: credentials that are refused fail where it happens, and a 429
fails the rate limit. Everything else passes only when it was asked and answered.
"""

from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import TypeVar

from msgspec import Struct

from queuetui.domain.clock import Clock
from queuetui.domain.findings import Finding, note, skipped
from queuetui.domain.settings import Settings
from queuetui.genesys import probe_access as access
from queuetui.genesys import probe_beside as beside
from queuetui.genesys import probe_network as network
from queuetui.genesys import probe_queues as watched
from queuetui.genesys.connect import open_session
from queuetui.genesys.errors import GenesysError
from queuetui.genesys.probe_steps import Lookout, api_and_login, broken, refused, wants
from queuetui.genesys.session import Session
from queuetui.genesys.transport import Timeouts

NETWORK = ("proxy", "DNS", "TCP", "TLS", "first answer", "clock")
TOKEN = "token"  # noqa: S105 - a step
WITH_TOKEN = ("organisation", "queue names", "observations", "queues", "unknown queue id")
AT_LAST = ("metrics", "today", "agents", "page size", "limits", "rate limit")

T = TypeVar("T")
Other = TypeVar("Other")


class Client(Struct, frozen=True):
    """Who asks. Its secret is in no ``repr``."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return "Client(...)"


def examine(
    base_url: str | None,
    client: Client | None,
    settings: Settings,
    clock: Clock,
    timeouts: Timeouts,
) -> Iterator[Finding]:
    """All findings from the proxy on, each as soon as it is made."""
    if base_url is None:
        for step in NETWORK:
            yield skipped(step, "needs an address")
        yield from _without_token("needs an address")
        return
    way = Lookout(clock, timeouts)
    try:
        api_open, login_open = yield from _reach(way, base_url)
        reason = None
        if client is None:
            reason = "needs credentials"
        elif not login_open:
            reason = "needs a connection to the login host"
        if client is None or reason is not None:
            yield from _without_token(reason or "")
            return
        opening = partial(
            open_session, base_url, client.client_id, client.client_secret, clock, way
        )
        session = _made(TOKEN, opening, lambda finding: finding)
        if isinstance(session, Finding):
            signed_in = session
        else:
            signed_in = _one(TOKEN, partial(access.sign_in, session))
        yield signed_in
        if isinstance(session, Session) and signed_in.state == "ok" and api_open:
            yield from _ask(session, settings)
            return
        why = "needs a connection to the API" if signed_in.state == "ok" else "needs a token"
        for step in (*WITH_TOKEN, *AT_LAST):
            yield skipped(step, why)
    finally:
        way.close()


def _without_token(reason: str) -> Iterator[Finding]:
    yield skipped(TOKEN, reason)
    for step in (*WITH_TOKEN, *AT_LAST):
        yield skipped(step, "needs a token")


def _reach(way: Lookout, base_url: str) -> Generator[Finding, None, tuple[bool, bool]]:
    try:
        return (yield from network.walk(way, base_url, api_and_login(base_url)))
    except GenesysError as error:
        yield refused("proxy", error)
        return (False, False)
    except Exception as error:  # noqa: BLE001 - the token may be had all the same
        yield broken("network", error)
        return (True, True)


def _made(step: str, make: Callable[[], T], otherwise: Callable[[Finding], Other]) -> T | Other:
    """What a step makes; whatever breaks it is a finding, and the next step is made."""
    try:
        return make()
    except GenesysError as error:
        return otherwise(refused(step, error))
    except Exception as error:  # noqa: BLE001 - an examination ends only at its end
        return otherwise(broken(step, error))


def _one(step: str, make: Callable[[], Finding]) -> Finding:
    return _made(step, make, lambda finding: finding)


def _ask(session: Session, settings: Settings) -> Iterator[Finding]:
    """The steps that need a token."""
    yield _one("organisation", lambda: access.organisation(session))
    names, directory = _made(
        "queue names", lambda: access.queue_names(session), lambda finding: (finding, None)
    )
    yield names
    watchlist = settings.watchlist
    selection = watchlist.without_directory() if directory is None else watchlist.select(directory)
    trial = watched.to_try(selection, directory or ())
    allowed = _made("observations", lambda: access.observations(session, trial), access.Allowed)
    yield allowed.finding
    if allowed.metrics:
        labels = {queue.id: watchlist.label(queue) for queue in selection.queues}
        configured = bool(watchlist.only or watchlist.rules)
        listed = directory is not None
        which = watched.Watched(selection, labels, configured, names, listed)
        good = yield from _observe(session, which, allowed.metrics)
    else:
        good = None
        for step in ("queues", "unknown queue id", "metrics"):
            yield skipped(step, wants(allowed.finding))
    example = good or next(iter(trial), access.made_up())
    yield _extra(session, "today", lambda: beside.today(session, example))
    yield _extra(session, "agents", lambda: beside.agents(session, example))
    if directory is None:
        yield skipped("page size", wants(names))
    else:
        yield _extra(session, "page size", lambda: access.page_size(session))
    for namespace in access.NAMESPACES:
        yield _extra(session, "limits", partial(access.limits, session, namespace))
    ids = watched.to_ask(selection)
    room = (len(ids), len(directory or ()), settings.poll)
    yield _one("rate limit", lambda: access.head_room(session, *room))


def _extra(session: Session, step: str, make: Callable[[], Finding]) -> Finding:
    """A step that the board can do without: it does not take the last requests from others."""
    if watched.nearly_used_up(session.rate):
        said = "not asked, which the board can do without: the allowance is nearly used up"
        return note(step, said, unanswered=True)
    return _one(step, make)


def _observe(
    session: Session, which: watched.Watched, metrics: tuple[str, ...]
) -> Generator[Finding, None, str | None]:
    """The steps that observe; returns the id of a queue that answers, if one does."""
    survey = watched.Survey(session, metrics)

    def ask() -> Finding:
        survey.ask(watched.to_ask(which.selection))
        return watched.queues(which, survey)

    yield _one("queues", ask)
    good = survey.answered[0] if survey.answered else None
    yield _extra(
        session,
        "unknown queue id",
        lambda: watched.unknown_id(session, metrics, good, access.made_up()),
    )
    if survey.shape.groups:
        yield _one("metrics", lambda: watched.metrics(survey, metrics))
    else:
        yield skipped("metrics", "needs a queue that answers")
    return good
