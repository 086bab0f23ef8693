"""Placing: the runs that the server knows, and which process each is in."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ganlab.engine.entry import Entry
from ganlab.engine.places import Places, expected
from ganlab.gan.config import ConfigError, RunConfig
from ganlab.lazy import N_, Message
from ganlab.observe.snapshot import Snapshot

_APART = Message.of(
    N_("A step of this run takes long, so it goes on in a process of its own; the others need not wait for it.")
)
_TOO_HEAVY = N_("This run was stopped, and its state is kept. {sentence}. Then Play takes it up.")


class Placing:
    """Hold the entry of each run, and put it where it may step: see `places`."""

    def __init__(self, places: Places) -> None:
        self._lock = threading.RLock()
        self._entries: dict[str, Entry] = {}
        self.places = places

    def send(self, entry: Entry, name: str, *arguments: Any) -> None:
        """Send a command to a run's worker."""
        self.places.processes[entry.worker].send(name, entry.run_id, *arguments)

    def send_open(
        self, entry: Entry, resume: bool = False, notice: Message | None = None, command: str = "open"
    ) -> None:
        """Have a run, or a pair, begun in its worker: anew, or from its checkpoint."""
        raise NotImplementedError

    def free(self, entry: Entry) -> None:
        """Save a run, or a pair, and forget it."""
        raise NotImplementedError

    def wake(self, entry: Entry) -> None:
        """Tell whoever looks at a run, or at the one that it is compared with, that there is something new."""
        for one in entry.together:
            for wake in one.wakers:
                wake()

    def least_busy(self) -> int:
        """Return the process, of those that are shared, with the fewest runs that are not at rest."""
        busy = Counter(entry.worker for entry in self._entries.values() if not entry.idle)
        return min(self.places.shared, key=lambda index: busy[index])

    def place(self, configs: Sequence[RunConfig], entry: Entry | None = None) -> int:
        """Return the process for runs of these configs that step in one: that of the entry, where they may stay there.

        Raise ConfigError where there is none.
        """
        shared, (now, factor) = self.places.shared, (entry.worker, entry.factor) if entry else (-1, 1.0)
        if not self.places.bounds.heavy(configs, factor):
            return now if now in shared else self.least_busy()
        if now >= len(shared):
            return now
        try:
            return self.places.apart(configs, factor, self._workers)
        except ConfigError:
            left = [one for one in self._entries.values() if one.idle and one.worker not in shared]
            if not left:
                raise
        for one in left:  # at rest, as nobody looks: from its checkpoint it comes back
            self.free(one)
        return self.places.apart(configs, factor, self._workers)

    @property
    def _workers(self) -> set[int]:
        return {entry.worker for entry in self._entries.values()}

    def _release(self) -> None:
        self.places.release(self._workers)

    def _move(self, entry: Entry, worker: int) -> None:
        """Let a run, or a pair, that is about to be begun anew do so in another process."""
        if worker != entry.worker:
            self.send(entry, "close", False)  # what it saved late would be taken for what is begun now
        for one in entry.together:
            one.worker, one.parked = worker, False
        self._release()

    def settle(self, entry: Entry, resume: bool, notice: Message | None = None) -> None:
        """Open a run, or a pair, that no process has, where it may step; where there is nothing it is stopped."""
        try:
            worker = self.place([one.config for one in entry.together], entry)
        except ConfigError as error:
            self.park(entry, Message.of(_TOO_HEAVY, sentence=error.message))
            return
        goes_apart = worker != entry.worker and worker not in self.places.shared
        self._move(entry, worker)
        self.send_open(entry, resume, _APART if goes_apart else notice)

    def park(self, entry: Entry, message: Message) -> None:
        """Leave a run, or a pair, stopped with a message; Play takes it up, Reset begins it anew."""
        worker = self.least_busy()
        for one in entry.together:
            base = one.snapshot or Snapshot(one.config, run_id=one.run_id, generation=one.generation)
            one.parked, one.playing, one.worker = True, False, worker
            one.snapshot = replace(
                base, config=one.config, status="failed", message=message, notice=None, steps_per_second=0.0
            )
        self._release()
        self.wake(entry)

    def take_over(self, generations: dict[str, int], seconds: float | None) -> None:
        """Find another process for a run, or a pair, that its own has let go, after steps of so many seconds."""
        with self._lock:
            known = ((self._entries.get(run_id), generation) for run_id, generation in generations.items())
            entry = next((one for one, generation in known if one and one.generation == generation), None)
            if entry is None or entry.parked:
                return  # begun anew or freed meanwhile
            cost = expected(one.config for one in entry.together)
            for one in entry.together:
                one.change = None if one.change and one.change.anew else one.change  # what it began from is gone
                if seconds is not None:
                    one.factor = seconds / cost.seconds
            self.settle(entry, resume=True)
