"""Libraries that speak of addresses in their logs, kept silent while a secret address is used."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_TALKERS = (
    "urllib3.connectionpool",
    "urllib3.connection",
    "urllib3.poolmanager",
    "urllib3.response",
    "urllib3.util.retry",
    "requests",
    "requests.sessions",
    "apprise",
)
"""Filters count for the very logger that is spoken to, and for none below it."""
_here = threading.local()


@contextmanager
def hushed() -> Iterator[list[str]]:
    """Nothing that these libraries say in this thread is logged; it is in the list instead."""
    said: list[str] = []
    for talker in _TALKERS:
        logging.getLogger(talker).addFilter(_withheld)
    _here.said = said
    try:
        yield said
    finally:
        _here.said = None


def _withheld(record: logging.LogRecord) -> bool:
    said: list[str] | None = getattr(_here, "said", None)
    if said is None:
        return True
    said.append(record.getMessage())
    return False
