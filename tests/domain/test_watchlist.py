"""Which queues are watched, as what, and with which limits."""

import pytest

from queuetui.domain.limits import Limit, LimitOverrides, Limits
from queuetui.domain.readings import Queue
from queuetui.domain.watchlist import QueueRule, Watchlist

BILLING = Queue(id="b1", name="Billing")
SUPPORT = Queue(id="a2", name="Support EMEA")
SUPPORT_US = Queue(id="c3", name="support US")
SALES = Queue(id="d4", name="Sales [EN]")
DIRECTORY = (SUPPORT_US, SALES, SUPPORT, BILLING)


def names(rules: tuple[QueueRule, ...]) -> list[str]:
    return [queue.name for queue in Watchlist(rules).select(DIRECTORY).queues]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), ["Billing", "Sales [EN]", "Support EMEA", "support US"]),
        ((QueueRule(id="b1"),), ["Billing"]),
        ((QueueRule(id="B1"),), ["Billing"]),
        ((QueueRule(name="billing"),), ["Billing"]),
        ((QueueRule(name="bill"),), []),
        ((QueueRule(name="SUPPORT*"),), ["Support EMEA", "support US"]),
        ((QueueRule(name="support ??"),), ["support US"]),
        ((QueueRule(name="*i*"),), ["Billing"]),
        ((QueueRule(name="[bs]*"),), ["Billing", "Sales [EN]", "Support EMEA", "support US"]),
        ((QueueRule(name="Sales [en]"),), ["Sales [EN]"]),
        ((QueueRule(id="c3"), QueueRule(id="b1")), ["support US", "Billing"]),
        ((QueueRule(id="c3"), QueueRule(name="*")), [
            "support US", "Billing", "Sales [EN]", "Support EMEA",
        ]),
        ((QueueRule(name="Support*"), QueueRule(id="a2")), ["Support EMEA", "support US"]),
    ],
)  # fmt: skip
def test_queues_come_in_the_order_of_the_entries(
    rules: tuple[QueueRule, ...], expected: list[str]
) -> None:
    assert names(rules) == expected


def test_the_same_name_is_ordered_by_id() -> None:
    twins = (Queue(id="2", name="Twin"), Queue(id="1", name="twin"))
    assert [queue.id for queue in Watchlist().select(twins).queues] == ["1", "2"]


def test_entries_that_mean_no_queue_are_told() -> None:
    gone, wrong = QueueRule(id="zz"), QueueRule(name="Nowhere*")
    selection = Watchlist((gone, QueueRule(id="b1"), wrong)).select(DIRECTORY)
    assert selection.queues == (BILLING,)
    assert selection.missing == (gone, wrong)
    assert [str(rule) for rule in selection.missing] == ["zz", "Nowhere*"]


def test_an_entry_whose_queue_an_earlier_one_took_is_not_missing() -> None:
    selection = Watchlist((QueueRule(name="*"), QueueRule(id="b1"))).select(DIRECTORY)
    assert selection.missing == ()


def test_an_empty_directory_leaves_every_entry_missing() -> None:
    rule = QueueRule(name="*")
    assert Watchlist((rule,)).select(()).missing == (rule,)
    assert Watchlist().select(()).missing == ()


def test_without_the_directory_only_ids_can_be_watched() -> None:
    by_name = QueueRule(name="Support*")
    rules = (QueueRule(id="b1", label="Invoices"), by_name, QueueRule(id="d4"))
    selection = Watchlist(rules).without_directory()
    assert selection.queues == (Queue(id="b1", name="Invoices"), Queue(id="d4", name="d4"))
    assert selection.missing == (by_name,)


@pytest.mark.parametrize(
    ("rules", "queue", "expected"),
    [
        ((), BILLING, "Billing"),
        ((QueueRule(id="b1", label="Invoices"),), BILLING, "Invoices"),
        ((QueueRule(id="b1", label="Invoices"),), SUPPORT, "Support EMEA"),
        ((QueueRule(name="billing", label="Invoices"),), BILLING, "Invoices"),
        ((QueueRule(name="Support*", label="Help"),), SUPPORT, "Support EMEA"),
        ((QueueRule(name="Sales [EN]", label="Shop"),), SALES, "Shop"),
        ((QueueRule(id="b1"), QueueRule(name="Billing", label="Later")), BILLING, "Later"),
        (
            (QueueRule(id="b1", label="First"), QueueRule(name="Billing", label="Second")),
            BILLING,
            "First",
        ),
    ],
)
def test_the_first_label_that_means_a_queue_alone_counts(
    rules: tuple[QueueRule, ...], queue: Queue, expected: str
) -> None:
    assert Watchlist(rules).label(queue) == expected


def test_limits_are_those_of_the_first_entry_over_the_general_ones() -> None:
    general = Limits(waiting=Limit(warn=7, critical=8))
    own = LimitOverrides(longest_wait=Limit(warn=60, critical=120))
    watchlist = Watchlist(
        rules=(
            QueueRule(id="a2", limits=own),
            QueueRule(name="Support*", limits=LimitOverrides(waiting=Limit(warn=1))),
        ),
        limits=general,
    )
    assert watchlist.limits_for(SUPPORT) == own.over(general)
    assert watchlist.limits_for(SUPPORT_US).waiting == Limit(warn=1)
    assert watchlist.limits_for(SUPPORT_US).longest_wait == general.longest_wait
    assert watchlist.limits_for(BILLING) == general


def test_the_group_is_that_of_the_first_entry_that_gives_one() -> None:
    watchlist = Watchlist(
        rules=(
            QueueRule(id="a2", label="Help"),
            QueueRule(name="support us", group="Americas"),
            QueueRule(name="Support*", group="Support"),
        )
    )
    assert watchlist.group_for(SUPPORT) == "Support"
    assert watchlist.group_for(SUPPORT_US) == "Americas"
    assert watchlist.group_for(BILLING) is None


@pytest.mark.parametrize(
    ("rule", "glob"),
    [
        (QueueRule(id="*"), False),
        (QueueRule(name="Support"), False),
        (QueueRule(name="Support*"), True),
        (QueueRule(name="Support ?"), True),
        (QueueRule(name="[ab]"), True),
        (QueueRule(), False),
    ],
)
def test_only_names_are_patterns(rule: QueueRule, glob: bool) -> None:
    assert rule.is_glob is glob


def test_an_entry_of_nothing_means_nothing() -> None:
    assert not QueueRule().matches(Queue(id="", name=""))
