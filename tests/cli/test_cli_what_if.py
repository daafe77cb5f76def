"""``queuetui what-if``, as a planner or a script meets it."""

import json
import sys
from pathlib import Path

import pytest

from queuetui.cli.main import main
from tests.cli.test_cli import HEAVY, modules_loaded_by, run

ASKED = ("what-if", "--calls-per-hour", "300", "--aht", "4m")

TABLE = """\
300 calls an hour of 4m: 20.0 erlangs; nobody hangs up (Erlang C)

AGENTS  SERVICE     ASA  OCCUPANCY
    22    51.9%   68.1s     90.9%!
    23    67.6%   33.3s     86.9%
    24    78.6%   17.9s     83.3%
    25    86.2%   10.0s     80.0%   <- needed, given
    26    91.3%    5.7s     76.9%
    27    94.6%    3.3s     74.0%
    28    96.7%    1.9s     71.4%

25 agents needed for 80% in 20s: as many as given.
! above 88%: hardly a breath between two calls.
"""
HANGING_UP = """\
300 calls an hour of 4m: 20.0 erlangs; callers hang up after 3m on average (Erlang A)

AGENTS  SERVICE     ASA  OCCUPANCY  ABANDON
    17    39.7%   33.1s     95.5%!    18.7%
    18    48.2%   26.4s     94.1%!    15.2%  <- given
    19    56.8%   20.7s     92.4%!    12.1%
    20    64.9%   15.9s     90.4%!     9.5%
    21    72.3%   12.0s     88.3%!     7.2%
    22    78.8%    8.8s     86.0%      5.3%
    23    84.3%    6.4s     83.5%      3.9%  <- needed
    24    88.7%    4.5s     81.0%      2.7%
    25    92.1%    3.1s     78.4%      1.8%
    26    94.7%    2.1s     75.9%      1.2%

23 agents needed for 80% in 20s: 5 more than the 18 given.
! above 88%: hardly a breath between two calls.
"""


def test_a_table_for_planners(tmp_path: Path) -> None:
    done = run(*ASKED, "--agents", "25", "--goal", "80/20", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == TABLE


def test_with_callers_who_hang_up(tmp_path: Path) -> None:
    done = run(*ASKED, "--agents", "18", "--patience", "3m", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == HANGING_UP


def test_agents_who_never_keep_up_and_a_gap_in_the_rows(tmp_path: Path) -> None:
    done = run(*ASKED, "--agents", "18", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert lines[3:8] == [
        "    17  cannot be met: more comes in than they can do",
        "    18  cannot be met: more comes in than they can do  <- given",
        "    19  cannot be met: more comes in than they can do",
        "   ...",
        "    22    51.9%   68.1s     90.9%!",
    ]
    assert "25 agents needed for 80% in 20s: 7 more than the 18 given." in lines


def test_more_agents_than_needed_and_none_given(tmp_path: Path) -> None:
    many = run(*ASKED, "--agents", "27", cwd=tmp_path).stdout.splitlines()
    assert "25 agents needed for 80% in 20s: 2 fewer than the 27 given." in many
    none = run(*ASKED, cwd=tmp_path).stdout.splitlines()
    assert "25 agents needed for 80% in 20s." in none
    assert not any("given" in line for line in none)


@pytest.mark.parametrize("goal", ["90/1m", "90%/60", " 90 / 60s ", "90.0/1m0s"])
def test_a_goal_may_be_written_in_several_ways(goal: str, tmp_path: Path) -> None:
    told = json.loads(run(*ASKED, "--goal", goal, "--json", cwd=tmp_path).stdout)
    assert told["goal"] == {"share": 0.9, "seconds": 60}


def test_a_goal_beyond_the_largest_queue(tmp_path: Path) -> None:
    asked = ("what-if", "--calls-per-hour", "74900", "--aht", "4m", "--agents", "5000")
    done = run(*asked, cwd=tmp_path)
    assert done.returncode == 0
    assert "80% in 20s cannot be met: 5,000 agents are too few." in done.stdout.splitlines()
    assert "  5000    49.0%   31.9s     99.8%!  <- given" in done.stdout.splitlines()


def test_json_for_scripts(tmp_path: Path) -> None:
    done = run(*ASKED, "--agents", "19", "--patience", "3m", "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert list(told) == [
        "schema", "model", "calls_per_hour", "aht", "patience", "erlangs", "goal", "agents",
        "needed", "reason", "rows",
    ]  # fmt: skip
    assert (told["schema"], told["model"], told["reason"]) == (1, "Erlang A", None)
    assert (told["calls_per_hour"], told["aht"], told["patience"]) == (300, 240, 180)
    assert (told["erlangs"], told["agents"], told["needed"]) == (20, 19, 23)
    rows = {row["agents"]: row for row in told["rows"]}
    assert list(rows) == list(range(18, 27))
    assert [number for number, row in rows.items() if row["given"]] == [19]
    assert [number for number, row in rows.items() if row["needed"]] == [23]
    assert [number for number, row in rows.items() if row["meets_goal"]] == [23, 24, 25, 26]
    assert list(rows[19]) == [
        "agents", "needed", "given", "meets_goal", "service_level", "asa", "occupancy", "abandoned",
    ]  # fmt: skip
    assert rows[19]["service_level"] == pytest.approx(0.568, abs=1e-3)
    assert rows[19]["abandoned"] == pytest.approx(0.121, abs=1e-3)


def test_what_cannot_be_met_is_null_in_json(tmp_path: Path) -> None:
    told = json.loads(run(*ASKED, "--agents", "5", "--json", cwd=tmp_path).stdout)
    (row,) = [row for row in told["rows"] if row["given"]]
    assert (row["service_level"], row["asa"], row["occupancy"]) == (None, None, None)
    assert (row["meets_goal"], told["patience"], told["model"]) == (False, None, "Erlang C")


CALLS = ("--calls-per-hour", "300")
AHT = ("--aht", "4m")
GOAL = "--goal must be a share and a time such as 80/20 (80 % within 20 s), not "


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--calls-per-hour", "x", *AHT), "--calls-per-hour must be a number such as 300, not 'x'."),
        (("--calls-per-hour", "-3", *AHT), "--calls-per-hour must be a number such as 300, not '-3'."),
        (("--calls-per-hour", "nan", *AHT), "--calls-per-hour must be a number such as 300, not 'nan'."),
        (("--calls-per-hour", "0", *AHT), "--calls-per-hour must be above 0 and at most 1,000,000."),
        (("--calls-per-hour", "9" * 400, *AHT), "--calls-per-hour must be above 0 and at most 1,000,000."),
        (("--calls-per-hour", "300000", *AHT), "300000 calls an hour of 4m keep 20,000 agents busy: more than 5,000 are not computed."),
        ((*CALLS, "--aht", "4"), "--aht must be a time such as 4m, not '4': the unit is missing."),
        ((*CALLS, "--aht", "0s"), "--aht must be 100ms to 24h, not '0s'."),
        ((*CALLS, *AHT, "--patience", "2d"), "--patience must be 100ms to 24h, not '2d'."),
        ((*CALLS, *AHT, "--agents", "2.5"), "--agents must be a whole number such as 25, not '2.5'."),
        ((*CALLS, *AHT, "--agents", "-1"), "--agents must be a whole number such as 25, not '-1'."),
        ((*CALLS, *AHT, "--agents", "0"), "--agents must be 1 to 5,000, not '0'."),
        ((*CALLS, *AHT, "--agents", "5001"), "--agents must be 1 to 5,000, not '5001'."),
        ((*CALLS, *AHT, "--goal", "80"), f"{GOAL}'80'."),
        ((*CALLS, *AHT, "--goal", "100/20"), f"{GOAL}'100/20': the share is above 0 and up to 99.9."),
        ((*CALLS, *AHT, "--goal", "0/20"), f"{GOAL}'0/20': the share is above 0 and up to 99.9."),
        ((*CALLS, *AHT, "--goal", "80/x"), f"{GOAL}'80/x': of the time, it is not made of numbers with the units d, h, m, s or ms."),
        ((*CALLS, *AHT, "--goal", "80/9999999"), f"{GOAL}'80/9999999': the time must be at most 24h."),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_sentence(
    options: tuple[str, ...],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["queuetui", "what-if", *options])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr() == ("", f"queuetui: {sentence}\n")


@pytest.mark.parametrize("missing", ["--aht", "--calls-per-hour"])
def test_what_is_missing_is_named(missing: str, tmp_path: Path) -> None:
    given = AHT if missing == "--calls-per-hour" else CALLS
    done = run("what-if", *given, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"queuetui: Missing option '{missing}'.\n")


@pytest.mark.parametrize("more", ["", " --agents 25 --patience 3m --json"])
def test_it_loads_neither_the_screen_nor_the_simulator_nor_the_sdk(
    more: str, tmp_path: Path
) -> None:
    loaded = modules_loaded_by(f"what-if --calls-per-hour 300 --aht 4m{more}", tmp_path)
    assert "queuetui.cli.what_if" in loaded
    assert not {m for m in loaded if any(m == h or m.startswith(f"{h}.") for h in HEAVY)}
    assert not {"queuetui.genesys", "queuetui.feed", "urllib3", "asyncio"} & loaded
