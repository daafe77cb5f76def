"""``[[alarms]]`` and ``[quiet]``: what is an alarm, and when nobody is disturbed by one."""

import re

from msgspec.structs import replace

from queuetui.config import times, values
from queuetui.config.errors import Place
from queuetui.domain.alarms.conditions import Condition
from queuetui.domain.alarms.parsing import ConditionError, parse_condition
from queuetui.domain.alarms.rules import BUILT_IN, AlarmRule, MofN
from queuetui.domain.hours import Hours
from queuetui.domain.limit_rules import MEDIA
from queuetui.domain.severity import Level

LONGEST_NAME = 40
"""Characters."""
MOST_READINGS = 100
SHORTEST_REPEAT = 10.0
LONGEST_HOLD = 86_400.0
OFF = "off"
LEVELS: tuple[Level, ...] = ("critical", "warning")

_WORKING_DAYS, _WEEKEND = 5, 2
_M_OF_N = re.compile(r"([0-9]{1,9}) +of +(?:the +last +)?([0-9]{1,9})")
_CONDITION = 'a condition in quotes such as "waiting > 5 and longest_wait > 45s"'


def parse_quiet(value: object, place: Place, zone: str | None) -> Hours | None:
    """The quiet hours; ``None`` where nothing is written: there are none.

    ``zone`` is the one of ``[today]``, for hours that name none of their own.
    """
    table = values.table(value, place, "quiet")
    if not table:
        return None
    if "zone" in table:
        zone = times.zone(table["zone"], place.at("zone"))
    daily = times.spans_in(table, "daily", place, ())
    weekdays = times.spans_in(table, "weekdays", place, daily)
    weekend = times.spans_in(table, "weekend", place, daily)
    weekly = (weekdays,) * _WORKING_DAYS + (weekend,) * _WEEKEND
    if not any(weekly):
        raise place.problem(
            'found no hours; allowed: at least one line such as daily = "22:00-06:00",'
            " or nothing at all in [quiet] for no quiet hours"
        )
    return Hours(zone, weekly)


def parse_alarms(value: object, place: Place, quiet: Hours | None) -> tuple[AlarmRule, ...]:
    """All rules: those that are built in, changed where an entry has their name, then the others.

    ``quiet`` are the quiet hours, for all rules that do not do without.
    """
    if not isinstance(value, list):
        raise place.refuse(value, "[[alarms]] in double brackets, once for each rule")
    rules: dict[str, AlarmRule | None] = {
        rule.name: replace(rule, quiet=quiet) for rule in BUILT_IN
    }
    first: dict[str, int] = {}
    for number, entry in enumerate(value, start=1):
        at = place.nth(number)
        table = values.table(entry, at, "alarms")
        name = _name(table, at)
        if first.setdefault(name, number) != number:
            why = f"already in alarms[{first[name]}]"
            raise at.at("name").refuse(name, "each name once", why)
        on = "on" not in table or values.flag(table["on"], at.at("on"))
        rule = _rule(name, table, at, rules.get(name), quiet)
        rules[name] = rule if on else None
    return tuple(rule for rule in rules.values() if rule is not None)


def _name(table: values.Table, place: Place) -> str:
    allowed = f"the name of the rule, 1 to {LONGEST_NAME} characters"
    if "name" not in table:
        raise place.problem(f"found no name; allowed: name = and {allowed}")
    name = values.text(table["name"], place.at("name"), allowed)
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise place.at("name").refuse(name, allowed)
    # The names that are built in may be written in capitals, too.
    return next((rule.name for rule in BUILT_IN if rule.name == name.lower()), name)


def _rule(
    name: str, table: values.Table, place: Place, before: AlarmRule | None, quiet: Hours | None
) -> AlarmRule:
    if "when" in table:
        condition = _condition(table["when"], place.at("when"))
        rule = AlarmRule(name, condition, quiet=quiet)
        rule = rule if before is None else replace(before, condition=condition)
    elif before is not None:
        rule = before
    else:
        raise place.problem(f"found no when; allowed: when = and {_CONDITION}")
    if "severity" in table:
        level = values.choice(table["severity"], place.at("severity"), LEVELS)
        rule = replace(rule, severity=level)
    rule = _filtered(_timed(rule, table, place), table, place)
    if "quiet" in table and not values.flag(table["quiet"], place.at("quiet")):
        rule = replace(rule, quiet=None)
    return rule


def _timed(rule: AlarmRule, table: values.Table, place: Place) -> AlarmRule:
    if "for" in table and "readings" in table:
        raise place.problem("found both for and readings; allowed: one of them, or neither")
    if "for" in table:
        rule = replace(rule, hold=_seconds(table, "for", place), readings=None)
    if "readings" in table:
        readings = _readings(table["readings"], place.at("readings"))
        rule = replace(rule, hold=0.0, readings=readings)
    if "clear" in table:
        rule = replace(rule, clear=_condition(table["clear"], place.at("clear")))
    if "clear_for" in table:
        rule = replace(rule, clear_hold=_seconds(table, "clear_for", place))
    if "minimum_on" in table:
        rule = replace(rule, minimum_on=_seconds(table, "minimum_on", place))
    if "repeat" not in table:
        return rule
    if table["repeat"] == OFF:
        return replace(rule, repeat=None)
    off = f', or "{OFF}" for never'
    at = place.at("repeat")
    seconds = values.duration(table["repeat"], at, least=SHORTEST_REPEAT, off=off)
    return replace(rule, repeat=seconds)


def _seconds(table: values.Table, key: str, place: Place) -> float:
    return values.duration(table[key], place.at(key), most=LONGEST_HOLD)


def _filtered(rule: AlarmRule, table: values.Table, place: Place) -> AlarmRule:
    if "queues" in table:
        allowed = 'an array of names, ids or patterns such as ["Support*"]'
        rule = replace(rule, queues=values.texts(table["queues"], place.at("queues"), allowed))
    if "groups" in table:
        allowed = 'an array of groups or patterns such as ["EMEA"]'
        rule = replace(rule, groups=values.texts(table["groups"], place.at("groups"), allowed))
    if "media" not in table:
        return rule
    at = place.at("media")
    media = values.texts(table["media"], at, 'an array of media such as ["voice", "callback"]')
    for number, one in enumerate(media, start=1):
        # Of a medium that there is not, no alarm would ever be heard.
        if not any(sign in one for sign in "*?["):
            values.choice(one, at.nth(number), MEDIA)
    return replace(rule, media=media)


def _condition(value: object, place: Place) -> Condition:
    text = values.text(value, place, _CONDITION)
    try:
        return parse_condition(text)
    except ConditionError as error:
        raise place.refuse(text, _CONDITION, str(error)) from None


def _readings(value: object, place: Place) -> MofN:
    allowed = f'how many of the last readings, such as "3 of 5", and up to {MOST_READINGS}'
    found = _M_OF_N.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if found is None:
        raise place.refuse(value, allowed)
    need, of = int(found[1]), int(found[2])
    if not 1 <= need <= of <= MOST_READINGS:
        raise place.refuse(value, allowed, "" if need <= of else "so many are never among them")
    return MofN(need, of)
