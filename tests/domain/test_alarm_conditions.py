"""Conditions: what they mean, what they say of what is not known, and how mistakes are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.alarms.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Is,
    Not,
    Sign,
    Word,
    mentions,
)
from queuetui.domain.alarms.parsing import LONGEST, ConditionError, parse_condition
from queuetui.domain.figures import KINDS, QueueFigures
from queuetui.domain.limits import Severity
from tests.domain.alarm_samples import told

SIGNS: tuple[Sign, ...] = ("<", "<=", ">", ">=")
EQUALITY: tuple[Sign, ...] = ("=", "!=")
THE_WORDS: tuple[Word, ...] = ("breach", "warning", "no_data")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("waiting > 5", Compare("waiting", ">", 5)),
        ("  WAITING>5  ", Compare("waiting", ">", 5)),
        ("waiting ≥ 5", Compare("waiting", ">=", 5)),
        ("waiting == 0", Compare("waiting", "=", 0)),
        ("longest_wait > 45s", Compare("longest_wait", ">", 45)),
        ("longest_wait <= 1m30s", Compare("longest_wait", "<=", 90)),
        ("longest_wait <= 1m 30 s", Compare("longest_wait", "<=", 90)),
        ("forecast >= 60%", Compare("forecast", ">=", 0.6)),
        ("forecast >= 7 %", Compare("forecast", ">=", 0.07)),
        ("per_available > 2.5", Compare("per_available", ">", 2.5)),
        ("breach", Is("breach")),
        ("not No_Data", Not(Is("no_data"))),
        ("not not breach", Not(Not(Is("breach")))),
        (
            "waiting > 5 and longest_wait > 45s",
            All((Compare("waiting", ">", 5), Compare("longest_wait", ">", 45))),
        ),
        # "and" before "or", "not" before both.
        (
            "breach or warning and not no_data",
            AnyOf((Is("breach"), All((Is("warning"), Not(Is("no_data")))))),
        ),
        (
            "(breach or warning) and not (stuck > 0)",
            All((AnyOf((Is("breach"), Is("warning"))), Not(Compare("stuck", ">", 0)))),
        ),
    ],
)
def test_it_means_what_it_says(text: str, meaning: Condition) -> None:
    assert parse_condition(text) == meaning


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("waiting > 5 " * 60, f"it is longer than {LONGEST} characters"),
        ("longst_wait > 5s", 'at character 1: "longst_wait" is no figure, did you mean longest_wait?'),
        ("xyz > 5", 'at character 1: "xyz" is no figure'),
        ("waiting", "at character 8: expected a comparison of waiting, such as waiting > 5"),
        ("service and breach", "at character 9: expected a comparison of service, such as service > 60%"),
        ("waiting > ", "at character 10: waiting is compared with a whole number such as 5, and not with the end"),
        ("waiting > 5s", "at character 11: waiting is compared with a whole number such as 5, and not with 5s"),
        ("waiting > 2.5", "at character 11: waiting is compared with a whole number such as 5, and not with 2.5"),
        ("waiting > -1", 'at character 11: "-" has no meaning here'),
        ("longest_wait > 45", "at character 16: longest_wait is compared with a duration with its unit, such as 45s or 1m30s, and not with 45"),
        ("longest_wait > 5 minutes", "at character 16: longest_wait is compared with a duration with its unit, such as 45s or 1m30s, and not with 5"),
        ("forecast > 0.6", "at character 12: forecast is compared with a percentage such as 60%, and not with 0.6"),
        ("waiting > longest_wait", 'at character 11: waiting is compared with a whole number such as 5, and not with "longest_wait"'),
        ("longest_wait = 5s", "at character 14: only counts are compared for being equal, and longest_wait is none"),
        ("waiting > 99999999", "at character 11: 99999999 is too large"),
        ("service < 120%", "at character 11: 120% is too large"),
        ("waiting > 5 longest_wait > 5s", 'at character 13: expected "and" or "or" before "longest_wait"'),
        ("waiting > 5 and", "at character 16: expected a figure, and not the end"),
        ("and breach", 'at character 1: expected a figure, and not "and"'),
        ("breach or or breach", 'at character 11: expected a figure, and not "or"'),
        ("(breach or warning", 'at character 19: the "(" of character 1 is not closed'),
        ("breach)", 'at character 7: this ")" closes nothing'),
        ("waiting > 5; breach", 'at character 12: ";" has no meaning here'),
        ("5 > waiting", 'at character 1: expected a figure, and not "5"'),
        ("(" * 21 + "breach" + ")" * 21, "at character 21: more than 20 brackets and nots are within each other"),
        ("not " * 30 + "breach", "at character 81: more than 20 brackets and nots are within each other"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, mistake: str) -> None:
    with pytest.raises(ConditionError) as error:
        parse_condition(text)
    assert str(error.value) == mistake


def compares() -> st.SearchStrategy[Condition]:
    numbers = {
        "count": st.integers(0, 1_000_000).map(float),
        "ratio": st.integers(0, 10**7).map(lambda n: n / 1000),
        "seconds": st.integers(0, 10**8).map(lambda ms: ms / 1000),
        "share": st.integers(0, 10_000).map(lambda n: n / 10_000),
    }

    def compare(figure: str) -> st.SearchStrategy[Condition]:
        signs = SIGNS + EQUALITY if KINDS[figure] == "count" else SIGNS
        return st.builds(Compare, st.just(figure), st.sampled_from(signs), numbers[KINDS[figure]])

    return st.sampled_from(sorted(KINDS)).flatmap(compare)


def conditions() -> st.SearchStrategy[Condition]:
    leaves = compares() | st.builds(Is, st.sampled_from(THE_WORDS))
    return st.recursive(
        leaves,
        lambda inner: st.builds(Not, inner) | _several(All, inner) | _several(AnyOf, inner),
        max_leaves=6,
    )


def _several(
    kind: type[All | AnyOf], inner: st.SearchStrategy[Condition]
) -> st.SearchStrategy[Condition]:
    # What is bracketed without need is read without its brackets, so none is of its parts' kind.
    part = inner.filter(lambda one: not isinstance(one, kind))
    return st.builds(kind, st.lists(part, min_size=2, max_size=3).map(tuple))


@given(conditions().filter(lambda one: len(str(one)) <= LONGEST))
def test_what_is_written_is_read_as_the_same(condition: Condition) -> None:
    assert parse_condition(str(condition)) == condition


def mistake_in(text: str) -> str | None:
    try:
        parse_condition(text)
    except ConditionError as error:
        return str(error)
    return None


@given(st.text("abdeginortw_ ()<>=!0159.%smh≥", max_size=40))
def test_any_text_is_a_condition_or_a_mistake_in_one_line(text: str) -> None:
    mistake = mistake_in(text)
    assert mistake is None or mistake.isprintable()


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("waiting > 5", True),
        ("waiting > 6", False),
        ("waiting >= 6", True),
        ("waiting < 6", False),
        ("waiting <= 6", True),
        ("waiting = 6", True),
        ("waiting != 6", False),
        ("available < 2", None),
        ("not available < 2", None),
        # One that is false decides, whatever else is not known; so does one that is true.
        ("waiting > 6 and available < 2", False),
        ("waiting > 5 and available < 2", None),
        ("waiting > 5 or available < 2", True),
        ("waiting > 6 or available < 2", None),
        ("not (waiting > 6 and available < 2)", True),
        ("breach", False),
        ("warning", True),
        ("no_data", False),
        ("not no_data and waiting > 5", True),
    ],
)
def test_whether_it_holds(text: str, held: bool | None) -> None:
    figures = told(0, severity="warning", waiting=6, available=None)
    assert parse_condition(text).holds(figures) is held


@pytest.mark.parametrize(
    ("severity", "breach", "warning"),
    [("critical", True, True), ("warning", False, True), ("ok", False, False), ("unknown", None, None)],
)  # fmt: skip
def test_severities(severity: Severity, breach: bool | None, warning: bool | None) -> None:
    figures = told(0, severity=severity)
    assert parse_condition("breach").holds(figures) is breach
    assert parse_condition("warning").holds(figures) is warning


@given(conditions())
def test_without_data_only_that_is_known(condition: Condition) -> None:
    values: dict[str, float | None] = dict.fromkeys(KINDS, 1.0)
    frozen = QueueFigures("q", "Q", None, 0.0, believed=False, values=values, severity="critical")
    if "no_data" not in mentions(condition):
        assert condition.holds(frozen) is None
    assert parse_condition("no_data").holds(frozen) is True


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("waiting > 5 and longest_wait > 5s", ("waiting", 6.0, False)),
        ("longest_wait > 1h or available < 2", ("available", 1.0, True)),
        ("not waiting < 5 and longest_wait > 5s", ("longest_wait", 60.0, False)),
        ("no_data or waiting > 5", ("waiting", 6.0, False)),
        ("breach", ("service", 0.5, True)),
        ("waiting > 9 and longest_wait > 5s", None),
        ("not waiting > 9", None),
        ("no_data", None),
    ],
)
def test_the_figure_that_leads_is_the_first_that_makes_it_true(
    text: str, lead: tuple[str, float, bool] | None
) -> None:
    values: dict[str, float | None] = {"waiting": 6.0, "longest_wait": 60.0, "available": 1.0}
    figures = QueueFigures(
        "q", "Q", None, 0.0, True, values={**values, "service": 0.5}, severity="critical", worst="service"
    )  # fmt: skip
    found = parse_condition(text).lead(figures)
    assert (found and (found.figure, found.value, found.low_is_worse)) == lead
