"""``GET /api/v2/routing/queues/{id}/mediatypes/{media}/estimatedwaittime``, for each medium.

This resource has words of its own for the media: a voice call is ``call`` here.
"""

from collections.abc import Iterable
from urllib.parse import quote

import msgspec
from msgspec import UNSET, Struct, UnsetType

from queuetui.domain.estimates import Estimate, Estimates
from queuetui.genesys.answers import decode
from queuetui.genesys.errors import AnswerUnreadable, GenesysError, RequestRefused
from queuetui.genesys.session import Session

WORDS = {
    "voice": "call",
    "callback": "callback",
    "chat": "chat",
    "email": "email",
    "message": "message",
    "video": "videoComm",
}
"""The media that can be asked for: the readings' word → this resource's."""
_LONGEST = 1e9
"""Seconds: a prediction beyond is none."""
_LONGEST_NAME = 40


class _Label(Struct):
    id: str | None = None


class _Prediction(Struct, rename="camel"):
    intent: str | None = None
    formula: str | None = None
    estimated_wait_time_seconds: float | None = None
    label: _Label | None = None


class _Answer(Struct):
    results: list[_Prediction | None] | UnsetType | None = UNSET


_decoder = msgspec.json.Decoder(_Answer)


def read_estimates(session: Session, queue_id: str, media: Iterable[str]) -> Estimates:
    """The predictions for these media of a queue, one call each. Raises a `GenesysError`.

    A medium that the resource does not take, or has no word for, is one without prediction;
    only if it takes none of them its refusal is raised.
    """
    found: list[Estimate] = []
    instants: list[float] = []
    refusal: GenesysError | None = None
    for medium in dict.fromkeys(media):
        word = WORDS.get(medium)
        if word is None:
            found.append(Estimate(medium))
            continue
        path = (
            f"/api/v2/routing/queues/{quote(queue_id, safe='')}/mediatypes/{word}/estimatedwaittime"
        )
        try:
            exchange = session.call("GET", path)
        except RequestRefused as error:
            if error.status not in (400, 404):
                raise
            refusal = error
            found.append(Estimate(medium))
            continue
        instants.append(session.as_of(exchange))
        found.append(parse(exchange.body, medium))
    if refusal is not None and not instants:
        raise refusal
    return Estimates(queue_id, min(instants, default=session.server_now()), tuple(found))


def parse(body: bytes, media: str) -> Estimate:
    """Turn an answer into the estimate for a medium. Raises `AnswerUnreadable`."""
    answer = decode(_decoder, body, "estimated wait")
    if answer.results is UNSET:
        raise AnswerUnreadable("The estimated wait answer has no field `results`.")
    # A prediction with a label is one for some of the interactions only.
    ours = [one for one in answer.results or () if one is not None and one.label is None]
    word = WORDS.get(media, media).upper()
    ours.sort(key=lambda one: (one.intent or word).upper() != word)
    if not ours:
        return Estimate(media)
    return Estimate(media, _seconds(ours[0].estimated_wait_time_seconds), _name(ours[0].formula))


def _seconds(told: float | None) -> float | None:
    return told if told is not None and 0 <= told <= _LONGEST else None


def _name(formula: str | None) -> str | None:
    """The name as told, in one line of signs that can be shown."""
    plain = "".join(sign if sign.isprintable() else " " for sign in formula or "")
    return " ".join(plain.split())[:_LONGEST_NAME] or None
