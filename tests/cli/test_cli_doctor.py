"""``queuetui doctor`` as a person or a script meets it: lines, JSON, a report, and an exit code."""

import io
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from queuetui.cli.doctor import exit_code, timeouts_for
from queuetui.cli.doctor_machine import terminal
from queuetui.domain.findings import failed, note, ok, skipped
from queuetui.simulator.entrance import Settings
from queuetui.simulator.faults import Status
from queuetui.simulator.refusals import missing_permissions
from queuetui.simulator.running import RunningSimulator
from queuetui.view.findings import text_of
from queuetui.view.formats import cells
from tests.cli.test_cli import HEAVY, WHO, modules_loaded_by, run

ABSENT = "99999999-aaaa-4bbb-8ccc-999999999999"
SECRET = "marked-secret-of-the-client"


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator(credentials=WHO, start=time.time()) as running:
        yield running


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class TestDemo:
    def test_the_demo_passes_with_a_report(self, tmp_path: Path) -> None:
        done = run("doctor", "--demo", "--report", "r.txt", cwd=tmp_path, PYTHONIOENCODING="utf-8")
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert lines[-1] == "All passed."
        assert any(line.startswith("✓ token") for line in lines)
        assert not any(line.startswith("✗") for line in lines)
        told = (tmp_path / "r.txt").read_text(encoding="ascii")
        assert "[ok] token" in told
        assert "Simulated Contact Centre" not in told

    def test_json_alone_on_stdout(self, simulator: RunningSimulator, tmp_path: Path) -> None:
        done = run("doctor", "--json", cwd=tmp_path, simulator=simulator)
        assert (done.returncode, done.stderr) == (0, "")
        told = json.loads(done.stdout)
        assert (told["schema"], told["ok"]) == (1, True)
        states = {one["step"]: one["state"] for one in told["findings"]}
        assert states["SDK"] == states["queues"] == "ok"
        assert states["TLS"] == "skipped"
        assert set(states.values()) == {"ok", "note", "skipped"}


LIMITS_REFUSED = missing_permissions(["marked:limit:view"])


@web.middleware
async def no_limits(request: web.Request, handler: Handler) -> web.StreamResponse:
    if "/limits/" in request.path:
        raise LIMITS_REFUSED
    return await handler(request)


class TestLeftOpen:
    """What the board can do without fails nothing, and is never passed over in silence."""

    @pytest.fixture(scope="class")
    def refusing(self) -> Iterator[RunningSimulator]:
        with RunningSimulator(credentials=WHO, start=time.time(), middlewares=[no_limits]) as one:
            yield one

    def test_people_read_what_was_not_told(
        self, refusing: RunningSimulator, tmp_path: Path
    ) -> None:
        done = run("doctor", "--report", "r.txt", cwd=tmp_path, simulator=refusing, COLUMNS="200")
        assert done.returncode == 0
        told = (
            "platform.api: not told, which the board can do without: marked:limit:view is missing"
        )
        assert told in done.stdout
        last = "All that the board needs passed. Not told, and not needed: limits."
        assert done.stdout.splitlines()[-1] == last
        assert (tmp_path / "r.txt").read_text().splitlines()[-1] == last

    def test_programs_read_it_too(self, refusing: RunningSimulator, tmp_path: Path) -> None:
        done = run("doctor", "--json", cwd=tmp_path, simulator=refusing)
        told = json.loads(done.stdout)
        assert (done.returncode, told["ok"]) == (0, True)
        left = {(one["step"], one["state"]) for one in told["findings"] if one["unanswered"]}
        assert left == {("limits", "note")}


class TestWidth:
    @pytest.mark.parametrize("columns", ["", "70"])
    def test_no_line_is_wider_than_the_terminal(self, tmp_path: Path, columns: str) -> None:
        """Without a terminal, 80 cells."""
        with RunningSimulator(credentials=WHO, start=time.time()) as simulator:
            simulator.faults.add(Status(503, endpoint="observations"))
            done = run(
                "doctor", "--report", "r.txt", cwd=tmp_path, simulator=simulator,
                PYTHONIOENCODING="utf-8", COLUMNS=columns,
            )  # fmt: skip
        width = int(columns or 80)
        assert done.returncode == 4
        assert width - 20 < max(cells(line) for line in done.stdout.splitlines()) <= width
        assert max(map(len, (tmp_path / "r.txt").read_text().splitlines())) <= 80


class TestExitCodes:
    def test_3_for_a_missing_permission(self, tmp_path: Path) -> None:
        withheld = Settings(withheld=frozenset({"analytics:queueObservation:view"}))
        with RunningSimulator(credentials=WHO, start=time.time(), settings=withheld) as refusing:
            done = run("doctor", cwd=tmp_path, simulator=refusing, PYTHONIOENCODING="utf-8")
        assert (done.returncode, done.stderr) == (3, "")
        assert "✗ observations" in done.stdout
        assert "analytics:queueObservation:view is missing" in done.stdout
        assert done.stdout.splitlines()[-1].startswith("1 failed, ")

    def test_3_for_a_wrong_secret(self, simulator: RunningSimulator, tmp_path: Path) -> None:
        done = run(
            "doctor", "--report", "r", cwd=tmp_path, simulator=simulator,
            GENESYS_CLOUD_CLIENT_SECRET=SECRET,
        )  # fmt: skip
        assert done.returncode == 3
        assert "refuses the client secret" in done.stdout
        assert SECRET not in done.stdout + done.stderr + (tmp_path / "r").read_text()

    def test_4_for_a_closed_port(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        done = run(
            "doctor", "--json", "--timeout", "1s", cwd=tmp_path,
            GENESYS_CLOUD_CLIENT_ID="a", GENESYS_CLOUD_CLIENT_SECRET=SECRET,
            GENESYS_CLOUD_BASE_URL=f"http://127.0.0.1:{port}",
        )  # fmt: skip
        assert done.returncode == 4
        assert [f["step"] for f in json.loads(done.stdout)["findings"] if f["state"] == "failed"] == ["TCP"]  # fmt: skip

    def test_2_for_a_queue_that_is_not_there(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        (tmp_path / "q.toml").write_text('[[queues]]\nname = "VIP"\n[[queues]]\nname = "Nope"\n')
        done = run("doctor", "--config", "q.toml", cwd=tmp_path, simulator=simulator)
        assert done.returncode == 2
        assert "Nope: no such queue" in done.stdout

    def test_2_for_nothing_set_yet_the_address_is_examined(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        (tmp_path / "queuetui.toml").write_text("[pol]\n")
        done = run("doctor", "--json", cwd=tmp_path, GENESYS_CLOUD_BASE_URL=simulator.base_url)
        assert done.returncode == 2
        told = {one["step"]: one for one in json.loads(done.stdout)["findings"]}
        assert told["settings"]["state"] == told["credentials"]["state"] == "failed"
        assert "GENESYS_CLOUD_CLIENT_SECRET" in told["credentials"]["found"]
        assert told["first answer"]["state"] == "ok"
        assert told["token"]["found"] == "needs credentials"

    def test_4_for_queues_that_were_not_asked_for(self, tmp_path: Path) -> None:
        few = Settings(requests_per_minute=3)
        with RunningSimulator(credentials=WHO, start=time.time(), settings=few) as busy:
            done = run("doctor", cwd=tmp_path, simulator=busy, COLUMNS="200")
        assert done.returncode == 4
        assert "0 of 12 visible queues answer; 12 not asked for" in done.stdout
        assert "found and answering" not in done.stdout

    def test_2_for_an_unknown_region(self, tmp_path: Path) -> None:
        done = run("doctor", cwd=tmp_path, GENESYS_CLOUD_CLIENT_ID="a", GENESYS_CLOUD_CLIENT_SECRET=SECRET, GENESYS_CLOUD_REGION="eu-west-9")  # fmt: skip
        assert done.returncode == 2
        assert "'eu-west-9' is no region" in done.stdout

    def test_2_for_a_report_that_cannot_be_written(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        done = run("doctor", "--report", "no/r.txt", cwd=tmp_path, simulator=simulator)
        assert done.returncode == 2
        assert "--report no/r.txt: cannot be written" in done.stderr
        assert "All passed." in done.stdout

    def test_the_first_failure_decides(self) -> None:
        assert exit_code([ok("a"), note("b", ""), skipped("c", "")]) == 0
        assert exit_code([ok("a"), failed("b", cause="network"), failed("c")]) == 4
        assert exit_code([failed("a", cause="permission")]) == 3
        assert exit_code([failed("a")]) == exit_code([failed("a", cause="queues")]) == 2
        assert exit_code([failed("a", cause="internal")]) == 1


def test_ascii_for_a_terminal_that_has_nothing_else(
    simulator: RunningSimulator, tmp_path: Path
) -> None:
    done = run("doctor", cwd=tmp_path, simulator=simulator, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "[ok] token" in done.stdout


@pytest.mark.parametrize(
    ("given", "patience"),
    [(None, (5.0, 10.0, 20.0)), ("2s", (2.0, 2.0, 2.0)), ("60s", (5.0, 60.0, 60.0))],
)
def test_the_patience_of_a_call(given: str | None, patience: tuple[float, ...]) -> None:
    assert msgspec.structs.astuple(timeouts_for(given)) == patience


MARKED = {
    "organisation": "M\u00e4rked\u00a0Organisation \u203a \u201cMarked\u201d \u00d72",
    "queue": 'Marked\u200b "Queue\u2026" \\ \u65e5\u672c [Mark*ed]',
    "label": "\u202eMarked\t\u2014 Label",
    "id": ABSENT,
    "client": WHO.client_id,
    "secret": WHO.client_secret,
    "user": "markeduser",
    "folder": "marked-home",
    "correlation": "marked-correlation",
    "proxy": "marked-proxy-password",
}


def test_a_report_holds_nothing_that_tells_who_it_is_about(tmp_path: Path) -> None:
    home = tmp_path / MARKED["folder"] / MARKED["user"]
    home.mkdir(parents=True)
    file = home / "queuetui.toml"
    file.write_text(
        # A text in JSON is one in TOML as well.
        f"[[queues]]\nname = {json.dumps(MARKED['queue'])}\n"
        f'[[queues]]\nid = "{ABSENT}"\nlabel = {json.dumps(MARKED["label"])}\n'
        '[[queues]]\nname = "Billing"\n'
    )
    settings = Settings(
        organization=MARKED["organisation"], withheld=frozenset({"routing:queue:view"})
    )
    env = {
        "USER": MARKED["user"],
        "LOGNAME": MARKED["user"],
        "HOME": str(home),
        "TEXTUAL_LOG": str(home / "log"),
        "https_proxy": f"http://{MARKED['user']}:{MARKED['proxy']}@127.0.0.1:1",
    }
    said: dict[str, str] = {}
    for held in (settings, msgspec.structs.replace(settings, withheld=frozenset())):
        with RunningSimulator(credentials=WHO, start=time.time(), settings=held) as simulator:
            billing = next(q.id for q in simulator.centre.queues.values() if q.name == "Billing")
            for n, form in enumerate(([], ["--json"])):
                report = f"{len(said)}-{n}.txt"
                done = run(
                    "doctor", "--config", str(file), "--report", report, *form,
                    cwd=tmp_path, simulator=simulator, **env,
                )  # fmt: skip
                assert done.returncode in (2, 3)
                said[report] = (tmp_path / report).read_text()
                printed = done.stdout + done.stderr
                assert WHO.client_secret not in printed
                assert MARKED["proxy"] not in printed
                assert "rked Organisation" in printed
                port = simulator.base_url.rpartition(":")[2]
                for mark in (*MARKED.values(), billing, "127.0.0.1", f"//{port}"):
                    assert mark.lower() not in said[report].lower(), mark
    assert all("queue-" in text and "organisation-" in text for text in said.values())
    # Nor is there a part of a name, or what is left of it in ASCII.
    assert not any("marked" in text.lower() or "rked" in text for text in said.values())
    assert not any("?" in text for text in said.values())
    assert any("correlation id correlation-" in text for text in said.values())


def test_it_loads_no_screen_and_no_server(simulator: RunningSimulator, tmp_path: Path) -> None:
    loaded = modules_loaded_by(
        "doctor --json", tmp_path,
        GENESYS_CLOUD_CLIENT_ID=WHO.client_id, GENESYS_CLOUD_CLIENT_SECRET=WHO.client_secret,
        GENESYS_CLOUD_BASE_URL=simulator.base_url,
    )  # fmt: skip
    assert "queuetui.genesys.probe" in loaded
    assert {m for m in loaded if any(m == h or m.startswith(f"{h}.") for h in HEAVY)} == set()


class TestTerminal:
    def told(self, environ: dict[str, str], blank: Path = Path(os.devnull)) -> str:
        finding = terminal(environ, io.TextIOWrapper(io.BytesIO(), encoding="latin-1"), blank)
        assert finding.state == "note"
        return "\n".join(text_of(text) for text in (finding.found, *finding.details))

    @pytest.mark.parametrize(
        ("environ", "said"),
        [
            ({"TERM": "xterm-256color"}, "TERM xterm-256color, 256 colours"),
            ({"TERM": "xterm", "COLORTERM": "truecolor"}, "16 million colours"),
            ({"TERM": "xterm", "NO_COLOR": "1"}, "no colours (NO_COLOR is set)"),
            ({"TERM": "dumb"}, "no colours"),
            ({}, "TERM not set"),
            ({"TERM": "xterm"}, "stdout latin-1"),
            ({"TEXTUAL_FPS": "30"}, "set: TEXTUAL_FPS=30"),
        ],
    )
    def test_the_facts_that_matter(self, environ: dict[str, str], said: str) -> None:
        assert said in self.told(environ)

    def test_values_that_could_name_somebody_are_not_told(self) -> None:
        told = self.told({"TEXTUAL_LOG": "/home/marked/x", "TERM": "\x1b]0;marked\x07"})
        assert "set: TEXTUAL_LOG" in told
        assert "marked" not in told

    def test_a_console_that_goes_dark(self, tmp_path: Path) -> None:
        blank = tmp_path / "consoleblank"
        blank.write_text("600\n")
        assert "goes dark after 600 s" in self.told({"TERM": "linux"}, blank)
        assert "dark" not in self.told({"TERM": "xterm"}, blank)
        blank.write_text("0\n")
        assert "dark" not in self.told({"TERM": "linux"}, blank)
