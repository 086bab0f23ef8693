"""Told: how what is taken home says things: in the words of the page, with its address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from ganlab.gan.config import RunConfig
from ganlab.lazy import Message
from ganlab.observe.record import Record
from ganlab.observe.snapshot import Diagnosis
from ganlab.presets import alike
from ganlab.web import diagnoses
from ganlab.web.words import say


class Told:
    """Say things in a language; `base` is the address of the page, "" where it is not known."""

    def __init__(self, language: str = "en", base: str = ""):
        self.language, self.base = language, base

    def say(self, text: str | Message, **values: Any) -> str:
        """Return a marked text in words."""
        return say(text, self.language, **values)

    def diagnosis(self, said: Diagnosis) -> str:
        """Return a diagnosis as its name and its evidence, in one paragraph."""
        told = diagnoses.told(said, self.language) or {}
        return f"{told['name']}: {told['text']}"

    def address(self, config: RunConfig) -> str:
        """Return the address that begins such a run; only its query where no server is known."""
        query = config.to_query()
        if preset := next(iter(alike(config)), None):
            query = {"preset": preset, "seed": str(config.seed)}
        return f"{self.base}?{urlencode(query, safe=',:')}"

    def replay(self, records: Sequence[Record], answers: Any) -> bytes:
        """Return the page that plays what was recorded, with what was answered in a lesson; None: in none."""
        from ganlab.web import replay  # the view's files: large, and only this needs them

        named = answers if isinstance(answers, dict) else {}
        lesson = replay.on_shelf(str(named["name"]), named.get("pages")) if "name" in named else None
        address = self.address(records[0].config) if self.base else ""
        return replay.page(records[::-1], language=self.language, address=address, lesson=lesson)
