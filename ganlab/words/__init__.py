"""The string table, English and Chinese: `TEXTS` is said by the server, `VIEW` by the live view; one module an area."""

from __future__ import annotations

from ganlab.words import graph, page, reading, room, view

TEXTS: dict[str, tuple[str, str]] = page.WORDS
VIEW: dict[str, tuple[str, str]] = view.WORDS | graph.WORDS | reading.WORDS | room.WORDS
