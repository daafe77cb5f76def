"""``queuetui doctor``: walk the way a request goes, one line a step."""

import getpass
import logging
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from queuetui.cli.demo import DemoCentre, demo_settings
from queuetui.cli.doctor_machine import sdk_loaded, terminal, versions
from queuetui.cli.failures import Failure, code_for
from queuetui.cli.once import seconds
from queuetui.cli.output import put
from queuetui.config import Credentials, SettingsError, load_credentials, load_settings
from queuetui.config.credentials import BASE_URL, CLIENT_ID, CLIENT_SECRET, REGION
from queuetui.domain.findings import Finding, Part, failed, first_failure, ok, say, skipped
from queuetui.domain.settings import Settings
from queuetui.feed.clock import SystemClock
from queuetui.genesys.connect import UnknownRegion, base_url_for
from queuetui.genesys.probe import Client, examine
from queuetui.genesys.probe_steps import api_and_login, broken
from queuetui.genesys.transport import Timeouts
from queuetui.outputs.once_json import safe_json
from queuetui.view.findings import (
    ASCII,
    SHORTEST_SECRET,
    UNICODE,
    WIDTH,
    Marks,
    document,
    lines,
    report,
    summary,
    wrapped,
)


class Wanted(Struct, frozen=True):
    """What the command line asks for."""

    config: Path | None = None
    demo: bool = False
    as_json: bool = False
    report: Path | None = None
    timeout: str | None = None


class Outcome(Struct):
    """What the first steps left for the later ones; the secret is in no ``repr``."""

    settings: Settings = Settings()
    credentials: Credentials | None = None
    base_url: str | None = None


def run_doctor(wanted: Wanted) -> int:
    """Examine and print; returns the exit code."""
    logging.getLogger().addHandler(logging.NullHandler())
    timeouts = timeouts_for(wanted.timeout)
    encoding = sys.stdout.encoding or "ascii"
    marks, width = _marks(encoding), shutil.get_terminal_size((WIDTH, 24)).columns
    known = Outcome()
    findings: list[Finding] = []
    for finding in _steps(wanted, known, timeouts):
        guarded = _without_secret(finding, known)
        findings.append(guarded)
        if not wanted.as_json:
            put("\n".join(lines(guarded, marks, width)).encode(encoding, "replace"))
    if wanted.as_json:
        put(safe_json(msgspec.json.encode(document(findings))))
    else:
        put("\n".join(["", *wrapped(summary(findings), width)]).encode(encoding, "replace"))
    if wanted.report is not None:
        _write(wanted.report, report(findings, secrets.token_bytes(16), _identifiers(known)))
    return exit_code(findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """0 if all passed, else the code of the first failure: where a person is to begin.

    What the board can do without may be left open (see `queuetui.genesys.probe`) without being a
    failure: the last sentence then names it, and does not say that all passed.
    """
    first = first_failure(tuple(findings))
    if first is None:
        return 0
    if first.cause is None:
        return 2
    return 1 if first.cause == "internal" else code_for(first.cause)


def _steps(wanted: Wanted, known: Outcome, timeouts: Timeouts) -> Iterator[Finding]:
    yield _guarded("versions", versions)
    yield _guarded("terminal", lambda: terminal(os.environ, sys.stdout))
    yield _guarded("SDK", sdk_loaded)
    yield _guarded("settings", lambda: _settings(wanted, known))
    demo = DemoCentre() if wanted.demo else None
    try:
        if demo is not None:
            known.base_url = demo.wait_until_ready()
            known.credentials = demo.credentials(known.base_url)
            yield ok("credentials", "the demo's own")
            yield ok("address", "the demo: ", *api_and_login(known.base_url)[0].url)
        else:
            yield _guarded("credentials", lambda: _credentials(known))
            yield _guarded("address", lambda: _address(known))
        given = known.credentials
        client = Client(given.client_id, given.client_secret.reveal()) if given else None
        yield from examine(known.base_url, client, known.settings, SystemClock(), timeouts)
    finally:
        if demo is not None:
            demo.stop()


def _guarded(step: str, make: Callable[[], Finding]) -> Finding:
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - the next steps can be made without it
        return broken(step, error)


# -- the steps before the network ---------------------------------------------------------------


def _settings(wanted: Wanted, known: Outcome) -> Finding:
    step = "settings"
    if wanted.demo and wanted.config is None:
        known.settings = demo_settings()
        return ok(step, "the demo's own")
    try:
        known.settings = load_settings(wanted.config, Path.cwd())
    except SettingsError as error:
        advice = say("Until it is mended, the built-in settings are examined.")
        return failed(step, Part(str(error), "quote"), advice=(advice,))
    settings = known.settings
    rules = len(settings.watchlist.rules)
    entries = f"{rules} queue entr{'y' if rules == 1 else 'ies'}" if rules else "every queue"
    told = f"{entries}, a poll every {settings.poll.interval:g} s"
    if settings.source is None:
        return ok(step, f"no file, so the built-in ones: {told}")
    return ok(step, Part(settings.source, "path"), f": {told}")


def _credentials(known: Outcome) -> Finding:
    step = "credentials"
    cwd = Path.cwd()
    try:
        given = load_credentials(os.environ, cwd)
    except SettingsError as error:
        # Where a request would go may be known all the same: the network can be examined.
        with suppress(SettingsError):
            known.base_url = _url_of(
                load_credentials({**os.environ, CLIENT_ID: "-", CLIENT_SECRET: "-"}, cwd)
            )
        return failed(step, Part(str(error), "quote"))
    known.credentials = given
    address = BASE_URL if given.base_url else REGION
    names = (CLIENT_ID, CLIENT_SECRET, address)
    return ok(step, ", ".join(f"{name} ({_where(name)})" for name in names))


def _where(name: str) -> str:
    return "environment" if os.environ.get(name, "").strip(" \t\r\n\"'") else ".env"


def _address(known: Outcome) -> Finding:
    step = "address"
    given = known.credentials
    if given is not None:
        try:
            known.base_url = _url_of(given)
        except UnknownRegion as error:
            return failed(step, Part(str(error), "quote"))
    if known.base_url is None:
        return skipped(step, "needs credentials")
    api, login = api_and_login(known.base_url)
    also = () if login == api else say("; login at ", *login.url)
    return ok(step, *api.url, *also)


def _url_of(given: Credentials) -> str | None:
    return given.base_url or (base_url_for(given.region) if given.region else None)


def timeouts_for(given: str | None) -> Timeouts:
    """The usual patience, or one call's limit as a person gave it: shorter, or longer."""
    usual = Timeouts()
    if given is None:
        return usual
    limit = seconds(given)
    return Timeouts(connect=min(usual.connect, limit), read=limit, total=limit)


# -- what comes out -----------------------------------------------------------------------------


def _marks(encoding: str) -> Marks:
    try:
        "✓✗–·→".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def _without_secret(finding: Finding, known: Outcome) -> Finding:
    """No sentence is known to repeat the secret; should one do, it does not get out."""
    given = known.credentials
    secret = given.client_secret.reveal() if given else ""
    if len(secret) < SHORTEST_SECRET:
        return finding

    def cleared(texts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(Part(p.text.replace(secret, "(secret)"), p.kind) for p in texts)

    return structs.replace(
        finding,
        found=cleared(finding.found),
        details=tuple(cleared(text) for text in finding.details),
        advice=tuple(cleared(text) for text in finding.advice),
    )


def _identifiers(known: Outcome) -> list[Part]:
    """What a report looks for in sentences, beside what the findings name."""
    parts: list[Part] = []
    if (given := known.credentials) is not None:
        parts += [Part(given.client_id, "client"), Part(given.client_secret.reveal(), "secret")]
    if known.base_url is not None:
        for host in api_and_login(known.base_url):
            if not host.public:
                parts += [Part(host.name, "host"), Part(f"{host.name}:{host.port}", "host")]
    watchlist = known.settings.watchlist
    for rule in (*watchlist.rules, *watchlist.only):
        parts += [Part(text, "queue") for text in (rule.id, rule.name, rule.label) if text]
    parts.append(Part(str(Path.home()), "path"))
    with suppress(OSError, KeyError):
        parts.append(Part(getpass.getuser(), "user"))
    return parts


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="ascii")
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or "not the path of a file").lower()
        raise Failure(f"--report {path}: cannot be written ({why}).") from None
