"""Decoding an answer, and saying in one sentence what is wrong with one that can't be decoded."""

from typing import TypeVar

import msgspec

from queuetui.genesys.errors import AnswerUnreadable

T = TypeVar("T")


def decode(decoder: msgspec.json.Decoder[T], body: bytes, what: str) -> T:
    """Decode a body; raises `AnswerUnreadable`, which names the field or what came instead."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise AnswerUnreadable(f"The {what} answer does not fit: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        start = body[:200].lstrip().lower()
        if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
            raise AnswerUnreadable(f"The {what} answer is a web page, not data.") from None
        if not start:
            raise AnswerUnreadable(f"The {what} answer is empty.") from None
        raise AnswerUnreadable(f"The {what} answer is not whole JSON.") from None
