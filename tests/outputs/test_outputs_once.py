"""What ``--once`` prints, as it stands in the pipe."""

import csv
import io
import json
from datetime import UTC

import pytest

from queuetui.domain.snapshot import Health
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.outputs.once import CSV_FIELDS, render_csv, render_table
from queuetui.outputs.once_json import render_json
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII
from tests.view.samples import BOARD, EVERYTHING, RULE, reading, snapshot, state

TABLE_100 = """\
STATUS    QUEUE                   WAITING   LONGEST VOI CHT EML CBK MSG AVAIL/ON Q TALKING NO ANSWER
▲ BREACH  Support                      12      4:07  12                        0/9       9         1
! WARN    Billing                       2      0:41   2                       3/12       9         1
? NO DATA Callbacks           42s   – (7)  – (4:18)                   –   – (3/12)   – (9)     – (1)
? NO DATA Night desk                    –         –                   –          –       –         –
? NO DATA Returns                       –         –   –                          –       –         1
· ok      E-mail              12s       4      0:12   4                        2/2       9         1
· ok      Sales and new business…       0      0:00   ·                       7/12       2         1

7 queues   ▲ 1 BREACH   ! 1 WARN   ? 3 NO DATA   · 2 ok   18+ waiting
taken at 09:15:04
"""


def table(width: int = 100) -> str:
    return render_table(BOARD, EVERYTHING, RULE, width=width, zone=UTC)


def test_table() -> None:
    assert table() == TABLE_100


@pytest.mark.parametrize("width", [40, 60, 80, 100, 132, 200])
def test_table_is_aligned_plain_text_within_its_width(width: int) -> None:
    text = table(width)
    assert all(cells(line) <= width for line in text.splitlines())
    assert "\x1b" not in text
    head, *rows = text.splitlines()[:8]
    end = head.index("WAITING") + len("WAITING")
    assert [row[:end].split()[-1] for row in rows] == ["12", "2", "(7)", "–", "–", "4", "0"]


def test_table_says_when_not_all_is_well() -> None:
    late = snapshot(
        state("A", reading(waiting=0)), health=Health("down", reason="host\x1b not found")
    )
    lines = render_table(late, EVERYTHING, RULE, zone=UTC, glyphs=ASCII).splitlines()
    assert lines[-2:] == ["x down: host not found", "taken at 09:15:04"]
    partial = snapshot(state("A", reading(waiting=0)), health=Health("live", reason="1 refused"))
    lines = render_table(partial, EVERYTHING, RULE, zone=UTC).splitlines()
    assert lines[-2:] == ["● live: 1 refused", "taken at 09:15:04"]


def test_table_in_the_order_asked_for() -> None:
    text = render_table(BOARD, EVERYTHING, RULE, order="name", zone=UTC)
    names = [line.split()[2] for line in text.splitlines()[1:3]]
    assert names == ["Billing", "DATA"]


def test_no_name_can_drive_the_terminal() -> None:
    nasty = snapshot(state("A\x1b[2J\x9b31m\nB\u202e", reading(waiting=0)))
    for text in (
        render_table(nasty, EVERYTHING, RULE, zone=UTC),
        render_csv(nasty, EVERYTHING, RULE).replace("\r\n", ""),
        render_json(nasty, EVERYTHING, RULE).decode(),
    ):
        assert not set(text) & set("\x1b\x9b\u202e")
    assert len(render_table(nasty, EVERYTHING, RULE, zone=UTC).splitlines()) == 5


def test_json_is_one_line_and_keeps_names_as_they_are() -> None:
    name = 'Zürich "客服" \x9b\u202e\n\u2028'
    text = render_json(snapshot(state(name, None)), EVERYTHING, RULE)
    assert text.count(b"\n") == 1
    assert "Zürich" in text.decode()
    whole = json.loads(text)
    assert whole["schema"] == 1
    assert whole["queues"][0]["name"] == name


CSV = """\
id,name,label,severity,waiting,longest_wait,oldest_since,available,on_queue,interacting,alerting,\
not_responding,communicating,off_queue,logged_in,members,active,as_of\r
support,Support,Support,critical,12,244,2026-11-23T09:10:57.000Z,0,9,9,1,1,0,4,11,15,13,\
2026-11-23T09:15:01.000Z\r
night desk,Night desk,Night desk,unknown,,,,,,,,,,,,,,\r
"""


def test_csv() -> None:
    some = snapshot(BOARD.queues[0], BOARD.queues[5])
    assert render_csv(some, EVERYTHING, RULE) == CSV


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Sales, EMEA", "Sales, EMEA"),
        ('The "A" team', 'The "A" team'),
        ("=1+1", "'=1+1"),
        ("+49 hotline", "'+49 hotline"),
        ("-night", "'-night"),
        ("@home", "'@home"),
        ("\t=1", "' =1"),
        (" =1", "' =1"),
        ("a=1", "a=1"),
    ],
)
def test_csv_names_are_quoted_and_never_formulas(name: str, cell: str) -> None:
    text = render_csv(snapshot(state(name, None)), EVERYTHING, RULE)
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["name"] == row["label"] == cell
    assert tuple(row) == CSV_FIELDS


def test_labels_are_used() -> None:
    labelled = Watchlist((QueueRule(id="support", label="Help desk"), QueueRule(name="*")))
    assert "Help desk" in render_table(BOARD, labelled, RULE, zone=UTC)
    assert "support,Support,Help desk,critical" in render_csv(BOARD, labelled, RULE)
