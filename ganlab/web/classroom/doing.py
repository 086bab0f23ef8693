"""Doing: what one page of a class may ask for, and what is done about it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket

from ganlab.engine.entry import Owner
from ganlab.engine.lab import lab
from ganlab.lazy import N_
from ganlab.quoted import quoted
from ganlab.web.classroom import door
from ganlab.web.classroom.crowd import Crowd
from ganlab.web.classroom.following import GONE
from ganlab.web.classroom.poll import Poll
from ganlab.web.classroom.room import HOST, MEMBER, Room
from ganlab.web.classroom.rooms import rooms
from ganlab.web.classroom.wall import Wall
from ganlab.web.gate import address_of
from ganlab.web.words import say

DO = {  # what may be asked for, and by whom; it costs as many messages
    "show": (HOST, 1),
    "guest": (HOST, 1),
    "wall": (HOST, 1),
    "mode": (HOST, 1),
    "names": (HOST, 1),
    "end": (HOST, 1),
    "door": (HOST, 5),
    "ask": (HOST, 5),
    "reveal": (HOST, 1),
    "unask": (HOST, 1),
    "vote": (MEMBER, 1),
    "hand": (HOST, 20),
    "unhand": (HOST, 1),
    "pick": (MEMBER, 1),
    "bet": (MEMBER, 1),
    "begin": (MEMBER, 20),
    "fork": (MEMBER, 20),
    "name": (MEMBER, 1),
    "open": (MEMBER, 1),
}
SHY = N_("Their owner would rather not have this run shown to all.")
WALL = 1.0  # seconds between two looks at the members' runs
NOT_FREE = N_("The teacher wants all to look at the front now: runs of your own come later.")


class Doing:
    """Do what one page of a class asks for, as far as it may."""

    def __init__(self, socket: WebSocket, room: Room, seat: str, language: str, role: str):
        self.socket, self.room, self.seat, self.language, self.role = socket, room, seat, language, role
        self._watching: asyncio.Task[None] | None = None

    async def take(self, asked: dict[str, Any]) -> None:
        """Do what a message asks for; raise ValueError with one sentence."""
        do = asked.get("do")
        if asked["type"] != "class" or not isinstance(do, str) or do not in DO:
            raise ValueError(f"class: must be one of {', '.join(DO)}; got {quoted(do)}")
        if self.role != DO[do][0]:
            raise ValueError(f"class: {do} must come from a {DO[do][0]}; got one from a {self.role}")
        if self.room.ended:
            raise ValueError(f"class: must be going on; got {do} after its end")
        await getattr(self, f"_{do}")(asked)

    async def _show(self, asked: dict[str, Any]) -> None:
        run = asked.get("run")
        if not isinstance(run, str) or await asyncio.to_thread(lab.find, run) is None:
            raise ValueError("run: must be one that is kept, by the id that steers it; got another one")
        if run != self.room.run:
            with rooms.change(self.room):
                self.room.run, self.room.own, self.room.guest = run, "", 0

    async def _guest(self, asked: dict[str, Any]) -> None:
        """Show a member's run to all."""
        room, number = self.room, asked.get("number")
        member = next((one for one in room.members.values() if one.number == number and one.run), None)
        if member is None or await asyncio.to_thread(lab.find, member.run) is None:
            raise ValueError(f"number: must be that of a member with a run of their own; got {quoted(number)}")
        if not member.open:
            return await self.refuse(say(SHY, self.language))
        with rooms.change(room):
            room.own, room.run, room.guest = room.own or room.run, member.run, member.number

    async def _wall(self, asked: dict[str, Any]) -> None:
        """Show the wall of the members' runs to this page, or no more."""
        self.end()
        if asked.get("shown") is True:
            self._watching = asyncio.create_task(self._watch())

    def end(self) -> None:
        """End what this page looks at beside the class."""
        if self._watching:
            self._watching.cancel()
            self._watching = None

    async def _watch(self) -> None:
        wall = Wall(self.room, self.language)
        with contextlib.suppress(*GONE), contextlib.closing(wall):
            while True:
                if (news := await asyncio.to_thread(wall.news)) is not None:
                    await self.socket.send_json({"type": "wall", **news})
                await asyncio.sleep(WALL)

    async def _mode(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.turn(asked.get("mode"))
        if self.room.mode != "free":
            await asyncio.to_thread(rooms.halt, self.room)

    async def _names(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.named = asked.get("shown") is True

    async def _end(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.ended = True

    async def _door(self, asked: dict[str, Any]) -> None:
        found = await asyncio.to_thread(door.described, self.room.code, asked.get("base"), self.language)
        await self.socket.send_json({"type": "door", **found})

    async def _fork(self, asked: dict[str, Any]) -> None:
        """Let this member go on by themselves from what is shown."""
        await self._own(rooms.fork)

    async def _own(self, begin: Callable[[Room, str, Owner], str]) -> None:
        """Lead this member to a run of their own that is begun now, where the class is free."""
        if self.room.mode != "free":
            return await self.refuse(say(NOT_FREE, self.language))
        owner = Owner(f"class {self.room.code} {self.seat}", address_of(self.socket.scope))
        run_id = await asyncio.to_thread(begin, self.room, self.seat, owner)
        await self.socket.send_json({"type": "forked", "run": run_id})

    async def _ask(self, asked: dict[str, Any]) -> None:
        poll = await asyncio.to_thread(Poll.ask, asked.get("lesson"), asked.get("page"))
        with rooms.change(self.room):
            self.room.ask(poll)

    async def _vote(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self._poll("vote").vote(self.seat, asked.get("choice"))

    async def _reveal(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self._poll("reveal").reveal(asked.get("found"))

    async def _unask(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.ask(None)

    def _poll(self, do: str) -> Poll:
        if self.room.poll is None:
            raise ValueError(f"{do}: must be of a question that is asked; got one of none")
        return self.room.poll

    async def _hand(self, asked: dict[str, Any]) -> None:
        """Hand the runs of a map out to all who are here; who comes later is given one too."""
        crowd = await asyncio.to_thread(Crowd.of, asked.get("key"))
        with rooms.change(self.room) as room:
            room.crowd = crowd
            for seat in [seat for seat in room.members if room.here[seat] > 0]:
                crowd.hand(seat)

    async def _unhand(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.crowd = None

    async def _pick(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self._crowd("pick").pick(self.seat, asked.get("cell"))

    async def _bet(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self._crowd("bet").bet(self.seat, asked.get("outcome"))

    async def _begin(self, asked: dict[str, Any]) -> None:
        """Let this member's cell run, and be their own run."""
        await self._own(rooms.begin_cell)

    def _crowd(self, do: str) -> Crowd:
        if self.room.crowd is None:
            raise ValueError(f"{do}: must be of a map that is handed out; got one of none")
        return self.room.crowd

    async def _name(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.rename(self.seat, asked.get("name"))

    async def _open(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.enter(self.seat).open = asked.get("open") is True

    async def refuse(self, sentence: str) -> None:
        """Say in a sentence why something is not done."""
        await self.socket.send_json({"type": "refused", "message": sentence})
