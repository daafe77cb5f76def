"""Each key of each action, in each place where it counts, does something that can be seen.

The table has to name every action and every place: a new action without a check fails.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from queuetui.domain.alarms.book import Alarm, AlarmBook
from queuetui.domain.settings import GroupSettings, Settings, WallSettings
from queuetui.ui.actions import ACTIONS, BY_ID, Place
from queuetui.ui.app import QueuetuiApp
from tests.ui.conftest import FakeFeed, MakeApp
from tests.ui.walls import many, with_today

Keys = tuple[str, ...]
WAY: Mapping[Place, Keys] = {
    "board": (),
    "queue": ("enter",),
    "help": ("question_mark",),
    "diagnostics": ("d",),
    "alarms": ("a",),
    "filter": ("slash", "0"),
    "note": ("a", "X"),
    "wall": ("w",),
}
"""The keys that lead there from the board."""
READ: tuple[Place, ...] = ("queue", "help", "diagnostics", "alarms")
"""What can be scrolled, beside the board."""
BEFORE: Mapping[str, Mapping[Place, Keys]] = {
    "up": {"board": ("down",), **dict.fromkeys(READ, ("end",))},
    "down": {"board": (), **dict.fromkeys(READ, ())},
    "page_up": {"board": ("end",), **dict.fromkeys(READ, ("end",))},
    "page_down": {"board": (), **dict.fromkeys(READ, ())},
    "first": {"board": ("end",), **dict.fromkeys(READ, ("end",))},
    "last": {"board": (), **dict.fromkeys(READ, ())},
    "jump": {"board": ("end",)},
    "open": {"board": ()},
    "next_queue": {"queue": ()},
    "previous_queue": {"queue": ("n",)},
    "sort_agents": {"queue": ()},
    "back": {"board": ("space",), "queue": ()},
    "filter": {"board": ()},
    "keep_filter": {"filter": ()},
    "clear_filter": {"filter": ()},
    "sort": {"board": ()},
    "reverse": {"board": ()},
    "columns": {"board": ()},
    "group": {"board": ()},
    "fold": {"board": ()},
    "unfold": {"board": ("left",)},
    "fold_all": {"board": ()},
    "pause": {"board": (), "queue": ()},
    "theme": {"board": (), **dict.fromkeys(READ, ()), "wall": ()},
    "wall": {"board": (), "queue": ()},
    "next_page": {"wall": ()},
    "previous_page": {"wall": ()},
    "leave_wall": {"wall": ()},
    "ask": {"board": (), "queue": (), "diagnostics": (), "alarms": ()},
    "alarms": {"board": (), "queue": ()},
    "acknowledge": {"alarms": ()},
    "acknowledge_with_note": {"alarms": ()},
    "keep_note": {"note": ("o", "k")},
    "drop_note": {"note": ()},
    "snooze": {"alarms": ()},
    "open_alarm": {"alarms": ()},
    "close_alarms": {"alarms": ()},
    "diagnostics": {"board": (), "queue": ()},
    "close_diagnostics": {"diagnostics": ()},
    "palette": dict.fromkeys(WAY, ()),
    "help": {"board": (), "queue": (), "wall": ()},
    "close_help": {"help": ()},
    "quit": {"board": (), "queue": (), "wall": ()},
    "quit_now": dict.fromkeys(WAY, ()),
}
"""By action and place: the keys after which it has something to do."""
TEXTUAL_NAME = {"/": "slash", "?": "question_mark", "[": "left_square_bracket", "]": "right_square_bracket"}  # fmt: skip
_QUEUES = with_today(many(40, 3, 17))
ALARMS = AlarmBook(
    tuple(
        Alarm(
            id=f"alarm {number}",
            rule="breach",
            condition="breach",
            severity="critical",
            queue_id=state.queue.id,
            queue=state.queue.name,
            media=None,
            started=_QUEUES.taken_at - 60.0 - number,
            raised=_QUEUES.taken_at - 45.0 - number,
        )
        for number, state in enumerate(_QUEUES.queues)
    )
)
MANY = replace(_QUEUES, alarms=ALARMS)


def test_every_action_is_in_the_table_with_all_its_places() -> None:
    assert {action.id: set(action.places) for action in ACTIONS} == {
        action: set(places) for action, places in BEFORE.items()
    }


def look(app: QueuetuiApp) -> list[list[tuple[str, str]]]:
    """All that is on screen, with its styles, but for the diagnostics' count of frames."""
    strips = app.screen._compositor.render_strips(app.size)
    lines = [[(piece.text, str(piece.style)) for piece in strip] for strip in strips]
    return [line for line in lines if not any("frames" in text for text, _ in line)]


def has_ended(app: QueuetuiApp) -> bool:
    return app._exit


def cases(*, ends: bool) -> Iterator[object]:
    """The checks of the table; ``ends``: of those actions that end the program."""
    for action, places in BEFORE.items():
        for place in places:
            if (action in {"quit", "quit_now"}) == ends:
                yield pytest.param(action, place, id=f"{action}-{place}")


async def go(pilot: Pilot[None], app: QueuetuiApp, action: str, place: Place) -> None:
    await pilot.press(*WAY[place], *BEFORE[action][place])
    await pilot.pause()
    assert app.fronts.front.place == place
    before = look(app)
    await pilot.pause()
    # No second goes by: what is seen next is the key's doing alone.
    assert look(app) == before


@pytest.mark.parametrize("place", WAY)
async def test_each_key_does_something_visible(
    make_app: MakeApp, feed: FakeFeed, place: Place
) -> None:
    here = [action for action, places in BEFORE.items() if place in places]
    for action in here:
        if action in {"quit", "quit_now"}:
            continue
        by: Literal["division", "none"] = "division" if "fold" in action else "none"
        app = make_app(Settings(wall=WallSettings(shift=0), groups=GroupSettings(by=by)))
        # So low that nothing is there as a whole.
        async with app.run_test(size=(80, 18)) as pilot:
            feed.send(MANY)
            await pilot.pause()
            for key in BY_ID[action].keys:
                await go(pilot, app, action, place)
                before = look(app)
                await pilot.press(TEXTUAL_NAME.get(key, key))
                await pilot.pause()
                assert look(app) != before, (action, key)
                await pilot.press("escape", "escape", "escape")
                await pilot.pause()
                if app.fronts.wall_shown:
                    await pilot.press("w")
                await pilot.press("right", "home")


@pytest.mark.parametrize(("action", "place"), cases(ends=True))
async def test_each_key_that_ends_it_does(
    make_app: MakeApp, feed: FakeFeed, action: str, place: Place
) -> None:
    for key in BY_ID[action].keys:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            feed.send(MANY)
            await pilot.pause()
            await go(pilot, app, action, place)
            assert not has_ended(app)
            await pilot.press(key)
            await pilot.pause()
            assert has_ended(app), key
            assert app.return_code == 0
