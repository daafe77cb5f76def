from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from queuetui.simulator.__main__ import main
from queuetui.simulator.command import (
    DEFAULT_CLIENT_SECRET,
    ENV_CLIENT_ID,
    ENV_CLIENT_SECRET,
    Options,
    credentials_of,
    run,
)

COMMAND = [sys.executable, "-m", "queuetui.simulator"]


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, ENV_CLIENT_ID: "somebody", ENV_CLIENT_SECRET: "hush"}
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def address(process: subprocess.Popen[str]) -> tuple[str, int]:
    """Read the one line, and return where it listens."""
    assert process.stdout is not None
    line = json.loads(process.stdout.readline())
    assert set(line) == {"base_url", "client_id"}
    assert line["client_id"] == "somebody"
    parts = urlsplit(line["base_url"])
    assert parts.scheme == "http"
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for its end; return its exit code and what it still had to say."""
    out, err = process.communicate(timeout=10)
    return process.returncode, out, err


def test_it_listens_and_ends_with_its_stdin() -> None:
    with started("--until-stdin-closes", "--queues", "2", "--speed", "60") as process:
        host, port = address(process)
        assert host == "127.0.0.1"
        connection = HTTPConnection(host, port, timeout=10)
        connection.request("GET", "/api/v2/tokens/me")
        reply = connection.getresponse()
        assert (reply.status, json.loads(reply.read())["code"]) == (401, "authentication.required")
        # Ctrl-C reaches the whole group of processes, but it is the parent that ends this one.
        process.send_signal(signal.SIGINT)
        connection.request("GET", "/api/v2/tokens/me")
        assert connection.getresponse().status == 401
        connection.close()
        assert ended(process) == (0, "", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it(number: signal.Signals) -> None:
    with started("--queues", "2") as process:
        address(process)
        process.send_signal(number)
        assert ended(process) == (0, "", "")


def test_sigterm_ends_it_although_its_stdin_is_open() -> None:
    with started("--queues", "2", "--until-stdin-closes") as process:
        address(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_a_port_in_use(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(Options(port=port)) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err == f"simulator: cannot listen on 127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (Options(port=70_000), "the port must be 0 to 65535, not 70000"),
        (Options(port=-1), "the port must be 0 to 65535, not -1"),
        (Options(queues=0), "the number of queues must be 1 to 2000, not 0"),
        (Options(queues=2001), "the number of queues must be 1 to 2000, not 2001"),
        (Options(speed=0.0), "the speed must be above 0 and at most 1000, not 0"),
        (Options(speed=float("nan")), "the speed must be above 0 and at most 1000, not nan"),
    ],
)
def test_impossible_options(
    options: Options, complaint: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(options) == 2
    assert capfd.readouterr() == ("", f"simulator: {complaint}\n")


def test_arguments_that_cannot_be_read(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["--port", "http"])
    assert ending.value.code == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "--port" in err


def test_credentials_come_from_options_environment_or_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(ENV_CLIENT_ID, raising=False)
    monkeypatch.delenv(ENV_CLIENT_SECRET, raising=False)
    default = credentials_of(Options(seed=1))
    assert default == credentials_of(Options(seed=1))
    assert default.client_id != credentials_of(Options(seed=2)).client_id
    assert default.client_secret == DEFAULT_CLIENT_SECRET
    monkeypatch.setenv(ENV_CLIENT_ID, "from the environment")
    monkeypatch.setenv(ENV_CLIENT_SECRET, "hush")
    known = credentials_of(Options())
    assert (known.client_id, known.client_secret) == ("from the environment", "hush")
    given = credentials_of(Options(client_id="mine", client_secret="sesame"))
    assert (given.client_id, given.client_secret) == ("mine", "sesame")


def test_no_secret_in_any_repr() -> None:
    options = Options(client_id="mine", client_secret="sesame")
    assert "sesame" not in f"{options!r} {credentials_of(options)!r} {options} "
