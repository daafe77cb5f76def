"""Settings from a TOML file, credentials from the environment, and what the command line changes.

Nothing here loads the SDK, a screen or a server: every command starts by reading settings.
"""

from queuetui.config.credentials import Credentials, Secret, load_credentials
from queuetui.config.errors import SettingsError
from queuetui.config.files import load_settings, parse_settings
from queuetui.config.overrides import override

__all__ = [
    "Credentials",
    "Secret",
    "SettingsError",
    "load_credentials",
    "load_settings",
    "override",
    "parse_settings",
]
