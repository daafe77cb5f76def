"""The same program, but every queue has had twelve hours of polls before its first."""

from queuetui.cli import main
from queuetui.domain.history import COARSE_MINUTES, FINE_SECONDS, History

_MINUTE = 60.0
_POLL = 5.0


def age() -> None:
    add = History.add
    known: dict[int, set[str]] = {}

    def add_with_past(
        history: History,
        queue_id: str,
        at: float,
        waiting: int | None,
        longest: float | None,
        available: int | None,
    ) -> None:
        seen = known.setdefault(id(history), set())
        if queue_id not in seen:
            seen.add(queue_id)
            past = at - COARSE_MINUTES * _MINUTE
            while past < at - _POLL:
                add(history, queue_id, past, int(past) % 9, past % 600, int(past) % 7)
                past += _MINUTE if past < at - FINE_SECONDS - _MINUTE else _POLL
        add(history, queue_id, at, waiting, longest, available)

    History.add = add_with_past  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    age()
    main()
