"""What is asked beside the polls: the figures of today, and the agents of a queue."""

from datetime import UTC
from urllib.parse import quote

from queuetui.domain.day import DayRule, day_at
from queuetui.domain.findings import Finding, ok
from queuetui.genesys import activity, aggregates
from queuetui.genesys.errors import GenesysError
from queuetui.genesys.names import is_refusal
from queuetui.genesys.probe_steps import left_open
from queuetui.genesys.session import Session


def today(session: Session, queue_id: str) -> Finding:
    """Whether today's totals are told; without them the board shows none."""
    step = "today"
    now = session.server_now()
    day = day_at(DayRule(), now, UTC)
    try:
        body = aggregates.query([queue_id], day)
        answer = session.call("POST", aggregates.PATH, body=body, queues=1).body
        aggregates.parse_today(answer, [queue_id], day, as_of=now)
    except GenesysError as error:
        return left_open(step, error, "today's figures stay unknown")
    return ok(step, "allowed (analytics:conversationAggregate:view)")


def agents(session: Session, queue_id: str) -> Finding:
    """Whether the agents of a queue are told, by whichever resource."""
    step = "agents"
    try:
        body = activity.query(queue_id)
        answer = session.call("POST", activity.PATH, body=body, queues=1).body
        activity.parse_activity(answer, queue_id, {})
    except GenesysError as error:
        if is_refusal(error) and _lists_members(session, queue_id):
            return ok(step, "allowed, by the list of members (routing:queue:view)")
        return left_open(step, error, "the agents of a queue stay unknown")
    return ok(step, "allowed (analytics:queueObservation:view)")


def _lists_members(session: Session, queue_id: str) -> bool:
    path = f"/api/v2/routing/queues/{quote(queue_id, safe='')}/members"
    try:
        activity.parse_members(session.call("GET", path, query={"pageSize": "1"}).body, {})
    except GenesysError:
        return False
    return True
