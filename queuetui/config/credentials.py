"""Credentials: only ever from the environment or a ``.env`` file, and never shown."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn, Self

from msgspec import Struct

from queuetui.config.errors import SettingsError, printable
from queuetui.config.files import LARGEST_FILE, decode

CLIENT_ID = "GENESYS_CLOUD_CLIENT_ID"
CLIENT_SECRET = "GENESYS_CLOUD_CLIENT_SECRET"  # noqa: S105 - the variable's name
BASE_URL = "GENESYS_CLOUD_BASE_URL"
REGION = "GENESYS_CLOUD_REGION"

_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
    r"(?P<port>:[0-9]{1,5})?/?",
)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_LOOPBACK = re.compile(rf"localhost|127(?:\.{_OCTET}){{3}}|\[::1\]")
_URL_EXAMPLES = "https://api.mypurecloud.com, or http://127.0.0.1:PORT for this machine"


class Secret:
    """A text that shows itself only to `reveal`: in no log, error, dump or local variable."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself; for the moment in which it is sent."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is not written anywhere")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a Secret is not written anywhere")


class Credentials(Struct, frozen=True):
    """What it takes to ask an organisation. Exactly one of ``base_url`` and ``region`` is given."""

    client_id: str
    client_secret: Secret
    base_url: str | None = None
    """Scheme, host and perhaps port, without a slash at the end."""
    region: str | None = None
    """As it was written; the session knows which regions there are."""


def load_credentials(environ: Mapping[str, str], cwd: Path) -> Credentials:
    """The credentials out of the environment, and out of ``.env`` in ``cwd`` for what it lacks.

    The address comes whole from one of them: a base URL in ``.env`` never meets a region in the
    environment. Where both are given in the same place, the base URL counts.

    Raises:
        SettingsError: Names every missing variable, or the one with a mistake; never a secret.
    """
    here = _Variables(environ)
    where = cwd / ".env"
    complete = here.get(CLIENT_ID) and here.get(CLIENT_SECRET) and here.has_address()
    file, trouble = (_Variables({}), None) if complete else _read_env_file(where)
    client_id = here.get(CLIENT_ID) or file.get(CLIENT_ID)
    client_secret = here.get(CLIENT_SECRET) or file.get(CLIENT_SECRET)
    address = here if here.has_address() else file
    if not (client_id and client_secret and address.has_address()):
        missing = [] if client_id else [CLIENT_ID]
        missing += [] if client_secret else [CLIENT_SECRET]
        if not address.has_address():
            missing.append(
                f"{BASE_URL} (such as https://api.mypurecloud.com)"
                f" or {REGION} (such as us-east-1 or mypurecloud.ie)"
            )
        note = f" ({trouble})" if trouble else ""
        raise SettingsError(
            f"not set: {'; '.join(missing)}. Put what is missing into the environment"
            f" or into {where}{note}; queuetui --demo needs none of them"
        )
    _check_sendable(client_id, CLIENT_ID)
    _check_sendable(client_secret, CLIENT_SECRET)
    url, region = address.get(BASE_URL), address.get(REGION)
    if url:
        return Credentials(client_id, Secret(client_secret), base_url=_base_url(url))
    return Credentials(client_id, Secret(client_secret), region=_region(region))


class _Variables:
    """Variables without the blanks and quotes that copying leaves around values."""

    def __init__(self, raw: Mapping[str, str | None]) -> None:
        names = (CLIENT_ID, CLIENT_SECRET, BASE_URL, REGION)
        self._values = {name: (raw.get(name) or "").strip(" \t\r\n\"'") for name in names}

    def __repr__(self) -> str:
        return "_Variables(•••)"

    def get(self, name: str) -> str:
        return self._values.get(name, "")

    def has_address(self) -> bool:
        return bool(self.get(BASE_URL) or self.get(REGION))


def _read_env_file(path: Path) -> tuple[_Variables, str | None]:
    """What ``.env`` holds and, if it is there and cannot be read, why not."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE)
    except (FileNotFoundError, NotADirectoryError):
        return _Variables({}), None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not the path of a file"
        return _Variables({}), f"which cannot be read: {why.lower()}"
    from dotenv import dotenv_values  # noqa: PLC0415 - only where there is such a file

    # No interpolation: a secret may well hold a dollar sign. A stray byte in a comment spoils
    # nothing, and one in a value is found when that value is checked.
    text = decode(raw, errors="replace")
    return _Variables(dotenv_values(stream=io.StringIO(text), interpolate=False)), None


def _check_sendable(value: str, name: str) -> None:
    if not value.isascii():
        what = "characters outside ASCII (a typographic quote, dash or invisible blank?)"
    elif not value.isprintable() or " " in value:
        what = "blanks or control characters inside"
    else:
        return
    raise SettingsError(
        f"{name}: found {what}; allowed: the value exactly as Genesys Cloud shows it"
        " at Admin › Integrations › OAuth"
    )


def _base_url(value: str) -> str:
    # What does not look like an address is not repeated: it may be the secret in the wrong place.
    match = _URL.fullmatch(value.lower())
    if match is None:
        raise SettingsError(
            f"{BASE_URL}: not an address of scheme, host and perhaps port alone;"
            f" allowed: {_URL_EXAMPLES}"
        )
    host, port = match["host"], match["port"] or ""
    if port and not 0 < int(port[1:]) < 65_536:
        raise SettingsError(f"{BASE_URL}: found port {port[1:]}; allowed: ports from 1 to 65535")
    if match["scheme"] == "http" and not _LOOPBACK.fullmatch(host):
        raise SettingsError(
            f"{BASE_URL}: found plain http to {host}, which would send the secret in clear;"
            f" allowed: {_URL_EXAMPLES}"
        )
    return f"{match['scheme']}://{host}{port}"


def _region(value: str) -> str:
    if "/" in value:
        raise SettingsError(
            f"{REGION}: found an address; allowed: a region such as us-east-1 or mypurecloud.ie"
            f" (an address belongs in {BASE_URL})"
        )
    if not value.isascii() or printable(value) != value or " " in value:
        raise SettingsError(
            f"{REGION}: found blanks or characters outside ASCII;"
            " allowed: a region such as us-east-1 or mypurecloud.ie"
        )
    return value
