"""Agents and the presences they can have. All names are invented."""

from __future__ import annotations

import random
import uuid
from typing import Final

import msgspec


class Presence(msgspec.Struct, frozen=True):
    """A presence definition of the simulated organization."""

    id: str
    label: str
    system: str
    """System presence as the directory spells it (`OnQueue`)."""
    mapping: str
    """System presence as `systemToOrganizationMappings` spells it (`ON_QUEUE`)."""
    made_by: str = "System"


# The ids of the built-in presences are the same in every organization.
ON_QUEUE: Final = Presence(
    "e08eaf1b-ee47-4fa9-a231-1200e284798f", "On Queue", "OnQueue", "ON_QUEUE"
)
AVAILABLE: Final = Presence(
    "6a3af858-942f-489d-9700-5f9bcdcdae9b", "Available", "Available", "AVAILABLE"
)
OFFLINE: Final = Presence("ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5", "Offline", "Offline", "OFFLINE")
BUSY: Final = Presence("31fe3bac-dea6-44b7-bed7-47f91660a1a0", "Busy", "Busy", "BUSY")
AWAY: Final = Presence("5e5c5c66-ea97-4e7f-ac41-6424784829f2", "Away", "Away", "AWAY")
IDLE_PRESENCE: Final = Presence("7ffa01cd-7866-4ad7-8faa-31e11b42f51f", "Idle", "Idle", "IDLE")
MEETING: Final = Presence("bbdff279-7ae1-48ea-bade-7831d7234c64", "Meeting", "Meeting", "MEETING")
MEAL: Final = Presence("3fd96123-badb-4f69-bc03-1b1ccc6d8014", "Meal", "Meal", "MEAL")
TRAINING: Final = Presence(
    "d2390a99-8546-bad9-8f0a-219548e8aeb0", "Training", "Training", "TRAINING"
)
BREAK: Final = Presence("227b37e2-f1d0-4dd0-8f50-badd7cf6d158", "Break", "Break", "BREAK")
# One of the organization's own, so that a system presence maps to more than one definition.
COACHING: Final = Presence(
    "4f7c9a52-6d1e-4b1b-9a57-0c7d5be8a311", "Coaching", "Training", "TRAINING", "User"
)

PRESENCES: Final[tuple[Presence, ...]] = (
    ON_QUEUE, AVAILABLE, OFFLINE, BUSY, AWAY, IDLE_PRESENCE, MEETING, MEAL, TRAINING, BREAK,
    COACHING,
)  # fmt: skip

_FIRST: Final = (
    "Ada", "Alma", "Anton", "Bela", "Birgit", "Carla", "Cem", "Dana", "Dario", "Edda", "Elif",
    "Emil", "Femke", "Finn", "Gesa", "Goran", "Hanna", "Henrik", "Ida", "Ilja", "Ines", "Jonas",
    "Jutta", "Kaja", "Karim", "Lea", "Levin", "Lotte", "Malik", "Mara", "Mika", "Nadja", "Nils",
    "Olga", "Oskar", "Paula", "Pavel", "Rana", "Rasmus", "Runa", "Samir", "Selma", "Tilda",
    "Timur", "Ulla", "Vera", "Viktor", "Wanda", "Yara", "Zoran",
)  # fmt: skip
_LAST: Final = (
    "Abel", "Almeida", "Arslan", "Berg", "Bianchi", "Brandt", "Castro", "Dahl", "Demir", "Ebert",
    "Eriksen", "Falk", "Fontana", "Gruber", "Hagen", "Horvat", "Ivanov", "Jansen", "Kaya",
    "Keller", "Koch", "Kovac", "Larsen", "Lindqvist", "Lopes", "Maier", "Marino", "Moreau",
    "Novak", "Nowak", "Olsen", "Pereira", "Petrov", "Quist", "Riedel", "Rossi", "Sander",
    "Santos", "Sommer", "Stein", "Tamm", "Ulrich", "Vega", "Virtanen", "Vogel", "Weber",
    "Winther", "Yildiz", "Zeller", "Zimmer",
)  # fmt: skip


def full_name(rng: random.Random) -> str:
    """Draw a first and a last name; two agents may share one, as people do."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def new_id(rng: random.Random) -> str:
    """Draw a UUID of version 4 from the stream."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
