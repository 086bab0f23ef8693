"""Entry: what the server knows of one run, and of its last change, which can be undone."""

from __future__ import annotations

import base64
import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ganlab.gan.config import RunConfig
from ganlab.lazy import Message
from ganlab.observe.snapshot import Snapshot

CRASHES, CRASH_TIME = 3, 60.0  # so many deaths of workers in so many seconds, all in the turn of one run, stop that
ONE_CHANGE = 1.0  # seconds within which moves of the same knobs are one change: a slider sends many


def view_of(run_id: str) -> str:
    """Return the id under which a run may be watched, 12 letters, digits, - or _; from it nobody finds the run's own.

    Whoever has the run's own id may steer it: that one is in no frame, and in nothing that a viewer is sent.
    """
    digest = hashlib.blake2s(run_id.encode(), digest_size=9, person=b"ganview").digest()
    return base64.urlsafe_b64encode(digest).decode()


@dataclass(frozen=True)
class Change:
    """Hold the last change of a run and what was before it, to be undone."""

    name: str  # reset, new_seed, fields
    before: RunConfig
    after: RunConfig
    anew: bool
    playing: bool
    at: float  # monotonic seconds

    def continues(self, older: Change | None) -> bool:
        """Tell whether this is only the next move of the same knobs."""
        return (
            older is not None
            and not (self.anew or older.anew)
            and self.at - older.at < ONE_CHANGE
            and set(self.after.differences(self.before)) == set(older.after.differences(older.before))
        )


class Opening(NamedTuple):
    """Tell a worker how to begin a run."""

    generation: int
    values: dict[str, Any]  # of the config
    playing: bool
    speed: float
    path: str | None  # of the checkpoint
    resume: bool = False  # from there, where it fits
    notice: Message | None = None


class Owner(NamedTuple):
    """Say for whom a run was opened, as far as that is known: the page's session, and the address it came from."""

    session: str = ""
    address: str = ""


NOBODY = Owner()


@dataclass
class Entry:
    """Hold what the server knows of one run."""

    run_id: str
    config: RunConfig
    worker: int
    generation: int = 0
    revision: int = 0  # counts changes of the config
    playing: bool = True
    speed: float = 0.0
    snapshot: Snapshot | None = None
    wakers: list[Callable[[], None]] = field(default_factory=list)
    seen: float = 0.0
    unseen: bool = False  # opened for somebody who has not looked at it yet
    owner: Owner = NOBODY
    idle: bool = False  # at rest because nobody looks
    parked: bool = False  # stopped, and its snapshot says why: no worker has it until Play takes it up
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=CRASHES))  # of workers in its turn, monotonic
    factor: float = 1.0  # times as long as estimated, its steps took
    change: Change | None = None  # the last one, which can be undone
    partner: Entry | None = field(default=None, repr=False, compare=False)  # which it is compared with, in lock-step

    @property
    def view(self) -> str:
        """Return the id under which it may be watched, and which stands for it in frames."""
        return view_of(self.run_id)

    @property
    def begun(self) -> bool:
        """Tell whether it is known to have taken a step."""
        past = self.snapshot and self.snapshot.past
        return self.snapshot is not None and (past.now if past else self.snapshot.step) > 0

    @property
    def together(self) -> list[Entry]:
        """Return this run and, where there is one, the run that it is compared with."""
        return [self, self.partner] if self.partner else [self]

    @property
    def watched(self) -> bool:
        """Tell whether anybody looks at it, if only as the other one of a pair."""
        return any(entry.wakers for entry in self.together)

    @property
    def left(self) -> float:
        """Return when somebody looked at it last, in monotonic seconds."""
        return max(entry.seen for entry in self.together)
