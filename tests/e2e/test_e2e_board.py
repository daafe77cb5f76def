"""The real app with Pilot, over the real feed, session and transport, against the simulator."""

import re
from pathlib import Path

import pytest
from msgspec import structs

from tests.e2e.stage import row_of, stage


async def test_the_figures_on_screen_are_the_centres_truth(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        for _ in range(3):
            snapshot = await on.polled()
            text = on.text()
            for state in snapshot.queues:
                told = state.reading
                assert told is not None
                truth = sum(
                    on.simulator.centre.truth(state.queue.id, media).waiting for media in told.media
                )
                # The end of a long name may be cut.
                begun = state.queue.name[:16]
                figures = re.sub(r"^\S*", "", row_of(text, begun).split(begun)[1]).split()
                assert figures[0] == str(truth)
                assert f"{told.agents.available}/{told.agents.on_queue}" in figures


async def test_the_longest_wait_ticks_between_polls_and_is_what_the_centre_knows(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as on:
        snapshot = await on.until(lambda snapshot: snapshot.sequence == 1)
        mail = next(s for s in snapshot.queues if s.queue.name == "Billing")
        assert mail.reading is not None
        assert mail.reading.oldest_since is not None
        for _ in range(3):
            on.advance(1)
            on.app.tick()
            await on.pilot.pause()
            waited = int(on.clock.now() - mail.reading.oldest_since)
            assert f"{waited // 60}:{waited % 60:02}" in row_of(on.text(), "Billing")


async def test_a_feed_that_falls_silent_looks_old_within_seconds_and_comes_back_by_itself(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        on.advance(12)
        on.app.tick()
        await on.pilot.pause()
        assert "12s" in row_of(on.text(), "Billing")
        on.advance(30)
        on.app.tick()
        await on.pilot.pause()
        frozen = on.text()
        assert "DATA FROZEN 0:42" in frozen
        assert "NO DATA" in row_of(frozen, "Billing")
        assert "· ok" not in "".join(line for line in frozen.splitlines() if "Sales" in line)
        await on.polled()
        assert "DATA FROZEN" not in on.text()
        assert "· ok" in row_of(on.text(), "Sales DE")


async def test_keys_answer_whatever_the_feed_does(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        await on.pilot.press("slash", *"vip", "enter")
        assert "VIP" in on.text()
        assert "Billing" not in on.text()
        await on.pilot.press("enter")
        assert "ON QUEUE" in on.text()
        await on.pilot.press("escape", "escape")
        assert "Billing" in on.text()


@pytest.mark.parametrize("fault", ["revoked", "limited"])
async def test_what_the_server_does_is_survived(tmp_path: Path, fault: str) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        if fault == "revoked":
            on.simulator.revoke_tokens()
            assert (await on.polled()).health.state == "live"
            return
        usual = on.simulator.settings
        on.simulator.settings = structs.replace(usual, requests_per_minute=1)
        on.advance(5)
        on.poller.ask_now()
        limited = await on.until(lambda snapshot: snapshot.health.cause == "rate")
        assert limited.health.next_try is not None
        on.simulator.settings = usual
        on.advance(61)
        on.poller.ask_now()
        await on.until(lambda snapshot: snapshot.health.cause is None and snapshot.sequence == 2)
