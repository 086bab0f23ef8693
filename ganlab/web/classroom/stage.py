"""Stage: what a class is shown, encoded once for all who follow; each takes the newest when they are ready for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from ganlab.engine.lab import lab
from ganlab.limits import LimitError
from ganlab.web import lean, wire
from ganlab.web.about import teller
from ganlab.web.classroom.broadcast import Broadcast
from ganlab.web.classroom.room import Room
from ganlab.web.classroom.rooms import rooms

SOONEST, EACH = 0.1, 1 / 800  # seconds between two moments: at least, and for each who follows
LOG = logging.getLogger(__name__)
AGAIN = 1.0  # seconds until a run is looked for again that cannot be shown now


class Follower(Protocol):
    """One who is told that there is something new."""

    def wake(self) -> None:
        """Look for what is new, or that there is an end."""


class Stage:
    """Show a class's run to all who follow, as long as anybody does. All of it runs on the server's event loop."""

    def __init__(self, room: Room):
        self.room, self.view = room, ""
        self._followers: set[Follower] = set()
        self._broadcasts: dict[tuple[str, bool], Broadcast] = {}  # by language, and whether frames are lean
        self._task: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    @contextmanager
    def followed(self, follower: Follower, language: str, light: bool) -> Iterator[Broadcast]:
        """Follow what is shown, in a language, by lean frames where the browser reads them."""
        made = Broadcast(teller(language), lean.pack if light else wire.pack)
        broadcast = self._broadcasts.setdefault((language, light), made)
        self._followers.add(follower)
        if self._task is None:
            self._task = asyncio.create_task(self._show())
        self._news.set()  # who comes is shown what there is
        try:
            yield broadcast
        finally:
            self._followers.discard(follower)
            if not self._followers and self._task:
                self._task.cancel()
                self._task = None
                self._broadcasts.clear()

    async def _show(self) -> None:
        while not self.room.ended:
            run_id = self.room.run
            entry = await asyncio.to_thread(lab.find, run_id)
            try:
                if entry is not None:
                    await self._follow(run_id, entry.view)
                    continue
            except (KeyError, LimitError):
                pass  # the run was freed, or too many are looked at
            except Exception:  # those who follow must not stand still for good
                LOG.exception("A frame for class %s could not be made", self.room.code)
            await asyncio.sleep(AGAIN)
        for follower in list(self._followers):
            follower.wake()

    async def _follow(self, run_id: str, view: str) -> None:
        """Show one run until the class is shown another one."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._news.set)

        with lab.watch(run_id, wake), rooms.heard(self.room, wake):
            while self.room.run == run_id and not self.room.ended:
                await self._news.wait()
                self._news.clear()
                if frames := lab.frames(run_id):
                    self.view = view
                    for broadcast in self._broadcasts.values():
                        broadcast.see(frames)
                    for follower in list(self._followers):
                        follower.wake()
                await asyncio.sleep(max(SOONEST, EACH * len(self._followers)))


_stages: dict[str, Stage] = {}


def stage_of(room: Room) -> Stage:
    """Return the stage of a class."""
    if (found := _stages.get(room.code)) is None or found.room is not room:
        found = _stages[room.code] = Stage(room)
    return found
