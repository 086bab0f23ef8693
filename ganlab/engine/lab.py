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

from ganlab import checkpoint
from ganlab.config import RunConfig
from ganlab.data import pace_of
from ganlab.engine.commands import COMMANDS, Change
from ganlab.engine.pool import Process, default_workers
from ganlab.snapshot import Message, Snapshot

PAUSE_AFTER, FREE_AFTER = 60.0, 600.0  # seconds without a viewer
UNWATCHED = 48  # at most so many runs nobody looks at stay in memory; the oldest are saved and freed first
CRASHES, CRASH_TIME = 3, 60.0  # so many deaths of a worker in so many seconds, and its runs are not opened again


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
            entry = Entry(secrets.token_urlsafe(9), config, self._least_busy(), seen=time.monotonic())
            entry.speed = pace_of(config.dataset)
            self._entries[entry.run_id] = entry
            self._send_open(entry)
            self._free_unwatched()
            return entry

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
            config, values, extra = header
            entry = Entry(run_id, config, self._least_busy(), seen=time.monotonic())
            entry.generation, entry.playing, entry.speed = extra["generation"], extra["playing"], extra["speed"]
            self._entries[run_id] = entry
            self._send_open(entry, resume=True, notice=Message.of("notice.reopened", step=values["step"]))
            return entry

    def configure(self, run_id: str, config: RunConfig) -> bool:
        """Make a run have this config: nothing if it has, between two steps if all changes act live, else anew.

        Return whether the run was begun anew.
        """
        with self._lock:
            entry = self._entries[run_id]
            if config == entry.config:
                return False
            if (pace := pace_of(config.dataset)) != pace_of(entry.config.dataset):
                entry.speed = pace
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
        entry.change = self._changed(entry, config, name, anew=True)
        entry.revision += config != entry.config
        entry.generation += 1
        entry.config, entry.playing = config, True
        self._send_open(entry)

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
            entry = Entry(secrets.token_urlsafe(9), config, parent.worker, playing=False, speed=parent.speed)
            entry.seen = time.monotonic()
            self._entries[entry.run_id] = entry
            path, notice = str(checkpoint.path_of(entry.run_id)), Message.of("notice.branched", step=step)
            self.send(entry, "branch", parent.run_id, step, config.model_dump(), path, notice)
            return entry

    def command(self, run_id: str, name: str, value=None) -> str | None:
        """Carry out a command; raise ValueError with one sentence for one that there is not.

        Return the id of the run that it has opened, if it has.
        """
        with self._lock:
            if name not in COMMANDS:
                raise ValueError(f"command: must be play, pause, step, …; got “{str(name)[:40]}”")
            return COMMANDS[name](self, self._entries[run_id], value)

    @contextlib.contextmanager
    def watch(self, run_id: str, wake: Callable[[], None]):
        """Look at a run: `wake` is called, on another thread, whenever there is a newer snapshot. Yield its entry."""
        with self._lock:
            entry = self._entries[run_id]
            entry.wakers.append(wake)
            entry.seen = time.monotonic()
            if len(entry.wakers) == 1:
                self.send(entry, "watch", True)
            if entry.idle:
                entry.idle = False
                self.send(entry, "rest", False)
        try:
            yield entry
        finally:
            with self._lock:
                entry.wakers.remove(wake)
                entry.seen = time.monotonic()
                if not entry.wakers and self._entries.get(run_id) is entry:
                    entry.snapshot = None  # nobody looks: the worker sends a new one to whoever comes
                    self.send(entry, "watch", False)

    def close_all(self) -> None:
        """Save and free every run."""
        with self._lock:
            for entry in list(self._entries.values()):
                self._free(entry)

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers."""
        return [process.pid for process in self._processes]

    # -- inside ---------------------------------------------------------------------------------------------------

    def send(self, entry: Entry, name: str, *arguments) -> None:
        """Send a command to a run's worker."""
        self._processes[entry.worker].send(name, entry.run_id, *arguments)

    def _changed(self, entry: Entry, config: RunConfig, name: str, anew: bool) -> Change:
        return Change(name, entry.config, config, anew, entry.playing, time.monotonic())

    def _reconfigure(self, entry: Entry, config: RunConfig, change: Change | None) -> None:
        entry.config, entry.change = config, change
        entry.revision += 1
        self.send(entry, "configure", config.model_dump())

    def _send_open(
        self, entry: Entry, resume: bool = False, notice: Message | None = None, command: str = "open"
    ) -> None:
        path = str(checkpoint.path_of(entry.run_id))
        values, watched = entry.config.model_dump(), bool(entry.wakers)
        self.send(entry, command, entry.generation, values, entry.playing, entry.speed, path, resume, notice)
        self.send(entry, "watch", watched)
        if entry.idle:
            self.send(entry, "rest", True)

    def _least_busy(self) -> int:
        load = [0] * len(self._processes)
        for entry in self._entries.values():
            load[entry.worker] += not entry.idle
        return load.index(min(load))

    def _receive(self, index: int, message: tuple) -> None:
        if message[0] != "frame":
            return
        snapshot: Snapshot = message[1]
        with self._lock:
            entry = self._entries.get(snapshot.run_id)
            if entry is None or snapshot.generation != entry.generation or not entry.wakers:
                return
            entry.snapshot = snapshot
            wakers = list(entry.wakers)
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
                else:
                    header = checkpoint.read_header(checkpoint.path_of(entry.run_id))
                    resumable = header is not None and header[2]["generation"] == entry.generation
                    step = header[1]["step"] if resumable else 0
                    self._send_open(entry, resumable, Message.of("notice.recovered", step=step))

    def _park(self, entry: Entry) -> None:
        """Leave a run stopped with a message; Reset begins it anew."""
        base = entry.snapshot or Snapshot(entry.config, run_id=entry.run_id)
        entry.generation += 1
        message = Message.of("message.parked", count=CRASHES)
        entry.playing = False
        entry.snapshot = replace(base, generation=entry.generation, status="failed", message=message)
        for wake in entry.wakers:
            wake()

    def _tick_forever(self) -> None:
        while not self._stopped.wait(1.0):
            self.tick(time.monotonic())

    def tick(self, now: float) -> None:
        """Pause runs that nobody has looked at for a minute; free those of ten minutes."""
        with self._lock:
            for entry in [entry for entry in self._entries.values() if not entry.wakers]:
                if now - entry.seen > FREE_AFTER:
                    self._free(entry)
                elif now - entry.seen > PAUSE_AFTER and not entry.idle:
                    entry.idle = True
                    self.send(entry, "rest", True)

    def _free(self, entry: Entry) -> None:
        self.send(entry, "close")
        del self._entries[entry.run_id]

    def _free_unwatched(self) -> None:
        unwatched = sorted((entry for entry in self._entries.values() if not entry.wakers), key=lambda e: e.seen)
        for entry in unwatched[:-UNWATCHED]:
            self._free(entry)


lab = Lab()
