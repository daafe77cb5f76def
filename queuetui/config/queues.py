"""``[[queues]]`` and the groups that its entries make: which queues are watched, and as what."""

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from queuetui.config import values
from queuetui.config.errors import Place, SettingsError, one_of
from queuetui.config.hours import parse_group_hours, parse_hours, parse_own_hours
from queuetui.config.limits import Written, parse_layer, parse_limits
from queuetui.domain.hours import Hours
from queuetui.domain.limits import LimitOverrides
from queuetui.domain.watchlist import GroupRule, QueueRule, Watchlist

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class _General(Struct, frozen=True):
    """What an entry is laid over."""

    limits: Written
    zone: str | None
    """Of hours that name none."""


def parse_watchlist(tree: Mapping[str, object], top: Place, zone: str | None) -> Watchlist:
    """The watched queues with their limits and hours.

    Args:
        tree: The whole of the settings, for ``queues``, ``limits`` and ``hours``.
        top: Where that is.
        zone: The one of ``[today]``, for hours that name none of their own.
    """
    limits = parse_limits(tree.get("limits", {}), top.at("limits"))
    hours, own = tree.get("hours", {}), top.at("hours")
    centre = parse_hours(hours, own, zone)
    if centre is not None:
        zone = centre.zone
    group_hours = parse_group_hours(hours, own, zone)
    rules = _queues(tree.get("queues", []), top.at("queues"), _General(limits, zone))
    known = list(dict.fromkeys(rule.group for rule in rules if rule.group is not None))
    for place, names in ((top.at("limits"), limits.groups), (own, group_hours)):
        for name in names:
            if name not in known:
                raise _no_such_group(place.at("group").at(name), known)
    groups = {
        name: GroupRule(limits.groups.get(name, LimitOverrides()), group_hours.get(name))
        for name in known
        if name in limits.groups or name in group_hours
    }
    return Watchlist(rules=rules, limits=limits.general, groups=groups, hours=centre)


def _no_such_group(place: Place, known: list[str]) -> SettingsError:
    named = one_of(f'"{one}"' for one in known) if known else 'those of [[queues]], group = "…"'
    return place.problem(f"found a group that no [[queues]] entry has; allowed: {named}")


def _queues(value: object, place: Place, general: _General) -> tuple[QueueRule, ...]:
    if not isinstance(value, list):
        raise place.refuse(value, "[[queues]] in double brackets, once for each queue")
    rules: list[QueueRule] = []
    seen: dict[tuple[Literal["id", "name"], str], int] = {}
    for number, entry in enumerate(value, start=1):
        at = place.nth(number)
        rule = _queue(entry, at, general)
        key: Literal["id", "name"] = "id" if rule.id is not None else "name"
        first = seen.setdefault((key, str(rule).lower()), number)
        if first != number:
            raise at.at(key).refuse(str(rule), "each queue once", f"already in queues[{first}]")
        rules.append(rule)
    return tuple(rules)


def _queue(value: object, place: Place, general: _General) -> QueueRule:
    table = values.table(value, place, "queues")
    if ("id" in table) == ("name" in table):
        found = "both id and name" if "id" in table else "neither id nor name"
        raise place.problem(f"found {found}; allowed: exactly one of them")
    queue_id = name = label = group = None
    if "id" in table:
        allowed = "the id of a queue as `queuetui queues` lists it, or a name = instead"
        queue_id = values.text(table["id"], place.at("id"), allowed)
        if not UUID.fullmatch(queue_id):
            raise place.at("id").refuse(queue_id, allowed)
    else:
        allowed = 'the name of a queue, or a pattern such as "Support*"'
        name = values.text(table["name"], place.at("name"), allowed)
    if "label" in table:
        label = values.text(table["label"], place.at("label"), "what to call the queue on screen")
    if "group" in table:
        group = values.text(
            table["group"], place.at("group"), "the group that the queue belongs to"
        )
    hours: Hours | None = None
    if "hours" in table:
        hours = parse_own_hours(table["hours"], place.at("hours"), general.zone)
    limits = _own_limits(table.get("limits", {}), place.at("limits"), group, general.limits)
    return QueueRule(queue_id and queue_id.lower(), name, label, limits, group, hours)


def _own_limits(value: object, place: Place, group: str | None, written: Written) -> LimitOverrides:
    below, origin = written.general, "as for every queue"
    if group is not None and group in written.groups:
        below, origin = written.groups[group].over(below), "as for its group"
    return parse_layer(value, place, below, origin)
