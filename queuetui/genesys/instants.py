"""Instants as the API writes them."""

from datetime import UTC, datetime


def read_instant(text: str | None) -> float | None:
    """Epoch seconds of an ISO 8601 instant; UTC where it names no zone, ``None`` if it is none."""
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()
