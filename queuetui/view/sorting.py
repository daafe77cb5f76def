"""In which order queues stand, by any column and both ways.

What is not known comes last either way, and equal ones stay worst first.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from queuetui.domain.limits import SEVERITY_RANK, Limit
from queuetui.domain.settings import Order
from queuetui.domain.today import Today
from queuetui.view.foresight import threat
from queuetui.view.media_split import waiting_by_medium
from queuetui.view.staff_cell import missing_agents
from queuetui.view.standing import Standing

Value = float | str | tuple[int, ...] | None


class Way(Struct, frozen=True):
    """How lines are sorted by one column."""

    value: Callable[[Standing], Value]
    high_first: bool = True
    words: tuple[str, str] = ("", "")
    """What it is called, and what the other way round."""


def ordered(standings: Sequence[Standing], order: Order) -> tuple[Standing, ...]:
    """Sort; a leading "-" turns the order round.

    Equal ones follow by severity, by how near the longest wait is to its limit, by waiting, label
    and at last by configuration.
    """
    key, backwards = _parts(order)
    if key == "severity":
        return tuple(sorted(standings, key=_best if backwards else _worst))
    if key == "configuration":
        return tuple(sorted(standings, key=_position, reverse=backwards))
    way = WAYS[key]
    known: list[tuple[Value, Standing]] = []
    unknown: list[Standing] = []
    for standing in sorted(standings, key=_position if key == "name" else _worst):
        value = way.value(standing)
        if value is None:
            unknown.append(standing)
        else:
            known.append((value, standing))
    # Sorted backwards, too, equal ones keep the order that they have.
    known.sort(key=_first, reverse=way.high_first != backwards)  # type: ignore[arg-type]
    return (*(standing for _, standing in known), *unknown)


def column_of(order: Order) -> str:
    """The key of the column that this order goes by; "configuration" has none."""
    return _parts(order)[0]


def turned(order: Order) -> Order:
    """The same order the other way round."""
    key, backwards = _parts(order)
    return key if backwards else f"-{key}"


def rises(order: Order) -> bool:
    """Whether the lowest figures, or the first letters, come first."""
    key, backwards = _parts(order)
    high_first = key != "configuration" and WAYS[key].high_first
    return high_first == backwards


def order_words(order: Order) -> str:
    """How the lines are sorted, in a few words."""
    key, backwards = _parts(order)
    words = CONFIGURED if key == "configuration" else WAYS[key].words
    return words[backwards]


def _parts(order: Order) -> tuple[str, bool]:
    return order.removeprefix("-"), order.startswith("-")


def _first(pair: tuple[Value, Standing]) -> Value:
    return pair[0]


def _worst(standing: Standing) -> tuple[int, float, float, float, str, int]:
    share, wait = standing.pressure
    return (
        SEVERITY_RANK[standing.severity],
        -share,
        -wait,
        _descending(standing.waiting),
        standing.label.casefold(),
        standing.position,
    )


def _best(standing: Standing) -> tuple[int, float, float, float, str, int]:
    # Those that are closed come last either way.
    rank = SEVERITY_RANK[standing.severity]
    return (1 if standing.severity == "closed" else -rank, *_worst(standing)[1:])


def _position(standing: Standing) -> int:
    return standing.position


def _descending(value: float | None) -> float:
    # Figures are never negative, so unknown ones come after every known one.
    return 1.0 if value is None else -value


def _limit(standing: Standing) -> float | None:
    limit = standing.wait_limit or Limit()
    return limit.critical if limit.critical is not None else limit.warn


def _media(standing: Standing) -> tuple[int, ...] | None:
    reading = standing.told
    return None if reading is None else tuple(n or 0 for n in waiting_by_medium(reading))


def _rise(standing: Standing) -> int | None:
    known = [one for one in standing.state.trend if one is not None]
    if standing.told is None or not known:
        return None
    return known[-1] - known[0]


def _of_reading(figure: str) -> Callable[[Standing], Value]:
    def value(standing: Standing) -> Value:
        reading = standing.told
        if reading is None:
            return None
        found: int | None = getattr(reading if figure == "alerting" else reading.agents, figure)
        return found

    return value


def _of_today(figure: Callable[[Today], float | None]) -> Callable[[Standing], Value]:
    def value(standing: Standing) -> Value:
        return None if standing.today is None else figure(standing.today)

    return value


def _share(today: Today) -> float | None:
    service = today.service
    return None if service is None else service.share


CONFIGURED = ("as configured", "as configured, last first")

WAYS: dict[str, Way] = {
    "severity": Way(
        lambda each: -SEVERITY_RANK[each.severity], words=("worst first", "best first")
    ),
    "name": Way(
        lambda each: each.label.casefold(),
        high_first=False,
        words=("by name", "by name, Z to A"),
    ),
    "group": Way(
        lambda each: None if each.group is None else each.group.casefold(),
        high_first=False,
        words=("by group", "by group, Z to A"),
    ),
    "waiting": Way(lambda each: each.waiting, words=("most waiting first", "fewest waiting first")),
    "longest": Way(
        lambda each: each.longest_wait, words=("longest wait first", "shortest wait first")
    ),
    "limit": Way(_limit, high_first=False, words=("strictest limit first", "widest limit first")),
    "forecast": Way(threat, words=("likeliest breach first", "safest first")),
    "media": Way(_media, words=("most voice waiting first", "fewest voice waiting first")),
    "available": Way(
        lambda each: each.available,
        high_first=False,
        words=("fewest available first", "most available first"),
    ),
    "interacting": Way(
        lambda each: each.interacting, words=("most talking first", "fewest talking first")
    ),
    "alerting": Way(_of_reading("alerting"), words=("most ringing first", "fewest ringing first")),
    "not_responding": Way(
        _of_reading("not_responding"),
        words=("most not responding first", "fewest not responding first"),
    ),
    "agents_needed": Way(
        missing_agents, words=("most agents missing first", "most to spare first")
    ),
    "off_queue": Way(
        _of_reading("off_queue"), words=("most off queue first", "fewest off queue first")
    ),
    "members": Way(_of_reading("members"), words=("most members first", "fewest members first")),
    "trend": Way(_rise, words=("fastest rise first", "fastest fall first")),
    "age": Way(lambda each: each.age, words=("oldest figures first", "newest figures first")),
    "why": Way(lambda each: -SEVERITY_RANK[each.severity], words=("worst first", "best first")),
    "offered": Way(
        _of_today(lambda day: day.offered), words=("most offered first", "fewest offered first")
    ),
    "answered": Way(
        _of_today(lambda day: day.answered),
        words=("most answered first", "fewest answered first"),
    ),
    "abandoned": Way(
        _of_today(lambda day: day.abandoned),
        words=("most abandoned first", "fewest abandoned first"),
    ),
    "abandon_rate": Way(
        _of_today(lambda day: day.abandon_rate),
        words=("highest abandon rate first", "lowest abandon rate first"),
    ),
    "short_abandoned": Way(
        _of_today(lambda day: day.short_abandoned),
        words=("most short abandons first", "fewest short abandons first"),
    ),
    "flowed_out": Way(
        _of_today(lambda day: day.flowed_out),
        words=("most flow-outs first", "fewest flow-outs first"),
    ),
    "over_sla": Way(
        _of_today(lambda day: day.over_sla),
        words=("most answered late first", "fewest answered late first"),
    ),
    "service": Way(
        _of_today(_share),
        high_first=False,
        words=("lowest service level first", "highest service level first"),
    ),
    "asa": Way(
        _of_today(lambda day: day.asa), words=("slowest answer first", "fastest answer first")
    ),
    "aht": Way(
        _of_today(lambda day: day.aht), words=("longest handling first", "shortest handling first")
    ),
}
"""By column."""
