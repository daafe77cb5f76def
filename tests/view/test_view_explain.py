"""Explanations: one for every figure, short enough to be read, and nothing that is not known."""

import re

import pytest

from queuetui.domain.forecast import LIKELY, POSSIBLE
from queuetui.domain.freshness import StalenessRule
from queuetui.domain.history import FINE_SECONDS
from queuetui.domain.limits import WAIT_LIMIT, WARN_SHARE
from queuetui.domain.settings import PollSettings
from queuetui.feed import opening, totals
from queuetui.genesys import activity, aggregates, directory, names, observations, presences
from queuetui.view.columns import COLUMNS
from queuetui.view.explain import (
    EXPLANATIONS,
    GROUPS,
    ON_QUEUE_VIEW,
    ON_WALL,
    STATUS_BAR,
    Explanation,
    close_to,
    explained,
    meant_by,
    others,
)
from queuetui.view.explanation import ENDPOINTS, PROGRAM
from queuetui.view.formats import age, cells
from queuetui.view.glyphs import ASCII, UNICODE
from queuetui.view.segments import text_of

PANEL = 76
"""Cells that the help has on a terminal of 80."""
COLUMN_KEYS = {
    *("severity", "name", "group", "waiting", "longest", "limit", "media", "available"),
    *("interacting", "alerting", "not_responding", "off_queue", "members", "trend", "age", "why"),
    *("offered", "answered", "abandoned", "abandon_rate", "short_abandoned", "flowed_out"),
    *("over_sla", "service", "asa", "aht"),
}
"""Of every column that a column set may name."""
ALL = list(EXPLANATIONS.values())
each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)


def words_of(one: Explanation) -> str:
    return f"{one.definition} {one.formula} {one.source} {one.refresh} {one.traps}"


def test_every_column_is_explained() -> None:
    assert {column.key for column in COLUMNS} | COLUMN_KEYS <= set(EXPLANATIONS)


def test_every_figure_of_a_screen_is_explained() -> None:
    for shown in (ON_QUEUE_VIEW, ON_WALL, STATUS_BAR):
        assert set(shown) <= set(EXPLANATIONS)
        assert len(set(shown)) == len(shown)


def test_each_is_in_one_group_and_no_two_are_called_alike() -> None:
    keys = [one.key for group in GROUPS.values() for one in group]
    assert len(set(keys)) == len(keys) == len(EXPLANATIONS)
    assert len({one.title.casefold() for one in ALL}) == len(ALL)
    for column in COLUMNS:
        assert [one.key for one in meant_by(column.title.title())] == [column.key]
    for one in ALL:
        assert meant_by(one.key) == (one,)
        assert meant_by(one.title.upper()) == (one,)


@each
def test_it_says_everything_in_ascii(one: Explanation) -> None:
    assert words_of(one).isascii()
    for field in (one.title, one.definition, one.formula, one.source, one.refresh, one.traps):
        assert field.strip() == field
        assert field
    assert one.definition[0].isupper()
    assert one.definition.endswith(".")
    assert one.traps.endswith(".")


@each
def test_it_is_a_title_and_two_or_three_lines_on_80_columns(one: Explanation) -> None:
    lines = [text_of(line) for line in explained(one, PANEL)]
    assert 3 <= len(lines) <= 4
    assert all(cells(line) <= PANEL for line in lines)
    assert lines[0].startswith(one.title)
    assert lines[0].endswith(f"{one.source} · {one.refresh}")
    said = " ".join(line.strip() for line in lines[1:])
    assert said == f"{one.definition} {one.traps} = {one.formula}"


@pytest.mark.parametrize("width", [30, 40, 60, 80, 300])
def test_no_line_exceeds_any_width(width: int) -> None:
    for glyphs in (UNICODE, ASCII):
        for one in ALL:
            lines = [text_of(line) for line in explained(one, width, glyphs)]
            assert all(cells(line) <= width for line in lines), one.key
            assert glyphs is UNICODE or all(line.isascii() for line in lines)


@each
def test_it_names_resources_and_metrics_that_are_really_asked(one: Explanation) -> None:
    paths = {path.split()[1] for path in ENDPOINTS.values()}
    asked_paths = {observations.PATH, aggregates.PATH, activity.PATH, directory.PATH}
    assert asked_paths | {names.USERS, names.SKILLS, presences.PATH} <= paths
    assert one.endpoints or one.source == PROGRAM
    asked = {*observations.METRICS, *aggregates.METRICS}
    metrics = {name for name in one.api_names if re.match(r"[ont][A-Z]", name)}
    assert metrics <= asked
    if one.endpoints == (ENDPOINTS["aggregates"],):
        assert metrics <= set(aggregates.METRICS)
    elif one.endpoints == (ENDPOINTS["observations"],):
        assert metrics <= set(observations.METRICS)


def test_what_it_says_of_this_program_is_so() -> None:
    limit = EXPLANATIONS["limit"]
    assert WAIT_LIMIT.critical is not None
    assert limit.formula.endswith(f"else {age(WAIT_LIMIT.critical)}")
    assert f"At {WARN_SHARE * 100:.0f} % of a goal" in limit.traps
    rule, interval = StalenessRule(), 60.0
    late, frozen = EXPLANATIONS["late"].formula, EXPLANATIONS["frozen"].formula
    assert f"{rule.late_age(interval) / interval:.0f} x interval" in late
    assert f"{rule.frozen_age(interval) / interval:.0f} x interval" in frozen
    assert f"at least {rule.frozen_age(0):.0f} s" in frozen
    minutes = PollSettings().names_every / 60
    assert all(EXPLANATIONS[key].refresh == f"each {minutes:.0f} min" for key in ("name", "goal"))
    every = EXPLANATIONS["estimated_wait"].refresh
    assert every == f"each {opening.ESTIMATES_EVERY:.0f} s"
    assert totals.EVERY == opening.DAY_EVERY == 60
    assert EXPLANATIONS["half_hours"].refresh == EXPLANATIONS["offered"].refresh == "each minute"
    fine = EXPLANATIONS["last_hour"].formula
    assert f"before {FINE_SECONDS / 60:.0f} min" in fine


@pytest.mark.parametrize(
    "caveat", ["several queues", "share of their work", "Priorities and skills", "100", "callback"]
)
def test_what_makes_a_forecast_wrong_is_told_in_the_help(caveat: str) -> None:
    assert any(caveat in words_of(one) for one in GROUPS["Forecast"] if one.key != "likelihood")


def test_the_words_of_the_forecast_are_those_of_its_thresholds() -> None:
    said = EXPLANATIONS["likelihood"].formula
    assert f"likely: {LIKELY * 100:.0f} % and more" in said
    assert f"possible: {POSSIBLE * 100:.0f} % and more" in said


@each
def test_what_counts_in_the_service_level_is_left_to_the_organisation(one: Explanation) -> None:
    """Its switches decide about abandons, short ones and flow-outs; nothing is derived here."""
    if one.key in {"service", "short_abandoned", "flowed_out"}:
        assert "as the organisation has configured it" in words_of(one)
    for sentence in re.split(r"[.;:]", f"{one.definition} {one.traps}"):
        if re.search(r"in the service level", sentence):
            assert "as the organisation has configured it" in sentence
    if "ServiceLevel" in one.source:
        assert not {"tAbandon", "tShortAbandon", "tFlowOut", "nOverSla"} & set(one.api_names)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("waiting", {"waiting"}),
        ("LONGEST WAIT", {"longest"}),
        ("abandon-rate", {"abandon_rate"}),
        ("avail/on q", {"available"}),
        ("olongestwaiting", {"longest"}),
        ("tAnswered", {"answered", "asa", "half_hours"}),
        ("NOT_RESPONDING", {"not_responding"}),
        ("oServiceLevel", {"service", "recovery"}),
        ("routingPriority", {"priority"}),
        ("nothing of the kind", set()),
        ("", set()),
    ],
)
def test_a_figure_is_found_by_each_of_its_names(name: str, keys: set[str]) -> None:
    assert {one.key for one in meant_by(name)} == keys


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("servce", "service"),
        ("abandons", "abandoned"),
        ("oWating", "oWaiting"),
        ("sla", "over_sla"),
        ("skill", "skills"),
    ],
)
def test_names_that_look_alike_are_offered(name: str, near: str) -> None:
    assert near in close_to(name)
    assert len(close_to(name)) <= 3


def test_what_looks_like_nothing_gets_no_offer() -> None:
    assert close_to("xyzzy") == ()


def test_the_others_are_all_that_is_not_shown() -> None:
    left = others(STATUS_BAR)
    assert "Status bar and summary" not in left
    assert {one.key for group in left.values() for one in group} == set(EXPLANATIONS) - set(
        STATUS_BAR
    )
