"""The directory of the simulated organization: queues, members, presences, limits.

Pure functions from the centre's state to JSON-able answers in Genesys Cloud's shape.
"""

from __future__ import annotations

from typing import Final

from multidict import MultiMapping

from queuetui.simulator.centre import Centre
from queuetui.simulator.floor import Agent, Member, Queue
from queuetui.simulator.observations import Json, iso
from queuetui.simulator.paging import API, descending, fits, links, listing, read_page, values_of
from queuetui.simulator.people import PRESENCES
from queuetui.simulator.refusals import not_found

MOST_REQUEST_BYTES: Final = 512_000
# By the settings' name of a medium: voice is `call` here.
_ALERTING_SECONDS: Final = {"call": 20, "callback": 30, "chat": 30, "email": 60, "message": 30}
_NAMESPACES: Final = ("analytics", "analytics.realtime", "notifications", "platform.api", "routing")


# -- queues -----------------------------------------------------------------------------------


def list_queues(centre: Centre, params: MultiMapping[str]) -> Json:
    """Return a page of queues, sorted by name.

    Reads pageNumber, pageSize, sortOrder, name (leading and trailing `*`), id and divisionId
    (repeated). Raises RefusedError (400).
    """
    ids, divisions = values_of(params, "id"), values_of(params, "divisionId")
    found = [
        queue
        for queue in centre.queues.values()
        if (not ids or queue.id in ids)
        and (not divisions or queue.division_id in divisions)
        and fits(queue.name, params.get("name"))
    ]
    found.sort(key=_queue_order, reverse=descending(params))
    return listing(found, describe_queue, f"{API}/routing/queues", params)


def _queue_order(queue: Queue) -> tuple[str, str]:
    return queue.name.lower(), queue.id


def find_queue(centre: Centre, queue_id: str) -> Queue:
    """Return a queue.

    Raises RefusedError (404) when there is none of that id.
    """
    queue = centre.queues.get(queue_id)
    if queue is None:
        raise not_found()
    return queue


def describe_queue(queue: Queue) -> Json:
    """Return a queue as an entity."""
    settings = {}
    for name, alerting in _ALERTING_SECONDS.items():
        goal = queue.character.goal("voice" if name == "call" else name)
        settings[name] = {
            "alertingTimeoutSeconds": alerting,
            "serviceLevel": {"percentage": goal.share, "durationMs": round(goal.seconds * 1000.0)},
        }
    division = f"{API}/authorization/divisions/{queue.division_id}"
    return {
        "id": queue.id,
        "name": queue.name,
        "division": {
            "id": queue.division_id,
            "name": queue.character.division,
            "selfUri": division,
        },
        "memberCount": len(queue.members),
        "userMemberCount": len(queue.members),
        "joinedMemberCount": len(queue.joined),
        "mediaSettings": settings,
        "scoringMethod": "TimestampAndPriority",
        "skillEvaluationMethod": "NONE",
        "autoAnswerOnly": False,
        "selfUri": f"{API}/routing/queues/{queue.id}",
    }


# -- members ----------------------------------------------------------------------------------


def list_members(queue: Queue, params: MultiMapping[str]) -> Json:
    """Return a page of a queue's members, sorted by name; the API tells no total here.

    Reads pageNumber, pageSize, sortOrder, expand (routingStatus, presence), joined and name.
    Raises RefusedError (400).
    """
    page = read_page(params)
    expand = values_of(params, "expand")
    joined = params.get("joined", "").lower()
    found = [
        member
        for member in queue.members
        if (joined not in {"true", "false"} or member.joined == (joined == "true"))
        and fits(member.agent.name, params.get("name"))
    ]
    found.sort(key=_member_order, reverse=descending(params))
    path = f"{API}/routing/queues/{queue.id}/members"
    return {
        "entities": [describe_member(queue, member, expand) for member in page.cut(found)],
        "pageSize": page.size,
        "pageNumber": page.number,
        **links(path, params, page, page.pages(len(found))),
    }


def _member_order(member: Member) -> tuple[str, str]:
    return member.agent.name.lower(), member.agent.id


def describe_member(queue: Queue, member: Member, expand: set[str]) -> Json:
    """Return a member as an entity, with the parts named in `expand`."""
    agent = member.agent
    user: Json = {
        "id": agent.id,
        "name": agent.name,
        "version": 1,
        "selfUri": f"{API}/users/{agent.id}",
    }
    entity: Json = {
        "id": agent.id,
        "name": agent.name,
        "user": user,
        "ringNumber": 1,
        "joined": member.joined,
        "memberBy": "user",
        "selfUri": f"{API}/routing/queues/{queue.id}/members/{agent.id}",
    }
    if "routingStatus" in expand:
        entity["routingStatus"] = user["routingStatus"] = routing_status(agent)
    if "presence" in expand:
        user["presence"] = user_presence(agent)
    return entity


def routing_status(agent: Agent) -> Json:
    """Return the routing status of an agent."""
    return {
        "userId": agent.id,
        "status": agent.status,
        "startTime": iso(agent.status_since),
    }


def user_presence(agent: Agent) -> Json:
    """Return the presence of an agent."""
    definition = agent.presence.id
    return {
        "id": agent.id,
        "source": "PURECLOUD",
        "primary": True,
        "presenceDefinition": {
            "id": definition,
            "systemPresence": agent.presence.system,
            "selfUri": f"{API}/presence/definitions/{definition}",
        },
        "message": "",
        "modifiedDate": iso(agent.presence_since),
        "selfUri": f"{API}/users/{agent.id}/presences/PURECLOUD",
    }


# -- organization -----------------------------------------------------------------------------


def list_presences() -> Json:
    """Return all presence definitions; this listing has no pages."""
    return {
        "entities": [
            {
                "id": presence.id,
                "type": presence.made_by,
                "languageLabels": {"en_US": presence.label},
                "systemPresence": presence.system,
                "deactivated": False,
                "selfUri": f"{API}/presence/definitions/{presence.id}",
            }
            for presence in PRESENCES
        ],
        "total": len(PRESENCES),
        "selfUri": f"{API}/presence/definitions",
    }


def describe_token(centre: Centre, organization: str, client_id: str) -> Json:
    """Return what `tokens/me` tells of a client-credentials token."""
    named = {"id": centre.identity("organization", 1), "name": organization}
    return {
        "organization": named,
        "homeOrganization": named,
        "authorizedScope": [],
        "OAuthClient": {
            "id": client_id,
            "name": "queue dashboard",
            "authorizedGrantType": "CLIENT-CREDENTIALS",
            "state": "active",
            "organization": named,
        },
    }


def describe_organization(centre: Centre, organization: str) -> Json:
    """Return `organizations/me`."""
    return {
        "id": centre.identity("organization", 1),
        "name": organization,
        "defaultLanguage": "en-US",
        "version": 1,
        "state": "active",
        "selfUri": f"{API}/organizations/me",
    }


def list_limits(namespace: str, requests_per_minute: int) -> Json:
    """Return the limits of a namespace; only those of the platform are known by value.

    Raises RefusedError (404) for an unknown namespace.
    """
    if namespace not in _NAMESPACES:
        raise not_found()
    limits = {
        "client.credentials.token.rate.per.minute": requests_per_minute,
        "token.rate.per.minute": requests_per_minute,
        "org.app.user.rate.per.minute": 10 * requests_per_minute,
        "request.bytes.max": MOST_REQUEST_BYTES,
    }
    return {
        "entities": [
            {"namespace": namespace, "key": key, "value": value}
            for key, value in limits.items()
            if namespace == "platform.api"
        ]
    }
