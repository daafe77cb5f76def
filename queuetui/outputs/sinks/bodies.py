"""What a webhook sends: JSON of our own, or shaped as Slack or Teams want it.

Names are put where neither of them reads markup: a queue called ``<!channel>`` or ``[x](y)`` calls
nobody and links nowhere.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import msgspec

from queuetui.domain.sinks import Notice, Shape
from queuetui.outputs.sinks.plain import plain

SCHEMA = 1
_SLACK_TITLE = 150
"""Characters that Slack allows in a header."""


def body(notice: Notice, shape: Shape) -> bytes:
    """The JSON of a notice."""
    return msgspec.json.encode(_SHAPES[shape](plain(notice)))


def _own(notice: Notice) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "source": "queuetui",
        "kind": notice.kind,
        "severity": notice.severity,
        "queue": notice.queue,
        "group": notice.group,
        "media": notice.media,
        "rule": notice.rule,
        "title": notice.title,
        "text": notice.text,
        "at": _instant(notice),
        "alarm_id": notice.alarm_id,
        "figures": dict(notice.figures),
    }


def _slack(notice: Notice) -> dict[str, object]:
    blocks: list[object] = [
        {"type": "header", "text": _slack_text(notice.title[:_SLACK_TITLE])},
        {"type": "section", "text": _slack_text(notice.text or notice.title)},
    ]
    if figures := _figures(notice):
        blocks.append({"type": "context", "elements": [_slack_text(figures)]})
    # Shown where blocks are not: in notifications, and by servers that only resemble Slack.
    plainly = f"{notice.title}: {notice.text}" if notice.text else notice.title
    for sign, spelt in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        plainly = plainly.replace(sign, spelt)
    return {"text": plainly, "blocks": blocks}


def _slack_text(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _teams(notice: Notice) -> dict[str, object]:
    tone = "Good" if notice.kind == "cleared" else "Attention"
    if notice.severity != "critical" and notice.kind != "cleared":
        tone = "Warning"
    lines: list[object] = [
        _teams_text(notice.title, size="Large", weight="Bolder", color=tone),
        _teams_text(notice.text),
    ]
    if figures := _figures(notice):
        lines.append(_teams_text(figures, isSubtle=True))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": notice.title,
        "body": lines,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "contentUrl": None, "content": card}],
    }


def _teams_text(text: str, **looks: object) -> dict[str, object]:
    """A run of text, which unlike a block of text knows no markdown."""
    run = {"type": "TextRun", "text": text, **looks}
    return {"type": "RichTextBlock", "inlines": [run]}


def _figures(notice: Notice) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in notice.figures.items())


def _instant(notice: Notice) -> str:
    return datetime.fromtimestamp(notice.at, UTC).isoformat(timespec="seconds")


_SHAPES: Mapping[Shape, Callable[[Notice], dict[str, object]]] = {
    "json": _own,
    "slack": _slack,
    "teams": _teams,
}
