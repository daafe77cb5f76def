"""Whether every configured queue answers, and in what shape answers come."""

from collections.abc import Iterator, Mapping, Sequence

from queuetui.domain.findings import Finding, Part, Text, failed, note, ok, say
from queuetui.domain.watchlist import Selection
from queuetui.genesys.errors import (
    AnswerUnreadable,
    GenesysError,
    PermissionRefused,
    QueueUnseen,
    RequestRefused,
)
from queuetui.genesys.observations import BATCH, PATH, parse
from queuetui.genesys.probe_shape import Shape
from queuetui.genesys.probe_steps import refused
from queuetui.genesys.session import Session

_MOST_NAMED = 20
_MOST_SPLITS = 48
"""Calls that the search for refused queues may cost."""
_ENOUGH = 0.8
"""The share of the allowance after which no more queues are asked for."""
_LEFT_OUT = "not in the answer"
_NOT_ASKED = "not asked for: the allowance of requests is nearly used up"


class Survey:
    """Asks for queues and keeps what each of them said."""

    def __init__(self, session: Session, metrics: Sequence[str]) -> None:
        self._session = session
        self._metrics = tuple(metrics)
        self._splits = 0
        self.shape = Shape()
        self.problems: dict[str, str] = {}
        """By queue id, why it did not answer."""
        self.empty: list[str] = []
        """Queues that answered without a single figure."""
        self.answered: list[str] = []
        self.unasked: list[str] = []
        self.trouble: GenesysError | None = None
        """What ended the survey early."""

    def ask(self, queue_ids: Sequence[str]) -> None:
        """Ask for all of them, in batches."""
        for start in range(0, len(queue_ids), BATCH):
            batch = queue_ids[start : start + BATCH]
            if self.trouble is not None or self._spent():
                self.unasked += batch
            else:
                self._batch(batch)

    def _spent(self) -> bool:
        rate = self._session.rate
        return bool(rate.allowed and rate.count and rate.count >= rate.allowed * _ENOUGH)

    def _batch(self, batch: Sequence[str]) -> None:
        try:
            body = self._call(batch)
            as_of = self._session.server_now()
            readings = parse(body, batch, as_of=as_of).readings
        except (RequestRefused, PermissionRefused) as error:
            self._halve(batch, error)
            return
        except GenesysError as error:
            self.trouble = error
            self.problems.update(dict.fromkeys(batch, error.what))
            return
        self.shape.take(body)
        for queue_id in batch:
            reading = readings.get(queue_id)
            if reading is None:
                self.problems[queue_id] = _LEFT_OUT
                continue
            self.answered.append(queue_id)
            if reading.waiting is None and reading.agents.members is None:
                self.empty.append(queue_id)

    def _halve(self, batch: Sequence[str], error: GenesysError) -> None:
        if len(batch) == 1 or self._splits >= _MOST_SPLITS:
            self.problems.update(dict.fromkeys(batch, error.what))
            return
        self._splits += 2
        middle = len(batch) // 2
        self._batch(batch[:middle])
        self._batch(batch[middle:])

    def _call(self, batch: Sequence[str]) -> bytes:
        body = self._session.client.observation_query(batch, self._metrics)
        return self._session.call("POST", PATH, body=body, queues=len(batch)).body


def queues(
    selection: Selection,
    survey: Survey,
    labels: Mapping[str, str],
    *,
    configured: bool,
    listed: bool,
) -> Finding:
    """One line for all queues, and one more for each that is not well.

    ``labels`` are by queue id. ``configured``: they were named, rather than simply all of them.
    ``listed``: the directory could be read, so that a missing name is really missing.
    """
    wrong = [*_missing(selection, survey, listed=listed), *_silent(selection, survey, labels)]
    asked = len(selection.queues) + len(selection.missing)
    which = "configured queues" if configured else "visible queues, all of them,"
    if wrong:
        more = len(wrong) - _MOST_NAMED
        shown = wrong[:_MOST_NAMED] + ([say(f"and {more} more")] if more > 0 else [])
        error = survey.trouble or QueueUnseen("")
        advice = tuple(say(Part(line, "said")) for line in (error.why, error.advice) if line)
        said = f"{len(wrong)} of {asked} {which} do not answer"
        return failed("queues", said, details=tuple(shown), advice=advice, cause=error.cause)
    details: tuple[Text, ...] = ()
    if survey.empty:
        details = (say(f"{len(survey.empty)} of them without any figure"),)
    if survey.unasked:
        details += (say(f"{len(survey.unasked)} {_NOT_ASKED}"),)
    if not asked:
        return failed("queues", "there is none to ask for", cause="queues")
    return ok(
        "queues", f"{len(survey.answered)} of {asked} {which} found and answering", details=details
    )


def _missing(selection: Selection, survey: Survey, *, listed: bool) -> Iterator[Text]:
    for rule in selection.missing:
        why = "named by name, and the names may not be read: name it by its id"
        if listed:
            why = "no such queue, or these credentials can't see it"
        if listed and rule.id is not None:
            why += f"; asked for all the same: {survey.problems.get(rule.id, 'it answered')}"
        yield say(Part(str(rule), "queue"), ": ", Part(why, "said"))


def _silent(selection: Selection, survey: Survey, labels: Mapping[str, str]) -> Iterator[Text]:
    for queue in selection.queues:
        if (problem := survey.problems.get(queue.id)) is not None:
            name = Part(labels.get(queue.id, queue.name), "queue")
            same = queue.name == queue.id
            ident: tuple[str | Part, ...] = () if same else (" (", Part(queue.id, "queue"), ")")
            yield say(name, *ident, ": ", Part(problem, "said"))


def unknown_id(session: Session, metrics: Sequence[str], good: str | None, made_up: str) -> Finding:
    """What an observation query says to a queue that does not exist."""
    step = "unknown queue id"
    asked = [made_up] if good is None else [good, made_up]
    beside = "" if good is None else ", and the good one beside it answers"
    body = session.client.observation_query(asked, metrics)
    try:
        answer = session.call("POST", PATH, body=body, queues=len(asked)).body
        readings = parse(answer, asked, as_of=session.server_now()).readings
    except (RequestRefused, PermissionRefused) as error:
        whole = "" if good is None else ", the good queue beside it with it"
        return note(step, f"refused ({error.status} {error.code or 'without a code'}){whole}")
    except AnswerUnreadable as error:
        return refused(step, error)
    except GenesysError as error:
        return note(step, "not known: ", Part(error.what, "said"))
    if good is not None and good not in readings:
        beside = ", and so is the good one beside it"
    if made_up in readings:
        return note(step, "answered like a queue that has nothing")
    return note(step, f"left out without a word{beside}")


def metrics(survey: Survey, asked: Sequence[str]) -> Finding:
    """Which metrics came, and in what shape."""
    shape = survey.shape
    missing = shape.missing(asked)
    details = shape.told(asked)
    groups = f"{shape.groups['queue']} queue groups, {shape.groups['media']} media groups"
    if missing:
        return note(
            "metrics",
            f"{len(asked) - len(missing)} of {len(asked)} came; {groups}",
            details=details,
        )
    return ok("metrics", f"all {len(asked)} came; {groups}", details=details)


def to_ask(selection: Selection) -> tuple[str, ...]:
    """Ids to ask for: the found queues, and those named by an id that the directory lacks."""
    named = tuple(rule.id for rule in selection.missing if rule.id is not None)
    return (*(queue.id for queue in selection.queues), *named)
