"""One poll of all queues, and its verdict."""

from collections.abc import Sequence

from msgspec import structs

from queuetui.feed.health import Trouble

SIDE_BY_SIDE = 4
"""Batches asked at once; more go in waves."""


class Round:
    """One poll of all queues, in waves of batches side by side."""

    def __init__(self, batches: Sequence[Sequence[str]], began: float) -> None:
        self.began = began
        self.batches = len(batches)
        self.waves = [batches[n : n + SIDE_BY_SIDE] for n in range(0, len(batches), SIDE_BY_SIDE)]
        self.length = len(self.waves)
        self.asked = 0
        self.answered = 0
        self.failed = 0
        self.trouble: Trouble | None = None
        self.refusal: Trouble | None = None
        """Of single queues, which is no trouble as long as others are answered."""

    def fail(self, trouble: Trouble) -> None:
        """Note a batch that brought nothing."""
        self.failed += 1
        self.trouble = self.trouble or trouble

    @property
    def over(self) -> bool:
        """Whether all was asked, or it is better not to go on."""
        hopeless = self.failed == self.asked and self.failed > 0
        limited = self.trouble is not None and self.trouble.cause == "rate"
        return not self.waves or hopeless or limited

    def verdict(self) -> Trouble | None:
        """The trouble of the whole round."""
        if not self.answered:
            return self.trouble or self.refusal
        if self.trouble is None:
            return None
        what = f"{self.failed} of {self.batches} batches failed: {self.trouble.what}"
        return structs.replace(self.trouble, what=what, partial=True)
