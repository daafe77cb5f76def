"""``queuetui what-if``: how many agents so many calls need, without asking anybody."""

import math
import re

import msgspec

from queuetui.cli.failures import Failure
from queuetui.cli.output import put
from queuetui.domain.durations import parse_duration
from queuetui.domain.staffing import MOST_AGENTS, BadDemand, Demand
from queuetui.view.what_if import WhatIf, table, what_if

_GOAL = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*%?\s*/\s*(.+?)\s*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LONGEST = 86_400.0
"""Seconds; who handles calls for days is no case for these formulas."""
_MOST_CALLS = 1_000_000.0
_HIGHEST_SHARE = 99.9
"""Percent; no number of agents answers all calls in time for certain."""


class Asked(msgspec.Struct, frozen=True):
    """The options, as they were typed."""

    calls_per_hour: str
    aht: str
    goal: str
    agents: str | None = None
    patience: str | None = None
    as_json: bool = False


def print_what_if(asked: Asked) -> None:
    """Print the table. Raises `Failure` with one sentence for what describes no queue."""
    calls = _number(asked.calls_per_hour, "--calls-per-hour", "300")
    if not 0 < calls <= _MOST_CALLS:
        raise Failure(f"--calls-per-hour must be above 0 and at most {_MOST_CALLS:,.0f}.")
    share, within = _goal(asked.goal)
    demand = Demand(
        calls / 3600.0,
        _duration(asked.aht, "--aht", "4m"),
        None if asked.patience is None else _duration(asked.patience, "--patience", "3m"),
    )
    agents = None if asked.agents is None else _agents(asked.agents)
    if demand.load > MOST_AGENTS:
        raise Failure(
            f"{calls:.10g} calls an hour of {asked.aht} keep {demand.load:,.0f} agents busy: "
            f"more than {MOST_AGENTS:,} are not computed."
        )
    try:
        answer = what_if(demand, share, within, agents)
    except BadDemand as error:
        raise Failure(f"There is nothing to compute: {error}.") from None
    put(_json(answer) if asked.as_json else "\n".join(table(answer)))


def _number(text: str, flag: str, example: str) -> float:
    if _NUMBER.fullmatch(text.strip()) is None:
        raise Failure(f"{flag} must be a number such as {example}, not {text!r}.")
    return float(text)


def _duration(text: str, flag: str, example: str) -> float:
    try:
        seconds = parse_duration(text)
    except ValueError as error:
        raise Failure(f"{flag} must be a time such as {example}, not {text!r}: {error}.") from None
    if not 0.1 <= seconds <= _LONGEST:
        raise Failure(f"{flag} must be 100ms to 24h, not {text!r}.")
    return seconds


def _agents(text: str) -> int:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 9):
        raise Failure(f"--agents must be a whole number such as 25, not {text!r}.")
    if not 1 <= int(plain) <= MOST_AGENTS:
        raise Failure(f"--agents must be 1 to {MOST_AGENTS:,}, not {text!r}.")
    return int(plain)


def _goal(text: str) -> tuple[float, float]:
    """Share (0 to 1) and seconds of ``80/20``, ``80/20s`` or ``90%/1m``."""
    found = _GOAL.fullmatch(text)
    example = "--goal must be a share and a time such as 80/20 (80 % within 20 s)"
    if found is None:
        raise Failure(f"{example}, not {text!r}.")
    percent, time = found.groups()
    if not 0 < float(percent) <= _HIGHEST_SHARE:
        raise Failure(f"{example}, not {text!r}: the share is above 0 and up to {_HIGHEST_SHARE}.")
    try:
        # Planners write the seconds without a unit.
        within = float(time) if _NUMBER.fullmatch(time) else parse_duration(time)
    except ValueError as error:
        raise Failure(f"{example}, not {text!r}: of the time, {error}.") from None
    if not math.isfinite(within) or within > _LONGEST:
        raise Failure(f"{example}, not {text!r}: the time must be at most 24h.")
    return float(percent) / 100.0, within


def _json(answer: WhatIf) -> bytes:
    demand, goal = answer.demand, answer.goal
    rows = [
        {
            "agents": row.agents,
            "needed": row.needed,
            "given": row.given,
            "meets_goal": row.meets,
            "service_level": row.result and row.result.service,
            "asa": row.result and row.result.asa,
            "occupancy": row.result and row.result.occupancy,
            "abandoned": row.result and row.result.abandoned,
        }
        for row in answer.rows
    ]
    document = {
        "schema": 1,
        "model": answer.model,
        "calls_per_hour": round(3600.0 * demand.arrivals, 6),
        "aht": demand.handle,
        "patience": demand.patience,
        "erlangs": demand.load,
        "goal": {"share": goal.share, "seconds": goal.seconds},
        "agents": answer.agents,
        "needed": answer.needed,
        "reason": answer.reason,
        "rows": rows,
    }
    return msgspec.json.format(msgspec.json.encode(document))
