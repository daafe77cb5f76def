"""What one sink still has to tell, and when: filter, rate, repeats and tries.

It moves only by `Lane.step`, which never waits but for the sink itself and says how long nothing is
due. So it can be stepped by a thread, or by hand with a clock of one's own.
"""

import threading
from collections import deque
from collections.abc import Callable
from datetime import tzinfo
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.clock import Clock
from queuetui.domain.sinks import Notice, SinkSettings, SinkStatus
from queuetui.outputs.sinks.choosing import QuietTimes, concerns, wants
from queuetui.outputs.sinks.digest import Digest, again
from queuetui.outputs.sinks.sink import Sink, SinkFailure

WAITING_AT_MOST = 100
"""Notices that wait to be sent; of more the oldest is dropped."""
ALARMS_AT_MOST = 500
"""Alarms that are kept in mind for repeats."""
GIVE_UP_AFTER = 900.0
"""Seconds for which one notice is tried; older news are none."""
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
"""Seconds of which a pause between two tries is at most; doubled each time in between."""
_MINUTE = 60.0
_GOES_ON = frozenset({"raised", "repeated"})
"""What is told of an alarm that goes on, unlike one that is over or that somebody looks after."""
_LOOK_AGAIN = 3600.0
"""Seconds, where a quiet time has no end."""

MayRepeat = Callable[[str, float], bool]
"""Whether an alarm of this rule may be told once more at this instant, epoch seconds."""


class _Open(Struct):
    """An alarm that goes on and that nobody has acknowledged."""

    notice: Notice
    began: float
    told: float | None
    """When it was told last, ``None``: not yet. Both by the clock that never jumps."""


class _Try(Struct):
    """A notice that is being sent."""

    notice: Notice
    began: float
    tries: int = 0
    due: float = 0.0
    """By the clock that never jumps."""


class Lane:
    """The way to one sink. Every method may be called from any thread; `step` from one only."""

    def __init__(  # noqa: PLR0913 - all of it is handed in
        self,
        sink: Sink,
        settings: SinkSettings,
        clock: Clock,
        random: Random,
        zone: tzinfo,
        *,
        may_repeat: MayRepeat = lambda *_: True,
    ) -> None:
        self.wake = threading.Event()
        """Set when there may be something to do earlier than `step` said."""
        self._sink = sink
        self._settings = settings
        self._may_repeat = may_repeat
        self._clock = clock
        self._random = random
        self._quiet = QuietTimes(settings, zone)
        self._lock = threading.Lock()
        self._open: dict[str, _Open] = {}
        self._waiting: deque[Notice] = deque()
        self._beyond = Digest()
        self._trying: _Try | None = None
        self._sent: deque[float] = deque()
        """When the last ones were begun, within a minute."""
        self._status = SinkStatus(settings.name, settings.type, last_error=sink.problem)
        self._ending = False

    def offer(self, notice: Notice) -> None:
        """Take a notice on, if the sink is to tell it. Never waits."""
        with self._lock:
            if self._ending:
                return
            if notice.silent:
                if notice.kind not in _GOES_ON:
                    self._open.pop(notice.alarm_id, None)
                return
            quiet = notice.kind != "test" and self._quiet(self._clock.now())
            known = self._open.get(notice.alarm_id)
            goes_on = notice.kind in _GOES_ON
            unheard = known is not None and known.told is None and not goes_on
            self._keep_in_mind(notice, quiet=quiet)
            # Of an alarm that came and went while it kept quiet there is nothing to tell.
            if self._wants(notice, known) and not quiet and not unheard:
                self._put(notice)
        self.wake.set()

    def step(self) -> float | None:
        """Do the next thing that is due.

        Returns the seconds for which nothing else is; ``None``: until something is offered.
        """
        with self._lock:
            self._repeat_what_is_due()
            found = self._next()
            if not isinstance(found, _Try):
                return found
            found.tries += 1
            self._status = replace(self._status, busy_since=self._clock.now(), next_retry=None)
        failure = self._send(found.notice)
        with self._lock:
            self._settle(found, failure)
        return 0.0

    def status(self) -> SinkStatus:
        """How it is doing."""
        with self._lock:
            trying = self._trying is not None and self._status.busy_since is None
            return replace(
                self._status,
                waiting=len(self._waiting) + len(self._beyond) + trying,
                quiet=self._quiet(self._clock.now()),
            )

    def end(self) -> None:
        """Take nothing on any more. What is due is still sent."""
        with self._lock:
            self._ending = True
            self._open.clear()
        self.wake.set()

    def abandon(self) -> None:
        """Send nothing any more, not even what is being sent."""
        with self._lock:
            self._ending = True
            self._waiting.clear()
            self._beyond = Digest()
        self._sink.close()
        self.wake.set()

    @property
    def ending(self) -> bool:
        """Whether it takes nothing on any more."""
        return self._ending

    # With the lock held.

    def _wants(self, notice: Notice, known: _Open | None) -> bool:
        # A repeat of what it never heard of, such as what was raised in quiet hours, is news.
        if known is None and notice.kind == "repeated" and "raised" in self._settings.kinds:
            return concerns(self._settings, notice)
        return wants(self._settings, notice)

    def _keep_in_mind(self, notice: Notice, *, quiet: bool) -> None:
        """Which alarms go on, for repeats and for when a quiet time is over."""
        if not notice.alarm_id or notice.kind == "test":
            return
        if notice.kind not in _GOES_ON:
            self._open.pop(notice.alarm_id, None)
            return
        if not concerns(self._settings, notice):
            return
        known = self._open.get(notice.alarm_id)
        steady = self._clock.monotonic()
        told = None if quiet else steady
        if known is None:
            while len(self._open) >= ALARMS_AT_MOST:
                del self._open[next(iter(self._open))]
            self._open[notice.alarm_id] = _Open(notice, steady, told)
        elif told is not None:
            known.told = told

    def _put(self, notice: Notice) -> None:
        self._waiting.append(notice)
        if len(self._waiting) > WAITING_AT_MOST:
            self._waiting.popleft()
            self._status = replace(self._status, dropped=self._status.dropped + 1)

    def _repeat_what_is_due(self) -> None:
        steady = self._clock.monotonic()
        if self._quiet(self._clock.now()):
            return
        for known in self._open.values():
            due = self._due(known)
            if due is None or due > steady:
                continue
            first = known.told is None
            if known.told is not None and not self._may_repeat(
                known.notice.rule, self._clock.now()
            ):
                known.told += _MINUTE
                continue
            known.told = steady
            notice = again(known.notice, steady - known.began, repeated=not first)
            if wants(self._settings, notice):
                self._put(notice)

    def _due(self, known: _Open) -> float | None:
        """When it is to be told once more; ``None``: never."""
        if known.told is None:
            return 0.0
        return known.told + self._settings.repeat if self._settings.repeat else None

    def _next(self) -> _Try | float | None:
        """What is to be sent now, or how long there is nothing to send."""
        steady = self._clock.monotonic()
        trying = self._trying
        if trying is not None:
            if self._ending and trying.tries:
                # Nobody waits for another try.
                self._trying = None
                return 0.0
            return trying if trying.due <= steady else trying.due - steady
        if not self._waiting and not self._beyond:
            return self._pause(steady)
        while self._sent and self._sent[0] + _MINUTE <= steady:
            self._sent.popleft()
        if len(self._sent) >= self._settings.per_minute:
            for notice in self._waiting:
                self._beyond.add(notice)
            self._waiting.clear()
            return self._sent[0] + _MINUTE - steady
        notice = self._beyond.notice() or self._waiting.popleft()
        self._beyond = Digest()
        self._sent.append(steady)
        self._trying = _Try(notice, steady)
        return self._trying

    def _pause(self, steady: float) -> float | None:
        """Until the next repeat, or the end of a quiet time."""
        if not self._open:
            return None
        now = self._clock.now()
        if self._quiet(now):
            return self._quiet.left(now) or _LOOK_AGAIN
        dues = [due for known in self._open.values() if (due := self._due(known)) is not None]
        return max(0.0, min(dues) - steady) if dues else None

    def _settle(self, tried: _Try, failure: SinkFailure | None) -> None:
        status = replace(self._status, busy_since=None)
        if failure is None:
            self._trying = None
            self._status = replace(
                status, sent=status.sent + 1, last_sent=self._clock.now(), last_error=None
            )
            return
        steady = self._clock.monotonic()
        most = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(tried.tries - 1, 10))
        # Full jitter: many boards that lost the same server do not come back all at once.
        pause = (failure.after or 0.0) + self._random.uniform(0.0, most)
        if failure.again and not self._ending and steady + pause - tried.began < GIVE_UP_AFTER:
            tried.due = steady + pause
            self._status = replace(
                status, last_error=str(failure), next_retry=self._clock.now() + pause
            )
            return
        self._trying = None
        self._status = replace(status, failed=status.failed + 1, last_error=str(failure))

    # Without it.

    def _send(self, notice: Notice) -> SinkFailure | None:
        try:
            self._sink.send(notice)
        except SinkFailure as failure:
            return failure
        except Exception as error:  # noqa: BLE001 - a sink never ends its thread
            # Its own text may hold what must not be told.
            return SinkFailure(f"internal error: {type(error).__name__}")
        return None
