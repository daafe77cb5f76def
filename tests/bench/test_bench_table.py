"""What is made of measured figures."""

from pathlib import Path

import msgspec
import pytest

from tests.bench.__main__ import ROWS, is_wrong, measure, plan_of, read_arguments
from tests.bench.figures import Line, Result, Series, Skipped, Wanted
from tests.bench.machine import Machine, describe
from tests.bench.plan import Plan
from tests.bench.table import as_json, number, render, wanted_words
from tests.bench.tools import missing, version

MACHINE = Machine("A Processor", 2, 1.0, "Linux", "160×50", 0.5, {"Python": "3.11"})
OURS = Series("program", (1.0, 3.0, 100.0))
THEIRS = Series("theirs", (2.0, 2.0, 2.0))


def line(wanted: Wanted, baseline: Series | None = THEIRS, note: str = "") -> Result:
    return Result("row", "what it is", "ms", OURS, baseline, wanted, note)


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (Wanted(), None),
        (Wanted(ratio=1.5), True),
        (Wanted(ratio=1.49), False),
        (Wanted(most=3.0), True),
        (Wanted(most=2.9), False),
        (Wanted(ratio=2.0, most=2.9), False),
        (Wanted(ratio=1.0, most=9.0), False),
        (Wanted(ratio=2.0, most=9.0), True),
    ],
)
def test_the_median_and_its_ratio_are_judged(wanted: Wanted, holds: bool | None) -> None:
    assert line(wanted).ratio == 1.5
    assert line(wanted).holds is holds


def test_nothing_is_said_of_a_ratio_without_a_baseline() -> None:
    assert line(Wanted(ratio=2.0), None).ratio is None
    assert line(Wanted(ratio=2.0), None).holds is None
    assert line(Wanted(most=2.0), None).holds is False


def test_the_table_tells_all() -> None:
    lines: list[Line] = [
        line(Wanted(ratio=1.0), note="see here"),
        line(Wanted(ratio=2.0, most=9.0)),
        Skipped("other", "another", "btop is not installed on this machine"),
        Skipped("third", "third", "it ended", broken=True),
    ]
    text = render(lines, MACHINE, quick=False, repeat=5)
    told = text.splitlines()
    assert told[0].startswith("Medians of 5")
    assert "A Processor, 2 cores, 1 GiB" in told[1]
    assert [one.split() for one in told if one.startswith("what it is")] == [
        ["what", "it", "is", "[1]", "3", "ms", "2", "theirs", "1.5", "×", "≤", "1", "×", "BEYOND"],
        [
            "what",
            "it",
            "is",
            "3",
            "ms",
            "2",
            "theirs",
            "1.5",
            "×",
            "≤",
            "2",
            "×",
            "and",
            "≤",
            "9",
            "ms",
            "holds",
        ],
    ]
    assert "skipped: btop is not installed on this machine" in text
    assert "failed: it ended" in text
    assert told[-1] == "[1] see here"


def test_a_quick_run_is_marked_as_one() -> None:
    assert "QUICK" in render([], MACHINE, quick=True, repeat=3).splitlines()[0]
    assert "QUICK" not in render([], MACHINE, quick=False, repeat=5)


def test_the_file_keeps_every_sample() -> None:
    lines: list[Line] = [line(Wanted(ratio=2.0)), Skipped("other", "another", "why")]
    kept = msgspec.json.decode(as_json(lines, MACHINE, quick=True, repeat=3))
    first, second = kept["lines"]
    assert first["ours"] == {"of": "program", "samples": [1.0, 3.0, 100.0]}
    assert (first["median"], first["ratio"], first["holds"]) == (3.0, 1.5, True)
    assert second == {"row": "other", "what": "another", "skipped": "why", "broken": False}
    assert (kept["quick"], kept["repeat"], kept["machine"]["cores"]) == (True, 3, 2)


def test_numbers_have_three_figures() -> None:
    assert [number(n) for n in (12345.6, 123.4, 1.2345, 0.012345)] == [
        "12,346",
        "123",
        "1.23",
        "0.0123",
    ]
    assert wanted_words(Wanted(), "s") == ""


def test_what_is_beyond_or_broken_is_wrong() -> None:
    lines = (line(Wanted(1.0)), line(Wanted(9.0)), line(Wanted()))
    assert [is_wrong(each) for each in lines] == [True, False, False]
    assert not is_wrong(Skipped("a", "a", "not here"))
    assert is_wrong(Skipped("a", "a", "it ended", broken=True))


def test_a_row_that_fails_keeps_no_other_from_coming(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Plan) -> list[Line]:
        raise RuntimeError("it ended with 1")

    monkeypatch.setitem(ROWS, "launch", fails)
    monkeypatch.setitem(ROWS, "slope", lambda _: [line(Wanted())])
    plan = plan_of(read_arguments([]), tmp_path)
    first, second = measure(msgspec.structs.replace(plan, say=lambda _: None), ["launch", "slope"])
    assert first == Skipped("launch", "launch", "it ended with 1", broken=True)
    assert second == line(Wanted())


def test_a_quick_run_is_shorter_and_what_is_asked_for_counts(tmp_path: Path) -> None:
    usual, quick = (plan_of(read_arguments(given), tmp_path) for given in ([], ["--quick"]))
    assert (usual.repeat, usual.memory_length, usual.slope_length) == (5, 600.0, 3600.0)
    assert quick.repeat < usual.repeat
    assert quick.window < usual.window
    assert quick.presses < usual.presses
    asked = plan_of(read_arguments(["--quick", "--repeat", "7", "--slope-minutes", "3"]), tmp_path)
    assert (asked.repeat, asked.slope_length, asked.quick) == (7, 180.0, True)


def test_the_machine_tells_what_it_is(tmp_path: Path) -> None:
    machine = describe(plan_of(read_arguments([]), tmp_path))
    assert machine.cores >= 1
    assert machine.memory_gib > 0
    assert {"Python", "textual", "msgspec", "PureCloudPlatformClientV2"} <= set(machine.versions)


def test_a_program_that_is_not_there_is_said_to_be_missing() -> None:
    assert missing("no-such-program-9") == "no-such-program-9 is not installed on this machine"
    assert not missing("sh")
    assert version("no-such-program-9") == ""
