"""Channel: one page of a class, at the server's end of the class's own socket: what is said in it both ways."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from starlette.websockets import WebSocket

from ganlab.engine.entry import Owner, view_of
from ganlab.engine.lab import lab
from ganlab.gan.config import ConfigError
from ganlab.lazy import N_
from ganlab.limits import LimitError, message, most
from ganlab.quoted import quoted
from ganlab.web import messages
from ganlab.web.classroom import door
from ganlab.web.classroom.following import GONE
from ganlab.web.classroom.poll import Poll
from ganlab.web.classroom.room import HOST, MEMBER, MODES, Room
from ganlab.web.classroom.rooms import rooms
from ganlab.web.classroom.wall import Wall
from ganlab.web.gate import address_of
from ganlab.web.messages import Bucket
from ganlab.web.words import say

PAUSE = 0.4  # seconds between two messages on how the class stands
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
    "fork": (MEMBER, 20),
    "name": (MEMBER, 1),
    "open": (MEMBER, 1),
}
STRANGER = N_("This browser keeps no cookies of this page, so you can look on here, and take no part.")
SHY = N_("Their owner would rather not have this run shown to all.")
WALL = 1.0  # seconds between two looks at the members' runs
UNKEPT = N_("What the teacher shows is no longer kept: wait until there is something new.")
NOT_FREE = N_("The teacher wants all to look at the front now: runs of your own come later.")


class Channel:
    """Tell one page how the class stands, and do what it may ask for."""

    def __init__(self, socket: WebSocket, room: Room, seat: str | None, language: str, looks: bool):
        self.socket, self.room, self.seat, self.language = socket, room, seat or "", language
        self.role = room.role(self.seat, looks or seat is None)
        self._stranger = seat is None and not looks  # whose browser keeps no cookie of ours
        self._watching: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Serve until the page leaves; raise LimitError where the class is full."""
        self.come_in()
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(news.set)

        being = rooms.heard(self.room, wake) if self.role not in (HOST, MEMBER) else None
        with contextlib.suppress(*GONE), being or rooms.inside(self.room, self.seat, wake):
            news.set()
            teller = asyncio.create_task(self._tell(news))
            try:
                await self._receive()
            finally:
                teller.cancel()
                self._end_wall()

    def come_in(self) -> None:
        """Take a place in the class, where it is somebody new; raise LimitError where there is none."""
        if self.role == MEMBER and self.seat not in self.room.members:
            if len(self.room.members) >= most("class_members"):
                raise LimitError(message("class_members"))
            with rooms.change(self.room):
                self.room.enter(self.seat)

    async def _tell(self, news: asyncio.Event) -> None:
        sent = None
        with contextlib.suppress(*GONE):
            while True:
                await news.wait()
                news.clear()
                if (state := self.state()) != sent:
                    await self.socket.send_json(state)
                    sent = state
                await asyncio.sleep(PAUSE)

    def state(self) -> dict[str, Any]:
        """Return how the class stands, as this page may know it."""
        room, mode = self.room, MODES[self.room.mode]
        state = {
            "type": "class",
            "code": room.code,
            "role": self.role,
            "mode": room.mode,
            "told": say(STRANGER if self._stranger else mode.told, self.language),
            "here": room.present,
            "named": room.named,
            "ended": room.ended,
            "shown": view_of(room.run),
            "guest": room.guest,
            "poll": room.poll and room.poll.state(self.seat),
        }
        if self.role == MEMBER:
            me = room.enter(self.seat)
            state |= {"number": me.number, "name": me.name, "own": me.run, "open": me.open}
        if self.role == HOST:
            state["own"] = room.own or room.run
            state["modes"] = [
                [key, say(one.label, self.language), say(one.words, self.language)] for key, one in MODES.items()
            ]
            state["members"] = [
                [member.number, member.name if room.named else "", bool(member.run)]
                for seat, member in room.members.items()
                if room.here[seat] > 0
            ]
        return state

    async def _receive(self) -> None:
        bucket = Bucket(most("messages"))
        while (event := await self.socket.receive())["type"] == "websocket.receive":
            cost = 1
            try:
                asked = messages.read(event)
                cost = DO.get(str(asked.get("do")), ("", 1))[1]
                await self._take(asked)
            except LimitError as error:
                await self._refuse(say(error.message, self.language))
            except (KeyError, OSError):
                await self._refuse(say(UNKEPT, self.language))
            except ValueError as error:
                await self._refuse(str(error))
            if pause := bucket.take(cost):
                await self._refuse(say(message("messages"), self.language))
                await asyncio.sleep(pause)

    async def _take(self, asked: dict[str, Any]) -> None:
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
            return await self._refuse(say(SHY, self.language))
        with rooms.change(room):
            room.own, room.run, room.guest = room.own or room.run, member.run, member.number

    async def _wall(self, asked: dict[str, Any]) -> None:
        """Show the wall of the members' runs to this page, or no more."""
        self._end_wall()
        if asked.get("shown") is True:
            self._watching = asyncio.create_task(self._watch())

    def _end_wall(self) -> None:
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
        if self.room.mode != "free":
            return await self._refuse(say(NOT_FREE, self.language))
        owner = Owner(f"class {self.room.code} {self.seat}", address_of(self.socket.scope))
        try:
            run_id = await asyncio.to_thread(rooms.fork, self.room, self.seat, owner)
        except ConfigError as error:
            raise ValueError(str(error)) from None
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

    async def _name(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.rename(self.seat, asked.get("name"))

    async def _open(self, asked: dict[str, Any]) -> None:
        with rooms.change(self.room):
            self.room.enter(self.seat).open = asked.get("open") is True

    async def _refuse(self, sentence: str) -> None:
        await self.socket.send_json({"type": "refused", "message": sentence})
