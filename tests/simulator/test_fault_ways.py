"""Answers that come late, in part or not at all, over real HTTP."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from http.client import IncompleteRead, RemoteDisconnected

import pytest

from queuetui.simulator.faults import (
    Hang,
    Reset,
    Slow,
    Truncate,
)
from queuetui.simulator.running import NOON, RunningSimulator
from tests.simulator.asking import ME, is_json, observe
from tests.simulator.conftest import Client
from tests.simulator.waiting import connected, threads, until


def test_a_slow_answer_takes_its_time_by_the_clock(
    simulator: RunningSimulator, client: Client
) -> None:
    assert client.get(ME).status == 200
    slow = simulator.faults.add(Slow(4.0, endpoint="organization"))
    with threads() as pool:
        answer = pool.submit(client.get, ME)
        until(lambda: simulator.faults.hits(slow) == 1)
        simulator.clock.advance(3.9)
        assert client.get("/routing/queues").status == 200
        assert not answer.done()
        simulator.clock.advance(0.2)
        reply = answer.result(10)
    assert reply.status == 200
    assert parsedate_to_datetime(reply.headers["date"]).timestamp() == NOON + 4


def test_the_sleeper_can_be_given() -> None:
    slept: list[float] = []

    async def sleeper(seconds: float) -> None:
        slept.append(seconds)

    with RunningSimulator(queues=1, sleeper=sleeper) as simulator:
        simulator.faults.add(Slow(30.0))
        assert Client(simulator).get(ME).status == 200
    assert slept == [30.0, 30.0]


def test_a_late_answer_tells_the_late_state(simulator: RunningSimulator, client: Client) -> None:
    client.get(ME)
    slow = simulator.faults.add(Slow(600.0, endpoint="observations"))
    with threads() as pool:
        answer = pool.submit(observe, client)
        until(lambda: simulator.faults.hits(slow) == 1)
        simulator.clock.advance(600.0)
        answer.result(10)
    assert simulator.centre.now == NOON + 600


def test_nothing_comes_while_it_hangs_and_others_are_served(
    simulator: RunningSimulator, client: Client
) -> None:
    assert client.get(ME).status == 200
    hang = simulator.faults.add(Hang(endpoint="organization", length=60.0))
    with threads() as pool:
        answers = [pool.submit(client.get, ME) for _ in range(3)]
        until(lambda: simulator.faults.hits(hang) == 3)
        assert observe(client).status == 200
        simulator.clock.advance(59.0)
        assert not any(answer.done() for answer in answers)
        simulator.clock.advance(1.0)
        assert [answer.result(10).status for answer in answers] == [200] * 3
    assert simulator.faults.listing()[0].state == "over"


def test_one_request_hangs_until_the_fault_is_taken_away(
    simulator: RunningSimulator, client: Client
) -> None:
    assert client.get(ME).status == 200
    hang = simulator.faults.add(Hang(requests=1))
    with threads() as pool:
        answer = pool.submit(client.get, ME)
        until(lambda: simulator.faults.hits(hang) == 1)
        assert client.get(ME).status == 200
        assert not answer.done()
        simulator.faults.clear()
        assert answer.result(10).status == 200


def test_who_leaves_is_not_waited_for(simulator: RunningSimulator) -> None:
    hang = simulator.faults.add(Hang())
    with connected(simulator) as connection:
        connection.sendall(b"GET /api/v2/tokens/me HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: simulator.faults.hits(hang) == 1)
        assert simulator.received == []
    until(lambda: len(simulator.received) == 1)
    assert simulator.received[0].status == 0


def test_it_ends_while_requests_hang() -> None:
    with threads() as pool:
        with RunningSimulator(queues=1) as simulator:
            client = Client(simulator)
            assert client.get(ME).status == 200
            hang = simulator.faults.add(Hang())
            answer = pool.submit(client.get, ME)
            until(lambda: simulator.faults.hits(hang) == 1)
        with pytest.raises((RemoteDisconnected, ConnectionResetError)):
            answer.result(10)


def test_a_reset_instead_of_an_answer(simulator: RunningSimulator, client: Client) -> None:
    client.get(ME)
    simulator.faults.add(Reset(requests=1))
    # An orderly end would be RemoteDisconnected, which is a ConnectionResetError as well.
    with connected(simulator) as connection:
        connection.sendall(b"GET /api/v2/tokens/me HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1000)
    assert simulator.received[-1].status == 0
    assert client.get(ME).status == 200


def test_a_reset_in_the_middle_of_the_body(simulator: RunningSimulator, client: Client) -> None:
    client.get(ME)
    simulator.faults.add(Reset("body", requests=1))
    with pytest.raises(ConnectionResetError):
        observe(client)
    assert observe(client).status == 200


def test_a_truncated_body(simulator: RunningSimulator, client: Client) -> None:
    whole = observe(client)
    simulator.faults.add(Truncate(0.25, requests=1))
    with pytest.raises(IncompleteRead) as broken:
        observe(client)
    assert broken.value.partial == whole.raw[: len(whole.raw) // 4]
    assert len(broken.value.partial) + (broken.value.expected or 0) == len(whole.raw)
    assert observe(client).raw == whole.raw


def test_a_body_cut_short_with_its_length_told_right(
    simulator: RunningSimulator, client: Client
) -> None:
    whole = observe(client)
    simulator.faults.add(Truncate(0.5, honest=True))
    reply = observe(client)
    assert reply.status == 200
    assert reply.headers["content-type"] == whole.headers["content-type"]
    assert reply.headers["inin-ratelimit-allowed"] == "300"
    assert int(reply.headers["content-length"]) == len(reply.raw) == len(whole.raw) // 2
    assert not is_json(reply.raw)
