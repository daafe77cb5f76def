"""Days by a rule: they tile time, whatever the clock of their zone does."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from queuetui.domain.day import Day, DayRule, day_at, half_hours

HOUR = 3600.0
BERLIN = "Europe/Berlin"
ZONES = (
    "UTC",
    BERLIN,
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # its clock changes by half an hour
    "Pacific/Chatham",
    "Pacific/Apia",  # had no 30 December in 2011
    "America/Sao_Paulo",  # changed its clock at midnight until 2019
    "America/St_Johns",  # put it back from 0:01 to 23:01 of the day before until 2011
    "Atlantic/Azores",  # puts it back from 1:00 to 0:00
    "Asia/Beirut",  # puts it forward at midnight
)


def at(wall: str, zone: str = BERLIN, *, again: bool = False) -> float:
    """The instant at which a zone's clock reads so, ``again`` for the second time."""
    moment = datetime.fromisoformat(wall)
    return moment.replace(tzinfo=ZoneInfo(zone), fold=int(again)).timestamp()


def day(now: float, start: str = "00:00", zone: str = BERLIN) -> Day:
    hours, minutes = start.split(":")
    return day_at(DayRule(int(hours) * 60 + int(minutes), zone), now, UTC)


@pytest.mark.parametrize(
    ("now", "start", "since", "until"),
    [
        ("2026-11-23T14:00", "00:00", "2026-11-23T00:00", "2026-11-24T00:00"),
        ("2026-11-23T00:00", "00:00", "2026-11-23T00:00", "2026-11-24T00:00"),
        ("2026-11-23T05:59:59", "06:00", "2026-11-22T06:00", "2026-11-23T06:00"),
        ("2026-11-23T06:00", "06:00", "2026-11-23T06:00", "2026-11-24T06:00"),
        ("2026-11-23T23:30", "23:30", "2026-11-23T23:30", "2026-11-24T23:30"),
    ],
)
def test_a_day_begins_at_its_minute(now: str, start: str, since: str, until: str) -> None:
    assert day(at(now), start) == Day(at(since), at(until), BERLIN)


@pytest.mark.parametrize(
    ("date", "start", "hours"),
    [
        ("2026-03-29", "00:00", 23),
        ("2026-10-25", "00:00", 25),
        ("2026-03-29", "06:00", 24),
        ("2026-03-28", "06:00", 23),
        ("2026-10-24", "06:00", 25),
        ("2026-10-25", "06:00", 24),
    ],
)
def test_days_on_which_the_clock_changes(date: str, start: str, hours: int) -> None:
    got = day(at(f"{date}T12:00"), start)
    assert got.since == at(f"{date}T{start}")
    assert got.until - got.since == hours * HOUR
    assert len(half_hours(got)) == 2 * hours + 1


@pytest.mark.parametrize(
    ("zone", "start", "begins", "before"),
    [
        # The clock jumps over the minute: the day begins with the jump.
        (BERLIN, "02:30", "2026-03-29T03:00", "2026-03-29T01:59:59"),
        (BERLIN, "02:00", "2026-03-29T03:00", "2026-03-29T01:59:59"),
        ("Asia/Beirut", "00:00", "2021-03-28T01:00", "2021-03-27T23:59:59"),
        ("America/Sao_Paulo", "00:30", "2018-11-04T01:00", "2018-11-03T23:59:59"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04T02:30", "2026-10-04T01:59:59"),
        # A whole date is missing, six o'clock of it too.
        ("Pacific/Apia", "06:00", "2011-12-31T00:00", "2011-12-29T23:59:59"),
    ],
)
def test_a_minute_that_is_skipped(zone: str, start: str, begins: str, before: str) -> None:
    began, last = day(at(begins, zone), start, zone), day(at(before, zone), start, zone)
    assert began.since == last.until == at(begins, zone) == at(before, zone) + 1
    assert began.since <= at(begins, zone) < began.until


def test_a_start_at_six_that_the_clock_jumps_over() -> None:
    class Jumpy(tzinfo):
        """No real zone does it: jumps from 5:30 to 6:30 on 1 June 2026, and is UTC before."""

        def _summer(self, moment: datetime | None) -> bool:
            assert moment is not None
            wall = moment.replace(tzinfo=None, fold=0)
            gap = datetime(2026, 6, 1, 5, 30)  # noqa: DTZ001 - a wall clock's
            return wall >= gap + timedelta(hours=1) or (wall >= gap and moment.fold == 1)

        def utcoffset(self, moment: datetime | None) -> timedelta:
            return timedelta(hours=self._summer(moment))

        def dst(self, moment: datetime | None) -> timedelta:
            return self.utcoffset(moment)

        def tzname(self, moment: datetime | None) -> str:
            return "JST" if self._summer(moment) else "JT"

        def fromutc(self, moment: datetime) -> datetime:
            summer = moment.replace(tzinfo=None) >= datetime(2026, 6, 1, 5, 30)  # noqa: DTZ001
            return moment + timedelta(hours=summer)

    jump = datetime(2026, 6, 1, 5, 30, tzinfo=UTC).timestamp()
    rule = DayRule(6 * 60)
    assert day_at(rule, jump - 1, Jumpy()).until == jump
    assert day_at(rule, jump, Jumpy()) == Day(jump, jump + 23.5 * HOUR, "JST")


@pytest.mark.parametrize(
    ("zone", "start", "wall"),
    [
        (BERLIN, "02:30", "2026-10-25T02:30"),
        ("Atlantic/Azores", "00:00", "2026-10-25T00:00"),
        ("America/Sao_Paulo", "23:30", "2018-02-17T23:30"),
        ("Australia/Lord_Howe", "01:45", "2026-04-05T01:45"),
    ],
)
def test_a_minute_that_comes_twice_begins_the_day_the_first_time(
    zone: str, start: str, wall: str
) -> None:
    first, second = at(wall, zone), at(wall, zone, again=True)
    assert first < second
    assert day(first, start, zone).since == first
    assert day(first - 1, start, zone).until == first
    assert day(second, start, zone) == day(second - 60, start, zone) == day(first, start, zone)


def test_yesterdays_date_again_after_midnight_is_no_day_of_its_own() -> None:
    zone = "America/St_Johns"
    midnight, late = at("2010-11-07T00:00", zone), at("2010-11-06T23:30", zone, again=True)
    assert midnight < late
    assert day(late, zone=zone).since == midnight
    assert day(late, zone=zone).until - midnight == 25 * HOUR


INSTANTS = st.one_of(
    st.floats(0.0, 2.2e9),
    # Near changes of the clock: where it goes wrong, if anywhere.
    st.builds(
        lambda change, off: change + off,
        st.sampled_from(
            [
                at("2026-03-29T03:00"),
                at("2026-10-25T03:00"),
                at("2026-04-05T02:00", "Australia/Lord_Howe"),
                at("2026-04-05T03:45", "Pacific/Chatham"),
                at("2011-12-31T00:00", "Pacific/Apia"),
                at("2018-11-04T01:00", "America/Sao_Paulo"),
                at("2018-02-18T00:00", "America/Sao_Paulo"),
                at("2010-11-07T00:00", "America/St_Johns"),
                at("2021-03-28T01:00", "Asia/Beirut"),
            ]
        ),
        st.integers(-3 * 86_400, 3 * 86_400),
    ),
)


@given(st.sampled_from(ZONES), st.integers(0, 1439), INSTANTS)
@example("Pacific/Apia", 0, at("2011-12-31T00:00", "Pacific/Apia"))
@example("America/St_Johns", 0, at("2010-11-06T23:30", "America/St_Johns", again=True))
@example("America/St_Johns", 1439, at("2010-11-06T23:59", "America/St_Johns", again=True))
@example("Asia/Beirut", 30, at("2021-03-28T01:00", "Asia/Beirut"))
def test_days_tile_time_without_gap_or_overlap(zone: str, minute: int, now: float) -> None:
    rule = DayRule(minute, zone)
    got = day_at(rule, now, UTC)
    assert got.since <= now < got.until
    for within in (got.since, (got.since + got.until) / 2, got.until - 1):
        assert day_at(rule, within, UTC) == got
    assert day_at(rule, got.until, UTC).since == got.until
    assert day_at(rule, got.since - 1, UTC).until == got.since


@given(st.sampled_from(ZONES), st.integers(0, 1439), INSTANTS)
def test_a_day_begins_when_the_clock_first_reads_its_minute_or_later(
    zone: str, minute: int, now: float
) -> None:
    got = day_at(DayRule(minute, zone), now, UTC)
    clock = datetime.fromtimestamp(got.since, ZoneInfo(zone)).replace(tzinfo=None)
    before = datetime.fromtimestamp(got.since - 1, ZoneInfo(zone)).replace(tzinfo=None)
    start = datetime.combine(clock.date(), datetime.min.time()) + timedelta(minutes=minute)
    if clock < start:  # a jump over midnight took the minute of the date before
        start -= timedelta(days=1)
    assert before < start <= clock


@given(st.sampled_from(ZONES), st.integers(0, 1439), INSTANTS)
def test_half_hours_tile_the_day(zone: str, minute: int, now: float) -> None:
    got = day_at(DayRule(minute, zone), now, UTC)
    boundaries = half_hours(got)
    assert (boundaries[0], boundaries[-1]) == (got.since, got.until)
    lengths = [end - begin for begin, end in pairwise(boundaries)]
    assert lengths[:-1] == [1800.0] * (len(lengths) - 1)
    assert 0 < lengths[-1] <= 1800.0


def test_a_day_cut_short_by_a_jump_ends_with_a_shorter_half_hour() -> None:
    got = day(at("2026-03-29T12:00"), "02:15")
    assert got.until - got.since == 23.25 * HOUR
    assert half_hours(got)[-1] - half_hours(got)[-2] == 900.0


def test_this_machines_zone_serves_a_rule_that_names_none() -> None:
    now = at("2026-10-25T12:00")
    assert day_at(DayRule(), now, ZoneInfo(BERLIN)) == day(now)
    assert day_at(DayRule(zone=BERLIN), now, timezone(timedelta(hours=-5))) == day(now)
    fixed = day_at(DayRule(), now, timezone(timedelta(hours=2), "CEST"))
    assert fixed == Day(at("2026-10-25T00:00"), at("2026-10-25T23:00"), "CEST")


def test_a_zone_that_is_not_known_is_no_day() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        day_at(DayRule(zone="Moon/Crater"), 0.0, UTC)
