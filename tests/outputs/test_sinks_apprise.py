"""Everything else, by the real library and a real server; and without the library."""

import json
import logging
import sys

import pytest
from msgspec.structs import replace

from queuetui.outputs.sinks import SinkFailure
from queuetui.outputs.sinks.by_apprise import MISSING, ByApprise
from tests.genesys.raw_server import RawServer, http
from tests.outputs.sinks_around import HOSTILE, NOTICE, TAMED

# The library itself still imports what Python means to drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def sink(server: RawServer) -> ByApprise:
    url = f"json://{server.url.removeprefix('http://')}/S3CRET"
    return ByApprise("everyone", "APPRISE_URL", lambda: url)


def test_a_service_gets_title_text_and_kind(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "urllib3")
    with RawServer([http(b"")], [http(b"")]) as server:
        opened = sink(server)
        assert opened.problem is None
        opened.send(NOTICE)
        opened.send(replace(NOTICE, kind="cleared", title=HOSTILE))
    assert server.requests[0].startswith(b"POST /S3CRET HTTP/1.1")
    first, second = (json.loads(one.partition(b"\r\n\r\n")[2]) for one in server.requests)
    assert (first["title"], first["message"]) == (NOTICE.title, NOTICE.text)
    assert (first["type"], second["type"]) == ("failure", "success")
    assert second["title"] == TAMED
    assert "S3CRET" not in caplog.text


def test_a_service_that_refuses_is_told_of_without_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "urllib3")
    with RawServer([http(b"", status="403 No")]) as server, pytest.raises(SinkFailure) as caught:
        sink(server).send(NOTICE)
    assert str(caught.value) == "the service at APPRISE_URL did not take it (403)"
    assert caught.value.again
    assert "S3CRET" not in caplog.text


def test_an_address_of_no_service() -> None:
    opened = ByApprise("everyone", "APPRISE_URL", lambda: "nosuch://S3CRET")
    with pytest.raises(SinkFailure) as caught:
        opened.send(NOTICE)
    assert str(caught.value) == "what APPRISE_URL holds is no address that apprise knows"
    assert not caught.value.again


def test_where_it_is_not_installed_one_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    opened = ByApprise("everyone", "APPRISE_URL", lambda: "json://x")
    assert opened.problem == MISSING
    with pytest.raises(SinkFailure, match=r"pip install 'queuetui\[apprise\]'") as caught:
        opened.send(NOTICE)
    assert not caught.value.again
    assert caught.value.__context__ is None
