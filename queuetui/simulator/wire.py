"""The directory of the simulated organization: queues, members, presences, limits.

Pure functions from the centre's state to JSON-able answers in Genesys Cloud's shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode

import msgspec
from multidict import MultiMapping

from queuetui.simulator.centre import Centre
from queuetui.simulator.floor import Agent, Member, Queue
from queuetui.simulator.observations import Json, iso
from queuetui.simulator.people import PRESENCES
from queuetui.simulator.refusals import bad_page, not_found

Thing = TypeVar("Thing")

DEFAULT_PAGE_SIZE: Final = 25
MOST_PAGE_SIZE: Final = 100
MOST_REQUEST_BYTES: Final = 512_000
_API: Final = "/api/v2"
# By the settings' name of a medium: voice is `call` here.
_ALERTING_SECONDS: Final = {"call": 20, "callback": 30, "chat": 30, "email": 60, "message": 30}
_NAMESPACES: Final = ("analytics", "analytics.realtime", "notifications", "platform.api", "routing")


class Page(msgspec.Struct, frozen=True):
    """Which part of a listing is wanted; the first page is 1."""

    number: int
    size: int

    def cut(self, things: Sequence[Thing]) -> Sequence[Thing]:
        """Return the things on this page."""
        first = (self.number - 1) * self.size
        return things[first : first + self.size]

    def pages(self, total: int) -> int:
        """Return how many pages `total` things fill; an empty listing has one."""
        return max(1, -(-total // self.size))


def read_page(params: Mapping[str, str]) -> Page:
    """Read pageNumber and pageSize.

    Raises RefusedError (400) for anything but a positive number, or a size over 100.
    """
    return Page(
        _whole(params, "pageNumber", 1, None),
        _whole(params, "pageSize", DEFAULT_PAGE_SIZE, MOST_PAGE_SIZE),
    )


def _whole(params: Mapping[str, str], name: str, default: int, highest: int | None) -> int:
    word = params.get(name)
    if word is None:
        return default
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0
    if number < 1 or (highest is not None and number > highest):
        raise bad_page(name, word, 1, highest)
    return number


def _uri(path: str, params: MultiMapping[str], number: int, size: int) -> str:
    rest = [(key, word) for key, word in params.items() if key not in {"pageNumber", "pageSize"}]
    return f"{path}?{urlencode([*rest, ('pageSize', size), ('pageNumber', number)])}"


def _links(path: str, params: MultiMapping[str], page: Page, pages: int) -> Json:
    def link(number: int) -> str:
        return _uri(path, params, number, page.size)

    links: Json = {"firstUri": link(1), "selfUri": link(page.number)}
    if page.number < pages:
        links["nextUri"] = link(page.number + 1)
    if page.number > 1:
        links["previousUri"] = link(page.number - 1)
    return links


def _words(params: MultiMapping[str], name: str) -> set[str]:
    """Return the values of a list parameter, repeated or separated by commas."""
    return {part for word in params.getall(name, []) for part in word.split(",") if part}


def _fits(name: str, pattern: str | None) -> bool:
    if not pattern:
        return True
    name, wanted = name.lower(), pattern.strip("*").lower()
    if pattern.startswith("*"):
        return wanted in name if pattern.endswith("*") else name.endswith(wanted)
    return name.startswith(wanted) if pattern.endswith("*") else name == wanted


# -- queues -----------------------------------------------------------------------------------


def list_queues(centre: Centre, params: MultiMapping[str]) -> Json:
    """Return a page of queues, sorted by name.

    Reads pageNumber, pageSize, sortOrder, name (leading and trailing `*`), id and divisionId
    (repeated). Raises RefusedError (400).
    """
    page = read_page(params)
    ids, divisions = _words(params, "id"), _words(params, "divisionId")
    found = [
        queue
        for queue in centre.queues.values()
        if (not ids or queue.id in ids)
        and (not divisions or queue.division_id in divisions)
        and _fits(queue.name, params.get("name"))
    ]
    found.sort(key=_queue_order, reverse=params.get("sortOrder", "asc").lower().startswith("desc"))
    pages = page.pages(len(found))
    path = f"{_API}/routing/queues"
    return {
        "entities": [describe_queue(queue) for queue in page.cut(found)],
        "pageSize": page.size,
        "pageNumber": page.number,
        "total": len(found),
        "pageCount": pages,
        "lastUri": _uri(path, params, pages, page.size),
        **_links(path, params, page, pages),
    }


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
    share, seconds = queue.character.service_level
    settings = {
        name: {
            "alertingTimeoutSeconds": alerting,
            "serviceLevel": {"percentage": share, "durationMs": round(seconds * 1000.0)},
        }
        for name, alerting in _ALERTING_SECONDS.items()
    }
    division = f"{_API}/authorization/divisions/{queue.division_id}"
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
        "selfUri": f"{_API}/routing/queues/{queue.id}",
    }


# -- members ----------------------------------------------------------------------------------


def list_members(queue: Queue, params: MultiMapping[str]) -> Json:
    """Return a page of a queue's members, sorted by name; the API tells no total here.

    Reads pageNumber, pageSize, sortOrder, expand (routingStatus, presence), joined and name.
    Raises RefusedError (400).
    """
    page = read_page(params)
    expand = _words(params, "expand")
    joined = params.get("joined", "").lower()
    found = [
        member
        for member in queue.members
        if (joined not in {"true", "false"} or member.joined == (joined == "true"))
        and _fits(member.agent.name, params.get("name"))
    ]
    found.sort(key=_member_order, reverse=params.get("sortOrder", "asc").lower().startswith("desc"))
    path = f"{_API}/routing/queues/{queue.id}/members"
    return {
        "entities": [describe_member(queue, member, expand) for member in page.cut(found)],
        "pageSize": page.size,
        "pageNumber": page.number,
        **_links(path, params, page, page.pages(len(found))),
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
        "selfUri": f"{_API}/users/{agent.id}",
    }
    entity: Json = {
        "id": agent.id,
        "name": agent.name,
        "user": user,
        "ringNumber": 1,
        "joined": member.joined,
        "memberBy": "user",
        "selfUri": f"{_API}/routing/queues/{queue.id}/members/{agent.id}",
    }
    if "routingStatus" in expand:
        entity["routingStatus"] = user["routingStatus"] = _routing_status(agent)
    if "presence" in expand:
        user["presence"] = _user_presence(agent)
    return entity


def _routing_status(agent: Agent) -> Json:
    return {
        "userId": agent.id,
        "status": agent.status,
        "startTime": iso(agent.status_since),
    }


def _user_presence(agent: Agent) -> Json:
    definition = agent.presence.id
    return {
        "id": agent.id,
        "source": "PURECLOUD",
        "primary": True,
        "presenceDefinition": {
            "id": definition,
            "systemPresence": agent.presence.system,
            "selfUri": f"{_API}/presence/definitions/{definition}",
        },
        "message": "",
        "modifiedDate": iso(agent.presence_since),
        "selfUri": f"{_API}/users/{agent.id}/presences/PURECLOUD",
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
                "selfUri": f"{_API}/presence/definitions/{presence.id}",
            }
            for presence in PRESENCES
        ],
        "total": len(PRESENCES),
        "selfUri": f"{_API}/presence/definitions",
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
        "selfUri": f"{_API}/organizations/me",
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
