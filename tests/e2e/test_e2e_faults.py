"""A table of faults: what the screen says, that nothing else suffers, and that it comes back."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from queuetui.domain.snapshot import Cause
from queuetui.simulator.faults import (
    ClockDrift,
    DropQueue,
    EmptyResults,
    ExpireTokens,
    Fault,
    ForeignQueue,
    Garbage,
    GoAway,
    Hang,
    Html,
    RateLimited,
    RefuseQueue,
    Reset,
    Slow,
    Status,
    Tls,
    Truncate,
    UnknownClient,
    Withhold,
    WrongSecret,
)
from queuetui.view.reasons import ways_to_say
from tests.e2e.stage import Stage, row_of, stage

OBSERVATIONS = "analytics:queueObservation:view"


@dataclass(frozen=True)
class Case:
    """Faults, the cause the feed names, and words of the reason on the screen."""

    faults: tuple[Fault, ...]
    cause: Cause
    says: str
    down: bool = field(default=False)
    """Down at once, because no waiting mends it."""


CASES = {
    "slow": Case((Slow(600),), "network", "did not answer within"),
    "hang": Case((Hang(),), "network", "did not answer within"),
    "reset": Case((Reset(),), "network", "broke the connection off"),
    "truncate": Case((Truncate(),), "answer", "cut off"),
    "half json": Case((Truncate(honest=True),), "answer", "not whole JSON"),
    "garbage": Case((Garbage("bytes"),), "answer", "not whole JSON"),
    "other json": Case((Garbage("shape"),), "answer", "answer"),
    "nothing": Case((Garbage("nothing"),), "answer", "is empty"),
    "proxy page": Case((Html(),), "answer", "is a web page"),
    "500": Case((Status(500),), "server", "(500"),
    "502 html": Case((Status(502, body="html"),), "server", "(502"),
    "503": Case((Status(503),), "server", "(503"),
    "504 mute": Case((Status(504, body="nothing"),), "server", "(504"),
    "429": Case((RateLimited(7),), "rate", "limits the rate"),
    "429 mute": Case((RateLimited(None),), "rate", "limits the rate"),
    "no results": Case((EmptyResults(),), "answer", "none of the queues"),
    "gone": Case((GoAway(),), "network", "refuses the connection"),
    "tls": Case((Tls(),), "network", "broke the connection off"),
    "secret": Case((WrongSecret(), ExpireTokens()), "credentials", "client secret", down=True),
    "client": Case((UnknownClient(), ExpireTokens()), "credentials", "client id", down=True),
    "permission": Case((Withhold(OBSERVATIONS),), "permission", OBSERVATIONS, down=True),
}


async def draw(on: Stage) -> str:
    on.app.tick()
    await on.pilot.pause()
    return on.text()


@pytest.mark.parametrize("name", CASES)
async def test_a_fault_of_everything(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    async with stage(tmp_path) as on:
        before = await on.until(lambda snapshot: snapshot.sequence == 1)
        for fault in case.faults:
            on.simulator.faults.add(fault)
        on.advance(5)
        on.poller.ask_now()
        troubled = await on.until(lambda snapshot: snapshot.health.cause is not None)
        assert troubled.health.cause == case.cause
        assert troubled.health.reason is not None
        assert case.says in troubled.health.reason
        assert troubled.health.next_try is not None
        assert troubled.sequence == before.sequence
        assert (troubled.health.state == "down") is case.down

        # Whatever the cause, after the frozen age nobody can take the figures for live ones.
        on.advance(31)
        frozen = await draw(on)
        assert "DATA FROZEN 0:3" in frozen or "DATA FROZEN 0:4" in frozen
        ways = ways_to_say(troubled.health.reason.rstrip("."), case.cause)
        assert any(way in frozen for way in ways)
        assert "next try" in frozen.splitlines()[0]
        assert "next try" in frozen.splitlines()[1]
        for queue in ("Sales DE", "Billing", "VIP"):
            assert "NO DATA" in row_of(frozen, queue)
        assert " ok " not in frozen.split("STATUS")[1]

        # It comes back by itself: no key is pressed, only time passes.
        on.simulator.faults.clear()
        on.advance(70)
        on.poller._wake.set()
        back = await on.until(lambda snapshot: snapshot.sequence > before.sequence)
        assert back.health.state == "live"
        assert back.health.reason is None
        healthy = await draw(on)
        assert "FROZEN" not in healthy
        assert "ok" in row_of(healthy, "Sales DE")


@pytest.mark.parametrize(
    "fault", [RefuseQueue("VIP", 403), RefuseQueue("VIP", 400), DropQueue("VIP")]
)
async def test_a_fault_of_one_queue_leaves_the_others_live(fault: Fault, tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        on.simulator.faults.add(fault)
        for _ in range(8):
            snapshot = await on.polled()
            assert snapshot.health.state == "live"
        text = await draw(on)
        assert "NO DATA" in row_of(text, "VIP")
        assert "FROZEN" not in text
        assert "NO DATA" not in row_of(text, "Sales DE")
        (vip,) = [state for state in snapshot.queues if state.queue.name == "VIP"]
        assert vip.problem
        others = [state for state in snapshot.queues if state.queue.name != "VIP"]
        assert all(state.as_of == others[0].as_of and not state.problem for state in others)
        on.simulator.faults.clear()
        on.advance(301)
        on.poller.ask_now()
        await on.until(
            lambda snapshot: all(
                state.as_of is not None and state.as_of > on.clock.now() - 5
                for state in snapshot.queues
            )
        )
        assert "NO DATA" not in row_of(await draw(on), "VIP")


@pytest.mark.parametrize(
    "fault",
    [ForeignQueue(), ExpireTokens(), ClockDrift(7_200), ClockDrift(-86_400), ClockDrift(0, 0.2)],
)
async def test_what_should_not_be_seen_on_the_screen(fault: Fault, tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        on.simulator.faults.add(fault)
        if isinstance(fault, ClockDrift) and fault.by < 0:
            # An old date may be a kept answer's: only the second one tells of a clock set back.
            last = on.poller.diagnostics().calls[-1]
            on.advance(5)
            on.poller.ask_now()
            doubted = await on.until(
                lambda snapshot: (
                    on.poller.diagnostics().calls[-1] is not last
                    and snapshot.health.next_try is not None
                )
            )
            assert doubted.health.state == "live"
        for _ in range(4):
            snapshot = await on.polled()
            assert snapshot.health.state == "live"
            assert snapshot.health.reason is None
            assert len(snapshot.queues) == 12
        text = await draw(on)
        assert "FROZEN" not in text
        (billing,) = [state for state in snapshot.queues if state.queue.name == "Billing"]
        assert billing.reading is not None
        (line,) = [
            line
            for line in on.simulator.centre.queues[billing.queue.id].lines.values()
            if line.waiting
        ]
        truth = on.simulator.clock.now - line.waiting[0].began
        shown = snapshot.server_now(on.clock) - (billing.reading.oldest_since or 0.0)
        # The Date header has whole seconds: an age may be off by one, never by a set clock.
        assert shown == pytest.approx(truth, abs=2.1)
