"""Crowd: a map that a class fills together: each member has a cell, bets on what it comes to, and runs it."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ganlab.engine.sweep.maps import Map, maps
from ganlab.engine.sweep.plan import Task, label_of
from ganlab.engine.sweep.store import FAILED
from ganlab.gan.config import ConfigError, to_text
from ganlab.observe.outcome import OUTCOMES
from ganlab.quoted import quoted


@dataclass
class Crowd:
    """Hold who has which run of a map, by their places in its plan, and what each has bet on; by seat."""

    key: str  # of the map
    cells: dict[str, int] = field(default_factory=dict)
    bets: dict[str, str] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)  # seats whose run has begun: their bets stand

    @classmethod
    def of(cls, key: object) -> Crowd:
        """Return the crowd of a map; raise ValueError with one sentence where there is none of that key."""
        if not isinstance(key, str) or maps.find(key) is None:
            raise ValueError(f"map: must be one that this server keeps; got {quoted(key)}")
        return cls(key)

    @property
    def map(self) -> Map:
        """Return the map; raise KeyError where it is no longer kept."""
        if (found := maps.find(self.key)) is None:
            raise KeyError("map")
        return found

    def hand(self, seat: str) -> None:
        """Give somebody a run of the map: one that nobody has, in the plan's order, so that few show it coarsely."""
        if seat not in self.cells:
            self.cells[seat] = self._rarest(range(len(self.map.plan.tasks)))

    def _rarest(self, places: Iterable[int]) -> int:
        taken = Counter(self.cells.values())
        return min(places, key=lambda place: (taken[place], place))

    def pick(self, seat: str, cell: object) -> None:
        """Give somebody a run of the cell that they would rather have; raise ValueError with one sentence.

        Of its seeds it is one that few have. A bet was on the cell of before: it is no more.
        """
        if seat in self.begun:
            raise ValueError(f"cell: must be picked before one's run has begun; got {quoted(cell)} after that")
        places = [place for place, task in enumerate(self.map.plan.tasks) if list(task.cell) == cell]
        if not places:
            raise ValueError(f"cell: must be a place on each axis of the map; got {quoted(cell)}")
        if self.cells.get(seat) not in places:
            self.cells.pop(seat, None)
            self.bets.pop(seat, None)
            self.cells[seat] = self._rarest(places)

    def bet(self, seat: str, outcome: object) -> None:
        """Take somebody's bet in the place of their last one; raise ValueError with one sentence."""
        if not isinstance(outcome, str) or outcome not in OUTCOMES:
            raise ValueError(f"outcome: must be one of {', '.join(OUTCOMES)}; got {quoted(outcome)}")
        if seat not in self.cells:
            raise ValueError(f"bet: must be on a cell of one's own; got {outcome} without one")
        if seat in self.begun:
            raise ValueError(f"bet: must come before the run has begun; got {outcome} after that")
        self.bets[seat] = outcome

    def begin(self, seat: str) -> int:
        """Let somebody's run begin; return its place. Raise ValueError with one sentence before their bet."""
        if seat not in self.bets:
            raise ValueError("begin: must come after a bet; got none")
        if seat not in self.begun:
            self.begun.append(seat)
        return self.cells[seat]

    def wanted(self, seat: str) -> tuple[Map, Task] | None:
        """Return the map and the run of somebody's cell that has begun, as long as it is not known what it came to."""
        if seat not in self.begun or self.cells[seat] in self.came():
            return None
        return self.map, self.map.task(self.cells[seat])

    def bring(self, row: dict[str, Any]) -> None:
        """Put a member's run into the map; where its folder cannot be had, the server does that run too."""
        with contextlib.suppress(ConfigError, OSError):
            maps.put(self.map, row)

    def came(self) -> dict[int, str]:
        """Return what the runs that are done have come to, by their places."""
        found = self.map
        return {found.places[row["key"]]: row["outcome"] for row in list(found.rows) if row["status"] != FAILED}

    def score(self) -> tuple[int, int]:
        """Return how many bets have come true, of how many whose run has begun, and of which that is known."""
        came = self.came()
        stand = [(self.bets[seat], self.cells[seat]) for seat in self.begun]
        decided = [(bet, came[place]) for bet, place in stand if place in came]
        return sum(bet == outcome for bet, outcome in decided), len(decided)

    def mine(self, seat: str, say: Callable[[str], str]) -> dict[str, Any] | None:
        """Return what a member may know: their cell, their bet, and what it has come to once they have begun it."""
        if seat not in self.cells:
            return None
        plan, place = self.map.plan, self.cells[seat]
        task = plan.tasks[place]
        came = self.came().get(place) if seat in self.begun else None
        return {
            "axes": [[say(label_of(axis.field)), [to_text(value) for value in axis.values]] for axis in plan.axes],
            "cell": list(task.cell),
            "steps": plan.steps,
            "bet": self.bets.get(seat),
            "begun": seat in self.begun,
            "came": came,
        }

    def front(self, numbers: Mapping[str, int]) -> dict[str, Any]:
        """Return what is shown at the front: who has which run, and how the class has bet."""
        right, decided = self.score()
        who = [[place, numbers[seat]] for seat, place in self.cells.items() if seat in numbers]
        return {"key": self.key, "who": who, "bets": len(self.bets), "right": right, "decided": decided}
