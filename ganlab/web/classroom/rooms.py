"""Rooms: all classes by their codes, kept on this machine so that they outlive the server, and who is told of news."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from ganlab.engine.entry import Owner
from ganlab.engine.lab import lab
from ganlab.gan.keeping import older
from ganlab.limits import LimitError, message, most
from ganlab.paths import classes_folder
from ganlab.web.classroom.names import code_in, fresh_code
from ganlab.web.classroom.room import Room

LIVES = 12 * 3600.0  # seconds without any change after which a class is forgotten


class Rooms:
    """Begin, find and change classes; safe to call from any thread. A change is on the disk before anybody hears it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rooms: dict[str, Room] = {}
        self._wakers: dict[str, list[Callable[[], None]]] = defaultdict(list)

    def begin(self, host: str, run_id: str) -> Room:
        """Begin a class that is shown a run; raise LimitError where there are too many, OSError where none is kept."""
        with self._lock:
            self._sweep()
            if sum(not room.ended for room in self._rooms.values()) >= most("classes"):
                raise LimitError(message("classes"))
            room = Room(self._unused(), host, run_id)
            self._keep(room)
            self._rooms[room.code] = room
            return room

    def _unused(self) -> str:
        while self.find(code := fresh_code()) is not None:
            pass
        return code

    def find(self, code: str) -> Room | None:
        """Return a class by its code, from the disk where the server was started anew; None where there is none."""
        if code_in(code) != code:
            return None
        with self._lock:
            if room := self._rooms.get(code):
                return room
            try:
                path = _path(code)
                if older(path, LIVES):
                    return None
                self._rooms[code] = room = Room.read(json.loads(path.read_text("utf-8")))
            except (OSError, ValueError, TypeError, LookupError, AttributeError):
                return None
            return room

    @contextlib.contextmanager
    def change(self, room: Room) -> Iterator[Room]:
        """Change a class; it is kept afterwards, and those who are in it hear of it; nothing of both after an error."""
        with self._lock:
            yield room
            with contextlib.suppress(OSError):  # a full disk must not end a lesson
                self._keep(room)
        self.tell(room)

    def tell(self, room: Room) -> None:
        """Let those who are in a class know that there is news."""
        for wake in list(self._wakers[room.code]):
            wake()

    @contextlib.contextmanager
    def inside(self, room: Room, seat: str, wake: Callable[[], None]) -> Iterator[None]:
        """Be in a class with one page: `wake` is called whenever there is news."""
        with self.heard(room, wake):
            room.here[seat] += 1
            self.tell(room)
            try:
                yield
            finally:
                room.here[seat] -= 1
                self.tell(room)

    @contextlib.contextmanager
    def heard(self, room: Room, wake: Callable[[], None]) -> Iterator[None]:
        """Hear of news of a class."""
        self._wakers[room.code].append(wake)
        try:
            yield
        finally:
            self._wakers[room.code].remove(wake)

    def fork(self, room: Room, seat: str, owner: Owner) -> str:
        """Give a member a run of their own in the state of what is shown; return its id.

        Raise KeyError where that is no longer kept, LimitError and ConfigError where there is no place.
        """
        shown = lab.find(room.run)
        if shown is None:
            raise KeyError("run")
        run_id = lab.fork(shown, owner).run_id
        self._give(room, seat, run_id, cell=False)
        return run_id

    def begin_cell(self, room: Room, seat: str, owner: Owner) -> str:
        """Open a member's cell of the map as their own run, from its beginning to the map's end; return its id.

        Raise KeyError where the map is no longer kept, ValueError before a bet, LimitError where there is no place.
        """
        with self._lock:
            if room.crowd is None:
                raise ValueError("begin: must be of a map that is handed out; got one of none")
            plan = room.crowd.map.plan
            task = plan.tasks[room.crowd.begin(seat)]
        entry = lab.open(task.config, owner, False, 0.0)
        entry.unseen, run_id = True, entry.run_id
        lab.command(run_id, "until", {"what": "step", "value": plan.steps})
        self._give(room, seat, run_id, cell=True)
        return run_id

    def bring(self, room: Room, seat: str) -> None:
        """Put a member's run of their cell into the map that the class fills, once it is at its end."""
        crowd, member = room.crowd, room.members.get(seat)
        with contextlib.suppress(KeyError):  # the map is no longer kept
            if crowd is None or member is None or not member.cell or (wanted := crowd.wanted(seat)) is None:
                return
            (one, task), seen = wanted, lab.seen(member.run)
            at_end = seen and (seen.status == "diverged" or (seen.status, seen.step) == ("paused", one.plan.steps))
            if at_end and (row := lab.judge(member.run, task, one.plan.steps, one.folder)):
                crowd.bring(row)

    def _give(self, room: Room, seat: str, run_id: str, cell: bool) -> None:
        with self.change(room):
            member = room.enter(seat)
            member.run, member.cell = run_id, cell

    def halt(self, room: Room) -> None:
        """Let all members' own runs stand still."""
        for member in list(room.members.values()):
            with contextlib.suppress(KeyError, ValueError):  # it was freed; or its process is busy
                if member.run in lab and lab.find(member.run).playing:  # type: ignore[union-attr]
                    lab.command(member.run, "pause")

    def holds(self, run_id: str) -> bool:
        """Tell whether a run is a member's own in a class that is not free now."""
        with self._lock:
            rooms = [room for room in self._rooms.values() if room.mode != "free" and not room.ended]
            return any(room.owner(run_id) for room in rooms)

    def _keep(self, room: Room) -> None:
        path = _path(room.code)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(room.values(), ensure_ascii=False), "utf-8")
        os.replace(part, path)

    def _sweep(self) -> None:
        """Forget the classes that nobody has changed for long."""
        for path in classes_folder().glob("*.json"):
            with contextlib.suppress(OSError):
                if older(path, LIVES):
                    path.unlink()
                    self._rooms.pop(path.stem, None)


def _path(code: str) -> Path:
    return classes_folder() / f"{code}.json"


rooms = Rooms()
