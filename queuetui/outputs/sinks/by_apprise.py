"""Everything else, by way of the library apprise, which is installed only where it is wanted."""

import importlib
import re
from collections.abc import Callable
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from queuetui.domain.sinks import Notice
from queuetui.outputs.sinks.hushed import hushed
from queuetui.outputs.sinks.plain import plain
from queuetui.outputs.sinks.sink import SinkFailure

MISSING = "apprise is not installed; it comes with: pip install 'queuetui[apprise]'"
_STATUS = re.compile(r"\berror=(\d{3})\b")


class ByApprise:
    """Sends to one service, by its apprise address."""

    def __init__(self, name: str, variable: str, address: Callable[[], str]) -> None:
        """``variable`` is the environment variable of the address, which ``address`` reveals."""
        self.name = name
        self._variable = variable
        self._address = address
        self._service: Any = None

    @property
    def problem(self) -> str | None:
        """Whether the library is missing; it is not loaded for that."""
        try:
            there = find_spec("apprise") is not None
        except ValueError:
            there = False
        return None if there else MISSING

    def send(self, notice: Notice) -> None:
        """Hand it to the service."""
        clean = plain(notice)
        with hushed() as said:
            apprise = _library()
            if self._service is None:
                self._service = self._open(apprise)
            kinds = apprise.NotifyType
            kind = kinds.FAILURE if clean.severity == "critical" else kinds.WARNING
            if clean.kind == "cleared":
                kind = kinds.SUCCESS
            failure = None
            try:
                taken = self._service.notify(
                    title=clean.title, body=clean.text or clean.title, notify_type=kind
                )
            except Exception as error:  # noqa: BLE001 - a plug-in of many; its text may hold the address
                failure = f"the service at {self._variable} failed ({type(error).__name__})"
            else:
                if not taken:
                    failure = f"the service at {self._variable} did not take it{_status(said)}"
        if failure is not None:
            raise SinkFailure(failure, again=True)

    def close(self) -> None:
        """Nothing: its calls end by time-outs of their own."""

    def _open(self, apprise: ModuleType) -> Any:
        # Nothing is kept on disk. The service is spoken to itself and not by way of the library's
        # dispatcher, which has threads of its own: what those log could not be withheld.
        asset = apprise.AppriseAsset(
            app_id="queuetui", app_desc="queuetui", async_mode=False, storage_mode="memory"
        )
        service = apprise.Apprise.instantiate(
            self._address(), asset=asset, suppress_exceptions=True
        )
        if service is None:
            raise SinkFailure(f"what {self._variable} holds is no address that apprise knows")
        return service


def _library() -> ModuleType:
    try:
        return importlib.import_module("apprise")
    except ImportError:
        missing = SinkFailure(MISSING)
    raise missing


def _status(said: list[str]) -> str:
    """The status of the answer, where the library tells it; no other word of it is repeated."""
    found = next((match[1] for line in said if (match := _STATUS.search(line))), None)
    return f" ({found})" if found else ""
