"""The parser over answers captured from real organisations, where they are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from queuetui.genesys.observations import parse

CAPTURED = Path(__file__).parents[3] / "shared" / "genesys-data"
pytestmark = pytest.mark.skipif(
    not CAPTURED.is_dir(), reason="the captured answers are not beside this checkout"
)


def captured(name: str) -> Any:
    return json.loads((CAPTURED / name).read_text())


def test_full_shape_of_two_queues() -> None:
    response = captured("observations-2-full-shape-splunk-addon.json")["response"]
    ids = {result["group"]["queueId"] for result in response["results"]}
    got = parse(json.dumps(response).encode(), ids, as_of=0.0).readings
    assert len(got) == 2
    first = got["11111111-0000-4000-8000-000000000001"]
    assert (first.agents.members, first.agents.active) == (23, 23)
    assert (first.agents.available, first.agents.on_queue, first.agents.off_queue) == (4, 4, 19)
    assert first.agents.logged_in == 5
    assert set(first.media) == {"chat", "message", "email", "callback", "voice", "video"}
    assert first.waiting == 0


def test_every_captured_observation_answer_is_read() -> None:
    read = 0
    for path in sorted(CAPTURED.glob("observations-[123]*.json")):
        response = json.loads(path.read_text())
        response = response.get("response", response)
        ids = {r["group"]["queueId"] for r in response["results"] if "queueId" in r["group"]}
        read += len(parse(json.dumps(response).encode(), ids, as_of=0.0).readings)
    assert read >= 4


def test_the_longest_waiting_of_a_live_queue_is_an_instant() -> None:
    fragment = captured("observations-4-fragments.json")[0]["fragment"]
    body = {
        "results": [
            {
                "group": {"queueId": "q", "mediaType": "email"},
                "data": [{"metric": "oWaiting", "stats": {"count": 1}}, fragment],
            }
        ]
    }
    got = parse(json.dumps(body).encode(), ["q"], as_of=1_787_230_900.0).readings["q"]
    assert got.oldest_since == pytest.approx(1_787_230_858.678)
