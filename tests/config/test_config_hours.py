"""``[today]`` and ``[hours]``: times of day, spans, dates and time zones."""

import zoneinfo
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.config import SettingsError, parse_settings
from queuetui.domain.day import DayRule, day_at
from queuetui.domain.hours import Hours, Span, is_open

CLOSED: tuple[Span, ...] = ()
OFFICE = (Span(480, 1080),)


def hours(toml: str) -> Hours:
    found = parse_settings(f"[hours]\n{toml}", "q.toml").hours
    assert found is not None
    return found


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


# --- when the day begins ---


@given(st.integers(0, 1439))
def test_every_minute_can_begin_the_day(minute: int) -> None:
    found = parse_settings(f'[today]\nstarts = "{clock(minute)}"', "q.toml")
    assert found.day == DayRule(start_minute=minute)


def test_a_day_has_a_zone_that_is_known_when_it_is_asked_for() -> None:
    rule = parse_settings('[today]\nstarts = "6:00"\nzone = " Europe/Berlin "', "q.toml").day
    assert rule == DayRule(start_minute=360, zone="Europe/Berlin")
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()
    assert day_at(rule, noon, UTC).since == datetime(2026, 7, 1, 4, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("zone", sorted(zoneinfo.available_timezones())[::40])
def test_the_zones_of_this_machine_are_known(zone: str) -> None:
    assert parse_settings(f'[today]\nzone = "{zone}"', "q.toml").day.zone == zone


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Germany/Berlin", '"Europe/Berlin"'),
        ("europe/ berlin", '"Europe/Berlin"'),
        ("Europe/Berln", '"Europe/Berlin", "'),
        ("utc", '"UTC"'),
        ("Kolkatta", '"Asia/Kolkata"'),
    ],
)
def test_the_zone_that_may_be_meant_comes_first(written: str, meant: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(f'[today]\nzone = "{written}"', "q.toml")
    assert f'found "{written}" (did you mean {meant}' in str(caught.value)


def test_no_zone_is_proposed_whose_sign_is_the_other_way_round() -> None:
    for written in ("GMT+1", "UTC-5", "etc/gmt+2"):
        with pytest.raises(SettingsError) as caught:
            parse_settings(f'[today]\nzone = "{written}"', "q.toml")
        assert "Etc/" not in str(caught.value)


def test_a_machine_without_zones_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(key: str) -> zoneinfo.ZoneInfo:
        raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", unknown)
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    with pytest.raises(SettingsError) as caught:
        parse_settings('[today]\nzone = "Europe/Berlin"', "q.toml")
    assert str(caught.value) == (
        'q.toml: today.zone: found "Europe/Berlin" (this machine has no list of time zones;'
        " install its package tzdata); allowed: no zone at all, for that of this machine itself"
    )


# --- opening hours ---


@pytest.mark.parametrize("toml", ["", "[hours]", "[today]\nzone = 'UTC'\n[hours]"])
def test_nothing_written_is_always_open(toml: str) -> None:
    assert parse_settings(toml, "q.toml").hours is None


def test_each_day_has_a_line() -> None:
    found = hours(
        'mon = "00:00-00:30"\ntue = "00:00-01:00"\nwed = "00:00-01:30"\nthu = "00:00-02:00"\n'
        'fri = "00:00-02:30"\nsat = "00:00-03:00"\nsun = "00:00-03:30"'
    )
    assert found == Hours(weekly=tuple((Span(0, 30 * n),) for n in range(1, 8)))


def test_a_day_without_a_line_is_closed() -> None:
    assert hours('wed = "08:00-18:00"').weekly == (*[CLOSED] * 2, OFFICE, *[CLOSED] * 4)


def test_a_day_of_its_own_counts_before_weekdays_and_weekend() -> None:
    found = hours(
        'weekdays = ["08:00-18:00"]\nweekend = "10:00-14:00"\nfri = "08:00-12:00"\nsun = []'
    )
    assert found.weekly == (*[OFFICE] * 4, (Span(480, 720),), (Span(600, 840),), CLOSED)


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ('"8:00-18:00"', OFFICE),
        ('" 08:00 – 18:00 "', OFFICE),
        ('["08:00-12:00", "13:00-18:00"]', (Span(480, 720), Span(780, 1080))),
        ('"00:00-24:00"', (Span(0, 1440),)),
        ('"22:00-06:00"', (Span(1320, 1800),)),
        ('"22:00-00:00"', (Span(1320, 1440),)),
        ('"22:00-24:00"', (Span(1320, 1440),)),
    ],
)
def test_spans(written: str, spans: tuple[Span, ...]) -> None:
    assert hours(f"mon = {written}").weekly[0] == spans


@given(st.integers(0, 1439), st.integers(1, 1439))
def test_every_span_is_read_as_written(start: int, length: int) -> None:
    end = clock((start + length) % 1440)
    assert hours(f'sat = "{clock(start)}-{end}"').weekly[5] == (Span(start, start + length),)


@given(st.lists(st.dates(), max_size=4))
def test_dates_in_quotes_and_bare(dates: list[date]) -> None:
    mixed = [f"{day}" if n % 2 else f'"{day}"' for n, day in enumerate(dates)]
    assert hours(f'mon = "08:00-18:00"\noff = [{", ".join(mixed)}]').off == tuple(
        sorted(set(dates))
    )


def test_hours_without_a_zone_go_by_that_of_today() -> None:
    today = '[today]\nzone = "Asia/Tokyo"\n'
    plain = parse_settings(f'{today}[hours]\nmon = "08:00-18:00"', "q.toml").hours
    own = parse_settings(f'{today}[hours]\nmon = "08:00-18:00"\nzone = "UTC"', "q.toml").hours
    assert plain is not None
    assert own is not None
    assert (plain.zone, own.zone, hours('mon = "08:00-18:00"').zone) == ("Asia/Tokyo", "UTC", None)


def test_what_was_written_is_open_then() -> None:
    found = hours('zone = "Europe/Berlin"\nweekdays = "22:00-06:00"\noff = "2026-12-25"')

    def open_at(day: int, hour: int) -> bool:
        return is_open(found, datetime(2026, 12, day, hour - 1, tzinfo=UTC).timestamp(), UTC)

    # The 24th is a Thursday; its night goes on into the 25th, whose own does not begin.
    assert [open_at(24, 21), open_at(24, 23), open_at(25, 5), open_at(25, 23)] == [
        False,
        True,
        True,
        False,
    ]
