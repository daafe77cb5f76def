"""The same themes in the eight colours that every terminal has, bright ones never.

The values are those of the standard palette as Rich knows it, so each comes out as exactly that
colour's code and nothing is left to its guess of the nearest. Dark grey is among the bright ones:
many terminals draw it as black. Bold may come out as bright, so bold is never black (that would be
dark grey), and nothing is italic or faint: a console without those shows them as colours.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from queuetui.ui.themes.full import CONTRAST, DAY, DUSK, NIGHT, SAFE
from queuetui.ui.themes.look import Ink, Scheme
from queuetui.view.segments import Tone

BLACK = "#000000"
RED = "#aa0000"
GREEN = "#00aa00"
YELLOW = "#aa5500"
BLUE = "#0000aa"
MAGENTA = "#aa00aa"
CYAN = "#00aaaa"
WHITE = "#aaaaaa"

PALETTE = (BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE)
"""In the order of their codes, 30 to 37."""

_ON_BLACK: Mapping[Tone, Ink] = {
    "plain": Ink(WHITE),
    "strong": Ink(WHITE, weight="bold"),
    "dim": Ink(WHITE),
    "critical": Ink(WHITE, RED, "bold"),
    # Red on black is too dark there to be read.
    "alarm": Ink(MAGENTA, weight="bold"),
    "warning": Ink(YELLOW, weight="bold"),
    "unknown": Ink(CYAN),
    "ok": Ink(GREEN),
    "closed": Ink(WHITE),
    "late": Ink(CYAN),
    "fresh": Ink(BLACK, WHITE),
}

_ON_WHITE: Mapping[Tone, Ink] = {
    "plain": Ink(BLACK),
    "strong": Ink(BLACK),
    "dim": Ink(BLACK),
    "critical": Ink(WHITE, RED, "bold"),
    "alarm": Ink(WHITE, RED, "bold"),
    "warning": Ink(BLACK, YELLOW),
    "unknown": Ink(BLUE),
    "ok": Ink(BLACK),
    "closed": Ink(BLACK),
    "late": Ink(BLUE),
    "fresh": Ink(WHITE, BLACK),
}


def _on_black(scheme: Scheme) -> Scheme:
    return replace(
        scheme,
        ground=BLACK,
        surface=BLACK,
        panel=BLACK,
        accent=CYAN,
        tones=_ON_BLACK,
        selected=Ink(BLACK, WHITE),
        tones_selected=_ON_WHITE,
        banner=Ink(BLACK, YELLOW),
        paused=Ink(BLACK, CYAN),
        banner_strong="none",
        edition="8",
    )


_NIGHT = _on_black(NIGHT)
_DUSK = replace(
    _NIGHT,
    name=DUSK.name,
    says=DUSK.says,
    tones={**_ON_BLACK, "ok": Ink(CYAN), "unknown": Ink(WHITE), "late": Ink(WHITE)},
    paused=Ink(BLACK, MAGENTA),
)
_DAY = replace(
    DAY,
    ground=WHITE,
    surface=WHITE,
    panel=WHITE,
    accent=BLUE,
    tones={**_ON_WHITE, "strong": Ink(BLUE), "unknown": Ink(BLACK), "late": Ink(BLACK)},
    selected=Ink(WHITE, BLACK),
    tones_selected=_ON_BLACK,
    banner=Ink(BLACK, YELLOW),
    paused=Ink(WHITE, BLUE, "bold"),
    banner_strong="none",
    edition="8",
)
_CONTRAST = replace(
    _NIGHT,
    name=CONTRAST.name,
    says=CONTRAST.says,
    tones={
        **_ON_BLACK,
        "plain": Ink(WHITE, weight="bold"),
        "warning": Ink(BLACK, YELLOW),
        "unknown": Ink(CYAN, weight="bold"),
        "ok": Ink(GREEN, weight="bold"),
    },
)
_SAFE = replace(
    _NIGHT,
    name=SAFE.name,
    says=SAFE.says,
    tones={
        **_ON_BLACK,
        "critical": Ink(BLACK, YELLOW),
        "alarm": Ink(BLACK, YELLOW),
        "unknown": Ink(WHITE),
        "ok": Ink(CYAN),
        "late": Ink(WHITE),
    },
    tones_selected={**_ON_WHITE, "critical": Ink(BLACK, YELLOW), "warning": Ink(BLACK)},
)

FEW = (_NIGHT, _DUSK, _DAY, _CONTRAST, _SAFE)
