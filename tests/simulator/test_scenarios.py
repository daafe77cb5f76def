from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest

from queuetui.simulator.centre import Centre
from queuetui.simulator.fault_desk import FaultDesk
from queuetui.simulator.faults import FaultError, GoAway, Rush, Slow, Status, kind_of
from queuetui.simulator.running import NOON, ManualClock, RunningSimulator
from queuetui.simulator.scenarios import BUILT_IN, parse_scenario, read_scenario
from tests.simulator.conftest import Client, observation_query


@contextmanager
def playing(name: str) -> Iterator[RunningSimulator]:
    """Run a scenario from its beginning."""

    async def at_once(_seconds: float) -> None:
        pass

    with RunningSimulator(sleeper=at_once) as simulator:
        for fault in read_scenario(name).faults:
            simulator.faults.add(fault)
        yield simulator


def story(simulator: RunningSimulator, seconds: int, step: int = 5) -> list[str]:
    """Do what a client does every few seconds, and tell in a word how each of them went.

    `renewed` is a poll that needed a new token; the word of a failure is its status or error.
    """
    client = Client(simulator)
    client.get("/tokens/me")
    words = []
    query = observation_query([client.id_of("Billing"), client.id_of("VIP")], ["oWaiting"])
    for _ in range(0, seconds, step):
        word = ""
        try:
            reply = client.observe(query)
            if reply.status == 401:
                word = "renewed "
                client = Client(simulator)
                login = client.login()
                if login.status == 200:
                    reply = client.observe(query)
                else:
                    word, reply = "login ", login
                    client._token = "expired"
            queues = {one["group"]["queueId"] for one in reply.body.get("results", ())}
            word += f"{len(queues)} queues" if reply.status == 200 else str(reply.status)
        except (OSError, HTTPException) as error:
            word += type(error).__name__
        words.append(word)
        simulator.clock.advance(step)
    return words


def chapters(words: list[str], step: int = 5) -> list[tuple[int, str]]:
    """Return when each word began (seconds) and what it was."""
    told: list[tuple[int, str]] = []
    for number, word in enumerate(words):
        if not told or told[-1][1] != word:
            told.append((number * step, word))
    return told


def test_the_outage() -> None:
    with playing("outage") as simulator:
        slow = simulator.faults.listing()[0]
        assert isinstance(slow.fault, Slow)
        assert chapters(story(simulator, 300)) == [
            (0, "2 queues"),
            (30, "503"),
            (55, "ConnectionRefusedError"),
            (90, "2 queues"),
            (105, "429"),
            (120, "2 queues"),
            (130, "login 503"),
            (140, "renewed 2 queues"),
            (145, "2 queues"),
        ]
        assert simulator.faults.hits(slow.id) == 3
        assert {one.state for one in simulator.faults.listing()} == {"over"}


def test_the_refusals() -> None:
    with playing("refused") as simulator:
        assert chapters(story(simulator, 180)) == [
            (0, "2 queues"),
            (15, "403"),
            (45, "1 queues"),
            (75, "403"),
            (105, "login 401"),
            (125, "login 400"),
            (145, "renewed 2 queues"),
            (150, "2 queues"),
        ]


def test_the_bad_line_is_bad_for_ever_and_mostly_works() -> None:
    with playing("flaky") as simulator:
        client = Client(simulator)
        outcomes: dict[str, int] = {}
        for _ in range(1200):
            simulator.clock.advance(6.0)
            try:
                reply = client.get("/routing/queues?pageSize=1")
                html = reply.headers["content-type"].startswith("text/html")
                word = "login page" if html and reply.status == 200 else str(reply.status)
                if reply.status == 401:
                    client = Client(simulator)
            except (OSError, HTTPException, ValueError, KeyError) as error:
                word = type(error).__name__
            outcomes[word] = outcomes.get(word, 0) + 1
        assert outcomes["200"] > 800
        expected = {"401", "502", "login page", "IncompleteRead", "ConnectionRefusedError"}
        assert expected < set(outcomes)
        assert any(one.state != "over" for one in simulator.faults.listing())


def test_the_rush_is_told_to_the_centre() -> None:
    def offered(*, rush: bool) -> tuple[int, int]:
        """Return how many came in the half minute before, and in the three of the rush."""
        centre = Centre(seed=7, start=NOON)
        if rush:
            desk = FaultDesk(ManualClock(NOON), 7, {})
            for fault in read_scenario("rush").faults:
                desk.add(fault)
            centre.load = desk.load
        counts = []
        for instant in (0.0, 30.0, 210.0):
            centre.advance_to(NOON + instant)
            lines = [line for one in centre.queues.values() for line in one.lines.values()]
            counts.append(sum(line.offered for line in lines))
        return counts[1] - counts[0], counts[2] - counts[1]

    (before, usual), (before_rush, rush) = offered(rush=False), offered(rush=True)
    assert before == before_rush > 5
    assert 2.3 * usual < rush < 3.9 * usual


def test_a_rush_gives_the_same_history_in_whatever_steps() -> None:
    def history(step: float) -> list[int]:
        with RunningSimulator(seed=3, queues=12) as simulator:
            simulator.faults.add(Rush(3.0, start=33.3, length=100.0))
            client = Client(simulator)
            while simulator.clock.now < NOON + 300.0:
                simulator.clock.advance(step)
                client.login()
            queues = simulator.centre.queues.values()
            return [line.offered for queue in queues for line in queue.lines.values()]

    assert history(300.0) == history(7.5)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_ones_have_a_sentence_for_people(name: str) -> None:
    scenario = read_scenario(name)
    assert scenario.about.endswith(".")
    assert scenario.faults


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'about = "Mine."\n'
        '[[fault]]\nkind = "status"\nstatus = 500\nfrom = "1m30s"\nfor = 20\n'
        '[[fault]]\nkind = "go_away"\n'
    )
    scenario = read_scenario(str(file))
    assert scenario.about == "Mine."
    assert scenario.faults == (Status(500, start=90.0, length=20.0), GoAway())
    assert [kind_of(fault) for fault in scenario.faults] == ["status", "go_away"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("=", "scenario 'mine' is not TOML: "),
        ("", "scenario 'mine' has no [[fault]]"),
        ("fault = 3", "scenario 'mine' has no [[fault]]"),
        ("about = 3\n[[fault]]", "scenario 'mine': 'about' must be a text"),
        ("faults = []", "scenario 'mine' knows no 'faults' (it knows: about, fault)"),
        (
            '[[fault]]\nkind = "hang"\n[[fault]]\nkind = "slow"\nseconds = "x"',
            "scenario 'mine', fault 2: 'seconds' of slow must be a time",
        ),
    ],
)
def test_wrong_scenarios_get_one_clear_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FaultError) as error:
        parse_scenario(text, "mine")
    assert str(error.value).startswith(sentence)
    assert "\n" not in str(error.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="there is no scenario and no file 'outrage'"):
        read_scenario("outrage")
    with pytest.raises(FaultError, match=r"cannot read .*Is a directory"):
        read_scenario(str(tmp_path))
    file = tmp_path / "latin.toml"
    file.write_bytes(b'about = "\xe9"')
    with pytest.raises(FaultError, match="is not a text in UTF-8"):
        read_scenario(str(file))
