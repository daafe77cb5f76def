"""Names by id, for answers that speak of people and skills by their ids alone.

A name is an ornament: whatever goes wrong here leaves it out, and the list it belongs to stands.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from queuetui.genesys.answers import decode
from queuetui.genesys.errors import GenesysError, PermissionRefused, RequestRefused
from queuetui.genesys.session import Session

USERS = "/api/v2/users"
SKILLS = "/api/v2/routing/skills"
BATCH = 100
"""Ids a call."""

_REFUSALS = frozenset({400, 403, 404})
_REST = 600.0
"""Seconds before something refused, or an id without a name, is asked for again."""
_FAILED_REST = 60.0
"""Seconds of patience after a failure that may pass by itself."""
_LIFE = 12 * 3600.0
"""Seconds after which a name is read anew: people marry, and the board runs for weeks."""
_MOST_CALLS = 5
"""Calls a look-up: the names of a huge queue come over several turns."""
_MOST_NAMES = 20_000


class _Entity(Struct):
    # Users have addresses and numbers too; they are dropped here.
    id: str | None = None
    name: str | None = None


class _Page(Struct, rename="camel"):
    entities: list[_Entity | None] | None = None
    next_uri: str | None = None


_decoder = msgspec.json.Decoder(_Page)


class Resting:
    """What is not asked for a while. Instants are epoch seconds by the server's clock."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._until)

    def begin(self, what: str, now: float, seconds: float = _REST) -> None:
        """Let it rest from now on."""
        kept = {one: until for one, until in self._until.items() if until > now}
        self._until = {**kept, what: now + seconds}

    def still(self, what: str, now: float) -> bool:
        """Whether it rests at ``now``."""
        return now < self._until.get(what, now)


class Names:
    """The names of users (or skills), each read once in a while. Safe for several threads."""

    def __init__(self, path: str = USERS) -> None:
        self.path = path
        """The resource that tells them."""
        self._known: dict[str, tuple[str | None, float]] = {}
        """By id: the name, and the instant from which on it is asked for again."""
        self._lock = threading.Lock()
        self.resting = Resting()
        """What these credentials were refused lately, the names and what they belong to."""

    def __len__(self) -> int:
        return len(self._known)

    def look_up(self, session: Session, ids: Iterable[str]) -> Mapping[str, str]:
        """The names of those of the ids that have one, asking for what is not known yet.

        Raises nothing: what can't be read is left out.
        """
        wanted = list(dict.fromkeys(ids))
        now = session.server_now()
        if not self.resting.still(self.path, now):
            missing = [one for one in wanted if self._known.get(one, (None, now))[1] <= now]
            self._read(session, missing[: BATCH * _MOST_CALLS], now)
        return self.known(wanted)

    def known(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The names that are known already."""
        found = ((one, self._known.get(one, (None, 0.0))[0]) for one in ids)
        return {one: name for one, name in found if name}

    def learn(self, names: Mapping[str, str | None], now: float) -> None:
        """Take over what another answer told by the way; a name of ``None`` tells nothing."""
        with self._lock:
            for one, name in names.items():
                before = self._known.get(one, (None, 0.0))[0]
                self._known[one] = (name or before, now + (_LIFE if name else _REST))
            while len(self._known) > _MOST_NAMES:
                del self._known[next(iter(self._known))]

    def _read(self, session: Session, missing: list[str], now: float) -> None:
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            try:
                told = dict(self._told(session, batch))
            except GenesysError as error:
                refused = is_refusal(error)
                self.resting.begin(self.path, now, _REST if refused else _FAILED_REST)
                return
            self.learn({one: told.get(one) for one in batch}, now)

    def _told(self, session: Session, batch: list[str]) -> Iterator[tuple[str, str | None]]:
        """What the pages for a batch tell; pages that bring nothing more are the end."""
        left = set(batch)
        for number in range(1, _MOST_CALLS + 1):
            # The official client joins a list by commas, too.
            query = {"id": ",".join(batch), "pageSize": str(BATCH), "pageNumber": str(number)}
            page = decode(_decoder, session.call("GET", self.path, query=query).body, "names")
            before = len(left)
            for entity in page.entities or ():
                if entity is not None and entity.id in left:
                    left.discard(entity.id)
                    yield entity.id, entity.name
            if not left or not page.next_uri or len(left) == before:
                return


def is_refusal(error: GenesysError) -> bool:
    """Whether asking again soon would be refused again: no permission, or no such resource."""
    refused = isinstance(error, PermissionRefused | RequestRefused)
    return refused and error.status in _REFUSALS
