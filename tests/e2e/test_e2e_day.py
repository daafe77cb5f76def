"""A whole day of the simulated centre through the real program: the screens tell what happened.

What is compared is the text that a person reads, with the books that the centre keeps itself.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from queuetui.domain.day import DayRule
from queuetui.domain.settings import BoardSettings, PollSettings, Settings
from queuetui.simulator.floor import Line, Queue
from queuetui.simulator.history import Account
from queuetui.simulator.running import RunningSimulator
from tests.e2e.playhouse import Playhouse, playhouse

HOUR = 3600.0
ANALYST = (
    "severity", "name", "waiting", "alerting", "offered", "answered", "abandoned", "abandon_rate",
    "short_abandoned", "flowed_out", "over_sla", "service", "asa", "aht",
)  # fmt: skip
"""The built-in set, and those that ring at somebody."""


def at(text: str) -> float:
    """Epoch seconds of a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


SPRING = at("2026-03-28T23:00"), at("2026-03-29T22:00")
"""In Berlin: the day on which the clocks skip an hour has 23 of them."""
AUTUMN = at("2026-10-24T22:00"), at("2026-10-25T23:00")
"""And the one on which they repeat one has 25."""
LISBON = at("2026-06-10T05:00"), at("2026-06-11T05:00")
"""From six in the morning, summer time, to six."""


def settings_for(zone: str, start_minute: int = 0, interval: float = 300.0) -> Settings:
    return Settings(
        poll=PollSettings(interval=interval),
        day=DayRule(start_minute, zone),
        board=BoardSettings(columns="all", sort="name"),
        column_sets={"all": ANALYST},
    )


class Books:
    """What really happened in one queue since an instant, medium by medium."""

    def __init__(self, house: Playhouse, queue: Queue, since: float) -> None:
        centre = house.simulator.centre
        self.lines: dict[str, Line] = queue.lines
        self.by_media: dict[str, Account] = {
            media: centre.truth_of(queue.id, media, since, centre.now + 0.01)
            for media in queue.lines
        }

    def total(self, figure: str) -> int:
        """A count over all media."""
        return sum(getattr(one, figure) for one in self.by_media.values())

    def of_calls(self, figure: str) -> float:
        """The same over those that are told of: callbacks do not say how long they took."""
        told = [one for media, one in self.by_media.items() if media != "callback"]
        return float(sum(getattr(one, figure) for one in told))

    @property
    def served(self) -> tuple[int, int]:
        """Of how many that were answered or gave up how many were answered in time."""
        counted = self.total("answered") + int(self.of_calls("abandoned"))
        return self.total("in_time"), counted


def board_rows(house: Playhouse) -> dict[str, dict[str, str]]:
    """By name of the queue, each column's text as it stands on the screen."""
    rows = {}
    names = {queue.name for queue in house.simulator.centre.queues.values()}
    placed = house.app.board.rows._layout.placed
    assert [spot.column.key for spot in placed] == list(ANALYST)
    for line in house.text().splitlines():
        cells = {one.column.key: line[one.start : one.start + one.width].strip() for one in placed}
        if cells["name"] in names:
            rows[cells["name"]] = cells
    assert set(rows) == names
    return rows


def seconds(text: str) -> float:
    """``4:07``, ``1h 12m`` or ``2d 3h``; the smallest unit shown is as exact as it gets."""
    if match := re.fullmatch(r"(\d+):(\d\d)", text):
        return int(match[1]) * 60.0 + int(match[2])
    units = {"d": 86_400.0, "h": HOUR, "m": 60.0}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([dhm])", text))


def near(text: str, amount: float, count: float) -> bool:
    """Whether an average is shown as what it is, or as nothing where there was nothing."""
    if not count:
        return text in {"·", "–"}
    unit = 60.0 if "m" in text else 1.0
    return abs(seconds(text) - amount / count) < unit


def check_row(cells: dict[str, str], books: Books) -> None:
    """One queue's line on the board."""
    shown = {key: int(cells[key]) for key in ("waiting", "alerting", "offered", "answered")}
    assert shown["offered"] == books.total("offered")
    assert shown["answered"] == books.total("answered")
    assert int(cells["over_sla"]) == books.total("over_sla")
    for key in ("abandoned", "short_abandoned", "flowed_out"):
        if set(books.lines) == {"callback"}:
            assert cells[key] == "–"
        else:
            assert int(cells[key]) == books.of_calls(key)
            shown[key] = int(cells[key])
    # Nobody is lost: who came, or was there before, was answered, gave up, left or still waits.
    left = shown["answered"] + shown.get("abandoned", 0) + shown.get("flowed_out", 0)
    still = shown["waiting"] + shown["alerting"]
    assert books.total("waiting_before") + shown["offered"] == left + still
    in_time, counted = books.served
    goals = {line.queue.character.goal(media).share for media, line in books.lines.items()}
    goal = f"/{round(100 * goals.pop())}" if len(goals) == 1 else ""
    share = f"{100 * in_time // counted}%{goal}" if counted else "none"
    assert cells["service"] == share
    calls = books.of_calls("answered")
    assert near(cells["asa"], books.of_calls("answered_seconds"), calls)
    assert near(cells["aht"], books.total("handle_seconds"), books.total("handled"))
    gave_up, came = books.of_calls("abandoned"), books.of_calls("offered")
    if came:
        rate = 100 * gave_up / came
        assert cells["abandon_rate"] == (f"{rate:.1f}%" if rate < 99.95 else "100%")


def check_page(text: str, books: Books) -> None:
    """The opened queue's part about today."""

    def told(label: str) -> str:
        found = re.search(rf"(?<![a-z]){re.escape(label)} +(\d\S*(?: \d+[mh]\b)?|–)", today)
        assert found is not None, f"{label} is not in\n{today}"
        return found[1]

    today = text[text.index("TODAY  since") :]
    assert told("offered") == str(books.total("offered"))
    assert told("answered") == str(books.total("answered"))
    assert told("over SLA") == str(books.total("over_sla"))
    if set(books.lines) != {"callback"}:
        assert told("abandoned") == str(int(books.of_calls("abandoned")))
        assert told("flowed out") == str(int(books.of_calls("flowed_out")))
        assert told("short") == str(int(books.of_calls("short_abandoned")))
    in_time, counted = books.served
    assert f"{in_time} of {counted} in time" in today
    assert near(told("ASA"), books.of_calls("answered_seconds"), books.of_calls("answered"))
    assert near(told("AHT"), books.total("handle_seconds"), books.total("handled"))


async def ask_for_totals(house: Playhouse) -> None:
    """Let time pass until it is the turn of the totals, and poll at the same instant."""
    before = house.published[-1].today
    assert before.next_try is not None
    house.live(max(0.0, before.next_try - house.clock.now() - 1.0))
    for _ in range(200):
        if house.published[-1].today.as_of != before.as_of:
            break
        house.live(0.02)
    told = await house.ask()
    assert told.today.as_of == pytest.approx(house.clock.now(), abs=1.1)
    assert all(state.as_of == pytest.approx(told.taken_at) for state in told.queues)


async def check_board(house: Playhouse, since: float) -> Iterable[Books]:
    """Everything that is shown of the day on the board."""
    await ask_for_totals(house)
    queues = {queue.name: queue for queue in house.simulator.centre.queues.values()}
    all_books = {name: Books(house, queue, since) for name, queue in queues.items()}
    for name, cells in board_rows(house).items():
        check_row(cells, all_books[name])
    return all_books.values()


async def check_queues(house: Playhouse, since: float) -> None:
    """The same in each queue that is opened."""
    for queue in house.simulator.centre.queues.values():
        await house.open(queue.name)
        await ask_for_totals(house)
        check_page(house.text(), Books(house, queue, since))
        await house.press("escape")


async def test_a_day_from_its_first_minute_to_its_last(tmp_path: Path) -> None:
    """In Berlin, on the day that skips an hour; the feed asks all the time."""
    begin, end = SPRING
    with RunningSimulator(start=begin - HOUR) as simulator:
        wanted = settings_for("Europe/Berlin")
        async with playhouse(simulator, tmp_path, wanted, size=(200, 60)) as house:
            yesterday = await check_board(house, begin - 24 * HOUR)
            house.live(begin + HOUR - house.clock.now())
            early = await check_board(house, begin)
            house.live(end - HOUR - house.clock.now())
            late = await check_board(house, begin)
            assert total(early) < 3_000
            assert total(late) > 20_000
            assert total(yesterday) > 20_000
            assert house.published[-1].health.state == "live"
            assert len(house.published) > 1_400
            await check_queues(house, begin)
            # A new day begins: what is shown begins anew.
            house.live(end - house.clock.now() + HOUR)
            assert total(await check_board(house, end)) < 3_000


@pytest.mark.parametrize(
    ("zone", "start_minute", "day", "since"),
    [
        ("Europe/Berlin", 0, AUTUMN, "00:00 Europe/Berlin"),
        ("Europe/Lisbon", 360, LISBON, "06:00 Europe/Lisbon"),
    ],
    ids=["autumn", "lisbon"],
)
async def test_the_last_minutes_of_a_day(
    tmp_path: Path, zone: str, start_minute: int, day: tuple[float, float], since: str
) -> None:
    """It began where the clocks of its zone say so, and has as many hours as they have."""
    begin, end = day
    with RunningSimulator(start=end - 1_500) as simulator:
        wanted = settings_for(zone, start_minute)
        async with playhouse(simulator, tmp_path, wanted, size=(200, 60)) as house:
            assert total(await check_board(house, begin)) > 20_000
            await check_queues(house, begin)
            assert house.clock.now() < end
            await house.open("Billing")
            assert f"TODAY  since {since}" in house.text()
            house.live(end - house.clock.now() + 900)
            await house.press("escape")
            assert total(await check_board(house, end)) < 3_000


def total(books: Iterable[Books]) -> int:
    """Who came, to all queues."""
    return sum(one.total("offered") for one in books)
