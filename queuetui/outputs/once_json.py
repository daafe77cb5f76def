"""What ``--once --json`` prints, and JSON that no terminal obeys."""

import msgspec

from queuetui.domain.freshness import StalenessRule
from queuetui.domain.snapshot import Snapshot
from queuetui.domain.watchlist import Watchlist
from queuetui.view.document import document

_ESCAPED = {
    code: f"\\u{code:04x}"
    for code in (
        *range(0x7F, 0xA0),
        0x061C,
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    )
}
"""Control signs that JSON allows inside strings and a terminal might obey."""


def render_json(snapshot: Snapshot, watchlist: Watchlist, staleness: StalenessRule) -> bytes:
    """The document as one line of UTF-8 JSON.

    Names are as the organisation has them, with every control sign escaped.
    """
    return safe_json(msgspec.json.encode(document(snapshot, watchlist, staleness)))


def safe_json(encoded: bytes) -> bytes:
    """JSON as one line in which no sign can disturb the terminal it is printed on."""
    return encoded.decode().translate(_ESCAPED).encode() + b"\n"
