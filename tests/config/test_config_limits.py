"""Limits of every figure, in layers: for every queue, for media, for groups, for single queues."""

import pytest

from queuetui.config import parse_settings
from queuetui.domain.hours import Hours, Span
from queuetui.domain.limits import Figure, Limit, wait_limit
from queuetui.domain.readings import Queue
from queuetui.domain.watchlist import Watchlist


def watchlist(toml: str) -> Watchlist:
    return parse_settings(toml, "q.toml").watchlist


def own(figure: Figure, written: str) -> Limit | None:
    return watchlist(f"[limits]\n{figure} = {{ {written} }}").limits.get(figure)


SHARES = {"warn_of_goal": True, "critical_of_goal": True}


@pytest.mark.parametrize(
    ("figure", "written", "limit"),
    [
        ("waiting", "critical = 20", Limit(14, 20)),
        ("waiting", "critical = 3", Limit(2, 3)),
        ("waiting", "critical = 1", Limit(1, 1)),
        ("not_responding", "critical = 2", Limit(1, 2)),
        ("abandon_rate", 'critical = "10%"', Limit(0.07, 0.1)),
        ("per_available", "critical = 4", Limit(2.8, 4)),
        ("estimated_wait", 'critical = "90s"', Limit(63, 90)),
        ("unanswered", 'critical = "2m"', Limit(84, 120)),
        ("unanswered", 'critical = "200% of goal"', Limit(1.4, 2.0, **SHARES)),
        # Low is bad, so there is a warning above.
        ("available", "critical = 0", Limit(1, 0)),
        ("available", "critical = 2", Limit(3, 2)),
        ("on_queue", "critical = 7", Limit(10, 7)),
        ("on_queue", "critical = 7, always = true", Limit(10, 7, always=True)),
        # 40 % may be missed: 28 % missed is a warning.
        ("service", 'critical = "60%"', Limit(0.72, 0.6)),
        ("service", 'critical = "80% of goal"', Limit(0.86, 0.8, **SHARES)),
        ("service", 'critical = "100%"', Limit(1.0, 1.0)),
    ],
)
def test_a_critical_value_alone_gives_a_warning_at_70_percent(
    figure: Figure, written: str, limit: Limit
) -> None:
    assert own(figure, written) == limit


@pytest.mark.parametrize(
    ("figure", "written", "limit"),
    [
        ("waiting", "warn = 6", Limit(6, 10)),
        ("not_responding", "warn = 6", Limit(6, None)),
        ("service", 'warn = "90%"', Limit(0.9, None)),
        ("longest_wait", 'warn = "50% of goal"', Limit(0.5, 0.714286, **SHARES)),
        ("waiting", 'critical = "off"', Limit(5, None)),
        ("unanswered", 'warn = "off", critical = "5m"', Limit(None, 300)),
        # What cannot be compared before the goal is known is no mistake.
        (
            "longest_wait",
            'warn = "5m", critical = "80% of goal"',
            Limit(300, 0.8, False, False, True),
        ),
    ],
)
def test_what_else_half_a_limit_means(figure: Figure, written: str, limit: Limit) -> None:
    assert own(figure, written) == limit


LAYERS = """
[limits]
waiting = { warn = 7, critical = 70 }
longest_wait.critical = "10s"
[limits.media.email]
waiting.critical = 100
longest_wait.critical = "20s"
[limits.media.chat]
longest_wait.critical = "30s"
[limits.group.EMEA]
longest_wait.critical = "40s"
[limits.group.EMEA.media.email]
longest_wait.critical = "50s"
[limits.group.APAC.media.email]
waiting.warn = 90
[[queues]]
name = "Mine"
group = "EMEA"
limits.longest_wait.critical = "60s"
limits.media.email.longest_wait.critical = "70s"
[[queues]]
name = "Whole"
group = "EMEA"
limits.longest_wait.critical = "60s"
[[queues]]
name = "Group"
group = "EMEA"
[[queues]]
name = "East"
group = "APAC"
[[queues]]
name = "*"
"""


@pytest.mark.parametrize(
    ("name", "voice", "email", "chat"),
    [
        ("Other", 10, 20, 30),
        # What is said for all media of a later layer comes over what an earlier one says for one.
        ("Group", 40, 50, 40),
        ("Whole", 60, 60, 60),
        ("Mine", 60, 70, 60),
        ("East", 10, 20, 30),
    ],
)
def test_the_later_layer_comes_over_the_earlier_one(
    name: str, voice: float, email: float, chat: float
) -> None:
    limits = watchlist(LAYERS).limits_for(Queue("q", name))
    found = [wait_limit(limits, {}, media).critical for media in ("voice", "email", "chat")]
    assert found == [voice, email, chat]


def test_each_figure_has_its_own_layers() -> None:
    found = watchlist(LAYERS)
    for name in ("Other", "Group", "Whole", "Mine"):
        limits = found.limits_for(Queue("q", name))
        assert limits.waiting == Limit(7, 70)
        assert limits.of_media("waiting", "email") == Limit(70, 100)
        assert limits.of_media("waiting", "voice") is None
    # Half a limit is completed by the layer below.
    east = found.limits_for(Queue("q", "East"))
    assert east.of_media("waiting", "email") == Limit(90, 100)


HOURS = """
[today]
zone = "Asia/Tokyo"
[hours]
weekdays = "08:00-18:00"
off = "2026-12-25"
[hours.group.EMEA]
zone = "Europe/Berlin"
weekdays = "09:00-17:00"
[[queues]]
name = "Night"
group = "EMEA"
hours = { weekdays = "00:00-24:00", weekend = "00:00-24:00" }
[[queues]]
name = "Day"
group = "EMEA"
[[queues]]
name = "Else"
group = "APAC"
"""


def test_hours_of_the_queue_come_over_those_of_its_group_and_of_the_centre() -> None:
    found = watchlist(HOURS)
    centre = found.hours_for(Queue("q", "Else"))
    assert centre is not None
    assert centre == found.hours
    assert centre.zone == "Asia/Tokyo"
    group = found.hours_for(Queue("q", "Day"))
    # Dates off are not mixed: they belong to the hours that they are written with.
    assert group == Hours("Europe/Berlin", ((Span(540, 1020),),) * 5 + ((), ()))
    assert found.hours_for(Queue("q", "Night")) == Hours("Asia/Tokyo", ((Span(0, 1440),),) * 7)
    assert Watchlist().hours_for(Queue("q", "Night")) is None


def test_the_zone_of_the_centre_is_that_of_hours_without_one() -> None:
    found = watchlist(
        '[today]\nzone = "Asia/Tokyo"\n[hours]\nzone = "UTC"\nmon = "08:00-18:00"\n'
        '[[queues]]\nname = "A"\nhours.mon = "09:00-18:00"'
    ).hours_for(Queue("q", "A"))
    assert found is not None
    assert found.zone == "UTC"
