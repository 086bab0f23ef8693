"""Speech: all that a replay says in one language."""

from __future__ import annotations

import json
from typing import Any

from ganlab.gan.config import knobs
from ganlab.web import measured
from ganlab.web.about import teller
from ganlab.web.diagnoses import rules
from ganlab.web.panel import described
from ganlab.web.presentation import PARTS, Room
from ganlab.web.presentation import described as room_described
from ganlab.web.replay.answered import Answered
from ganlab.web.replay.film import Film
from ganlab.web.words import say, view_texts

# Of what can be hidden, what is looked at: all else is done to a run, and of a recording nothing is left of it.
LOOKED_AT = frozenset(
    [
        *("caption", "count", "display", "projector", "keys", "graph", "cards"),
        *("layers", "charts", "tools", "diagnosis", "measures"),
    ]
)
ROOM = Room(tuple(name for name in (*PARTS, *knobs()) if name not in LOOKED_AT), controls="all")


def said_in(shown: Film, language: str, lesson: Answered | None) -> dict[str, Any]:
    """Return what the view is mounted with in a language, what is said of each frame, and the lesson.

    `frames` has for each run, and each of its frames, the number of what is said of it among `abouts`, and among
    `others`: most of it is the same in many frames, and stands there once.
    """
    abouts: dict[str, int] = {}
    others: dict[str, int] = {}
    tell = teller(language)

    def told(about: dict[str, Any], **other: Any) -> list[int]:
        texts = ((abouts, json.dumps(about)), (others, json.dumps(other)))
        return [table.setdefault(text, len(table)) for table, text in texts]

    frames = [[told(**tell(frame, None)) for frame in run] for run in shown.runs]
    known = [json.loads(about) for about in abouts]
    runs = [{"name": _name(known[run[-1][0]]), "about": run[-1][0]} for run in frames]
    return {
        "data": {
            **view_texts(language),
            "knobs": described(language),
            "measures": measured.described(language),
            "rules": rules(language),
            "room": room_described(ROOM, language),
        },
        "frames": frames,
        "abouts": known,
        "others": [json.loads(other) for other in others],
        "runs": runs,
        "lesson": lesson and lesson.lesson(language),
        "title": " · ".join((str(runs[-1]["name"]), say("GAN lab, recorded", language))),
    }


def _name(about: dict[str, Any]) -> str:
    """Return what a run is called: after its experiment, or else its data."""
    return str(about["experiment"]["label"] if about["experiment"] else about["dataset"])
