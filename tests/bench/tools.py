"""Programs of others, to compare with."""

import re
import shutil
import subprocess


def missing(name: str) -> str:
    """Why this program can't be compared with; empty if it can."""
    return "" if shutil.which(name) else f"{name} is not installed on this machine"


def version(name: str) -> str:
    """Its version, empty if it is not installed or does not tell."""
    if missing(name):
        return ""
    flag = "-V" if name == "glances" else "--version"
    told = subprocess.run([name, flag], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(?:\.\d+)+", told.stdout)
    return found[0] if found else ""
