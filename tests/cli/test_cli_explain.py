"""``queuetui explain``, as a person or a script meets it."""

import json
from pathlib import Path

import pytest

from queuetui.view.explain import EXPLANATIONS
from tests.cli.test_cli import HEAVY, modules_loaded_by, run


def test_one_figure(tmp_path: Path) -> None:
    done = run("explain", "longest", "wait", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Longest wait")
    assert "oLongestWaiting" in lines[0]
    assert lines[-1] == "  POST /api/v2/analytics/queues/observations/query"
    assert 3 <= len(lines) - 1 <= 4
    assert all(len(line) <= 80 for line in lines)
    assert done.stdout.isascii()


def test_a_name_of_the_api_means_all_that_is_made_of_it(tmp_path: Path) -> None:
    done = run("explain", "TANSWERED", cwd=tmp_path)
    assert done.returncode == 0
    pages = done.stdout.split("\n\n")
    assert [page.split("  ")[0] for page in pages] == [
        "Answered", "Average speed of answer", "Half hours",
    ]  # fmt: skip


def test_all_figures_a_line_each(tmp_path: Path) -> None:
    done = run("explain", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert {line.split()[0] for line in lines} == set(EXPLANATIONS)
    assert len(lines) == len(EXPLANATIONS)
    for one in EXPLANATIONS.values():
        assert any(f"{one.title}: {one.definition}" in line for line in lines)


def test_json_for_scripts(tmp_path: Path) -> None:
    done = run("explain", "service", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    (figure,) = document["figures"]
    assert document["schema"] == 1
    assert list(figure) == [
        "key", "title", "definition", "formula", "source", "refresh", "traps", "endpoints",
        "api_names",
    ]  # fmt: skip
    assert figure["key"] == "service"
    assert figure["endpoints"] == ["POST /api/v2/analytics/conversations/aggregates/query"]
    everything = json.loads(run("explain", "--json", cwd=tmp_path).stdout)
    assert [each["key"] for each in everything["figures"]] == list(EXPLANATIONS)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "servce",
            "queuetui: No figure is called 'servce'; did you mean service, serviceLevel or oServiceLevel?\n",
        ),
        ("xyzzy", "queuetui: No figure is called 'xyzzy'; queuetui explain lists all of them.\n"),
    ],
)
def test_a_name_that_no_figure_has_is_one_clear_sentence(
    name: str, sentence: str, tmp_path: Path
) -> None:
    done = run("explain", name, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


@pytest.mark.parametrize("command", ["explain", "explain waiting", "explain --json"])
def test_it_loads_neither_the_screen_nor_the_simulator_nor_the_sdk(
    command: str, tmp_path: Path
) -> None:
    loaded = modules_loaded_by(command, tmp_path)
    assert "queuetui.cli.explain" in loaded
    assert not {m for m in loaded if any(m == h or m.startswith(f"{h}.") for h in HEAVY)}
    assert not {"queuetui.genesys", "queuetui.feed", "urllib3", "asyncio"} & loaded
