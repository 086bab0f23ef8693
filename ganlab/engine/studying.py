"""Asked: the studies that a run's viewers have asked for, and when each is due to be made anew."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ganlab.engine.timeline import Timeline
from ganlab.observe.display import Display
from ganlab.observe.snapshot import Found, Snapshot
from ganlab.observe.studies import STUDIES, Study

_STAMPS = itertools.count(1)


class Back(NamedTuple):
    """Say what is looked back at: a kept frame, and the display of the trainer in the nearest state that is held."""

    frame: Snapshot
    display: Display


@dataclass
class _Wanted:
    arguments: Any
    found: Found | None = None
    moment: tuple[Any, ...] | None = None  # at which it was last made
    due: float = 0.0


class Asked:
    """Hold the studies of one run by name."""

    def __init__(self) -> None:
        self._wanted: dict[str, _Wanted] = {}

    def ask(self, name: str, arguments: Any) -> None:
        """Begin a study, or go on with other arguments; its last answer stands until the next one is made."""
        wanted = self._wanted.setdefault(name, _Wanted(arguments))
        wanted.arguments, wanted.moment, wanted.due = arguments, None, 0.0

    def end(self, name: str) -> None:
        """Make a study no more."""
        self._wanted.pop(name, None)

    @property
    def wanted(self) -> bool:
        """Tell whether anything is asked for."""
        return bool(self._wanted)

    @property
    def unfinished(self) -> bool:
        """Tell whether a run that stands still has more to show, by now."""
        now = time.monotonic()
        return any(wanted.found and wanted.found.more and now >= wanted.due for wanted in self._wanted.values())

    def look(self, display: Display, past: Timeline, playing: bool, back: Back | None = None) -> dict[str, Found]:
        """Return the answers to all, those made anew that are due.

        Of a run that plays, each takes an eighth of the time at most.
        """
        moment = display.trainer.step_count, back and back.frame.step
        for name, wanted in self._wanted.items():
            now = time.monotonic()
            more = wanted.found is not None and wanted.found.more
            same = wanted.moment == moment
            if (same and not more) or ((same or playing) and now < wanted.due):
                continue
            found = _made(STUDIES[name], display, past, wanted.arguments, back)
            wanted.moment = moment
            if found.finite():  # else the last answer stands
                wanted.found = replace(found, stamp=next(_STAMPS))
            wanted.due = now + max(STUDIES[name].every, 7 * (time.monotonic() - now))
        return {name: wanted.found for name, wanted in self._wanted.items() if wanted.found is not None}


def _made(study: Study, display: Display, past: Timeline, arguments: Any, back: Back | None) -> Found:
    """Make a study of the present, or of the step that is looked back at, as nearly as what is held allows."""
    if back is None or not study.follows:
        return study.look(display, past, arguments)
    held = back.display.trainer.step_count == back.frame.step
    found = None if held or not study.kept else study.kept(display, back.frame, arguments)
    return found or study.look(back.display, past, arguments)
