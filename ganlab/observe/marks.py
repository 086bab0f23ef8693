"""Marks of outcomes: shapes that are told apart without colour, as SVG paths from −1 to 1, drawn by the even-odd rule.

Of commands only M, L, C and Z, with absolute numbers between spaces: whoever draws can read them with little.
"""

from __future__ import annotations


def _disc(r: float) -> str:
    k = round(0.5523 * r, 3)
    return (
        f"M {r} 0 C {r} {k} {k} {r} 0 {r} C {-k} {r} {-r} {k} {-r} 0 "
        f"C {-r} {-k} {-k} {-r} 0 {-r} C {k} {-r} {r} {-k} {r} 0 Z"
    )


DISC, DOT = _disc(1.0), _disc(0.35)
RING = f"{_disc(1.0)} {_disc(0.62)}"
HALF = f"{_disc(1.0)} M 0 -0.68 C 0.376 -0.68 0.68 -0.376 0.68 0 C 0.68 0.376 0.376 0.68 0 0.68 Z"
SQUARE = "M -0.8 -0.8 L 0.8 -0.8 L 0.8 0.8 L -0.8 0.8 Z"
BAR = "M -1 -0.32 L 1 -0.32 L 1 0.32 L -1 0.32 Z"
DIAMOND = "M 0 -1.1 L 1.1 0 L 0 1.1 L -1.1 0 Z M 0 -0.5 L 0.5 0 L 0 0.5 L -0.5 0 Z"
BOW = "M -1 -0.9 L 0 -0.1 L 1 -0.9 L 1 0.9 L 0 0.1 L -1 0.9 Z"
STAR = (
    "M 0 -1.2 L 0.26 -0.63 L 0.85 -0.85 L 0.63 -0.26 L 1.2 0 L 0.63 0.26 L 0.85 0.85 L 0.26 0.63 "
    "L 0 1.2 L -0.26 0.63 L -0.85 0.85 L -0.63 0.26 L -1.2 0 L -0.63 -0.26 L -0.85 -0.85 L -0.26 -0.63 Z"
)
CROSS = (
    "M -0.65 -1 L 0 -0.35 L 0.65 -1 L 1 -0.65 L 0.35 0 L 1 0.65 L 0.65 1 L 0 0.35 L -0.65 1 L -1 0.65 "
    "L -0.35 0 L -1 -0.65 Z"
)
PAIR = "M -1 -1 L 0.35 -1 L 0.35 0.35 L -1 0.35 Z M -0.35 0.6 L 0.6 0.6 L 0.6 -0.35 L 1 -0.35 L 1 1 L -0.35 1 Z"
