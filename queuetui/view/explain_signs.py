"""Explanations of the lines around the figures: the summary, the wall's frame, the status bar."""

from queuetui.view.explain_now import POLL, SECOND
from queuetui.view.explanation import PROGRAM, Explanation

WALL: tuple[Explanation, ...] = (
    Explanation(
        key="pages",
        title="Pages",
        definition="Which of the wall's pages this is. They take turns as [wall] rotate says.",
        formula="worst breach first",
        source=PROGRAM,
        refresh=SECOND,
        traps="A page with a breach comes at once and stays until it is over.",
    ),
    Explanation(
        key="opening",
        title="Next opening",
        definition="When the opening hours begin again; until then the wall is calm.",
        formula="the hours in their own time zone",
        source=PROGRAM,
        refresh=SECOND,
        traps="As your settings have them, not Genesys Cloud.",
    ),
)

SIGNS: tuple[Explanation, ...] = (
    Explanation(
        key="total_waiting",
        title="Waiting in all",
        definition="All who wait in the queues of this board together.",
        formula="waiting added over the queues that are known",
        source=PROGRAM,
        refresh=POLL,
        traps="With a + behind it some queue could not be counted: at least so many.",
    ),
    Explanation(
        key="data_age",
        title="Data age",
        definition="How old the newest figures on the board are.",
        formula="server's clock - instant of the newest answer",
        source=PROGRAM,
        refresh=SECOND,
        traps="One queue may be older: see its own age.",
    ),
    Explanation(
        key="next_poll",
        title="Next poll",
        definition="When Genesys Cloud is asked next.",
        formula="as [poll] interval says",
        source=PROGRAM,
        refresh=SECOND,
        traps="With many queues less often, to keep to the API's allowance; then it says so.",
    ),
    Explanation(
        key="life",
        title="Mark of life",
        definition="A sign beside the clock that turns when new figures have reached the terminal.",
        formula="a step a frame that shows them and was taken",
        source=PROGRAM,
        refresh=POLL,
        traps="A clock that goes proves nothing about the figures; this does.",
    ),
    Explanation(
        key="skew",
        title="Clock difference",
        definition="The server's clock less this machine's. All ages are by the server's clock.",
        formula="Date header, bounded by several answers",
        source="observations: Date",
        refresh=POLL,
        traps="A wrong clock here makes no age wrong.",
    ),
    Explanation(
        key="late",
        title="Late",
        definition="Figures older than two intervals, or as [staleness] late_after says.",
        formula="age > 2 x interval",
        source=PROGRAM,
        refresh=SECOND,
        traps="Still believed: they may be right, but are drawn as late, not as a breach.",
    ),
    Explanation(
        key="frozen",
        title="Frozen",
        definition="Figures too old to be believed: no status, waits stop, the last in brackets.",
        formula="age > 4 x interval, at least 30 s, or frozen_after",
        source=PROGRAM,
        refresh=SECOND,
        traps="Not the queue stands still, but the data.",
    ),
    Explanation(
        key="down",
        title="Down",
        definition="No figures come, or Genesys Cloud refuses to give them; the banner says why.",
        formula="refused, failed or never answered",
        source=PROGRAM,
        refresh=SECOND,
        traps="It asks again by itself; the banner says when.",
    ),
)
