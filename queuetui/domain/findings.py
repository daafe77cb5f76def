"""What an examination found, step by step.

A text is made of parts, and each part says what kind of thing it names: so a report can leave out
every identifier by construction, instead of searching for what might be one.
"""

from typing import Literal

from msgspec import Struct

from queuetui.domain.snapshot import Cause

State = Literal["ok", "failed", "skipped", "note"]
"""*note*: worth telling, and no fault."""

Kind = Literal[
    "plain",
    "said",
    "quote",
    "organisation",
    "queue",
    "client",
    "host",
    "address",
    "issuer",
    "path",
    "correlation",
    "user",
    "secret",
]
"""*plain*: our own words and bare figures. *said*: a sentence made elsewhere in the program, which
may repeat identifiers. *quote*: a sentence that may repeat anything a person wrote. The others are
identifiers, by what they name."""


class Part(Struct, frozen=True):
    """A stretch of text of one kind."""

    text: str
    kind: Kind = "plain"


Text = tuple[Part, ...]


class Finding(Struct, frozen=True):
    """One step of the way and how it went."""

    step: str
    state: State
    found: Text = ()
    details: tuple[Text, ...] = ()
    """More lines about what was found."""
    advice: tuple[Text, ...] = ()
    """Why that usually happens and what to do; for a failed step, sometimes for a note."""
    cause: Cause | None = None
    """Of a failed step; ``None`` where the settings or this machine are at fault."""
    unanswered: bool = False
    """Of a note: it asked for something that the board can do without, and was not told."""


def say(*parts: str | Part) -> Text:
    """A text; bare strings are our own words."""
    return tuple(Part(part) if isinstance(part, str) else part for part in parts)


def ok(step: str, *found: str | Part, details: tuple[Text, ...] = ()) -> Finding:
    """A step that passed."""
    return Finding(step, "ok", say(*found), details)


def note(
    step: str, *found: str | Part, details: tuple[Text, ...] = (), unanswered: bool = False
) -> Finding:
    """A step that told something, good or bad, which is no fault."""
    return Finding(step, "note", say(*found), details, unanswered=unanswered)


def skipped(step: str, reason: str) -> Finding:
    """A step that could not or need not be made."""
    return Finding(step, "skipped", say(reason))


def failed(
    step: str,
    *found: str | Part,
    advice: tuple[Text, ...] = (),
    details: tuple[Text, ...] = (),
    cause: Cause | None = None,
) -> Finding:
    """A step that did not pass."""
    return Finding(step, "failed", say(*found), details, advice, cause)


def passed(findings: tuple[Finding, ...]) -> bool:
    """Whether no step failed: everything that the board needs was tried, and works.

    A step is skipped for want of another only when that one failed. A note that got no answer is
    no failure, since only steps that the board can do without end like that; `unanswered` names
    them, and the last sentence of an examination does so too.
    """
    return all(finding.state != "failed" for finding in findings)


def unanswered(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """The steps that asked for something which the board can do without, and were not told."""
    return tuple(dict.fromkeys(finding.step for finding in findings if finding.unanswered))


def first_failure(findings: tuple[Finding, ...]) -> Finding | None:
    """The first step that did not pass."""
    return next((finding for finding in findings if finding.state == "failed"), None)
