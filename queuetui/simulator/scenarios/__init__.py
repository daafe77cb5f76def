"""Scenarios: faults that follow one another, from a TOML file.

The built-in ones are the files beside this one; any other file has the same shape:

    about = "One sentence for people."

    [[fault]]
    kind = "status"            # which fault: see queuetui.simulator.faults
    status = 503               # what this kind can be told
    endpoint = "observations"  # all (unless told), token, names, observations or organization
    from = "30s"               # when it begins, counted from the start of the scenario
    for = "1m"                 # how long it goes on; for ever unless told
    every = "5m"               # when it comes again; never unless told
    requests = 3               # how many requests it hits at most; all unless told
    share = 0.5                # which part of them it hits; all unless told

Times are simulated seconds, as numbers or as texts such as "90s" and "1m30s".
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec

from queuetui.simulator.fault_words import read_fault
from queuetui.simulator.faults import Fault, FaultError

BUILT_IN: Final = ("outage", "flaky", "refused", "rush", "stuck")


class Scenario(msgspec.Struct, frozen=True):
    """A story of faults."""

    about: str
    faults: tuple[Fault, ...]


def read_scenario(name_or_file: str) -> Scenario:
    """Read a built-in scenario by name, or any file.

    Raises FaultError.
    """
    if name_or_file in BUILT_IN:
        file = files(__name__).joinpath(f"{name_or_file}.toml")
        return parse_scenario(file.read_text(encoding="utf-8"), name_or_file)
    try:
        text = Path(name_or_file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FaultError(
            f"there is no scenario and no file '{name_or_file}' "
            f"(scenarios are: {', '.join(BUILT_IN)})"
        ) from None
    except OSError as error:
        raise FaultError(f"cannot read '{name_or_file}': {error.strerror}") from None
    except ValueError:
        raise FaultError(f"'{name_or_file}' is not a text in UTF-8") from None
    return parse_scenario(text, name_or_file)


def parse_scenario(text: str, name: str) -> Scenario:
    """Read the text of a scenario; `name` is for messages.

    Raises FaultError.
    """
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FaultError(f"scenario '{name}' is not TOML: {error}") from None
    unknown = sorted(set(table) - {"about", "fault"})
    if unknown:
        raise FaultError(f"scenario '{name}' knows no '{unknown[0]}' (it knows: about, fault)")
    about, tables = table.get("about", ""), table.get("fault")
    if not isinstance(about, str):
        raise FaultError(f"scenario '{name}': 'about' must be a text")
    if not isinstance(tables, list) or not tables:
        raise FaultError(f"scenario '{name}' has no [[fault]]")
    faults: list[Fault] = []
    for number, words in enumerate(tables, 1):
        try:
            faults.append(read_fault(words))
        except FaultError as error:
            raise FaultError(f"scenario '{name}', fault {number}: {error}") from None
    return Scenario(about, tuple(faults))
