"""What a process holds, read from /proc."""

import os
from pathlib import Path


def resident(pid: int | None = None) -> float:
    """Resident memory in MB."""
    pages = int(Path(f"/proc/{pid or os.getpid()}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def handles(pid: int | None = None) -> int:
    """Open file handles, sockets among them."""
    return len(list(Path(f"/proc/{pid or os.getpid()}/fd").iterdir()))


def threads(pid: int | None = None) -> int:
    """Threads."""
    return len(list(Path(f"/proc/{pid or os.getpid()}/task").iterdir()))
