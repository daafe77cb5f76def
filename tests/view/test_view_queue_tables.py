"""An opened queue's media, agents, waiting list and day, read as text."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from queuetui.domain.day import Day
from queuetui.domain.estimates import Estimate, Estimates
from queuetui.domain.opened import Opened, Told
from queuetui.domain.people import Agent, Agents
from queuetui.domain.readings import MediaReading
from queuetui.domain.snapshot import Side
from queuetui.domain.today import MediaToday, ServiceLevel
from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.view.queue_agents import agents_table, in_order
from queuetui.view.queue_media import WITH_TODAY, media_table
from queuetui.view.queue_scene import AGENT_ORDERS, Scene
from queuetui.view.queue_today import today_part
from queuetui.view.queue_waiting import waiting_list
from queuetui.view.segments import Segments, text_of
from tests.view.queue_samples import (
    ESTIMATES,
    ID,
    MIDNIGHT,
    agents,
    busy,
    frozen,
    opened,
    queue,
    reading,
    refused,
    today,
    untold,
    waiting,
    well,
)
from tests.view.samples import NOW, standing


def text(lines: Sequence[Segments]) -> str:
    return "\n".join(text_of(line).rstrip() for line in lines)


def tone_of(lines: Sequence[Segments], words: str) -> set[str]:
    return {s.tone for line in lines for s in line if words in s.text}


def with_agents(told: Told[Agents]) -> Scene:
    return replace(busy(), opened=replace(opened(), agents=told))


def with_waiting(told: WaitingList) -> Scene:
    return replace(busy(), opened=replace(opened(), waiting=Told(told, tried=True)))


# Media.

MEDIA = """\
MEDIA ─────────────────────────────────────────────────  3s old
          WAITING  LONGEST  LIMIT RINGING TALKING     EST. WAIT
voice          12    ▲4:07   0:20       1       6     BEST 6:25
chat            0     0:00   0:40       0       0   SIMPLE 0:00
e-mail          2   1h 12m     1d       0       1 SIMPLE 1h 30m

callbacks       3     1:35  10:00       0       1             –"""


def test_each_medium_stands_by_itself_and_callbacks_apart() -> None:
    lines = media_table(busy(), 63)
    assert text(lines) == MEDIA
    assert tone_of(lines, "▲4:07") == {"alarm"}
    assert tone_of(lines, "1h 12m") == {"plain"}


def test_where_there_is_room_the_day_stands_beside_now() -> None:
    titles, *rows = text(media_table(busy(), WITH_TODAY)).splitlines()[1:]
    assert titles.endswith("EST. WAIT OFFERED ANSWERED ABANDONED      SERVICE")
    ends = {row.split()[0]: row.split()[-4:] for row in rows if row}
    assert ends["voice"] == ["412", "371", "33", "68%/80"]
    assert ends["callbacks"] == ["12", "9", "–", "77%/80"]
    assert ends["chat"] == ["0", "0", "no", "traffic"]


def test_a_medium_without_traffic_today_is_told_from_one_that_nobody_asked_about() -> None:
    calls = replace(today(), media={"voice": today().media["voice"]})
    asked = replace(busy(), standing=standing(queue(reading(), day=calls)))
    assert [*map(str.split, text(media_table(asked, 110)).splitlines())][3][-5:] == [
        "0", "0", "0", "no", "traffic",
    ]  # fmt: skip
    unasked = replace(busy(), standing=standing(queue(reading())))
    assert text(media_table(unasked, 110)).splitlines()[2].split()[-4:] == ["–"] * 4


def test_a_formula_whose_name_has_no_room_is_named_below_in_full() -> None:
    predicted = (
        Estimate("email", 5_400, "PATIENCE_ABANDON"),
        Estimate("voice", 385, "BEST"),
        Estimate("chat", 20, "ABANDON"),
        Estimate("callback", 60, "PATIENCE_ABANDON"),
        Estimate("message", None, "AI-ADJUSTED-AHT"),
    )
    told = Told(Estimates(ID, NOW - 3, predicted), tried=True)
    scene = replace(busy(), opened=replace(opened(), estimates=told))
    assert text(media_table(scene, 63)).splitlines()[2:] == [
        "voice          12    ▲4:07   0:20       1       6     BEST 6:25",
        "chat            0     0:00   0:40       0       0   ABAND… 0:20",
        "e-mail          2   1h 12m     1d       0       1 PATIE… 1h 30m",
        "",
        "callbacks       3     1:35  10:00       0       1   PATIE… 1:00",
        "Estimated wait of chat by ABANDON, of e-mail and callbacks by",
        "PATIENCE_ABANDON.",
    ]
    assert "by ABANDON" not in text(media_table(replace(scene, calm=True), 63))


def test_an_estimate_that_fails_says_why_and_a_frozen_one_is_in_brackets() -> None:
    assert "Estimated wait: No answer within 20 s. Next try in 0:09." in text(
        media_table(refused(), 63)
    )
    old = Told(replace(ESTIMATES, as_of=NOW - 200), tried=True)
    scene = replace(busy(), opened=replace(opened(), estimates=old))
    assert "BEST (6:25)" in text(media_table(scene, 63))
    # That of the polls is still live.
    assert "▲4:07" in text(media_table(scene, 63))


def test_a_frozen_table_stands_still_in_brackets() -> None:
    rows = text(media_table(frozen(100), 63))
    assert rows == text(media_table(frozen(100), 63))
    assert "○ frozen 1m" in rows
    assert "(4:04)" in rows
    assert not {s.tone for line in media_table(frozen(), 63) for s in line} & {"alarm", "warning"}


def test_a_calm_media_table_has_neither_waiting_nor_waits() -> None:
    shown = text(media_table(replace(busy(), calm=True), 63))
    for word in ("WAITING", "LONGEST", "4:07", "6:25"):
        assert word not in shown


def test_a_medium_that_the_queue_does_not_serve_has_no_line() -> None:
    scene = replace(busy(), standing=standing(queue(reading())))
    assert "chat" not in text(media_table(scene, 63))
    # Nothing goes on at all: nobody can tell which ones it serves.
    idle = dict.fromkeys(reading().media, MediaReading(0, 0, 0))
    scene = replace(busy(), standing=standing(queue(replace(reading(), media=idle))))
    assert "chat" in text(media_table(scene, 63))


def test_an_unheard_of_medium_comes_before_callbacks() -> None:
    told = reading()
    media = {**told.media, "carrier_pigeon": MediaReading(1, 0, 0, NOW - 5)}
    scene = replace(busy(), standing=standing(queue(replace(told, media=media))))
    names = [line.split()[0] for line in text(media_table(scene, 63)).splitlines()[2:] if line]
    assert names == ["voice", "e-mail", "carrier_…", "callbacks"]


# Agents.

AGENTS = """\
AGENTS  14 ───────────────────────────────────────────────────  5s old
2 NOT RESPONDING · 6 talking · 1 other call · 3 off queue · 2 offline
12 logged in · 14 active · 14 members
NAME                    STATUS          ↓TIME  PRESENCE            FOR
Jan Kowalczyk           off queue       34:00  Lunch               34m
Bastien Lefèvre         talking         18:25  On Queue             2h
Katarzyna Wiśniewska-S… off queue       10:12  Team meeting        10m
Chiara Conti            talking          7:01  On Queue             2h"""


def test_agents_are_counted_by_status_and_listed_longest_in_status_first() -> None:
    lines = agents_table(busy(), 70)
    assert text(lines).startswith(AGENTS)
    assert tone_of(lines, "2 NOT RESPONDING") == {"critical"}
    assert tone_of(lines, "not responding") == {"critical"}
    assert [line.split()[0] for line in text(lines).splitlines()[-2:]] == ["Noor", "Mia"]


def test_the_three_orders() -> None:
    people = agents().people
    by_time, by_status, by_name = (in_order(people, order) for order in AGENT_ORDERS)
    assert [one.name for one in by_status[:3]] == [
        "Aylin Demir", "Elif Şahin", "Bastien Lefèvre",
    ]  # fmt: skip
    assert [one.name for one in by_name] == sorted(one.name or "" for one in people)
    # Who went home yesterday is not the first to look at.
    assert all(one.system_presence == "OFFLINE" for one in by_time[-2:])
    titles = {
        order: next(
            line
            for line in text(agents_table(replace(busy(), order=order), 70)).splitlines()
            if line.startswith("NAME")
        )
        for order in AGENT_ORDERS
    }
    assert "↓TIME" in titles["time"]
    assert "STATUS↑" in titles["status"]
    assert "NAME↑" in titles["name"]


def test_nobody_who_does_not_respond_is_no_alarm() -> None:
    told = reading(calm=True)
    told = replace(told, agents=replace(told.agents, routing_statuses={"NOT_RESPONDING": 0}))
    scene = replace(untold(), standing=standing(queue(told)))
    assert "NOT RESPONDING" not in text(agents_table(scene, 70))


def test_unknown_times_and_names_are_not_made_up() -> None:
    one = Agent("7c1", None, "IDLE", None, None, "AWAY", None)
    other = Agent("9d2", "Zoe", None, NOW - 9, None, None, NOW - 9)
    told = Agents(ID, NOW, (one, other))
    rows = text(agents_table(with_agents(Told(told, tried=True)), 70)).splitlines()[-2:]
    assert rows[0].split() == ["Zoe", "–", "0:09", "–", "9s"]
    assert rows[1].split() == ["id", "7c1", "available", "–", "away", "–"]


def test_an_inactive_member_is_called_so() -> None:
    one = Agent("a", "Zoe", "IDLE", NOW - 9, "On Queue", "ON_QUEUE", NOW - 9, joined=False)
    lines = agents_table(with_agents(Told(Agents(ID, NOW, (one,)), tried=True)), 90)
    assert "inactive, On Queue" in text(lines)
    assert "ok" not in {segment.tone for segment in lines[-1]}


def test_a_list_that_is_not_whole_says_so_and_the_counts_are_those_of_the_polls() -> None:
    told = agents(6, partial=True)
    shown = text(agents_table(with_agents(Told(told, tried=True)), 70))
    assert "partial: 6 of 14 members are listed" in shown
    assert "2 NOT RESPONDING · 6 talking · 1 other call · 3 off queue" in shown
    assert "9 on queue · 2 offline · 1 meal" in shown


def test_a_refused_list_says_which_permission_and_still_counts() -> None:
    shown = " ".join(text(agents_table(refused(), 50)).split())
    assert "routing:queueMember:view is missing: Genesys Cloud refuses" in shown
    assert "Next try in 0:40." in shown
    assert "2 NOT RESPONDING" in shown


def test_times_of_frozen_agents_stand_still_in_brackets() -> None:
    one = text(agents_table(frozen(60), 70)).splitlines()
    two = text(agents_table(frozen(75), 70)).splitlines()
    assert one[1:] == two[1:]
    assert "(18:20)" in text(agents_table(frozen(60), 70))
    tones = {s.tone for line in agents_table(frozen(60), 70) for s in line}
    assert not tones & {"critical", "ok", "warning"}


def test_agents_of_another_queue_do_not_count() -> None:
    scene = replace(busy(), opened=replace(opened(), queue_id="other"))
    shown = text(agents_table(scene, 70))
    assert "Kowalczyk" not in shown
    assert "asking" in shown


def test_what_was_asked_for_and_has_not_come_is_told_from_what_was_not() -> None:
    assert "asking" in text(agents_table(untold(), 70))
    tried = replace(untold(), opened=Opened(ID, Told(tried=True)))
    assert "no answer yet" in text(agents_table(tried, 70))
    empty = Told(Agents(ID, NOW, ()), tried=True)
    assert "no members" in text(agents_table(with_agents(empty), 70))


def test_answers_that_the_allowance_pulls_apart_are_not_late() -> None:
    slow = Told(agents(age=25), tried=True, next_try=NOW + 15)
    assert " 25s old" in text(agents_table(with_agents(slow), 70))
    assert "◐ 25s old" in text(agents_table(with_agents(replace(slow, next_try=None)), 70))
    # What failed is as late as it is.
    failed = replace(slow, problem="No answer within 20 s.")
    assert "◐ 25s old" in text(agents_table(with_agents(failed), 70))
    # A far promise does not make old figures young.
    never = Told(agents(age=130), tried=True, next_try=NOW + 4000)
    assert "◐ 2m old" in text(agents_table(with_agents(never), 70))


@pytest.mark.parametrize("width", [40, 46, 50, 57, 58, 63, 76, 90])
def test_every_agent_has_a_line_of_the_same_columns(width: int) -> None:
    for scene in (busy(30), frozen()):
        lines = agents_table(scene, width)
        start = next(n for n, line in enumerate(lines) if text_of(line).startswith("NAME"))
        end = text_of(lines[start]).index("TIME") + 4
        for line in lines[start + 1 :]:
            shown = text_of(line)
            assert len(shown) <= width, shown
            assert shown[end - 1] in "0123456789hdm)–", shown
            assert shown[end : end + 1] in {"", " "}, shown


# Who waits.

WAITING = """\
WAITING LIST  17 ─────────────────────────  5s old
MEDIA          AGE  PRIO  SKILLS
e-mail      1h 12m     0
e-mail      1h 12m     0  German, Motor
voice        ▲4:07     0  German"""


def test_who_waits_oldest_first_against_the_goal_of_the_medium() -> None:
    lines = waiting_list(busy(), 50)
    assert text(lines).startswith(WAITING)
    assert tone_of(lines, "▲4:07") == {"alarm"}
    assert tone_of(lines, "1h 12m") == {"plain"}
    assert text(lines).endswith("+2 more, not listed")


def test_nobody_waits_and_nothing_is_known() -> None:
    assert "nobody waits" in text(waiting_list(with_waiting(WaitingList(ID, NOW, (), 0)), 50))
    assert text(waiting_list(untold(), 50)).endswith(" asking")
    why = " ".join(text(waiting_list(refused(), 50)).split())
    assert "analytics:queueObservation:view is missing" in why
    assert waiting_list(replace(busy(), calm=True), 50) == []


def test_ages_of_a_frozen_list_stand_still() -> None:
    assert "(4:02)" in text(waiting_list(frozen(50), 50))
    assert (
        text(waiting_list(frozen(50), 50)).splitlines()[1:]
        == (text(waiting_list(frozen(55), 50)).splitlines()[1:])
    )


def test_unknown_priority_is_no_zero_and_odd_skills_do_no_harm() -> None:
    one = Waiting("voice", NOW - 5, None, ("a\x1b[31mb", "x" * 90))
    row = waiting_list(with_waiting(WaitingList(ID, NOW, (one,), 1)), 50)[-1]
    assert "–" in text_of(row)
    assert text_of(row).isprintable()
    assert len(text_of(row)) <= 50
    assert len(waiting(3).listed) == 3


# The day.

TODAY = """\
TODAY  since 00:00 UTC ──────────────────────────────── 34s old
offered         482   answered        431   abandoned        33
flowed out        5   over SLA         98   short             9
ASA            2:06   AHT            5:21   abandon %      7.0%
service         71%   333 of 464 in time, goals differ
           OFFERED ANSWERED ABANDONED      SERVICE   IN TIME/OF
voice          412      371        33       68%/80      275/404
chat             0        0         0   no traffic          0/0
e-mail          58       51         0      100%/90        51/51

callbacks       12        9         –       77%/80          7/9"""


def test_the_day_so_far() -> None:
    lines = today_part(busy(), 63)
    assert text(lines) == TODAY
    assert tone_of(lines, "68%/80") == {"warning"}
    assert text(today_part(busy(), 63, by_media=False)) == "\n".join(TODAY.splitlines()[:5])


def test_since_when_is_told_in_the_zone_of_the_day() -> None:
    berlin = replace(busy(), day=Day(MIDNIGHT, MIDNIGHT + 86_400, "Europe/Berlin"))
    assert text(today_part(berlin, 63)).startswith("TODAY  since 01:00 Europe/Berlin ")
    abbreviated = replace(busy(), day=Day(MIDNIGHT, MIDNIGHT + 86_400, "XYZ"))
    assert text(today_part(abbreviated, 63)).startswith("TODAY  since 00:00 XYZ ")


def test_no_traffic_is_said_in_words() -> None:
    idle = replace(today(), media={"chat": MediaToday(0, 0, 0, service=ServiceLevel(0, 0, 0.9))})
    scene = replace(busy(), standing=standing(queue(reading(), day=idle)))
    assert text(today_part(scene, 63)).splitlines()[1:] == ["no traffic so far"]


def test_a_day_that_nobody_told_says_why() -> None:
    assert text(today_part(untold(), 63)).endswith(" asking")
    side = Side(problem="analytics:conversationAggregate:view is missing.", next_try=NOW + 60)
    scene = replace(busy(), standing=standing(queue(reading())), today=side)
    shown = " ".join(text(today_part(scene, 63)).split())
    assert "analytics:conversationAggregate:view is missing. Next try in 1:00." in shown


def test_what_a_day_does_not_tell_is_no_zero() -> None:
    day = replace(today(), media={"voice": MediaToday(9, 9, None)})
    scene = replace(busy(), standing=standing(queue(reading(), day=day)))
    rows = text(today_part(scene, 63)).splitlines()
    assert rows[1].split() == ["offered", "9", "answered", "9", "abandoned", "–"]
    assert rows[4].split() == ["service", "–"]
    assert rows[3].split() == ["ASA", "–", "AHT", "–", "abandon", "%", "–"]


def test_a_day_of_one_goal_names_it_and_an_old_one_is_in_brackets() -> None:
    assert "service         94%   380 of 404 in time, goal 80%" in text(today_part(well(), 63))
    old = text(today_part(frozen(), 63))
    assert "service       (71%)   (333 of 464 in time, goals differ)" in old
    assert "○ frozen 2m" in old
