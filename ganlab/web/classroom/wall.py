"""Wall: what all members' own runs look like now, in few bytes each, what is different in them and said of them."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any

import numpy as np

from ganlab.data import distribution
from ganlab.data.toy import DIRAC, Window
from ganlab.engine.lab import lab
from ganlab.gan.config import RunConfig, knobs, to_text
from ganlab.limits import LimitError
from ganlab.observe.rules import RULES
from ganlab.observe.snapshot import Snapshot
from ganlab.web.classroom.room import Room
from ganlab.web.words import say

SHOWN, PICTURES, PLACES = 100, 9, 320  # points of each kind; pictures; places of a path
MOST = 4  # settings that are named
AGAIN = 5  # looks after which a run is glanced at again that nobody looks at


class Wall:
    """Tell one page of what has changed in the members' runs since it was told last."""

    def __init__(self, room: Room, language: str):
        self._room, self._language = room, language
        self._ticks, self._lock = 0, threading.Lock()  # who goes may not overtake a look in another thread
        self._last: dict[str, tuple[int, Snapshot]] = {}  # by run: what was seen of it, and at which tick
        self._glances: dict[str, AbstractContextManager[Any]] = {}  # at runs that nobody looks at now
        self._told: dict[int, tuple[int, bool]] = {}  # by number: which snapshot, and whether it may be shown
        self._held: list[Snapshot] = []  # those that were told of, so that no id is used again

    def news(self) -> dict[str, Any] | None:
        """Return what is new, and the numbers of all who are on the wall; None where nothing is."""
        with self._lock:
            return self._news()

    def _news(self) -> dict[str, Any] | None:
        self._ticks += 1
        base, told = lab.find(self._room.run), dict[int, tuple[int, bool]]()
        fresh, held = [], []
        for number, name, open_, snapshot in self._shown():
            told[number] = id(snapshot), open_
            held.append(snapshot)
            if self._told.get(number) != told[number]:
                differs = snapshot.config.differences(base.config) if base else {}
                fresh.append({"number": number, "name": name, "open": open_, **self._told_of(snapshot, differs)})
        changed = told != self._told
        self._told, self._held = told, held
        return {"runs": fresh, "there": sorted(told)} if changed else None

    def _shown(self) -> Iterator[tuple[int, str, bool, Snapshot]]:
        """Give the members who have a run that is in memory, with its newest snapshot."""
        for member in list(self._room.members.values()):
            snapshot = self._seen(member.run) if member.run else None
            if snapshot is not None:
                yield member.number, member.name if self._room.named else "", member.open, snapshot

    def _seen(self, run_id: str) -> Snapshot | None:
        """Return the newest snapshot of a run; one that nobody looks at is glanced at now and then."""
        if (snapshot := lab.seen(run_id)) is not None:
            self._last[run_id] = self._ticks, snapshot
            self._look_away(run_id)
        at, snapshot = self._last.get(run_id, (-AGAIN, None))
        if self._ticks >= at + AGAIN and run_id not in self._glances:
            with suppress(KeyError, LimitError):  # it was freed; or too many are looked at
                if lab.find(run_id) is not None:
                    glance = lab.watch(run_id, lambda: None)
                    glance.__enter__()
                    self._glances[run_id] = glance
        return snapshot

    def _look_away(self, run_id: str) -> None:
        if glance := self._glances.pop(run_id, None):
            glance.__exit__(None, None, None)

    def close(self) -> None:
        """Look at nothing any more."""
        with self._lock:
            for run_id in list(self._glances):
                self._look_away(run_id)

    def _told_of(self, snapshot: Snapshot, differs: dict[str, Any]) -> dict[str, Any]:
        named = [f"{say(knobs()[name].name, self._language)} {to_text(value)}" for name, value in differs.items()]
        said = snapshot.diagnosis
        return {
            "step": snapshot.step,
            "status": snapshot.status,
            "differs": named[:MOST],
            "said": said and {"name": say(RULES[said.key].name, self._language), "tone": RULES[said.key].tone},
            "look": look(snapshot),
        }


def look(snapshot: Snapshot) -> dict[str, Any]:
    """Return what a run looks like as `observe.glance` has it, without the curves; empty before its first picture."""
    config = snapshot.config
    if config.kind == "dirac":
        return _path(snapshot, config)
    if config.kind == "images":
        if snapshot.fixed is None:
            return {}
        return {"kind": "images", "pictures": _text(snapshot.fixed[:PICTURES]), "side": snapshot.fixed.shape[-1]}
    if snapshot.real is None or snapshot.fake is None:
        return {}
    view, fakes = distribution(config).view, snapshot.fake[:SHOWN]
    fakes = fakes[np.isfinite(fakes).all(1)]
    return {"kind": "points", "real": _placed(snapshot.real[:SHOWN], view), "fakes": _placed(fakes, view)}


def _path(snapshot: Snapshot, config: RunConfig) -> dict[str, Any]:
    if snapshot.trail is None:
        return {}
    window, trail = DIRAC[config.dataset].view, snapshot.trail[-PLACES:]
    return {"kind": "dirac", "path": _placed(trail[np.isfinite(trail).all(1)], window), "window": list(window)}


def _placed(points: np.ndarray, view: Window) -> str:
    x0, x1, y0, y1 = view
    share = (points - np.array([x0, y0])) / np.array([x1 - x0, y1 - y0])
    return _text((share * 255).round().clip(0, 255).astype(np.uint8))


def _text(numbers: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers).tobytes()).decode()
