"""Roster: the runs that the server knows, by id.

Here one is opened in its worker, changed, begun anew, paired, freed.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from typing import Any

from ganlab.data import pace_of
from ganlab.engine.entry import Change, Entry, Opening, Owner
from ganlab.engine.placing import Placing
from ganlab.gan import checkpoint
from ganlab.gan.checkpoint import Saved
from ganlab.gan.config import ConfigError, RunConfig, from_values
from ganlab.lazy import N_, Message
from ganlab.limits import LimitError, message, most
from ganlab.presets import story_of

_BRANCHED = N_("This is a new run, branched off at step {step:,}. The run it came from stays as it was.")
_PARTED = N_("The comparison has ended: the other run cannot follow this change. {sentence}.")


class Roster(Placing):
    """Hold the entry of each run, and tell the runs' workers what becomes of them."""

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._entries

    def add(self, config: RunConfig, worker: int, run_id: str | None = None, **values: Any) -> Entry:
        """Note a run that is to be opened in a worker."""
        entry = Entry(run_id or secrets.token_urlsafe(9), config, worker, seen=time.monotonic(), **values)
        self._entries[entry.run_id] = entry
        return entry

    def make_room(self, owner: Owner) -> None:
        """Have room for one more run of an owner: of those that nobody looks at, the oldest is saved and freed.

        Raise LimitError where all are looked at.
        """
        for name, whose in (("runs_per_session", owner.session), ("runs_per_address", owner.address)):
            mine = [entry for entry in self._entries.values() if whose and whose in entry.owner]
            if len(mine) >= most(name):
                unwatched = [entry for entry in mine if not entry.watched]
                if not unwatched:
                    raise LimitError(message(name))
                self.free(min(unwatched, key=lambda entry: entry.left))

    def add_saved(self, run_id: str, saved: Saved, worker: int) -> Entry:
        """Note a run that is to be taken up from its checkpoint, which says this."""
        values = {name: saved.extra[name] for name in ("generation", "playing", "speed")}
        return self.add(saved.config, worker, run_id, **values)

    def send_all(self, entry: Entry, name: str, *arguments: Any) -> None:
        """Send a command to the workers of a run and of the one that it is compared with."""
        for one in entry.together:
            self.send(one, name, *arguments)

    def rest(self, entry: Entry, resting: bool) -> None:
        """Let a run stand still while nobody looks, or go on."""
        for one in entry.together:
            one.idle = resting
        self.send_all(entry, "rest", resting)

    def send_open(
        self, entry: Entry, resume: bool = False, notice: Message | None = None, command: str = "open"
    ) -> None:
        """Have a run, or a pair, begun in its worker: anew, or from its checkpoint."""
        opened = []
        for one in entry.together:
            path = str(checkpoint.path_of(one.run_id))
            opened.append(
                Opening(one.generation, one.config.model_dump(), one.playing, one.speed, path, resume, notice)
            )
        if entry.partner:
            self.send(entry, "open_pair", entry.partner.run_id, *opened)
        else:
            self.send(entry, command, opened[0])
        self.send_all(entry, "watch", entry.watched)
        if entry.idle:
            self.send_all(entry, "rest", True)

    def free(self, entry: Entry) -> None:
        """Save a run, or a pair, and forget it; whoever looks at it finds that out, and may open it again."""
        if entry.run_id not in self:  # with the other one of its pair
            return
        self.send(entry, "close")
        for one in entry.together:
            self._entries.pop(one.run_id, None)
        self.wake(entry)
        self._release()

    # -- changes --------------------------------------------------------------------------------------------------

    def configure(self, run_id: str, config: RunConfig, anew: bool = False) -> bool:
        """Make a run have this config: nothing if it has, between two steps if all changes act live, else anew.

        `anew`: it is to begin anew in any case, and to stand where it stands. Return whether it was begun anew. Raise
        ConfigError, before anything has changed, where it is too heavy.
        """
        with self._lock:
            entry = self._entries[run_id]
            if config == entry.config:
                return False
            if anew or not config.acts_live(entry.config):
                self.begin_anew(entry, config, pace=_pace(entry.config, config), plays=False if anew else None)
                return True
            change = self._changed(entry, config, "fields", anew=False)
            if entry.change and change.continues(entry.change):
                change = replace(change, before=entry.change.before)
            self._reconfigure(entry, config, change if change.before != config else None)
            return False

    def begin_anew(
        self,
        entry: Entry,
        config: RunConfig,
        name: str = "fields",
        pace: float | None = None,
        plays: bool | None = None,
    ) -> None:
        """Begin a run anew, with this config; what it was stays aside in its worker, to come back by `undo`.

        It plays, but where it waits for its first Play. `pace`: another speed for it. `plays`: whether it does so in
        any case, or (False) only where it did. Raise ConfigError, before anything has changed, where it is too heavy.
        """
        worker = self.place([config] * len(entry.together), entry)
        notice = self._follow(entry, config)
        entry.change = None if entry.partner else self._changed(entry, config, name, anew=True)
        entry.revision += config != entry.config
        plays = plays or entry.playing or entry.parked or (entry.begun and plays is None)
        entry.config = config
        for one in entry.together:
            one.generation, one.playing, one.snapshot = one.generation + 1, plays, None
            one.speed = one.speed if pace is None else pace
        self._move(entry, worker)
        self.send_open(entry, notice=notice)

    def undo(self, entry: Entry) -> None:
        """Take the last change back, if there is one."""
        if (change := entry.change) is None:
            return
        if not change.anew:
            self._reconfigure(entry, change.before, None)
            return
        worker = self.place([change.before], entry)
        entry.change = None
        entry.revision += change.before != entry.config
        entry.generation += 1
        entry.config, entry.playing = change.before, change.playing
        self._move(entry, worker)
        self.send_open(entry, command="restore")

    def branch(self, parent: Entry, step: int, config: RunConfig) -> Entry:
        """Open a run that starts, paused, from the state that another one had after a step; that one is left alone."""
        with self._lock:
            owner = parent.owner
            if sum(entry.unseen and entry.owner == owner for entry in self._entries.values()) >= most("branches"):
                raise LimitError(message("branches"))
            self.make_room(owner)
            entry = self.add(config, parent.worker, playing=False, speed=parent.speed, owner=owner, unseen=True)
            path, notice = str(checkpoint.path_of(entry.run_id)), Message.of(_BRANCHED, step=step)
            self.send(entry, "branch", parent.run_id, step, config.model_dump(), path, notice)
            return entry

    def fork(self, parent: Entry, owner: Owner) -> Entry:
        """Open somebody's own run, paused, in the very state that another one is shown in; that one is left alone.

        Raise LimitError where its owner has too many, ConfigError where it is too heavy here.
        """
        with self._lock:
            self.make_room(owner)
            past = parent.snapshot.past.branch if parent.snapshot and parent.snapshot.past else None
            step, config = past or (None, parent.config)
            worker = self.place([config]) if step is None else parent.worker
            entry = self.add(config, worker, playing=False, speed=parent.speed, owner=owner, unseen=True)
            path = str(checkpoint.path_of(entry.run_id))
            if step is None:  # in the process that has it, from where it goes to the one that is least busy
                values, leaves = config.model_dump(), worker != parent.worker
                self.places.processes[parent.worker].send("fork", entry.run_id, parent.run_id, values, path, leaves)
            else:
                notice = Message.of(_BRANCHED, step=step)
                self.send(entry, "branch", parent.run_id, step, config.model_dump(), path, notice)
            return entry

    def _changed(self, entry: Entry, config: RunConfig, name: str, anew: bool) -> Change:
        return Change(name, entry.config, config, anew, entry.playing, time.monotonic())

    def _reconfigure(self, entry: Entry, config: RunConfig, change: Change | None) -> None:
        leaves = False
        if not entry.parked:  # what is stopped is placed when it goes on
            worker = self.place([config, *(one.config for one in entry.together[1:])], entry)
            leaves = entry.worker in self.places.shared and worker not in self.places.shared
        entry.config, entry.change = config, change
        entry.revision += 1
        if leaves:
            self.send(entry, "leave")  # see `take_over`
        else:
            self.send(entry, "configure", config.model_dump())
        if entry.parked and entry.snapshot:  # nobody else will show it
            entry.snapshot = replace(entry.snapshot, config=config)
            self.wake(entry)

    # -- pairs ----------------------------------------------------------------------------------------------------

    def _follow(self, entry: Entry, config: RunConfig) -> Message | None:
        """Give a compared run what its partner is about to be begun anew with, except for what differed.

        Where that cannot be, part them and return why.
        """
        if (other := entry.partner) is None:
            return None
        try:
            other.config = from_values(other.config.differences(entry.config), config)
        except ConfigError as error:
            self.part(entry)
            return Message.of(_PARTED, sentence=error.message)
        other.change = None
        other.revision += 1
        return None

    def part(self, entry: Entry) -> None:
        """End a comparison, if there is one: the run goes on, the other one is saved and freed."""
        if (other := entry.partner) is None:
            return
        self.send(entry, "part")
        entry.partner = other.partner = None
        self.free(other)
        self.send(entry, "watch", entry.watched)

    def reopen(self, entry: Entry, partner: str | None, saved: Saved | None) -> None:
        """Give a run that is taken up from its checkpoint its partner back, if that one's checkpoint says the same."""
        if partner and partner not in self and saved and saved.extra.get("partner") == entry.run_id:
            other = self.add_saved(partner, saved, entry.worker)
            entry.partner, other.partner = other, entry


def _pace(before: RunConfig, config: RunConfig) -> float | None:
    """Return the speed that a run begins with where it gets another config; None: the one that it has."""
    story, pace = story_of(config), pace_of(config.dataset)
    if story is not None and story is not story_of(before):
        return story.pace
    return pace if pace != pace_of(before.dataset) else None
