"""Replay: a recorded run in the live view, as one page that needs no server and asks for nothing.

In the page lie, compressed: the view's own modules (`bundle`), the frames (`film`), and what is said in each language.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ganlab.engine.entry import view_of
from ganlab.lazy import N_
from ganlab.observe.record import Record
from ganlab.quoted import quoted
from ganlab.web.replay import bundle
from ganlab.web.replay.answered import Answered as Answered
from ganlab.web.replay.answered import leads
from ganlab.web.replay.answered import on_shelf as on_shelf
from ganlab.web.replay.film import LEAST, Film, film_of, packed
from ganlab.web.replay.speech import said_in
from ganlab.web.words import LANGUAGES, say

MOST, MOST_LARGE = 2_500_000, 5_000_000  # bytes of a page; of one with pictures, or with two runs
_OLD = N_("This recording needs JavaScript, and a browser that is not older than 2023.")
_POLICY = "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body>
<main></main>
<p id="ganlab-old" hidden>{old}</p>
<noscript><p>{old}</p></noscript>
{blocks}
<script type="module">{boot}</script>
</body>
</html>
"""


def page(
    records: Sequence[Record],
    languages: Iterable[str] = LANGUAGES,
    language: str = "en",
    address: str = "",
    lesson: Answered | None = None,
) -> bytes:
    """Return the page of a recorded run, or of two that were compared: the last one is the page's own.

    It begins in `language` and can be turned to all of `languages`. `address`: where the live run begins; none where
    it is empty. Frames are left out evenly where they would make it larger than `MOST`. Raises ValueError with one
    sentence for an address that does not lead to a page.
    """
    if address and not leads(address):
        raise ValueError(f"address: must begin with http:// or https://; got {quoted(address)}")
    whole = film_of(records)
    wanted = {*languages, language}
    offered = [code for code in LANGUAGES if code in wanted]
    large = len(records) > 1 or records[-1].config.kind == "images"
    fixed = {"sheet": packed(bundle.sheet().encode()), "script": packed(bundle.script().encode())}

    def made(shown: Film, blocks: list[bytes]) -> bytes:
        said = {code: said_in(shown, code, lesson) for code in offered}
        file = _file(shown, records, offered, language, address, lesson, len(blocks))
        stored = {**fixed, "file": _json(file), f"words-{language}": _json(said[language])}
        stored |= {f"frames-{k}": block for k, block in enumerate(blocks)}
        stored |= {f"words-{code}": _json(each) for code, each in said.items()}
        return _page(said[language]["title"], language, stored)

    return _fitting(whole, made, MOST_LARGE if large else MOST)


def _fitting(whole: Film, made: Callable[[Film, list[bytes]], bytes], most: int) -> bytes:
    """Return the page with as many frames as fit, walls of pictures as they are where even all of these do."""
    found = made(whole, whole.blocks(coarse=False))
    places = len(whole.steps)
    while len(found) > most:
        shown = whole.thinned(places)
        blocks = shown.blocks(coarse=True)
        found = made(shown, blocks)
        if places <= LEAST:
            break
        frames = sum(map(len, blocks)) * 4 / 3
        share = (most - len(found) + frames) / frames
        places = max(LEAST, min(places - 1, int(0.99 * share * places)))
    return found


def _page(title: str, language: str, stored: dict[str, bytes]) -> bytes:
    boot = (bundle.STATIC / "replay" / "boot.js").read_text(encoding="utf-8")
    blocks = [
        f'<script type="text/plain" id="ganlab-{name}">{base64.b64encode(data).decode()}</script>'
        for name, data in stored.items()
    ]
    text = _PAGE.format(
        language=html.escape(language),
        policy=_POLICY.format(scripts=" ".join(_hash(script) for script in (boot, bundle.script()))),
        title=html.escape(title),
        old=html.escape(say(_OLD, language)),
        blocks="\n".join(blocks),
        boot=boot,
    )
    return text.encode()


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _json(value: Any) -> bytes:
    return packed(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode())


def _file(
    shown: Film,
    records: Sequence[Record],
    languages: list[str],
    language: str,
    address: str,
    lesson: Answered | None,
    blocks: int,
) -> dict[str, Any]:
    """Return what the page needs in whatever language: what there is in it, and what the view is mounted with."""
    own = view_of(shown.runs[-1][-1].run_id)
    return {
        "runs": len(shown.runs),
        "steps": list(shown.steps),
        "kept": shown.kept,
        "blocks": blocks,
        "languages": [[code, LANGUAGES[code]] for code in languages],
        "language": language,
        "address": address,
        "answers": lesson.answers if lesson else {},
        "data": {
            **{"version": "recorded", "run": own, "view": own, "kind": records[-1].config.kind},
            **{"watching": True, "recorded": True, "revision": 0, "same": [], "address": {}, "lesson": None},
            **{"blocked": "", "missing": ""},
        },
    }
