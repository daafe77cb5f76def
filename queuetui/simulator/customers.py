"""Who the customers are and what they ask for. All of it is invented from an interaction's number.

Names, numbers and addresses are in the answers so that it can be proved that nobody draws them.
"""

from __future__ import annotations

from typing import Any, Final

from queuetui.simulator.centre import Centre
from queuetui.simulator.floor import Interaction

SKILLS: Final = (
    "Accounts", "Contracts", "Dutch", "French", "German", "Hardware", "Networks", "Refunds",
)  # fmt: skip
_NAMES: Final = ("Kim Example", "Robin Sample", "Sascha Muster", "Noa Demo", "Charlie Probe")
_MIX: Final = 2_654_435_761
"""Spreads consecutive numbers: neighbours in the queue want different things."""
_URGENT: Final = {0: 20, 1: 10, 2: 5, 3: 5}


def skill_id(centre: Centre, skill: str) -> str:
    """Return the id of a skill."""
    return centre.identity("skill", SKILLS.index(skill))


def requested_skills(interaction: Interaction) -> tuple[str, ...]:
    """Return the names of the skills that are asked for: most often none, never more than two."""
    lot = interaction.number * _MIX % 2**32 >> 8
    first, second = lot % len(SKILLS), lot // 8 % len(SKILLS)
    wanted = (0, 0, 0, 1, 2)[lot // 64 % 5]
    return tuple(SKILLS[place] for place in sorted({first, second})[:wanted])


def routing_priority(interaction: Interaction) -> int:
    """Return the priority; 0 for most."""
    return _URGENT.get((interaction.number * _MIX % 2**32 >> 16) % 20, 0)


def describe_customer(centre: Centre, interaction: Interaction) -> dict[str, Any]:
    """Return what an entry about an interaction tells, but for the instant."""
    number = interaction.number
    media = interaction.line.traffic.media
    told: dict[str, Any] = {
        "conversationId": centre.identity("conversation", number),
        "sessionId": centre.identity("session", number),
        "routingPriority": routing_priority(interaction),
        "participantName": f"{_NAMES[number % len(_NAMES)]} {number}",
        "direction": "inbound",
        "requestedRoutings": ["Standard"],
    }
    skills = requested_skills(interaction)
    if skills:
        told["requestedRoutingSkillIds"] = [skill_id(centre, skill) for skill in skills]
    if media in {"voice", "callback"}:
        # Numbers that are kept free for fiction.
        told["ani"] = f"tel:+120255501{number % 100:02d}"
        told["dnis"] = "tel:+12025550199"
    elif media == "email":
        told["addressFrom"] = f"customer{number}@example.com"
        told["addressTo"] = "service@example.org"
    else:
        told["addressFrom"] = f"guest-{number}"
    if interaction.agent is not None:
        told["userId"] = interaction.agent.id
    return told
