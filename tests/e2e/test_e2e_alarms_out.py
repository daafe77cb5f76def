"""An alarm leaves the board: to a server, and as a bell and a notification between two frames."""

import json
import re
import sys
from pathlib import Path

import pytest

from tests.e2e.terminals import Terminal
from tests.genesys.raw_server import RawServer, http

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

SETTINGS = """
[poll]
interval = "1s"
[[queues]]
name = "Billing"
[[alarms]]
name = "breach"
on = false
[[alarms]]
name = "there"
when = "on_queue >= 0"
[sinks.desktop]
protocol = "osc777"
[sinks.team]
type = "webhook"
url_from = "TEAM_URL"
"""


def test_an_alarm_rings_notifies_and_is_posted_and_diagnostics_tell(tmp_path: Path) -> None:
    (tmp_path / "queuetui.toml").write_text(SETTINGS, encoding="utf-8")
    with RawServer([http(b"ok")]) as server:
        env = {"TEAM_URL": f"{server.url}/S3CRET"}
        command = ("-m", "queuetui", "--demo", "--config", "queuetui.toml")
        with Terminal(*command, cwd=tmp_path, env=env) as terminal:
            # It asks whether frames may be marked, and this terminal says yes.
            terminal.wait_for("\x1b[?2026$p")
            terminal.press("\x1b[?2026;2$y")
            notification = b"\x1b]777;notify;BREACH Billing: there;"
            terminal.read_until(lambda written: notification in written and b"\a" in written)
            terminal.read_until(lambda _: bool(server.requests))
            terminal.press("d")
            terminal.wait_for("ALARMS GO TO", "team")
            terminal.press("d")
            terminal.press("q")
            assert terminal.end() == 0
            written = terminal.written
    posted = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    assert (posted["kind"], posted["queue"], posted["rule"]) == ("raised", "Billing", "there")
    assert posted["figures"]["on_queue"].isdigit()
    assert b"S3CRET" not in written
    # None of them stands within a frame: between its beginning and its end there is no bell.
    frames = re.findall(rb"\x1b\[\?2026h(.*?)\x1b\[\?2026l", written, re.DOTALL)
    assert frames
    assert not any(b"\a" in frame or b"]777;" in frame for frame in frames)
