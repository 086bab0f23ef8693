"""Bundle: the view's own modules as one script, their style sheets as one text, for a page without a server.

A module becomes a function that is called once, in the order in which modules need each other, and gives what it
exports. What it imports it has from there, under the same names; of circles there are none (tests/web/test_static.py).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
FIRST = "replay/main.js"  # which begins a replay
BEFORE, AFTER = ("shell/live.css", "shell/toolbar.css"), ("shell/phone.css",)  # as shell/style.js has them

_IMPORT = re.compile(r'^import \{([^{}]*)\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) ([A-Za-z_$][\w$]*))", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*\(.*", re.MULTILINE)  # which none of them may still have
_AWAITS = re.compile(r"^(?=\S).*\bawait\b", re.MULTILINE)  # at its top
_STYLED = re.compile(r"^styled\(import\.meta\.url\);$", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?://.*|/\*\*? (?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)


@cache
def modules(first: str = FIRST) -> dict[str, str]:
    """Return all modules that one needs, by their paths, itself last: each behind those that it imports."""
    found: dict[str, str] = {}

    def take(name: str) -> None:
        text = (STATIC / name).read_text(encoding="utf-8")
        for target in imported(name, text):
            if target not in found:
                take(target)
        found[name] = text

    take(first)
    return found


def imported(name: str, text: str) -> list[str]:
    """Return the paths of the modules that a module imports."""
    return [posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for _, path in _IMPORT.findall(text)]


@cache
def script(first: str = FIRST) -> str:
    """Return a module and all that it needs as the text of one module script, without comments."""
    found = modules(first)
    places = {name: f"${place}" for place, name in enumerate(found)}
    return "\n".join(_called(name, text, places) for name, text in found.items())


def _called(name: str, text: str, places: dict[str, str]) -> str:
    """Return a module as the call of a function that gives its exports; raise ValueError for what cannot be."""
    given = zip(imported(name, text), _IMPORT.findall(text), strict=True)
    taken = [f"const {{{_renamed(names)}}} = {places[target]};" for target, (names, _) in given]
    body = _IMPORT.sub("", text)
    exports = _EXPORT.findall(body)
    body = _EXPORT.sub("", _COMMENT.sub("", body))
    body = body.replace("import.meta.url", json.dumps(f"file:///replay/static/0/{name}"))
    if left := _LEFT.search(body):
        raise ValueError(f"{name}: must import and export as all others do; got “{left[0].strip()}”")
    call = ("await (async () => {", "})()") if _AWAITS.search(body) else ("(() => {", "})()")
    lines = [f"const {places[name]} = {call[0]}", *taken, body.strip(), f"return {{ {', '.join(exports)} }};{call[1]};"]
    return "\n".join(lines)


def _renamed(names: str) -> str:
    """Write imported names as an object is taken apart: “a as b” is “a: b” there."""
    return re.sub(r"\s+as\s+", ": ", " ".join(names.split()))


@cache
def sheet(first: str = FIRST) -> str:
    """Return the style sheets of all modules that one needs, in the order in which the live view has them."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in _sheets(first))


def _sheets(first: str) -> Iterator[str]:
    own = (name.removesuffix(".js") + ".css" for name, text in modules(first).items() if _STYLED.search(text))
    yield from BEFORE
    yield from sorted(own, key=lambda name: (not name.startswith("shell/"), name))
    yield from AFTER
