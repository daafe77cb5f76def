"""How far apart colours are, for normal eyes and for others; all from published formulas."""

import math

Rgb = tuple[float, float, float]
"""Linear light, each from 0 to 1."""
Matrix = tuple[Rgb, Rgb, Rgb]


def linear(colour: str) -> Rgb:
    """``#rrggbb`` as linear light (IEC 61966-2-1, sRGB)."""
    red, green, blue = (_linear(int(colour[n : n + 2], 16) / 255) for n in (1, 3, 5))
    return red, green, blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """From 1 to 21: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted(_luminance(linear(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: Rgb) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes: A Physiologically-based Model for Simulation of
# Color Vision Deficiency. IEEE TVCG 15 (2009) 1291-1298; the matrices for severity 1.0.
PROTANOPIA: Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
DEUTERANOPIA: Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TRITANOPIA: Matrix = (
    (1.255528, -0.076749, -0.178779),
    (-0.078411, 0.930809, 0.147602),
    (0.004733, 0.691367, 0.303900),
)
NORMAL: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
VISIONS: dict[str, Matrix] = {
    "normal": NORMAL,
    "protanopia": PROTANOPIA,
    "deuteranopia": DEUTERANOPIA,
    "tritanopia": TRITANOPIA,
}


def seen_as(colour: str, vision: Matrix) -> Rgb:
    """What eyes of that kind see."""
    rgb = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, rgb, strict=True))))
        for row in vision
    )
    return red, green, blue


def difference(one: Rgb, other: Rgb) -> float:
    """Delta E of CIE 1976: about 2 can just be told apart, 100 is black against white."""
    return math.dist(_lab(one), _lab(other))


def _lab(rgb: Rgb) -> Rgb:
    red, green, blue = rgb
    # To CIE XYZ (sRGB primaries) over the white of D65.
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (_root(part) for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def nearest_pair(colours: list[str], vision: Matrix) -> float:
    """The smallest difference between any two of them for such eyes."""
    seen = [seen_as(colour, vision) for colour in colours]
    return min(difference(a, b) for n, a in enumerate(seen) for b in seen[n + 1 :])
