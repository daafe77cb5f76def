"""``[[alarms]]`` and ``[quiet]``: what they mean, and what is said of each mistake in them."""

import pytest
from msgspec.structs import replace

from queuetui.config import SettingsError, parse_settings
from queuetui.domain.alarms.parsing import parse_condition
from queuetui.domain.alarms.rules import BUILT_IN, AlarmRule, MofN
from queuetui.domain.hours import Hours, Span

BREACH, NO_DATA, STUCK = BUILT_IN
NIGHT = Span(22 * 60, 30 * 60)


def alarms(toml: str) -> tuple[AlarmRule, ...]:
    return parse_settings(toml, "q.toml").alarms


def own(lines: str) -> AlarmRule:
    """The rule of one entry."""
    return alarms(f'[[alarms]]\nname = "mine"\n{lines}')[-1]


def test_without_entries_there_are_the_rules_that_are_built_in() -> None:
    assert alarms("") == BUILT_IN


def test_an_entry_is_one_more_rule() -> None:
    found = alarms('[[alarms]]\nname = " Crowd "\nwhen = "waiting > 5 and longest_wait > 45s"')
    condition = parse_condition("waiting > 5 and longest_wait > 45s")
    assert found == (*BUILT_IN, AlarmRule("Crowd", condition))


def test_everything_that_an_entry_can_say() -> None:
    found = own(
        'when = "waiting > 5"\nfor = "15s"\nclear = "waiting < 3"\nclear_for = "10s"\n'
        'minimum_on = "1m"\nseverity = "warning"\nqueues = ["Support*", "x"]\ngroups = ["EMEA"]\n'
        'media = ["voice", "*back"]\nrepeat = "5m"\nquiet = true\non = true'
    )
    assert found == AlarmRule(
        "mine",
        parse_condition("waiting > 5"),
        severity="warning",
        hold=15,
        clear=parse_condition("waiting < 3"),
        clear_hold=10,
        minimum_on=60,
        queues=("Support*", "x"),
        groups=("EMEA",),
        media=("voice", "*back"),
        repeat=300,
    )


@pytest.mark.parametrize("text", ["3 of 5", " 3 of the last 5 ", "3 OF 5"])
def test_readings(text: str) -> None:
    assert own(f'when = "breach"\nreadings = "{text}"').readings == MofN(3, 5)


def test_an_entry_with_a_name_that_is_built_in_changes_that_rule_alone() -> None:
    found = alarms('[[alarms]]\nname = "Breach"\nfor = "1m"\nqueues = ["Support*"]')
    assert found == (replace(BREACH, hold=60, queues=("Support*",)), NO_DATA, STUCK)


def test_readings_take_the_place_of_a_hold_that_is_built_in() -> None:
    found = alarms('[[alarms]]\nname = "breach"\nreadings = "2 of 3"')[0]
    assert (found.hold, found.readings) == (0, MofN(2, 3))


def test_a_rule_that_is_built_in_can_watch_for_something_else() -> None:
    found = alarms('[[alarms]]\nname = "stuck"\nwhen = "stuck > 9"')[2]
    assert found == replace(STUCK, condition=parse_condition("stuck > 9"))


def test_rules_can_be_turned_off() -> None:
    found = alarms(
        '[[alarms]]\nname = "no data"\non = false\n'
        '[[alarms]]\nname = "mine"\nwhen = "breach"\non = false'
    )
    assert found == (BREACH, STUCK)


def test_repeat_can_be_turned_off() -> None:
    assert own('when = "breach"\nrepeat = "off"').repeat is None


# --- quiet hours ---


def test_all_rules_keep_to_the_quiet_hours_but_those_that_say_no() -> None:
    found = alarms(
        '[quiet]\ndaily = "22:00-06:00"\n[[alarms]]\nname = "breach"\nquiet = false\n'
        '[[alarms]]\nname = "mine"\nwhen = "breach"'
    )
    assert [rule.quiet is not None for rule in found] == [False, True, True, True]
    assert found[1].quiet == Hours(None, ((NIGHT,),) * 7)


def test_quiet_hours_may_differ_at_the_weekend() -> None:
    found = alarms(
        '[quiet]\nzone = "Europe/Berlin"\nweekdays = "22:00-06:00"\n'
        'weekend = ["00:00-10:00", "20:00-24:00"]'
    )
    weekend = (Span(0, 600), Span(1200, 1440))
    assert found[0].quiet == Hours("Europe/Berlin", ((NIGHT,),) * 5 + (weekend,) * 2)


def test_days_without_a_line_are_quiet_as_every_day_is() -> None:
    quiet = alarms('[quiet]\ndaily = "22:00-06:00"\nweekend = []')[0].quiet
    assert quiet is not None
    assert [len(spans) for spans in quiet.weekly] == [1, 1, 1, 1, 1, 0, 0]


def test_quiet_hours_without_a_zone_go_by_that_of_today() -> None:
    quiet = alarms('[today]\nzone = "Asia/Tokyo"\n[quiet]\ndaily = "22:00-06:00"')[0].quiet
    assert quiet is not None
    assert quiet.zone == "Asia/Tokyo"


# --- mistakes ---

CONDITION = 'a condition in quotes such as "waiting > 5 and longest_wait > 45s"'


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("[alarms]\nname = 1", "alarms: found a table; allowed: [[alarms]] in double brackets, once for each rule"),
        ('[[alarms]]\nwhen = "breach"', "alarms[1]: found no name; allowed: name = and the name of the rule, 1 to 40 characters"),
        ('[[alarms]]\nname = " "', 'alarms[1].name: found " "; allowed: the name of the rule, 1 to 40 characters'),
        ('[[alarms]]\nname = "a\\tb"\nwhen = "breach"', 'alarms[1].name: found "a\\tb"; allowed: the name of the rule, 1 to 40 characters'),
        ('[[alarms]]\nname = "x"', f"alarms[1]: found no when; allowed: when = and {CONDITION}"),
        (
            '[[alarms]]\nname = "Breach"\n[[alarms]]\nname = "breach"',
            'alarms[2].name: found "breach" (already in alarms[1]); allowed: each name once',
        ),
        ('[[alarms]]\nname = "x"\nwhen = 5', f"alarms[1].when: found 5; allowed: {CONDITION}"),
        (
            '[[alarms]]\nname = "x"\nwhen = "waitin > 5"',
            f'alarms[1].when: found "waitin > 5" (at character 1: "waitin" is no figure, did you mean waiting?); allowed: {CONDITION}',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nclear = "waiting <"',
            f'alarms[1].clear: found "waiting <" (at character 10: waiting is compared with a whole number such as 5, and not with the end); allowed: {CONDITION}',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nfor = "5s"\nreadings = "3 of 5"',
            "alarms[1]: found both for and readings; allowed: one of them, or neither",
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nfor = 5',
            'alarms[1].for: found 5; allowed: a duration with its unit in quotes, such as "5s", "1m30s" or "500ms", from 0s to 1d',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nreadings = "3/5"',
            'alarms[1].readings: found "3/5"; allowed: how many of the last readings, such as "3 of 5", and up to 100',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nreadings = "5 of 3"',
            'alarms[1].readings: found "5 of 3" (so many are never among them); allowed: how many of the last readings, such as "3 of 5", and up to 100',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nreadings = "0 of 3"',
            'alarms[1].readings: found "0 of 3"; allowed: how many of the last readings, such as "3 of 5", and up to 100',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nreadings = "1 of 101"',
            'alarms[1].readings: found "1 of 101"; allowed: how many of the last readings, such as "3 of 5", and up to 100',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nseverity = "critcal"',
            'alarms[1].severity: found "critcal" (did you mean "critical"?); allowed: "critical" or "warning"',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nqueues = "Support*"',
            'alarms[1].queues: found "Support*"; allowed: an array of names, ids or patterns such as ["Support*"]',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\ngroups = [""]',
            'alarms[1].groups[1]: found ""; allowed: an array of groups or patterns such as ["EMEA"]',
        ),
        (
            '[[alarms]]\nname = "x"\nwhen = "breach"\nrepeat = "1s"',
            'alarms[1].repeat: found "1s" (too short); allowed: a duration with its unit in quotes, such as "5s", "1m30s" or "500ms", from 10s to 366d, or "off" for never',
        ),
        ('[[alarms]]\nname = "x"\nwhen = "breach"\nquiet = "no"', 'alarms[1].quiet: found "no"; allowed: true or false'),
        ('[[alarms]]\nname = "x"\nwhen = "breach"\non = 1', "alarms[1].on: found 1; allowed: true or false"),
        ("[quiet]\nweekend = []", 'quiet: found no hours; allowed: at least one line such as daily = "22:00-06:00", or nothing at all in [quiet] for no quiet hours'),
        ('[quiet]\ndaily = "22"', 'quiet.daily: found "22"; allowed: a span in quotes such as "08:00-18:00" or, past midnight, "22:00-06:00"'),
    ],
)  # fmt: skip
def test_a_mistake_gives_one_line_that_leads_to_it(lines: str, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        alarms(lines)
    assert str(error.value) == f"q.toml: {message}"


def test_a_medium_that_there_is_not_is_a_mistake() -> None:
    with pytest.raises(SettingsError, match=r'alarms\[1\]\.media\[2\]: found "mail".*"email"'):
        own('when = "breach"\nmedia = ["voice", "mail"]')


def test_a_key_that_there_is_not_is_a_mistake() -> None:
    with pytest.raises(SettingsError, match=r"alarms\[1\]\.condition: unknown key"):
        own('condition = "breach"')
