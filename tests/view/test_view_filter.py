"""A filter: words that must hold, words that must not, and hints where something is wrong."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.settings import GroupSettings
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.filter import Found, matching, understood
from queuetui.view.standing import Standing, standings
from tests.view.board_samples import calls, day, queue, waiting_in
from tests.view.samples import NOW, RULE, reading, snapshot

RULES = Watchlist(
    (
        QueueRule(name="*EMEA*", group="EMEA"),
        QueueRule(id="billing us", group="Americas", label="Money"),
        QueueRule(name="*"),
    )
)
QUEUES = snapshot(
    queue("Support EMEA", reading(waiting=12, wait=247, available=0), division="Service"),
    queue("Sales EMEA", reading(waiting=2, wait=41), division="Sales"),
    queue("Billing US", reading(waiting=0), division="Back Office"),
    queue("Mail", waiting_in({"voice": 0, "email": 4, "callback": 0}), division="Back Office"),
    queue(
        "Sales: hotline",
        waiting_in({"voice": 0, "email": 0}),
        today=day(voice=calls(), email=calls(0, 0, 0)),
        division="Sales",
    ),
    queue("Night - desk", None, division=None),
)
ALL = standings(QUEUES, RULES, NOW, RULE)


def names(text: str, every: tuple[Standing, ...] = ALL) -> list[str]:
    return [each.state.queue.name for each in matching(every, text).rows]


EVERY = [each.state.queue.name for each in ALL]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", EVERY),
        ("  ", EVERY),
        ("EMEA", ["Support EMEA", "Sales EMEA"]),
        ("emea sales", ["Sales EMEA"]),
        ('"sales emea"', ["Sales EMEA"]),
        ('"emea sales"', []),
        ('"sales', ["Sales EMEA", "Sales: hotline"]),
        ("mone", ["Billing US"]),
        ("bill", ["Billing US"]),
        ("night - desk", ["Night - desk"]),
        ("-emea -mail", ["Billing US", "Sales: hotline", "Night - desk"]),
        ("-", EVERY),
        ("sales: hot", ["Sales: hotline"]),
        ("severity:critical", ["Support EMEA"]),
        ("severity:breach", ["Support EMEA"]),
        ("SEVERITY:Warn", ["Sales EMEA"]),
        ("severity:nodata", ["Night - desk"]),
        ('severity:"no data"', ["Night - desk"]),
        ("severity:unknown", ["Night - desk"]),
        ("severity:ok", ["Billing US", "Mail", "Sales: hotline"]),
        ("severity:", EVERY),
        ("-severity:", EVERY),
        ("-group: -division: -media:", EVERY),
        ("severity:w", ["Sales EMEA"]),
        ("-severity:ok", ["Support EMEA", "Sales EMEA", "Night - desk"]),
        ("-severity:ok -severity:nodata", ["Support EMEA", "Sales EMEA"]),
        ("group:emea", ["Support EMEA", "Sales EMEA"]),
        ("group:AMER", ["Billing US"]),
        ("group:other", ["Mail", "Sales: hotline", "Night - desk"]),
        ("-group:other", ["Support EMEA", "Sales EMEA", "Billing US"]),
        ("division:sales", ["Sales EMEA", "Sales: hotline"]),
        ('division:"back office"', ["Billing US", "Mail"]),
        ("media:email", ["Mail"]),
        ("media:e-mail", ["Mail"]),
        ("media:mail", ["Mail"]),
        ("media:voice", ["Support EMEA", "Sales EMEA", "Billing US", "Sales: hotline"]),
        ("media:call", ["Support EMEA", "Sales EMEA", "Billing US", "Sales: hotline"]),
        ("media:callback", []),
        ("media:chat", []),
        ("division:sales -severity:ok emea", ["Sales EMEA"]),
    ],
)
def test_what_is_found(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_a_queue_in_which_nothing_goes_on_has_the_media_that_it_is_told_of() -> None:
    quiet = standings(
        snapshot(queue("Quiet", waiting_in({"voice": 0, "email": 0}))), RULES, NOW, RULE
    )
    assert names("media:email", quiet) == ["Quiet"]
    assert names("media:chat", quiet) == []


def test_a_medium_that_only_the_source_knows_has_its_own_name() -> None:
    strange = standings(snapshot(queue("Strange", waiting_in({"cobrowse": 3}))), RULES, NOW, RULE)
    assert names("media:cobrowse", strange) == ["Strange"]
    assert matching(strange, "media:cobrowse").hint == ""


def test_groups_are_those_that_the_queues_are_put_together_in() -> None:
    by = standings(QUEUES, RULES, NOW, RULE, groups=GroupSettings(by="division"))
    assert names("group:back", by) == ["Billing US", "Mail"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("sevrity:ok", "no such word as sevrity: - there are severity: group: media: division:"),
        ("severity:purple", "severity: may be breach, warn, nodata, ok or closed"),
        ("-severity:purple", "severity: may be breach, warn, nodata, ok or closed"),
        ("media:pigeon", "media: may be voice, chat, email, callback or message"),
        ("sales:", ""),
        ("nothing like it", ""),
        ("group:nothing", ""),
        ("severity:ok", ""),
        ("sales: hotline", ""),
    ],
)
def test_a_word_that_is_not_understood_is_no_silent_nothing(text: str, hint: str) -> None:
    assert matching(ALL, text).hint == hint


WORDS = st.sampled_from(
    ["sales", "emea", "a", "severity:ok", "severity:breach", "group:emea", "division:sales",
     "media:voice", "media:email", "zzz"]
)  # fmt: skip


@given(st.lists(st.tuples(WORDS, st.booleans()), max_size=5))
def test_all_words_must_hold_and_those_with_a_minus_must_not(
    words: list[tuple[str, bool]],
) -> None:
    text = " ".join(("-" if excluded else "") + word for word, excluded in words)
    expected = set(EVERY)
    for word, excluded in words:
        holds = set(names(word))
        expected = expected - holds if excluded else expected & holds
    assert set(names(text)) == expected
    assert names(text) == [name for name in EVERY if name in expected]


@given(st.text(max_size=40))
def test_whatever_is_typed_finds_queues_or_none(text: str) -> None:
    found = matching(ALL, text)
    assert isinstance(found, Found)
    assert {each.id for each in found.rows} <= {each.id for each in ALL}
    assert all(term.wanted for term in understood(text).terms)


def test_two_thousand_queues_are_filtered_at_once() -> None:
    many = standings(
        snapshot(*(queue(f"Queue {n}", reading(waiting=n % 9, wait=5)) for n in range(2000))),
        RULES,
        NOW,
        RULE,
    )
    taken = []
    for _ in range(5):
        began = time.process_time()
        assert len(matching(many, "queue -group:emea media:voice 19").rows) == 139
        taken.append(time.process_time() - began)
    # About 5 ms; the rest is for a machine that is busy with something else.
    assert min(taken) < 0.05
