"""Names as settings write them: whole, or as patterns in which * stands for anything."""

from collections.abc import Iterable
from fnmatch import fnmatchcase


def means(pattern: str, name: str) -> bool:
    """Whether a name in the settings means this one. Capitals do not matter."""
    pattern, name = pattern.lower(), name.lower()
    # A name copied whole means itself even where it holds a sign of patterns: "Sales [EN]".
    return pattern == name or fnmatchcase(name, pattern)


def one_means(patterns: Iterable[str], name: str) -> bool:
    """Whether one of several does."""
    return any(means(pattern, name) for pattern in patterns)
