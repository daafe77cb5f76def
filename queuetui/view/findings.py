"""Findings as lines for a person, a document for programs, and a report for a public place."""

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from msgspec import Struct, field

from queuetui.domain.findings import (
    Finding,
    Kind,
    Part,
    State,
    Text,
    first_failure,
    passed,
    unanswered,
)
from queuetui.domain.snapshot import Cause
from queuetui.view.formats import cells, clean

SCHEMA = 1
SHORTEST_SECRET = 4
"""Characters. Less protects nothing, and would be found inside every other word."""
_LONG = 6
"""Characters from which an identifier is looked for inside words too."""
_STEP_WIDTH = 16
WIDTH = 80
"""Cells of a line where nothing else is known."""
_NARROWEST = 40
"""Cells: below this, lines are left to the terminal to break."""
_OWN: frozenset[Kind] = frozenset({"plain", "said", "quote"})
"""Kinds of text that are no identifiers."""
_PUBLIC_ISSUERS = re.compile(
    r"(Amazon|DigiCert( Inc)?|Let's Encrypt|Google Trust Services( LLC)?|GlobalSign( nv-sa)?"
    r"|Sectigo Limited|Entrust, Inc\.)"
)
_LEFT_OUT = "(a sentence about the settings; left out here because it may quote them)"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")


class Marks(Struct, frozen=True):
    """The signs in front of the lines."""

    ok: str
    failed: str
    skipped: str
    note: str
    advice: str
    ascii_only: bool = False

    def of(self, state: State) -> str:
        """The sign of a state."""
        return {
            "ok": self.ok,
            "failed": self.failed,
            "skipped": self.skipped,
            "note": self.note,
        }[state]


UNICODE = Marks(ok="✓", failed="✗", skipped="–", note="·", advice="→")
ASCII = Marks(ok="[ok]", failed="[XX]", skipped="[--]", note="[  ]", advice="->", ascii_only=True)
_ASCII_SIGNS = str.maketrans(
    {"›": ">", "–": "-", "—": "-", "…": "...", "→": "->", "×": "x", "’": "'"}
)


class FindingPart(Struct, frozen=True):
    """One finding of the document."""

    step: str
    state: State
    found: str
    details: tuple[str, ...]
    advice: tuple[str, ...]
    cause: Cause | None
    unanswered: bool


class Document(Struct, frozen=True):
    """All of them, for programs."""

    schema_: int = field(name="schema")
    ok: bool
    findings: tuple[FindingPart, ...]


def text_of(text: Text) -> str:
    """A text as it is, without signs that could disturb a terminal."""
    return "".join(clean(part.text) for part in text)


def lines(finding: Finding, marks: Marks, width: int = WIDTH) -> tuple[str, ...]:
    """A line for the step, and indented ones for details and advice.

    They are broken between words to take at most ``width`` cells; a word is never cut.
    """
    return _lines(finding, marks, text_of, width)


def summary(findings: Sequence[Finding]) -> str:
    """One sentence about all of them: *all passed* stands alone only if nothing was left open."""
    first = first_failure(tuple(findings))
    if first is None:
        left_open = ", ".join(unanswered(tuple(findings)))
        if not left_open:
            return "All passed."
        return f"All that the board needs passed. Not told, and not needed: {left_open}."
    count = sum(finding.state == "failed" for finding in findings)
    left = sum(finding.state == "skipped" for finding in findings)
    also = f", {left} skipped" if left else ""
    return f"{count} failed{also}. Begin with: {first.step}."


def document(findings: Sequence[Finding]) -> Document:
    """The document for programs; it holds identifiers, and never a secret."""
    parts = tuple(
        FindingPart(
            step=one.step,
            state=one.state,
            found=text_of(one.found),
            details=tuple(text_of(text) for text in one.details),
            advice=tuple(text_of(text) for text in one.advice),
            cause=one.cause,
            unanswered=one.unanswered,
        )
        for one in findings
    )
    return Document(SCHEMA, passed(tuple(findings)), parts)


def report(findings: Sequence[Finding], salt: bytes, identifiers: Iterable[Part] = ()) -> str:
    """The findings in plain ASCII with a hash in place of every identifier.

    The same thing has the same hash within one report; ``salt`` is to be random, so that nobody
    can try names out or compare two reports. ``identifiers`` are more things to look for in
    sentences, beside those that the findings name themselves.
    """
    hide = _Hiding(salt, [*_named(findings), *identifiers])
    written = [
        "queuetui doctor report",
        "Identifiers are replaced by hashes; the same thing has the same hash throughout.",
        "",
    ]
    for finding in findings:
        written += _lines(finding, ASCII, hide.text, WIDTH)
    written += ["", *wrapped(summary(findings))]
    return hide.whole("".join(f"{line.rstrip()}\n" for line in written))


class _Hiding:
    """Replaces identifiers by hashes."""

    def __init__(self, salt: bytes, identifiers: Iterable[Part]) -> None:
        self._salt = salt
        given = [
            Part(text, part.kind)
            for part in identifiers
            # A sentence may hold a name as it was given, or as it is drawn.
            for text in dict.fromkeys((part.text, clean(part.text).strip()))
            if text.strip()
        ]
        self._known = {part.text.casefold(): part for part in given}
        self._pattern = _any_of({part.text for part in given})
        self._secrets = [
            part.text
            for part in given
            if part.kind == "secret" and len(part.text) >= SHORTEST_SECRET
        ]

    def text(self, text: Text) -> str:
        # Before it is broken into lines: an identifier may hold blanks.
        return self.whole("".join(self._part(part) for part in text))

    def whole(self, written: str) -> str:
        """The last look at all of it: what has the form of an identifier, wherever it stands."""
        for secret in self._secrets:
            written = written.replace(secret, "(secret)")
        written = _UUID.sub(lambda found: self._hash(found[0], "id"), written)
        written = _MAIL.sub(lambda found: self._hash(found[0], "mail"), written)
        return written.translate(_ASCII_SIGNS).encode("ascii", "replace").decode()

    def _part(self, part: Part) -> str:
        if part.kind == "plain":
            return clean(part.text)
        if part.kind == "quote":
            return _LEFT_OUT
        if part.kind == "said":
            return self._sentence(part.text)
        if part.kind == "issuer" and _PUBLIC_ISSUERS.fullmatch(part.text):
            return part.text
        return self._hash(part.text, part.kind)

    def _sentence(self, sentence: str) -> str:
        def hidden(found: re.Match[str]) -> str:
            part = self._known.get(found[0].casefold())
            return self._hash(found[0], part.kind if part else "name")

        return clean(self._pattern.sub(hidden, sentence) if self._pattern else sentence)

    def _hash(self, value: str, kind: str) -> str:
        if kind == "secret":
            return "(secret)"
        return f"{kind}-{sha256(self._salt + value.casefold().encode()).hexdigest()[:10]}"


def _any_of(known: Iterable[str]) -> re.Pattern[str] | None:
    # The longest first: a host with its port before the host alone.
    texts = sorted(known, key=lambda text: (-len(text), text))
    if not texts:
        return None
    # A short one, such as a queue called "or", is meant only where it stands alone.
    patterns = [
        re.escape(text) if len(text) >= _LONG else rf"(?<!\w){re.escape(text)}(?!\w)"
        for text in texts
    ]
    return re.compile("|".join(patterns), re.IGNORECASE)


def _named(findings: Iterable[Finding]) -> list[Part]:
    texts = [text for one in findings for text in (one.found, *one.details, *one.advice) if text]
    return [part for text in texts for part in text if part.kind not in _OWN]


def wrapped(text: str, width: int = WIDTH, first: str = "", hang: str = "") -> list[str]:
    """The text in lines of at most ``width`` cells, broken between words that are never cut.

    ``first`` stands before the first line and ``hang`` before the others.
    """
    if width < _NARROWEST:
        return [first + text]
    written = [first]
    empty = True
    for word in text.split(" "):
        longer = written[-1] + word if empty else f"{written[-1]} {word}"
        if empty or cells(longer) <= width:
            written[-1] = longer
        else:
            written.append(hang + word)
        empty = False
    return written


def _lines(
    finding: Finding, marks: Marks, write: Callable[[Text], str], width: int
) -> tuple[str, ...]:
    def put(text: str, first: str, hang: str) -> None:
        if marks.ascii_only:
            text = text.translate(_ASCII_SIGNS)
        written.extend(wrapped(text, width, first, hang))

    written: list[str] = []
    mark = marks.of(finding.state)
    start = f"{mark} {finding.step:<{_STEP_WIDTH}}  "
    pre = "skipped: " if finding.state == "skipped" else ""
    put(pre + write(finding.found), start, " " * cells(start))
    indent = " " * (cells(mark) + 3)
    for text in finding.details:
        put(write(text), indent, f"{indent}  ")
    for text in finding.advice:
        advice = f"{indent}{marks.advice} "
        put(write(text), advice, " " * cells(advice))
    return tuple(line.rstrip() for line in written)
