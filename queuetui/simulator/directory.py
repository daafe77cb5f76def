"""More of the directory: users, divisions, skills, and the presences of the older resource."""

from __future__ import annotations

from typing import Final

from multidict import MultiMapping

from queuetui.simulator.centre import Centre
from queuetui.simulator.customers import SKILLS, skill_id
from queuetui.simulator.floor import Agent
from queuetui.simulator.paging import API, Json, descending, fits, listing, values_of
from queuetui.simulator.people import PRESENCES, Presence
from queuetui.simulator.wire import routing_status, user_presence

_SPACED: Final = {"OnQueue": "On Queue"}
"""How the older resource spells system presences that are two words."""


def list_users(centre: Centre, params: MultiMapping[str]) -> Json:
    """Return a page of users, sorted by name; ids that there are not are left out.

    Reads pageNumber, pageSize, sortOrder, id (repeated) and expand (routingStatus, presence).
    Raises RefusedError (400).
    """
    agents, ids = centre.agents, values_of(params, "id")
    wanted = [agents[one] for one in ids if one in agents] if ids else list(agents.values())
    wanted.sort(key=_user_order, reverse=descending(params))
    expand = values_of(params, "expand")
    return listing(wanted, lambda agent: _user(agent, expand), f"{API}/users", params)


def _user_order(agent: Agent) -> tuple[str, str]:
    return agent.name.lower(), agent.id


def _user(agent: Agent, expand: set[str]) -> Json:
    address = f"agent-{agent.id[:8]}@example.org"
    user: Json = {
        "id": agent.id,
        "name": agent.name,
        "email": address,
        "username": address,
        "state": "active",
        "version": 1,
        "selfUri": f"{API}/users/{agent.id}",
    }
    if "routingStatus" in expand:
        user["routingStatus"] = routing_status(agent)
    if "presence" in expand:
        user["presence"] = user_presence(agent)
    return user


def list_divisions(centre: Centre, params: MultiMapping[str]) -> Json:
    """Return a page of divisions, sorted by name.

    Reads pageNumber, pageSize, id (repeated) and name. Raises RefusedError (400).
    """
    ids, pattern = values_of(params, "id"), params.get("name")
    found = [
        (name, identity)
        for name, identity in sorted(centre.divisions.items())
        if (not ids or identity in ids) and fits(name, pattern)
    ]
    home = next(iter(centre.divisions))

    def describe(division: tuple[str, str]) -> Json:
        name, identity = division
        return {
            "id": identity,
            "name": name,
            "description": "",
            "homeDivision": name == home,
            "selfUri": f"{API}/authorization/divisions/{identity}",
        }

    return listing(found, describe, f"{API}/authorization/divisions", params)


def list_skills(centre: Centre, params: MultiMapping[str]) -> Json:
    """Return a page of routing skills, sorted by name.

    Reads pageNumber, pageSize, id (repeated) and name (the beginning of one).
    Raises RefusedError (400).
    """
    ids, begin = values_of(params, "id"), params.get("name", "").strip("*").lower()
    found = [
        skill
        for skill in SKILLS
        if (not ids or skill_id(centre, skill) in ids) and skill.lower().startswith(begin)
    ]

    def describe(skill: str) -> Json:
        identity = skill_id(centre, skill)
        return {
            "id": identity,
            "name": skill,
            "dateModified": "2025-03-03T09:00:00.000Z",
            "state": "active",
            "version": "1",
            "selfUri": f"{API}/routing/skills/{identity}",
        }

    return listing(found, describe, f"{API}/routing/skills", params)


def list_old_presences(params: MultiMapping[str]) -> Json:
    """Return a page of presence definitions as the deprecated resource tells them.

    Raises RefusedError (400).
    """

    def describe(presence: Presence) -> Json:
        return {
            "id": presence.id,
            "languageLabels": {"en_US": presence.label},
            "systemPresence": _SPACED.get(presence.system, presence.system),
            "deactivated": False,
            "primary": presence.made_by == "System",
            "selfUri": f"{API}/presencedefinitions/{presence.id}",
        }

    return listing(PRESENCES, describe, f"{API}/presencedefinitions", params)
