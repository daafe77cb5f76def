"""Alarms carried on from one look at all figures to the next.

For each rule and each queue, or medium of it, that the rule is about: nothing, waiting for its
hold, on, or waiting to be cleared. Figures that are not believed move nothing, but for rules about
missing data; a queue that is closed raises nothing and clears what is on.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo
from typing import TypeAlias

from msgspec.structs import replace

from queuetui.domain.alarms.book import (
    LONGEST_SNOOZE,
    Acknowledgement,
    Alarm,
    AlarmBook,
    AlarmEvent,
    AlarmState,
    Ended,
    EventKind,
    Watched,
    book_of,
    trimmed,
)
from queuetui.domain.alarms.progress import FLAP_WINDOW, FLAPS, Look, Progress, go_on, verdict
from queuetui.domain.alarms.rules import AlarmRule
from queuetui.domain.figures import EVERY_QUEUE, QueueFigures
from queuetui.domain.hours import is_closed

LONGEST_STEP = 60.0
"""Seconds between two looks; after more than that it is not known what was in between."""
GONE = 300.0
"""Seconds without a word of a queue, while others are told of, after which its alarms are over."""
LONGEST_NOTE = 500
LONGEST_NAME = 100
"""Characters of a note, and of who wrote it."""
_MOST_COVERED = 20_000
"""Queues and media of which it is remembered which rules are about them."""

Key: TypeAlias = tuple[str, str, str]
"""Queue id, medium (empty for the whole queue) and rule."""


class Engine:
    """All rules with all queues. Not safe for several threads."""

    def __init__(
        self,
        rules: Sequence[AlarmRule],
        state: AlarmState | None = None,
        *,
        local: tzinfo = UTC,
    ) -> None:
        """Go on from what was kept, if there is any.

        Args:
            rules: Each has a name of its own.
            state: What `state` gave, in this run or an earlier one.
            local: This machine's zone, for quiet hours that name none.
        """
        self._rules = {rule.name: rule for rule in rules}
        self._texts = {rule.name: str(rule.condition) for rule in rules}
        if len(self._rules) < len(rules):
            raise ValueError("two rules have the same name")
        self._local = local
        state = state or AlarmState()
        self._looked = state.looked
        self._watched = {_key(one): one for one in state.watched}
        self._past = state.past
        self._forgotten = state.forgotten
        general = all(not (rule.queues or rule.groups or rule.media) for rule in rules)
        self._general = tuple(rules) if general else None
        """All rules, if each is about every queue, as those are that are there without settings."""
        self._covers: dict[tuple[str, str, str | None, str | None], tuple[AlarmRule, ...]] = {}
        self._events: list[tuple[Key, AlarmEvent]] = []
        self._ended: list[tuple[Key, Alarm]] = []
        self._book: AlarmBook | None = None

    def observe(self, figures: Iterable[QueueFigures], now: float) -> tuple[AlarmEvent, ...]:
        """Look at the figures of all queues at ``now``; what happened, queue by queue.

        They are gone through a second time if some are missed; none of them is kept.
        """
        passed = self._passed(now)
        seen: set[Key] = set()
        told = False
        for one in figures:
            told = told or one.believed
            look, queue_id, media = Look(one, passed), one.queue_id, one.media or ""
            for rule in self._covering(one):
                key = (queue_id, media, rule.name)
                if self._look(rule, key, look):
                    seen.add(key)
        if missed := self._watched.keys() - seen:
            whole = {one.queue_id: one for one in figures if one.media is None}
            for key in sorted(missed):
                # A feed that tells of nothing does not tell that a queue is gone.
                self._miss(key, whole.get(key[0]), now, (passed or 0.0) if told else 0.0)
        self._keep_ended()
        return self._happened()

    def acknowledge(self, alarm_id: str, who: str, note: str, now: float) -> tuple[AlarmEvent, ...]:
        """Somebody has seen an alarm, be it on or over; nothing happens if there is none."""
        seen = Acknowledgement(who[:LONGEST_NAME], note[:LONGEST_NOTE], now)
        for key, one in self._watched.items():
            if one.alarm is not None and one.alarm.id == alarm_id:
                alarm = replace(one.alarm, acknowledged=seen, snoozed_until=None)
                self._put(key, replace(one, alarm=alarm))
                self._tell(key, "acknowledged", alarm, now)
                return self._happened()
        for number, alarm in enumerate(self._past):
            if alarm.id == alarm_id:
                after = replace(alarm, acknowledged=seen)
                self._keep_past((*self._past[:number], after, *self._past[number + 1 :]))
                self._tell((alarm.queue_id, alarm.media or "", ""), "acknowledged", after, now)
                break
        return self._happened()

    def snooze(self, alarm_id: str, until: float, now: float) -> tuple[AlarmEvent, ...]:
        """Nobody wants to hear of this alarm until then; it is told again if it is still on.

        An instant that is over ends a snooze.
        """
        for key, one in self._watched.items():
            if one.alarm is not None and one.alarm.id == alarm_id:
                until = min(until, now + LONGEST_SNOOZE)
                alarm = replace(one.alarm, snoozed_until=until if until > now else None)
                self._put(key, replace(one, alarm=alarm))
                self._tell(key, "snoozed", alarm, now)
                break
        return self._happened()

    def redate(self, by: float) -> None:
        """The server's clock was set by so many seconds: move all that is known along."""
        state = self.state().redated(by)
        self._looked = state.looked
        self._watched = {_key(one): one for one in state.watched}
        self._past = state.past
        self._book = None

    def state(self) -> AlarmState:
        """All that must survive a restart."""
        watched = tuple(self._watched[key] for key in sorted(self._watched))
        return AlarmState(
            looked=self._looked, watched=watched, past=self._past, forgotten=self._forgotten
        )

    def book(self) -> AlarmBook:
        """The alarms that are on and those that are over; the same object until they change."""
        if self._book is None:
            active = [one.alarm for one in self._watched.values() if one.alarm is not None]
            self._book = book_of(active, self._past, self._forgotten)
        return self._book

    # One look.

    def _passed(self, now: float) -> float | None:
        before, self._looked = self._looked, now
        passed = None if before is None else now - before
        return passed if passed is not None and 0.0 <= passed <= LONGEST_STEP else None

    def _covering(self, figures: QueueFigures) -> tuple[AlarmRule, ...]:
        if self._general is not None and figures.media is None and figures.queue_id != EVERY_QUEUE:
            return self._general
        key = (figures.queue_id, figures.name, figures.media, figures.group)
        found = self._covers.get(key)
        if found is None:
            if len(self._covers) >= _MOST_COVERED:
                self._covers.clear()
            found = tuple(rule for rule in self._rules.values() if rule.covers(figures))
            self._covers[key] = found
        return found

    def _look(self, rule: AlarmRule, key: Key, look: Look) -> bool:
        """Go on with a rule and a queue; whether there is anything to go on with."""
        figures, now = look.figures, look.now
        kept = self._watched.get(key)
        if (
            kept is None
            and rule.readings is None
            and (figures.closed or not verdict(rule, figures))
        ):
            # Nearly all queues are done with here, thousands of them each second: nothing was, and
            # nothing begins.
            return False
        condition = self._texts[rule.name]
        before = kept or Watched(rule.name, figures.queue_id, figures.media, condition)
        if kept is not None and (kept.condition != condition or kept.missing):
            before = _with_rule(kept, condition)
        if figures.closed:
            self._drop(key, before, "closed", now)
            return True
        progress = go_on(rule, before, look)
        watched = _aged(progress.watched, now)
        if progress.turn == "raise":
            watched = self._raised(rule, key, watched, look)
        elif progress.turn == "clear":
            watched = self._cleared(key, watched, "over", now, figures)
        elif watched.alarm is not None:
            watched = self._kept_on(rule, key, replace(progress, watched=watched), look)
        if watched is not kept and not (kept is None and watched.idle):
            self._put(key, watched)
        return True

    def _raised(self, rule: AlarmRule, key: Key, watched: Watched, look: Look) -> Watched:
        figures, now = look.figures, look.now
        quiet = self._is_quiet(rule, now)
        raises = (*watched.raises, now)
        alarm = Alarm(
            id=self._new_id(key, now),
            rule=rule.name,
            condition=watched.condition,
            severity=rule.severity,
            queue_id=figures.queue_id,
            queue=figures.name,
            media=figures.media,
            started=now if watched.started is None else watched.started,
            raised=now,
            peak=watched.peak,
            flapping=len(raises) > FLAPS,
            announced=None if quiet else now,
            group=figures.group,
        )
        self._tell(key, "raised", alarm, now, figures, silent=quiet)
        return replace(
            watched,
            alarm=alarm,
            raises=raises[-FLAPS:],
            started=None,
            held=0.0,
            going=False,
        )

    def _cleared(
        self,
        key: Key,
        watched: Watched,
        ended: Ended,
        now: float,
        figures: QueueFigures | None = None,
    ) -> Watched:
        alarm = watched.alarm
        if alarm is not None:
            alarm = replace(alarm, cleared=now, ended=ended, snoozed_until=None, peak=watched.peak)
            self._ended.append((key, alarm))
            # Who was told that it is on is told that it is over, also in a quiet time.
            self._tell(key, "cleared", alarm, now, figures, silent=alarm.announced is None)
        return replace(watched, alarm=None, peak=None, started=None, held=0.0, going=False)

    def _kept_on(self, rule: AlarmRule, key: Key, progress: Progress, look: Look) -> Watched:
        """An alarm that stays: its worst value, and telling of it anew where that is due."""
        watched, now = progress.watched, look.now
        alarm = watched.alarm
        assert alarm is not None  # noqa: S101 - it stays
        if alarm.peak != watched.peak:
            alarm = replace(alarm, peak=watched.peak)
        speaks = progress.known and not watched.going and alarm.acknowledged is None
        if speaks and _tell_again(rule, alarm, now) and not self._is_quiet(rule, now):
            alarm = replace(alarm, announced=now, snoozed_until=None)
            self._tell(key, "repeated", alarm, now, look.figures)
        return watched if alarm is watched.alarm else replace(watched, alarm=alarm)

    def _miss(self, key: Key, whole: QueueFigures | None, now: float, passed: float) -> None:
        """Nothing was told about this one."""
        watched = self._watched[key]
        rule = self._rules.get(watched.rule)
        about = whole and replace(whole, media=watched.media)
        if rule is None or (about is not None and not rule.covers(about)):
            self._drop(key, replace(watched, raises=()), "rule", now)
        elif watched.missing + passed >= GONE:
            self._drop(key, replace(watched, raises=()), "gone", now)
        elif passed:
            self._watched[key] = replace(watched, missing=watched.missing + passed, going=False)

    def _drop(self, key: Key, watched: Watched, ended: Ended, now: float) -> None:
        """End it at once, whatever the rule says of how long it lasts."""
        cleared = self._cleared(key, watched, ended, now)
        self._put(key, _aged(replace(cleared, window=(), missing=0.0), now))

    # What is kept.

    def _put(self, key: Key, watched: Watched) -> None:
        before = self._watched.get(key)
        if (before and before.alarm) is not watched.alarm:
            self._book = None
        if watched.idle:
            self._watched.pop(key, None)
        else:
            self._watched[key] = watched

    def _keep_ended(self) -> None:
        """Those that ended at this look, in an order that no rule's place changes."""
        if self._ended:
            ended = [alarm for _, alarm in sorted(self._ended, key=lambda one: one[0])]
            self._ended = []
            self._keep_past((*self._past, *ended))

    def _keep_past(self, past: tuple[Alarm, ...]) -> None:
        self._past, lost = trimmed(past)
        self._forgotten += lost
        self._book = None

    def _tell(  # noqa: PLR0913 - all that an event is made of
        self,
        key: Key,
        kind: EventKind,
        alarm: Alarm,
        now: float,
        figures: QueueFigures | None = None,
        *,
        silent: bool = False,
    ) -> None:
        values = figures.values if figures is not None and figures.believed else {}
        # Without anybody available, each of them has endlessly many waiting: that is no number.
        known = tuple(
            (name, value)
            for name, value in values.items()
            if value is not None and math.isfinite(value)
        )
        self._events.append((key, AlarmEvent(kind, alarm, now, silent, known)))

    def _happened(self) -> tuple[AlarmEvent, ...]:
        """What has happened since it was asked last, in an order that no rule's place changes."""
        events, self._events = self._events, []
        return tuple(event for _, event in sorted(events, key=lambda one: one[0]))

    def _is_quiet(self, rule: AlarmRule, now: float) -> bool:
        return rule.quiet is not None and not is_closed(rule.quiet, now, self._local)

    def _new_id(self, key: Key, now: float) -> str:
        taken = {alarm.id for alarm in self._past}
        number = 0
        while True:
            text = "\0".join((*key, f"{now:.3f}", str(number)))
            made = hashlib.sha256(text.encode()).hexdigest()[:10]
            if made not in taken:
                return made
            number += 1


def _key(watched: Watched) -> Key:
    return watched.queue_id, watched.media or "", watched.rule


def _with_rule(kept: Watched, condition: str) -> Watched:
    """What still holds under a rule that may watch for something else now."""
    if kept.condition == condition:
        return replace(kept, missing=0.0)
    return Watched(
        kept.rule,
        kept.queue_id,
        kept.media,
        condition,
        raises=kept.raises,
        peak=kept.peak if kept.alarm else None,
        alarm=kept.alarm,
    )


def _aged(watched: Watched, now: float) -> Watched:
    """Without the alarms that came too long ago to be flapping."""
    if not watched.raises or 0 <= now - watched.raises[0] <= FLAP_WINDOW:
        return watched
    return replace(
        watched, raises=tuple(at for at in watched.raises if 0 <= now - at <= FLAP_WINDOW)
    )


def _tell_again(rule: AlarmRule, alarm: Alarm, now: float) -> bool:
    if alarm.snoozes(now):
        return False
    if alarm.snoozed_until is not None or alarm.announced is None:
        return True
    # One that was told in the future was told by a clock that was wrong.
    return rule.repeat is not None and not 0 <= now - alarm.announced < rule.repeat
