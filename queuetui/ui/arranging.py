"""How the list is arranged: its order, columns and groups, by key, by mouse and by name."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.settings import GROUPS_BY, SORT_KEYS, GroupBy, Order, Settings
from queuetui.ui.board_state import BoardState
from queuetui.ui.board_words import GROUPED
from queuetui.ui.palette import Entry
from queuetui.ui.widgets.queue_rows import QueueRows
from queuetui.view.columns import set_names
from queuetui.view.groups import Group, group_id
from queuetui.view.sorting import order_words

_SAME_AS_STATUS = "why"
"""This column says what the status is; sorted by it the lines stand the same."""


class Arranging:
    """Changes the arrangement, says so, and has it drawn."""

    def __init__(  # noqa: PLR0913 - all of it is handed in, nothing is looked up
        self,
        state: BoardState,
        settings: Settings,
        rows: QueueRows,
        *,
        say: Callable[[str], object],
        draw: Callable[[], object],
        keep: Callable[[Arrangement], object],
    ) -> None:
        """Begin with the arrangement of the state.

        Args:
            state: Holds it.
            settings: Say which column sets there are.
            rows: The list.
            say: Puts a sentence on the event line.
            draw: Draws the board.
            keep: Told of an arrangement that is to be there again next time.
        """
        self._state = state
        self._settings = settings
        self._rows = rows
        self._say = say
        self._draw = draw
        self._keep = keep
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "sort": lambda _: self._sort(),
            "reverse": lambda _: self._reverse(),
            "columns": lambda _: self._next_columns(),
            "group": lambda _: self._next_groups(),
            "fold": lambda _: self._fold(folded=True),
            "unfold": lambda _: self._fold(folded=False),
            "fold_all": lambda _: self._fold_all(),
        }
        """What the actions of the registry do that are about this."""

    def choices(self) -> Iterator[Entry]:
        """What can be chosen by name."""
        for order in SORT_KEYS:
            if order != _SAME_AS_STATUS:
                title = f"Sort: {order_words(order)}"
                yield Entry(title, "Order the queues", partial(self.sort_in, order))
        for name in set_names(self._settings.column_sets):
            yield Entry(
                f"Columns: {name}", "Show this set of columns", partial(self._columns, name)
            )
        for by in GROUPS_BY:
            yield Entry(f"Groups: {GROUPED[by]}", "Put queues together", partial(self._group, by))

    def sort_in(self, order: Order) -> None:
        """Sort in this order."""
        self._state.order = order
        self._say_order()

    def sort_by(self, column: str) -> None:
        """Sort by this column; once more, the other way round."""
        self._state.sort_by(column)
        self._say_order()

    def toggle(self, key: str) -> None:
        """Fold a group, or show its queues again."""
        self._set_folded(key, folded=key not in self._state.folded)

    def unfold_for(self, queue_id: str) -> None:
        """Show the queues of the group that this one is in."""
        standing = self._state.standing(queue_id)
        if standing is not None:
            self._state.fold(standing.group or "", folded=False)

    def _sort(self) -> None:
        self._state.next_order([key for key in self._rows.columns if key != _SAME_AS_STATUS])
        self._say_order()

    def _reverse(self) -> None:
        self._state.turn_order()
        self._say_order()

    def _say_order(self) -> None:
        self._say(f"sorted: {order_words(self._state.order)}")
        self._draw()

    def _next_columns(self) -> None:
        self._state.next_columns()
        self._columns(self._state.columns)

    def _columns(self, name: str) -> None:
        self._state.columns = name
        self._keep(self._state.arrangement)
        self._say(f"columns: {name}")
        self._draw()

    def _next_groups(self) -> None:
        before = self._state.by
        self._state.next_groups()
        if self._state.by == before:
            self._say("there is nothing to group the queues by")
        else:
            self._say_groups()

    def _group(self, by: GroupBy) -> None:
        self._state.group_by(by)
        self._say_groups()

    def _say_groups(self) -> None:
        self._keep(self._state.arrangement)
        self._say(GROUPED[self._state.by])
        self._draw()

    def _fold(self, *, folded: bool) -> None:
        row = self._rows.row
        if self._state.by == "none" or row is None:
            self._say(GROUPED["none"])
            return
        self._set_folded(row.key if isinstance(row, Group) else row.group or "", folded=folded)

    def _fold_all(self) -> None:
        if self._state.by == "none":
            self._say(GROUPED["none"])
            return
        row = self._rows.row
        if self._state.fold_all() and row is not None and not isinstance(row, Group):
            self._draw()
            self._rows.select(group_id(row.group or ""))
        self._draw()

    def _set_folded(self, key: str, *, folded: bool) -> None:
        self._state.fold(key, folded=folded)
        self._draw()
        if folded:
            # Who folds a group from within it stands on its head then.
            self._rows.select(group_id(key))
