"""The centre that the programs ask, as a process of its own."""

import base64
import json
import subprocess
import urllib.request
from types import TracebackType
from typing import Self

from msgspec import Struct

from tests.bench.plan import Plan
from tests.bench.processes import environment

UNLIMITED = 1_000_000
"""Calls a minute, where the allowance shall slow nothing down."""
OBSERVATIONS = "POST /api/v2/analytics/queues/observations/query"
NAMES = "GET /api/v2/routing/queues"


class Called(Struct, frozen=True):
    """One call that was answered."""

    at: float
    """When the last byte was handed over, seconds by the monotonic clock of all processes."""
    path: str
    status: int
    queues: int
    """How many an observation was about."""
    poll: int
    """Which observation of these queues it was, from 0."""


class Loopback:
    """A centre of so many queues, of a mood of `inside/centre.py`; use as a context manager."""

    def __init__(self, plan: Plan, queues: int, mood: str, allowance: int = UNLIMITED) -> None:
        self.queues = queues
        command = plan.script(
            "centre", "--queues", queues, "--mood", mood, "--allowance", allowance
        )
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=environment(plan.tree, plan.folder), cwd=plan.folder,
        )  # fmt: skip
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise RuntimeError("the loopback centre did not start")
        told = json.loads(line)
        self.base_url: str = told["base_url"]
        self.totals: list[int] = told["totals"]
        self.queue_ids: list[str] = told["queue_ids"]
        self.env = {
            "GENESYS_CLOUD_BASE_URL": self.base_url,
            "GENESYS_CLOUD_CLIENT_ID": told["client_id"],
            "GENESYS_CLOUD_CLIENT_SECRET": told["client_secret"],
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End it."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(30)

    def total(self, poll: int) -> int:
        """How many wait in all at a poll."""
        return self.totals[poll % len(self.totals)]

    def calls(self) -> list[Called]:
        """All until now."""
        with urllib.request.urlopen(f"{self.base_url}/bench/log", timeout=30) as answer:
            return [Called(*each) for each in json.load(answer)]

    def token(self) -> str:
        """A token, got by hand."""
        who = f"{self.env['GENESYS_CLOUD_CLIENT_ID']}:{self.env['GENESYS_CLOUD_CLIENT_SECRET']}"
        request = urllib.request.Request(
            f"{self.base_url}/oauth/token",
            data=b"grant_type=client_credentials",
            headers={"Authorization": "Basic " + base64.b64encode(who.encode()).decode()},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(json.load(answer)["access_token"])
