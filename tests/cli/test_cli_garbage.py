"""When Python looks for garbage."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from queuetui.cli.garbage import go_on, hold_back

ROOT = Path(__file__).parents[2]
USUAL = gc.get_threshold()


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_it_looks_rarely_until_the_program_goes_on(thawed: None) -> None:
    hold_back()
    assert gc.get_threshold()[0] > 10 * USUAL[0]
    assert gc.isenabled()
    go_on()
    assert gc.get_threshold() == USUAL
    assert gc.get_freeze_count() > 0


def test_it_does_not_look_at_the_end(tmp_path: Path) -> None:
    code = (
        "import atexit, gc, sys\n"
        # What was registered first is called last.
        "atexit.register(lambda: print(gc.get_freeze_count(), file=sys.stderr))\n"
        "sys.argv = ['queuetui', '--version']\n"
        "from queuetui.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.startswith("queuetui, version")
    assert int(done.stderr) > 1000
