"""The polls' own sign of life: what side questions publish meanwhile does not stand for it."""

from queuetui.domain.keeper import Sign
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.beside import Beside
from queuetui.outputs.keeper import BoardKeeper
from queuetui.outputs.systemd import Notifier
from tests.clocks import ManualClock
from tests.feed.desk import Desk

HOUR = 3600.0


class Told(Notifier):
    """Keeps count of what systemd would hear."""

    def __init__(self) -> None:
        super().__init__({})
        self.watchdog_seconds = 30.0
        self.fed = 0

    def alive(self) -> None:
        self.fed += 1


class Silent:
    """A diary that is of no interest here."""

    def beat(self, *, terminal_read: bool) -> None:
        return

    def note_gap(self, gap: object) -> None:
        return

    def close(self, ending: object) -> None:
        return


class Kept:
    """A keeper of a board whose terminal takes a frame each second."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._told = Told()
        self._keeper = BoardKeeper(clock, self._told, Silent())
        self._frames = 0

    def fed(self, snapshot: Snapshot) -> bool:
        """Whether the watchdog is fed in the next quarter of a minute."""
        before = self._told.fed
        for _ in range(15):
            self._clock.advance(1.0)
            self._frames += 1
            state = snapshot.health.state
            sequence = snapshot.sequence
            self._keeper.tick(Sign(snapshot, True, sequence, frames=self._frames, state=state))
        return self._told.fed > before


def test_a_poll_that_hangs_is_seen_though_side_questions_go_on_publishing() -> None:
    desk = Desk("a")
    desk.poll()
    kept = Kept(desk.clock)
    assert kept.fed(desk.published[-1])
    asked = len(desk.published)
    seen: list[bool] = []

    def beside_a_hanging_poll(_ids: object) -> None:
        for wait in (0.0, HOUR):
            desk.clock.advance(wait)
            desk.poller._bulletin.put(Beside())
            told = desk.published[-1]
            assert told.health.next_try is None
            assert told.taken_at == desk.clock.now()
            seen.append(kept.fed(told))

    desk.source.fails = beside_a_hanging_poll
    desk.turn()
    assert len(desk.published) > asked + 2
    assert seen == [True, False]


def test_it_lives_again_with_the_next_turn_of_the_polls() -> None:
    desk = Desk("a")
    kept = Kept(desk.clock)
    first = desk.poll()
    desk.clock.advance(HOUR)
    assert not kept.fed(first)
    assert kept.fed(desk.poll())
