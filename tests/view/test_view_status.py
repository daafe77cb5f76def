"""The status bar and the banners never let old data look alive."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from queuetui.domain.freshness import StalenessRule
from queuetui.domain.gaps import Gap
from queuetui.domain.snapshot import Health, HealthState, Snapshot
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs
from queuetui.view.segments import text_of
from queuetui.view.status import banner, paused_banner, recovered, seen, status_bar, unheard
from tests.view.samples import LIVE, NOW, RULE, reading, snapshot, state

STATES: tuple[HealthState, ...] = ("starting", "live", "late", "frozen", "down")
LATE = Health("late", reason="answers take long", next_try=NOW + 1, last_good=NOW - 12)
FROZEN = Health("frozen", reason="rate limited", next_try=NOW + 12, last_good=NOW - 42)
DOWN = Health(
    "down",
    reason="host not found",
    advice="Try it.",
    next_try=NOW + 75,
    last_good=NOW - 42,
)
REFUSED = Health(
    "down",
    reason="wrong client secret",
    advice="Put the right one into .env.",
    since=NOW - 5,
    next_try=NOW + 12,
)
STARTING = Health("starting", since=NOW - 1)


def of(health: Health, age: float | None = 3, organisation: str | None = "Contoso") -> Snapshot:
    """One queue whose reading is so many seconds old; ``None``: it never had one."""
    told = None if age is None else reading("a", age=age)
    return snapshot(state("A", told), health=health, organisation=organisation)


def bar(shown: Snapshot, width: int, now: float = NOW) -> str:
    return text_of(status_bar(shown, now, UTC, width))


@pytest.mark.parametrize(
    ("shown", "width", "text"),
    [
        (
            of(LIVE),
            80,
            " Contoso · ● live · data  3s old · next poll  2s                       09:15:04 ",
        ),
        (of(LIVE), 56, " Contoso · ● live · data  3s old               09:15:04 "),
        (of(LIVE), 40, " ● live · data  3s old         09:15:04 "),
        (of(LIVE), 24, " ● live · data  3s old  "),
        (of(LIVE), 10, " ● live   "),
        (of(LIVE), 4, "● l…"),
        (
            of(LIVE, organisation=None),
            80,
            " api.mypurecloud.ie · ● live · data  3s old · next poll  2s            09:15:04 ",
        ),
        (
            of(LATE, 12),
            80,
            " Contoso · ◐ late · answers take long · data 12s old · next poll  1s   09:15:04 ",
        ),
        (
            of(DOWN, 42),
            80,
            " Contoso · ✕ down · host not found · data 42s old · next try in 1:15   09:15:04 ",
        ),
        (of(DOWN, 42), 60, " ✕ down · host not found · next try in 1:15        09:15:04 "),
        (of(DOWN, 42), 50, " ✕ down · host not… · next try in 1:15   09:15:04 "),
        (of(DOWN, 42), 40, " ✕ down · next try in 1:15     09:15:04 "),
        (of(DOWN, 42), 30, " ✕ down · next try in 1:15    "),
        (of(DOWN, 42), 20, " ✕ down             "),
        (
            of(REFUSED, None),
            80,
            " Contoso · ✕ down 0:05 · wrong client secret · next try in 0:12        09:15:04 ",
        ),
        (of(STARTING, None), 50, " Contoso · … starting · no data yet      09:15:04 "),
        (unheard(NOW - 5, 5.0), 34, " … starting · no data yet           "),
        (unheard(NOW - 5, 5.0), 40, " … starting · no data yet      09:15:04 "),
    ],
)
def test_status_bar(shown: Snapshot, width: int, text: str) -> None:
    assert bar(shown, width) == text.ljust(width)[:width]


def test_status_bar_while_a_call_is_under_way_or_overdue() -> None:
    asking = of(Health("live", next_try=None))
    assert "asking now" in bar(asking, 80)
    assert "next poll  0s" in bar(of(LIVE), 80, NOW + 2)
    assert "next poll overdue" in bar(of(LIVE), 80, NOW + 15)


def test_an_interval_longer_than_was_asked_for_is_told() -> None:
    kept = structs.replace(of(LIVE), interval=8.3, stretched=True)
    assert "next poll  2s, every 8s" in bar(kept, 100, NOW)
    assert "every" not in bar(of(LIVE), 100, NOW)


def test_a_live_feed_keeps_its_partial_troubles_out_of_the_bar() -> None:
    assert "odd" not in bar(of(Health("live", reason="odd")), 120)
    assert seen(of(Health("live", reason="odd")), NOW, RULE).reason == "odd"


def test_a_sign_of_life_stands_beside_the_clock() -> None:
    assert text_of(status_bar(of(LIVE), NOW, UTC, 80, mark="*")).endswith("* 09:15:04 ")


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_every_state_of_the_feed_has_its_own_sign(glyphs: Glyphs) -> None:
    signs = {glyphs.health(health) for health in STATES}
    assert len(signs) == 5
    assert {cells(sign) for sign in signs} == {1}


@pytest.mark.parametrize(
    ("later", "state_then", "reason"),
    [
        (0, "live", None),
        (7, "live", None),
        (8, "late", "no new data"),
        (27, "late", "no new data"),
        (28, "frozen", "no new data"),
        (9_999_999, "frozen", "no new data"),
    ],
)
def test_a_feed_that_died_without_a_word_does_not_look_alive(
    later: float, state_then: HealthState, reason: str | None
) -> None:
    then = seen(of(LIVE, 3), NOW + later, RULE)
    assert (then.state, then.reason) == (state_then, reason)


def test_figures_from_the_future_do_not_look_alive() -> None:
    dead = seen(of(LIVE, -3_600), NOW, RULE)
    assert (dead.state, dead.age) == ("frozen", 0.0)
    assert "DATA FROZEN" in text_of(banner(of(LIVE, -3_600), NOW, 110) or ())


def test_one_reading_from_the_future_does_not_speak_for_the_others() -> None:
    board = snapshot(state("A", reading("a", age=-3_600)), state("B", reading("b", age=3)))
    assert (seen(board, NOW, RULE).state, seen(board, NOW, RULE).age) == ("live", 3)
    assert (seen(board, NOW + 60, RULE).state, seen(board, NOW + 60, RULE).age) == ("frozen", 63)


@pytest.mark.parametrize("state_now", STATES)
def test_the_view_never_says_better_than_the_feed(state_now: HealthState) -> None:
    order = ("live", "starting", "late", "frozen", "down")
    for age in (0, 12, 45):
        then = seen(of(Health(state_now), age), NOW, RULE)
        assert order.index(then.state) >= order.index(state_now)


def test_a_start_without_any_answer_is_down_at_last() -> None:
    starting = of(STARTING, None)
    assert seen(starting, NOW + 29, RULE).state == "starting"
    assert seen(starting, NOW + 29.5, RULE).state == "down"
    assert banner(starting, NOW + 29, 80) is None
    said = banner(starting, NOW + 40, 80)
    assert said is not None
    assert text_of(said).startswith(" ✕ DOWN 0:41 · no answer yet, asking now ")
    assert bar(starting, 80, NOW + 40).startswith(
        " Contoso · ✕ down 0:41 · no answer yet · asking now "
    )


def test_a_feed_that_never_said_a_word_is_down_at_last() -> None:
    silent = unheard(NOW - 10, 5.0)
    assert not silent.listed
    assert banner(silent, NOW + 20, 80) is None
    assert bar(silent, 80, NOW + 20).startswith(" … starting · no data yet ")
    said = banner(silent, NOW + 21, 80)
    assert said is not None
    assert text_of(said).startswith(" ✕ DOWN 0:31 · no answer yet, asking now ")
    assert bar(silent, 80, NOW + 21).startswith(" ✕ down 0:31 · no answer yet · asking now ")
    # With a longer interval one is patient for longer.
    assert banner(structs.replace(silent, interval=20.0), NOW + 69, 80) is None


def test_how_long_nothing_came_is_counted_from_the_boards_start() -> None:
    """The feed's *down* begins anew with its first failure; the waiting does not."""
    failed = of(Health("down", reason="x", since=NOW - 1), None)
    assert seen(failed, NOW, RULE, NOW - 40).waited == 40
    # Before the first answer the feed knew this machine's clock only, which was an hour behind.
    wrong = structs.replace(of(Health("starting", since=NOW - 3_600), None), skew=3_600.0)
    assert seen(wrong, NOW, RULE, NOW - 5).state == "starting"
    right = structs.replace(wrong, skew=0.0)
    assert seen(right, NOW, RULE, NOW - 5).state == "down"


@pytest.mark.parametrize("health", [LIVE, LATE, STARTING])
def test_no_banner_while_figures_may_be_believed(health: Health) -> None:
    assert banner(of(health, 3), NOW, 80, zone=UTC) is None


@pytest.mark.parametrize(
    ("shown", "width", "text"),
    [
        (
            of(FROZEN, 42),
            80,
            " ○ DATA FROZEN 0:42 · last good 09:14:22 · rate limited, next try in 0:12",
        ),
        (
            of(LIVE, 42),
            80,
            " ○ DATA FROZEN 0:42 · last good 09:14:22 · no new data, next try in 0:02",
        ),
        (
            of(DOWN, 42),
            110,
            " ✕ DATA FROZEN 0:42 · last good 09:14:22 · host not found, next try in 1:15 · Try it.",
        ),
        (
            of(DOWN, 42),
            72,
            " ✕ DATA FROZEN 0:42 · last good 09:14:22 · host not…, next try in 1:15",
        ),
        (of(DOWN, 42), 60, " ✕ DATA FROZEN 0:42 · last good 09:14:22 · next try in 1:15"),
        (of(DOWN, 42), 56, " ✕ DATA FROZEN 0:42 · host not found, next try in 1:15"),
        (of(DOWN, 42), 40, " ✕ DATA FROZEN 0:42 · next try in 1:15"),
        (of(DOWN, 42), 34, " ✕ DATA FROZEN 0:42"),
        (of(DOWN, 42), 12, " ✕ DATA FRO…"),
        (
            of(DOWN, 3),
            80,
            " ✕ NO NEW DATA 0:03 · last good 09:15:01 · host not found, next try in 1:15",
        ),
        (
            of(REFUSED, None),
            90,
            " ✕ DOWN 0:05 · wrong client secret, next try in 0:12 · Put the right one into .env.",
        ),
        (of(REFUSED, None), 60, " ✕ DOWN 0:05 · wrong client secret, next try in 0:12"),
    ],
)
def test_banner(shown: Snapshot, width: int, text: str) -> None:
    line = banner(shown, NOW, width, zone=UTC)
    assert line is not None
    assert text_of(line) == text.ljust(width)


def test_banner_counts_the_age_up_and_the_next_try_down() -> None:
    texts = [banner(of(FROZEN, 42), NOW + later, 80, zone=UTC) for later in (0, 1)]
    first, second = (text_of(line or ()) for line in texts)
    assert "FROZEN 0:42" in first
    assert "in 0:12" in first
    assert "FROZEN 0:43" in second
    assert "in 0:11" in second


def test_without_any_reading_the_last_good_answer_counts() -> None:
    unanswered = of(Health("live", last_good=NOW - 3, next_try=NOW + 2), None)
    assert seen(unanswered, NOW, RULE).age == 3
    assert seen(unanswered, NOW + 40, RULE).state == "frozen"


def test_the_frozen_age_can_be_set() -> None:
    patient = StalenessRule(late_after=60, frozen_after=120)
    assert banner(of(LIVE, 100), NOW, 80, staleness=patient) is None
    assert banner(of(LIVE, 121), NOW, 80, staleness=patient) is not None


def test_reasons_from_outside_cannot_drive_the_terminal() -> None:
    nasty = of(Health("down", reason="bad\x1b[2J\ngateway", next_try=NOW + 5), 3)
    for line in (banner(nasty, NOW, 120, zone=UTC), status_bar(nasty, NOW, UTC, 120)):
        assert line is not None
        assert "bad[2J gateway" in text_of(line)


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (80, " PAUSED 1:15 · what you see is old, the feed goes on · space to go on"),
        (40, " PAUSED 1:15 · space to go on"),
        (14, " PAUSED 1:15"),
        (8, " PAUSED…"),
    ],
)
def test_paused_banner(width: int, text: str) -> None:
    assert text_of(paused_banner(75.9, width)) == text.ljust(width)


def test_recovered_says_how_long_the_gap_was_and_why() -> None:
    gap = Gap(NOW - 75, NOW, "host not found.")
    assert recovered(gap) == "data is back after a gap of 1:15: host not found"
    assert recovered(structs.replace(gap, first=True)) == "first data after 1:15: host not found"


@given(
    st.sampled_from(STATES),
    st.text(max_size=60),
    st.text(max_size=40),
    st.none() | st.floats(-5, 1e6),
    st.none() | st.floats(-1e6, 1e6),
    st.integers(0, 300),
)
def test_bars_have_their_width_whatever_they_say(  # one argument per thing shown
    health: HealthState,
    reason: str,
    organisation: str,
    age: float | None,
    next_in: float | None,
    width: int,
) -> None:
    next_try = None if next_in is None else NOW + next_in
    shown = of(Health(health, reason=reason, next_try=next_try), age, organisation)
    assert cells(bar(shown, width)) == width
    line = banner(shown, NOW, width, zone=UTC)
    assert line is None or cells(text_of(line)) == width
