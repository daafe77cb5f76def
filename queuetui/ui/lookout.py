"""How the feed looks at each instant, and when a time without data ended; no Textual in here."""

from datetime import tzinfo

from queuetui.domain.clock import Clock
from queuetui.domain.gaps import WITHHELD, Gap, GapWatch
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.sources import Sources
from queuetui.view.alarm_page import AlarmPage, alarm_page
from queuetui.view.diagnostics import diagnostics
from queuetui.view.diagnostics_sinks import sinks_block
from queuetui.view.glyphs import Glyphs
from queuetui.view.segments import Segments
from queuetui.view.status import banner, life_mark, seen, status_bar, unheard


class Lookout:
    """Holds the newest snapshot, or what stands for one while the feed has not said a word."""

    def __init__(
        self, clock: Clock, settings: Settings, glyphs: Glyphs, zone: tzinfo | None
    ) -> None:
        self._clock = clock
        self._glyphs = glyphs
        self._zone = zone
        self._staleness = settings.staleness
        self.watchlist = settings.watchlist
        """Where limits and names come from."""
        self._calm = settings.looks.calm
        self._began = clock.monotonic()
        self._gaps = GapWatch(self._began)
        self.snapshot: Snapshot = unheard(clock.now(), settings.poll.interval)
        self.seen = seen(self.snapshot, self.now, self._staleness, self.begun)
        """The feed as it stood at the last look."""

    @property
    def now(self) -> float:
        """Epoch seconds by the server's clock; by this machine's before the first snapshot."""
        return self.snapshot.server_now(self._clock)

    @property
    def begun(self) -> float:
        """When the board started, on the same clock."""
        return self.now - (self._clock.monotonic() - self._began)

    @property
    def withheld(self) -> bool:
        """Whether no figure may be shown as true."""
        return self.seen.state in WITHHELD

    def look(self) -> Gap | None:
        """Look at the feed as it stands now; returns the time without data that has just ended."""
        now = self.now
        self.seen = seen(self.snapshot, now, self._staleness, self.begun)
        return self._gaps.look(
            self.snapshot,
            state=self.seen.state,
            reason=self.seen.reason,
            frozen_age=self._staleness.frozen_age(self.snapshot.interval),
            now=now,
            at=self._clock.monotonic(),
        )

    def diagnosis(self, sources: Sources, width: int) -> tuple[Segments, ...]:
        """How well the connection is, its last calls, and what this program uses."""
        # Their instants are by this machine's clock.
        sinks = sinks_block(
            sources.sinks(),
            now=self._clock.now(),
            width=width,
            glyphs=self._glyphs,
            zone=self._zone,
        )
        return diagnostics(
            self.snapshot,
            sources.feed(),
            sources.program(),
            now=self.now,
            width=width,
            gaps=sources.gaps(),
            sinks=sinks,
            glyphs=self._glyphs,
            zone=self._zone,
            staleness=self._staleness,
        )

    def alarms(self, width: int, selected: str | None) -> AlarmPage:
        """The page of alarms for so many cells, with the cursor on one of them, by its id."""
        return alarm_page(
            self.snapshot.alarms,
            self.now,
            width,
            self._glyphs,
            self._zone,
            selected=selected,
            calm=self._calm,
        )

    def status_bar(self, width: int, beats: int) -> Segments:
        """The line that says how the feed is, with a sign of life that turns with each beat."""
        # On a calm screen nothing turns; the clock shows that it lives.
        mark = "" if self._calm else life_mark(beats, self._glyphs)
        return status_bar(
            self.snapshot,
            self.now,
            self._zone,
            width,
            self._glyphs,
            self._staleness,
            mark,
            self.begun,
        )

    def banner(self, width: int) -> Segments | None:
        """The line that says that nothing on the board is true now; ``None`` while it is."""
        return banner(
            self.snapshot,
            self.now,
            width,
            staleness=self._staleness,
            zone=self._zone,
            glyphs=self._glyphs,
            begun=self.begun,
        )
