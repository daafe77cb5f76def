"""One odd answer, or a person who holds a key, must not stop the board or lock it out."""

from collections import Counter
from itertools import pairwise

import pytest

from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.freshness import freshness
from queuetui.domain.settings import PollSettings, Settings
from queuetui.feed.pace import Pace
from queuetui.genesys.errors import CredentialsRefused
from tests.feed.desk import Desk, always


class TestAnAllowanceThatIsTold:
    def test_after_an_absurd_one_it_is_soon_learnt_again(self) -> None:
        desk = Desk(*[f"{n:04}" for n in range(1_000)])
        desk.poll()
        desk.source.rate = RateBudget(1, 1, 60.0)
        stretched = desk.poll()
        assert stretched.interval > 1_000.0
        assert desk.wait == 120.0
        assert stretched.health.next_try == pytest.approx(desk.clock.now())
        desk.source.rate = RateBudget(1, 300, 60.0)
        desk.source.asked.clear()
        desk.turn()
        assert sum(asked.startswith("id-") for asked in desk.source.asked) == 1
        whole = desk.poll()
        assert whole.interval == 5.0
        ages = [whole.taken_at - (state.as_of or 0.0) for state in whole.queues]
        assert max(ages) <= 5.0

    def test_if_it_is_true_it_is_kept_and_asked_for_again_and_again(self) -> None:
        desk = Desk(*[f"{n:04}" for n in range(1_000)])
        desk.poll()
        desk.source.rate = RateBudget(0, 5, 60.0)
        assert desk.poll().interval > 240.0
        times: list[float] = []
        desk.source.fails = lambda _ids: times.append(desk.clock.monotonic())
        began = desk.clock.monotonic()
        while desk.clock.monotonic() - began < 6_000.0:
            desk.turn()
        assert len(times) / 100 <= 2.5
        assert max(later - before for before, later in pairwise(times)) <= 120.0
        asked_for = Counter(asked for asked in desk.source.asked if asked.startswith("id-"))
        assert max(asked_for.values()) - min(asked_for.values()) <= 8

    def test_an_interval_that_is_wanted_is_kept(self) -> None:
        desk = Desk("a", settings=Settings(poll=PollSettings(interval=600.0)))
        desk.poll()
        assert desk.wait == 600.0

    def test_figures_freeze_after_some_minutes_whatever_the_interval(self) -> None:
        rule = Settings().staleness
        kept = Pace(5.0).kept(10, 10, RateBudget(1, 1, 60.0))
        assert freshness(0.0, 240.0, kept, rule) == "late"
        assert freshness(0.0, 241.0, kept, rule) == "frozen"
        patient = rule.asked_for(600.0)
        assert freshness(0.0, 1_200.0, 600.0, patient) == "live"


class TestRefusedCredentials:
    def test_holding_the_key_does_not_hammer_the_login_host(self) -> None:
        desk = Desk("a")
        desk.turn()
        desk.source.fails = always(CredentialsRefused("wrong secret"))
        desk.poller._turn()
        assert desk.poller.ask_now() == 20.0
        desk.source.asked.clear()
        began = desk.clock.monotonic()

        def press() -> None:
            desk.poller.ask_now()
            if desk.clock.monotonic() - began >= 100.0:
                desk.poller.stop()

        desk.clock.on_wait = press
        desk.poller._wait_until(desk.clock.monotonic() + 60.0)
        assert desk.clock.monotonic() - began == pytest.approx(20.0)
        desk.poller._run()
        assert 3 <= desk.source.asked.count("id-a") <= 5
