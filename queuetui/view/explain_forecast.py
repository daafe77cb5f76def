"""Explanations of the forecast's words, and of what makes it wrong."""

from queuetui.view.explain_now import POLL
from queuetui.view.explanation import PROGRAM, Explanation

FORECAST: tuple[Explanation, ...] = (
    Explanation(
        key="likelihood",
        title="Likely, possible, unlikely",
        definition="The word for how likely a breach is of one who waits now; later ones not.",
        formula="likely: 50 % and more; possible: 20 % and more; unlikely: less",
        source=PROGRAM,
        refresh=POLL,
        traps="From 1,000 times 70 %, about 700 breach: unlikely ones happen, too.",
    ),
    Explanation(
        key="forecast_agents",
        title="Forecast: shared agents",
        definition="Agents of several queues count here by the share of their work that is here.",
        formula="answers/s seen; at first agents x share of work / handle time",
        source=PROGRAM,
        refresh=POLL,
        traps="A rush elsewhere takes them away, and no forecast knows.",
    ),
    Explanation(
        key="forecast_line",
        title="Forecast: place in line",
        definition="First in, first out is assumed. Priorities and skills break that.",
        formula="1 + those who wait since before; who gives up is reckoned with",
        source=PROGRAM,
        refresh=POLL,
        traps="Of over 100 in an opened queue not all are told: places there are about.",
    ),
    Explanation(
        key="forecast_callbacks",
        title="Forecast: callbacks",
        definition="A callback is forecast like the rest, but nobody hangs on for it.",
        formula="a line of its own, apart from voice",
        source=PROGRAM,
        refresh=POLL,
        traps="One that is planned waits in another sense: read its limit as a promise.",
    ),
)
