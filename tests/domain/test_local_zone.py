"""The machine's own zone shows what the same zone by name shows, also where its clock is set."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from queuetui.domain.day import DayRule, day_at
from queuetui.domain.hours import Hours, Span, next_opening
from queuetui.domain.local_zone import LOCAL_ZONE

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


def test_an_instant_has_the_same_time_of_day(zone: ZoneInfo) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    for half_hour in range(2 * 24 * 366):
        instant = start + 1800 * half_hour
        here, there = (datetime.fromtimestamp(instant, each) for each in (LOCAL_ZONE, zone))
        assert here.replace(tzinfo=None) == there.replace(tzinfo=None)
        assert (here.fold, here.utcoffset(), here.tzname()) == (
            there.fold, there.utcoffset(), there.tzname(),
        )  # fmt: skip
        assert here.timestamp() == instant


def test_days_and_openings_are_those_of_the_zone_by_its_name(zone: ZoneInfo) -> None:
    hours = Hours(weekly=((Span(150, 600),),) * 7)
    for on in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2026, 4, 5)):
        noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC).timestamp()
        for instant in (noon - 86_400, noon):
            assert next_opening(hours, instant, LOCAL_ZONE) == next_opening(hours, instant, zone)
            here, there = (day_at(DayRule(150), instant, each) for each in (LOCAL_ZONE, zone))
            assert (here.since, here.until) == (there.since, there.until)


def test_it_has_nothing_to_say_of_no_time() -> None:
    assert LOCAL_ZONE.utcoffset(None) is None
    assert LOCAL_ZONE.tzname(None) is None
