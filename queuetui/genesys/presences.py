"""Presences: what the organisation calls them, and what each of them counts as.

``GET /api/v2/presence/definitions`` needs a permission; the deprecated resource before it needs
none and stands in where that is refused; behind both are the ten that every organisation has.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from queuetui.genesys.answers import decode
from queuetui.genesys.errors import AnswerUnreadable, GenesysError
from queuetui.genesys.names import is_refusal
from queuetui.genesys.session import Session

PATH = "/api/v2/presence/definitions"
DEPRECATED_PATH = "/api/v2/presencedefinitions"
_ORGANISATION = "/api/v2/organizations/me"
_PAGE = 100
_MOST_PAGES = 10

_WORD_STARTS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN_WORDS = re.compile(r"[\W_]+", re.ASCII)
_LONGEST_WORD = 60


class PresenceLabel(Struct, frozen=True):
    """One of the organisation's presences."""

    label: str
    """What the organisation calls it: ``Lunch``."""
    system: str | None = None
    """What it counts as: ``MEAL``."""


BUILT_IN: Mapping[str, PresenceLabel] = {
    "e08eaf1b-ee47-4fa9-a231-1200e284798f": PresenceLabel("On Queue", "ON_QUEUE"),
    "6a3af858-942f-489d-9700-5f9bcdcdae9b": PresenceLabel("Available", "AVAILABLE"),
    "ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5": PresenceLabel("Offline", "OFFLINE"),
    "31fe3bac-dea6-44b7-bed7-47f91660a1a0": PresenceLabel("Busy", "BUSY"),
    "5e5c5c66-ea97-4e7f-ac41-6424784829f2": PresenceLabel("Away", "AWAY"),
    "7ffa01cd-7866-4ad7-8faa-31e11b42f51f": PresenceLabel("Idle", "IDLE"),
    "bbdff279-7ae1-48ea-bade-7831d7234c64": PresenceLabel("Meeting", "MEETING"),
    "3fd96123-badb-4f69-bc03-1b1ccc6d8014": PresenceLabel("Meal", "MEAL"),
    "d2390a99-8546-bad9-8f0a-219548e8aeb0": PresenceLabel("Training", "TRAINING"),
    "227b37e2-f1d0-4dd0-8f50-badd7cf6d158": PresenceLabel("Break", "BREAK"),
}
"""Their ids are the same in every organisation."""
_KNOWN = {
    known.system.replace("_", ""): known.system for known in BUILT_IN.values() if known.system
}


class _Definition(Struct, rename="camel"):
    id: str | None = None
    name: str | None = None
    system_presence: str | None = None
    language_labels: dict[str, str | None] | None = None


class _Page(Struct, rename="camel"):
    entities: list[_Definition | None] | None = None
    page_count: float | None = None
    next_uri: str | None = None


class _Organisation(Struct, rename="camel"):
    default_language: str | None = None


_decoder = msgspec.json.Decoder(_Page)
_organisation_decoder = msgspec.json.Decoder(_Organisation)


def read_presences(session: Session) -> Mapping[str, PresenceLabel]:
    """The organisation's presences by id in lower case, the built-in ones always among them.

    Raises a `GenesysError`, but not for a refusal: then there are the built-in ones alone.
    """
    try:
        definitions = _read_definitions(session)
    except GenesysError as error:
        if not is_refusal(error):
            raise
        return BUILT_IN
    # Most organisations have one language; only the others are asked which is theirs.
    several = any(len(set(_labels(one).values())) > 1 for one in definitions)
    language = _read_language(session) if several else None
    found = {one.id.lower(): _described(one, language) for one in definitions if one.id}
    return {**BUILT_IN, **found}


def label_of(labels: Mapping[str, PresenceLabel], presence_id: str | None) -> PresenceLabel | None:
    """The presence of an id; one that is not known is called by its id."""
    if not presence_id:
        return None
    return labels.get(presence_id.lower()) or PresenceLabel(presence_id)


def upper_snake(word: str | None) -> str | None:
    """A constant of Genesys in one spelling: ``On Queue``, ``OnQueue``, ``ON_QUEUE`` are one.

    A word that is not known is kept, without what is neither letter nor digit.
    """
    spaced = _WORD_STARTS.sub("_", word or "")
    snake = _BETWEEN_WORDS.sub("_", spaced)[:_LONGEST_WORD].strip("_").upper()
    return _KNOWN.get(snake.replace("_", ""), snake) or None


def _read_definitions(session: Session) -> list[_Definition]:
    try:
        body = session.call("GET", PATH).body
    except GenesysError as error:
        if not is_refusal(error):
            raise
        return list(_deprecated(session))
    return list(_entities(_decode(body)))


def _deprecated(session: Session) -> Iterator[_Definition]:
    seen: set[str | None] = set()
    for number in range(1, _MOST_PAGES + 1):
        query = {"pageSize": str(_PAGE), "pageNumber": str(number)}
        page = _decode(session.call("GET", DEPRECATED_PATH, query=query).body)
        new = [one for one in _entities(page) if one.id not in seen]
        yield from new
        seen.update(one.id for one in new)
        # A page that brings nothing new is the end too.
        if not new or (page.next_uri is None and number >= (page.page_count or 0)):
            return


def _decode(body: bytes) -> _Page:
    page = decode(_decoder, body, "presence list")
    if page.entities is None:
        raise AnswerUnreadable("The presence list answer has no field `entities`.")
    return page


def _entities(page: _Page) -> Iterable[_Definition]:
    return (one for one in page.entities or () if one is not None)


def _read_language(session: Session) -> str | None:
    """The organisation's own language (``en-US``); ``None`` if it can't be read."""
    try:
        body = session.call("GET", _ORGANISATION).body
        return decode(_organisation_decoder, body, "organisation").default_language
    except GenesysError:
        return None


def _labels(definition: _Definition) -> dict[str, str]:
    """The labels by language (``en_us``), empty ones left out."""
    labels = definition.language_labels or {}
    return {_language(key): label for key, label in labels.items() if label and label.strip()}


def _described(definition: _Definition, language: str | None) -> PresenceLabel:
    labels, system = _labels(definition), upper_snake(definition.system_presence)
    own = _language(language or "en_US")

    def distance(key: str) -> tuple[bool, bool, bool, str]:
        # Another country's words of that language, then English, then whatever there is.
        spoken = key.partition("_")[0]
        return key != own, spoken != own.partition("_")[0], spoken != "en", key

    label = labels[min(labels, key=distance)] if labels else None
    return PresenceLabel(label or definition.name or definition.id or "", system)


def _language(code: str) -> str:
    return code.strip().replace("-", "_").lower()
