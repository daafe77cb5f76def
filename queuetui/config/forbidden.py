"""Keys that have no place in a settings file: secrets, and the address that goes with them."""

import re

from queuetui.config.errors import Place, SettingsError

_SECRET_WORDS = (
    "secret",
    "password",
    "passwd",
    "passphrase",
    "token",
    "credential",
    "clientid",
    "apikey",
    "accesskey",
    "privatekey",
    "oauth",
    "bearer",
    "authorization",
    "genesyscloud",
)
_ADDRESS_WORDS = {"baseurl", "region", "environment", "host"}


def refuse_secrets(tree: dict[str, object], source: str) -> None:
    """Refuse a file that holds credentials at any depth, before anything else is read.

    The value is never looked at. The key is shown no further than its first odd character, for
    ``"client_secret=abc"`` may be written by mistake.

    Raises:
        SettingsError: Says where credentials belong.
    """
    todo: list[tuple[Place, object]] = [(Place(source), tree)]
    while todo:
        place, value = todo.pop()
        if isinstance(value, list):
            todo += [(place.nth(n), entry) for n, entry in enumerate(value, start=1)]
        elif isinstance(value, dict):
            for key, inner in value.items():
                word = re.sub(r"[^a-z0-9]", "", key.lower())
                if any(secret in word for secret in _SECRET_WORDS):
                    raise _misplaced(place.at(_leading_name(key)))
                todo.append((place.at(key), inner))
    for key in tree:
        if re.sub(r"[^a-z]", "", key.lower()) in _ADDRESS_WORDS:
            raise (
                Place(source)
                .at(key)
                .problem(
                    "the address does not belong in this file; allowed: GENESYS_CLOUD_BASE_URL or"
                    " GENESYS_CLOUD_REGION in the environment or in .env"
                )
            )


def _leading_name(key: str) -> str:
    name = re.match(r"[A-Za-z0-9_-]*", key)
    return name.group() if name else ""


def _misplaced(place: Place) -> SettingsError:
    return place.problem(
        "credentials do not belong in this file; set GENESYS_CLOUD_CLIENT_ID and"
        " GENESYS_CLOUD_CLIENT_SECRET in the environment or in .env, and take this key out"
    )
