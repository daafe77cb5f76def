"""Errors that nobody foresaw: what they leave behind, and that nothing hangs for them."""

import threading
from collections.abc import Callable, Sequence

import pytest

from queuetui.feed.crew import Crew
from queuetui.feed.stumbles import Stumbles
from queuetui.genesys.errors import PermissionRefused
from tests.clocks import ManualClock
from tests.feed.desk import Desk, always


class Desktop:
    """Where reports are written."""

    def __init__(self) -> None:
        self.written: list[Exception] = []
        self.full = False

    def write(self, error: Exception) -> str | None:
        if self.full:
            return None
        self.written.append(error)
        return f"~/reports/{len(self.written)}.txt"


def one_place() -> Exception:
    return _caught(lambda: int("x"))


def another_place() -> Exception:
    return _caught(lambda: float("x"))


def _caught(stumble: Callable[[], object]) -> Exception:
    try:
        stumble()
    except ValueError as error:
        return error
    raise AssertionError


class TestReports:
    def test_the_reason_says_where_the_report_is(self) -> None:
        desktop = Desktop()
        desk = Desk("a", report=desktop.write)
        desk.turn()
        error = ZeroDivisionError("oops")
        desk.source.fails = always(error)
        health = desk.turn().health
        assert (health.state, health.cause) == ("down", "internal")
        assert health.reason == "internal error (ZeroDivisionError); report: ~/reports/1.txt"
        assert desktop.written == [error]

    def test_one_an_hour_for_each_type_and_place(self) -> None:
        clock, desktop = ManualClock(), Desktop()
        stumbles = Stumbles(desktop.write, clock)
        for _ in range(360):
            assert "~/reports/1.txt" in stumbles.trouble(one_place()).what
            clock.advance(9.99)
        assert len(desktop.written) == 1
        assert "~/reports/2.txt" in stumbles.trouble(another_place()).what
        clock.advance(10.0)
        assert "~/reports/3.txt" in stumbles.trouble(one_place()).what
        assert "~/reports/2.txt" in stumbles.trouble(another_place()).what

    def test_one_that_could_not_be_written_is_written_later(self) -> None:
        desktop = Desktop()
        desktop.full = True
        stumbles = Stumbles(desktop.write, ManualClock())
        assert stumbles.trouble(one_place()).what == (
            "internal error (ValueError); see the log (--log FILE)"
        )
        desktop.full = False
        assert "~/reports/1.txt" in stumbles.trouble(one_place()).what

    def test_a_report_that_fails_itself_ends_nothing(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken(_error: Exception) -> str:
            raise OSError("disk on fire")

        desk = Desk("a", report=broken)
        desk.source.fails = always(ZeroDivisionError("oops"))
        assert desk.turn().health.cause == "internal"
        assert "disk on fire" in caplog.text
        desk.source.fails = lambda _ids: None
        assert desk.turn().health.state == "live"

    def test_the_errors_remembered_are_few(self) -> None:
        stumbles = Stumbles(Desktop().write, ManualClock())
        for number in range(200):
            kind = type(f"Odd{number}", (Exception,), {})
            stumbles.trouble(kind())
        assert len(stumbles._reported) == 50

    def test_an_error_amid_a_search_leaves_no_queue_out_for_good(self) -> None:
        desk = Desk("a", "b", "c", "d")
        desk.turn()
        refusal = PermissionRefused("not yours")

        def fails(ids: Sequence[str]) -> Exception:
            return refusal if len(ids) == 4 else ValueError("nobody foresaw this")

        desk.source.fails = fails
        assert desk.poll().health.cause == "internal"
        desk.source.fails = lambda _ids: None
        desk.source.asked.clear()
        desk.poll()
        assert desk.source.asked == ["id-a,id-b,id-c,id-d"]


class TestTheCrew:
    @pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit(), KeyboardInterrupt()])
    def test_what_would_end_a_thread_ends_nothing(self, error: BaseException) -> None:
        def fail() -> int:
            raise error

        crew: Crew[int] = Crew(2)
        done: list[list[int | Exception]] = []

        def run() -> None:
            done.extend(crew.run([fail, lambda: 1, fail, lambda: 2]) for _ in range(3))

        # In a thread of its own: a crew that waits for ever must fail the test, not hang it.
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(10)
        assert len(done) == 3
        for first, one, third, two in done:
            assert (one, two) == (1, 2)
            assert isinstance(first, Exception)
            assert str(first) == f"{type(error).__name__} in a call"
            assert isinstance(third, Exception)

    def test_it_neither_ends_the_feed_when_it_is_the_only_call(self) -> None:
        desk = Desk("a")
        desk.source.fails = always(SystemExit(3))
        assert desk.turn().health.cause == "internal"

    def test_a_person_may_interrupt_a_call_in_the_thread_that_asks(self) -> None:
        desk = Desk("a")
        desk.source.fails = always(KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            desk.turn()

    def test_a_thread_that_can_not_be_had_now_is_had_later(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        crew: Crew[int] = Crew(1)

        def none_left(_thread: threading.Thread) -> None:
            raise RuntimeError("can't start new thread")

        with monkeypatch.context() as patched:
            patched.setattr(threading.Thread, "start", none_left)
            with pytest.raises(RuntimeError, match="can't start"):
                crew.run([lambda: 1, lambda: 2])
        assert crew.run([lambda: 1, lambda: 2]) == [1, 2]
