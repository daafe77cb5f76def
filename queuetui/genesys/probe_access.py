"""Who we are and what we may: token, organisation, permissions, and the allowance of requests."""

import re
from collections.abc import Sequence
from uuid import uuid4

import msgspec
from msgspec import Struct

from queuetui.domain.findings import Finding, Part, Text, failed, note, ok, say
from queuetui.domain.readings import Queue
from queuetui.domain.settings import PollSettings
from queuetui.genesys.answers import decode
from queuetui.genesys.directory import PAGE, read_queues
from queuetui.genesys.directory import PATH as DIRECTORY
from queuetui.genesys.errors import GenesysError, MetricRefused, RequestRefused
from queuetui.genesys.observations import BATCH, METRICS, parse
from queuetui.genesys.observations import PATH as OBSERVATIONS
from queuetui.genesys.probe_steps import left_open, refused
from queuetui.genesys.probe_words import AGAIN, TOKEN, is_permission
from queuetui.genesys.session import Session

_TOKEN = "/api/v2/tokens/me"  # noqa: S105 - a path
_LIMITS = "/api/v2/organizations/limits/namespaces/"
NAMESPACES = ("platform.api", "analytics.realtime")
"""Those whose limits concern a board."""
_KEY = re.compile(r"[a-zA-Z0-9._-]{1,80}")
_SHORT_LIFE = 600.0
_LARGE_PAGE = 500


class _Organisation(Struct):
    id: str | None = None
    name: str | None = None


class _TokenInfo(Struct):
    organization: _Organisation | None = None


class _Page(Struct, rename="camel"):
    entities: list[msgspec.Raw] | None = None
    page_size: float | None = None
    page_count: float | None = None
    total: float | None = None


class _Limit(Struct):
    key: str | None = None
    value: float | None = None


class _Limits(Struct):
    entities: list[_Limit] | None = None


_token_decoder = msgspec.json.Decoder(_TokenInfo)
_page_decoder = msgspec.json.Decoder(_Page)
_limits_decoder = msgspec.json.Decoder(_Limits)


def sign_in(session: Session) -> Finding:
    """Get a token."""
    try:
        life = session.sign_in()
    except GenesysError as error:
        return refused(TOKEN, error)
    if life < _SHORT_LIFE:
        return ok(TOKEN, f"granted for {life:.0f} s only, so that it is renewed very often")
    return ok(TOKEN, f"granted for {life / 3600:.1f} h")


def organisation(session: Session) -> Finding:
    """Whose token it is."""
    step = "organisation"
    try:
        info = decode(_token_decoder, session.call("GET", _TOKEN).body, "token")
    except GenesysError as error:
        return refused(step, error)
    told = info.organization
    if told is None or not (told.name or told.id):
        return note(step, "the answer names none", unanswered=True)
    return ok(
        step,
        Part(told.name or "without a name", "organisation"),
        " (",
        Part(told.id or "no id", "organisation"),
        ")",
    )


def queue_names(session: Session) -> tuple[Finding, tuple[Queue, ...] | None]:
    """Whether the directory may be read; and what it holds, ``None`` if it may not."""
    step = "queue names"
    try:
        found = read_queues(session)
    except GenesysError as error:
        return refused(step, error), None
    if found:
        many = "1 queue is" if len(found) == 1 else f"{len(found)} queues are"
        return ok(step, f"allowed; {many} visible"), found
    return (
        Finding(
            step,
            "failed",
            say("allowed, but these credentials see no queue"),
            advice=(say("Give the role of the OAuth client the divisions of the queues."),),
            cause="queues",
        ),
        found,
    )


def page_size(session: Session) -> Finding:
    """How many queues a page really holds; none of it is a must."""
    step = "page size"
    details: list[Text] = []
    unanswered = False
    for asked in (PAGE, _LARGE_PAGE):
        query = {"pageNumber": "1", "pageSize": str(asked)}
        try:
            body = session.call("GET", DIRECTORY, query=query).body
            page = decode(_page_decoder, body, "queue list")
        except RequestRefused as error:
            code = f"{error.status} {error.code}" if error.code else f"{error.status}"
            details.append(say(f"asked for {asked}: refused ({code})"))
            continue
        except GenesysError as error:
            left = left_open(step, error, f"asked for {asked}")
            if left.state == "failed":
                return left
            details.append(left.found)
            unanswered = True
            continue
        given = len(page.entities or ())
        total = "?" if page.total is None else f"{page.total:.0f}"
        told = "?" if page.page_size is None else f"{page.page_size:.0f}"
        details.append(say(f"asked for {asked}: {given} of {total} came, pageSize says {told}"))
    return Finding(step, "note", details[0], tuple(details[1:]), unanswered=unanswered)


class Allowed(Struct):
    """What came of asking for observations at all."""

    finding: Finding
    metrics: tuple[str, ...] = ()
    """Those that are taken; none where nothing may be asked."""


def observations(session: Session, queue_ids: Sequence[str]) -> Allowed:
    """Whether queues may be observed; ``queue_ids`` to try it with, a few of them, best first."""
    step = "observations"
    trouble: GenesysError | None = None
    # A single queue may lie in a foreign division: a second one tells that from a missing right.
    for queue_id in queue_ids or (made_up(),):
        try:
            _ask(session, queue_id, METRICS)
        except MetricRefused as error:
            return _metric_by_metric(session, queue_id, error)
        except GenesysError as error:
            trouble = trouble or error
            if not (is_permission(error) or isinstance(error, RequestRefused)):
                break
        else:
            return Allowed(ok(step, "allowed (analytics:queueObservation:view)"), METRICS)
    if trouble is None:
        raise RuntimeError("nothing was asked")
    if not queue_ids and isinstance(trouble, RequestRefused):
        said = f"there is no queue to try it with; a made-up one is refused ({trouble.status})"
        return Allowed(failed(step, said, advice=(say(_NAME_ONE),), cause="queues"))
    return Allowed(refused(step, trouble))


_NAME_ONE = "Name a queue by its id in the settings, or see why the queue names can't be had."


def _metric_by_metric(session: Session, queue_id: str, refusal: MetricRefused) -> Allowed:
    taken: list[str] = []
    unknown: list[Text] = []
    for metric in METRICS:
        try:
            _ask(session, queue_id, (metric,))
        except RequestRefused as error:
            unknown.append(say(Part(error.what, "said")))
        except GenesysError as error:
            return Allowed(refused("observations", error))
        else:
            taken.append(metric)
    finding = refused("observations", refusal)
    if unknown:
        finding = msgspec.structs.replace(finding, details=tuple(unknown))
    return Allowed(finding, tuple(taken))


def _ask(session: Session, queue_id: str, metrics: Sequence[str]) -> None:
    body = session.client.observation_query([queue_id], metrics)
    answer = session.call("POST", OBSERVATIONS, body=body, queues=1).body
    # A page of something in between comes with a 200 as well.
    parse(answer, [queue_id], as_of=session.server_now())


def made_up() -> str:
    """The id of a queue that exists nowhere."""
    return str(uuid4())


def head_room(session: Session, watched: int, listed: int, poll: PollSettings) -> Finding:
    """The allowance by the headers, beside what the board would use of it; requests a minute.

    Every 429 so far counts, also where only a note came of it.
    """
    step = "rate limit"
    rate = session.rate
    batches = -(-watched // BATCH)
    # The polls, the names, and today's totals once a minute.
    wanted = 60 * batches / poll.interval + 60 * -(-listed // PAGE) / poll.names_every + batches
    plan = f"the board would make {wanted:.0f} a minute"
    if not watched:
        plan = "which queues the board would ask for is not known"
    said = f"not told by any answer; {plan}"
    if known := rate.allowed is not None and rate.count is not None:
        anew = f", counted anew in {rate.reset:.0f} s" if rate.reset is not None else ""
        said = f"{rate.count} of {rate.allowed} requests used{anew}; {plan}"
    refusals = sum(call.status == _TOO_MANY for call in session.calls)
    if refusals or (rate.allowed is not None and (rate.count or 0) >= rate.allowed):
        also = f"; {refusals} of this examination's requests refused (429)" if refusals else ""
        return failed(step, said + also, advice=_SHARED, cause="rate")
    if not known:
        return note(step, said, unanswered=True)
    if wanted > (rate.allowed or 0) * poll.budget:
        return note(step, f"{said}, and lengthens its interval by itself to stay under its share")
    return ok(step, said)


_TOO_MANY = 429
_SHARED = (
    say("The requests of other programs with the same OAuth client are counted too."),
    say(f"Wait a minute, {AGAIN}. If it stays, give queuetui an OAuth client of its own."),
)


def limits(session: Session, namespace: str) -> Finding:
    """What the organisation's limits of a namespace say; none of it is a must."""
    step = "limits"
    try:
        body = session.call("GET", _LIMITS + namespace).body
        told = decode(_limits_decoder, body, "limits").entities or []
    except GenesysError as error:
        return left_open(step, error, namespace)
    details = tuple(
        say(f"{limit.key} = {'-' if limit.value is None else f'{limit.value:.0f}'}")
        for limit in told
        if limit.key and _KEY.fullmatch(limit.key)
    )
    many = {0: "no limit is", 1: "1 limit is"}.get(len(details), f"{len(details)} limits are")
    return note(step, f"{namespace}: {many} told", details=details)
