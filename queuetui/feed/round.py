"""One poll of all queues, and its verdict."""

from collections.abc import Sequence

from msgspec import structs

from queuetui.feed.health import Trouble
from queuetui.feed.isolate import Part

SIDE_BY_SIDE = 4
"""Batches asked at once; more go in waves."""
EMPTY = Trouble(
    "answer",
    "The answer holds none of the queues that were asked for.",
    why="Usually the queues were deleted, or their division was taken from the OAuth client.",
    advice="See what these credentials can read: queuetui queues",
)


class Round:
    """One poll of all queues, in waves of batches side by side.

    After the ``regular`` batches and those that are ``returning`` come the parts of refused ones,
    as far as time and allowance reach; the others wait for the next poll.
    """

    def __init__(
        self,
        regular: Sequence[Part],
        returning: Sequence[Part],
        began: float,
        *,
        whole: bool = True,
    ) -> None:
        """Begin; ``whole``: not only to learn the allowance."""
        batches = [*regular, *returning]
        self.began = began
        self.whole = whole
        self.batches = len(batches)
        self.waves = [batches[n : n + SIDE_BY_SIDE] for n in range(0, len(batches), SIDE_BY_SIDE)]
        self.length = len(self.waves)
        self.asked = 0
        self.answered = 0
        self.fresh = False
        """Whether one of the answers was newer than all before it."""
        self.covered = 0
        """Of those asked, the calls that are not charged to the pace."""
        self.parts = 0
        """Of refused batches, that were asked for."""
        self.failed: list[tuple[Part, Trouble]] = []
        self.refusal: Trouble | None = None
        """Of single queues, which is no trouble as long as others are answered."""

    @property
    def stopped(self) -> bool:
        """Whether it is better not to go on."""
        hopeless = len(self.failed) == self.asked and self.asked > 0
        return hopeless or any(trouble.limited for _, trouble in self.failed)

    def verdict(self) -> Trouble | None:
        """The trouble of the whole round."""
        if not self.failed:
            return None if self.answered else self.refusal
        troubles = [trouble for _, trouble in self.failed]
        # What the server orders counts more than what else went wrong.
        worst = next((trouble for trouble in troubles if trouble.limited), troubles[0])
        ordered = max((trouble.retry_after or 0.0 for trouble in troubles), default=0.0)
        worst = structs.replace(worst, retry_after=ordered or None)
        if not self.answered:
            return worst
        whole = max(self.batches, self.asked)
        what = f"{len(self.failed)} of {whole} batches failed: {worst.what}"
        return structs.replace(worst, what=what, partial=True)


def sits_out(trouble: Trouble) -> bool:
    """Whether a batch that failed so, while others were answered, backs off on its own."""
    return (trouble.cause == "server" or trouble.slow) and not trouble.limited
