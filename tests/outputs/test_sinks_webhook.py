"""Webhooks against a real server that takes, refuses, hangs, breaks off, points elsewhere or lies."""

import json
import logging
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import pytest
import trustme
from msgspec.structs import replace

from queuetui.domain.sinks import Notice, Shape
from queuetui.outputs.sinks import SinkFailure
from queuetui.outputs.sinks.bodies import body
from queuetui.outputs.sinks.webhook import LONGEST_ORDER, Webhook
from tests.genesys.raw_server import RawServer, http
from tests.outputs.sinks_around import HOSTILE, NOTICE, TAMED

SECRET = "T0SECRET-path"
BEARER = "b34r3r-SECRET"
OK = http(b"ok")


def hook(url: str, shape: Shape = "json", **changes: Any) -> Webhook:
    timeout = changes.pop("timeout", 20.0)
    return Webhook("team", "TEAM_URL", lambda: f"{url}/{SECRET}", shape, timeout, **changes)


def failure(webhook: Webhook) -> SinkFailure:
    with pytest.raises(SinkFailure) as caught:
        webhook.send(NOTICE)
    whole: BaseException | None = caught.value
    while whole is not None:
        assert SECRET not in repr(whole)
        whole = whole.__context__
    return caught.value


def refused(answer: bytes) -> SinkFailure:
    with RawServer([answer]) as server:
        return failure(hook(server.url))


# --- what arrives ---


def test_one_post_with_our_json() -> None:
    with RawServer([OK]) as server:
        hook(server.url, bearer=lambda: BEARER).send(NOTICE)
    head, _, sent = server.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == f"POST /{SECRET} HTTP/1.1"
    assert "Content-Type: application/json" in lines
    assert f"Authorization: Bearer {BEARER}" in lines
    assert json.loads(sent) == {
        "schema": 1,
        "source": "queuetui",
        "kind": "raised",
        "severity": "critical",
        "queue": "Support",
        "group": "EMEA",
        "media": "voice",
        "rule": "breach",
        "title": "BREACH Support: breach",
        "text": "breach for 0:15; longest wait up to 1:35",
        "at": "2026-01-01T12:00:00+00:00",
        "alarm_id": "a-1",
        "figures": {"waiting": "7", "longest_wait": "1:35"},
    }


def test_the_answer_is_not_waited_for_to_its_end() -> None:
    with RawServer([http(b"o", length=1000)], end="hang") as server:
        hook(server.url).send(NOTICE)


def texts(tree: object) -> Iterable[tuple[str, str]]:
    """Every text in it, with the type of the table that it stands in."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "text" and isinstance(value, str):
                yield tree.get("type", ""), value
            else:
                yield from texts(value)
    elif isinstance(tree, list):
        for one in tree:
            yield from texts(one)


def test_slack_gets_blocks_in_which_a_name_is_no_markup() -> None:
    evil = replace(NOTICE, title=HOSTILE, text="*bold* <@U1>")
    sent = json.loads(body(evil, "slack"))
    assert [block["type"] for block in sent["blocks"]] == ["header", "section", "context"]
    assert [kind for kind, _ in texts(sent["blocks"])] == ["plain_text"] * 3
    assert [text for _, text in texts(sent["blocks"])] == [
        TAMED,
        "*bold* <@U1>",
        "waiting 7, longest wait 1:35",
    ]
    # This one Slack does read as markup, and as calls to people.
    assert "<" not in sent["text"]
    assert "&lt;!channel&gt;" in sent["text"]


def test_teams_gets_a_card_in_which_a_name_is_no_markup() -> None:
    evil = replace(NOTICE, title=HOSTILE, text="[x](http://y)")
    sent = json.loads(body(evil, "teams"))
    (attachment,) = sent["attachments"]
    assert (sent["type"], attachment["contentType"]) == (
        "message",
        "application/vnd.microsoft.card.adaptive",
    )
    card = attachment["content"]
    assert (card["type"], card["fallbackText"]) == ("AdaptiveCard", TAMED)
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert list(texts(card["body"])) == [
        ("TextRun", TAMED),
        ("TextRun", "[x](http://y)"),
        ("TextRun", "waiting 7, longest wait 1:35"),
    ]


@pytest.mark.parametrize(
    ("notice", "tone"),
    [
        (NOTICE, "Attention"),
        (replace(NOTICE, severity="warning"), "Warning"),
        (replace(NOTICE, kind="cleared"), "Good"),
    ],
)
def test_the_tone_of_a_card(notice: Notice, tone: str) -> None:
    card = json.loads(body(notice, "teams"))["attachments"][0]["content"]
    assert card["body"][0]["inlines"][0]["color"] == tone


@pytest.mark.parametrize("shape", ["json", "slack", "teams"])
def test_a_notice_of_the_least_words_is_sent_too(shape: Shape) -> None:
    bare = replace(NOTICE, text="", figures={}, media=None, group=None, title="t")
    sent = json.loads(body(bare, shape))
    assert "t" in json.dumps(sent)
    assert shape == "json" or "" not in [text for _, text in texts(sent.get("blocks", []))]


# --- what is answered ---


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("400 Bad Request", "did not take it (400): what was sent is not understood there"),
        ("403 Forbidden", "did not take it (403): it refuses"),
        ("404 Not Found", "did not take it (404): there is nothing at that address"),
        ("418 Teapot", "did not take it (418): it refuses"),
    ],
)
def test_what_is_refused_is_not_tried_again(status: str, said: str) -> None:
    found = refused(http(b"no", status=status))
    assert str(found) == f"the server at TEAM_URL {said}"
    assert not found.again


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_out_of_order_is_tried_again(status: int) -> None:
    found = refused(http(b"oops", status=f"{status} Oops"))
    assert str(found) == f"the server at TEAM_URL is out of order ({status})"
    assert (found.again, found.after) == (True, None)


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ("Retry-After: 17\r\n", 17),
        ("Retry-After: 99999999\r\n", LONGEST_ORDER),
        ("Retry-After: -1\r\n", None),
        ("Retry-After: nan\r\n", None),
        ("Retry-After: soon\r\n", None),
        (
            "Date: Thu, 01 Jan 2026 12:00:00 GMT\r\nRetry-After: Thu, 01 Jan 2026 12:00:42 GMT\r\n",
            42,
        ),
        ("Retry-After: Thu, 01 Jan 2026 12:00:42 GMT\r\n", None),
        ("", None),
    ],
)
def test_too_many_are_tried_again_when_the_server_wants(headers: str, after: float | None) -> None:
    found = refused(http(b"", status="429 Too Many Requests", headers=headers))
    assert str(found) == "the server at TEAM_URL gets too many notices (429)"
    assert (found.again, found.after) == (True, after)


def test_a_redirect_is_not_followed() -> None:
    with RawServer([OK]) as other:
        where = f"Location: {other.url}/elsewhere\r\n"
        answers = [http(b"", status=f"{status} Moved", headers=where) for status in (301, 307)]
        for answer in answers:
            found = refused(answer)
            assert "points to another address (30" in str(found)
            assert "elsewhere" not in str(found)
            assert not found.again
        assert other.connections == 0


# --- what the network does ---


def test_a_server_that_hangs_is_given_up_after_the_time_out() -> None:
    with RawServer([], end="hang") as server:
        found = failure(hook(server.url, timeout=0.1))
    assert str(found) == "the server at TEAM_URL did not answer within 100ms"
    assert found.again


@pytest.mark.parametrize("end", ["reset", "close"])
def test_a_connection_that_breaks_off_is_tried_again(end: str) -> None:
    with RawServer([], end=end) as server:
        found = failure(hook(server.url))
    assert str(found) == "the connection to the server at TEAM_URL broke off"
    assert found.again


def test_an_answer_that_is_none_is_tried_again() -> None:
    found = refused(b"SSH-2.0-OpenSSH_9.2\r\n")
    assert str(found) == "the connection to the server at TEAM_URL broke off"
    assert found.again


def test_nobody_listens() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        found = failure(hook(f"http://127.0.0.1:{deaf.getsockname()[1]}"))
    assert str(found) == "the server at TEAM_URL refuses the connection"
    assert found.again


def test_tls_is_verified() -> None:
    authority = trustme.CA()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(serving)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with RawServer([OK], tls=serving) as server:
        hook(server.url, tls=trusting).send(NOTICE)
    assert server.requests
    with RawServer([OK], tls=serving) as server:
        found = failure(hook(server.url))
    assert str(found) == "the server at TEAM_URL can't prove that it is that server (certificate)"
    assert (found.again, server.requests) == (False, [])


def test_the_proxy_of_the_environment_is_used_and_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with RawServer([http(b"", status="407 Who are you")]) as proxy:
        place = proxy.url.removeprefix("http://")
        monkeypatch.setenv("https_proxy", f"http://me:p4ss@{place}")
        monkeypatch.setenv("no_proxy", "")
        found = failure(hook("https://hooks.example.test"))
    assert str(found) == "the server at TEAM_URL can't be reached through the proxy"
    assert found.again
    lines = proxy.requests[0].decode().split("\r\n")
    assert lines[0].startswith("CONNECT hooks.example.test:443 HTTP/1.")
    assert any(line.lower().startswith("proxy-authorization: basic ") for line in lines)


# --- the address ---


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "is no address; it begins with https://"),
        ("hooks.slack.test/T0SECRET", "is no address; it begins with https://"),
        ("ftp://x/T0SECRET", "is no address; it begins with https://"),
        ("https://[T0SECRET", "is no address; it begins with https://"),
        ("https://x:T0SECRET/", "is no address; it begins with https://"),
        ("https://x/T0SECRET ü", "has blanks or odd characters in it"),
        ("https://x/T0SECRET\n", "has blanks or odd characters in it"),
        ("https://me:T0SECRET@x/", "has a user or password in it"),
        ("http://example.test/T0SECRET", "is a plain http address"),
        ("http://127.0.0.1.example.test/T0SECRET", "is a plain http address"),
    ],
)
def test_an_address_that_can_not_be_used_is_told_of_without_itself(address: str, said: str) -> None:
    webhook = Webhook("team", "TEAM_URL", lambda: address, "json", 1.0)
    assert said in (webhook.problem or "")
    with pytest.raises(SinkFailure, match="TEAM_URL") as caught:
        webhook.send(NOTICE)
    assert "T0SECRET" not in (str(caught.value) + (webhook.problem or "") + repr(webhook))
    assert caught.value.__context__ is None


# --- secrets ---


def test_neither_address_nor_bearer_is_logged_whatever_the_level(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The SDK, if something has loaded it, keeps urllib3's records to itself.
    monkeypatch.setattr(logging.getLogger("urllib3"), "propagate", True)
    odd = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nno header at all\r\n\r\n"
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3"):
        logging.getLogger("urllib3.connectionpool").debug("before")
        for answer in (OK, odd):
            with RawServer([answer]) as server:
                webhook = hook(server.url, bearer=lambda: BEARER)
                try:
                    webhook.send(NOTICE)
                except SinkFailure as error:
                    assert BEARER not in str(error)  # noqa: PT017 - either way will do
        logging.getLogger("urllib3.connectionpool").debug("after")
    assert "SECRET" not in caplog.text
    assert [record.getMessage() for record in caplog.records] == ["before", "after"]
