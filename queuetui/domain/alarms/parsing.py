"""Reading a condition: ``waiting > 5 and (longest_wait > 45s or not available >= 2)``.

*not* binds tighter than *and*, and *and* tighter than *or*, as everywhere. Capitals do not matter.
What cannot be read is told in one sentence, with the place where it went wrong.
"""

import re
from collections.abc import Callable
from typing import cast

from msgspec import Struct

from queuetui.domain.alarms.conditions import (
    WORDS,
    All,
    AnyOf,
    Compare,
    Condition,
    Is,
    Not,
    Sign,
    Word,
)
from queuetui.domain.durations import parse_duration
from queuetui.domain.figures import KINDS, Kind

LONGEST = 400
"""Characters of a condition."""
_DEEPEST = 20
"""Brackets and *not* within each other."""
_LARGEST = 1_000_000.0
_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_]+)|(?P<number>[0-9]+(?:\.[0-9]+)?)(?:\s*(?P<unit>%|(?:ms|[dhms])(?![A-Za-z_])))?"
    r"|(?P<sign><=|>=|==|!=|≤|≥|≠|<|>|=)|(?P<bracket>[()])|(?P<other>\S))"
)
_SIGNS: dict[str, Sign] = {"==": "=", "≤": "<=", "≥": ">=", "≠": "!="}
_JOINERS = ("and", "or", "not")
_EXAMPLES: dict[Kind, str] = {"count": "5", "ratio": "2.5", "seconds": "45s", "share": "60%"}
_WRITTEN: dict[Kind, str] = {
    "count": "a whole number such as 5",
    "ratio": "a number such as 2.5",
    "seconds": "a duration with its unit, such as 45s or 1m30s",
    "share": "a percentage such as 60%",
}


class ConditionError(ValueError):
    """Why a text is no condition, in one sentence."""


class _Token(Struct, frozen=True):
    kind: str
    """``word``, ``number``, ``sign``, ``bracket``, or ``end``."""
    text: str
    at: int
    """Of its first character, the first being 1."""
    unit: str = ""


def parse_condition(text: str) -> Condition:
    """The condition that a text stands for; `str` of it can be read again.

    Raises:
        ConditionError: In one sentence, what is wrong and where.
    """
    if len(text) > LONGEST:
        raise ConditionError(f"it is longer than {LONGEST} characters")
    if not text.strip():
        raise ConditionError("it is empty")
    return _Reader(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place = 0
    while match := _TOKEN.match(text, place):
        kind = match.lastgroup or ""
        kind = "number" if kind == "unit" else kind
        token = _Token(kind, match[kind].lower(), match.start(kind) + 1, match["unit"] or "")
        if kind == "other":
            raise _error(token, f'"{token.text}" has no meaning here')
        found.append(token)
        place = match.end()
    found.append(_Token("end", "", len(text.rstrip()) + 1))
    return found


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def whole(self) -> Condition:
        condition = self._any()
        token = self._peek
        if token.kind == "bracket" and token.text == ")":
            raise _error(token, 'this ")" closes nothing')
        if token.kind != "end":
            raise _error(token, f'expected "and" or "or" before {_shown(token)}')
        return condition

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._peek
        # The end is never passed: whoever is there looks at it again.
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _take_if(self, kind: str, text: str) -> bool:
        if self._peek.kind != kind or self._peek.text != text:
            return False
        self._take()
        return True

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._take_if("word", "or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._take_if("word", "and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Condition:
        token = self._take()
        if token.kind == "word" and token.text == "not":
            return Not(self._deeper(token, self._one))
        if token.kind == "bracket" and token.text == "(":
            inner = self._deeper(token, self._any)
            if not self._take_if("bracket", ")"):
                raise _error(self._peek, f'the "(" of character {token.at} is not closed')
            return inner
        if token.kind == "word" and token.text in WORDS:
            return Is(cast("Word", token.text))
        if token.kind == "word" and token.text in KINDS:
            return self._comparison(token.text)
        if token.kind == "word" and token.text not in _JOINERS:
            raise _error(token, f'"{token.text}" is no figure{_guess(token.text)}')
        raise _error(token, f"expected a figure, and not {_shown(token)}")

    def _deeper(self, token: _Token, read: Callable[[], Condition]) -> Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _error(token, f"more than {_DEEPEST} brackets and nots are within each other")
        condition = read()
        self._depth -= 1
        return condition

    def _comparison(self, figure: str) -> Condition:
        token = self._take()
        if token.kind != "sign":
            example = f"such as {figure} > {_EXAMPLES[KINDS[figure]]}"
            raise _error(token, f"expected a comparison of {figure}, {example}")
        sign = _SIGNS.get(token.text, cast("Sign", token.text))
        if sign in {"=", "!="} and KINDS[figure] != "count":
            raise _error(token, f"only counts are compared for being equal, and {figure} is none")
        return Compare(figure, sign, self._value(figure))

    def _value(self, figure: str) -> float:
        first = self._peek
        parts: list[_Token] = []
        while self._peek.kind == "number":
            parts.append(self._take())
        kind = KINDS[figure]
        value = _value(kind, parts)
        if value is None:
            after = _shown(first) if not parts else "".join(part.text + part.unit for part in parts)
            wanted = f"{figure} is compared with {_WRITTEN[kind]}"
            raise _error(first, f"{wanted}, and not with {after}")
        if value > (1.0 if kind == "share" else _LARGEST):
            raise _error(first, f"{first.text}{first.unit} is too large")
        return value


def _value(kind: Kind, parts: list[_Token]) -> float | None:
    """The number that is meant; ``None`` if it is not of that kind."""
    if kind == "seconds":
        try:
            seconds = parse_duration(" ".join(part.text + part.unit for part in parts))
        except ValueError:
            return None
        return round(seconds, 3)
    if len(parts) != 1:
        return None
    (one,) = parts
    if kind == "share":
        return round(float(one.text) / 100, 8) if one.unit == "%" else None
    if one.unit or (kind == "count" and "." in one.text):
        return None
    return round(float(one.text), 6)


def _error(token: _Token, what: str) -> ConditionError:
    return ConditionError(f"at character {token.at}: {what}")


def _shown(token: _Token) -> str:
    return "the end" if token.kind == "end" else f'"{token.text}{token.unit}"'


def _guess(word: str) -> str:
    import difflib  # noqa: PLC0415 - only what is misspelt waits for it

    known = [*KINDS, *WORDS, *_JOINERS]
    near = difflib.get_close_matches(word, known, n=1)
    return f", did you mean {near[0]}?" if near else ""
