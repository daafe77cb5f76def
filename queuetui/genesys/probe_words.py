"""What to do about an error, for a person who meets it in an examination.

The board's own advice is that of a program which goes on asking by itself; an examination ends.
And the step where an error came up tells more about its cause: a server that has just answered is
at no wrong address, and a request without a token has used up nobody's allowance.
"""

import ssl
from collections.abc import Iterator

import urllib3

from queuetui.domain.findings import Part, Text, say
from queuetui.domain.snapshot import Cause
from queuetui.genesys.deadline import OutOfTime
from queuetui.genesys.errors import GenesysError, MetricRefused, NoAnswer, PermissionRefused
from queuetui.genesys.proxies import ProxyFailed
from queuetui.genesys.resolver import NameUnanswered

FIRST = "first answer"
TOKEN = "token"  # noqa: S105 - a step
_WITH_QUEUES = ("observations", "queues", "unknown queue id")
"""Steps whose requests name queues."""
AGAIN = "then run queuetui doctor again"

_SLOW = (
    "The connection works, but the server or the way to it is too slow just now.",
    "Run queuetui doctor again, or with more patience: queuetui doctor --timeout 60s",
)
_BROKE = (
    "The steps above could connect, so this is usually a line or a server that fails for a moment.",
    "Run queuetui doctor again; if it stays, tell those who look after this network.",
)
_FOREIGN = (
    "A missing permission is told in other words: usually a firewall or a proxy in between.",
    "Tell those who look after this network; GENESYS_CLOUD_BASE_URL must name Genesys Cloud's API.",
)
_CHANGED = (
    "queuetui asks for nothing unusual here: the API may have changed.",
    "Report it, with what this writes: queuetui doctor --report FILE",
)
_NO_LOGIN = (
    "The region or the base URL is usually wrong.",
    "Check GENESYS_CLOUD_REGION or GENESYS_CLOUD_BASE_URL.",
)


def is_permission(error: GenesysError) -> bool:
    """Whether it is Genesys Cloud itself that misses a permission, and no firewall's own 403."""
    own = error.code is not None or error.correlation_id is not None
    return isinstance(error, PermissionRefused) and own


def cause_of(error: GenesysError) -> Cause:
    """What kind of thing went wrong."""
    if isinstance(error, PermissionRefused) and not is_permission(error):
        return "answer"
    return error.cause


def told(error: GenesysError) -> Text:
    """What happened, in one sentence."""
    if isinstance(error, PermissionRefused) and not is_permission(error):
        return say("something refuses the request (403), and not in Genesys Cloud's words")
    return say(Part(error.what, "said"))


def advice_on(step: str, error: GenesysError) -> tuple[Text, ...]:
    """Why it usually happens and what to do, a line each."""
    return tuple(say(Part(line, "said")) for line in _advice(step, error) if line)


def _advice(step: str, error: GenesysError) -> tuple[str, str]:
    why, what = error.why, error.advice
    match error.cause:
        case "rate":
            why, what = _rate(step, error)
        case "server":
            asked = error.retry_after
            wait = f"Wait {asked:.0f} s, as it asks" if asked else "Wait a few minutes"
            what = f"{wait}, {AGAIN}; status.mypurecloud.com tells of larger faults."
        case "permission" if not is_permission(error):
            why, what = _FOREIGN
        case "request" if step == TOKEN:
            why, what = _NO_LOGIN
        case "request" if step not in _WITH_QUEUES and not isinstance(error, MetricRefused):
            why, what = _CHANGED
        case "answer" if step not in (FIRST, TOKEN) and what == type(error).advice:
            # Its own advice doubts an address that has just answered as it should.
            what = _BROKE[1]
    return why, what


def _rate(step: str, error: GenesysError) -> tuple[str, str]:
    wait = f"Wait {error.retry_after:.0f} s, as it asks" if error.retry_after else "Wait a minute"
    own = "If it comes back, give queuetui an OAuth client of its own."
    if step == FIRST:
        why = "Requests without a token are limited too, perhaps for this whole network together."
        own = "If it comes back, find out what else on this network asks Genesys Cloud so often."
    elif step == TOKEN:
        why = "Too many tokens were asked for, perhaps by other programs with this OAuth client."
    else:
        why = error.why
    return (why, f"{wait}, {AGAIN}. {own}")


def explain(error: NoAnswer) -> None:
    """Give an error of the line the words for a line that has worked a moment before.

    Errors of names, proxies and certificates keep their own.
    """
    beneath = list(_beneath(error))
    if isinstance(error, ProxyFailed) or any(isinstance(one, _OTHERS) for one in beneath):
        return
    if any(isinstance(one, (urllib3.exceptions.ReadTimeoutError, OutOfTime)) for one in beneath):
        error.why, error.advice = _SLOW
    elif any(isinstance(one, (urllib3.exceptions.HTTPError, OSError)) for one in beneath):
        error.why, error.advice = _BROKE


_OTHERS = (
    urllib3.exceptions.NameResolutionError,
    NameUnanswered,
    urllib3.exceptions.SSLError,
    ssl.SSLError,
)


def _beneath(error: BaseException) -> Iterator[BaseException]:
    """What it was raised for, and what that was raised for."""
    one = error.__context__
    while one is not None:
        yield one
        one = one.__context__
