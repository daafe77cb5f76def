"""The demo contact centre as a process of its own, which ends with this one however that ends."""

import json
import os
import secrets
import select
import subprocess
import sys
import tempfile
import time
from importlib.resources import files

from queuetui.cli.failures import Failure
from queuetui.config import Credentials, Secret, parse_settings
from queuetui.domain.settings import Settings

_CLIENT_ID = "demo"
_READY_WITHIN = 20.0


def demo_settings() -> Settings:
    """Settings that suit the demo's queues; the file of the person who tries it does not."""
    text = files("queuetui.cli").joinpath("demo.toml").read_text(encoding="utf-8")
    return parse_settings(text, "the demo's settings")


class DemoCentre:
    """Starts the simulator at once; `wait_until_ready` gives its base URL."""

    def __init__(self, scenario: str | None = None) -> None:
        self._secret = secrets.token_urlsafe(24)
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        environment = {
            # What opens a real organisation is none of the demo's business.
            **{k: v for k, v in os.environ.items() if not k.startswith("GENESYS_CLOUD_")},
            "QUEUETUI_SIMULATOR_CLIENT_ID": _CLIENT_ID,
            "QUEUETUI_SIMULATOR_CLIENT_SECRET": self._secret,
        }
        command = [sys.executable, "-m", "queuetui.simulator", "--port", "0"]
        command += ["--until-stdin-closes"]
        command += ["--scenario", scenario] if scenario else []
        # It watches its stdin: the pipe closes when this process is gone, even if it was killed.
        self._process = subprocess.Popen(  # noqa: S603 - our own simulator, and no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=environment,
            start_new_session=True,
        )

    def wait_until_ready(self) -> str:
        """The base URL on loopback. Raises `Failure` if it does not come up."""
        line = self._first_line()
        try:
            return str(json.loads(line)["base_url"])
        except (ValueError, KeyError):
            self.stop()
            what = "The demo contact centre did not start."
            # Its 2 means what ours means: it was asked for something impossible.
            code = 2 if self._process.returncode == 2 else 1
            raise Failure(what, self._complaint(), code=code) from None

    def credentials(self, base_url: str) -> Credentials:
        """What opens it."""
        return Credentials(
            client_id=_CLIENT_ID,
            client_secret=Secret(self._secret),
            base_url=base_url,
            region=None,
        )

    def stop(self) -> None:
        """End it, gently first."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _first_line(self) -> bytes:
        out = self._process.stdout
        if out is None:
            return b""
        line, deadline = b"", time.monotonic() + _READY_WITHIN
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([out], [], [], left)[0]:
                break
            piece = os.read(out.fileno(), 4096)
            if not piece:
                break
            line += piece
        return line

    def _complaint(self) -> str:
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "It gave no reason."
