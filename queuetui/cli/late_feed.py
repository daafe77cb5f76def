"""A feed that is put together once the board is on screen: nobody waits for the network's modules.

They are a third of all that is loaded, and nothing of the first frame comes from them.
"""

import logging
import threading
from collections.abc import Callable

from queuetui.cli.garbage import go_on
from queuetui.domain.clock import Clock
from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.feed import Feed
from queuetui.domain.history import Point
from queuetui.domain.snapshot import Health, Snapshot

log = logging.getLogger(__name__)
_PATIENCE = 0.5
"""Seconds; a terminal that takes no frame keeps nobody from looking for alarms."""
Publish = Callable[[Snapshot], object]


class LateFeed:
    """Stands for the feed from the beginning, and hands everything on as soon as there is one.

    Until then nothing is known, as before the first answer: there are no points, and no alarm that
    somebody could acknowledge.
    """

    def __init__(
        self,
        build: Callable[[], Feed],
        clock: Clock,
        base_url: str,
        interval: float,
        report: Callable[[Exception], str | None],
    ) -> None:
        """Nothing is built before `start`.

        Args:
            build: Loads what the feed needs and puts it together, in a thread of its own.
            clock: The only source of time.
            base_url: For the snapshot that tells of a feed that could not be put together.
            interval: Seconds between two polls, for the same.
            report: Writes a report of an error; returns where it is.
        """
        self._build = build
        self._clock = clock
        self._base_url = base_url
        self._interval = interval
        self._report = report
        self._feed: Feed | None = None
        self._on_screen = threading.Event()
        self._changing = threading.Lock()
        self._stopped = False
        self._opened: str | None = None

    def start(self, publish: Publish) -> None:
        """Build the feed and start it, once the board is on screen. Returns immediately."""
        threading.Thread(
            target=self._begin, args=(publish,), name="queuetui-start", daemon=True
        ).start()

    def on_screen(self) -> None:
        """The first frame is out; from any thread."""
        self._on_screen.set()

    def _begin(self, publish: Publish) -> None:
        self._on_screen.wait(_PATIENCE)
        try:
            feed = self._build()
        except Exception as error:
            # The installation is broken. The board says so, as it does of every other trouble.
            log.exception("The feed could not be put together.")
            publish(self._broken(error))
            return
        with self._changing:
            if self._stopped:
                return
            self._feed = feed
            if self._opened is not None:
                feed.open_queue(self._opened)
            feed.start(publish)
        go_on()

    def _broken(self, error: Exception) -> Snapshot:
        kind, where, now = type(error).__name__, self._report(error), self._clock.now()
        seen = f"report: {where}" if where else "see the log (--log FILE)"
        health = Health(
            "down",
            reason=f"internal error ({kind}); {seen}",
            cause="internal",
            why="A fault of queuetui itself, or of its installation.",
            advice="It does not go on by itself: please report it, and start it anew.",
            since=now,
        )
        steady = self._clock.monotonic()
        return Snapshot(
            now, 0.0, self._base_url, self._interval, health, steady=steady, listed=False
        )

    def stop(self) -> None:
        """End the feed, or see to it that it does not begin."""
        with self._changing:
            self._stopped = True
            if self._feed is not None:
                self._feed.stop()

    def ask_now(self) -> float:
        """Have it ask at once; before it is there, it will anyway."""
        return 0.0 if self._feed is None else self._feed.ask_now()

    def open_queue(self, queue_id: str | None) -> None:
        """Have it tell of this queue as well, now or when it is there."""
        with self._changing:
            self._opened = queue_id
            if self._feed is not None:
                self._feed.open_queue(queue_id)

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        """What the polls told of a queue from ``since`` on (epoch seconds)."""
        return () if self._feed is None else self._feed.points(queue_id, since)

    def diagnostics(self) -> Diagnostics:
        """What it can tell about itself."""
        if self._feed is None:
            return Diagnostics(interval_wanted=self._interval, interval_kept=self._interval)
        return self._feed.diagnostics()

    def acknowledge(self, alarm_id: str, who: str, note: str) -> None:
        """Somebody has seen an alarm."""
        if self._feed is not None:
            self._feed.acknowledge(alarm_id, who, note)

    def snooze(self, alarm_id: str, until: float) -> None:
        """Nobody wants to hear of an alarm until then, epoch seconds by the server's clock."""
        if self._feed is not None:
            self._feed.snooze(alarm_id, until)
