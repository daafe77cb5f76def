"""The shape of observation answers, told without ever repeating a value."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.genesys.probe_shape import Shape
from queuetui.view.findings import text_of
from tests.genesys.examining import ABSENT

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
entries = st.fixed_dictionaries(
    {},
    optional={
        "metric": st.sampled_from(["oWaiting", "oLongestWaiting"]) | json_values,
        "stats": st.dictionaries(st.sampled_from(["count", "max"]), json_values) | json_values,
        "qualifier": json_values,
        "observations": json_values,
    },
)
results = st.fixed_dictionaries(
    {"group": st.dictionaries(st.sampled_from(["queueId", "mediaType"]), json_values)},
    optional={"data": st.lists(entries | json_values, max_size=4)},
)
answers = st.fixed_dictionaries(
    {"results": st.lists(results | json_values, max_size=4)},
    optional={"systemToOrganizationMappings": json_values},
)


class TestShape:
    def told(self, *data: dict[str, Any], media: str = "voice") -> str:
        shape = Shape()
        group = {"queueId": ABSENT, "mediaType": media}
        shape.take(json.dumps({"results": [{"group": group, "data": list(data)}]}).encode())
        return "\n".join(text_of(text) for text in shape.told(("oWaiting", "oLongestWaiting")))

    @pytest.mark.parametrize(
        ("stats", "said"),
        [
            ({"count": 0}, "nothing waits: {count 0} (1)"),
            ({"calculatedMetricValue": 0}, "nothing waits: {calculatedMetricValue 0} (1)"),
            ({"calculatedMetricValue": None}, "nothing waits: {calculatedMetricValue null} (1)"),
            ({"max": 1234}, "nothing waits: {max another number} (1)"),
            ({"max": "PT5S"}, "nothing waits: {max as a text} (1)"),
            (None, "nothing waits: no stats (1)"),
        ],
    )
    def test_the_longest_wait_of_nobody(self, stats: dict[str, Any] | None, said: str) -> None:
        waiting = {"metric": "oWaiting", "stats": {"count": 0}}
        assert said in self.told(waiting, {"metric": "oLongestWaiting", "stats": stats})

    def test_what_is_no_name_of_the_api_is_never_repeated(self) -> None:
        marked = "Marked Person +4930123456"
        told = self.told(
            {"metric": "oWaiting", "qualifier": marked, "stats": {marked: 3}, marked: 1},
            {"metric": marked, "stats": {"count": 1}},
            media=marked,
        )
        assert "Marked" not in told
        assert "4930" not in told
        assert "never came: oLongestWaiting" in told

    @given(st.binary(max_size=60) | answers.map(lambda one: json.dumps(one).encode()))
    def test_any_answer_has_a_shape_without_strange_words(self, body: bytes) -> None:
        shape = Shape()
        shape.take(body)
        for text in shape.told(("oWaiting",)):
            assert text_of(text).isascii()
