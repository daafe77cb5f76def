"""Who we are and what we may: token, organisation, permissions, and the allowance of requests."""

import re
from collections.abc import Sequence
from uuid import uuid4

import msgspec
from msgspec import Struct

from queuetui.domain.findings import Finding, Part, Text, note, ok, say
from queuetui.domain.readings import Queue
from queuetui.domain.settings import PollSettings
from queuetui.genesys.answers import decode
from queuetui.genesys.directory import PAGE, read_queues
from queuetui.genesys.directory import PATH as DIRECTORY
from queuetui.genesys.errors import GenesysError, MetricRefused, RequestRefused
from queuetui.genesys.observations import BATCH, METRICS
from queuetui.genesys.observations import PATH as OBSERVATIONS
from queuetui.genesys.probe_steps import refused
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
        return refused("token", error)
    if life < _SHORT_LIFE:
        return ok("token", f"granted for {life:.0f} s; such a short life costs a renewal each time")
    return ok("token", f"granted for {life / 3600:.1f} h")


def organisation(session: Session) -> Finding:
    """Whose token it is."""
    step = "organisation"
    try:
        info = decode(_token_decoder, session.call("GET", _TOKEN).body, "token")
    except GenesysError as error:
        return refused(step, error)
    told = info.organization
    if told is None or not (told.name or told.id):
        return note(step, "the answer names none")
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
    """How many queues a page really holds."""
    step = "page size"
    details: list[Text] = []
    for asked in (PAGE, _LARGE_PAGE):
        query = {"pageNumber": "1", "pageSize": str(asked)}
        try:
            body = session.call("GET", DIRECTORY, query=query).body
            page = decode(_page_decoder, body, "queue list")
        except RequestRefused as error:
            details.append(say(f"asked for {asked}: refused ({error.status} {error.code or '-'})"))
            continue
        except GenesysError as error:
            details.append(say(f"asked for {asked}: ", Part(error.what, "said")))
            continue
        given = len(page.entities or ())
        total = "?" if page.total is None else f"{page.total:.0f}"
        told = "?" if page.page_size is None else f"{page.page_size:.0f}"
        details.append(say(f"asked for {asked}: {given} of {total} came, pageSize says {told}"))
    return Finding(step, "note", details[0], tuple(details[1:]))


class Allowed(Struct):
    """What came of asking for observations at all."""

    finding: Finding
    metrics: tuple[str, ...] = ()
    """Those that are taken; none where nothing may be asked."""


def observations(session: Session, queue_ids: Sequence[str]) -> Allowed:
    """Whether queues may be observed; ``queue_ids`` to try it with, best first."""
    step = "observations"
    trouble: GenesysError | None = None
    # A single queue may lie in a foreign division: a second one tells that from a missing right.
    for queue_id in queue_ids[:3] or (made_up(),):
        try:
            _ask(session, queue_id, METRICS)
        except MetricRefused as error:
            return _metric_by_metric(session, queue_id, error)
        except GenesysError as error:
            trouble = trouble or error
            if error.cause not in ("permission", "request"):
                break
        else:
            return Allowed(ok(step, "allowed (analytics:queueObservation:view)"), METRICS)
    if trouble is None:
        raise RuntimeError("nothing was asked")
    return Allowed(refused(step, trouble))


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
    session.call("POST", OBSERVATIONS, body=body, queues=1)


def made_up() -> str:
    """The id of a queue that exists nowhere."""
    return str(uuid4())


def head_room(session: Session, watched: int, listed: int, poll: PollSettings) -> Finding:
    """The allowance by the headers, beside what the board would use of it; requests a minute."""
    step = "rate limit"
    rate = session.rate
    batches = -(-watched // BATCH)
    wanted = 60 * batches / poll.interval + 60 * -(-listed // PAGE) / poll.names_every
    plan = f"the board would ask {wanted:.0f} times a minute"
    if rate.allowed is None or rate.count is None:
        return note(step, f"the answers carry no inin-ratelimit headers; {plan}")
    said = f"{rate.count} of {rate.allowed} used, anew in {rate.reset or 0:.0f} s; {plan}"
    if rate.count >= rate.allowed:
        return Finding(
            step,
            "failed",
            say(said),
            advice=(say("Use an OAuth client of its own for queuetui."),),
            cause="rate",
        )
    if wanted > rate.allowed * poll.budget:
        return note(step, f"{said}, and will lengthen its interval to stay under its share")
    return ok(step, said)


def limits(session: Session, namespace: str) -> Finding:
    """What the organisation's limits of a namespace say; none of it is a must."""
    step = "limits"
    try:
        body = session.call("GET", _LIMITS + namespace).body
        told = decode(_limits_decoder, body, "limits").entities or []
    except GenesysError as error:
        return note(step, f"{namespace}: not told; ", Part(error.what, "said"))
    details = tuple(
        say(f"{limit.key} = {'-' if limit.value is None else f'{limit.value:.0f}'}")
        for limit in told
        if limit.key and _KEY.fullmatch(limit.key)
    )
    return note(step, f"{namespace}: {len(details) or 'none'} told", details=details)
