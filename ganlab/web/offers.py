"""Offers: what can be taken home of a run, as the page's dialog lists it."""

from __future__ import annotations

from typing import Any

from ganlab.export.registry import EXPORTS
from ganlab.gan.config import RunConfig
from ganlab.web.words import say


def offered(config: RunConfig, language: str) -> list[dict[str, Any]]:
    """Return what can be taken home of a run: key, name, what it is for, and what of the run it can show."""
    return [
        {
            "key": key,
            "name": say(export.name, language),
            "words": say(export.words, language),
            "of": [(one, say(title, language)) for one, title in export.of(config).items()],
        }
        for key, export in EXPORTS.items()
    ]
