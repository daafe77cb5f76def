"""The themes in the 256 colours that most terminals have, which is also what ssh leaves of them.

Left alone, Rich takes the nearest corner of a coarse cube, and a quiet dark blue becomes teal. Here
the nearest is looked for by eye, so to say: by distance in CIE Lab.
"""

from collections.abc import Mapping
from functools import lru_cache

from msgspec.structs import replace
from textual.color import Color, rgb_to_lab

from queuetui.ui.themes.look import Ink, Scheme
from queuetui.view.segments import Tone

_LEVELS = (0, 95, 135, 175, 215, 255)
_GREYS = 25
"""Steps from black to white."""

_INSTEAD: Mapping[str, str] = {"#c4263f": "#af0000", "#2c6a45": "#005f00"}
"""Where text would not stand out from (or on) the nearest."""


def in_256(scheme: Scheme) -> Scheme:
    """The same theme in colours that such a terminal has."""
    return replace(
        scheme,
        ground=nearest(scheme.ground),
        surface=nearest(scheme.surface),
        panel=nearest(scheme.panel),
        accent=nearest(scheme.accent),
        tones=_tones(scheme.tones),
        selected=_ink(scheme.selected),
        tones_selected=_tones(scheme.tones_selected),
        banner=_ink(scheme.banner),
        paused=_ink(scheme.paused),
        edition="256",
    )


def _tones(tones: Mapping[Tone, Ink]) -> Mapping[Tone, Ink]:
    return {tone: _ink(ink) for tone, ink in tones.items()}


def _ink(ink: Ink) -> Ink:
    ground = None if ink.ground is None else nearest(ink.ground)
    return Ink(nearest(ink.color), ground, ink.weight)


@lru_cache(maxsize=256)
def nearest(colour: str) -> str:
    """A colour ``#rrggbb`` that Rich turns into the terminal's nearest to this one."""
    if colour in _INSTEAD:
        return _INSTEAD[colour]
    wanted = rgb_to_lab(Color.parse(colour))

    def distance(shown: tuple[float, float, float]) -> float:
        return sum((a - b) ** 2 for a, b in zip(shown, (wanted.L, wanted.a, wanted.b), strict=True))

    shown = _shown()
    return min(shown, key=lambda candidate: distance(shown[candidate]))


@lru_cache(maxsize=1)
def _shown() -> Mapping[str, tuple[float, float, float]]:
    """What a terminal shows (in CIE Lab) of what Rich is given, for each of its colours."""
    shown: dict[Color, Color] = {}
    for red in _LEVELS:
        for green in _LEVELS:
            for blue in _LEVELS:
                cube = Color(red, green, blue)
                # Rich takes these for greys.
                if cube.hsl.s >= 0.15:
                    shown[cube] = cube
    for step in range(_GREYS + 1):
        value = round(step * 255 / _GREYS)
        ramp = {0: 0, _GREYS: 255}.get(step, 10 * step - 2)
        shown[Color(value, value, value)] = Color(ramp, ramp, ramp)
    return {
        given.hex.lower(): (lab.L, lab.a, lab.b)
        for given, lab in ((given, rgb_to_lab(seen)) for given, seen in shown.items())
    }
