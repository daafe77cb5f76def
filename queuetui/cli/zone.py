"""Which IANA zone this machine is in."""

import os
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from queuetui.domain.local_zone import LOCAL_ZONE

_FOLDER = "zoneinfo"
"""Zones lie below a folder that is called so, whatever else the path is."""
_LOCALTIME = Path("/etc/localtime")


def machine_zone(environ: Mapping[str, str], localtime: Path = _LOCALTIME) -> tzinfo:
    """The zone by its IANA name, so that people can be told; else whatever the machine knows of it.

    ``environ`` may name one in ``TZ``; ``localtime`` links to the one that is meant without it.
    """
    told = environ.get("TZ")
    if told is not None:
        # Empty means UTC.
        name = told.removeprefix(":") or "UTC"
    else:
        try:
            name = os.path.realpath(localtime, strict=True)
        except OSError:
            return LOCAL_ZONE
    return _named(name) or LOCAL_ZONE


def _named(name: str) -> ZoneInfo | None:
    if Path(name).is_absolute():
        parts = Path(name).parts
        if _FOLDER not in parts:
            return None
        last = len(parts) - parts[::-1].index(_FOLDER)
        name = "/".join(parts[last:])
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None
