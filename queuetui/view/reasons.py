"""Reasons in two or three words, for where a whole sentence has no room.

A sentence that is cut says less than a short one: half of it is often the name of a host.
"""

import re

from queuetui.domain.snapshot import Cause

LONGEST = 16
"""Cells that no short reason is longer than."""

_BY_CAUSE: dict[Cause, str] = {
    "credentials": "not let in",
    "permission": "no permission",
    "request": "bad request",
    "network": "no connection",
    "server": "server error",
    "rate": "rate limited",
    "answer": "odd answer",
    "internal": "internal error",
    "queues": "no such queue",
}

_KNOWN: tuple[tuple[str, str], ...] = (
    ("The proxy", "proxy failed"),
    ("(DNS)", "name not found"),
    ("(TLS)", "TLS failed"),
    ("refuses the connection", "host refuses"),
    ("did not answer within", "time-out"),
    ("can't be reached in time", "time-out"),
    ("was not complete after", "time-out"),
    ("broke the connection off", "connection lost"),
    ("was cut off", "answer cut off"),
    ("is a web page", "got a web page"),
    ("redirects", "redirected"),
    ("this OAuth client id", "unknown client"),
    ("the client secret", "wrong secret"),
    ("the token (", "token refused"),
    ("no Genesys Cloud login", "no login there"),
    ("know the metric", "unknown metric"),
    ("is missing: Genesys Cloud refuses", "no permission"),
    ("no access to this queue", "no access"),
    ("does not take", "bad request"),
    ("see no queue", "no queue visible"),
    ("not in the answer", "not answered"),
    ("no such queue", "no such queue"),
)
"""Words of a sentence that is made elsewhere in the program, and what it comes to."""
_PERMISSION = re.compile(r"(\S+:\S+) is missing:")
_REFUSED = re.compile(r"\((4\d\d)\b")
_FAILED = re.compile(r"\((5\d\d)\b")


def ways_to_say(reason: str, cause: Cause | None = None) -> tuple[str, ...]:
    """A reason, longest first; the last is of at most `LONGEST` cells if its kind is known.

    A missing permission has a way between: its name is what somebody has to know.
    """
    named = _PERMISSION.match(reason)
    short = _short(reason, cause)
    ways = (reason, f"no {named[1]}" if named else None, short)
    return tuple(dict.fromkeys(way for way in ways if way))


def _short(reason: str, cause: Cause | None) -> str | None:
    for words, short in _KNOWN:
        if words in reason:
            return short
    if failed := _FAILED.search(reason):
        return f"server error {failed[1]}"
    if cause is not None:
        return _BY_CAUSE[cause]
    refused = _REFUSED.search(reason)
    return f"refused ({refused[1]})" if refused else None
