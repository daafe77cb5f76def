from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from queuetui.simulator.fault_words import read_fault, read_spec, read_time
from queuetui.simulator.faults import (
    KINDS,
    AnyFault,
    ClockDrift,
    DropQueue,
    Endpoint,
    ExpireTokens,
    Fault,
    FaultError,
    ForeignQueue,
    GoAway,
    RateLimited,
    RefuseQueue,
    Slow,
    Status,
    Truncate,
    Withhold,
    WrongSecret,
    kind_of,
)


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        (
            "status:503,endpoint=observations,from=30s,for=60s",
            Status(503, endpoint="observations", start=30.0, length=60.0),
        ),
        ("status", Status(503)),
        ("status:502, body=html, requests=3", Status(502, "html", requests=3)),
        ("slow:1m30s,share=0.25", Slow(90.0, share=0.25)),
        ("rate-limited:none", RateLimited(None)),
        ("rate_limited,for=10,every=1m", RateLimited(length=10.0, every=60.0)),
        ("clock_drift:-5m,rate=0.1", ClockDrift(-300.0, 0.1)),
        ("refuse_queue:Support EMEA,status=400", RefuseQueue("Support EMEA", 400)),
        ("withhold:routing:queue:view", Withhold("routing:queue:view")),
        ("truncate:0.3,honest=true", Truncate(0.3, honest=True)),
        ("expire_tokens:1h", ExpireTokens(3600.0)),
        ("foreign_queue", ForeignQueue()),
        ("go_away,for=90s", GoAway(length=90.0)),
    ],
)
def test_specifications(spec: str, fault: Fault) -> None:
    read = read_spec(spec)
    assert read == fault
    # What the control endpoint shows can be sent back to it.
    assert read_fault(msgspec.json.decode(msgspec.json.encode(read))) == fault


def test_times() -> None:
    words = ["90", "90s", "1m30s", "2h", "1h1m1.5s", "-5m", "0"]
    assert list(map(read_time, words)) == [90, 90, 90, 7200, 3661.5, -300, 0]
    for nonsense in ("", "-", "soon", "1d", "5s3m", "1 m", "١s"):
        with pytest.raises(ValueError, match=nonsense or "^$"):
            read_time(nonsense)


ERRORS: list[tuple[str, str]] = [
    ("statu:503", "there is no fault 'statu' (there are: slow, hang, "),
    ("", "there is no fault '' (there are: "),
    ("status:abc", "'status' of status must be a whole number, not 'abc'"),
    ("status:99", "'status' of status must be 300 to 599, not 99"),
    ("status,body=xml", "'body' of status must be one of genesys, html, nothing, not 'xml'"),
    ("refuse_queue:VIP,status=500", "'status' of refuse_queue must be one of 403, 400, not '500'"),
    ("status,colour=red", "status knows no 'colour' (it knows: body, endpoint, every, for, "),
    ("status,for", "'for' in the fault 'status,for' is not NAME=VALUE"),
    ("slow:1,seconds=2", "'seconds' is told twice in the fault 'slow:1,seconds=2'"),
    ("slow,kind=hang", "'kind' is told twice in the fault 'slow,kind=hang'"),
    ("hang:5", "hang has no value of its own"),
    ("refuse_queue", "refuse_queue has to be told 'queue'"),
    ("slow:nan", "'seconds' of slow must be a time such as 90s or 2m, not 'nan'"),
    ("slow:2h", "'seconds' of slow must be 0 to 3600, not 7200"),
    ("slow,share=2", "'share' of slow must be 0 to 1, not 2"),
    ("slow,share=nan", "'share' of slow must be 0 to 1, not nan"),
    ("slow,requests=0", "'requests' of slow must be 1 to 1e+09, not 0"),
    ("slow,from=-1s", "'from' of slow must be 0 to "),
    ("slow,every=1m", "slow with 'every' needs a 'for' that is at most as long"),
    ("slow,every=1m,for=2m", "slow with 'every' needs a 'for' that is at most as long"),
    ("slow,endpoint=login", "'endpoint' of slow must be one of all, token, names, "),
    ("wrong_secret,endpoint=names", "wrong_secret concerns the endpoint 'token' alone"),
    ("go_away,share=0.5", "go_away knows no 'endpoint', 'requests' or 'share': it concerns "),
    ("rush:0", "'factor' of rush must be 0.1 to 20, not 0"),
    ("truncate:1", "'keep' of truncate must be 0 to 0.99, not 1"),
]


@pytest.mark.parametrize(("spec", "sentence"), ERRORS)
def test_wrong_specifications_get_one_clear_sentence(spec: str, sentence: str) -> None:
    with pytest.raises(FaultError) as error:
        read_spec(spec)
    assert str(error.value).startswith(sentence)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "a fault is a table with a 'kind'"),
        ("slow", "a fault is a table with a 'kind'"),
        ({}, "there is no fault ''"),
        ({"kind": 3}, "there is no fault '3'"),
        ({"kind": "slow", "seconds": [1]}, "'seconds' of slow must be a time"),
        ({"kind": "slow", "seconds": True}, "'seconds' of slow must be a time"),
        ({"kind": "slow", "requests": 1.5}, "'requests' of slow must be a whole number"),
        ({"kind": "drop_queue", "queue": 7}, "'queue' of drop_queue must be a text"),
        ({"kind": "truncate", "honest": 7}, "'honest' of truncate must be true or false"),
        ({"kind": "slow", "start": 5}, "slow knows no 'start'"),
    ],
)
def test_wrong_tables(words: Any, sentence: str) -> None:
    with pytest.raises(FaultError) as error:
        read_fault(words)
    assert str(error.value).startswith(sentence)


def test_tables_take_numbers_and_texts_alike() -> None:
    as_numbers = {"kind": "drop_queue", "queue": "VIP", "from": 90, "requests": 3, "share": 1}
    as_texts = {"kind": "drop_queue", "queue": "VIP", "from": "1m30s", "requests": "3"}
    expected = DropQueue("VIP", start=90.0, requests=3)
    assert read_fault(as_numbers) == read_fault(as_texts) == expected


def test_every_kind_has_a_name_and_an_explanation() -> None:
    assert list(KINDS.values()) == list(get_args(AnyFault))
    assert kind_of(WrongSecret()) == "wrong_secret"
    for kind in KINDS.values():
        assert kind.__doc__
        assert kind.__doc__ != Fault.__doc__
    assert get_args(Endpoint)[0] == "all"
