"""What ``queuetui queues`` prints: the queues that the credentials may see."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct, field

from queuetui.domain.readings import Queue
from queuetui.outputs.once_json import safe_json
from queuetui.view.formats import cells, clean, count, cut
from queuetui.view.glyphs import UNICODE, Glyphs

SCHEMA = 1


class QueueEntry(Struct, frozen=True):
    """One queue; what the directory did not tell is null."""

    id: str
    name: str
    division: str | None
    members: int | None


class Directory(Struct, frozen=True):
    """All of them."""

    schema_: int = field(name="schema")
    queues: tuple[QueueEntry, ...]


def render_queues_table(
    queues: Sequence[Queue], *, width: int = 100, glyphs: Glyphs = UNICODE
) -> str:
    """One line per queue, by name: id, name, division, members; plain text.

    An id is never cut (it is there to be copied), so a line may be wider than ``width`` cells
    where even the shortest names do not fit beside it.
    """
    rows = sorted(queues, key=lambda queue: (queue.name.casefold(), queue.id))
    ids = max((cells(clean(queue.id)) for queue in rows), default=2)
    divisions = max((cells(clean(queue.division or "")) for queue in rows), default=0)
    divisions = min(24, max(8, divisions))
    longest = max((cells(clean(queue.name)) for queue in rows), default=4)
    names = max(10, min(longest, width - ids - divisions - 7 - 6))
    lines = [_row("ID", "NAME", "DIVISION", "MEMBERS", (ids, names, divisions))]
    for queue in rows:
        members = count(queue.members) if queue.members is not None else glyphs.none
        name = cut(queue.name, names, glyphs.ellipsis)
        division = cut(queue.division, divisions, glyphs.ellipsis) if queue.division else ""
        lines.append(
            _row(clean(queue.id), name, division or glyphs.none, members, (ids, names, divisions))
        )
    lines += ["", f"{len(rows)} queue{'' if len(rows) == 1 else 's'}"]
    return "".join(f"{text.rstrip()}\n" for text in lines)


def render_queues_json(queues: Sequence[Queue]) -> bytes:
    """The same, in the order given, as one line of UTF-8 JSON."""
    entries = tuple(QueueEntry(q.id, q.name, q.division, q.members) for q in queues)
    return safe_json(msgspec.json.encode(Directory(SCHEMA, entries)))


def _row(
    queue_id: str, name: str, division: str, members: str, widths: tuple[int, int, int]
) -> str:
    texts = ((queue_id, widths[0]), (name, widths[1]), (division, widths[2]))
    left = "  ".join(text + " " * (width - cells(text)) for text, width in texts)
    return f"{left}  {members:>7}"
