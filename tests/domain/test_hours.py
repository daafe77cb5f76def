"""Opening hours by the week, in any zone, also where its clocks are set."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.hours import Hours, Span, closing, is_open, next_opening

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = (Span(9 * 60, 17 * 60),)
NIGHT = (Span(22 * 60, 30 * 60),)
ALWAYS = (Span(0, 1440),)
WEEKDAYS = Hours("Europe/Berlin", (OFFICE,) * 5 + ((), ()))


def at(text: str, zone: str = "Europe/Berlin", *, fold: int = 0) -> float:
    """An instant by what a clock in the zone shows then."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def shown(instant: float | None, zone: str = "Europe/Berlin") -> str | None:
    """What a clock in the zone shows at an instant."""
    if instant is None:
        return None
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).isoformat(" ", timespec="minutes")


@pytest.mark.parametrize(
    ("now", "opened", "opens", "closes"),
    [
        # A Monday in November.
        ("2026-11-23 08:59:59", False, "2026-11-23 09:00+01:00", None),
        ("2026-11-23 09:00:00", True, "2026-11-24 09:00+01:00", "2026-11-23 17:00+01:00"),
        ("2026-11-23 16:59:59", True, "2026-11-24 09:00+01:00", "2026-11-23 17:00+01:00"),
        ("2026-11-23 17:00:00", False, "2026-11-24 09:00+01:00", None),
        # From Friday evening to Monday morning.
        ("2026-11-27 17:00:00", False, "2026-11-30 09:00+01:00", None),
    ],
)
def test_a_week_at_the_office(now: str, opened: bool, opens: str, closes: str | None) -> None:
    assert is_open(WEEKDAYS, at(now), UTC) is opened
    assert shown(next_opening(WEEKDAYS, at(now), UTC)) == opens
    assert shown(closing(WEEKDAYS, at(now), UTC)) == closes


def test_without_a_zone_the_hours_are_those_of_this_machine() -> None:
    tokyo = timezone(timedelta(hours=9))
    hours = Hours(None, (OFFICE,) * 7)
    assert is_open(hours, at("2026-11-23 09:00", "Asia/Tokyo"), tokyo)
    assert not is_open(hours, at("2026-11-23 09:00", "Asia/Tokyo"), BERLIN)
    assert shown(next_opening(hours, at("2026-11-23 00:00"), BERLIN)) == "2026-11-23 09:00+01:00"


def test_a_night_goes_on_past_midnight() -> None:
    hours = Hours("Europe/Berlin", ((), (), (), (), NIGHT, (), ()))
    assert not is_open(hours, at("2026-11-27 21:59"), UTC)
    assert is_open(hours, at("2026-11-28 00:00"), UTC)
    assert is_open(hours, at("2026-11-28 05:59"), UTC)
    assert not is_open(hours, at("2026-11-28 06:00"), UTC)
    assert shown(closing(hours, at("2026-11-27 23:00"), UTC)) == "2026-11-28 06:00+01:00"


def test_nothing_opens_on_a_day_off_but_the_night_before_ends_in_its_time() -> None:
    hours = Hours("Europe/Berlin", (NIGHT,) * 7, (date(2026, 12, 25),))
    assert is_open(hours, at("2026-12-25 05:00"), UTC)
    assert not is_open(hours, at("2026-12-25 23:00"), UTC)
    assert not is_open(hours, at("2026-12-26 05:00"), UTC)
    assert shown(next_opening(hours, at("2026-12-25 12:00"), UTC)) == "2026-12-26 22:00+01:00"


def test_many_mondays_off_in_a_row() -> None:
    off = tuple(date(2026, 11, 23) + timedelta(weeks=n) for n in range(30))
    hours = Hours("Europe/Berlin", (OFFICE, (), (), (), (), (), ()), off)
    opens = next_opening(hours, at("2026-11-23 08:00"), UTC)
    assert shown(opens) == "2027-06-21 09:00+02:00"


def test_spans_that_touch_or_overlap_are_one() -> None:
    spans = (Span(12 * 60, 14 * 60), Span(8 * 60, 12 * 60), Span(9 * 60, 10 * 60))
    hours = Hours("Europe/Berlin", (spans,) * 7)
    assert shown(closing(hours, at("2026-11-23 08:00"), UTC)) == "2026-11-23 14:00+01:00"
    assert shown(next_opening(hours, at("2026-11-23 08:00"), UTC)) == "2026-11-24 08:00+01:00"


def test_a_span_may_be_written_under_the_day_before() -> None:
    hours = Hours("Europe/Berlin", ((), (), (Span(1500, 1600),), (Span(0, 30),), (), (), ()))
    monday = at("2026-11-23 12:00")
    thursday = at("2026-11-26 00:00")
    assert next_opening(hours, monday, UTC) == thursday
    assert next_opening(hours, thursday, UTC) == thursday + 3600
    assert closing(hours, thursday + 3600, UTC) == thursday + 3600 + 6000


def test_what_is_always_open_never_closes_and_what_has_no_hours_never_opens() -> None:
    now = at("2026-10-20 12:00")
    always, never = Hours("Europe/Berlin", (ALWAYS,) * 7), Hours("Europe/Berlin")
    assert is_open(always, now, UTC)
    assert (closing(always, now, UTC), next_opening(always, now, UTC)) == (None, None)
    assert not is_open(never, now, UTC)
    assert (closing(never, now, UTC), next_opening(never, now, UTC)) == (None, None)
    turned = Hours("Europe/Berlin", ((Span(600, 600), Span(700, 600)),) * 7)
    assert (is_open(turned, now, UTC), next_opening(turned, now, UTC)) == (False, None)


def test_what_is_always_open_closes_on_a_day_off_however_far_but_not_beyond_all_planning() -> None:
    far = Hours("Europe/Berlin", (ALWAYS,) * 7, (date(2027, 6, 1), date(9999, 12, 31)))
    now = at("2026-10-20 12:00")
    assert shown(closing(far, now, UTC)) == "2027-06-01 00:00+02:00"
    assert shown(next_opening(far, now, UTC)) == "2027-06-02 00:00+02:00"
    beyond = Hours("Europe/Berlin", (ALWAYS,) * 7, (date(9999, 12, 31),))
    assert closing(beyond, now, UTC) is None


@pytest.mark.parametrize(
    ("day", "hours_long"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-23", 24)]
)
def test_a_whole_day_is_as_long_as_it_is(day: str, hours_long: int) -> None:
    weekday = date.fromisoformat(day).weekday()
    weekly = tuple(ALWAYS if n == weekday else () for n in range(7))
    hours = Hours("Europe/Berlin", weekly)
    start = at(f"{day} 00:00")
    assert next_opening(hours, start - 1, UTC) == start
    assert closing(hours, start, UTC) == start + hours_long * 3600


@pytest.mark.parametrize(
    ("span", "opens", "closes"),
    [
        # At two the clocks are set to three.
        ((2 * 60 + 30, 5 * 60), "2026-03-29 03:00+02:00", "2026-03-29 05:00+02:00"),
        ((60, 2 * 60 + 30), "2026-03-29 01:00+01:00", "2026-03-29 03:00+02:00"),
        # Nobody ever sees this one on that day.
        ((2 * 60 + 10, 2 * 60 + 50), "2026-04-05 02:10+02:00", "2026-04-05 02:50+02:00"),
    ],
)
def test_a_time_that_is_left_out(span: tuple[int, int], opens: str, closes: str) -> None:
    hours = Hours("Europe/Berlin", ((), (), (), (), (), (), (Span(*span),)))
    opening = next_opening(hours, at("2026-03-28 12:00"), UTC)
    assert shown(opening) == opens
    assert opening is not None
    assert shown(closing(hours, opening, UTC)) == closes


def test_a_time_that_is_left_out_opens_a_week_later() -> None:
    hours = Hours("Europe/Berlin", ((), (), (), (), (), (), (Span(130, 170),)))
    assert shown(next_opening(hours, at("2026-03-22 12:00"), UTC)) == "2026-04-05 02:10+02:00"


@pytest.mark.parametrize(
    ("span", "opens", "closes"),
    [
        # At three the clocks are set to two.
        ((2 * 60 + 30, 5 * 60), "2026-10-25 02:30+02:00", "2026-10-25 05:00+01:00"),
        ((60, 2 * 60 + 30), "2026-10-25 01:00+02:00", "2026-10-25 02:30+01:00"),
        ((2 * 60 + 10, 2 * 60 + 50), "2026-10-25 02:10+02:00", "2026-10-25 02:50+01:00"),
    ],
)
def test_a_time_that_comes_twice(span: tuple[int, int], opens: str, closes: str) -> None:
    hours = Hours("Europe/Berlin", ((), (), (), (), (), (), (Span(*span),)))
    opening = next_opening(hours, at("2026-10-24 12:00"), UTC)
    assert shown(opening) == opens
    assert opening is not None
    assert shown(closing(hours, opening, UTC)) == closes


def test_a_day_that_was_left_out_whole() -> None:
    apia = "Pacific/Apia"  # it went from 29 to 31 December 2011
    hours = Hours(apia, (OFFICE,) * 7)
    evening = at("2011-12-29 20:00", apia)
    assert shown(next_opening(hours, evening, UTC), apia) == "2011-12-31 09:00+14:00"
    night = Hours(apia, (NIGHT,) * 7)
    assert shown(closing(night, at("2011-12-29 23:00", apia), UTC), apia) == (
        "2011-12-31 06:00+14:00"
    )


ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",  # set by half an hour
        "America/Havana",  # set at midnight
        "Africa/Casablanca",  # set around Ramadan
        "Asia/Kathmandu",  # 45 minutes off the hour
        "UTC",
    ]
)
MINUTES = st.integers(0, 1440) | st.sampled_from([0, 60, 90, 120, 150, 180, 1440])
SPANS = st.builds(lambda start, length: Span(start, start + length), MINUTES, st.integers(0, 1440))
WEEKLY = st.lists(st.lists(SPANS, max_size=2).map(tuple), min_size=7, max_size=7).map(tuple)
NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC).timestamp()
) | st.builds(
    # In the nights in which clocks are set.
    lambda night, seconds: datetime.fromisoformat(night).replace(tzinfo=UTC).timestamp() + seconds,
    st.sampled_from(["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-04"]),
    st.floats(-43_200, 43_200),
)
HOURS = st.builds(
    Hours,
    ZONES,
    WEEKLY,
    st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=2).map(tuple),
)
PARTS = st.lists(st.floats(0.0, 0.999999), min_size=1, max_size=8)
BEFORE = 0.001
"""Seconds; finer than any change of hours."""


@given(HOURS, NOWS, PARTS)
def test_it_stays_open_until_the_closing_and_not_longer(
    hours: Hours, now: float, parts: list[float]
) -> None:
    closes = closing(hours, now, UTC)
    if closes is None:
        if is_open(hours, now, UTC):
            assert all(is_open(hours, now + part * 86_400 * 9, UTC) for part in parts)
        return
    assert closes > now
    assert all(is_open(hours, now + part * (closes - now), UTC) for part in [0.0, *parts])
    assert is_open(hours, closes - BEFORE, UTC) or closes - now < BEFORE
    assert not is_open(hours, closes, UTC)


@given(HOURS, NOWS, PARTS)
def test_it_opens_at_the_next_opening_and_not_before(
    hours: Hours, now: float, parts: list[float]
) -> None:
    opens, closes = next_opening(hours, now, UTC), closing(hours, now, UTC)
    if opens is None:
        if not is_open(hours, now, UTC):
            assert not any(is_open(hours, now + part * 86_400 * 9, UTC) for part in parts)
        return
    # While it is open, the closing comes first.
    since = now if closes is None else closes
    assert since < opens
    assert not any(is_open(hours, since + part * (opens - since), UTC) for part in [0.0, *parts])
    assert is_open(hours, opens, UTC)
    assert closing(hours, opens, UTC) != opens


@given(HOURS, NOWS)
def test_away_from_changes_of_the_clock_it_is_open_when_the_clock_says_so(
    hours: Hours, now: float
) -> None:
    zone = ZoneInfo(hours.zone or "UTC")
    days = [datetime.fromtimestamp(now + 86_400 * n, zone) for n in range(-3, 2)]
    if len({day.utcoffset() for day in days}) > 1:
        return
    here = datetime.fromtimestamp(now, zone)
    minute = here.hour * 60 + here.minute + here.second / 60 + here.microsecond / 60e6
    expected = any(
        span.start_minute <= minute + 1440 * ago < span.end_minute
        for ago in range(3)
        for span in hours.weekly[(here.date() - timedelta(days=ago)).weekday()]
        if here.date() - timedelta(days=ago) not in hours.off
    )
    assert is_open(hours, now, UTC) is expected
