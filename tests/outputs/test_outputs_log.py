"""The log file: structured, rotated, and without a secret in any spelling."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from queuetui.domain.diagnostics import Call
from queuetui.outputs.log import open_log
from queuetui.outputs.quiet import keep_quiet
from queuetui.outputs.redaction import Redaction

SECRET = 'marked"secret\\with-odd-signs'
TOKEN = "marked-token-0123456789"


@pytest.fixture(autouse=True)
def root() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    for handler in [h for h in root.handlers if h not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.fixture
def redaction() -> Redaction:
    redaction = Redaction("client", SECRET)
    redaction.keep_token(TOKEN)
    return redaction


def test_a_line_is_one_json_object(tmp_path: Path, redaction: Redaction) -> None:
    path = tmp_path / "q.log"
    open_log(path, "info", redaction)
    logging.getLogger("queuetui.x").info("hello\n%s", "world")
    logging.getLogger("queuetui.x").debug("too fine")
    (line,) = path.read_text().splitlines()
    entry = json.loads(line)
    assert (entry["level"], entry["from"], entry["message"]) == (
        "info",
        "queuetui.x",
        "hello\nworld",
    )
    assert entry["at"].endswith("+00:00")


def test_a_call_is_kept_in_its_fields(tmp_path: Path, redaction: Redaction) -> None:
    open_log(tmp_path / "q.log", "debug", redaction)
    call = Call(at=1.0, endpoint="GET /x", status=200, seconds=0.25, correlation_id="c", queues=3)
    logging.getLogger("queuetui.x").debug("%s", call.endpoint, extra={"call": call})
    entry = json.loads((tmp_path / "q.log").read_text())
    assert entry["call"]["status"] == 200
    assert entry["call"]["queues"] == 3


def test_no_secret_comes_through_in_any_spelling(tmp_path: Path, redaction: Redaction) -> None:
    open_log(tmp_path / "q.log", "debug", redaction)
    basic = base64.b64encode(f"client:{SECRET}".encode()).decode()
    log = logging.getLogger("queuetui.x")
    log.warning("secret %s token %s", SECRET, TOKEN)
    log.warning("header Authorization: Basic %s", basic)
    log.warning("header Authorization: Bearer some-other-token-nobody-knows")
    try:
        hidden_in_a_local = SECRET
        raise ValueError(f"bad {hidden_in_a_local} {TOKEN}")  # noqa: TRY301
    except ValueError:
        log.exception("oops")
    call = Call(at=1.0, endpoint=f"GET /{TOKEN}", status=None, seconds=0.0, error=f"no {SECRET}")
    log.warning("call", extra={"call": call})
    written = (tmp_path / "q.log").read_text()
    assert "oops" in written
    assert "ValueError" in written
    for secret in (SECRET, json.dumps(SECRET)[1:-1], TOKEN, basic, "some-other-token"):
        assert secret not in written


def test_only_the_last_tokens_are_remembered_and_empty_ones_never(redaction: Redaction) -> None:
    redaction.keep_token("")
    assert redaction("nothing here") == "nothing here"
    for n in range(10):
        redaction.keep_token(f"token-number-{n}")
    assert redaction("token-number-9") == "[secret]"
    assert len(redaction._tokens) == 4
    assert "marked" not in repr(redaction)


def test_the_file_rotates(
    tmp_path: Path, redaction: Redaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queuetui.outputs.log._LARGEST", 2_000)
    open_log(tmp_path / "q.log", "info", redaction)
    for n in range(200):
        logging.getLogger("queuetui.x").info("line %d", n)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["q.log", "q.log.1", "q.log.2", "q.log.3", "q.log.4"]
    assert all(file.stat().st_size <= 2_000 for file in tmp_path.iterdir())


def test_a_file_that_cannot_be_opened_is_said_at_once(tmp_path: Path, redaction: Redaction) -> None:
    with pytest.raises(OSError, match="nowhere"):
        open_log(tmp_path / "nowhere" / "q.log", "info", redaction)


def test_a_full_disk_prints_nothing(
    capsys: pytest.CaptureFixture[str], redaction: Redaction
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    open_log(Path("/dev/full"), "info", redaction)
    logging.getLogger("queuetui.x").warning("x" * 100_000)
    assert capsys.readouterr() == ("", "")


def test_without_a_log_nothing_is_printed(
    capsys: pytest.CaptureFixture[str], root: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(root, "handlers", [])
    keep_quiet()
    logging.getLogger("queuetui.x").error("an error")
    assert capsys.readouterr() == ("", "")
