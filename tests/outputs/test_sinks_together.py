"""All sinks together, each in its thread: nobody waits for anybody, and their order is all one."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.sinks import BELL, NOTICE_KINDS, Notice, SinkSettings
from queuetui.outputs.sinks import Sink, SinkFailure, Sinks, Surroundings, open_sink, open_sinks
from queuetui.outputs.sinks.bell import Bell
from queuetui.outputs.sinks.by_apprise import ByApprise
from queuetui.outputs.sinks.command import Command
from queuetui.outputs.sinks.desktop import Desktop
from queuetui.outputs.sinks.lane import Lane
from queuetui.outputs.sinks.webhook import Webhook
from tests.clocks import ManualClock
from tests.outputs.sinks_around import NOTICE, NOW, Ledger, passing

DEADLINE = 20.0
"""Seconds; reached only when something is broken."""
PLAIN = SinkSettings("team", "webhook", per_minute=60)


class Hanging(Ledger):
    """Hangs in its first notice, until it is closed or let go."""

    def __init__(self, name: str = "hanging") -> None:
        super().__init__(name)
        self.begun = threading.Event()
        self.free = threading.Event()

    def send(self, notice: Notice) -> None:
        self.begun.set()
        assert self.free.wait(DEADLINE)
        super().send(notice)


class Counting(Ledger):
    """Says when it has got so many."""

    def __init__(self, number: int, name: str = "counting") -> None:
        super().__init__(name)
        self.number = number
        self.full = threading.Event()

    def send(self, notice: Notice) -> None:
        super().send(notice)
        if len(self.got) >= self.number:
            self.full.set()


def sinks(*opened: Sink, settings: SinkSettings = PLAIN) -> Sinks:
    """The clock stands still, so that nothing but what is told is ever due."""
    pairs = [(sink, replace(settings, name=sink.name)) for sink in opened]
    return Sinks(pairs, ManualClock(NOW), Random(1), UTC)


def test_one_that_hangs_delays_neither_the_caller_nor_another() -> None:
    hanging, other = Hanging(), Counting(50)
    both = sinks(hanging, other)
    both.start()
    try:
        both.tell(NOTICE)
        assert hanging.begun.wait(DEADLINE)
        for number in range(49):
            both.tell(replace(NOTICE, alarm_id=str(number)))
        assert other.full.wait(DEADLINE)
        stuck, fine = both.status()
        assert (stuck.busy_since, stuck.sent, stuck.waiting) == (NOW, 0, 49)
        # It is noted as sent a moment after the sink has got it.
        assert fine.sent in {49, 50}
        assert fine.last_error is None
    finally:
        hanging.free.set()
        both.close(DEADLINE)


def test_what_was_told_before_the_start_is_not_lost() -> None:
    one = Counting(1)
    alone = sinks(one)
    alone.tell(NOTICE)
    assert one.got == []
    alone.start()
    alone.close(DEADLINE)
    assert one.got == [NOTICE]


def test_closing_sends_what_is_due_and_ends_the_threads() -> None:
    one = Counting(3)
    alone = sinks(one)
    alone.start()
    for number in range(3):
        alone.tell(replace(NOTICE, alarm_id=str(number)))
    alone.close(DEADLINE)
    assert len(one.got) == 3
    assert one.closed
    alone.tell(NOTICE)
    assert len(one.got) == 3
    assert not any(thread.is_alive() for thread in alone._threads)


def test_closing_does_not_wait_for_one_that_hangs() -> None:
    hanging = Hanging()
    alone = sinks(hanging)
    alone.start()
    alone.tell(NOTICE)
    alone.tell(replace(NOTICE, alarm_id="b"))
    assert hanging.begun.wait(DEADLINE)
    began = time.monotonic()
    alone.close(0.05)
    assert time.monotonic() - began < DEADLINE / 4
    assert hanging.closed
    hanging.free.set()
    for thread in alone._threads:
        assert thread.daemon
        thread.join(DEADLINE)
    # What waited behind it was given up.
    assert len(hanging.got) == 1


def test_an_error_in_a_sink_ends_no_thread() -> None:
    class Broken(Counting):
        def send(self, notice: Notice) -> None:
            super().send(notice)
            if len(self.got) == 1:
                raise ZeroDivisionError

    broken = Broken(2)
    alone = sinks(broken)
    alone.start()
    alone.tell(NOTICE)
    alone.tell(replace(NOTICE, alarm_id="b"))
    assert broken.full.wait(DEADLINE)
    alone.close(DEADLINE)
    (status,) = alone.status()
    assert (status.sent, status.failed) == (1, 1)


NOTICES = st.builds(
    Notice,
    kind=st.sampled_from([*NOTICE_KINDS, "test"]),
    severity=st.sampled_from(["warning", "critical"]),
    queue=st.sampled_from(["Support", "Sales", "\x1b["]) | st.text(max_size=5),
    media=st.none() | st.just("voice"),
    title=st.text(max_size=5),
    text=st.text(max_size=5),
    at=st.floats(0, 4e9),
    alarm_id=st.sampled_from(["", "a", "b", "c"]),
    rule=st.sampled_from(["breach", "stuck"]),
    group=st.none() | st.just("EMEA"),
    silent=st.booleans(),
)
SETTINGS = st.builds(
    SinkSettings,
    name=st.just("x"),
    type=st.just("webhook"),
    severity=st.sampled_from(["warning", "critical"]),
    kinds=st.lists(st.sampled_from(NOTICE_KINDS), max_size=5).map(tuple),
    queues=st.sampled_from([(), ("S*",), ("[",)]),
    groups=st.sampled_from([(), ("emea",)]),
    rules=st.sampled_from([(), ("breach",)]),
    per_minute=st.integers(1, 5),
    repeat=st.sampled_from([0.0, 60.0, 300.0]),
)
FAILURES = st.lists(
    st.builds(passing) | st.just(SinkFailure("no")) | st.just(ValueError("odd")), max_size=4
)


def outcome(
    order: Sequence[int],
    plans: Sequence[tuple[SinkSettings, list[Exception]]],
    told: Sequence[tuple[Notice, float]],
) -> dict[int, list[Notice]]:
    """What each sink got, by its number, when they stand and are stepped in this order."""
    clock = ManualClock(NOW)
    ledgers = {n: Ledger(str(n), failures) for n, (_, failures) in enumerate(plans)}
    together = Sinks(
        # Each has its own luck, so that the pauses between tries are the same in any order.
        [(ledgers[n], plans[n][0]) for n in order], clock, Steady(), UTC,
    )  # fmt: skip
    for notice, pause in told:
        together.tell(notice)
        step_all(together._lanes)
        clock.advance(pause)
        step_all(together._lanes)
    return {n: ledger.got for n, ledger in ledgers.items()}


class Steady(Random):
    """Always draws the middle."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def step_all(lanes: Sequence[Lane]) -> None:
    for lane in lanes:
        for _ in range(1000):
            if lane.step() != 0.0:
                break
        else:
            raise AssertionError("there is always something due")


@given(
    st.lists(st.tuples(SETTINGS, FAILURES), min_size=1, max_size=4),
    st.lists(st.tuples(NOTICES, st.floats(0, 400)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_sinks_does_not_matter(
    plans: list[tuple[SinkSettings, list[Exception]]],
    told: list[tuple[Notice, float]],
    luck: Random,
) -> None:
    order = list(range(len(plans)))
    first = outcome(order, plans, told)
    luck.shuffle(order)
    assert outcome(order, plans, told) == first
    for n, plan in enumerate(plans):
        # Nor does it matter that there are others.
        assert outcome([n], plans, told)[n] == first[n], plan


# --- from settings to sinks ---


def around(**environ: str) -> Surroundings:
    def secret(name: str) -> Callable[[], str] | None:
        return (lambda: environ[name]) if name in environ else None

    return Surroundings(environ, secret, lambda _: True)


def test_each_type_of_settings_makes_its_sink() -> None:
    kinds = {
        SinkSettings("a", "bell"): Bell,
        SinkSettings("b", "desktop"): Desktop,
        SinkSettings("c", "command", command=("true",)): Command,
        SinkSettings("d", "webhook", url_from="U"): Webhook,
        SinkSettings("e", "apprise", url_from="U"): ByApprise,
    }
    for settings, kind in kinds.items():
        opened = open_sink(settings, around(U="https://x"))
        assert isinstance(opened, kind)
        assert opened.name == settings.name


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            SinkSettings("d", "webhook", url_from="U"),
            "the environment variable U for its address is not set",
        ),
        (
            SinkSettings("e", "apprise", url_from="U"),
            "the environment variable U for its address is not set",
        ),
        (
            SinkSettings("d", "webhook", url_from="V", auth_from="A"),
            "the environment variable A for its bearer is not set",
        ),
    ],
)
def test_one_without_its_secret_is_there_and_says_so(settings: SinkSettings, said: str) -> None:
    ((opened, _),) = open_sinks([settings], around(V="https://x"))
    assert opened.problem == said
    with pytest.raises(SinkFailure, match=said):
        opened.send(NOTICE)
    assert sinks(opened).status()[0].last_error == said


def test_one_that_is_off_is_not_opened() -> None:
    assert open_sinks([replace(BELL, on=False)], around()) == []


def test_a_command_sees_no_secret_of_ours_or_of_another_sink() -> None:
    settings = [
        SinkSettings("c", "command", command=("true",)),
        SinkSettings("d", "webhook", url_from="U", auth_from="A"),
    ]
    environ = {"U": "1", "A": "2", "GENESYS_CLOUD_CLIENT_SECRET": "3", "PATH": "/bin", "X": "4"}
    (opened, _), _ = open_sinks(settings, around(**environ))
    assert isinstance(opened, Command)
    assert opened._environ == {"PATH": "/bin", "X": "4"}


def test_what_surrounds_sinks_is_never_shown() -> None:
    assert "s3cret" not in repr(around(U="s3cret"))
