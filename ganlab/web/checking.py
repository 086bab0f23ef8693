"""Checking: the check of the lesson's page that a viewer has open, decided from the frames that are sent to them."""

from __future__ import annotations

from typing import Any

from ganlab.lessons import directives
from ganlab.lessons.refusal import RefusedError
from ganlab.lessons.watch import Outcome, Watch
from ganlab.observe.snapshot import Snapshot
from ganlab.quoted import quoted


class Checking:
    """Follow one check, or none; it is returned, as JSON, how it stands where that is news."""

    def __init__(self) -> None:
        self._watch: Watch | None = None
        self._told: Outcome | None = None

    def take(self, text: Any) -> None:
        """Follow another check from now on, None: none; raise ValueError with one sentence."""
        if text is not None and not isinstance(text, str):
            raise ValueError(f"check: must be a text or nothing; got {quoted(text)}")
        try:
            self._watch = None if text is None else Watch(directives.check(text, None))
        except RefusedError as error:
            raise ValueError(str(error)) from None
        self._told = None

    def see(self, snapshot: Snapshot) -> dict[str, Any] | None:
        """Look at a frame."""
        return self._news(self._watch.see(snapshot)) if self._watch else None

    def did(self, name: Any, value: Any) -> dict[str, Any] | None:
        """Count a command that was carried out."""
        return self._news(self._watch.did(str(name), value)) if self._watch else None

    def _news(self, outcome: Outcome) -> dict[str, Any] | None:
        if outcome == self._told or self._watch is None:
            return None
        self._told = outcome
        return {"check": self._watch.check.text, **outcome.shown()}
