"""Whether every configured queue answers, and in what shape answers come."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.findings import Finding, Part, Text, note, ok, say, skipped
from queuetui.domain.readings import Queue
from queuetui.domain.snapshot import Cause
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
from queuetui.genesys.probe_steps import left_open, refused, wants
from queuetui.genesys.probe_words import AGAIN, advice_on, cause_of, is_permission, told
from queuetui.genesys.session import Session

_MOST_NAMED = 20
_MOST_SPLITS = 48
"""Calls that the search for refused queues may cost."""
_ENOUGH = 0.8
"""The share of the allowance after which no more queues are asked for."""
_LEFT_OUT = "not in the answer"
_NOT_ASKED = "not asked for: the allowance of requests is nearly used up"
_MOST_TRIED = 3
_PERMISSION = "analytics:queueObservation:view"


class Survey:
    """Asks for queues and keeps what each of them said."""

    def __init__(self, session: Session, metrics: Sequence[str]) -> None:
        self._session = session
        self._metrics = tuple(metrics)
        self._splits = 0
        self.shape = Shape()
        self.problems: dict[str, str] = {}
        """By queue id, why it did not answer."""
        self.refused: dict[str, GenesysError] = {}
        """By queue id, the refusal, where that is why."""
        self.empty: list[str] = []
        """Queues that answered without a single figure."""
        self.answered: list[str] = []
        self.unasked: list[str] = []
        """Not asked for, to spare the allowance of requests."""
        self.trouble: GenesysError | None = None
        """What ended the survey early."""
        self.unheard: list[str] = []
        """What was asked for when that happened, and all that would have come after it."""

    def ask(self, queue_ids: Sequence[str]) -> None:
        """Ask for all of them, in batches."""
        for start in range(0, len(queue_ids), BATCH):
            batch = queue_ids[start : start + BATCH]
            if self.trouble is None and nearly_used_up(self._session.rate):
                self.unasked += batch
            else:
                self._batch(batch)

    def _batch(self, batch: Sequence[str]) -> None:
        if self.trouble is not None:
            self.unheard += batch
            return
        try:
            body = self._call(batch)
            as_of = self._session.server_now()
            readings = parse(body, batch, as_of=as_of).readings
        except GenesysError as error:
            if isinstance(error, RequestRefused) or is_permission(error):
                self._halve(batch, error)
            else:
                self.trouble = error
                self.unheard += batch
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
            self.refused.update(dict.fromkeys(batch, error))
            return
        self._splits += 2
        middle = len(batch) // 2
        self._batch(batch[:middle])
        self._batch(batch[middle:])

    def _call(self, batch: Sequence[str]) -> bytes:
        body = self._session.client.observation_query(batch, self._metrics)
        return self._session.call("POST", PATH, body=body, queues=len(batch)).body


def nearly_used_up(rate: RateBudget) -> bool:
    """Whether what is left of the allowance belongs to the other programs that share it."""
    return bool(rate.allowed and rate.count and rate.count >= rate.allowed * _ENOUGH)


class Watched(Struct, frozen=True):
    """The queues that the settings ask for, as far as they could be told."""

    selection: Selection
    labels: Mapping[str, str]
    """By queue id."""
    configured: bool
    """Whether they were named, rather than simply all of them."""
    names: Finding
    """How the queue names were read: where they could not be, a missing one may exist."""
    listed: bool
    """Whether they could be."""


def queues(watched: Watched, survey: Survey) -> Finding:
    """One line for all queues, and one more for each that is not well.

    Passes only if every queue was asked for and answered.
    """
    step = "queues"
    selection = watched.selection
    wrong = [*_missing(watched, survey), *_silent(watched, survey)]
    total = len(selection.queues) + len(selection.missing)
    which = f"{total} {'configured' if watched.configured else 'visible'} queues"
    if not total:
        return skipped(step, wants(watched.names))
    left, cause, advice = _left(survey)
    if wrong:
        more = len(wrong) - _MOST_NAMED
        shown = wrong[:_MOST_NAMED] + ([say(f"and {more} more")] if more > 0 else [])
        found = say(f"{len(wrong)} of {which} do not answer")
        details = (*shown, *((left,) if left else ()))
        cause, blamed = _blame(watched, survey)
        return Finding(step, "failed", found, details, (*blamed, *advice), cause)
    if left:
        pre = say(f"{len(survey.answered)} of {which} answer; ")
        return Finding(step, "failed", (*pre, *left), (), advice, cause)
    details = ()
    if survey.empty:
        details = (say(f"{len(survey.empty)} of them without any figure"),)
    return ok(step, f"{len(survey.answered)} of {which} found and answering", details=details)


def _left(survey: Survey) -> tuple[Text, Cause | None, tuple[Text, ...]]:
    """About the queues of which nothing is known: how many and why, the cause, what to do."""
    if (error := survey.trouble) is not None:
        said = (*say(f"{len(survey.unheard)} not heard of: "), *told(error))
        return said, cause_of(error), advice_on("queues", error)
    if survey.unasked:
        return say(f"{len(survey.unasked)} {_NOT_ASKED}"), "rate", _SPARED
    return (), None, ()


_SPARED = (
    say("This examination, or other programs with the same OAuth client, made many requests."),
    say(f"Wait a minute, {AGAIN}. If it stays, give queuetui an OAuth client of its own."),
)


def _blame(watched: Watched, survey: Survey) -> tuple[Cause | None, tuple[Text, ...]]:
    """The cause that the queues without an answer have in common, and what to do about it."""
    named = [rule for rule in watched.selection.missing if rule.id is None]
    if not watched.listed and not survey.problems and named:
        return watched.names.cause, (say("See what is said about the queue names above."),)
    error: GenesysError = QueueUnseen("")
    if not named and survey.refused and survey.refused.keys() == survey.problems.keys():
        forbidden = {isinstance(one, PermissionRefused) for one in survey.refused.values()}
        if forbidden == {True}:
            error = PermissionRefused("", _PERMISSION)
            return error.cause, tuple(say(line) for line in error.lines)
        error = error if True in forbidden else RequestRefused("")
    return "queues", tuple(say(line) for line in error.lines)


def _missing(watched: Watched, survey: Survey) -> Iterator[Text]:
    for rule in watched.selection.missing:
        why = "no such queue, or these credentials can't see it"
        if not watched.listed:
            why = "named by name, and the names could not be read"
            if watched.names.cause == "permission":
                why = "named by name, and the names may not be read: name it by its id"
        elif rule.id in survey.answered:
            why += "; asked for all the same: it answered"
        elif rule.id in survey.problems:
            why += f"; asked for all the same: {survey.problems[rule.id]}"
        yield say(Part(str(rule), "queue"), ": ", Part(why, "said"))


def _silent(watched: Watched, survey: Survey) -> Iterator[Text]:
    for queue in watched.selection.queues:
        if (problem := survey.problems.get(queue.id)) is not None:
            name = Part(watched.labels.get(queue.id, queue.name), "queue")
            same = queue.name == queue.id
            ident: tuple[str | Part, ...] = () if same else (" (", Part(queue.id, "queue"), ")")
            yield say(name, *ident, ": ", Part(problem, "said"))


def unknown_id(session: Session, metrics: Sequence[str], good: str | None, made_up: str) -> Finding:
    """What an observation query says to a queue that does not exist; none of it is a must.

    An answer that can't be read is a failure: the board would meet it when a queue is deleted.
    """
    step = "unknown queue id"
    asked = [made_up] if good is None else [good, made_up]
    beside = "" if good is None else ", and the good one beside it answers"
    body = session.client.observation_query(asked, metrics)
    try:
        answer = session.call("POST", PATH, body=body, queues=len(asked)).body
        readings = parse(answer, asked, as_of=session.server_now()).readings
    except GenesysError as error:
        if isinstance(error, RequestRefused) or is_permission(error):
            whole = "" if good is None else ", the good queue beside it with it"
            return note(step, f"refused ({error.status} {error.code or 'without a code'}){whole}")
        if isinstance(error, AnswerUnreadable):
            return refused(step, error)
        return left_open(step, error)
    if good is not None and good not in readings:
        beside = ", and so is the good one beside it"
    if made_up in readings:
        return note(step, "a made-up one is answered like a queue that has nothing")
    return note(step, f"a made-up one is left out without a word{beside}")


def metrics(survey: Survey, asked: Sequence[str]) -> Finding:
    """Which metrics came, and in what shape."""
    shape = survey.shape
    missing = shape.missing(asked)
    details = shape.told(asked)
    counts = [(shape.groups[kind], f"{kind} group") for kind in ("queue", "media")]
    groups = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts)
    if missing:
        return note(
            "metrics",
            f"{len(asked) - len(missing)} of {len(asked)} came (what counts nobody may be left "
            f"out); {groups}",
            details=details,
        )
    return ok("metrics", f"all {len(asked)} came; {groups}", details=details)


def to_try(selection: Selection, directory: Sequence[Queue]) -> tuple[str, ...]:
    """A few ids to find out with whether anything may be asked: queues that surely exist first."""
    seen = (*selection.queues, *directory)
    return tuple(dict.fromkeys((*(one.id for one in seen), *to_ask(selection))))[:_MOST_TRIED]


def to_ask(selection: Selection) -> tuple[str, ...]:
    """Ids to ask for: the found queues, and those named by an id that the directory lacks."""
    named = tuple(rule.id for rule in selection.missing if rule.id is not None)
    return (*(queue.id for queue in selection.queues), *named)
