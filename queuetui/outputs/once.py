"""What ``--once`` prints as a table for people and as CSV for spreadsheets."""

import csv
import io
from datetime import tzinfo

from queuetui.domain.freshness import StalenessRule
from queuetui.domain.settings import Order
from queuetui.domain.snapshot import Snapshot
from queuetui.domain.watchlist import Watchlist
from queuetui.view.columns import TODAY, fit
from queuetui.view.document import QueuePart, document
from queuetui.view.formats import cells, clean, clock_time, cut_at_word
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.line import header, line
from queuetui.view.overview import summary_line
from queuetui.view.segments import text_of
from queuetui.view.sorting import ordered
from queuetui.view.standing import standings, summary
from queuetui.view.status import seen

DEFAULT_WIDTH = 100
"""Cells of the table where the output is not a terminal."""

CSV_FIELDS = (
    "id",
    "name",
    "label",
    "severity",
    "waiting",
    "longest_wait",
    "oldest_since",
    "available",
    "on_queue",
    "interacting",
    "alerting",
    "not_responding",
    "communicating",
    "off_queue",
    "logged_in",
    "members",
    "active",
    "as_of",
)


def render_table(  # noqa: PLR0913 - each is a choice of the person who calls it
    snapshot: Snapshot,
    watchlist: Watchlist,
    staleness: StalenessRule,
    *,
    width: int = DEFAULT_WIDTH,
    order: Order = "severity",
    glyphs: Glyphs = UNICODE,
    zone: tzinfo | None = None,
) -> str:
    """One line per queue, fitted to ``width`` cells, and a summary; plain text."""
    now = snapshot.taken_at
    rows = ordered(standings(snapshot, watchlist, now, staleness), order)
    longest_name = max((cells(row.label) for row in rows), default=0)
    told = any(row.today is not None for row in rows)
    # One poll has no past to draw or to reckon with.
    without = {"trend"} if told else {"trend", *TODAY}
    if not any(row.state.forecasts for row in rows):
        without.add("forecast")
    placed = fit(width, name_max=longest_name, gutter=0, without=without)
    lines = [text_of(header(placed, width, "configuration", glyphs))]
    lines += [text_of(line(row, placed, width, glyphs=glyphs, now=now).segments) for row in rows]
    lines += ["", text_of(summary_line(summary(rows), width, glyphs)).strip()]
    health = seen(snapshot, now, staleness)
    if health.state != "live" or health.reason:
        reason = f": {clean(health.reason)}" if health.reason else ""
        said = f"{glyphs.health(health.state)} {health.state}{reason}"
        lines.append(cut_at_word(said, width, glyphs.ellipsis))
    lines.append(f"taken at {clock_time(now, zone)}")
    return "".join(f"{text.rstrip()}\n" for text in lines)


def render_csv(snapshot: Snapshot, watchlist: Watchlist, staleness: StalenessRule) -> str:
    """A row per queue under a row of titles (RFC 4180); what is unknown is an empty cell.

    Names lose control characters, and one that begins like a formula (``=``, ``+``, ``-``, ``@``
    or a tab) gets an apostrophe before it, so that a spreadsheet shows it instead of running it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_FIELDS)
    for queue in document(snapshot, watchlist, staleness).queues:
        writer.writerow([_cell(queue, name) for name in CSV_FIELDS])
    return out.getvalue()


def _cell(queue: QueuePart, name: str) -> str | int | float | None:
    value: str | int | float | None = getattr(queue, name)
    if name in {"id", "name", "label"} and isinstance(value, str):
        return _harmless(value)
    return value


def _harmless(text: str) -> str:
    formula = text.lstrip().startswith(("=", "+", "-", "@")) or text.startswith(("\t", "\r"))
    return f"'{clean(text)}" if formula else clean(text)
