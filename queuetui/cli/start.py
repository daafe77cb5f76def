"""From what was chosen on the command line to a feed that is ready to start."""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec import Struct, structs

from queuetui import __version__
from queuetui.cli.failures import Failure
from queuetui.config import Credentials, load_credentials, load_settings, override
from queuetui.domain.settings import Settings
from queuetui.domain.themes import ThemeName
from queuetui.feed.clock import SystemClock
from queuetui.outputs.quiet import keep_quiet
from queuetui.outputs.redaction import Redaction

if TYPE_CHECKING:
    # What asks is loaded by those who ask: the board is on screen before.
    from datetime import tzinfo

    from queuetui.cli.demo import DemoCentre
    from queuetui.feed.poller import Poller
    from queuetui.feed.watch import AlarmDesk, Watch
    from queuetui.genesys.session import Session
    from queuetui.genesys.source import Source
    from queuetui.genesys.transport import Timeouts

log = logging.getLogger(__name__)


class Choice(Struct, frozen=True):
    """What the command line asks for."""

    config: Path | None = None
    demo: bool = False
    queues: tuple[str, ...] = ()
    interval: str | None = None
    log: Path | None = None
    log_level: str = "info"
    scenario: str | None = None
    theme: ThemeName | None = None
    calm: bool = False
    wall: bool = False


class Start:
    """Settings, credentials and the demo centre of one run; use as a context manager."""

    def __init__(self, choice: Choice, *, total_timeout: float | None = None) -> None:
        self.clock = SystemClock()
        self._demo: DemoCentre | None = None
        self._choice = choice
        self._total_timeout = total_timeout
        self._redaction: Redaction | None = None
        here = _here()
        if choice.demo and choice.config is None:
            from queuetui.cli.demo import demo_settings

            settings = demo_settings()
        else:
            settings = load_settings(choice.config, here)
        self.settings: Settings = override(settings, choice.queues, choice.interval)
        if choice.demo:
            self._demo = _demo_centre(choice.scenario)
            self._credentials: Credentials | None = None
            self.base_url = ""
        else:
            self._credentials = load_credentials(os.environ, here)
            self.base_url = self._credentials.base_url or _of_region(self._credentials.region or "")

    def __enter__(self) -> Self:
        if self._demo is not None:
            self.base_url = self._demo.wait_until_ready()
            self._credentials = self._demo.credentials(self.base_url)
        self._start_log()
        return self

    def __exit__(self, *_: object) -> None:
        if self._demo is not None:
            self._demo.stop()

    def _start_log(self) -> None:
        """Nothing is ever printed: to the file, or nowhere."""
        path = self._choice.log
        if path is None:
            keep_quiet()
            return
        from queuetui.outputs.log import open_log

        try:
            open_log(path, self._choice.log_level, self.redaction)
        except OSError as error:
            raise Failure(f"--log: {path} can't be written ({error.strerror}).") from None
        log.info("queuetui %s at %s", __version__, self.base_url)

    def source(self) -> "Source":
        """A source whose session opens with its first question."""
        from queuetui.genesys.source import Source

        return Source(self._connect)

    def feed(self, *, spread: bool = True) -> "Poller":
        """The feed, not yet started; not ``spread``: all queues at once, and nothing else."""
        from random import Random

        from queuetui.feed.poller import Poller

        local: tzinfo | None = None
        if spread:
            from queuetui.cli.zone import machine_zone

            local = machine_zone(os.environ)
        return Poller(
            self.source(),
            self.settings,
            self.clock,
            base_url=self.base_url,
            random=Random(),  # noqa: S311
            spread=spread,
            report=self.report,
            local=local,
        )

    def watch(self, desk: "AlarmDesk") -> "Watch":
        """The feed with alarms around it, not yet started."""
        from queuetui.cli.zone import machine_zone
        from queuetui.feed.watch import Watch

        return Watch(
            self.feed(),
            self.settings,
            self.clock,
            desk,
            report=self.report,
            local=machine_zone(os.environ),
        )

    @property
    def is_demo(self) -> bool:
        """Whether the centre is the built-in one."""
        return self._choice.demo

    @property
    def redaction(self) -> Redaction:
        """Takes the secrets of this run out of a text; learns of new tokens by itself."""
        if self._redaction is None:
            given = self._given()
            self._redaction = Redaction(given.client_id, given.client_secret.reveal())
        return self._redaction

    def report(self, error: Exception) -> str | None:
        """Write a report like that of a crash; returns where it is, in words for the board."""
        from platformdirs import user_log_path

        from queuetui.ui.crash import write_report

        at = datetime.fromtimestamp(self.clock.now(), UTC)
        try:
            path = write_report(error, user_log_path("queuetui"), self.redaction, at)
        except OSError as failure:
            log.warning("The report of an error can't be written: %s", failure.strerror)
            return None
        return _from_home(path)

    def _connect(self) -> "Session":
        from queuetui.genesys.connect import open_session
        from queuetui.genesys.transport import Transport

        given = self._given()
        return open_session(
            self.base_url,
            given.client_id,
            given.client_secret.reveal(),
            self.clock,
            Transport(self.clock, _timeouts(self._total_timeout)),
            keep_token=self.redaction.keep_token,
        )

    def _given(self) -> Credentials:
        if self._credentials is None:
            raise RuntimeError("the run has not been entered")
        return self._credentials


def _from_home(path: Path) -> str:
    """The path as people write it: ``~`` for the home folder."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return str(path)


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise Failure("The folder you are in does not exist any more.") from None


def _demo_centre(scenario: str | None) -> "DemoCentre":
    from queuetui.cli.demo import DemoCentre

    return DemoCentre(scenario)


def _of_region(region: str) -> str:
    """The base URL of a region. Raises `UnknownRegion`."""
    from queuetui.genesys.connect import base_url_for

    return base_url_for(region)


def _timeouts(total: float | None) -> "Timeouts":
    from queuetui.genesys.transport import Timeouts

    usual = Timeouts()
    if total is None:
        return usual
    return structs.replace(
        usual,
        connect=min(usual.connect, total),
        read=min(usual.read, total),
        total=min(usual.total, total),
    )
