"""Reading the list of all queues, page by page, within the allowance."""

from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.readings import Queue
from queuetui.feed.listing import Listing
from queuetui.feed.pace import Pace
from queuetui.genesys.errors import NoAnswer, RateLimited
from tests.clocks import ManualClock
from tests.feed.desk import Desk, FakeSource


class Counting:
    """A server that allows so many requests a minute, and tells how many there were."""

    def __init__(self, desk: Desk, allowed: int) -> None:
        self.desk = desk
        self.allowed = allowed
        self.calls: list[float] = []
        desk.source.page_fails = self.count
        desk.source.fails = self.count

    def count(self, _what: object) -> RateLimited | None:
        now = self.desk.clock.monotonic()
        self.calls.append(now)
        minute = [at for at in self.calls if int(at // 60) == int(now // 60)]
        reset = 60.0 - now % 60.0
        self.desk.source.rate = RateBudget(len(minute), self.allowed, reset)
        if len(minute) <= self.allowed:
            return None
        error = RateLimited("slow down")
        error.retry_after = reset
        return error

    def peak(self, since: float) -> int:
        """The most calls of any minute that began later."""
        begins = [at for at in self.calls if at >= since]
        return max(sum(at <= other < at + 60.0 for other in self.calls) for at in begins)


class TestMorePagesThanAllowed:
    def test_the_pages_that_were_read_are_kept(self) -> None:
        desk = Desk(*[f"{n:04}" for n in range(2_000)])
        Counting(desk, 15)
        first = desk.turn()
        assert (first.health.state, first.listed) == ("starting", False)
        assert first.health.reason is not None
        assert "allowed" in first.health.reason
        assert first.health.next_try is not None
        assert 1.0 < desk.wait <= 60.0
        began = desk.clock.monotonic()
        listed = desk.turns_until(lambda shot: shot.listed)
        assert len(listed.queues) == 2_000
        assert [number for number, _ in desk.source.pages] == list(range(1, 21))
        assert desk.clock.monotonic() - began <= 120.0
        whole = desk.turns_until(lambda shot: all(one.reading for one in shot.queues))
        assert whole.health.state == "live"
        assert desk.clock.monotonic() - began <= 600.0

    def test_a_page_that_fails_is_asked_for_again_and_no_other(self) -> None:
        desk = Desk(*[f"{n}" for n in range(5)], batch=1)
        broken = [True]
        desk.source.page_fails = lambda n: NoAnswer("cut") if n == 3 and broken else None
        assert desk.turn().health.state == "down"
        broken.clear()
        assert len(desk.turn().queues) == 5
        assert [number for number, _ in desk.source.pages] == [1, 2, 3, 3, 4, 5]


class TestWhileTheBoardRuns:
    def test_pages_are_spread_and_the_share_is_kept_in_any_minute(self) -> None:
        desk = Desk(*[f"{n:04}" for n in range(2_000)])
        server = Counting(desk, 300)
        desk.turns_until(lambda shot: shot.sequence == 1)
        began = desk.clock.monotonic()
        assert len(desk.source.pages) == 20
        while desk.clock.monotonic() - began < 1_000.0:
            assert desk.turn().health.state == "live"
        assert server.peak(began + 60.0) <= 150
        pages = [at for _, at in desk.source.pages[20:]]
        assert len(pages) >= 40
        assert max(sum(at <= other < at + 60.0 for other in pages) for at in pages) <= 6

    def test_a_list_of_one_page_is_read_every_few_minutes(self) -> None:
        desk = Desk("a")
        began = desk.clock.monotonic()
        while desk.clock.monotonic() - began < 900.0:
            desk.turn()
        times = [at - began for _, at in desk.source.pages]
        assert times == [0.0, 300.0, 600.0]

    def test_after_an_hour_without_network_there_is_no_burst_of_pages(self) -> None:
        desk = Desk(*[f"{n}" for n in range(20)], batch=1)
        desk.poll()
        desk.clock.advance(3_600.0)
        desk.source.pages.clear()
        began = desk.clock.monotonic()
        while desk.clock.monotonic() - began < 60.0:
            desk.turn()
        assert len(desk.source.pages) <= 6

    def test_a_page_that_fails_is_not_tried_at_each_poll(self) -> None:
        desk = Desk(*[f"{n}" for n in range(4)], batch=1)
        desk.poll()
        desk.source.pages.clear()
        desk.source.page_fails = lambda _number: NoAnswer("cut")
        began = desk.clock.monotonic()
        while desk.clock.monotonic() - began < 600.0:
            assert desk.turn().health.state == "live"
        assert 2 <= len(desk.source.pages) <= 6


class TestQueuesThatSlip:
    def list_from(self, source: FakeSource, listing: Listing) -> set[str]:
        found = None
        while found is None:
            found = listing.read(source.clock.monotonic(), source.rate, known=True)
        return {queue.name for queue in found}

    def test_one_that_is_not_listed_once_is_kept_once(self) -> None:
        source = FakeSource(ManualClock(), "a", "b", "c", "d", batch=2)
        listing = Listing(source, Pace(5.0))
        assert self.list_from(source, listing) == {"a", "b", "c", "d"}
        # While its second page is read, "a" is deleted: so "c" slips to the page before.
        slipped = (source.queues[1], source.queues[3])
        source.queues, everything = (*slipped, *source.queues[3:]), source.queues
        assert self.list_from(source, listing) == {"a", "b", "c", "d"}
        source.queues = everything[1:]
        assert self.list_from(source, listing) == {"b", "c", "d"}

    def test_in_a_list_of_one_page_nothing_slips(self) -> None:
        source = FakeSource(ManualClock(), "a", "b")
        listing = Listing(source, Pace(5.0))
        assert self.list_from(source, listing) == {"a", "b"}
        source.queues = (Queue("id-a", "a"),)
        assert self.list_from(source, listing) == {"a"}

    def test_a_list_that_was_begun_long_ago_is_begun_anew(self) -> None:
        source = FakeSource(ManualClock(), "a", "b", batch=1)
        listing = Listing(source, Pace(5.0))
        assert listing.read(1_000.0, source.rate, known=False) is None
        listing.read(9_000.0, source.rate, known=False)
        assert [number for number, _ in source.pages] == [1, 1]
