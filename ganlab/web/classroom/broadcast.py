"""Broadcast: the frames of one run for all who follow it in one language, each encoded once for those in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from ganlab.engine.entry import Change
from ganlab.observe.snapshot import Snapshot
from ganlab.web import lean
from ganlab.web.wire import Encoder, Join, Tell

REMEMBERED = 16  # moments: who was sent an older one, and nothing since, is sent all there is
FIXED_EVERY, FRESH_EVERY = 1.0, 4.0  # seconds between two walls of pictures: they are most of what a class is sent
Frames: TypeAlias = Sequence[tuple[Snapshot, int, Change | None]]


class Broadcast:
    """Give followers what takes each from what it was last sent to the newest moment; pure, for one thread.

    A moment is what `Lab.frames` returns at a time, one run or two that are compared. Those who were last sent the same
    moment are sent the same bytes, encoded once; what they have is remembered for a while as a copy of its encoder.
    `tell` says what a frame shows, in the followers' language; `moment` is the number of the newest one, 0 before any.
    """

    def __init__(self, tell: Tell, join: Join | None = None):
        self._tell, self._join = tell, join or lean.pack
        self.moment = 0
        self._frames: Frames = ()
        self._had: dict[int, dict[str, Encoder]] = {}  # by moment and run: what all who were sent that moment have
        self._made: dict[int | None, list[bytes]] = {}  # the newest moment's frames, by the moment they go on from

    def see(self, frames: Frames) -> int:
        """Take what is shown now, an empty sequence for nothing new; return the number of this moment.

        Frames of the same snapshots and revisions are the same moment.
        """
        if frames and not _same(frames, self._frames):
            self.moment += 1
            self._frames, self._made = tuple(frames), {}
            self._had = {moment: had for moment, had in self._had.items() if moment >= self.moment - REMEMBERED}
        return self.moment

    def since(self, moment: int | None) -> list[bytes]:
        """Return what takes a follower who was last sent `moment` to the newest one, a frame for each run.

        Nothing where there is nothing newer. All there is after None, or after a moment that is no longer remembered.
        """
        if not self._frames or moment == self.moment:
            return []
        known = moment if moment in self._had else None
        if known not in self._made:
            self._made[known] = self._encode({} if known is None else self._had[known])
        return self._made[known]

    def _encode(self, had: dict[str, Encoder]) -> list[bytes]:
        """Return the newest moment's frames for those who have what `had` says; remember what they have then."""
        now, found, before = self._had.setdefault(self.moment, {}), [], None
        for snapshot, revision, change in self._frames:
            run_id = snapshot.run_id
            encoder = had[run_id].copy() if run_id in had else self._new()
            found.append(encoder.encode(snapshot, revision, change, before, len(self._frames) > 1))
            now[run_id] = encoder.common(now[run_id]) if run_id in now else encoder
            before = run_id
        return found

    def _new(self) -> Encoder:
        return Encoder(self._tell, self._join, FIXED_EVERY, FRESH_EVERY)


def _same(frames: Frames, others: Frames) -> bool:
    pairs = zip(frames, others, strict=False)
    return len(frames) == len(others) and all(one[0] is other[0] and one[1] == other[1] for one, other in pairs)
