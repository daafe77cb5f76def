"""The one place that imports the official SDK, ``PureCloudPlatformClientV2``.

Used of it: the regions and hosts, the client-credentials token, the request models, and `ApiClient`
with our transport in its official hook (`AbstractHttpClient`). Kept away from it: its time-outs
(none), its silent retries, its home-folder file (which can change the host), its three background
threads, its logger on stderr, its watcher of files, and its import of 6,650 models.

So only the few submodules used are loaded, under a package object whose ``__init__`` never runs.
Should a later SDK not allow that, the plain import is used and the log says so.
"""

import importlib
import importlib.util
import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec

from queuetui.genesys.errors import AnswerUnreadable, CredentialsRefused, error_for
from queuetui.genesys.transport import Exchange, Sender

PACKAGE = "PureCloudPlatformClientV2"
_AUTH = ["PureCloud OAuth"]
_TOKEN = re.compile(r"[\x21-\x7e]+")
"""What can stand in a header field; of anything else no request could be made."""
_QUIET_HOME = Path(__file__).parent / "sdk_home"
"""Stands in for the home folder while the SDK reads its settings: switches its live reload off."""
_WATCHER = {
    "watchdog": (),
    "watchdog.observers": ("Observer",),
    "watchdog.events": ("FileSystemEventHandler", "FileModifiedEvent"),
}
"""What the SDK imports for its live reload alone, and the names that it takes from there."""
_QUERIES_KEPT = 64
"""Queries: more than the batches of the largest organisation, 12 kB each at the most."""

Way = Literal["light", "plain"]
log = logging.getLogger(__name__)
_loading = threading.Lock()


class Sdk(msgspec.Struct, frozen=True):
    """The parts of the SDK in use, and which way they were loaded."""

    way: Way
    api_client: Any
    http_client: Any
    regions: Any
    query: Any
    query_filter: Any
    query_predicate: Any


def load(way: Way | None = None) -> Sdk:
    """Load the SDK once a process; ``way`` forces one (the default: light, else plain)."""
    with _loading:
        if way == "plain":
            return _load_plain()
        try:
            return _load_light()
        except Exception as error:
            if way == "light":
                raise
            log.warning(
                "The SDK can't be loaded in part (%s: %s): loading all of it, which takes "
                "seconds and some 200 MB.",
                type(error).__name__,
                error,
            )
            _forget()
            return _load_plain()


def _load_light() -> Sdk:
    if PACKAGE not in sys.modules:
        for name in (PACKAGE, f"{PACKAGE}.models"):
            _place_shell(name)
    with _without_watcher():
        configuration = importlib.import_module(f"{PACKAGE}.configuration")
    with _instead(configuration, "expanduser", lambda _path: str(_QUIET_HOME)):
        configuration.Configuration()
    return _collect("light")


def _load_plain() -> Sdk:
    if not hasattr(sys.modules.get(PACKAGE), "ApiClient"):
        _forget()  # a shell would pass for the package
    with _quiet_home():
        importlib.import_module(PACKAGE)
    return _collect("plain")


def _collect(way: Way) -> Sdk:
    def part(module: str) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{module}")

    return Sdk(
        way=way,
        api_client=part("api_client").ApiClient,
        http_client=part("abstract_http_client").AbstractHttpClient,
        regions=part("purecloud_region_hosts").PureCloudRegionHosts,
        query=part("models.queue_observation_query").QueueObservationQuery,
        query_filter=part("models.queue_observation_query_filter").QueueObservationQueryFilter,
        query_predicate=part(
            "models.queue_observation_query_predicate"
        ).QueueObservationQueryPredicate,
    )


def _place_shell(name: str) -> None:
    """Put a package object in place whose ``__init__`` does not run but whose modules are found."""
    parent, _, child = name.rpartition(".")
    if parent:
        folders = [str(Path(folder) / child) for folder in sys.modules[parent].__path__]
    else:
        found = importlib.util.find_spec(name)
        if found is None or found.submodule_search_locations is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        folders = list(found.submodule_search_locations)
    spec = ModuleSpec(name, loader=None, is_package=True)
    spec.submodule_search_locations = folders
    shell = importlib.util.module_from_spec(spec)
    sys.modules[name] = shell
    if parent:
        setattr(sys.modules[parent], child, shell)


@contextmanager
def _without_watcher() -> Iterator[None]:
    """Spare the import of what watches files (a tenth of all imports): live reload is off.

    Empty modules stand in for it meanwhile; who wants the real ones afterwards gets them.
    """
    if "watchdog" in sys.modules:
        yield
        return
    for name, taken in _WATCHER.items():
        stand_in = ModuleType(name)
        vars(stand_in).update(dict.fromkeys(taken, object))
        sys.modules[name] = stand_in
    try:
        yield
    finally:
        for name in _WATCHER:
            del sys.modules[name]


def _forget() -> None:
    for name in [n for n in sys.modules if n == PACKAGE or n.startswith(f"{PACKAGE}.")]:
        del sys.modules[name]


@contextmanager
def _instead(module: ModuleType, name: str, value: object) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


@contextmanager
def _quiet_home() -> Iterator[None]:
    """The plain import reads its settings file at once: it finds ours through the environment."""
    before = {name: os.environ.get(name) for name in ("HOME", "USERPROFILE")}
    os.environ.update(dict.fromkeys(before, str(_QUIET_HOME)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def region_hosts() -> Mapping[str, str]:
    """The SDK's regions: ``us-east-1`` → ``https://api.mypurecloud.com`` and so on."""
    return {region.name.replace("_", "-"): region.value for region in load().regions}


class SdkClient:
    """`ApiClient` of the SDK over our transport.

    Safe for several threads: what a call brought is returned, not left behind in the client.
    """

    def __init__(self, base_url: str, transport: Sender, *, sdk: Sdk | None = None) -> None:
        self._sdk = sdk or load()
        self._transport = transport
        self._client = self._sdk.api_client(host=base_url)
        self._client.gateway_configuration = None  # the home-folder file could set one
        self._current = threading.local()
        self._heard: Callable[[Exchange], object] = lambda _exchange: None
        self._now: Callable[[], float | None] = lambda: None
        # The same batches are asked for at every poll, and building a query with the models takes a
        # third as long as making sense of the answer.
        self._query = lru_cache(maxsize=_QUERIES_KEPT)(self._build_query)
        self._client.set_http_client(self._hook())

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person who looks after the program should know about the SDK."""
        if self._sdk.way == "light":
            return ()
        return ("The SDK could not be loaded in part: all of it is in memory.",)

    def attend(self, heard: Callable[[Exchange], object], now: Callable[[], float]) -> None:
        """Let ``heard`` have every answer, errors too, in the thread that asked.

        ``now`` tells the server's time, epoch seconds.
        """
        self._heard, self._now = heard, now

    def fetch_token(self, client_id: str, client_secret: str) -> Exchange:
        """Get a client-credentials token; later calls use it. The exchange holds ``expires_in``.

        Raises `CredentialsRefused`, `AnswerUnreadable` and what the transport raises; the token
        that was in use before stays so.
        """
        before = self._client.access_token
        try:
            self._client.get_client_credentials_token(client_id, client_secret)
        except UnicodeEncodeError:
            raise CredentialsRefused(
                "The client id or secret has a character outside ASCII."
            ) from None
        except (ValueError, LookupError, TypeError, RecursionError):
            raise AnswerUnreadable("The login's answer can't be read: no access_token.") from None
        token = self._client.access_token
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            self._client.access_token = before
            raise AnswerUnreadable(
                "The login's answer can't be used: what it gives as access_token can be none."
            )
        return self._taken()

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: str | None = None,
    ) -> Exchange:
        """Make one call and return the raw exchange; ``body`` is JSON text.

        Raises a `GenesysError` for every answer that is no success.
        """
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        self._client.call_api(
            path,
            method,
            query_params=dict(query or {}),
            header_params=headers,
            body=body,
            auth_settings=_AUTH,
        )
        return self._taken()

    def observation_query(self, queue_ids: Sequence[str], metrics: Sequence[str]) -> str:
        """The JSON text of an observation query for these queues, built with the SDK's models."""
        return self._query(tuple(queue_ids), tuple(metrics))

    def _build_query(self, queue_ids: tuple[str, ...], metrics: tuple[str, ...]) -> str:
        query_filter = self._sdk.query_filter()
        query_filter.type = "or"
        query_filter.predicates = [self._predicate(queue_id) for queue_id in queue_ids]
        query = self._sdk.query()
        query.filter = query_filter
        query.metrics = list(metrics)
        return msgspec.json.encode(self._client.sanitize_for_serialization(query)).decode()

    def _predicate(self, queue_id: str) -> Any:
        predicate = self._sdk.query_predicate()
        predicate.type = "dimension"
        predicate.dimension = "queueId"
        predicate.operator = "matches"
        predicate.value = queue_id
        return predicate

    def _taken(self) -> Exchange:
        exchange: Exchange = self._current.exchange
        del self._current.exchange
        return exchange

    def _hook(self) -> Any:
        current, send = self._current, self._send

        class Hook(self._sdk.http_client):  # type: ignore[misc, name-defined]
            """The SDK's official way in for a transport of one's own."""

            def request(self, http_request_options: Any) -> "_Response":
                exchange = send(http_request_options)
                current.exchange = exchange
                return _Response(exchange)

        return Hook()

    def _send(self, options: Any) -> Exchange:
        exchange = self._transport.send(
            options.method,
            options.url,
            headers=options.headers,
            query=options.query_params or None,
            body=_encode_body(options.body, options.post_params),
        )
        self._heard(exchange)
        if not 200 <= exchange.status < 300:
            raise error_for(
                exchange.status,
                exchange.headers,
                exchange.body,
                exchange.endpoint,
                login=str(options.url).endswith("/oauth/token"),
                now=self._now(),
            )
        return exchange


class _Response:
    """What the SDK expects of an answer."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.status = exchange.status
        self.reason = ""

    @property
    def data(self) -> str:
        return self._exchange.body.decode("utf-8", "replace")

    def getheaders(self) -> Mapping[str, str]:
        return self._exchange.headers

    def getheader(self, name: str, default: str | None = None) -> str | None:
        return self._exchange.headers.get(name.lower(), default)


def _encode_body(body: object, form: Mapping[str, str] | None) -> bytes | None:
    if form:
        return urlencode(form).encode()
    if body is None or isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else msgspec.json.encode(body)
