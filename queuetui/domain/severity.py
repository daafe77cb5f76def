"""How bad a queue stands, in one of five words."""

from typing import Literal

Severity = Literal["critical", "warning", "unknown", "ok", "closed"]
SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "unknown", "ok", "closed")
"""Worst first. No data stands above ok: it is never ok. Closed by its opening hours comes last."""
SEVERITY_RANK: dict[Severity, int] = {severity: n for n, severity in enumerate(SEVERITIES)}

Level = Literal["warning", "critical"]
