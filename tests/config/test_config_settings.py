"""What a settings file may say."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.config import SettingsError, override, parse_settings
from queuetui.config.values import KNOWN
from queuetui.domain.day import DayRule
from queuetui.domain.freshness import StalenessRule
from queuetui.domain.hours import Hours, Span
from queuetui.domain.limits import FIGURES, Limit, LimitOverrides, Limits, MediaLimits
from queuetui.domain.readings import Queue
from queuetui.domain.settings import (
    COLUMN_KEYS,
    COLUMN_SETS,
    GROUPS_BY,
    SORT_KEYS,
    BoardSettings,
    LooksSettings,
    PollSettings,
    Settings,
    WallSettings,
)
from queuetui.domain.themes import THEMES
from queuetui.domain.watchlist import GroupRule, QueueRule, Watchlist

ID = "01234567-89ab-cdef-0123-456789abcdef"
OTHER_ID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8")


def parse(toml: str) -> Settings:
    return parse_settings(toml, "q.toml")


# --- the example ---


def test_the_example_unchanged_is_the_built_in_default() -> None:
    assert replace(parse_settings(EXAMPLE, "x"), source=None) == Settings()


def uncommented(toml: str) -> str:
    """The example with every commented key switched on; of two ways to say a thing, one."""
    one_name = toml.replace('# name = "Support', '#  name = "Support')
    one_hold = one_name.replace("# readings =", "#  readings =")
    return re.sub(
        r"^# (?=\[\[queues|\[\[alarms|\[(?:sinks|limits|hours)\.|[a-z_.]+ = )",
        "",
        one_hold,
        flags=re.MULTILINE,
    )


def test_the_example_with_every_line_switched_on_loads() -> None:
    settings = parse_settings(uncommented(EXAMPLE), "x")
    assert settings.staleness == StalenessRule(late_after=10, frozen_after=30)
    assert settings.keys == {"quit": ("q",), "down": ("down", "j")}
    assert settings.column_sets == {"night": ("severity", "name", "waiting")}
    assert settings.day == DayRule(zone="Europe/Berlin")
    assert settings.looks == LooksSettings(theme="night")
    assert settings.wall == WallSettings(screen_height=0.7, distance=6)
    assert settings.hours is not None
    assert settings.hours.zone == "Europe/Berlin"
    assert settings.hours.weekly[0] == (Span(480, 720), Span(780, 1080))
    assert settings.hours.off == (date(2026, 12, 25), date(2026, 12, 26))
    assert settings.watchlist.rules == (
        QueueRule(
            id=ID,
            label="Support",
            group="EMEA",
            limits=LimitOverrides(
                waiting=Limit(3, 6),
                longest_wait=Limit(60, 120),
                available=Limit(2, 1, always=True),
                media=(MediaLimits("email", LimitOverrides(waiting=Limit(20, 40))),),
            ),
            hours=Hours(
                "Europe/Berlin", ((Span(420, 1200),),) * 5 + ((), ()), (date(2026, 12, 24),)
            ),
        ),
    )
    assert settings.watchlist.groups == {
        "EMEA": GroupRule(
            LimitOverrides(
                waiting=Limit(8, 16),
                media=(
                    MediaLimits(
                        "voice",
                        LimitOverrides(
                            longest_wait=Limit(0.63, 0.9, warn_of_goal=True, critical_of_goal=True)
                        ),
                    ),
                ),
            ),
            Hours("Europe/Berlin", ((Span(540, 1020),),) * 5 + ((), ())),
        )
    }
    assert settings.watchlist.limits == Limits(
        longest_wait=Limit(30, 60),
        on_queue=Limit(3, 1),
        not_responding=Limit(1, 3),
        abandon_rate=Limit(0.05, 0.1),
        service=Limit(1.0, 0.9, warn_of_goal=True, critical_of_goal=True),
        per_available=Limit(2, 4.5),
        estimated_wait=Limit(0.8, 120, warn_of_goal=True),
        unanswered=Limit(120, 300),
        media=(MediaLimits("email", LimitOverrides(waiting=Limit(50, 100))),),
    )


def test_the_example_writes_out_every_key() -> None:
    whole = tomllib.loads(uncommented(EXAMPLE) + '\nname = "Support*"')
    assert set(whole) == set(KNOWN[""])
    assert set(whole["queues"][0]) == set(KNOWN["queues"])
    assert {*whole["alarms"][0], "readings"} == set(KNOWN["alarms"])
    for kind in KNOWN.keys() & whole.keys() - {"queues", "alarms"}:
        assert set(whole[kind]) == set(KNOWN[kind]), kind
    for figure in FIGURES:
        assert set(whole["limits"][figure]) == set(KNOWN[f"limits.{figure}"])


def test_the_example_names_every_word_to_choose_from() -> None:
    words = {"severity", "configuration", *COLUMN_SETS, *GROUPS_BY, *THEMES}
    assert {word for word in words if f'"{word}"' not in EXAMPLE} == set()


def test_the_example_names_every_column() -> None:
    listing = EXAMPLE[EXAMPLE.index("#   now:") : EXAMPLE.index("[columns]")]
    assert listing.replace("now:", "").replace("today:", "").replace("#", "").split() == [
        *COLUMN_KEYS
    ]


# --- what each key does ---


def test_an_empty_file_is_the_default_with_its_source() -> None:
    assert parse("") == Settings(source="q.toml")


def test_poll() -> None:
    found = parse('[poll]\ninterval = "1m30s"\nnames_every = "1h"')
    assert found.poll == PollSettings(interval=90, names_every=3600)
    assert parse('[poll]\ninterval = "1s"').poll == PollSettings(interval=1)


@pytest.mark.parametrize("order", SORT_KEYS)
def test_board(order: str) -> None:
    found = parse(f'[board]\nsort = "{order}"\nfresh_breach = "0s"').board
    assert found == BoardSettings(sort=order, fresh_breach=0)


def test_staleness_may_be_set_one_by_one() -> None:
    assert parse('[staleness]\nlate_after = "30s"').staleness == StalenessRule(late_after=30)
    assert parse('[staleness]\nfrozen_after = "10s"').staleness == StalenessRule(frozen_after=10)


def test_keys_are_one_or_several_or_none() -> None:
    found = parse('[keys]\nquit = "ctrl+q"\ndown = ["down", "j"]\nhelp = []').keys
    assert found == {"quit": ("ctrl+q",), "down": ("down", "j"), "help": ()}


def test_limits_left_out_keep_their_defaults() -> None:
    found = parse('[limits]\nwaiting = { warn = 6 }\nlongest_wait = { critical = "90s" }')
    assert found.watchlist.limits == Limits(
        waiting=Limit(6, 10), longest_wait=Limit(63, 90), available=Limit(1, 0)
    )


@pytest.mark.parametrize("toml", ["", "[limits]", "[limits]\nlongest_wait = {}"])
def test_waits_go_by_the_goal_of_each_medium_where_nothing_is_written(toml: str) -> None:
    assert parse(toml).watchlist.limits.longest_wait is None


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ('critical = "20s"', Limit(14, 20)),
        ('critical = "1d"', Limit(60_480, 86_400)),
        ('warn = "14s"', Limit(14, 20)),
        ('warn = "21s"', Limit(21, 30)),
        ('warn = "45s"', Limit(45, 65)),  # to the next whole second
        ('warn = "500ms"', Limit(0.5, 0.714)),
        ('warn = "45s", critical = "50s"', Limit(45, 50)),
        ('warn = "45s", critical = "off"', Limit(45, None)),
        ('warn = "off", critical = "50s"', Limit(None, 50)),
        ('warn = "off", critical = "off"', Limit()),
    ],
)
def test_half_a_limit_of_the_wait_gives_the_other_half(written: str, limit: Limit) -> None:
    found = parse(f"[limits]\nlongest_wait = {{ {written} }}").watchlist
    assert found.limits.longest_wait == limit
    own = parse(f'[[queues]]\nname = "A"\nlimits.longest_wait = {{ {written} }}').watchlist
    assert own.limits.longest_wait is None
    assert own.limits_for(Queue("a", "A")).longest_wait == limit
    assert own.limits_for(Queue("b", "B")).longest_wait is None


def test_half_a_limit_of_one_queue_goes_by_the_critical_value() -> None:
    """A warning alone keeps it; a critical value alone has a warning of its own."""
    found = parse(
        '[limits]\nlongest_wait = { warn = "10s", critical = "1m" }\n'
        '[[queues]]\nname = "A"\nlimits.longest_wait.critical = "2m"\n'
        '[[queues]]\nname = "B"\nlimits.longest_wait = {}\n'
        '[[queues]]\nname = "C"\nlimits.longest_wait.warn = "50s"\n'
    ).watchlist
    assert found.limits_for(Queue("a", "A")).longest_wait == Limit(84, 120)
    assert found.limits_for(Queue("b", "B")).longest_wait == Limit(10, 60)
    assert found.limits_for(Queue("c", "C")).longest_wait == Limit(50, 60)


def test_limits_can_be_off() -> None:
    found = parse(
        '[limits]\nwaiting = { warn = "off", critical = "off" }\n'
        'longest_wait = { warn = "30s", critical = "off" }\navailable = { warn = "off" }'
    )
    assert found.watchlist.limits == Limits(Limit(), Limit(30, None), Limit(None, 0))


@pytest.mark.parametrize(
    ("toml", "limits"),
    [
        ("waiting = { warn = 10 }", Limits(waiting=Limit(10, 10))),
        (
            'longest_wait = { warn = "60s", critical = "1m" }',
            Limits(longest_wait=Limit(60, 60)),
        ),
        ("available = { warn = 1, critical = 1 }", Limits(available=Limit(1, 1))),
        (
            "available = { warn = 3, critical = 0, always = true }",
            Limits(available=Limit(3, 0, always=True)),
        ),
        ("available = { warn = 0 }", Limits(available=Limit(0, 0))),
    ],
)
def test_warn_may_equal_critical(toml: str, limits: Limits) -> None:
    assert parse(f"[limits]\n{toml}").watchlist.limits == limits


def test_queues_keep_their_order_and_their_own_limits() -> None:
    found = parse(
        "[limits]\nwaiting = { warn = 7, critical = 8 }\navailable = { always = true }\n"
        f'[[queues]]\nid = " {ID.upper()} "\nlabel = "Support"\n'
        'limits.longest_wait = { warn = "1m", critical = "2m" }\n'
        '[[queues]]\nname = "Sales*"\nlimits.waiting = { critical = 9 }\n'
        "limits.available = { warn = 4 }\n"
    )
    assert found.watchlist.rules == (
        QueueRule(
            id=ID, label="Support", limits=LimitOverrides(longest_wait=Limit(warn=60, critical=120))
        ),
        QueueRule(
            name="Sales*",
            limits=LimitOverrides(waiting=Limit(6, 9), available=Limit(4, 0, always=True)),
        ),
    )
    assert found.watchlist.limits.waiting == Limit(7, 8)


def test_no_queues_at_all_is_every_queue() -> None:
    assert parse("queues = []").watchlist.rules == ()


# --- the command line over it ---

CONFIGURED = Settings(
    watchlist=Watchlist(
        rules=(
            QueueRule(id=ID, label="Help", limits=LimitOverrides(waiting=Limit(1, 2))),
            QueueRule(name="Sales EMEA", label="Shop", limits=LimitOverrides(waiting=Limit(3, 4))),
            QueueRule(name="Sales*", limits=LimitOverrides(waiting=Limit(5, 6))),
        ),
        limits=Limits(waiting=Limit(7, 8)),
    ),
    source="q.toml",
)


@pytest.mark.parametrize(
    ("asked", "only"),
    [
        ([ID], (QueueRule(id=ID),)),
        ([f" {OTHER_ID.upper()} "], (QueueRule(id=OTHER_ID),)),
        (["Billing", ID], (QueueRule(name="Billing"), QueueRule(id=ID))),
        (["sales*"], (QueueRule(name="sales*"),)),
        ([ID, ID], (QueueRule(id=ID),)),
        ([ID[:-1]], (QueueRule(name=ID[:-1]),)),
    ],
)
def test_queue_narrows_the_choice_and_keeps_the_entries(
    asked: list[str], only: tuple[QueueRule, ...]
) -> None:
    found = override(CONFIGURED, asked, None)
    expected = replace(CONFIGURED, watchlist=replace(CONFIGURED.watchlist, only=only))
    assert found == expected


def test_a_queue_asked_for_by_name_keeps_what_an_entry_by_id_gave_it() -> None:
    help_queue = Queue(id=ID, name="Help Desk")
    for asked in ("Help Desk", "help*", ID):
        found = override(CONFIGURED, [asked], None).watchlist
        assert found.select([help_queue, Queue(id=OTHER_ID, name="Sales X")]).queues == (
            help_queue,
        )
        assert found.label(help_queue) == "Help"
        assert found.limits_for(help_queue).waiting == Limit(1, 2)


def test_a_queue_asked_for_looks_as_configured() -> None:
    sales = Queue(id=OTHER_ID, name="Sales EMEA")
    for asked in ("Sales EMEA", "sales*", "*emea"):
        found = override(CONFIGURED, [asked], None).watchlist
        assert found.select([sales]).queues == (sales,)
        assert found.label(sales) == "Shop"
        assert found.limits_for(sales) == CONFIGURED.watchlist.limits_for(sales)


def test_nothing_asked_changes_nothing() -> None:
    assert override(CONFIGURED, [], None) == CONFIGURED


def test_interval_replaces_the_interval_alone() -> None:
    before = Settings(poll=PollSettings(interval=5, names_every=60))
    found = override(before, [], "1m30s")
    rule = StalenessRule(longest=90)
    poll = PollSettings(interval=90, names_every=60)
    assert found == replace(before, poll=poll, staleness=rule)


@pytest.mark.parametrize(
    ("queues", "interval", "expected"),
    [
        ([""], None, '--queue: found ""; allowed: the id or the name of a queue'),
        (["A", "  "], None, '--queue: found "  "; allowed: the id or the name of a queue'),
        ([], "5", '--interval: found "5" (the unit is missing); allowed: a duration with its unit'),
        ([], "0s", '--interval: found "0s" (too short); allowed: a duration with its unit'),
        ([], "-5s", '--interval: found "-5s" (a duration is never negative); allowed: a duration'),
        ([], "soon", '--interval: found "soon" (it is not made of numbers with the units'),
    ],
)
def test_mistakes_name_the_flag(queues: list[str], interval: str | None, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        override(CONFIGURED, queues, interval)
    assert str(caught.value).startswith(expected)


def test_an_interval_that_would_always_look_frozen_is_refused() -> None:
    settings = Settings(staleness=StalenessRule(frozen_after=30))
    assert override(settings, [], "15s").poll.interval == 15
    with pytest.raises(SettingsError) as caught:
        override(settings, [], "1m")
    assert str(caught.value) == (
        '--interval: found "1m" (with it, found late_after = "2m", twice the interval, beyond'
        ' frozen_after = "30s"; allowed: late_after up to frozen_after); allowed: an interval that'
        " suits [staleness]"
    )


def test_the_budget_is_a_percentage() -> None:
    assert parse('[poll]\nbudget = " 12.5% "').poll.budget == 0.125
