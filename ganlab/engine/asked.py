"""Asked: the studies that a run's viewers have asked for, and when each is due to be made anew."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from typing import Any

from ganlab.snapshot import Found
from ganlab.studies import STUDIES

_STAMPS = itertools.count(1)


@dataclass
class _Wanted:
    arguments: Any
    found: Found | None = None
    step: int = -1
    due: float = 0.0


class Asked:
    """Hold the studies of one run by name."""

    def __init__(self):
        self._wanted: dict[str, _Wanted] = {}

    def ask(self, name: str, arguments: Any) -> None:
        """Begin a study, or go on with other arguments; its last answer stands until the next one is made."""
        wanted = self._wanted.setdefault(name, _Wanted(arguments))
        wanted.arguments, wanted.step, wanted.due = arguments, -1, 0.0

    def end(self, name: str) -> None:
        """Make a study no more."""
        self._wanted.pop(name, None)

    @property
    def unfinished(self) -> bool:
        """Tell whether a run that stands still has more to show."""
        return any(wanted.found is not None and wanted.found.more for wanted in self._wanted.values())

    def look(self, trainer, past, playing: bool) -> dict[str, Found]:
        """Return the answers to all, those made anew that are due: of a run that plays, for an eighth of the time each."""
        for name, wanted in self._wanted.items():
            now = time.monotonic()
            more = wanted.found is not None and wanted.found.more
            if (wanted.step == trainer.step_count and not more) or (playing and now < wanted.due):
                continue
            found = STUDIES[name].look(trainer, past, wanted.arguments)
            wanted.step = trainer.step_count
            if found.finite():  # else the last answer stands
                wanted.found = replace(found, stamp=next(_STAMPS))
            wanted.due = now + max(STUDIES[name].every, 7 * (time.monotonic() - now))
        return {name: wanted.found for name, wanted in self._wanted.items() if wanted.found is not None}
