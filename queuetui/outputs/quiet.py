"""Without a log file nothing that is logged may come to the screen."""

import logging


def keep_quiet() -> None:
    """Without a handler Python prints warnings on stderr, right across the screen."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())
