"""A queue outside of its opening hours: dim, never red, counted apart, last in the list."""

import json
from datetime import UTC

import pytest
from msgspec.structs import replace

from queuetui.domain.hours import Hours, Span
from queuetui.domain.limits import NO_LIMITS, Limits
from queuetui.domain.readings import AgentCounts, MediaReading, Reading
from queuetui.domain.snapshot import QueueState, Snapshot
from queuetui.domain.watchlist import GroupRule, QueueRule, Watchlist
from queuetui.outputs.once import render_csv, render_table
from queuetui.outputs.once_json import render_json
from queuetui.view.cells import CELLS, Cell
from queuetui.view.columns import COLUMNS
from queuetui.view.filter import matching
from queuetui.view.glyphs import UNICODE
from queuetui.view.overview import summary_line
from queuetui.view.queue_figures import big_figures
from queuetui.view.queue_headline import breach_rules, headline, name_line
from queuetui.view.queue_media import media_table
from queuetui.view.queue_page import queue_page
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import text_of
from queuetui.view.sorting import ordered
from queuetui.view.standing import Standing, standings, summary
from queuetui.view.transitions import Transitions, track
from queuetui.view.wall_tile import tile
from queuetui.view.words import why
from tests.view.queue_samples import busy
from tests.view.samples import BOARD, NOW, RULE, reading, snapshot, state

# NOW is a Monday, 09:15:04 in UTC.
LATER = Hours("UTC", ((Span(600, 1080),),) * 5 + ((), ()))
BURNING = state("Yew", reading("yew", waiting=20, wait=400, available=0))
SHUT = Watchlist(hours=LATER)
LOUD = {"critical", "alarm", "warning", "fresh", "strong"}


def seen(watchlist: Watchlist = SHUT, now: float = NOW, queue: QueueState = BURNING) -> Standing:
    (only,) = standings(snapshot(queue), watchlist, now, RULE)
    return only


@pytest.mark.parametrize(
    ("watchlist", "severity"),
    [
        (Watchlist(), "critical"),
        (SHUT, "closed"),
        (Watchlist((QueueRule(name="Yew", hours=LATER),)), "closed"),
        (
            Watchlist((QueueRule(name="Yew", group="A"),), groups={"A": GroupRule(hours=LATER)}),
            "closed",
        ),
        (
            Watchlist(
                (QueueRule(name="Yew", hours=Hours("UTC", ((Span(0, 1440),),) * 7)),), hours=LATER
            ),
            "critical",
        ),
    ],
)
def test_outside_its_hours_a_queue_is_closed(watchlist: Watchlist, severity: str) -> None:
    assert seen(watchlist).severity == severity


def test_it_opens_and_closes_at_the_minute_whatever_was_remembered() -> None:
    opening = NOW - 904 + 3600
    queue = QueueState(BURNING.queue, reading("yew", waiting=20, wait=400, age=-2696))
    before: tuple[Standing, ...] = ()
    found = []
    for now in (opening - 1, opening, opening + 8 * 3600 - 1, opening + 8 * 3600):
        at = replace(queue, reading=queue.reading and queue.reading.redated(now - opening))
        before = standings(snapshot(at), SHUT, now, RULE, before)
        found.append(before[0].severity)
    assert found == ["closed", "critical", "critical", "closed"]
    # Also where nothing else has changed and nobody waits.
    calm = snapshot(state("Yew", reading("yew", age=-2696)))
    first = standings(calm, SHUT, opening - 1, RULE)
    assert [one.severity for one in first] == ["closed"]
    then = standings(calm, SHUT, opening, RULE, first)
    assert [one.severity for one in then] == ["ok"]
    assert then == standings(calm, SHUT, opening, RULE)
    assert standings(calm, SHUT, opening - 1, RULE, then) == first


def test_it_has_no_limits_and_its_wait_is_told() -> None:
    found = seen()
    assert (found.breaches, found.limits) == ((), NO_LIMITS)
    assert (found.waiting, found.longest_wait) == (20, 400)
    assert why(found, 80) == ""
    assert seen(Watchlist()).limits == Limits()


@pytest.mark.parametrize("told", [None, reading("yew", waiting=2, wait=3, age=500)])
def test_that_it_is_closed_is_known_without_data(told: Reading | None) -> None:
    found = seen(queue=state("Yew", told))
    assert found.severity == "closed"
    assert found.waiting is None


def test_nothing_on_its_line_is_loud() -> None:
    found = seen()
    shown = {column.key for column in COLUMNS}
    for key in shown:
        cell = CELLS[key](Cell(found, UNICODE, 20, fresh=True, shown=shown))
        assert {segment.tone for segment in cell} <= {"dim", "plain", "closed", "unknown"}, key
    badge = CELLS["severity"](Cell(found, UNICODE, 20, fresh=True, shown=shown))
    assert text_of(badge) == "≡ closed"
    assert [segment.tone for segment in badge] == ["closed"]
    for key in ("waiting", "longest", "available", "name", "media"):
        cell = CELLS[key](Cell(found, UNICODE, 20, fresh=True, shown=shown))
        drawn = {segment.tone for segment in cell if segment.text.strip()}
        assert "dim" in drawn, key
        assert not drawn & LOUD


def test_nothing_on_its_tile_is_loud() -> None:
    found = tile(seen(), None, NOW, fresh=True)
    assert (found.severity_word, found.fresh) == ("closed", False)
    assert (found.waiting, found.longest, found.limit) == ("20", "6:40", "")
    assert found.waiting_tone == found.longest_tone == "dim"
    assert not {tone for _, _, tone in found.small} & LOUD


def a_day() -> Scene:
    """The busiest of all queues, closed."""
    scene = busy()
    (only,) = standings(snapshot(scene.standing.state), SHUT, NOW, RULE)
    return replace(scene, standing=only, watchlist=SHUT)


def test_the_opened_queue_says_when_it_opens() -> None:
    scene = a_day()
    assert text_of(name_line(scene, 80)).startswith("≡ closed")
    assert [text_of(line) for line in headline(scene, 80)] == ["Closed: opens at 10:00, in 44:56."]
    assert breach_rules(scene, 80) == []
    assert not {big.tone for big in big_figures(scene)} & LOUD
    drawn = media_table(scene, 120)
    assert not {part.tone for line in drawn[2:] for part in line} & LOUD


def test_its_page_is_drawn_in_every_size() -> None:
    for width, height in ((80, 20), (120, 38), (200, 56), (300, 90)):
        page = queue_page(a_day(), width, height)
        assert any("Closed: opens at 10:00" in text_of(line) for line in page)
        tones = {part.tone for line in page[:6] for part in line if part.text.strip()}
        assert "closed" in tones
        assert not tones & (LOUD - {"strong"})


def test_it_comes_last_worst_first_and_best_first() -> None:
    half = Watchlist((QueueRule(name="Support", hours=LATER),))
    rows = standings(BOARD, half, NOW, RULE)
    for order in ("severity", "-severity"):
        assert ordered(rows, order)[-1].label == "Support"
    assert ordered(rows, "waiting")[0].label == "Support"
    assert [one.label for one in matching(rows, "severity:closed").rows] == ["Support"]


def test_the_summary_counts_it_where_there_is_one() -> None:
    half = Watchlist((QueueRule(name="Support", hours=LATER),))
    counted = summary(standings(BOARD, half, NOW, RULE))
    assert counted.by_severity["closed"] == 1
    assert "≡ 1 closed" in text_of(summary_line(counted, 100))
    # What waits in it, waits.
    assert counted.waiting == 18
    none = summary(standings(BOARD, Watchlist(), NOW, RULE))
    assert "closed" not in text_of(summary_line(none, 100))


def test_once_tells_it_in_every_form() -> None:
    shot: Snapshot = snapshot(BURNING)
    table = render_table(shot, SHUT, RULE, zone=UTC)
    assert "≡ closed" in table
    assert "▲ BREACH" not in table
    (queue,) = json.loads(render_json(shot, SHUT, RULE))["queues"]
    assert (queue["severity"], queue["breaches"]) == ("closed", [])
    assert (queue["waiting"], queue["longest_wait"]) == (20, 400)
    assert queue["media"]["voice"]["limit"] is None
    assert render_csv(shot, SHUT, RULE).splitlines()[1].split(",")[3] == "closed"
    (frozen,) = json.loads(render_json(snapshot(state("Yew", None)), SHUT, RULE))["queues"]
    assert (frozen["severity"], frozen["waiting"]) == ("closed", None)


def test_opening_into_a_breach_is_entering_it() -> None:
    shut = track(Transitions(), [seen()], 0.0)
    assert shut.entered == {}
    opened = track(shut, [seen(Watchlist())], 1.0)
    assert opened.entered == {"yew": 1.0}
    assert track(opened, [seen()], 2.0).entered == {}


def test_an_empty_medium_of_a_closed_queue_hides_nothing() -> None:
    quiet = Reading("yew", NOW, {"voice": MediaReading()}, AgentCounts())
    assert seen(queue=state("Yew", quiet)).severity == "closed"
