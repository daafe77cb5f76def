"""What goes through one medium of a queue in the last half hour, and how fast it is answered.

Two sources are put together: today's totals, once a minute, tell how many came, were answered and
gave up; the polls between tell how many waited and how many agents worked meanwhile. A time in
which either is missing is left out. Instants are epoch seconds by the server's clock.
"""

from msgspec import Struct

from queuetui.domain.readings import AgentCounts
from queuetui.domain.today import MediaToday

WINDOW = 1800.0
"""Seconds that are looked back at."""
DEFAULT_HANDLE = 300.0
"""Seconds that handling takes, where nothing tells."""
ENOUGH = 60
"""Answers after which the measured pace counts for more than agents by handle time."""
_ACCUSTOMED = 1800.0
"""Seconds of waiting as they were all day, that count with those of the last half hour: the first
one who gives up after a second does not mean that everybody does."""
_SLOW_TO_GIVE_UP = 60.0
"""Seconds of waiting without anybody who gave up, that each day begins with."""
_SOON = 0.3
"""The part of those on queue who do not answer just now, that are back in time to count: they let
it ring or make a call of their own, which takes a minute or two."""
_FEW = 20
"""Interactions handled, below which their time says little about the share."""
_MOST_SHARE = 10.0
"""An agent may handle several chats at a time, but not more than that."""


class Flow(Struct, frozen=True, gc=False):
    """The last half hour of one medium, as far as it was watched."""

    media: str
    seconds: float
    """Really covered, up to `WINDOW`."""
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    handled: int = 0
    handle_seconds: float = 0.0
    """Of those handled, together."""
    busy_seconds: float = 0.0
    """In which somebody waited."""
    waiting_seconds: float = 0.0
    """Sum over all who waited, or at whose agent it rang: both can give up."""
    flowed_out: int = 0
    """Left neither answered nor abandoned."""
    agent_seconds: float = 0.0
    """Sum over the queue's agents who were interacting, in this queue or another."""
    pressed_answers: int = 0
    """Answered in those minutes in which somebody waited all the time."""
    pressed_agent_seconds: float = 0.0
    """Sum over the agents on queue who answer, in those minutes."""
    pressed_seconds: float = 0.0


class Pace(Struct, frozen=True, gc=False):
    """How fast a line is answered while somebody waits."""

    answers_per_second: float | None = None
    """``None``: unknown."""
    leaving_per_second: float = 0.0
    """Of each who waits: how many give up."""
    measured: bool = False
    """Whether mostly by answers that were seen; else by agents and handle time."""
    share: float = 1.0
    """The part of its agents' work that is this medium's of this queue, 0 to 1."""
    assumed: bool = False
    """Whether nothing tells the handle time, so that `DEFAULT_HANDLE` stands for it."""


def pace(
    flow: Flow | None, agents: AgentCounts, interacting: int | None, today: MediaToday | None
) -> Pace:
    """The pace now.

    While somebody waits, every agent of the queue who is on queue and answers is at work, so the
    pace is how many they are times what each answers. What each answers was measured in the minutes
    in which somebody always waited; that has in it whatever part of their time other queues get.
    Until enough was seen, it is one interaction per handle time, times the share.

    Args:
        flow: The last half hour; ``None``: nothing of it is known.
        agents: The queue's agents now.
        interacting: Interactions of this medium that are with an agent now.
        today: The day so far, for the handle time.
    """
    flow = flow or Flow("", 0.0)
    working = working_agents(agents)
    share = _share(flow, agents, interacting)
    handle = (today and today.aht) or None
    each = share / (handle or DEFAULT_HANDLE)
    seen = flow.pressed_answers
    measured = seen >= ENOUGH
    answers: float | None
    if working is None:
        # Whoever may not see the agents still sees their answers.
        answers = seen / flow.pressed_seconds if measured and flow.pressed_seconds else None
    else:
        soon = _SOON * ((agents.not_responding or 0) + (agents.communicating or 0))
        each = (seen + ENOUGH) / (flow.pressed_agent_seconds + ENOUGH / each)
        answers = (working + soon) * each
    return Pace(
        answers,
        leaving_per_second(flow, today),
        measured,
        min(1.0, share),
        assumed=handle is None and not measured,
    )


def leaving_per_second(flow: Flow, today: MediaToday | None) -> float:
    """How many of each who waits leave unanswered in a second, by the half hour and the day.

    Abandons and flow-outs by the time that all had waited, whatever became of them.
    """
    gone = flow.abandoned + flow.flowed_out
    return (gone + _ACCUSTOMED * _leaving_all_day(today)) / (flow.waiting_seconds + _ACCUSTOMED)


def _leaving_all_day(today: MediaToday | None) -> float:
    if today is None or not today.answered or today.answer_seconds is None:
        return 0.0
    gone = (today.abandoned or 0) + (today.flowed_out or 0)
    # How long those had waited who left is not told: as long as the others, more or less.
    waited = today.answer_seconds * (1.0 + gone / today.answered)
    return gone / (waited + _SLOW_TO_GIVE_UP)


def working_agents(agents: AgentCounts) -> int | None:
    """Agents on queue who answer: at work, or free to take the next."""
    if agents.on_queue is None:
        return None
    absent = (agents.not_responding or 0) + (agents.communicating or 0)
    return max(0, agents.on_queue - absent)


def interacting_agents(agents: AgentCounts) -> int | None:
    """Agents on queue who are interacting, in whatever queue; after-call work included."""
    working = working_agents(agents)
    return None if working is None else max(0, working - (agents.available or 0))


def _share(flow: Flow, agents: AgentCounts, interacting: int | None) -> float:
    """Handled time of this line by all the time its agents were interacting.

    After too little of it: of those who are interacting now, the part that is in this line. Above 1
    where agents handle several at a time.
    """
    if flow.handled >= _FEW and flow.agent_seconds > 0.0:
        share = flow.handle_seconds / flow.agent_seconds
    else:
        busy = interacting_agents(agents)
        if not busy or interacting is None:
            return 1.0
        # After-call work is not told by queue, so all of one more is this line's.
        share = (interacting + 1.0) / (busy + 1.0)
    return min(_MOST_SHARE, max(0.01, share))
