"""``GET /api/v2/routing/queues``: the queues that the credentials may see, all pages of them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from queuetui.domain.goals import Goal
from queuetui.domain.readings import Queue
from queuetui.genesys.answers import Told, decode, unfamiliar
from queuetui.genesys.session import Session

PATH = "/api/v2/routing/queues"
PAGE = 100
_MOST_PAGES = 500
_MEDIA = {
    "call": "voice",
    "callback": "callback",
    "chat": "chat",
    "email": "email",
    "message": "message",
}
"""Media as the settings of a queue spell them, and as all figures do."""

_ABSURD = 1e15
"""Milliseconds; no goal is set thirty thousand years ahead."""


class _Division(Told):
    name: str | None = None


class _Queue(Told, rename="camel"):
    id: str
    name: str | None = None
    division: _Division | None = None
    member_count: int | None = None
    # Of any shape: goals are worth having, and never worth losing the list of queues for.
    media_settings: Any = None


class _Page(Told, rename="camel"):
    entities: list[_Queue] | None = None
    page_count: int | None = None
    next_uri: str | None = None


class _Organisation(Told):
    name: str | None = None


class _TokenInfo(Told):
    organization: _Organisation | None = None


_page_decoder = msgspec.json.Decoder(_Page)
_token_decoder = msgspec.json.Decoder(_TokenInfo)


class QueuePage(Struct, frozen=True):
    """One page of the queue list."""

    queues: tuple[Queue, ...]
    last: bool
    """Whether it says itself that there is none after it."""


class Pages:
    """The queue list as far as it has been read, each queue once."""

    def __init__(self) -> None:
        self._found: dict[str, Queue] = {}
        self.number = 1
        """Of the page that is read next."""

    @property
    def queues(self) -> tuple[Queue, ...]:
        """What was found so far, in the order of the list."""
        return tuple(self._found.values())

    def take(self, page: QueuePage) -> bool:
        """Add the next page; whether the list is complete."""
        before = len(self._found)
        self._found.update((queue.id, queue) for queue in page.queues)
        self.number += 1
        # A page that brings nothing new is the end too: a list that loops must not hold the feed.
        return page.last or len(self._found) == before or self.number > _MOST_PAGES


def read_queues(session: Session) -> tuple[Queue, ...]:
    """Every queue the credentials may see, each once. Raises a `GenesysError`."""
    pages = Pages()
    while not pages.take(read_queue_page(session, pages.number)):
        pass
    return pages.queues


def read_queue_page(session: Session, number: int) -> QueuePage:
    """One page of the queue list, the first being number 1. Raises a `GenesysError`."""
    query = {"pageNumber": str(number), "pageSize": str(PAGE)}
    page = decode(_page_decoder, session.call("GET", PATH, query=query).body, "queue list")
    if page.entities is None:
        raise unfamiliar("The queue list answer has no field `entities`.")
    queues = (
        Queue(
            id=queue.id,
            name=queue.name or queue.id,
            division=queue.division.name if queue.division else None,
            members=queue.member_count,
            goals=_goals(queue.media_settings),
        )
        for queue in page.entities
    )
    return QueuePage(tuple(queues), page.next_uri is None and number >= (page.page_count or 0))


def read_organisation(session: Session) -> str | None:
    """The organisation's name, as the token tells it. Raises a `GenesysError`."""
    body = session.call("GET", "/api/v2/tokens/me").body
    organisation = decode(_token_decoder, body, "token").organization
    return organisation.name if organisation else None


def _goals(settings: object) -> Mapping[str, Goal]:
    """The service level goals in the media settings of a queue; those that make sense."""
    found: dict[str, Goal] = {}
    if not isinstance(settings, dict):
        return found
    for name, media in _MEDIA.items():
        one = settings.get(name)
        level = one.get("serviceLevel") if isinstance(one, dict) else None
        if not isinstance(level, dict):
            continue
        share, duration = _positive(level.get("percentage")), _positive(level.get("durationMs"))
        if share is not None:
            # A fraction, says the documentation; whoever writes 80 means 0.8.
            share = min(share / 100 if share > 1.5 else share, 1.0)
        goal = Goal(share, None if duration is None else duration / 1000)
        if goal != Goal():
            found[media] = goal
    return _kept_once(tuple(found.items()))


@lru_cache(maxsize=256)
def _kept_once(goals: tuple[tuple[str, Goal], ...]) -> Mapping[str, Goal]:
    """Goals that many queues of an organisation have in common."""
    return dict(goals)


def _positive(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < _ABSURD else None
