"""What a failure says on stderr, and the exit code it ends with.

0 figures were printed; 1 a fault of the program; 2 usage or settings; 3 refused; 4 no answer.
"""


class Failure(Exception):
    """A command that can't go on; its lines are for a person."""

    def __init__(self, *lines: str, code: int = 2) -> None:
        super().__init__(*lines)
        self.lines = lines
        self.code = code


def exit_code(error: Exception) -> int:
    """The exit code for an error that ended a command."""
    if isinstance(error, Failure):
        return error.code
    cause = getattr(error, "cause", None)
    if cause is not None:
        return code_for(cause)
    return 2 if _is_setting(error) else 1


def code_for(cause: str | None) -> int:
    """3 where who we are is refused, 2 where what was asked for does not exist, else 4."""
    if cause in ("credentials", "permission"):
        return 3
    return 2 if cause == "queues" else 4


def sentences(error: Exception) -> tuple[str, ...]:
    """One to three lines. An unforeseen error shows where it happened, never what it held."""
    lines = getattr(error, "lines", None)
    if lines:
        # A line may quote what came from outside.
        plain = ["".join(c if c.isprintable() else " " for c in line) for line in lines]
        return tuple(f"{'queuetui: ' if n == 0 else '  '}{line}" for n, line in enumerate(plain))
    if _is_setting(error):
        return (f"queuetui: {error}",)
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return (
        f"queuetui: internal error: {type(error).__name__}{where}.",
        "  This is a fault of the program; please report it with the version and this line.",
    )


def _is_setting(error: Exception) -> bool:
    return type(error).__name__ in {"SettingsError", "UnknownRegion"}
