"""The agents of an opened queue: how many do what, and one by one."""

from collections.abc import Mapping, Sequence

from queuetui.domain.people import Agent, Agents
from queuetui.view.blocks import flow
from queuetui.view.formats import UNKNOWN, age, cells, clean, count, short_age
from queuetui.view.queue_part import fixed, titled, trouble
from queuetui.view.queue_scene import PEOPLE_EVERY, AgentOrder, Belief, Scene
from queuetui.view.segments import Segment, Segments, Tone, joined
from queuetui.view.words import presence_word, routing_word

ORDER_WORD: dict[AgentOrder, str] = {
    "time": "longest in status first",
    "status": "by status",
    "name": "by name",
}
_STATUSES = ("NOT_RESPONDING", "INTERACTING", "COMMUNICATING", "IDLE", "OFF_QUEUE")
_WORD = {"COMMUNICATING": "other call"}
_SHORT_WORD = {"NOT_RESPONDING": "no answer"}
_STATUS_WIDTH, _SHORT_STATUS_WIDTH, _TIME_WIDTH, _SHORT_TIME = 14, 10, 7, 4
_ROOMY = 58
"""Cells from which on every status has its whole word."""
_LEAST_NAME, _LEAST_PRESENCE = 8, 4
_STATUS_TONE: dict[str, Tone] = {
    "NOT_RESPONDING": "critical",
    "IDLE": "ok",
    "OFF_QUEUE": "dim",
}


def agents_table(scene: Scene, width: int) -> list[Segments]:
    """The counts by routing status, then a line for each agent."""
    told = scene.alone.agents
    people = told.value
    belief = scene.believe_told(told, None if people is None else people.as_of, PEOPLE_EVERY)
    more: Segments = ()
    if people is not None:
        more = (Segment("  "), belief.figure(count(len(people.people))))
    lines = [titled("AGENTS", belief, width, told, more)]
    if people is not None and belief.believed and not people.partial:
        lines += flow(_by_status(statuses(people.people), belief), width, scene.glyphs.separator)
    else:
        lines += _counted(scene, width)
    lines += _members(scene, width)
    lines += trouble(told.problem, told.next_try, scene, width)
    if people is None:
        return lines
    if people.partial:
        lines.append((Segment(_partial(scene, people), "unknown"),))
    if not people.people:
        return [*lines, (Segment("no members", "dim"),)]
    table = _Table(scene, belief, width)
    ordered = in_order(people.people, scene.order)
    return [*lines, table.titles(), *(table.row(one) for one in ordered)]


def in_order(people: Sequence[Agent], order: AgentOrder) -> list[Agent]:
    """The agents as they stand in the table. Those who are offline come last, except by name."""
    if order == "name":
        return sorted(people, key=_name_key)
    if order == "status":
        return sorted(people, key=lambda one: (*_status_key(one), *_time_key(one)))
    return sorted(people, key=lambda one: (is_away(one), *_time_key(one)))


def is_away(agent: Agent) -> bool:
    """Whether somebody is not logged in; what they last did is of no interest."""
    return agent.system_presence == "OFFLINE"


def statuses(people: Sequence[Agent]) -> dict[str, int]:
    """How many are in each routing status; those who are offline apart."""
    found: dict[str, int] = {}
    for one in people:
        key = "OFFLINE" if is_away(one) else one.routing_status or UNKNOWN
        found[key] = found.get(key, 0) + 1
    return found


def _time_key(agent: Agent) -> tuple[float, str]:
    since = agent.routing_since
    return float("inf") if since is None else since, _name_key(agent)[1]


def _name_key(agent: Agent) -> tuple[bool, str]:
    return agent.name is None, (agent.name or agent.id).casefold()


def _status_key(agent: Agent) -> tuple[bool, int]:
    status = agent.routing_status
    rank = _STATUSES.index(status) if status in _STATUSES else len(_STATUSES)
    return is_away(agent), rank


def _partial(scene: Scene, people: Agents) -> str:
    listed = len(people.people)
    members = None if scene.reading is None else scene.reading.agents.members
    if members is not None and members > listed:
        return f"partial: {listed} of {members} members are listed"
    return f"partial: {listed} are listed, and there are more members"


def _counted(scene: Scene, width: int) -> list[Segments]:
    """The counts as the polls tell them, for where not everybody is listed by name."""
    if scene.reading is None:
        return []
    agents, belief = scene.reading.agents, scene.belief
    numbers = dict(agents.routing_statuses or {})
    if agents.not_responding is not None:
        numbers["NOT_RESPONDING"] = agents.not_responding
    if agents.off_queue is not None:
        numbers["OFF_QUEUE"] = agents.off_queue
    presences = sorted((agents.presences or {}).items(), key=lambda item: (-item[1], item[0]))
    named = [_counting(belief, number, presence_word(name)) for name, number in presences]
    sign = scene.glyphs.separator
    return [*flow(_by_status(numbers, belief), width, sign), *flow(named, width, sign)]


def _members(scene: Scene, width: int) -> list[Segments]:
    """How many belong to the queue."""
    if scene.reading is None:
        return []
    agents, belief = scene.reading.agents, scene.belief
    totals = {"logged in": agents.logged_in, "active": agents.active, "members": agents.members}
    parts = [_counting(belief, number, word, "dim") for word, number in totals.items()]
    return flow(parts, width, scene.glyphs.separator)


def _by_status(numbers: Mapping[str, int], belief: Belief) -> list[Segments]:
    order = [status for status in _STATUSES if status in numbers]
    order += sorted(status for status in numbers if status not in (*_STATUSES, "OFFLINE"))
    parts: list[Segments] = []
    for status in [*order, *(["OFFLINE"] if "OFFLINE" in numbers else [])]:
        number = numbers[status]
        if status != "NOT_RESPONDING":
            word = "offline" if status == "OFFLINE" else _word(status)
            quiet = status in {"OFF_QUEUE", "OFFLINE"}
            parts.append(_counting(belief, number, word, "dim" if quiet else "plain"))
        elif number:
            # Capacity that is lost without a sound: the one red among the counts.
            parts.append((belief.figure(f"{count(number)} NOT RESPONDING", "critical"),))
    return parts


def _counting(belief: Belief, number: int | None, word: str, tone: Tone = "plain") -> Segments:
    return joined((belief.figure(count(number), tone), Segment(f" {clean(word)}", "dim")))


def _word(status: str) -> str:
    return _WORD.get(status) or routing_word(status)


class _Table:
    """The lines of agents, all of one width."""

    def __init__(self, scene: Scene, belief: Belief, width: int) -> None:
        self.scene = scene
        self.belief = belief
        self.frozen = not belief.believed
        self.ellipsis = scene.glyphs.ellipsis
        time = _TIME_WIDTH + 2 * self.frozen
        self.short = width < _ROOMY
        self.status = _SHORT_STATUS_WIDTH if self.short else _STATUS_WIDTH
        rest = width - self.status - time - 1
        # Names and presences share what is left; a presence has its time behind it.
        behind = _SHORT_TIME + 3 + 2 * self.frozen
        presence = min(18, rest // 2 - _SHORT_TIME - 2)
        fits = presence >= _LEAST_PRESENCE and rest - presence - behind >= _LEAST_NAME
        self.presence = presence if fits else 0
        taken = self.presence + behind if self.presence else 0
        self.name = max(_LEAST_NAME, min(28, rest - taken))
        self.time = time

    def titles(self) -> Segments:
        """What stands above the lines; an arrow marks what they are sorted by."""
        glyphs, order = self.scene.glyphs, self.scene.order
        down, up = glyphs.down_arrow, glyphs.up
        parts: list[tuple[str, int, bool, bool]] = [
            (f"NAME{up if order == 'name' else ''}", self.name + 1, False, order == "name"),
            (
                f"STATUS{up if order == 'status' else ''}",
                self.status,
                False,
                order == "status",
            ),
            (f"{down if order == 'time' else ''}TIME", self.time, True, order == "time"),
        ]
        if self.presence:
            parts.append(("  PRESENCE"[: self.presence + 2], self.presence + 2, False, False))
            parts.append(("FOR", _SHORT_TIME + 1 + 2 * self.frozen, True, False))
        return joined(
            Segment(text.rjust(room) if right else text.ljust(room), "strong" if on else "dim")
            for text, room, right, on in parts
        )

    def row(self, agent: Agent) -> Segments:
        """One agent."""
        belief, status = self.belief, agent.routing_status
        away = is_away(agent) or agent.joined is False
        live = belief.freshness == "live"
        plain: Tone = "dim" if self.frozen or away else "plain" if live else "late"
        tone = plain
        if live and not away and status is not None:
            tone = _STATUS_TONE.get(status, "plain")
        word = self.scene.glyphs.none
        if status is not None:
            word = (_SHORT_WORD.get(status) if self.short else None) or _word(status)
        name = agent.name or f"id {agent.id}"
        since, present = agent.routing_since, agent.presence_since
        time = age(None if since is None else max(0.0, belief.at - since))
        out = [
            Segment(f"{fixed(name, self.name, self.ellipsis)} ", plain),
            *_padded(fixed(word, self.status, self.ellipsis), tone),
            Segment(" " * (self.time - cells(time) - 2 * self.frozen)),
            belief.figure(time, plain),
        ]
        if self.presence:
            label = agent.presence or (
                presence_word(agent.system_presence) if agent.system_presence else UNKNOWN
            )
            if agent.joined is False:
                label = f"inactive, {label}"
            lasted = short_age(None if present is None else max(0.0, belief.at - present))
            out += [
                Segment(
                    f"  {fixed(label, self.presence, self.ellipsis)}", "dim" if live else plain
                ),
                Segment(" " * (_SHORT_TIME + 1 - cells(lasted))),
                belief.figure(lasted, "dim"),
            ]
        return joined(out)


def _padded(text: str, tone: Tone) -> Segments:
    """The text with its tone, and the blanks behind it without: a slab ends with its word."""
    bare = text.rstrip()
    return Segment(bare, tone), Segment(text[len(bare) :])
