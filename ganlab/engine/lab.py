"""Lab: every run by its id. The only door through which pages and the live route reach the engine.

Nothing that matters lives in a page: a run is found again by its id after F5, in a second tab, in a classmate's
browser. It pauses when nobody has looked for a minute, and is saved and freed after ten.
"""

from __future__ import annotations

import atexit
import contextlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ganlab.data import pace_of
from ganlab.engine import compare
from ganlab.engine.commands import BOTH, COMMANDS, Change
from ganlab.engine.cores import granted
from ganlab.engine.pool import Process, default_workers
from ganlab.gan import checkpoint, device
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_, Message
from ganlab.observe.snapshot import Snapshot

PAUSE_AFTER, FREE_AFTER = 60.0, 600.0  # seconds without a viewer
UNWATCHED = 48  # at most so many runs nobody looks at stay in memory; the oldest are saved and freed first
ANSWERED = 30.0  # seconds in which a worker must have answered: it may still have to import torch
CRASHES, CRASH_TIME = 3, 60.0  # so many deaths of a worker in so many seconds, and its runs are not opened again

_REOPENED = N_("This run was taken up again at step {step}.")
_BRANCHED = N_("This is a new run, branched off at step {step:,}. The run it came from stays as it was.")
_RECOVERED = N_("The process behind this run ended and was replaced; the run goes on from step {step}.")
_PARKED = N_(
    "The process behind this run ended {count} times within a minute, so the run was stopped. Reset begins it anew."
)


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
    idle: bool = False  # at rest because nobody looks
    change: Change | None = None  # the last one, which can be undone
    partner: Entry | None = field(default=None, repr=False, compare=False)  # which it is compared with, in lock-step

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


class Lab:
    """Open, configure, command and watch runs; safe to call from any thread."""

    def __init__(self, workers: int | None = None):
        self._workers_wanted = workers
        self._lock = threading.RLock()
        self._entries: dict[str, Entry] = {}
        self._processes: list[Process] = []
        self._deaths: dict[int, deque] = {}
        self._ticker: threading.Thread | None = None
        self._stopped = threading.Event()

    # -- life -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the workers, once."""
        with self._lock:
            if self._processes:
                return
            self._stopped.clear()
            device.asked()  # what it asks for is refused now and not by each run
            count = self._workers_wanted or default_workers()
            self._processes = [Process(index, self._receive, self._on_death) for index in range(count)]
            self._ticker = threading.Thread(target=self._tick_forever, daemon=True)
            self._ticker.start()
            atexit.register(self.stop)

    def stop(self) -> None:
        """Stop the workers; each saves its runs first."""
        with self._lock:
            processes, self._processes = self._processes, []
            self._entries.clear()
            self._stopped.set()
        atexit.unregister(self.stop)
        for process in processes:
            process.close()

    # -- runs -----------------------------------------------------------------------------------------------------

    def open(self, config: RunConfig) -> Entry:
        """Begin a run under an id that nobody can guess."""
        self.start()
        with self._lock:
            entry = self.add(config, self._least_busy(), speed=pace_of(config.dataset))
            self._send_open(entry)
            self._free_unwatched()
            return entry

    def add(self, config: RunConfig, worker: int, run_id: str | None = None, **values) -> Entry:
        """Note a run that is to be opened in a worker."""
        entry = Entry(run_id or secrets.token_urlsafe(9), config, worker, seen=time.monotonic(), **values)
        self._entries[entry.run_id] = entry
        return entry

    def add_saved(self, run_id: str, header: tuple, worker: int) -> Entry:
        """Note a run that is to be taken up from its checkpoint, whose header this is."""
        config, _, extra = header
        return self.add(config, worker, run_id, **{name: extra[name] for name in ("generation", "playing", "speed")})

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._entries

    def find(self, run_id: str) -> Entry | None:
        """Return a run by id, taken up from its checkpoint if it was freed or the server was restarted."""
        self.start()
        with self._lock:
            entry = self._entries.get(run_id)
            if entry is not None or not checkpoint.RUN_ID.fullmatch(run_id):
                return entry
            header = checkpoint.read_header(checkpoint.path_of(run_id))
            if header is None:
                return None
            entry = self.add_saved(run_id, header, self._least_busy())
            compare.reopen(self, entry, header[2].get("partner"))
            self._send_open(entry, resume=True, notice=Message.of(_REOPENED, step=header[1]["step"]))
            return entry

    def together(self, run_id: str) -> list[str]:
        """Return the ids of a run and of the one that it is compared with; raise KeyError for a run that was freed."""
        with self._lock:
            return [entry.run_id for entry in self._entries[run_id].together]

    def frames(self, run_id: str) -> list[tuple[Snapshot, int, Change | None]]:
        """Return what to show of a run, that of a compared run first: (snapshot, revision, what can be undone).

        Nothing until there are snapshots of all. Raise KeyError for a run that was freed.
        """
        with self._lock:
            entries = self._entries[run_id].together
            if any(entry.snapshot is None for entry in entries):
                return []
            return [(entry.snapshot, entry.revision, entry.change) for entry in reversed(entries)]

    def configure(self, run_id: str, config: RunConfig) -> bool:
        """Make a run have this config: nothing if it has, between two steps if all changes act live, else anew.

        Return whether the run was begun anew.
        """
        with self._lock:
            entry = self._entries[run_id]
            if config == entry.config:
                return False
            if (pace := pace_of(config.dataset)) != pace_of(entry.config.dataset):
                for one in entry.together:
                    one.speed = pace
            if not config.acts_live(entry.config):
                self.begin_anew(entry, config)
                return True
            change = self._changed(entry, config, "fields", anew=False)
            if change.continues(entry.change):
                change = replace(change, before=entry.change.before)
            self._reconfigure(entry, config, change if change.before != config else None)
            return False

    def begin_anew(self, entry: Entry, config: RunConfig, name: str = "fields") -> None:
        """Begin a run anew, with this config; what it was stays aside in its worker, to come back by `undo`."""
        notice = compare.follow(self, entry, config)
        entry.change = None if entry.partner else self._changed(entry, config, name, anew=True)
        entry.revision += config != entry.config
        entry.config = config
        for one in entry.together:
            one.generation, one.playing, one.snapshot = one.generation + 1, True, None
        self._send_open(entry, notice=notice)

    def undo(self, entry: Entry) -> None:
        """Take the last change back."""
        change = entry.change
        if not change.anew:
            self._reconfigure(entry, change.before, None)
            return
        entry.change = None
        entry.revision += change.before != entry.config
        entry.generation += 1
        entry.config, entry.playing = change.before, change.playing
        self._send_open(entry, command="restore")

    def branch(self, parent: Entry, step: int, config: RunConfig) -> Entry:
        """Open a run that starts, paused, from the state that another one had after a step; that one is left alone."""
        with self._lock:
            entry = self.add(config, parent.worker, playing=False, speed=parent.speed)
            path, notice = str(checkpoint.path_of(entry.run_id)), Message.of(_BRANCHED, step=step)
            self.send(entry, "branch", parent.run_id, step, config.model_dump(), path, notice)
            return entry

    def command(self, run_id: str, name: str, value=None) -> str | None:
        """Carry out a command; raise ValueError with one sentence for one that there is not.

        Return the id of the run that it has opened, if it has.
        """
        with self._lock:
            if name not in COMMANDS:
                raise ValueError(f"command: must be play, pause, step, …; got “{str(name)[:40]}”")
            entry = self._entries[run_id]
            if name in BOTH and entry.partner:
                COMMANDS[name](self, entry.partner, value)
            return COMMANDS[name](self, entry, value)

    @contextlib.contextmanager
    def watch(self, run_id: str, wake: Callable[[], None]):
        """Look at a run: `wake` is called, on another thread, whenever there is a newer snapshot. Yield its entry."""
        with self._lock:
            entry = self._entries[run_id]
            if not entry.watched:
                self._send_all(entry, "watch", True)
            entry.wakers.append(wake)
            entry.seen = time.monotonic()
            if entry.idle:
                self._rest(entry, False)
        try:
            yield entry
        finally:
            with self._lock:
                entry.wakers.remove(wake)
                entry.seen = time.monotonic()
                if not entry.watched and self._entries.get(run_id) is entry:
                    for one in entry.together:
                        one.snapshot = None  # nobody looks: the worker sends a new one to whoever comes
                    self._send_all(entry, "watch", False)

    def close_all(self) -> None:
        """Save and free every run."""
        with self._lock:
            for entry in list(self._entries.values()):
                self.free(entry)

    def thumbnails(self, keys: list[str]) -> dict[str, dict[str, str]]:
        """Let a worker make the thumbnails of these data sets; return those that there are, as `thumbnails.made` does."""
        self.start()
        with self._lock:
            process = self._processes[self._least_busy()]
        return process.ask("thumbnails", keys, seconds=ANSWERED) or {}

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers."""
        return [process.pid for process in self._processes]

    # -- inside ---------------------------------------------------------------------------------------------------

    def send(self, entry: Entry, name: str, *arguments) -> None:
        """Send a command to a run's worker."""
        self._processes[entry.worker].send(name, entry.run_id, *arguments)

    def _send_all(self, entry: Entry, name: str, *arguments) -> None:
        for one in entry.together:
            self.send(one, name, *arguments)

    def _rest(self, entry: Entry, resting: bool) -> None:
        for one in entry.together:
            one.idle = resting
        self._send_all(entry, "rest", resting)

    def _changed(self, entry: Entry, config: RunConfig, name: str, anew: bool) -> Change:
        return Change(name, entry.config, config, anew, entry.playing, time.monotonic())

    def _reconfigure(self, entry: Entry, config: RunConfig, change: Change | None) -> None:
        entry.config, entry.change = config, change
        entry.revision += 1
        self.send(entry, "configure", config.model_dump())

    def _send_open(
        self, entry: Entry, resume: bool = False, notice: Message | None = None, command: str = "open"
    ) -> None:
        opened = []
        for one in entry.together:
            path = str(checkpoint.path_of(one.run_id))
            opened.append((one.generation, one.config.model_dump(), one.playing, one.speed, path, resume, notice))
        if entry.partner:
            self.send(entry, "open_pair", entry.partner.run_id, *opened)
        else:
            self.send(entry, command, *opened[0])
        self._send_all(entry, "watch", entry.watched)
        if entry.idle:
            self._send_all(entry, "rest", True)

    def _least_busy(self) -> int:
        load = [0] * len(self._processes)
        for entry in self._entries.values():
            load[entry.worker] += not entry.idle
        return load.index(min(load))

    def _receive(self, index: int, message: tuple) -> None:
        if message[0] != "frame":
            return
        snapshots: tuple[Snapshot, ...] = message[1:]  # two of a pair
        with self._lock:
            shown = [(self._entries.get(snapshot.run_id), snapshot) for snapshot in snapshots]
            if not all(
                entry and entry.generation == snapshot.generation and entry.watched for entry, snapshot in shown
            ):
                return
            for entry, snapshot in shown:
                entry.snapshot = snapshot
            wakers = [wake for entry, _ in shown for wake in entry.wakers]
        for wake in wakers:
            wake()

    def _on_death(self, index: int) -> None:
        """Open the runs of a worker that died in its successor, from their checkpoints."""
        now = time.monotonic()
        with self._lock:
            deaths = self._deaths.setdefault(index, deque(maxlen=CRASHES))
            deaths.append(now)
            looping = len(deaths) == CRASHES and now - deaths[0] < CRASH_TIME
            for entry in [entry for entry in self._entries.values() if entry.worker == index]:
                if entry.change and entry.change.anew:
                    entry.change = None  # what it began from is gone
                if looping:
                    self._park(entry)
                elif entry.partner is None or entry.run_id < entry.partner.run_id:  # a pair is opened once
                    self._recover(entry)

    def _recover(self, entry: Entry) -> None:
        """Open a run again, or a pair, from where the checkpoint was made."""
        headers = [checkpoint.read_header(checkpoint.path_of(one.run_id)) for one in entry.together]
        resumable = all(
            header is not None and header[2]["generation"] == one.generation
            for header, one in zip(headers, entry.together, strict=True)
        )
        step = max(header[1]["step"] for header in headers) if resumable else 0
        self._send_open(entry, resumable, Message.of(_RECOVERED, step=step))

    def _park(self, entry: Entry) -> None:
        """Leave a run stopped with a message; Reset begins it anew."""
        base = entry.snapshot or Snapshot(entry.config, run_id=entry.run_id)
        entry.generation += 1
        message = Message.of(_PARKED, count=CRASHES)
        entry.playing = False
        entry.snapshot = replace(base, generation=entry.generation, status="failed", message=message)
        for wake in entry.wakers:
            wake()

    def _tick_forever(self) -> None:
        while not self._stopped.wait(1.0):
            self.tick(time.monotonic())

    def tick(self, now: float) -> None:
        """Pause runs that nobody has looked at for a minute; free those of ten minutes; share out the idle cores."""
        with self._lock:
            busy = {entry.worker for entry in self._entries.values() if entry.playing and not entry.idle}
            for process in self._processes:
                process.grant(granted(len(self._processes), len(busy)))
            for entry in [entry for entry in self._entries.values() if not entry.watched]:
                if now - entry.left > FREE_AFTER:
                    self.free(entry)
                elif now - entry.left > PAUSE_AFTER and not entry.idle:
                    self._rest(entry, True)

    def free(self, entry: Entry) -> None:
        """Save a run, or a pair, and forget it; whoever looks at it finds that out, and may open it again."""
        self.send(entry, "close")
        for one in entry.together:
            self._entries.pop(one.run_id, None)
            for wake in one.wakers:
                wake()

    def _free_unwatched(self) -> None:
        unwatched = sorted((entry for entry in self._entries.values() if not entry.watched), key=lambda e: e.left)
        for entry in unwatched[:-UNWATCHED]:
            self.free(entry)


lab = Lab()
