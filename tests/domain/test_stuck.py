"""What is stuck, as it is found over polls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.readings import MediaReading
from queuetui.domain.stuck import Answers, StuckRule, Watch, answers_of, watched
from queuetui.domain.today import MediaToday, Today

NOW = 1_800_000_000.0
HOUR = 3600.0
FAR = HOUR
OLD = NOW - 23 * HOUR
"""When the oldest began to wait."""


def mail(
    waiting: int | None = 5,
    oldest: float | None = OLD,
    *,
    alerting: int | None = 0,
    interacting: int | None = 2,
) -> MediaReading:
    return MediaReading(waiting, alerting, interacting, oldest)


class Polls:
    """Looks at one medium again and again, a minute apart."""

    def __init__(self, one: MediaReading | None = None) -> None:
        self.one = mail() if one is None else one
        self.at = NOW
        self.answered = 100
        self.seconds = 9_000.0
        self.watch: Watch | None = None

    def look(
        self,
        minutes: int = 1,
        *,
        answered: int = 0,
        after: float = 60.0,
        counted: bool = True,
        one: MediaReading | None = None,
    ) -> Watch | None:
        """So many looks; before each so many were answered who had waited ``after`` seconds."""
        for _ in range(minutes):
            self.one = self.one if one is None else one
            self.answered += answered
            self.seconds += answered * after
            answers = Answers(self.at - 1.0, self.answered, self.seconds) if counted else None
            self.watch = watched(self.watch, self.one, self.at, FAR, answers)
            self.at += 60.0
        return self.watch

    @property
    def found(self) -> bool:
        return self.watch is not None and self.watch.mark is not None


class TestTheRule:
    @pytest.mark.parametrize(
        ("rule", "critical", "far"),
        [
            (StuckRule(), 60.0, HOUR),
            (StuckRule(), 360.0, HOUR),
            (StuckRule(), 361.0, 3610.0),
            (StuckRule(), 86_400.0, 864_000.0),
            (StuckRule(factor=2.0, least=60.0), 45.0, 90.0),
            (StuckRule(factor=None), 60.0, None),
            (StuckRule(), None, None),
        ],
    )
    def test_from_which_age_on(
        self, rule: StuckRule, critical: float | None, far: float | None
    ) -> None:
        assert rule.far(critical) == far


class TestFinding:
    def test_the_oldest_stands_still_while_younger_ones_are_answered(self) -> None:
        polls = Polls()
        polls.look(2)
        assert not polls.found
        polls.look(3, answered=1)
        assert polls.found

    def test_up_to_the_youngest_that_was_far_too_old_when_the_counting_began(self) -> None:
        polls = Polls()
        polls.look(6, answered=1)
        assert polls.watch is not None
        assert polls.watch.mark == NOW - FAR

    def test_it_takes_three_to_pass_it(self) -> None:
        polls = Polls()
        polls.look(2)
        polls.look(2, answered=1)
        polls.look(30)
        assert not polls.found
        polls.look(answered=1)
        assert polls.found

    def test_those_that_rang_when_it_began_have_not_passed_it(self) -> None:
        polls = Polls(mail(alerting=2))
        polls.look(2)
        polls.look(4, answered=1)
        assert not polls.found
        polls.look(answered=1)
        assert polls.found

    def test_what_was_answered_before_the_first_look_does_not_count(self) -> None:
        polls = Polls()
        polls.look(1)
        # Told a second before each look, so of the second count half may be older than the first.
        polls.look(1, answered=50)
        polls.look(60)
        assert not polls.found

    @pytest.mark.parametrize("counted", [True, False])
    def test_where_nobody_is_answered_it_is_in_breach_and_not_stuck(self, *, counted: bool) -> None:
        polls = Polls()
        polls.look(600, counted=counted)
        assert polls.watch is not None
        assert polls.watch.mark is None

    def test_a_queue_that_works_off_its_old_ones_has_nothing_stuck(self) -> None:
        # Skills may keep the oldest where it is, but those that are answered are as old as it.
        polls = Polls()
        polls.look(60, answered=3, after=5 * HOUR)
        assert not polls.found

    def test_one_after_the_other_is_not_stuck(self) -> None:
        polls = Polls()
        for minute in range(120):
            polls.look(2, answered=2, one=mail(oldest=OLD + 2.0 * minute))
        assert not polls.found

    def test_without_counts_whoever_is_connected_more_was_answered(self) -> None:
        polls = Polls()
        for busy in (2, 3, 2, 3, 2):
            polls.look(one=mail(interacting=busy), counted=False)
        assert not polls.found
        polls.look(one=mail(interacting=3), counted=False)
        assert polls.found

    def test_with_counts_who_is_connected_says_nothing(self) -> None:
        polls = Polls()
        for busy in (2, 3) * 20:
            polls.look(one=mail(interacting=busy))
        assert not polls.found

    def test_counts_of_long_ago_are_none(self) -> None:
        watch = watched(None, mail(), NOW, FAR, Answers(NOW, 5, 50.0))
        for turn in range(8):
            at = NOW + 400.0 + 60.0 * turn
            watch = watched(watch, mail(interacting=2 + turn % 2), at, FAR, Answers(NOW, 5, 50.0))
        assert watch is not None
        assert watch.mark is not None
        assert watch.pace == 0.0

    def test_another_day_begins_with_a_count_of_its_own(self) -> None:
        polls = Polls()
        polls.look(2)
        polls.answered, polls.seconds = 0, 0.0
        polls.look(3)
        assert not polls.found
        polls.look(3, answered=1)
        assert polls.found

    @pytest.mark.parametrize(
        "one",
        [mail(oldest=NOW - HOUR + 600), mail(waiting=0, oldest=OLD), mail(waiting=0, oldest=None)],
    )
    def test_whoever_is_young_or_gone_is_no_suspect(self, one: MediaReading) -> None:
        assert watched(None, one, NOW, FAR, None) is None

    def test_an_oldest_that_is_not_told_changes_nothing(self) -> None:
        polls = Polls()
        polls.look(6, answered=1)
        before = polls.watch
        assert before is not None
        assert polls.look(one=mail(oldest=None)) is before

    def test_it_stays_until_it_is_gone_though_nobody_is_answered_any_more(self) -> None:
        polls = Polls()
        polls.look(6, answered=1)
        polls.look(600, counted=False)
        assert polls.found
        # The next of them is the oldest now.
        polls.look(one=mail(4, oldest=OLD + 60), counted=False)
        assert polls.found
        # And this one is not one of them, however old it is by now.
        polls.look(one=mail(2, oldest=NOW - FAR + 60), counted=False)
        assert not polls.found

    def test_the_younger_ones_that_grow_old_need_to_be_passed_too(self) -> None:
        polls = Polls()
        polls.look(6, answered=1)
        assert polls.watch is not None
        first = polls.watch.mark
        assert first is not None
        polls.look(600)
        assert polls.watch is not None
        assert polls.watch.mark == first
        polls.look(6, answered=1)
        assert polls.watch is not None
        assert polls.watch.mark is not None
        assert polls.watch.mark > first

    @given(
        st.lists(
            st.tuples(
                st.integers(0, 4), st.floats(0.0, 2 * FAR), st.integers(0, 3), st.integers(0, 3)
            ),
            max_size=60,
        )
    )
    def test_never_younger_than_far_and_never_without_answers(
        self, minutes: list[tuple[int, float, int, int]]
    ) -> None:
        polls = Polls()
        younger = 0
        for answered, after, moves, busy in minutes:
            oldest = polls.one.oldest_since
            assert oldest is not None
            one = mail(oldest=oldest + 60.0 * (moves == 3), interacting=busy)
            watch = polls.look(answered=answered, after=after, one=one)
            younger += answered if after < FAR else 0
            assert watch is not None
            if watch.mark is not None:
                assert younger >= 3
                assert one.oldest_since is not None
                assert one.oldest_since <= watch.mark <= polls.at - FAR

    def test_moved_with_the_clock(self) -> None:
        polls = Polls()
        watch = polls.look(6, answered=1)
        assert watch is not None
        later = watch.redated(100.0)
        assert later.redated(-100.0) == watch
        assert (later.oldest_since, later.mark) == (OLD + 100.0, NOW - FAR + 100.0)
        # The server's instants stand still when its clock is trimmed: it is the same one.
        trimmed = watched(watch.redated(0.4), mail(), polls.at + 0.4, FAR, None)
        assert trimmed is not None
        assert trimmed.began == watch.began + 0.4
        assert trimmed.oldest_since == OLD


class TestAnswers:
    def test_a_medium_that_is_not_in_the_day_had_none(self) -> None:
        media = {"voice": MediaToday(answered=7, answer_seconds=70.0), "chat": MediaToday()}
        today = Today("q", NOW, NOW - HOUR, media)
        assert answers_of(today, "voice") == Answers(NOW, 7, 70.0)
        assert answers_of(today, "email") == Answers(NOW, 0, 0.0)
        assert answers_of(today, "chat") is None
        assert answers_of(None, "voice") is None
