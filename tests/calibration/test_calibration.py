"""A short calibration, the same at each run: `python -m tests.calibration` is the long one."""

import pytest

from tests.calibration.__main__ import table
from tests.calibration.floors import KINDS, floor
from tests.calibration.judging import Call, Judged, Told, watch
from tests.calibration.scores import Bin, score


@pytest.mark.parametrize(
    ("patience", "loads", "enough"), [(None, (0.9, 1.0, 1.1), 80), (180.0, (0.9, 1.1, 1.3), 150)]
)
def test_what_is_foretold_comes_about_as_often(
    patience: float | None, loads: tuple[float, ...], enough: int
) -> None:
    judged = Judged()
    for seed, load in enumerate(loads, 1):
        judged.extend(watch(floor(KINDS[1:3], load, patience, seed), 1800.0))
    found = score(judged)
    # Polls follow one another by 5 s, so a hundred people are but a few different stories: the
    # long run is within 5 points, and so short a one within 12.
    assert all(one is not None and one.number >= enough for one in found.bins[1:])
    assert found.worst(enough) < 0.12
    assert found.expected == pytest.approx(found.came, rel=0.05)
    assert found.skill is not None
    assert found.skill > 0.2
    assert found.calls.precision is not None
    assert found.calls.precision > 0.8
    assert found.calls.timing is not None
    assert found.calls.timing < 3.0


class TestScores:
    def test_bins_and_skill(self) -> None:
        told = [Told(0.95, True)] * 9 + [Told(0.95, False)] + [Told(0.05, False)] * 10
        found = score(Judged(told=told))
        assert found.bins[0] == Bin(pytest.approx(0.05), 0.0, 10)  # type: ignore[arg-type]
        assert found.bins[9] == Bin(pytest.approx(0.95), 0.9, 10)  # type: ignore[arg-type]
        assert found.bins[1:9] == (None,) * 8
        assert found.worst(10) == pytest.approx(0.05)
        assert found.worst(11) == 0.0
        off = (9 * 0.05**2 + 0.95**2 + 10 * 0.05**2) / 20
        assert found.skill == pytest.approx(1 - off / (0.45 * 0.55))

    def test_a_certain_forecast_is_in_the_last_bin(self) -> None:
        found = score(Judged(told=[Told(1.0, True)]))
        assert found.bins[9] is not None
        assert found.skill is None

    def test_calls(self) -> None:
        calls = [
            Call(10.0, 12.0, fresh=True),
            Call(10.0, 10.0, fresh=False),
            Call(10.0, None, fresh=True),
            Call(None, 9.0, fresh=True),
            Call(None, None, fresh=True),
        ]
        found = score(Judged(calls=calls))
        assert found.calls.number == 5
        assert found.calls.precision == pytest.approx(2 / 3)
        assert found.calls.recall == pytest.approx(2 / 3)
        assert found.calls.timing == 1.0
        assert (found.fresh.precision, found.fresh.recall) == (0.5, 0.5)

    def test_nothing_is_no_score(self) -> None:
        found = score(Judged())
        assert (found.skill, found.calls.precision, found.calls.recall) == (None, None, None)
        assert "precision -" in table("nothing", found)
