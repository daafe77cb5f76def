"""The JSON object, field by field."""

import json

import msgspec
from msgspec import structs

from queuetui.domain.goals import Goal
from queuetui.domain.limits import Limit, LimitOverrides
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.snapshot import Health, QueueState, Snapshot
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.document import Document, PressingPart, document, instant, seconds
from tests.view.samples import BOARD, EVERYTHING, NOW, RULE, reading, snapshot, state

TAKEN = NOW + 0.120
SUPPORT = QueueState(
    Queue("9d2c", "Support", goals={"voice": Goal(0.8, 20.0), "email": Goal(0.8, 86_400.0)}),
    Reading(
        "9d2c",
        NOW + 0.031,
        {
            "voice": MediaReading(3, 1, 6, NOW - 71.269),
            "email": MediaReading(1, 0, 3, NOW - 12),
            "callback": MediaReading(0, 0, 0),
        },
        AgentCounts(
            available=0,
            on_queue=9,
            not_responding=1,
            communicating=0,
            off_queue=4,
            logged_in=11,
            members=15,
            active=13,
        ),
    ),
)
SNAPSHOT = Snapshot(
    taken_at=TAKEN,
    skew=0.0,
    base_url="https://api.mypurecloud.com",
    interval=5.0,
    health=Health("live"),
    queues=(SUPPORT, QueueState(Queue("77ab", "Night desk"), problem="no permission")),
)

EXPECTED = """\
{
  "schema": 1,
  "taken_at": "2026-11-23T09:15:04.120Z",
  "base_url": "https://api.mypurecloud.com",
  "health": {
    "state": "live",
    "reason": null
  },
  "queues": [
    {
      "id": "9d2c",
      "name": "Support",
      "label": "Help",
      "as_of": "2026-11-23T09:15:04.031Z",
      "severity": "critical",
      "breaches": [
        {
          "figure": "longest_wait",
          "level": "critical",
          "value": 71.3,
          "limit": 20,
          "media": "voice"
        },
        {
          "figure": "available",
          "level": "critical",
          "value": 0,
          "limit": 0,
          "media": null
        }
      ],
      "waiting": 4,
      "alerting": 1,
      "interacting": 9,
      "oldest_since": "2026-11-23T09:13:52.731Z",
      "longest_wait": 71.3,
      "pressing": {
        "media": "voice",
        "longest_wait": 71.3,
        "limit": 20
      },
      "available": 0,
      "on_queue": 9,
      "not_responding": 1,
      "communicating": 0,
      "off_queue": 4,
      "logged_in": 11,
      "members": 15,
      "active": 13,
      "media": {
        "voice": {
          "waiting": 3,
          "alerting": 1,
          "interacting": 6,
          "oldest_since": "2026-11-23T09:13:52.731Z",
          "longest_wait": 71.3,
          "limit": 20
        },
        "email": {
          "waiting": 1,
          "alerting": 0,
          "interacting": 3,
          "oldest_since": "2026-11-23T09:14:52.000Z",
          "longest_wait": 12,
          "limit": 86400
        },
        "callback": {
          "waiting": 0,
          "alerting": 0,
          "interacting": 0,
          "oldest_since": null,
          "longest_wait": 0,
          "limit": 60
        }
      },
      "stuck": []
    },
    {
      "id": "77ab",
      "name": "Night desk",
      "label": "Night desk",
      "as_of": null,
      "severity": "unknown",
      "breaches": [],
      "waiting": null,
      "alerting": null,
      "interacting": null,
      "oldest_since": null,
      "longest_wait": null,
      "pressing": null,
      "available": null,
      "on_queue": null,
      "not_responding": null,
      "communicating": null,
      "off_queue": null,
      "logged_in": null,
      "members": null,
      "active": null,
      "media": {},
      "stuck": []
    }
  ]
}"""


def test_the_whole_object() -> None:
    watchlist = Watchlist((QueueRule(id="9d2c", label="Help"), QueueRule(name="*")))
    encoded = msgspec.json.encode(document(SNAPSHOT, watchlist, RULE))
    assert json.dumps(json.loads(encoded), indent=2) == EXPECTED


def test_the_longest_wait_is_the_oldest_of_all_and_pressing_the_one_that_matters() -> None:
    told = SUPPORT.reading
    assert told is not None
    media = {**told.media, "email": MediaReading(1, 0, 3, NOW - 7200)}
    queue = structs.replace(SUPPORT, reading=structs.replace(told, media=media))
    (part,) = document(snapshot(queue), EVERYTHING, RULE).queues
    assert part.longest_wait == 7200
    assert part.oldest_since == "2026-11-23T07:15:04.000Z"
    assert part.pressing == PressingPart("voice", 71.3, 20)
    off = Watchlist((QueueRule(name="*", limits=LimitOverrides(longest_wait=Limit(warn=5))),))
    (part,) = document(snapshot(queue), off, RULE).queues
    assert part.pressing == PressingPart("email", 7200, None)
    assert part.media["email"].limit is None


def test_it_reads_back_as_it_was_written() -> None:
    whole = document(BOARD, EVERYTHING, RULE)
    assert msgspec.json.decode(msgspec.json.encode(whole), type=Document) == whole


def test_figures_too_old_to_be_believed_are_null_and_the_health_says_so() -> None:
    old = document(snapshot(state("A", reading(waiting=9, age=42))), EVERYTHING, RULE)
    assert (old.health.state, old.health.reason) == ("frozen", "no new data")
    (queue,) = old.queues
    assert (queue.severity, queue.waiting, queue.members, dict(queue.media)) == (
        "unknown",
        None,
        None,
        {},
    )
    assert queue.as_of == "2026-11-23T09:14:22.000Z"


def test_waiting_without_an_instant_is_an_unknown_wait_not_zero() -> None:
    (queue,) = document(snapshot(state("A", reading(waiting=2))), EVERYTHING, RULE).queues
    assert (queue.waiting, queue.oldest_since, queue.longest_wait) == (2, None, None)
    assert queue.severity == "unknown"


def test_an_instant_left_over_where_nothing_waits_is_not_shown() -> None:
    (queue,) = document(snapshot(state("A", reading(waiting=0, wait=9))), EVERYTHING, RULE).queues
    assert (queue.oldest_since, queue.longest_wait) == (None, 0)
    assert queue.media["voice"].oldest_since is None


def test_instants_and_durations() -> None:
    assert instant(NOW + 0.0306) == "2026-11-23T09:15:04.031Z"
    assert instant(0) == "1970-01-01T00:00:00.000Z"
    assert instant(1e300) is None
    assert instant(None) is None
    assert [seconds(value) for value in (0.04, 71.26, 60.0, None)] == [0, 71.3, 60, None]
    assert str(seconds(60.0)) == "60"
