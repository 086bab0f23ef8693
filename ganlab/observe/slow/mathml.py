"""Formulas: the LaTeX of the registries as MathML, which every browser draws by itself."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(512)  # numbers put in make ever new ones
def mathml(latex: str) -> str:
    """Return one formula as a `<math>` element; only for LaTeX of our own, never a visitor's."""
    from latex2mathml.converter import convert

    found = convert(latex)
    for name in _FUNCTIONS:
        found = found.replace(f"<mi>{name}</mi>", f"{_SPACE}<mi>{name}</mi>{_SPACE}")
    return found


_FUNCTIONS, _SPACE = ("log",), '<mspace width="0.167em" />'  # the converter sets them close to their neighbours


_NETWORK, _INDEX = re.compile(r"(?<![A-Za-z])[GDC]\("), re.compile(r"_(\w|\{[^}]*\})\)*$")


def given(text: str, gap: str = ",") -> str:
    """Write the label y into what G, D and D's raw output C are given: D(G(z)) becomes D(G(z,y),y)."""
    if not (found := _NETWORK.search(text)):
        return text
    start, depth, end = found.end(), 1, found.end()
    while depth and end < len(text):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    inside = text[start : end - 1]
    index = _INDEX.search(inside)
    label = f"y_{index[1]}" if index else "y"
    return f"{text[:start]}{given(inside, gap)}{gap}{label}){given(text[end:], gap)}"
