"""The diagnostics say everything in words, fit every width, and tell nothing secret."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.diagnostics import Call, Diagnostics, RateBudget
from queuetui.domain.snapshot import Health, Snapshot
from queuetui.view.diagnostics import CALLS_SHOWN, Gap, Program, diagnostics, short_endpoint
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs
from queuetui.view.segments import text_of
from tests.view.samples import LIVE, NOW, reading, snapshot, state

QUERY = "POST /api/v2/analytics/queues/observations/query"
ID = "1f2e3d4c-5b6a-4798-8899-aabbccddeeff"
GOOD = Call(NOW - 3, QUERY, 200, 0.123, ID, None, 12)
BAD = Call(NOW - 8, QUERY, 429, 0.09, ID, "Genesys Cloud asks to slow down (429).", 12)
LOST = Call(NOW - 13, "GET /api/v2/routing/queues", None, 20.0, None, "no answer within 20 s")
TOLD = Diagnostics(
    calls=(LOST, BAD, GOOD),
    rate=RateBudget(41, 300, 23),
    token_life=7300,
    skew=-2.5,
    interval_wanted=5,
    interval_kept=12.5,
    refused=("Night desk",),
    notes=("The SDK had to be loaded whole.",),
)
PROGRAM = Program(
    version="1.2.3",
    python="3.11.7",
    textual="8.2.8",
    terminal="xterm-256color",
    colours="256 colours",
    size=(120, 40),
    memory=61 << 20,
    uptime=93_784,
    frames_drawn=4711,
    frames_dropped=3,
)
BOARD = snapshot(state("A", reading("a", age=3)), state("B", None))
DOWN = Health(
    "down",
    reason="Genesys Cloud refuses the OAuth client (401).",
    why="The secret was changed.",
    advice="Put the new one into .env.",
    since=NOW - 42,
    last_good=NOW - 3,
    next_try=NOW + 12,
)


def told(
    width: int = 120,
    *,
    shot: Snapshot | None = BOARD,
    feed: Diagnostics = TOLD,
    program: Program = PROGRAM,
    gaps: tuple[Gap, ...] = (),
    glyphs: Glyphs = UNICODE,
) -> list[str]:
    lines = diagnostics(
        shot, feed, program, now=NOW, width=width, gaps=gaps, glyphs=glyphs, zone=UTC
    )
    return [text_of(line) for line in lines]


def field(lines: list[str], label: str) -> str:
    """What stands beside a label, up to the next column."""
    (line,) = [line for line in lines if f"  {label} " in line]
    return line.split(f"  {label} ", 1)[1].strip().split("     ")[0]


@pytest.mark.parametrize("width", [76, 116, 196])
def test_everything_is_there_whatever_the_width(width: int) -> None:
    lines = told(width)
    assert field(lines, "last good") == "09:15:01, 0:03 ago"
    assert field(lines, "next try") == "in 0:02"
    assert field(lines, "poll") == "every 12.5 s, wanted: 5 s"
    assert field(lines, "queues") == "2 watched, 1 without figures"
    assert field(lines, "refused") == "Night desk"
    assert field(lines, "requests") == "41 of 300, anew in 0:23"
    assert field(lines, "token") == "2h 01m left"
    assert field(lines, "clock") == "2.5 s ahead of server"
    assert field(lines, "calls") == "2 of the last 3 failed"
    assert field(lines, "running") == "1d 2h"
    assert field(lines, "memory") == "61 MiB"
    assert field(lines, "frames") == "4711 drawn, 3 dropped"
    text = "\n".join(lines)
    for part in ("1.2.3", "3.11.7", "8.2.8", "120 x 40", "256 colours", "xterm-256color"):
        assert part in text
    assert "The SDK had to be loaded whole." in text
    assert "asks to slow down (429)." in text
    assert ID in text


@pytest.mark.parametrize(
    ("shot", "words"),
    [
        (BOARD, "● live"),
        (None, "… starting"),
        (snapshot(state("A", reading("a", age=12)), health=LIVE), "◐ late"),
        (snapshot(state("A", reading("a", age=42)), health=LIVE), "○ frozen"),
        (snapshot(state("A", reading("a", age=3)), health=DOWN), "✕ down since 09:14:22, for 0:42"),
    ],
)
def test_the_state_is_the_worse_of_the_feeds_and_the_datas(
    shot: Snapshot | None, words: str
) -> None:
    assert field(told(shot=shot), "state") == words


def test_what_went_wrong_is_said_with_why_and_what_to_do() -> None:
    lines = told(shot=snapshot(state("A", reading("a", age=3)), health=DOWN), width=76)
    assert field(lines, "reason") == "Genesys Cloud refuses the OAuth client (401)."
    assert field(lines, "why") == "The secret was changed."
    assert field(lines, "to do") == "Put the new one into .env."
    assert field(lines, "next try") == "in 0:12"


def test_calls_come_newest_first_and_no_more_than_fifty() -> None:
    calls = tuple(replace(GOOD, at=NOW - 100 + n, error=None) for n in range(70))
    lines = told(196, feed=Diagnostics(calls=calls))
    shown = [line.split()[0] for line in lines if "observations" in line]
    assert len(shown) == CALLS_SHOWN
    assert shown[0] == "09:14:33"
    assert shown == sorted(shown, reverse=True)


def test_a_call_has_all_its_figures_and_a_failed_one_its_reason() -> None:
    good, bad, lost = [line for line in told(196) if "queues" in line and "09:1" in line]
    assert good.split() == [
        *("09:15:01", "200", "123", "12"),
        *("POST", "analytics/queues/observations/query", ID),
    ]
    assert bad.endswith(f"{ID}  Genesys Cloud asks to slow down (429).")
    assert lost.split()[:3] == ["09:14:51", "–", "20000"]
    assert lost.endswith("no answer within 20 s")


def test_where_it_is_narrow_the_end_of_the_path_and_the_whole_id_of_failures_remain() -> None:
    lines = told(76)
    good = next(line for line in lines if "09:15:01  " in line)
    assert good.split()[-2:] == ["…/queues/observations/query", ID[:8]]
    at = next(n for n, line in enumerate(lines) if "  429 " in line)
    assert " ".join(f"{lines[at + 1]} {lines[at + 2]}".split()) == f"{BAD.error} {ID}"


@pytest.mark.parametrize(
    ("endpoint", "short"),
    [
        (QUERY, "POST analytics/queues/observations/query"),
        ("POST /oauth/token", "POST oauth/token"),
        (f"GET /api/v2/routing/queues/{ID}/members", "GET routing/queues/1f2e3d4c/members"),
        ("GET /api/v2/routing/queues?pageSize=100&name=Smith", "GET routing/queues"),
        ("GET /x#secret", "GET x"),
        ("", ""),
    ],
)
def test_endpoints_are_shortened(endpoint: str, short: str) -> None:
    assert short_endpoint(endpoint) == short


def test_a_query_never_gets_through() -> None:
    call = replace(GOOD, endpoint=f"{QUERY}?access_token=s3cr3t")
    assert "s3cr3t" not in "\n".join(told(196, feed=Diagnostics(calls=(call,))))


def test_before_anything_is_known_it_says_so() -> None:
    lines = told(shot=None, feed=Diagnostics(), program=Program())
    assert field(lines, "requests") == "not told yet"
    assert field(lines, "token") == "none yet"
    assert field(lines, "clock") == "as the server's"
    assert field(lines, "memory") == "–"
    assert any("CALLS, NEWEST FIRST  none yet" in line for line in lines)
    assert not any("GAPS" in line or "NOTES" in line for line in lines)


def test_the_last_five_gaps_newest_first() -> None:
    gaps = tuple((NOW - 1000 * n, NOW - 1000 * n + 42, f"reason {n}") for n in range(9, 0, -1))
    lines = told(gaps=gaps)
    start = next(n for n, line in enumerate(lines) if "GAPS" in line)
    shown = [" ".join(line.split()) for line in lines[start + 1 : start + 6]]
    assert shown[0] == "23 Nov 08:58:24 0:42 reason 1"
    assert [line.split()[-1] for line in shown] == ["1", "2", "3", "4", "5"]
    assert lines[start + 6] == ""


def test_a_terminal_that_does_not_read_is_told() -> None:
    assert "does not take" in "\n".join(told(program=replace(PROGRAM, drained=False)))
    assert "does not take" not in "\n".join(told())


def test_as_wanted_and_run_out() -> None:
    feed = replace(TOLD, interval_kept=5.0, token_life=-1.0, skew=86_400.0)
    lines = told(feed=feed)
    assert field(lines, "poll") == "every 5 s, as wanted"
    assert field(lines, "token") == "run out"
    assert field(lines, "clock") == "1d 0h behind server"


@given(
    width=st.integers(1, 300),
    text=st.text(max_size=80),
    status=st.none() | st.integers(0, 999),
    seconds=st.floats(0, 1e7),
    glyphs=st.sampled_from([UNICODE, ASCII]),
)
def test_no_text_from_outside_breaks_a_line(
    width: int, text: str, status: int | None, seconds: float, glyphs: Glyphs
) -> None:
    calls = (
        Call(NOW, text, status, seconds, text, text, 3),
        Call(NOW, QUERY, status, seconds, text, None),
    )
    feed = replace(TOLD, calls=calls, refused=(text,), notes=(text,), token_life=seconds)
    health = replace(DOWN, reason=text or None, why=text, advice=text)
    shot = snapshot(state("A", None), health=health)
    lines = told(width, shot=shot, feed=feed, gaps=((NOW, NOW + seconds, text),), glyphs=glyphs)
    for line in lines:
        assert line.isprintable()
        if width >= 76:
            assert cells(line) <= width
    if glyphs is ASCII and text.isascii():
        assert "".join(lines).isascii()
