"""What is new in the cells of a queue's line: its day so far, its media, agents who are lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.limits import Limit, LimitOverrides
from queuetui.domain.readings import Reading
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.columns import TODAY, fit
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs
from queuetui.view.line import header, line
from queuetui.view.segments import Segments, Tone, text_of
from queuetui.view.standing import Standing
from tests.view.board_samples import calls, day, queue, waiting_in
from tests.view.samples import NOW, reading, standing


def cell(one: Standing, key: str, glyphs: Glyphs = UNICODE) -> Segments:
    """One cell with exactly the cells of its column."""
    placed = fit(60, wanted=("severity", "name", key), gutter=0)
    spot = placed[-1]
    assert spot.column.key == key
    drawn = line(one, (replace(spot, start=0),), spot.width, glyphs=glyphs, now=NOW).segments
    assert sum(cells(segment.text) for segment in drawn) == spot.width
    return drawn


def said(today: Today | None, key: str, glyphs: Glyphs = UNICODE) -> str:
    """What a cell about the day says, without the blanks around it."""
    return text_of(cell(standing(queue("A", reading(), today=today)), key, glyphs)).strip()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("offered", "100"),
        ("answered", "90"),
        ("abandoned", "8"),
        ("abandon_rate", "8.0%"),
        ("short_abandoned", "2"),
        ("flowed_out", "1"),
        ("over_sla", "7"),
        ("service", "82%/80"),
        ("asa", "0:23"),
        ("aht", "5:01"),
    ],
)
def test_figures_of_the_day(key: str, text: str) -> None:
    assert said(day(voice=calls()), key) == text
    assert key in TODAY


@pytest.mark.parametrize("key", sorted(TODAY))
def test_unknown_none_and_some_look_different(key: str) -> None:
    """Also a day that is told no more counts as unknown, and is never 0 %, 100 % or 0."""
    unknown, quiet, busy = said(None, key), said(day(), key), said(day(voice=calls()), key)
    assert unknown == said(day(voice=calls(), age=301), key) == "–"
    assert said(day(voice=calls(), age=300), key) == busy
    assert len({unknown, quiet, busy}) == 3
    assert "%" not in quiet
    assert ":" not in quiet
    assert said(None, key, ASCII) == "-"
    assert said(day(), key, ASCII).isascii()


def test_what_a_medium_does_not_tell_is_unknown() -> None:
    silent = replace(calls(), answer_seconds=None, abandoned=None, service=None)
    for key in ("abandoned", "abandon_rate", "asa", "service"):
        assert said(day(voice=silent), key) == "–"
    assert said(day(voice=silent), "offered") == "100"


@pytest.mark.parametrize(
    ("served", "counted", "target", "text", "tone"),
    [
        (799, 1000, 0.8, " 79%/80 ", "warning"),
        (800, 1000, 0.8, " 80%/80 ", "plain"),
        (57, 100, 0.57, " 57%/57 ", "plain"),
        (999, 1000, 0.8, " 99%/80 ", "plain"),
        (1000, 1000, 0.8, "100%/80 ", "plain"),
        (0, 1000, 0.8, "  0%/80 ", "warning"),
        (999, 1000, 1.0, " 99%/100", "warning"),
        (82, 100, None, " 82%    ", "plain"),
        (0, 0, 0.8, "none    ", "dim"),
    ],
)
def test_a_service_level_stands_beside_its_goal(
    served: float, counted: float, target: float | None, text: str, tone: Tone
) -> None:
    """Rounded down, so that it is never shown at a goal that it has not reached."""
    one = standing(
        queue("A", reading(), today=day(voice=calls(served=served, counted=counted, target=target)))
    )
    drawn = cell(one, "service")
    assert text_of(drawn) == text
    first = next(segment for segment in drawn if segment.text.strip())
    assert first.tone == tone
    # An underline under the blank before it would look like a longer number.
    assert tone != "warning" or not first.text.startswith(" ")


@pytest.mark.parametrize(
    ("offered", "abandoned", "text"),
    [(100, 0, "0.0%"), (7, 1, "14.3%"), (1, 1, "100%"), (2, 5, "250%"), (1, 1000, ">999%")],
)
def test_more_may_give_up_in_a_day_than_came(offered: int, abandoned: int, text: str) -> None:
    assert said(day(voice=calls(offered, 0, abandoned)), "abandon_rate") == text


def test_shares_stand_under_one_another() -> None:
    ends = set()
    for served in (5, 82, 100):
        one = standing(queue("A", reading(), today=day(voice=calls(served=served))))
        ends.add(text_of(cell(one, "service")).index("%"))
    assert len(ends) == 1


def test_media_are_added_and_never_averaged() -> None:
    both = day(
        voice=calls(100, 90, 10, served=50, counted=100),
        email=calls(10, 10, 0, served=10, counted=10),
    )
    assert said(both, "service") == "54%/80"
    assert said(both, "abandon_rate") == "9.1%"
    other = replace(both, media={**both.media, "email": calls(10, 10, 0, served=10, target=0.9)})
    assert said(other, "service") == "54%"


def test_the_day_of_a_line_that_is_not_believed_alarms_nobody() -> None:
    low = day(voice=calls(served=10))
    assert any(
        s.tone == "warning" for s in cell(standing(queue("A", reading(), today=low)), "service")
    )
    frozen = standing(queue("A", reading(age=45), today=low))
    assert text_of(cell(frozen, "service")).strip() == "10%/80"
    assert {s.tone for s in cell(frozen, "service")} <= {"plain", "dim"}


@given(
    st.sampled_from(sorted(TODAY)),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
    st.floats(0, 1e9),
    st.none() | st.floats(0, 1),
)
def test_figures_of_the_day_never_leave_their_column(
    key: str,
    offered: int,
    answered: int,
    abandoned: int | None,
    seconds: float,
    target: float | None,
) -> None:
    one = MediaToday(
        offered=offered,
        answered=answered,
        abandoned=abandoned,
        short_abandoned=offered,
        flowed_out=answered,
        over_sla=offered,
        answer_seconds=seconds,
        handled=answered,
        handle_seconds=seconds,
        service=ServiceLevel(min(offered, answered), offered, target),
    )
    # The width is checked in there.
    cell(standing(queue("A", reading(), today=day(voice=one))), key)


def test_media_stand_in_five_places_under_their_titles() -> None:
    media = {"voice": 3, "chat": 0, "email": 12, "callback": 2, "message": 1_250}
    full = standing(queue("A", waiting_in(media)))
    assert text_of(cell(full, "media")) == "  3   ·  12   2  1k"
    placed = fit(60, wanted=("severity", "name", "media"), gutter=0)
    assert text_of(header(placed, 60)).rstrip().endswith("VOI CHT EML CBK MSG")


def test_a_medium_that_is_not_told_of_is_neither_nothing_nor_unknown() -> None:
    some = standing(queue("A", waiting_in({"callback": 4, "chat": None, "email": 0})))
    assert text_of(cell(some, "media")) == "      –   ·   4    "
    assert text_of(cell(some, "media", ASCII)) == "      -   .   4    "
    frozen = standing(queue("A", waiting_in({"callback": 4}, age=45)))
    assert text_of(cell(frozen, "media")).strip() == "–"


@given(st.dictionaries(st.sampled_from(["voice", "callback"]), st.integers(1, 999)))
def test_callbacks_are_never_among_the_calls(counts: dict[str, int]) -> None:
    text = text_of(cell(standing(queue("A", waiting_in(counts))), "media"))
    assert text[0:3].strip() == str(counts.get("voice", ""))
    assert text[12:15].strip() == str(counts.get("callback", ""))


def test_the_medium_whose_wait_is_past_its_limit_stands_out() -> None:
    told = waiting_in({"voice": 3, "email": 2})
    late_mail = replace(
        told,
        media={**told.media, "email": replace(told.media["email"], oldest_since=NOW - 600)},
    )
    drawn = cell(standing(queue("A", late_mail)), "media")
    tones = {segment.text.strip(): segment.tone for segment in drawn if segment.text.strip()}
    assert tones == {"3": "plain", "2": "alarm"}


def lost(count: int, age: float = 0.0) -> Reading:
    told = reading(age=age)
    return replace(told, agents=replace(told.agents, not_responding=count))


def test_agents_who_do_not_respond_are_a_red_of_their_own() -> None:
    def tone(told: Reading) -> Tone:
        (segment,) = (
            s for s in cell(standing(queue("A", told)), "not_responding") if s.text.strip()
        )
        return segment.tone

    assert tone(lost(2)) == "alarm"
    assert tone(lost(0)) == "dim"
    assert tone(lost(2, age=12)) == "late"
    assert text_of(cell(standing(queue("A", lost(2, age=45))), "not_responding")).strip() == "– (2)"


def test_where_nothing_is_the_line_is_quiet_unless_that_is_a_breach() -> None:
    calm = standing(queue("A", reading(waiting=0)))
    assert {s.tone for s in cell(calm, "waiting") if s.text.strip()} == {"dim"}
    assert {s.tone for s in cell(calm, "longest") if s.text.strip()} == {"dim"}
    strict = Watchlist((QueueRule(name="*", limits=LimitOverrides(waiting=Limit(critical=0))),))
    breached = standing(queue("A", reading(waiting=0)), watchlist=strict)
    assert {s.tone for s in cell(breached, "waiting") if s.text.strip()} == {"critical"}


def test_the_group_is_named_and_who_has_none_is_among_the_others() -> None:
    rules = Watchlist((QueueRule(name="A", group="EMEA"),))
    assert text_of(cell(standing(queue("A"), watchlist=rules), "group")).strip() == "EMEA"
    assert text_of(cell(standing(queue("B"), watchlist=rules), "group")).strip() == "other"


def test_a_name_is_indented_only_where_there_is_room_for_it() -> None:
    one = standing(queue("Support"))
    for width, name in ((80, "  Support"), (20, "Support")):
        placed = fit(width)
        spot = placed[1]
        text = text_of(line(one, placed, width, indent=2).segments)
        assert text[spot.start : spot.start + spot.width].rstrip() == name
