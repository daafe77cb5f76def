"""The command line as a person or a script meets it: a process with stdout, stderr and exit code."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from queuetui.simulator.entrance import Credentials
from queuetui.simulator.faults import Hang
from queuetui.simulator.running import RunningSimulator

ROOT = Path(__file__).parents[2]
SECRET = "a-marked-secret-nobody-may-see"


def run(
    *args: str, cwd: Path, simulator: RunningSimulator | None = None, **env: str
) -> "subprocess.CompletedProcess[str]":
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("GENESYS_CLOUD_")
    }
    environment |= {"PYTHONPATH": str(ROOT), "HOME": str(cwd), "XDG_CONFIG_HOME": str(cwd / "none")}
    if simulator is not None:
        environment |= {
            "GENESYS_CLOUD_CLIENT_ID": simulator.credentials.client_id,
            "GENESYS_CLOUD_CLIENT_SECRET": simulator.credentials.client_secret,
            "GENESYS_CLOUD_BASE_URL": simulator.base_url,
        }
    return subprocess.run(
        [sys.executable, "-m", "queuetui", *args],
        cwd=cwd, env=environment | env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


WHO = Credentials("0a1b2c3d-0000-4000-8000-00000000cafe", "a-secret-of-the-command-line-tests")


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator(credentials=WHO) as running:
        yield running


class TestOnce:
    def test_a_table_for_people(self, simulator: RunningSimulator, tmp_path: Path) -> None:
        done = run("--once", cwd=tmp_path, simulator=simulator)
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert lines[0].split()[:4] == ["STATUS", "QUEUE", "WAITING", "LONGEST"]
        assert any("BREACH" in line and "Billing" in line for line in lines)
        assert "\x1b" not in done.stdout
        assert "12 queues" in done.stdout

    def test_json_for_scripts_equals_the_centres_truth(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        done = run("--once", "--json", cwd=tmp_path, simulator=simulator)
        assert (done.returncode, done.stderr) == (0, "")
        document = json.loads(done.stdout)
        assert list(document) == ["schema", "taken_at", "base_url", "health", "queues"]
        assert document["schema"] == 1
        assert document["base_url"] == simulator.base_url
        assert document["health"] == {"state": "live", "reason": None}
        told = {queue["id"]: queue for queue in document["queues"]}
        centre = simulator.centre
        assert len(told) == len(centre.queues) == 12
        for queue_id in centre.queues:
            waiting = {m: centre.truth(queue_id, m).waiting for m in told[queue_id]["media"]}
            assert told[queue_id]["waiting"] == sum(waiting.values())
            assert {m: v["waiting"] for m, v in told[queue_id]["media"].items()} == waiting

    def test_csv_has_a_row_a_queue(self, simulator: RunningSimulator, tmp_path: Path) -> None:
        done = run("--once", "--csv", cwd=tmp_path, simulator=simulator)
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        assert done.returncode == 0
        assert len(rows) == 12
        assert all(row["waiting"].isdigit() for row in rows)

    def test_queue_and_interval_override(self, simulator: RunningSimulator, tmp_path: Path) -> None:
        done = run("--queue", "Bill*", "--queue", "VIP", "--interval", "7s", "--once", "--json", cwd=tmp_path, simulator=simulator)  # fmt: skip
        assert [q["name"] for q in json.loads(done.stdout)["queues"]] == ["Billing", "VIP"]

    def test_a_queue_that_is_not_there_is_present_and_unknown(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        done = run("--queue", "VIP", "--queue", "Nowhere", "--once", "--json", cwd=tmp_path, simulator=simulator)  # fmt: skip
        assert done.returncode == 0
        missing = json.loads(done.stdout)["queues"][1]
        assert (missing["severity"], missing["waiting"], missing["available"]) == (
            "unknown",
            None,
            None,
        )

    def test_no_queue_at_all_is_a_usage_error(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        done = run("--queue", "Nowhere", "--once", cwd=tmp_path, simulator=simulator)
        assert done.returncode == 2
        assert done.stderr.startswith("queuetui: No queue is meant by 'Nowhere'.")
        assert "queuetui queues" in done.stderr

    def test_a_reader_that_leaves_early_is_no_error(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        code = f"{sys.executable} -m queuetui --once --csv | true; echo ${{PIPESTATUS[0]}}"
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "GENESYS_CLOUD_CLIENT_ID": simulator.credentials.client_id,
            "GENESYS_CLOUD_CLIENT_SECRET": simulator.credentials.client_secret,
            "GENESYS_CLOUD_BASE_URL": simulator.base_url,
        }
        done = subprocess.run(["bash", "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)  # fmt: skip
        assert (done.stdout.strip(), done.stderr) == ("0", "")


class TestExitCodes:
    def test_3_for_a_wrong_secret_in_words(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        done = run("--once", cwd=tmp_path, simulator=simulator, GENESYS_CLOUD_CLIENT_SECRET=SECRET)
        assert (done.returncode, done.stdout) == (3, "")
        assert "refuses the client secret" in done.stderr
        assert 1 <= len(done.stderr.splitlines()) <= 3
        assert SECRET not in done.stderr

    def test_3_for_a_missing_permission_which_is_named(self, tmp_path: Path) -> None:
        with RunningSimulator(credentials=WHO) as refusing:
            refusing.settings = msgspec.structs.replace(
                refusing.settings, withheld=frozenset({"analytics:queueObservation:view"})
            )
            done = run("--once", cwd=tmp_path, simulator=refusing)
        assert done.returncode == 3
        assert "analytics:queueObservation:view" in done.stderr

    def test_4_for_no_answer_within_the_time_out(self, tmp_path: Path) -> None:
        done = run(
            "--once", "--timeout", "1s", cwd=tmp_path,
            GENESYS_CLOUD_CLIENT_ID="a", GENESYS_CLOUD_CLIENT_SECRET=SECRET,
            GENESYS_CLOUD_BASE_URL="http://127.0.0.1:9",
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (4, "")
        assert "127.0.0.1:9 refuses the connection." in done.stderr

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["--nonsense"], "No such option"),
            (["nonsense"], "No such command"),
            (["--json"], "--json goes with --once"),
            (["--once", "--json", "--csv"], "exclude each other"),
            (["--once", "--timeout", "5"], "--timeout"),
            (["--once", "--timeout", "0s"], "--timeout"),
            (["--once", "--interval", "soon"], "--interval"),
            (["--config", "missing.toml", "--once"], "missing.toml"),
            (["--once", "--scenario", "outage"], "--scenario goes with --demo"),
            (["--once", "--demo", "--scenario", "nonsense"], "no scenario"),
            (["--once", "--log", "nowhere/q.log"], "--log: nowhere/q.log can't be written"),
            (["--once", "--log-level", "loud"], "--log-level"),
            (["--once", "queues"], "--once does not go with the command 'queues'"),
            (["simulate", "--queues", "0"], "queues"),
            (["simulate", "--port", "99999"], "port"),
        ],
    )
    def test_2_for_usage(self, args: list[str], said: str, tmp_path: Path) -> None:
        done = run(*args, cwd=tmp_path, GENESYS_CLOUD_CLIENT_ID="a", GENESYS_CLOUD_CLIENT_SECRET=SECRET, GENESYS_CLOUD_REGION="eu-west-1")  # fmt: skip
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert "Traceback" not in done.stderr

    def test_2_for_settings_and_missing_credentials(self, tmp_path: Path) -> None:
        (tmp_path / "queuetui.toml").write_text('[poll]\nintervall = "5s"\n')
        done = run("--once", cwd=tmp_path)
        assert done.returncode == 2
        assert "queuetui.toml: poll.intervall" in done.stderr
        (tmp_path / "queuetui.toml").unlink()
        done = run("--once", cwd=tmp_path)
        assert done.returncode == 2
        assert "GENESYS_CLOUD_CLIENT_SECRET" in done.stderr

    def test_2_for_an_unknown_region(self, tmp_path: Path) -> None:
        done = run("--once", cwd=tmp_path, GENESYS_CLOUD_CLIENT_ID="a", GENESYS_CLOUD_CLIENT_SECRET=SECRET, GENESYS_CLOUD_REGION="eu-west-9")  # fmt: skip
        assert done.returncode == 2
        assert "'eu-west-9' is no region" in done.stderr

    def test_1_when_there_is_nowhere_to_print(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "GENESYS_CLOUD_CLIENT_ID": WHO.client_id,
            "GENESYS_CLOUD_CLIENT_SECRET": WHO.client_secret,
            "GENESYS_CLOUD_BASE_URL": simulator.base_url,
        }
        for redirect in (">&-", ">/dev/full"):
            shell = f"{sys.executable} -m queuetui --once {redirect}"
            done = subprocess.run(
                ["sh", "-c", shell],
                cwd=tmp_path,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 1
            assert "output" in done.stderr
            assert "internal error" not in done.stderr

    def test_usage_errors_are_one_to_three_lines(self, tmp_path: Path) -> None:
        for args in (["--nonsense"], ["nonsense"], ["--log-level", "loud"]):
            done = run(*args, cwd=tmp_path)
            assert len(done.stderr.splitlines()) <= 3

    def test_many_queues_and_a_long_interval_are_printed_at_once(self, tmp_path: Path) -> None:
        with RunningSimulator(queues=450, credentials=WHO) as many:
            done = run("--once", "--json", "--interval", "10m", cwd=tmp_path, simulator=many)
        assert done.returncode == 0
        assert all(queue["waiting"] is not None for queue in json.loads(done.stdout)["queues"])

    def test_the_time_out_of_queues_is_for_all_pages_together(self, tmp_path: Path) -> None:
        with RunningSimulator(credentials=WHO) as stuck:
            stuck.faults.add(Hang())
            done = run("queues", "--timeout", "1s", cwd=tmp_path, simulator=stuck)
        assert done.returncode == 4

    def test_the_board_needs_a_terminal_and_says_what_to_do_without(self, tmp_path: Path) -> None:
        done = run("--demo", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "needs a terminal" in done.stderr
        assert "--once" in done.stderr


class TestLog:
    def test_calls_are_in_the_log_and_nothing_is_printed(
        self, simulator: RunningSimulator, tmp_path: Path
    ) -> None:
        done = run(
            "--once",
            "--json",
            "--log",
            "q.log",
            "--log-level",
            "debug",
            cwd=tmp_path,
            simulator=simulator,
        )
        assert (done.returncode, done.stderr) == (0, "")
        entries = [json.loads(line) for line in (tmp_path / "q.log").read_text().splitlines()]
        endpoints = [entry["call"]["endpoint"] for entry in entries if "call" in entry]
        assert endpoints[:2] == ["POST /oauth/token", "GET /api/v2/routing/queues"]
        assert WHO.client_secret not in (tmp_path / "q.log").read_text()


class TestQueues:
    def test_lists_every_queue_of_all_pages(self, tmp_path: Path) -> None:
        with RunningSimulator(queues=130, credentials=WHO) as many:
            done = run("queues", "--json", cwd=tmp_path, simulator=many)
            table = run("queues", cwd=tmp_path, simulator=many)
            ids = set(many.centre.queues)
        found = json.loads(done.stdout)["queues"]
        assert {queue["id"] for queue in found} == ids
        assert all(queue["name"] and queue["division"] and queue["members"] >= 0 for queue in found)
        assert len(table.stdout.splitlines()) >= 131


class TestDemo:
    def test_the_demo_goes_the_whole_way_over_loopback(self, tmp_path: Path) -> None:
        done = run("--demo", "--once", "--json", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        document = json.loads(done.stdout)
        assert document["base_url"].startswith("http://127.0.0.1:")
        assert len(document["queues"]) == 12

    def test_options_before_and_after_a_command_mean_the_same(self, tmp_path: Path) -> None:
        for args in (["--demo", "queues"], ["queues", "--demo"]):
            done = run(*args, cwd=tmp_path)
            assert done.returncode == 0
            assert "Billing" in done.stdout

    def test_the_demo_ignores_settings_meant_for_a_real_organisation(self, tmp_path: Path) -> None:
        (tmp_path / "queuetui.toml").write_text('[[queues]]\nname = "Only in production"\n')
        done = run("--demo", "--once", "--json", cwd=tmp_path)
        assert len(json.loads(done.stdout)["queues"]) == 12


HEAVY = ("textual", "rich", "aiohttp", "queuetui.simulator", "queuetui.ui")


def modules_loaded_by(code: str, tmp_path: Path, **env: str) -> set[str]:
    probe = f"import sys\nsys.argv = ['queuetui', *{code!r}.split()]\nfrom queuetui.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
    )  # fmt: skip
    return set(done.stderr.splitlines())


@pytest.mark.parametrize(
    "command", ["--once --json", "--once", "queues", "explain waiting", "--help", "--version"]
)
def test_a_command_loads_only_what_it_needs(
    command: str, simulator: RunningSimulator, tmp_path: Path
) -> None:
    who = simulator.credentials
    loaded = modules_loaded_by(
        command, tmp_path,
        GENESYS_CLOUD_CLIENT_ID=who.client_id, GENESYS_CLOUD_CLIENT_SECRET=who.client_secret,
        GENESYS_CLOUD_BASE_URL=simulator.base_url,
    )  # fmt: skip
    assert "queuetui.cli.main" in loaded
    heavy = {m for m in loaded if any(m == h or m.startswith(f"{h}.") for h in HEAVY)}
    assert heavy == set()
    if command in ("--help", "--version"):
        assert not {"queuetui.genesys.sdk", "urllib3", "msgspec"} & loaded


def test_ci_runs_the_readmes_own_test_command() -> None:
    command = "python3 -m venv .venv && .venv/bin/pip install --quiet -e '.[test]' && .venv/bin/python -m pytest"
    assert command in (ROOT / ".ci" / "run").read_text()
    assert command in (ROOT / "README.md").read_text()
