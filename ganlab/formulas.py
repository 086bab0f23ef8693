"""Formulas: the LaTeX of the registries as MathML, which every browser draws by itself."""

from __future__ import annotations

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
