"""Limits of all figures as they are told: in words, in cells, in JSON, and which rule set them."""

import json
import math

import pytest
from msgspec.structs import replace

from queuetui.domain.estimates import Estimate, Estimates
from queuetui.domain.goals import Goal
from queuetui.domain.limits import (
    FIGURES,
    NO_LIMITS,
    Breach,
    Limit,
    LimitOverrides,
    Limits,
    MediaLimits,
)
from queuetui.domain.opened import Opened, Told
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.outputs.once_json import render_json
from queuetui.view.cells import CELLS, Cell
from queuetui.view.explain import EXPLANATIONS
from queuetui.view.figure_words import (
    FIGURE_WORD,
    amount,
    breach_clause,
    calm_clause,
    limit_amount,
    short_clause,
)
from queuetui.view.formats import UNKNOWN
from queuetui.view.glyphs import UNICODE
from queuetui.view.queue_figures import big_figures
from queuetui.view.queue_headline import breach_rules, headline
from queuetui.view.queue_page import queue_page
from queuetui.view.segments import text_of
from queuetui.view.standing import Standing, standings
from queuetui.view.wall_tile import tile
from tests.view.queue_samples import busy
from tests.view.samples import NOW, RULE, reading, snapshot, standing, state


def only(**limits: Limit) -> Watchlist:
    """Nothing has a limit but these figures."""
    return Watchlist(limits=replace(NO_LIMITS, **limits))


@pytest.mark.parametrize(
    ("breach", "clause"),
    [
        (Breach("waiting", "warning", 12, 10, "voice"), "12 voice waiting, limit 10"),
        (Breach("available", "critical", 0, 0, "voice"), "nobody available for voice"),
        (Breach("on_queue", "critical", 0, 1), "nobody on queue"),
        (Breach("on_queue", "warning", 2, 3), "2 on queue, limit 3"),
        (Breach("not_responding", "critical", 3, 3), "3 not responding, limit 3"),
        (Breach("abandon_rate", "warning", 0.1244, 0.075), "12.4% abandoned, limit 7.5%"),
        # Not yet at 80 %, so it does not say so.
        (Breach("service", "warning", 0.7999, 0.8, "voice"), "voice service level 79%, limit 80%"),
        (
            Breach("per_available", "critical", 2.54, 2.5),
            "2.5 waiting per available, limit 2.5",
        ),
        (Breach("per_available", "critical", math.inf, 4), "nobody available for those who wait"),
        (
            Breach("estimated_wait", "warning", 130.0, 120, "callback"),
            "callback estimated wait 2:10, limit 2:00",
        ),
        (Breach("unanswered", "critical", 301.0, 300), "no answer for 5:01, limit 5:00"),
    ],
)
def test_breaches_of_every_figure(breach: Breach, clause: str) -> None:
    assert breach_clause(breach) == clause


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_has_its_words_and_a_calm_one_no_number(figure: str) -> None:
    breach = Breach(figure, "critical", 0.5, 0.25)  # type: ignore[arg-type]
    assert breach.figure in FIGURE_WORD
    assert short_clause(breach)
    assert amount(breach.figure, None) == limit_amount(breach.figure, None) == UNKNOWN
    assert not set(calm_clause(breach)) & set("0123456789")


def test_each_new_figure_is_explained() -> None:
    assert {"on_queue", "not_responding", "abandon_rate", "service"} <= set(EXPLANATIONS)
    assert {"per_available", "estimated_wait", "unanswered", "rule", "closed"} <= set(EXPLANATIONS)


def with_day(**media: MediaToday) -> QueueState:
    told = state("Yew", reading("yew", waiting=4, wait=5, available=2))
    return replace(told, today=Today("yew", NOW, NOW - 3600, media))


BAD_DAY = with_day(
    voice=MediaToday(offered=100, answered=80, abandoned=20, service=ServiceLevel(40, 100, 0.8))
)


@pytest.mark.parametrize(
    ("limits", "key", "text", "tone"),
    [
        ({"on_queue": Limit(12, 2)}, "available", "12", "warning"),
        ({"not_responding": Limit(1, 2)}, "not_responding", "1", "warning"),
        ({"not_responding": Limit(1, 1)}, "not_responding", "1", "critical"),
        ({}, "not_responding", "1", "alarm"),
        ({"abandon_rate": Limit(0.1, 0.2)}, "abandon_rate", "20.0%", "critical"),
        ({"abandon_rate": Limit(0.1, 0.3)}, "abandon_rate", "20.0%", "warning"),
        ({}, "abandon_rate", "20.0%", "plain"),
        ({"service": Limit(0.7, 0.6)}, "service", "40%", "critical"),
        ({}, "service", "40%", "warning"),
    ],
)
def test_a_figure_past_its_limit_stands_out_in_its_cell(
    limits: dict[str, Limit], key: str, text: str, tone: str
) -> None:
    found = standing(BAD_DAY, watchlist=only(**limits))
    drawn = CELLS[key](Cell(found, UNICODE, 11, fresh=False, shown=set()))
    assert {part.tone for part in drawn if part.text.strip() == text} == {tone}


def test_a_figure_past_its_limit_stands_out_on_its_tile() -> None:
    found = standing(BAD_DAY, watchlist=only(service=Limit(0.7, 0.6), abandon_rate=Limit(0.1, 0.5)))
    small = {title: tone for title, _, tone in tile(found, BAD_DAY.today, NOW).small}
    assert (small["service"], small["abandoned"]) == ("critical", "warning")


def test_a_limit_that_is_set_on_what_the_day_tells_needs_the_day() -> None:
    limits = only(service=Limit(0.7, 0.6))
    assert standing(BAD_DAY, watchlist=limits).severity == "critical"
    # Told too long ago, it is not known any more.
    old = replace(BAD_DAY, today=Today("yew", NOW - 400, NOW - 3600, {}))
    assert standing(old, watchlist=limits).severity == "unknown"
    assert standing(old, watchlist=only()).severity == "ok"


def test_a_day_that_is_told_anew_is_judged_anew() -> None:
    limits = only(service=Limit(0.7, 0.6))
    before = standings(snapshot(BAD_DAY), limits, NOW, RULE)
    good = replace(BAD_DAY, today=Today("yew", NOW, NOW - 3600, {}))
    assert [one.severity for one in standings(snapshot(good), limits, NOW, RULE, before)] == ["ok"]


def test_the_last_answer_and_who_waits_are_judged_together() -> None:
    queue = replace(state("Yew", reading("yew", waiting=1, wait=5)), last_answer=NOW - 55)
    limits = only(unanswered=Limit(60, 120))
    rows: tuple[Standing, ...] = ()
    found = []
    for later in (0, 4, 5, 8):
        rows = standings(snapshot(queue), limits, NOW + later, RULE, rows)
        found.append(rows[0].severity)
    assert found == ["ok", "ok", "warning", "warning"]


def test_estimated_waits_are_judged_where_the_queue_is_open() -> None:
    queue = state("Yew", reading("yew"))
    limits = only(estimated_wait=Limit(60, 120))
    told = Told(Estimates("yew", NOW - 10, (Estimate("voice", 90.0),)))
    opened = replace(snapshot(queue), opened=Opened("yew", estimates=told))
    before = standings(snapshot(queue), limits, NOW, RULE)
    shown = standings(opened, limits, NOW, RULE, before)
    assert [one.severity for one in (*before, *shown)] == ["ok", "warning"]
    closed = standings(snapshot(queue), limits, NOW, RULE, shown)
    assert [one.severity for one in closed] == ["ok"]
    other = replace(snapshot(queue), opened=Opened("fir", estimates=Told(replace(told.value, queue_id="fir"))))  # type: ignore[type-var]  # fmt: skip
    assert standings(other, limits, NOW, RULE)[0].severity == "ok"
    old = replace(told, value=Estimates("yew", NOW - 121, (Estimate("voice", 90.0),)))
    aged = replace(snapshot(queue), opened=Opened("yew", estimates=old))
    assert standings(aged, limits, NOW, RULE)[0].severity == "ok"


def test_json_tells_shares_exactly_and_what_has_no_end_as_null() -> None:
    queue = with_day(voice=MediaToday(offered=1000, abandoned=126))
    queue = replace(queue, reading=reading("yew", waiting=4, wait=5, available=0))
    limits = only(abandon_rate=Limit(0.05, 0.125), per_available=Limit(2, 3))
    (told,) = json.loads(render_json(snapshot(queue), limits, RULE))["queues"]
    assert told["breaches"] == [
        {"figure": "per_available", "level": "critical", "value": None, "limit": 3, "media": None},
        {
            "figure": "abandon_rate",
            "level": "critical",
            "value": 0.126,
            "limit": 0.125,
            "media": None,
        },
    ]


# --- which rule ---

RULED = Watchlist(
    rules=(
        QueueRule(name="Sales*"),
        QueueRule(
            name="Claims*",
            limits=LimitOverrides(
                available=Limit(1, 0),
                media=(MediaLimits("voice", LimitOverrides(longest_wait=Limit(30, 60))),),
            ),
        ),
    ),
    limits=Limits(waiting=Limit(3, 7)),
)


def ruled(watchlist: Watchlist) -> Standing:
    (only_one,) = standings(snapshot(busy().standing.state), watchlist, NOW, RULE)
    return only_one


def test_the_rule_is_told_beside_each_breach() -> None:
    scene = replace(busy(), standing=ruled(RULED), watchlist=RULED)
    said = " ".join(text_of(line) for line in breach_rules(scene, 400))
    assert said == (
        "▲ voice longest wait 1:00: [[queues]] entry 2 (Claims*), media.voice"
        " · ▲ waiting 7: [limits] · ▲ available 0: [[queues]] entry 2 (Claims*)"
    )
    # A goal is told with what it says.
    plain = replace(busy(), standing=ruled(Watchlist()))
    said = " ".join(text_of(line) for line in breach_rules(plain, 400))
    assert said.startswith(
        "▲ voice longest wait 0:20: goal of voice: 80 % in 20 s · ▲ waiting 10: "
    )
    assert "built in" in said


def test_a_warning_is_told_with_its_own_share_of_the_goal() -> None:
    shares = Limit(0.5, 100, warn_of_goal=True, critical_of_goal=True)
    watchlist = Watchlist(limits=Limits(longest_wait=shares))
    scene = replace(busy(), standing=ruled(watchlist), watchlist=watchlist)
    said = " ".join(text_of(line) for line in breach_rules(scene, 400))
    assert "! voice longest wait 0:10: [limits], 50 % of the goal: 80 % in 20 s" in said


@pytest.mark.parametrize(("width", "height"), [(80, 20), (80, 40), (120, 38), (300, 90)])
def test_the_rule_stands_on_the_page_of_the_queue(width: int, height: int) -> None:
    scene = replace(busy(), standing=ruled(RULED), watchlist=RULED)
    page = [text_of(line) for line in queue_page(scene, width, height)]
    assert any("[[queues]] entry 2 (Claims*)" in line for line in page)
    assert max(map(len, page)) <= width


def test_a_calm_page_tells_the_rule_and_no_number() -> None:
    scene = replace(busy(), standing=ruled(RULED), watchlist=RULED, calm=True)
    said = text_of(breach_rules(scene, 400)[0])
    assert said.startswith("▲ voice longest wait: [[queues]] entry 2")
    assert "waiting: [limits]" in said


def test_an_old_breach_has_no_colour() -> None:
    scene = replace(busy(), standing=replace(ruled(RULED), freshness="late"), watchlist=RULED)
    tones = {part.tone for line in breach_rules(scene, 400) for part in line}
    assert tones <= {"late", "dim"}


def test_the_headline_tells_every_figure() -> None:
    limits = only(on_queue=Limit(12, 9), not_responding=Limit(1, 2), service=Limit(0.9, 0.8)).limits
    own = Watchlist(limits=limits)
    scene = replace(busy(), standing=ruled(own), watchlist=own)
    said = " ".join(text_of(line) for line in headline(scene, 400))
    assert "9 on queue, limit 9" in said
    assert "2 not responding, limit 2" in said
    assert "voice service level 68%, limit 80%" in said
    # What is said as a breach is not said once more.
    assert "do not respond" not in said
    assert "under its goal" not in said
    service = next(big for big in big_figures(scene) if "SERVICE" in big.title)
    assert service.tone == "alarm"


def test_a_limit_of_one_medium_is_no_goal() -> None:
    queue = state("Yew", reading("yew", waiting=1, wait=70))
    goals = {"voice": Goal(0.8, 20.0)}
    queue = replace(queue, queue=replace(queue.queue, goals=goals))
    own = LimitOverrides(media=(MediaLimits("voice", LimitOverrides(longest_wait=Limit(30, 60))),))
    watchlist = Watchlist(limits=own.over(Limits()))
    (found,) = standings(snapshot(queue), watchlist, NOW, RULE)
    scene = replace(busy(), standing=found, watchlist=watchlist)
    assert "0:10 over the limit of 1:00" in text_of(headline(scene, 200)[0])
    longest = next(big for big in big_figures(scene) if "LONGEST" in big.title)
    assert longest.target == "limit 1:00"
