"""Formulas: the LaTeX of the registries as MathML, which every browser draws by itself."""

from __future__ import annotations

from functools import cache


@cache
def mathml(latex: str) -> str:
    """Return one formula as a `<math>` element; only for LaTeX of our own, never a visitor's."""
    from latex2mathml.converter import convert

    return convert(latex)
