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

from ganlab import changes, checkpoint
from ganlab.config import RunConfig, from_values
from ganlab.data import pace_of
from ganlab.engine.pool import Process, default_workers
from ganlab.engine.slow import PACES
from ganlab.snapshot import Message, Snapshot

PAUSE_AFTER, FREE_AFTER = 60.0, 600.0  # seconds without a viewer
UNWATCHED = 48  # at most so many runs nobody looks at stay in memory; the oldest are saved and freed first
MAX_STEPS = 1_000_000
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
    idle: bool = False  # paused because nobody looked


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
            live, pace = config.acts_live(entry.config), pace_of(config.dataset)
            if pace != pace_of(entry.config.dataset):
                entry.speed = pace
            entry.config = config
            entry.revision += 1
            if live:
                self._send(entry, "configure", config.model_dump())
            else:
                self._anew(entry)
            return not live

    def command(self, run_id: str, name: str, value=None) -> None:
        """Carry out a transport command; raise ValueError with one sentence for one that there is not."""
        with self._lock:
            entry = self._entries[run_id]
            if name in ("play", "pause"):
                entry.playing = name == "play"
                self._pace(entry)
            elif name == "speed":
                entry.speed = _number(value, "speed", 0, 100_000)
                self._pace(entry)
            elif name in ("step", "step_d", "step_g", "steps"):
                count = int(_number(value, "steps", 1, MAX_STEPS)) if name == "steps" else 1
                if entry.playing:
                    entry.playing = False
                    self._pace(entry)
                self._send(entry, "steps", {"step_d": "d", "step_g": "g"}.get(name, "both"), count)
            elif name == "reset":
                self._anew(entry)
            elif name == "new_seed":
                self.configure(run_id, from_values({"seed": secrets.randbelow(100_000)}, entry.config))
            elif name == "set":
                if not isinstance(value, dict):
                    raise ValueError(f"set: must be an object of settings; got “{str(value)[:40]}”")
                self.configure(run_id, changes.complete(entry.config, value))
            elif name == "slow":
                self._go_slowly(entry, value)
            elif name == "dismiss":
                self._send(entry, "dismiss")
            else:
                raise ValueError(f"command: must be play, pause, step, …; got “{str(name)[:40]}”")

    def _go_slowly(self, entry: Entry, value) -> None:
        """Carry out a command of slow motion, {"action": …, "pace": seconds a phase}; to begin pauses the run."""
        action = value.get("action") if isinstance(value, dict) else value
        if action not in ("begin", "next", "back", "play", "end"):
            raise ValueError(f"slow: action must be begin, next, back, play or end; got “{str(action)[:40]}”")
        pace = _number(value.get("pace", 1.0), "pace", *PACES) if isinstance(value, dict) else 1.0
        if action == "begin":
            if not (entry.config.n_critic or entry.config.g_steps):
                raise ValueError("slow: needs n_critic or g_steps above 0, else nothing is updated; got 0 and 0")
            if entry.playing:
                entry.playing = False
                self._pace(entry)
        self._send(entry, "slow", action, pace)

    @contextlib.contextmanager
    def watch(self, run_id: str, wake: Callable[[], None]):
        """Look at a run: `wake` is called, on another thread, whenever there is a newer snapshot. Yield its entry."""
        with self._lock:
            entry = self._entries[run_id]
            entry.wakers.append(wake)
            entry.seen = time.monotonic()
            if len(entry.wakers) == 1:
                self._send(entry, "watch", True)
            if entry.idle:
                entry.idle, entry.playing = False, True
                self._pace(entry)
        try:
            yield entry
        finally:
            with self._lock:
                entry.wakers.remove(wake)
                entry.seen = time.monotonic()
                if not entry.wakers and self._entries.get(run_id) is entry:
                    entry.snapshot = None  # nobody looks: the worker sends a new one to whoever comes
                    self._send(entry, "watch", False)

    def close_all(self) -> None:
        """Save and free every run."""
        with self._lock:
            for entry in list(self._entries.values()):
                self._free(entry)

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers."""
        return [process.pid for process in self._processes]

    # -- inside ---------------------------------------------------------------------------------------------------

    def _send(self, entry: Entry, name: str, *arguments) -> None:
        self._processes[entry.worker].send(name, entry.run_id, *arguments)

    def _send_open(self, entry: Entry, resume: bool = False, notice: Message | None = None) -> None:
        path = str(checkpoint.path_of(entry.run_id))
        values, watched = entry.config.model_dump(), bool(entry.wakers)
        self._send(entry, "open", entry.generation, values, entry.playing, entry.speed, path, resume, notice)
        self._send(entry, "watch", watched)

    def _anew(self, entry: Entry) -> None:
        entry.generation += 1
        entry.playing = True
        self._send_open(entry)

    def _pace(self, entry: Entry) -> None:
        self._send(entry, "pace", entry.playing, entry.speed)

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
                elif now - entry.seen > PAUSE_AFTER and entry.playing:
                    entry.idle, entry.playing = True, False
                    self._pace(entry)

    def _free(self, entry: Entry) -> None:
        self._send(entry, "close")
        del self._entries[entry.run_id]

    def _free_unwatched(self) -> None:
        unwatched = sorted((entry for entry in self._entries.values() if not entry.wakers), key=lambda e: e.seen)
        for entry in unwatched[:-UNWATCHED]:
            self._free(entry)


def _number(value, name: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"{name}: must be a number from {low} to {high}; got “{str(value)[:40]}”")
    return value


lab = Lab()
