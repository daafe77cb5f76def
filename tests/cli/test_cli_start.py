"""How a run is put together: the reports of its feed, and what ``--once`` waits for."""

from pathlib import Path
from queue import SimpleQueue

import pytest

from queuetui.cli.failures import Failure
from queuetui.cli.once import _first_figures
from queuetui.cli.start import Choice, Start
from queuetui.domain.snapshot import Health, Snapshot
from queuetui.feed.poller import Poller

SECRET = "marked-secret-5d1f"
NOW = 1_767_268_800.0


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Start:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("GENESYS_CLOUD_CLIENT_ID", "some-client")
    monkeypatch.setenv("GENESYS_CLOUD_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("GENESYS_CLOUD_BASE_URL", "http://127.0.0.1:9")
    return Start(Choice())


def broken(feed: Poller, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """What a feed publishes that stumbles at its first question."""

    def stumble(_number: int) -> None:
        raise ValueError(f"nobody foresaw this, with {SECRET}")

    monkeypatch.setattr(feed._source, "read_queue_page", stumble)
    shots: list[Snapshot] = []
    feed._publish = shots.append
    feed._turn()
    return shots[-1]


class TestReportsOfTheFeed:
    def test_without_a_log_a_report_is_left_and_the_reason_says_where(
        self, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with start:
            reason = broken(start.feed(), monkeypatch).health.reason
        (report,) = tmp_path.rglob("crash-*.txt")
        shown = f"~/{report.relative_to(tmp_path)}"
        assert reason == f"internal error (ValueError); report: {shown}"
        text = report.read_text()
        assert "nobody foresaw this" in text
        assert "test_cli_start.broken.<locals>.stumble" in text
        assert SECRET not in text
        assert report.stat().st_mode & 0o077 == 0

    def test_where_none_can_be_written_the_log_is_named(
        self, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "state").write_text("a file where a folder should be")
        with start:
            reason = broken(start.feed(), monkeypatch).health.reason
        assert reason == "internal error (ValueError); see the log (--log FILE)"

    def test_a_folder_outside_of_home_is_shown_whole(
        self, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path / "elsewhere"))
        with start:
            reason = broken(start.feed(), monkeypatch).health.reason
        assert reason is not None
        assert f"report: {tmp_path}/state/" in reason


def shot(state: Health, sequence: int, *, listed: bool = True) -> Snapshot:
    return Snapshot(
        taken_at=NOW, skew=0.0, base_url="x", interval=5.0, health=state,
        sequence=sequence, listed=listed,
    )  # fmt: skip


class TestOnce:
    STARTING = shot(Health("starting", since=NOW), 0, listed=False)

    def test_the_snapshot_of_the_start_is_no_result(self) -> None:
        arrived: SimpleQueue[Snapshot] = SimpleQueue()
        figures = shot(Health("live"), 1)
        for one in (self.STARTING, figures):
            arrived.put(one)
        assert _first_figures(arrived, 1.0) is figures

    def test_a_start_that_leads_nowhere_is_no_answer(self) -> None:
        arrived: SimpleQueue[Snapshot] = SimpleQueue()
        arrived.put(self.STARTING)
        with pytest.raises(Failure) as failed:
            _first_figures(arrived, 0.01)
        assert failed.value.lines == ("No answer within 0.01 s.",)
        assert failed.value.code == 4

    def test_asking_again_does_not_hide_why_there_was_no_answer(self) -> None:
        arrived: SimpleQueue[Snapshot] = SimpleQueue()
        down = Health("down", reason="cable out", cause="network", next_try=NOW + 3)
        for health in (down, Health("down", reason="cable out", cause="network")):
            arrived.put(shot(health, 0, listed=False))
        with pytest.raises(Failure) as failed:
            _first_figures(arrived, 0.01)
        assert failed.value.lines == ("cable out",)
