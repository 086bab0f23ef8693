"""Write Markdown: texts of records, formulas and tables, for GitHub and whoever reads them plain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ganlab.lazy import Message, written


def anchor(title: str) -> str:
    """Return the anchor that a heading is given."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def plain(words: str | Message) -> str:
    """Return a text in English, with what Markdown would take for its own escaped."""
    found = str(words) if isinstance(words, Message) else written(words, {})
    return re.sub(r"([\\`*<|])", r"\\\1", found)


def code(words: object) -> str:
    """Write something as code, nothing as nothing."""
    found = str(words)
    return f"`{found}`" if found else ""


def math(latex: str) -> str:
    """Write LaTeX as GitHub reads it."""
    found = latex.replace("|", r"\vert ")  # a bar would end the cell
    return f"$`{found}`$" if latex else ""


def codes(words: Iterable[object]) -> str:
    """Write things as code, with commas between."""
    return ", ".join(map(code, words))


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *map(list, rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
