"""How the list of queues is arranged, as far as that is kept between runs."""

from msgspec import Struct

from queuetui.domain.settings import GroupBy


class Arrangement(Struct, frozen=True):
    """A column set by its name, and how queues are put together."""

    columns: str
    groups: GroupBy
