"""Which rule gave a queue a limit, in words."""

import pytest
from msgspec.structs import replace

from queuetui.domain.goals import Goal
from queuetui.domain.limit_origin import origin
from queuetui.domain.limits import Figure, Limit, LimitOverrides, Limits, MediaLimits
from queuetui.domain.readings import Queue
from queuetui.domain.watchlist import GroupRule, QueueRule, Watchlist

GOALS = {"voice": Goal(0.8, 20.0), "email": Goal(0.8, 86_400.0), "chat": Goal(0.9, None)}
HALF = Limit(0.35, 0.5, warn_of_goal=True, critical_of_goal=True)


def of_media(media: str, **limits: Limit) -> LimitOverrides:
    return LimitOverrides(media=(MediaLimits(media, replace(LimitOverrides(), **limits)),))


WATCHLIST = Watchlist(
    rules=(
        QueueRule(name="Sales", group="EMEA", limits=LimitOverrides(waiting=Limit(1, 2))),
        QueueRule(name="Support*", limits=of_media("voice", longest_wait=Limit(5, 9))),
        QueueRule(name="Support EMEA", group="EMEA"),
        QueueRule(name="Help", group="EMEA"),
    ),
    limits=of_media("chat", longest_wait=HALF).over(
        Limits(on_queue=Limit(3, 1), service=HALF, unanswered=HALF)
    ),
    groups={"EMEA": GroupRule(of_media("email", longest_wait=HALF, waiting=Limit(7, 8)))},
)


@pytest.mark.parametrize(
    ("name", "figure", "media", "words"),
    [
        ("Sales", "waiting", None, "[[queues]] entry 1 (Sales)"),
        # What the entry says for all media comes over what its group says for one.
        ("Sales", "waiting", "email", "[[queues]] entry 1 (Sales)"),
        ("Help", "waiting", "email", '[limits.group."EMEA".media.email]'),
        ("Help", "waiting", None, "built in"),
        ("Help", "on_queue", None, "[limits]"),
        ("Help", "longest_wait", "voice", "goal of voice: 80 % in 20 s"),
        ("Help", "longest_wait", "fax", "built in"),
        ("Help", "longest_wait", "chat", "built in, for chat has no goal"),
        (
            "Sales",
            "longest_wait",
            "email",
            '[limits.group."EMEA".media.email], 50 % of the goal: 80 % in 1 d',
        ),
        ("Support EMEA", "longest_wait", "voice", "[[queues]] entry 2 (Support*), media.voice"),
        ("Sales", "service", "voice", "[limits], 50 % of the goal: 80 % in 20 s"),
        ("Sales", "service", "chat", "[limits], 50 % of the goal: 90 %"),
        ("Sales", "unanswered", None, "[limits], 50 % of the goal"),
        ("Else", "available", None, "built in"),
    ],
)
def test_origin(name: str, figure: Figure, media: str | None, words: str) -> None:
    assert origin(WATCHLIST, Queue("q", name, goals=GOALS), figure, media) == words


@pytest.mark.parametrize(
    ("limit", "warning", "critical"),
    [
        (
            HALF,
            "[limits], 35 % of the goal: 80 % in 20 s",
            "[limits], 50 % of the goal: 80 % in 20 s",
        ),
        (
            Limit(5, 0.5, critical_of_goal=True),
            "[limits]",
            "[limits], 50 % of the goal: 80 % in 20 s",
        ),
        (Limit(0.5, 99, warn_of_goal=True), "[limits], 50 % of the goal: 80 % in 20 s", "[limits]"),
    ],
)
def test_the_share_is_that_of_the_value_that_is_reached(
    limit: Limit, warning: str, critical: str
) -> None:
    watchlist = Watchlist(limits=Limits(longest_wait=limit))
    queue = Queue("q", "Sales", goals=GOALS)
    assert origin(watchlist, queue, "longest_wait", "voice", "warning") == warning
    assert origin(watchlist, queue, "longest_wait", "voice", "critical") == critical


def test_the_origin_is_that_of_the_limit_that_counts() -> None:
    """Where two rules give limits, the one that is named is the one whose limit it is."""
    queue = Queue("q", "Sales", goals=GOALS)
    assert WATCHLIST.limits_for(queue).waiting == Limit(1, 2)
    limits = WATCHLIST.limits_for(Queue("q", "Help", goals=GOALS))
    assert limits.in_media("waiting", "email") == Limit(7, 8)
    assert limits.in_media("waiting", "voice") == Limits().waiting
