"""Faults of the simulator as a process of its own."""

from __future__ import annotations

import signal
import ssl
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection
from typing import Any

import msgspec
import pytest
import trustme

from queuetui.simulator.__main__ import main
from queuetui.simulator.command import Options, run
from tests.simulator.test_command import address, ended, started

ME = "/api/v2/tokens/me"


class Visitor:
    """Someone who asks a process."""

    def __init__(self, place: tuple[str, int]) -> None:
        self.place = place

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        connection = HTTPConnection(*self.place, timeout=10)
        raw = None if body is None else msgspec.json.encode(body)
        try:
            connection.request(method, path, raw, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            text = reply.read()
        finally:
            connection.close()
        return reply.status, msgspec.json.decode(text) if text else None


def test_flags_and_the_control_endpoint() -> None:
    flags = ("--fault", "status:502,endpoint=organization,requests=1", "--fault", "hang,from=1h")
    with started("--queues", "2", *flags, "--until-stdin-closes") as process:
        visitor = Visitor(address(process))
        assert visitor.ask("GET", ME)[0] == 502
        assert visitor.ask("GET", ME)[0] == 401
        faults = visitor.ask("GET", "/simulator/faults")[1]["faults"]
        assert [one["state"] for one in faults] == ["over", "waiting"]
        added = visitor.ask("POST", "/simulator/faults", {"kind": "status", "status": 504})
        assert added == (201, {"id": 3})
        assert visitor.ask("GET", ME)[0] == 504
        assert visitor.ask("DELETE", "/simulator/faults") == (204, None)
        assert visitor.ask("GET", ME)[0] == 401
        assert ended(process) == (0, "", "")


@pytest.mark.parametrize("how", ["SIGTERM", "end of stdin"])
def test_it_ends_at_once_while_requests_hang(how: str) -> None:
    with started("--queues", "2", "--fault", "hang", "--until-stdin-closes") as process:
        visitor = Visitor(address(process))
        with create_connection(visitor.place, timeout=10) as hanging:
            hanging.sendall(f"GET {ME} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            # The control endpoint is asked on a later connection, and answers nevertheless.
            while visitor.ask("GET", "/simulator/faults")[1]["faults"][0]["hits"] == 0:
                pass
            if how == "SIGTERM":
                process.send_signal(signal.SIGTERM)
            assert ended(process) == (0, "", "")
            assert hanging.recv(100) == b""


def test_the_outage_in_a_process() -> None:
    # A hundred times as fast: it is gone from 0.55 to 0.9 seconds, and then it is back.
    with started("--queues", "2", "--scenario", "outage", "--speed", "100") as process:
        visitor = Visitor(address(process))
        seen = set()
        while "over" not in seen:
            try:
                faults = visitor.ask("GET", "/simulator/faults")[1]["faults"]
                (away,) = [one for one in faults if one["fault"]["kind"] == "go_away"]
                seen.add(away["state"])
            except ConnectionRefusedError:
                seen.add("gone")
            except OSError:
                # It went while it was about to answer.
                continue
        # The port follows within a tenth of a second; until then the fault says it is acting.
        assert seen - {"acting"} == {"waiting", "gone", "over"}
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "", "")


def test_it_ends_while_it_is_away() -> None:
    with started("--queues", "2", "--fault", "go_away") as process:
        place = address(process)
        with pytest.raises(ConnectionRefusedError):
            create_connection(place, timeout=10)
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "", "")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (Options(faults=("statu",)), "there is no fault 'statu' (there are: slow, "),
        (Options(faults=("slow:1s", "slow:x")), "'seconds' of slow must be a time such as 90s or "),
        (
            Options(scenario="outrage"),
            "there is no scenario and no file 'outrage' (scenarios are: ",
        ),
        (Options(queues=2, faults=("drop_queue:X",)), "there is no queue called 'X'"),
        (Options(tls_key="key.pem"), "a TLS key needs its certificate"),
        (
            Options(tls_cert="/nowhere/cert.pem"),
            "cannot use the TLS certificate '/nowhere/cert.pem': No such file or directory",
        ),
        (
            Options(tls_cert=__file__),
            f"cannot use the TLS certificate '{__file__}': no certificate",
        ),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    options: Options, sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(options) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(f"simulator: {sentence}")
    assert err.count("\n") == 1


def test_the_flags_reach_the_options(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--scenario", "outage", "--fault", "hang", "--fault", "slow:soon"]) == 2
    assert "not 'soon'" in capfd.readouterr().err
    assert main(["--tls-cert", "/nowhere/cert.pem", "--tls-key", "x"]) == 2
    assert "/nowhere/cert.pem" in capfd.readouterr().err


def test_a_certificate_from_a_file(tmp_path: Path) -> None:
    authority = trustme.CA()
    file = tmp_path / "certificate.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(file)
    with started("--queues", "2", "--tls-cert", str(file), "--fault", "tls") as process:
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        with (
            create_connection(address(process), timeout=10) as bare,
            trusting.wrap_socket(bare, server_hostname="127.0.0.1") as connection,
        ):
            connection.sendall(f"GET {ME} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 401")
