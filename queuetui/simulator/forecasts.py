"""Estimated waits, as the centre would predict them.

The formula is a plain one: everybody in front and oneself, at the pace of the agents on queue. That
media without agents are left out of the answer, and which formula is named when, are choices.
"""

from __future__ import annotations

from typing import Final

from queuetui.simulator.floor import COMMUNICATING, NOT_RESPONDING, OFF_QUEUE, Line, Queue
from queuetui.simulator.observations import Json
from queuetui.simulator.refusals import invalid_value

MEDIA_WORDS: Final = {
    "all": "ALL",
    "call": "CALL",
    "chat": "CHAT",
    "callback": "CALLBACK",
    "email": "EMAIL",
    "videoComm": "VIDEOCOMM",
    "message": "MESSAGE",
}
"""Media in the spelling of this resource (it is `call`, not `voice`), and as intents."""
_RING_SECONDS: Final = 5.0
_ABSENT: Final = frozenset({OFF_QUEUE, NOT_RESPONDING, COMMUNICATING})


def predict_all(queue: Queue) -> Json:
    """Return the predictions for all media that the queue serves, one for each."""
    return _answer(queue, [word for word in MEDIA_WORDS if _lines(queue, word) and word != "all"])


def predict(queue: Queue, word: str) -> Json:
    """Return the prediction for one medium, or for `all` of them together.

    Raises RefusedError (400) for a word that is none of this resource.
    """
    if word not in MEDIA_WORDS:
        raise invalid_value(word, "MediaType", MEDIA_WORDS)
    return _answer(queue, [word])


def _answer(queue: Queue, words: list[str]) -> Json:
    results = []
    for word in words:
        seconds = _seconds(queue, _lines(queue, word))
        if seconds is not None:
            results.append({
                "intent": MEDIA_WORDS[word],
                # A backlog that nobody gives up is not worth a finer prediction.
                "formula": "SIMPLE" if word in {"email", "callback"} else "BEST",
                "estimatedWaitTimeSeconds": round(seconds),
            })  # fmt: skip
    return {"results": results}


def _lines(queue: Queue, word: str) -> list[Line]:
    media = "voice" if word == "call" else word
    return [line for name, line in queue.lines.items() if media in {name, "all"}]


def _seconds(queue: Queue, lines: list[Line]) -> float | None:
    working = [agent for agent in queue.joined if agent.status not in _ABSENT]
    if not working or not lines:
        return None
    if any(agent.free for agent in working):
        return _RING_SECONDS
    waiting = sum(len(line.waiting) for line in lines)
    pace = [line.traffic.handle + line.traffic.wrap for line in lines]
    return (waiting + 1) * sum(pace) / len(pace) / len(working)
