"""Every mistake in a settings file gives one line that leads to it."""

import re
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.config import SettingsError, parse_settings
from queuetui.config.values import KNOWN

ID = "01234567-89ab-cdef-0123-456789abcdef"
PARSER = "<parser>"
"""Stands for the words of Python's TOML parser, which differ between its versions."""


def cases() -> list[tuple[str, str]]:
    """The pairs of TOML and message in ``mistakes.txt``."""
    listing = Path(__file__).with_name("mistakes.txt").read_text(encoding="utf-8")
    preface, _, body = listing.partition("\n===")
    shorthand = dict(re.findall(r"^(<[a-z ]+>) = (.+)$", preface, flags=re.MULTILINE))
    found: list[tuple[str, str]] = []
    toml: list[str] = []
    for line in body.partition("\n")[2].splitlines():
        if line.startswith("-> "):
            message = line.removeprefix("-> ")
            for short, long in shorthand.items():
                message = message.replace(short, long)
            found.append(("\n".join(toml).strip("\n"), message))
            toml = []
        elif not line.startswith("==="):
            toml.append(line)
    return found


CASES = cases()


def refusal(toml: str, source: str = "q.toml") -> str | None:
    """The message that refuses this file; ``None`` if it is accepted."""
    try:
        parse_settings(toml, source)
    except SettingsError as error:
        return str(error)
    return None


@pytest.mark.parametrize(("toml", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_a_mistake_gives_one_line_that_leads_to_it(toml: str, expected: str) -> None:
    pattern = re.escape(f"q.toml: {expected}").replace(re.escape(PARSER), "[^;]+")
    assert re.fullmatch(pattern, refusal(toml) or "accepted")


def test_the_list_of_mistakes_is_whole() -> None:
    assert len(CASES) > 60
    assert not [message for _, message in CASES if "<" in message.replace(PARSER, "")]


@pytest.mark.parametrize("toml", ["a = " + "[" * 100_000, "a = " + "9" * 5_000])
def test_what_overwhelms_the_parser(toml: str) -> None:
    expected = "q.toml: not TOML (nested too deeply or a number too long); allowed: lines of key"
    assert (refusal(toml) or "").startswith(expected)


def test_a_number_too_long_to_print() -> None:
    found = refusal("[limits]\nwaiting = { warn = 0x" + "f" * 5000 + " }") or ""
    assert found.startswith("q.toml: limits.waiting.warn: found a huge number; allowed: a whole")


@pytest.mark.parametrize(
    ("number", "ordinal"), [(1, "1st"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_entries_count_from_one(number: int, ordinal: str) -> None:
    good = "".join(f'[[queues]]\nname = "{n}"\n' for n in range(1, number))
    start = f"q.toml: queues[{number}].x ({ordinal} [[queues]] entry): unknown key"
    assert (refusal(good + "[[queues]]\nx = 1") or "").startswith(start)


@pytest.mark.parametrize("kind", KNOWN)
def test_every_table_names_what_it_allows(kind: str) -> None:
    tables = {"": "", "queues": "[[queues]]\n", "alarms": "[[alarms]]\n"}
    found = refusal(tables.get(kind, f"[{kind}]\n") + "qqqqq = 1") or ""
    assert "qqqqq" in found
    assert all(key in found for key in KNOWN[kind])


def test_the_name_of_the_file_cannot_break_the_line() -> None:
    found = refusal("x = 1", "a\nb\x1b[31m.toml") or ""
    assert found.startswith("a\\nb\\x1b[31m.toml: x: unknown key")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_one_line(toml: str) -> None:
    found = refusal(toml)
    assert found is None or (found.startswith("q.toml: ") and found.isprintable())


SCALARS = (
    st.text(max_size=6)
    | st.integers()
    | st.booleans()
    | st.floats()
    | st.sampled_from(["5s", "1m", "off", "severity", "name", "08:00-18:00", "06:00", "UTC", ID])
    | st.dates()
    | st.times()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(sorted({key for keys in KNOWN.values() for key in keys})),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def as_toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
        case date() | time():
            return value.isoformat()
        case list():
            return "[" + ", ".join(map(as_toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {as_toml(v)}" for key, v in value.items()) + "}"
        case _:
            return str(value)


@given(st.dictionaries(st.sampled_from(KNOWN[""]), VALUES, max_size=3))
def test_any_tree_is_read_or_refused_in_one_line(tree: dict[str, object]) -> None:
    found = refusal("\n".join(f"{key} = {as_toml(value)}" for key, value in tree.items()))
    assert found is None or (found.startswith("q.toml: ") and found.isprintable())
