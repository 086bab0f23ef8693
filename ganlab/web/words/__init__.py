"""The string table, English and Chinese: `TEXTS` is said by the server, `VIEW` by the live view; one module an area."""

from __future__ import annotations

from ganlab.web.words import (
    compare,
    data,
    dirac,
    graph,
    images,
    label,
    latent,
    made,
    page,
    quiz,
    reading,
    room,
    slow,
    time,
    view,
)

TEXTS: dict[str, tuple[str, str]] = page.WORDS | compare.SAID | data.PAGE | dirac.SAID | time.SAID | label.SAID
VIEW: dict[str, tuple[str, str]] = (
    view.WORDS
    | compare.WORDS
    | graph.WORDS
    | images.WORDS
    | latent.WORDS
    | made.WORDS
    | quiz.WORDS
    | reading.WORDS
    | room.WORDS
    | slow.WORDS
    | data.WORDS
    | dirac.WORDS
    | time.WORDS
    | label.WORDS
)
