"""The definitions of the API, where they are at hand, for checking what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec

from tests.simulator.conftest import Reply

PROJECT = Path(__file__).resolve().parents[2]
EXCERPT = PROJECT.parent / "shared" / "genesys-data" / "openapi-excerpt-reconstructed.json"
DATE = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Definitions:
    def __init__(self, spec: dict[str, Any]) -> None:
        self.paths: dict[str, Any] = spec["paths"]
        self._definitions = {name: strict(one) for name, one in spec["definitions"].items()}

    def check(self, schema: dict[str, Any], body: object) -> None:
        whole = {**schema, "definitions": self._definitions}
        jsonschema.Draft4Validator(whole).validate(body)

    def check_answer(self, path: str, method: str, reply: Reply) -> None:
        """Check a reply against what its path declares for its status."""
        declared = self.paths[path][method]["responses"][str(reply.status)]
        self.check(declared["schema"], reply.body)
        for date in dates(reply.body):
            assert DATE.fullmatch(date)


def strict(definition: dict[str, Any]) -> dict[str, Any]:
    """Forbid undeclared fields: the real API may add some, the simulator has no business to."""
    if "properties" in definition and "additionalProperties" not in definition:
        return {**definition, "additionalProperties": False}
    return definition


def dates(body: object) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            if name.endswith(("Date", "startTime")) and isinstance(value, str):
                yield value
            else:
                yield from dates(value)
    elif isinstance(body, list):
        for value in body:
            yield from dates(value)


def read_definitions() -> Definitions:
    return Definitions(msgspec.json.decode(EXCERPT.read_bytes()))
