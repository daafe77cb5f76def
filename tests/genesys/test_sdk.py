"""The official SDK: loaded in part, and the same calls as when loaded whole."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from queuetui.genesys import sdk
from queuetui.genesys.errors import CredentialsRefused
from queuetui.genesys.transport import Transport
from queuetui.simulator.running import RunningSimulator
from tests.clocks import ManualClock

CALLS = """
import json, logging, sys, threading
from queuetui.genesys import sdk
from queuetui.genesys.errors import GenesysError
from queuetui.genesys.transport import Transport
from queuetui.feed.clock import SystemClock

way, base_url, client_id, secret = sys.argv[1:]
before = {t.name for t in threading.enumerate()}
loaded = sdk.load(way)
client = sdk.SdkClient(base_url, Transport(SystemClock()), sdk=loaded)
result = {"way": loaded.way, "regions": dict(sdk.region_hosts())}
query = client.observation_query(["a", "b"], ["oWaiting"])
result["query"] = json.loads(query)
calls = {
    "wrong": lambda: client.fetch_token(client_id, "wrong"),
    "token": lambda: client.fetch_token(client_id, secret),
    "queues": lambda: client.call("GET", "/api/v2/routing/queues", query={"pageSize": "2"}),
    "observations": lambda: client.call("POST", "/api/v2/analytics/queues/observations/query", body=query),
    "refused": lambda: client.call("POST", "/api/v2/analytics/queues/observations/query", body="{}"),
}
for name, call in calls.items():
    try:
        exchange = call()
        body = json.loads(exchange.body)
        result[name] = [exchange.status, sorted(body)]
    except GenesysError as error:
        result[name] = list(error.lines)
result["threads"] = sorted({t.name for t in threading.enumerate()} - before)
result["models"] = sum(n.startswith("PureCloudPlatformClientV2.models.") for n in sys.modules)
result["watcher"] = sorted(n for n in sys.modules if n.partition(".")[0] in {"watchdog", "ctypes"})
import watchdog.events, watchdog.observers
result["watches"] = watchdog.events.FileSystemEventHandler.__module__
result["handlers"] = len(logging.getLogger("PureCloudPlatformClientV2").handlers)
print(json.dumps(result))
"""


def calls_made(way: str, simulator: RunningSimulator, home: Path) -> dict[str, Any]:
    who = simulator.credentials
    done = subprocess.run(
        [sys.executable, "-c", CALLS, way, simulator.base_url, who.client_id, who.client_secret],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "HOME": str(home)},
    )
    assert done.stderr == ""
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def test_both_ways_make_the_same_calls(tmp_path: Path) -> None:
    # A stray file in the home folder must change neither the host nor the logging, either way.
    stray = tmp_path / ".genesyscloudpython" / "config"
    stray.parent.mkdir()
    stray.write_text(
        "[general]\nhost = https://api.elsewhere.invalid\nlive_reload_config = True\n"
        "[gateway]\nhost = gateway.invalid\nprotocol = https\n[logging]\nlog_level = trace\n"
    )
    with RunningSimulator() as simulator:
        light = calls_made("light", simulator, tmp_path)
        whole = calls_made("plain", simulator, tmp_path)
    assert light.pop("way") == "light"
    assert whole.pop("way") == "plain"
    assert light.pop("models") <= 4
    assert whole.pop("models") > 1_000
    assert light.pop("watcher") == []
    assert "watchdog.observers" in whole.pop("watcher")
    assert light == whole
    assert light["token"][0] == light["observations"][0] == light["queues"][0] == 200
    assert "client secret" in light["wrong"][0]
    assert "400" in light["refused"][0]
    assert light["threads"] == []
    assert light["handlers"] == 0
    assert light["watches"] == "watchdog.events"
    assert len(light["regions"]) == 18


def test_if_loading_in_part_fails_the_whole_is_loaded_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = sdk.load("light")

    def broken() -> sdk.Sdk:
        raise ImportError("moved")

    monkeypatch.setattr(sdk, "_load_light", broken)
    monkeypatch.setattr(sdk, "_forget", lambda: None)
    monkeypatch.setattr(sdk, "_load_plain", lambda: whole)
    with caplog.at_level(logging.WARNING):
        assert sdk.load() is whole
    assert "loading all of it" in caplog.text
    assert "ImportError: moved" in caplog.text


def test_a_secret_outside_ascii_is_refused_without_showing_it() -> None:
    client = sdk.SdkClient("http://127.0.0.1:9", Transport(ManualClock()))
    with pytest.raises(CredentialsRefused) as caught:
        client.fetch_token("id", "marked-sécret")
    assert "marked" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_the_query_is_what_the_api_documents() -> None:
    client = sdk.SdkClient("http://127.0.0.1:9", Transport(ManualClock()))
    assert json.loads(client.observation_query(["a", "b"], ["oWaiting"])) == {
        "filter": {
            "type": "or",
            "predicates": [
                {"type": "dimension", "dimension": "queueId", "operator": "matches", "value": "a"},
                {"type": "dimension", "dimension": "queueId", "operator": "matches", "value": "b"},
            ],
        },
        "metrics": ["oWaiting"],
    }


def test_what_watches_files_stays_as_it_was_for_those_who_have_it_loaded() -> None:
    import watchdog.events as real  # noqa: PLC0415 - the SDK is loaded without it

    with sdk._without_watcher():
        assert sys.modules["watchdog.events"] is real
    assert sys.modules["watchdog.events"] is real


def test_the_stand_ins_are_gone_after_an_import_that_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "watchdog"]:
        monkeypatch.delitem(sys.modules, name)

    def moved() -> None:
        with sdk._without_watcher():
            assert sys.modules["watchdog.events"].FileModifiedEvent is object
            raise ImportError

    with pytest.raises(ImportError):
        moved()
    assert not [name for name in sys.modules if name.partition(".")[0] == "watchdog"]


class Counting:
    """The SDK's query model, which counts how often a query is built."""

    def __init__(self) -> None:
        loaded = sdk.load()
        self._model = loaded.query
        self.built = 0
        transport = Transport(ManualClock())
        self.client = sdk.SdkClient(
            "http://127.0.0.1:9", transport, sdk=msgspec.structs.replace(loaded, query=self._query)
        )

    def _query(self) -> Any:
        self.built += 1
        return self._model()


def test_the_query_of_a_batch_is_built_once_and_each_batch_has_its_own() -> None:
    counting = Counting()
    ask = counting.client.observation_query
    first = ask(["a", "b"], ["oWaiting"])
    assert ask(["a", "b"], ("oWaiting",)) == first
    assert counting.built == 1
    others = {
        ask(["b", "a"], ["oWaiting"]),
        ask(["a"], ["oWaiting"]),
        ask(["a", "b"], ["oAlerting"]),
    }
    assert len(others | {first}) == counting.built == 4


def test_queries_are_not_kept_for_ever() -> None:
    counting = Counting()
    ask = counting.client.observation_query
    for number in range(200):
        ask([f"queue-{number}"], ["oWaiting"])
    ask(["queue-199"], ["oWaiting"])
    assert counting.built == 200
    ask(["queue-0"], ["oWaiting"])
    assert counting.built == 201
