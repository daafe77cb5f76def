"""A screen whose figures are not to be believed: no green on it, no severity, and no wait grows."""

import pytest
from msgspec.structs import replace

from queuetui.domain.snapshot import Health, Snapshot
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.themes.full import NIGHT
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, NOW, FakeFeed, MakeApp, screen_text

_GREEN = NIGHT.tones["ok"].color
DOWN = Health("down", reason="access was taken away.", since=NOW, last_good=NOW, next_try=NOW + 40)
FROZEN = replace(DOWN, state="frozen", reason="rate limited")
PLACES: dict[str, tuple[str, ...]] = {
    "board": (),
    "queue": ("enter",),
    "help": ("question_mark", "end"),
    "diagnostics": ("d",),
    "filter": ("slash", "s"),
}


def colours(app: QueuetuiApp) -> set[str]:
    """All colours on screen that some sign is drawn in or on."""
    found = set()
    for strip in app.board._compositor.render_strips(app.size):
        for piece in strip:
            if piece.style is None or not piece.text.strip():
                continue
            for colour in (piece.style.color, piece.style.bgcolor):
                if colour is not None and colour.triplet is not None:
                    found.add(colour.triplet.hex)
    return found


def is_green(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return green > 1.15 * max(red, blue)


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize(
    ("health", "age"),
    [(None, 42), (FROZEN, 42), (DOWN, 3), (DOWN, 42)],
    ids=["silent", "frozen", "down at once", "down"],
)
async def test_nothing_is_green_on_a_screen_that_is_not_believed(
    make_app: MakeApp,
    feed: FakeFeed,
    clock: ManualClock,
    where: str,
    age: int,
    health: Health | None,
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        assert _GREEN in colours(app)
        assert is_green(_GREEN)
        await pilot.press(*PLACES[where])
        clock.advance(age)
        if health is not None:
            feed.send(replace(CALM, health=health))
        app.tick()
        await pilot.pause()
        assert not [colour for colour in colours(app) if is_green(colour)]
        if where != "filter":
            assert "? 12 NO DATA" in screen_text(app)
        # It comes back by itself, and the legend with it.
        back = tuple(
            replace(s, reading=replace(s.reading, as_of=NOW + age))
            for s in CALM.queues
            if s.reading
        )
        feed.send(replace(CALM, queues=back, sequence=8))
        await pilot.pause()
        assert _GREEN in colours(app)


@pytest.mark.parametrize("health", [FROZEN, DOWN])
async def test_no_wait_grows_and_no_alarm_stays_while_the_feed_is_not_believed(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, health: Health
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        assert "4:07" in screen_text(app)
        feed.send(replace(BREACH, health=health))
        await pilot.pause()
        for _ in range(3):
            clock.advance(1)
            app.tick()
            await pilot.pause()
            text = screen_text(app)
            row = next(line for line in text.split("\n") if "Claims Motor" in line)
            assert "– (4:07)" in row
            assert "? NO DATA" in row
            assert "▲ 0 BREACH" in text


async def test_a_sentence_is_not_ended_twice(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(120, 24)) as pilot:
        feed.send(replace(CALM, health=DOWN))
        await pilot.pause()
        status, banner = screen_text(app).split("\n")[:2]
        assert "· access was taken away · data" in status
        assert "· access was taken away, next try in 0:40" in banner


def state_shown(app: QueuetuiApp) -> str:
    return screen_text(app).split("\n")[0].split("·")[1].strip()


@pytest.mark.parametrize(
    ("told", "age", "shown"),
    [
        ("live", 0, "● live"),
        ("live", 12, "◐ late"),
        ("live", 42, "○ frozen"),
        ("late", 0, "◐ late"),
        ("late", 42, "○ frozen"),
        ("frozen", 0, "○ frozen"),
        ("down", 0, "✕ down"),
        ("down", 42, "✕ down"),
    ],
)
async def test_the_status_bar_tells_the_worse_of_the_feeds_and_the_datas_state(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, told: str, age: int, shown: str
) -> None:
    app = make_app()
    snapshot: Snapshot = replace(CALM, health=replace(CALM.health, state=told))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(snapshot)
        await pilot.pause()
        clock.advance(age)
        app.tick()
        await pilot.pause()
        assert state_shown(app) == shown


async def test_an_idle_queue_grows_old_all_the_same(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    """Nobody waits there, so time alone changes nothing but its age: that is seen each second."""
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        rows = []
        for seconds in (1, 10, 1, 30):
            clock.advance(seconds)
            app.tick()
            await pilot.pause()
            rows.append(next(line for line in screen_text(app).split("\n") if " Cards " in line))
        assert "· ok" in rows[0]
        assert "11s old" in rows[1]
        assert "12s old" in rows[2]
        assert "? NO DATA" in rows[3]
        assert "42s old" in rows[3]


@pytest.mark.parametrize("width", [60, 80])
async def test_a_long_reason_leaves_the_age_and_the_countdown_whole(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, width: int
) -> None:
    reason = (
        "analytics:queueObservation:view is missing: Genesys Cloud refuses "
        "POST /api/v2/analytics/queues/observations/query (403 missing.any.permissions)."
    )
    app = make_app()
    async with app.run_test(size=(width, 24)) as pilot:
        clock.advance(42)
        refused = replace(FROZEN, reason=reason, cause="permission", next_try=NOW + 54)
        feed.send(replace(CALM, health=refused))
        await pilot.pause()
        status, banner = screen_text(app).split("\n")[:2]
        assert "DATA FROZEN 0:42 · last good 11:06:40 · " in banner
        assert banner.rstrip().endswith("next try in 0:12")
        assert "○ frozen · no " in status
        assert "permission" in status or "queueObservation" in status
        assert "· next try in 0:12 " in status
