"""Decoding an answer, and saying in one sentence what is wrong with one that can't be decoded."""

import re
from typing import TypeVar

import msgspec
from msgspec import Struct

from queuetui.genesys.errors import AnswerUnreadable

T = TypeVar("T")
_HIGH, _LOW = rb"\\u[dD][89abAB][0-9a-fA-F]{2}", rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_LONE_SURROGATE = re.compile(rb"%b(?!%b)|(?<!%b)%b" % (_HIGH, _LOW, _HIGH, _LOW))


class Told(Struct, gc=False):
    """A part of an answer as it came.

    The collector of cycles passes it over: JSON is a tree, so reference counts suffice. Looking at
    thousands of these again and again while they are made took half of the time of decoding.
    """


def unfamiliar(what: str) -> AnswerUnreadable:
    """The error for JSON of another shape than is known: nothing in between makes such answers."""
    error = AnswerUnreadable(what)
    error.why = "It is data, but not as queuetui knows it: the API may have changed."
    error.advice = "Find out more, and report it: queuetui doctor --report FILE"
    return error


def decode(decoder: msgspec.json.Decoder[T], body: bytes, what: str) -> T:
    """Decode a body; raises `AnswerUnreadable`, which names the field or what came instead."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise unfamiliar(f"The {what} answer does not fit: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # One odd name must not blank the wall: half a surrogate pair is no reason to refuse it all.
        if (mended := _LONE_SURROGATE.sub(rb"\\ufffd", body)) != body:
            return decode(decoder, mended, what)
        start = body[:200].lstrip().lower()
        if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
            raise AnswerUnreadable(f"The {what} answer is a web page, not data.") from None
        if not start:
            raise AnswerUnreadable(f"The {what} answer is empty.") from None
        raise AnswerUnreadable(f"The {what} answer is not whole JSON.") from None
