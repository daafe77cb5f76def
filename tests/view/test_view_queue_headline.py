"""The line of plain language on top of an opened queue."""

import pytest
from msgspec.structs import replace

from queuetui.domain.limits import Limit, LimitOverrides
from queuetui.domain.readings import MediaReading
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.queue_headline import headline, name_line
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import text_of, width_of
from tests.view.queue_samples import busy, frozen, queue, reading, untold, well
from tests.view.samples import NOW, standing


def said(scene: Scene, width: int = 400) -> str:
    return " ".join(text_of(line) for line in headline(scene, width))


def with_voice(wait: float, waiting: int = 1, watchlist: Watchlist | None = None) -> Scene:
    """Nothing but calls, the oldest of which waits for so long; four agents are free."""
    told = reading(calm=True)
    voice = MediaReading(waiting, 0, 4, NOW - wait)
    told = replace(told, media={"voice": voice, "email": MediaReading(0, 0, 1)})
    one = standing(queue(told), watchlist=watchlist or Watchlist())
    return replace(busy(), standing=one)


def test_a_breach_says_what_is_wrong_and_by_how_much() -> None:
    assert said(busy()) == (
        "Voice: the oldest has waited 4:07, 3:47 over the goal of 0:20; "
        "17 waiting, 7 over the limit of 10; nobody is free; 2 of 9 agents do not respond; "
        "voice service level today 12 points under its goal."
    )


@pytest.mark.parametrize(
    ("wait", "text"),
    [
        (4, "All is well: 1 waiting, the oldest for 0:04 of 0:20; 4 of 9 free."),
        (15, "Voice: the oldest has waited 0:15, 0:05 before the goal of 0:20; 1 waiting; "),
        (20, "Voice: the oldest has waited 0:20, at the goal of 0:20; 1 waiting; "),
        (21, "Voice: the oldest has waited 0:21, 0:01 over the goal of 0:20; 1 waiting; "),
    ],
)
def test_a_wait_and_its_goal(wait: float, text: str) -> None:
    assert said(with_voice(wait)).startswith(text)


def test_a_limit_of_the_settings_is_no_goal_and_a_warning_of_it_no_breach() -> None:
    def limited(limit: Limit) -> str:
        rule = QueueRule(name="Claims Motor", limits=LimitOverrides(longest_wait=limit))
        return said(with_voice(45, watchlist=Watchlist((rule,))))

    assert limited(Limit(30, 60)).startswith(
        "Voice: the oldest has waited 0:45, 0:15 before the limit of 1:00; "
    )
    assert limited(Limit(warn=30)).startswith(
        "Voice: the oldest has waited 0:45, 0:15 over the warning limit of 0:30; "
    )
    assert limited(Limit(critical=40)).startswith(
        "Voice: the oldest has waited 0:45, 0:05 over the limit of 0:40; "
    )


def test_where_there_is_only_one_medium_nobody_names_it() -> None:
    told = reading(calm=True)
    told = replace(told, media={"voice": MediaReading(1, 0, 4, NOW - 40)})
    scene = replace(busy(), standing=standing(queue(told)))
    assert said(scene).startswith("The oldest has waited 0:40, 0:20 over the goal of 0:20; ")


def test_at_most_two_waits_are_told_the_most_pressing_first() -> None:
    told = reading(calm=True)
    late = {
        "voice": MediaReading(1, 0, 0, NOW - 100),
        "chat": MediaReading(1, 0, 0, NOW - 400),
        "callback": MediaReading(1, 0, 0, NOW - 700),
    }
    text = said(replace(busy(), standing=standing(queue(replace(told, media=late)))))
    assert text.startswith("Chat: the oldest has waited 6:40, 6:00 over")
    assert "; Voice: the oldest has waited 1:40, 1:20 over the goal of 0:20; 3 waiting; " in text
    assert "allback" not in text


def test_all_is_well_is_said_plainly_but_only_if_it_is() -> None:
    assert said(well()) == ("All is well: 1 waiting, the oldest for 0:04 of 0:20; 4 of 9 free.")
    told = reading(calm=True)
    nobody = replace(told, media={"voice": MediaReading(0, 0, 4)})
    scene = replace(well(), standing=standing(queue(nobody)))
    assert said(scene) == "All is well: nobody waits; 4 of 9 free."
    silent = replace(nobody, agents=replace(nobody.agents, not_responding=1))
    scene = replace(well(), standing=standing(queue(silent)))
    assert said(scene) == (
        "No limit is reached: nobody waits; 4 of 9 free; 1 of 9 agents does not respond."
    )
    empty = replace(nobody, agents=replace(nobody.agents, on_queue=0, available=0))
    scene = replace(well(), standing=standing(queue(empty)))
    assert said(scene) == "No limit is reached: nobody waits; nobody is on queue."


def test_figures_that_are_not_told_are_not_well() -> None:
    told = reading(calm=True)
    unknown = replace(told, media={"voice": MediaReading(None, 0, 0)})
    text = said(replace(well(), standing=standing(queue(unknown))))
    assert text.startswith("Some figures are not told, so nobody can say whether all is well; ")


def test_frozen_and_never_answered_say_so_and_why() -> None:
    assert said(frozen()) == "No new data for 1m. In brackets: the last figures, of 09:15:01."
    why = replace(frozen(), reason="connection lost")
    assert said(why).startswith("No new data for 1m: connection lost. In brackets")
    assert said(untold()) == "No answer yet."


def test_late_figures_say_so_first() -> None:
    scene = replace(busy(), standing=standing(queue(reading(age=12))))
    assert said(scene).startswith("These figures are 12s old; Voice: the oldest")
    tones = {segment.tone for line in headline(scene, 400) for segment in line}
    assert not tones & {"strong", "warning", "ok"}


def test_a_refused_queue_says_until_when() -> None:
    why = "analytics:queueObservation:view is missing: Genesys Cloud refuses it (403)."
    never = replace(queue(None), problem=why, next_try=NOW + 45)
    # The permission keeps its spelling: somebody will copy it.
    assert said(replace(untold(), standing=standing(never))) == f"{why} Next try in 0:45."
    # Right after the refusal its figures are still young.
    young = replace(queue(reading()), problem=why, next_try=NOW + 45)
    text = said(replace(busy(), standing=standing(young)))
    assert text.startswith("Voice: the oldest has waited 4:07")
    assert text.endswith(f"{why} Next try in 0:45.")


def test_a_calm_one_tells_breaches_but_neither_counts_of_waiting_nor_waits() -> None:
    text = said(replace(busy(), calm=True))
    assert text.startswith(
        "Voice: the oldest has waited longer than its goal; more are waiting than the limit; "
        "too few agents are free; "
    )
    assert "17" not in text
    assert "4:07" not in text
    assert said(replace(well(), calm=True)) == "All is well; 4 of 9 free."
    assert "nearly waited as long as its goal" in said(replace(with_voice(15), calm=True))


@pytest.mark.parametrize("width", range(20, 200, 7))
def test_it_takes_two_lines_at_most_and_drops_whole_phrases(width: int) -> None:
    lines = headline(busy(), width)
    assert len(lines) <= 2
    assert all(width_of(line) <= width for line in lines)
    text = " ".join(text_of(line) for line in lines)
    if len(text) > 130:
        assert "nobody is free; " in text
    assert text.endswith((".", "…"))


@pytest.mark.parametrize("width", [30, 78, 200])
def test_the_name_stands_between_severity_and_age(width: int) -> None:
    line = name_line(busy(), width)
    assert text_of(line).startswith("▲ BREACH  Claims")
    assert text_of(line).endswith("data  3s old")
    assert width_of(line) == width
    assert text_of(name_line(untold(), 78)).endswith("never answered")
    late = replace(well(), standing=standing(queue(reading(age=12, calm=True))))
    assert name_line(late, 78)[0].tone == "late"
