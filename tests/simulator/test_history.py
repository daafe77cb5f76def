"""What the centre remembers: that it adds up, with what was lived and with what was made up."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import MEDIA
from queuetui.simulator.floor import Line
from queuetui.simulator.history import (
    ABANDONED,
    ANSWERED,
    CELL_SECONDS,
    FLOWED,
    HANDLE,
    MOST_CELLS,
    OFFERED,
    OVER,
    SHORT,
    TALK,
    WRAP,
    Account,
    Ledger,
    cell_number,
    tally_of,
)
from queuetui.simulator.running import NOON

HOUR = 3600.0
MIDNIGHT = NOON - 12 * HOUR


def lines(centre: Centre) -> list[Line]:
    return [line for queue in centre.queues.values() for line in queue.lines.values()]


def account(centre: Centre, line: Line, since: float, until: float) -> Account:
    return centre.truth_of(line.queue.id, line.traffic.media, since, until)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    seconds=st.floats(0.0, 6 * HOUR),
    halves=st.integers(-30, 11),
    queues=st.integers(1, 14),
)
def test_nothing_is_lost_over_any_span(seed: int, seconds: float, halves: int, queues: int) -> None:
    centre = Centre(seed=seed, start=NOON, queues=queues)
    centre.advance_to(NOON + seconds)
    since = NOON + min(halves * CELL_SECONDS, seconds // CELL_SECONDS * CELL_SECONDS)
    for line in lines(centre):
        told = account(centre, line, since, centre.now + 0.01)
        left = told.answered + told.abandoned + told.flowed_out
        assert told.waiting_before + told.offered == left + told.waiting_after
        assert told.waiting_after == len(line.waiting) + len(line.alerting)
        assert told.waiting_before >= 0
        assert told.short_abandoned <= told.abandoned
        assert told.over_sla <= told.answered


def test_the_counts_are_those_of_the_floor() -> None:
    centre = Centre(seed=7, start=NOON)
    before = {line: line.truth for line in lines(centre)}
    flowed = 0
    centre.advance_to(NOON + 12 * HOUR)
    for line, then in before.items():
        told, now = account(centre, line, NOON, centre.now), line.truth
        assert told.offered == now.offered - then.offered
        assert told.answered == now.answered - then.answered
        assert told.abandoned == now.abandoned - then.abandoned
        assert told.flowed_out == now.flowed_out - then.flowed_out
        flowed += told.flowed_out
    assert flowed > 100


def test_waits_are_what_those_in_the_queue_waited() -> None:
    # Event by event: all waits together are the time that everybody spent in the queue.
    centre = Centre(seed=11, start=NOON, queues=4)
    watched = lines(centre)
    spent = dict.fromkeys(watched, 0.0)
    standing = {
        line: sum(NOON - one.began for one in (*line.waiting, *line.alerting.values()))
        for line in watched
    }
    end = NOON + 2 * HOUR
    while centre.now < end:
        then = centre.now
        sizes = {line: len(line.waiting) + len(line.alerting) for line in watched}
        centre.advance_to(min(end, centre._events[0][0]))
        for line, size in sizes.items():
            spent[line] += size * (centre.now - then)
    for line in watched:
        told = account(centre, line, NOON, end)
        over = told.answered_seconds + told.abandoned_seconds + told.flowed_out_seconds
        still = sum(end - one.began for one in (*line.waiting, *line.alerting.values()))
        assert over + still - standing[line] == pytest.approx(spent[line], abs=1.0)
        assert over > 100.0


def test_late_and_short_are_counted_one_by_one() -> None:
    ledger = Ledger(20.0)
    for wait in (5.0, 20.0, 20.5):
        ledger.offered(NOON)
        ledger.answered(NOON + wait, wait)
    for wait in (9.99, 10.0, 300.0):
        ledger.offered(NOON)
        ledger.abandoned(NOON + wait, wait)
    ledger.talked(NOON, 60.0)
    ledger.handled(NOON, 60.0, 5.5)
    told = ledger.account(cell_number(NOON), cell_number(NOON))
    assert (told.offered, told.answered, told.over_sla, told.in_time) == (6, 3, 1, 2)
    assert (told.abandoned, told.short_abandoned, told.handled) == (3, 1, 1)
    assert (told.answered_seconds, told.handle_seconds) == (45.5, 65.5)
    total = ledger.total(cell_number(NOON), cell_number(NOON))
    assert msgspec.structs.astuple(tally_of(total, ABANDONED)) == (3, 319_990, 9_990, 300_000)


def test_what_is_older_than_three_days_is_forgotten_but_for_its_balance() -> None:
    ledger = Ledger(20.0)
    for half in range(MOST_CELLS + 50):
        instant = NOON + half * CELL_SECONDS
        ledger.offered(instant)
        if half % 2:
            ledger.abandoned(instant, 1.0)
    assert len(ledger._cells) == MOST_CELLS
    newest = cell_number(NOON) + MOST_CELLS + 49
    told = ledger.account(newest - MOST_CELLS + 1, newest)
    assert told.offered == MOST_CELLS
    assert told.waiting_before == 25
    assert told.waiting_after == (MOST_CELLS + 50) // 2


def test_weeks_do_not_grow_the_memory() -> None:
    centre = Centre(seed=7, start=NOON, queues=3)
    centre.advance_to(NOON + 5 * 24 * HOUR)
    assert all(len(line.ledger._cells) <= MOST_CELLS for line in lines(centre))
    oldest = account(centre, lines(centre)[0], NOON - 24 * HOUR, NOON)
    assert oldest.offered == 0


# -- before the simulation --------------------------------------------------------------------------


def test_the_day_so_far_is_a_day() -> None:
    centre = Centre(seed=7, start=NOON)
    for line in lines(centre):
        told = account(centre, line, MIDNIGHT, NOON)
        usual = line.traffic.per_hour * 12
        # Most of it was made up, and the rest was lived just now.
        assert 0.75 * usual < told.offered < 1.4 * usual
        if line.queue.character.staff:
            assert told.answered > 0.5 * told.offered
            assert told.handle_seconds / told.handled == pytest.approx(
                line.traffic.handle + line.traffic.wrap, rel=0.25
            )
        else:
            assert told.answered == 0
    shares = []
    for line in lines(centre):
        told = account(centre, line, MIDNIGHT, NOON)
        shares.append(told.in_time / (told.answered + told.abandoned))
    assert min(shares) == 0.0
    assert max(shares) > 0.95
    assert sum(0.4 < share < 0.9 for share in shares) > 5


@pytest.mark.parametrize("seed", range(4))
def test_every_half_hour_of_the_past_could_have_been(seed: int) -> None:
    centre = Centre(seed=seed, start=NOON + 700.0, queues=24)
    seen = 0
    for line in lines(centre):
        goal_ms = line.queue.character.goal(line.traffic.media).seconds * 1000.0
        assert line.ledger.past is not None
        for number in range(line.ledger.past.last, line.ledger.past.last - MOST_CELLS, -1):
            cell = line.ledger.past(number)
            assert cell is not None
            seen += cell[OFFERED]
            assert cell[OFFERED] == cell[ANSWERED] + cell[ABANDONED] + cell[FLOWED]
            for at in (ANSWERED, ABANDONED, SHORT, FLOWED, TALK, WRAP, HANDLE):
                one = tally_of(cell, at)
                if one.count:
                    assert 0 <= one.min <= one.sum / one.count <= one.max
                else:
                    assert one.sum == one.min == one.max == 0
            assert cell[HANDLE] == cell[TALK] == cell[WRAP] == cell[ANSWERED]
            assert cell[HANDLE + 1] == cell[TALK + 1] + cell[WRAP + 1]
            assert (cell[OVER] > 0) == (cell[ANSWERED + 3] > goal_ms)
            assert cell[OVER] <= cell[ANSWERED]
            assert cell[SHORT] <= cell[ABANDONED]
            if cell[SHORT]:
                assert cell[SHORT + 3] < 10_000
            if cell[ABANDONED]:
                assert (cell[SHORT] > 0) == (cell[ABANDONED + 2] < 10_000)
    assert seen > 10_000
    past = lines(centre)[0].ledger.past
    assert past is not None
    assert past(past.last + 1) is None
    assert past(past.last - MOST_CELLS) is None


def test_the_past_is_the_same_in_whatever_order_it_is_read() -> None:
    first, second = (Centre(seed=3, start=NOON, queues=3) for _ in range(2))
    for centre, order in ((first, range(40)), (second, range(39, -1, -1))):
        for half in order:
            account(centre, lines(centre)[0], MIDNIGHT + half * 900 // 1800 * 1800, NOON)
    for one, other in zip(lines(first), lines(second), strict=True):
        assert account(first, one, MIDNIGHT, NOON) == account(second, other, MIDNIGHT, NOON)


def test_a_quiet_line_has_its_past_even_before_its_first_customer() -> None:
    centre = Centre(seed=7, start=NOON, queues=2000)
    silent = [line for line in lines(centre) if not line.offered]
    assert silent
    assert all(account(centre, line, MIDNIGHT, NOON).offered for line in silent[:20])


def test_history_is_told_by_half_hours_alone() -> None:
    centre = Centre(seed=7, start=NOON, queues=1)
    centre.advance_to(NOON + 1000.0)
    queue_id = next(iter(centre.queues))
    centre.truth_of(queue_id, "voice", NOON, centre.now)
    for since, until in ((NOON + 1.0, centre.now), (NOON - HOUR, NOON - 1.0)):
        with pytest.raises(ValueError, match="per half hour"):
            centre.truth_of(queue_id, "voice", since, until)
    for media in MEDIA[1:]:
        assert centre.truth_of(queue_id, media, NOON, centre.now).offered == 0
