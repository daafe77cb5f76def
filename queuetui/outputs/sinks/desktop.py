"""Desktop notifications by way of the terminal, which works over SSH as well.

There are three sequences for it and no way to ask which of them a terminal understands that all
terminals would answer; so it goes by the names that terminals leave in the environment:

- OSC 99, kitty's: title and body apart, both in base64; a later one replaces an earlier one of the
  same id.
- OSC 777, of rxvt: title and body, separated by semicolons.
- OSC 9, of iTerm2: one text. A text that begins with a number means something else to some.
"""

import base64
import re
from collections.abc import Callable, Mapping

from queuetui.domain.sinks import Notice, Protocol
from queuetui.outputs.sinks.bell import REFUSED
from queuetui.outputs.sinks.plain import plain
from queuetui.outputs.sinks.sink import SinkFailure

_ESC = "\x1b"
_ST = "\x1b\\"
_PROGRAMS: Mapping[str, Protocol | None] = {
    "iTerm.app": "osc9",
    "ghostty": "osc777",
    "WezTerm": "osc777",
    "WarpTerminal": "osc777",
    "contour": "osc777",
    "kitty": "osc99",
    "rxvt": "osc777",
    "vscode": None,
    "Apple_Terminal": None,
}
"""By ``TERM_PROGRAM``; ``None``: it shows none, whatever terminal it was started from."""
_MARKS: Mapping[str, Protocol] = {
    "KITTY_WINDOW_ID": "osc99",
    "GHOSTTY_RESOURCES_DIR": "osc777",
    "WEZTERM_PANE": "osc777",
    "ITERM_SESSION_ID": "osc9",
    "WT_SESSION": "osc777",
    "VTE_VERSION": "osc777",
}
"""Variables that only these terminals set."""
_TERMS: Mapping[str, Protocol] = {
    "xterm-kitty": "osc99",
    "xterm-ghostty": "osc777",
    "wezterm": "osc777",
    "foot": "osc777",
    "rxvt": "osc777",
    "contour": "osc777",
}
"""Beginnings of ``TERM``, the one thing that SSH passes on."""
UNKNOWN = (
    "this terminal is not known to show desktop notifications;"
    ' if it does, say how in the settings: protocol = "osc9", "osc777" or "osc99"'
)


def understood(environ: Mapping[str, str]) -> Protocol | None:
    """The sequence that the terminal understands, as far as the environment tells."""
    program = environ.get("TERM_PROGRAM", "")
    if program in _PROGRAMS:
        return _PROGRAMS[program]
    if environ.get("LC_TERMINAL") == "iTerm2":
        return "osc9"
    term = environ.get("TERM", "")
    for start, protocol in _TERMS.items():
        if term.startswith(start):
            return protocol
    return next((protocol for name, protocol in _MARKS.items() if environ.get(name)), None)


def sequence(notice: Notice, protocol: Protocol) -> str:
    """The sequence that shows the notice."""
    clean = plain(notice)
    title, text = clean.title, clean.text
    if protocol == "osc99":
        number = re.sub(r"[^A-Za-z0-9_+.-]", "-", clean.alarm_id) or "queuetui"
        urgency = 2 if notice.severity == "critical" and notice.kind != "cleared" else 1
        return (
            f"{_ESC}]99;i={number}:d=0:e=1;{_base64(title)}{_ST}"
            f"{_ESC}]99;i={number}:d=1:e=1:u={urgency}:p=body;{_base64(text)}{_ST}"
        )
    if protocol == "osc777":
        parts = (part.replace(";", ",") for part in (title, text))
        return f"{_ESC}]777;notify;{';'.join(parts)}{_ST}"
    return f"{_ESC}]9;queuetui: {title}: {text}{_ST}"


def through_tmux(text: str) -> str:
    """The sequence wrapped so that tmux passes it on, if ``allow-passthrough`` is on there."""
    return f"{_ESC}Ptmux;{text.replace(_ESC, 2 * _ESC)}{_ST}"


class Desktop:
    """Asks the terminal to show a notification."""

    def __init__(
        self,
        name: str,
        protocol: Protocol,
        environ: Mapping[str, str],
        write_terminal: Callable[[str], bool],
    ) -> None:
        self.name = name
        self._protocol = understood(environ) if protocol == "auto" else protocol
        self._in_tmux = bool(environ.get("TMUX"))
        self._write = write_terminal

    @property
    def problem(self) -> str | None:
        """Whether the terminal is unknown."""
        return UNKNOWN if self._protocol is None else None

    def send(self, notice: Notice) -> None:
        """Ask for it; whether it is shown, no terminal tells."""
        if self._protocol is None:
            raise SinkFailure(UNKNOWN)
        text = sequence(notice, self._protocol)
        if not self._write(through_tmux(text) if self._in_tmux else text):
            raise SinkFailure(REFUSED)

    def close(self) -> None:
        """Nothing to give up."""


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
