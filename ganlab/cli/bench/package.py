"""How large the package is: lines by language, and its largest file, class and function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ganlab.cli.bench.figure import Figure

PACKAGE = Path(__file__).parents[2]
LANGUAGES = {"Python": "py", "JavaScript": "js", "CSS": "css"}
MOST_FILE, MOST_CLASS, MOST_FUNCTION = 320, 250, 50
CONTENT = ("presets", "words", "lessons")  # folders of texts and experiments, which may be as long as they need


class Piece(NamedTuple):
    """Name a file, a class or a function, and how many lines it has."""

    lines: int
    name: str


def files(suffix: str) -> list[Path]:
    """Return the package's files with a suffix."""
    return sorted(PACKAGE.rglob(f"*.{suffix}"))


def lines_of(path: Path) -> int:
    """Return how many lines a file has."""
    return path.read_text("utf-8").count("\n")


def is_content(path: Path) -> bool:
    """Tell whether a file is text or experiments rather than code."""
    return path.is_relative_to(PACKAGE) and not set(path.relative_to(PACKAGE).parts).isdisjoint(CONTENT)


def definitions(path: Path) -> Iterator[tuple[type, Piece]]:
    """Give the classes and functions of a Python file, those within others too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            kind = ast.ClassDef if isinstance(node, ast.ClassDef) else ast.FunctionDef
            yield kind, Piece((node.end_lineno or node.lineno) - node.lineno + 1, f"{path.name}: {node.name}")


def figures() -> Iterator[Figure]:
    """Count the package's lines and find its largest pieces."""
    code = {language: files(suffix) for language, suffix in LANGUAGES.items()}
    for language, paths in code.items():
        yield Figure(f"lines of {language}", [sum(map(lines_of, paths))], "–", digits=0)
    everything = [path for paths in code.values() for path in paths if not is_content(path)]
    defined = [found for path in code["Python"] for found in definitions(path)]
    for what, most, found in (
        ("file", MOST_FILE, [Piece(lines_of(path), path.name) for path in everything]),
        ("class", MOST_CLASS, [piece for kind, piece in defined if kind is ast.ClassDef]),
        ("function", MOST_FUNCTION, [piece for kind, piece in defined if kind is ast.FunctionDef]),
    ):
        lines, name = max(found)
        yield Figure(f"largest {what}, {name}", [lines], f"≤ {most}", digits=0)
