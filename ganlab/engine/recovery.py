"""Recovery: what becomes of the runs of a worker that has died, or that does not stir any more."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ganlab.engine.entry import CRASH_TIME, CRASHES, Entry, Owner
from ganlab.engine.roster import Roster
from ganlab.gan import checkpoint, keeping
from ganlab.gan.checkpoint import Saved
from ganlab.lazy import N_, Message

SILENT, HUNG = 3, 30  # seconds after which it is said that a worker does not stir, and after which it is ended

_REOPENED = N_("This run was taken up again at step {step}.")
_ADOPTED = N_("This is the run of the map, at step {step:,}: Play goes on with it, Reset begins it anew.")
_RECOVERED = N_("The process behind this run ended and was replaced; the run goes on from step {step}.")
_BACK = N_(
    "The process behind this run ended and was replaced; the run went back from step {before} to step {step} and goes "
    "on from there."
)
_OLDER = N_("The newest checkpoint of this run cannot be used; it was taken up from the one before, at step {step}.")
_NOT_FINITE = N_("The weights in the checkpoint of this run are not finite numbers; it was begun anew.")
_PARKED = N_(
    "The process behind this run ended {count} times within a minute while it trained this run, so the run was "
    "stopped. Play takes it up from its last checkpoint, at step {step}; Reset begins it anew."
)
_SILENT = N_(
    "The process behind this run does not answer. If it stays so for half a minute, it is replaced, and the run goes "
    "on from its last checkpoint."
)


class Recovery(Roster):
    """Open the runs of a worker that died in its successor; stop only one that several have died of."""

    def take_up(self, entry: Entry, playing: bool) -> None:
        """Take a stopped run, or a pair, up from its last checkpoint; it is stopped again if it is too heavy."""
        for one in entry.together:
            one.playing = playing
        self.resume(entry, _saved(entry))

    def recover(self, index: int, at_work: str) -> None:
        """Open the runs of a worker that died in its successor; it was the turn of `at_work`, "" for nobody's."""
        with self._lock:
            there = [entry for entry in self._entries.values() if entry.worker == index and not entry.parked]
            lost = [(entry, entry.generation) for entry in there]
            blamed = next((self._blamed(one, time.monotonic()) for one in there if one.run_id == at_work), None)
            for entry in there:
                if entry.change and entry.change.anew:
                    entry.change = None  # what it began from is gone
        for entry, generation in lost:
            if entry.partner is None or entry.run_id < entry.partner.run_id:  # a pair is opened once
                saved = _saved(entry)  # which takes a while: nobody is to wait for that
                with self._lock:
                    if self._entries.get(entry.run_id) is not entry or entry.generation != generation:
                        continue  # meanwhile it was freed, or begun anew in the successor
                    if any(one is blamed for one in entry.together):
                        self.park(entry, Message.of(_PARKED, count=CRASHES, step=_step(saved)))
                    else:
                        self.resume(entry, saved, _RECOVERED, entry.snapshot.step if entry.snapshot else None)

    def _blamed(self, entry: Entry, now: float) -> Entry | None:
        """Note that a worker died in a run's turn; return the run if workers have done so again and again."""
        for one in entry.together:
            one.deaths.append(now)
        deaths = entry.deaths
        return entry if len(deaths) == CRASHES and now - deaths[0] < CRASH_TIME else None

    def resume(
        self, entry: Entry, saved: Sequence[Saved | None], usual: str = _REOPENED, before: int | None = None
    ) -> None:
        """Open a run again, or a pair, from where its checkpoint was made; `before`: the step that was seen last."""
        self.settle(entry, all(one is not None and one.finite for one in saved), told(saved, usual, before))

    def adopt(self, path: Path, owner: Owner) -> Entry | None:
        """Open a run that has its checkpoint elsewhere, paused where it stands; None where that cannot be taken up.

        Raise LimitError where its owner has too many.
        """
        saved = checkpoint.newest(path)
        if saved is None or not saved.finite:
            return None
        mine = checkpoint.path_of(run_id := secrets.token_urlsafe(9))
        with self._lock:
            self.make_room(owner)
            try:
                mine.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(saved.path, mine)
            except OSError:  # no space is left, or it has just been deleted
                return None
            entry = self.add_saved(run_id, saved, self.least_busy())
            entry.owner = owner
            self.resume(entry, [saved._replace(path=mine)], _ADOPTED)
            return entry

    # -- signs of life --------------------------------------------------------------------------------------------

    def look_after(self) -> None:
        """Look, once a second, whether the workers live: say where one does not stir, and end it at last."""
        for index, process in list(self.places.processes.items()):
            before, silent = process.silent, process.look()
            if silent >= HUNG:
                process.kill()
            elif silent == SILENT:
                self._say(index, Message.of(_SILENT))
            elif before >= SILENT > silent:
                self._say(index, None)

    def _say(self, index: int, notice: Message | None) -> None:
        for entry in self._entries.values():
            if entry.worker == index and entry.snapshot and entry.snapshot.status != "failed":
                entry.snapshot = replace(entry.snapshot, notice=notice)
                self.wake(entry)

    def sweep(self) -> None:
        """Delete the checkpoints that are too old or too many."""
        with self._lock:
            known = set(self._entries)
        keeping.sweep(known)


def _saved(entry: Entry) -> list[Saved | None]:
    """Return the newest checkpoints of a run, or of a pair; None where there is none of what it is now."""
    found = [checkpoint.newest(checkpoint.path_of(one.run_id)) for one in entry.together]
    return [
        saved if saved and saved.extra["generation"] == one.generation else None
        for saved, one in zip(found, entry.together, strict=True)
    ]


def _step(saved: Sequence[Saved | None]) -> int:
    """Return at which step a run, or a pair, goes on."""
    return max(one.values["step"] for one in saved if one) if all(one and one.finite for one in saved) else 0


def told(saved: Sequence[Saved | None], usual: str = _REOPENED, before: int | None = None) -> Message:
    """Say from where a run, or a pair, goes on, and where it had been."""
    there = [one for one in saved if one]
    if any(not one.finite for one in there):
        return Message.of(_NOT_FINITE)
    older = any(one.path != checkpoint.path_of(one.path.stem) for one in there)
    step = _step(saved)
    if not older and before is not None and before > step:
        return Message.of(_BACK, before=before, step=step)
    return Message.of(_OLDER if older else usual, step=step)
