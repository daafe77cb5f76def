"""Explanations of the staffing helper: agents needed now, and what one more would change."""

from queuetui.view.explain_now import POLL
from queuetui.view.explain_today import MINUTE
from queuetui.view.explanation import PROGRAM, Explanation

STAFFING: tuple[Explanation, ...] = (
    Explanation(
        key="agents_needed",
        title="Agents needed",
        definition="Fewest agents who meet the goal, as the last half hour went. +2: two missing.",
        formula="Erlang A where callers hung up, else Erlang C",
        source="aggregates: nOffered, tHandle, tAbandon",
        refresh=POLL,
        traps="Calls, unless [staffing] says else. Shared agents count in full.",
    ),
    Explanation(
        key="one_more",
        title="One more agent",
        definition="The service level in the long run with those on queue, one more, one fewer.",
        formula="Erlang A or C; who hangs up is not in time",
        source="aggregates: nOffered, tHandle, tAbandon",
        refresh=POLL,
        traps="Not today's level: what it tends to if all stays as it is.",
    ),
    Explanation(
        key="occupancy",
        title="Occupancy",
        definition="Share of their time on queue in which agents are busy. Caution above 88 %.",
        formula="arrivals x handle time x (1 - share that hangs up) / agents",
        source="aggregates: nOffered, tHandle, tAbandon",
        refresh=POLL,
        traps="Of this queue's calls: what agents do for other queues is not in it.",
    ),
    Explanation(
        key="recovery",
        title="Recovery",
        definition="Answers in time in a row until today's service level is back at the goal.",
        formula="(goal x denominator - numerator) / (1 - goal), rounded up",
        source="aggregates: oServiceLevel",
        refresh=MINUTE,
        traps="One late answer on the way makes it more.",
    ),
    Explanation(
        key="what_if",
        title="What if",
        definition="Table for planners: agents and the service they give. queuetui what-if.",
        formula="Erlang A with a patience, else C; cannot be met: calls x time >= agents",
        source=PROGRAM,
        refresh="when asked",
        traps="Even arrivals, one queue, agents who do nothing else: real days are worse.",
    ),
)
