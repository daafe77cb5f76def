"""The mark of life moves only when new figures have reached the terminal."""

from itertools import pairwise

import pytest

from queuetui.ui.proof import Proof
from queuetui.ui.writer import Tally
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs
from queuetui.view.status import life_mark


def after(*ticks: tuple[Tally, int]) -> Proof:
    proof = Proof()
    for tally, drawn in ticks:
        proof.tick(tally, drawn)
    return proof


def test_figures_that_were_drawn_and_taken_are_a_beat() -> None:
    proof = after((Tally(4, 4), 1), (Tally(5, 5), 1))
    assert (proof.drained, proof.frame_after, proof.beats) == (True, 1, 1)


def test_without_new_figures_it_stands_still() -> None:
    proof = after(*((Tally(n, n), 1) for n in range(4, 60)))
    assert proof.beats == 1


def test_without_a_frame_it_stands_still() -> None:
    proof = after((Tally(4, 4), 1), (Tally(4, 4), 1), (Tally(4, 4), 1))
    assert (proof.drained, proof.frame_after, proof.beats) == (True, 0, 0)


def test_a_frame_that_was_not_taken_proves_nothing() -> None:
    proof = after((Tally(4, 4), 1), (Tally(5, 4), 1))
    assert (proof.frame_after, proof.beats) == (0, 0)
    proof.tick(Tally(6, 4), 1)
    assert not proof.drained
    proof.tick(Tally(7, 7), 1)
    assert (proof.drained, proof.frame_after, proof.beats) == (True, 1, 1)


def test_figures_drawn_after_the_last_tick_are_not_yet_proved() -> None:
    proof = after((Tally(4, 4), 1), (Tally(5, 5), 2))
    assert proof.frame_after == 1
    proof.tick(Tally(6, 6), 2)
    assert (proof.frame_after, proof.beats) == (2, 2)


def test_dropped_frames_prove_nothing_until_all_was_painted_anew() -> None:
    proof = after((Tally(4, 4), 1), (Tally(5, 5, 3, behind=True), 1))
    assert not proof.drained
    assert proof.frame_after == 0
    proof.tick(Tally(5, 5, 3), 1)
    assert (proof.drained, proof.frame_after) == (True, 0)
    proof.tick(Tally(6, 6, 3), 1)
    assert proof.frame_after == 1


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_the_mark_is_another_one_after_each_beat(glyphs: Glyphs) -> None:
    marks = [life_mark(beats, glyphs) for beats in range(40)]
    assert all(len(mark) == 1 for mark in marks)
    assert all(one != next_ for one, next_ in pairwise(marks))
    assert glyphs is UNICODE or "".join(marks).isascii()
