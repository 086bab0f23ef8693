"""Channel: one page of a class, at the server's end of the class's own socket: what is said in it both ways."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from starlette.websockets import WebSocket

from ganlab.engine.entry import view_of
from ganlab.lazy import N_
from ganlab.limits import LimitError, message, most
from ganlab.web import messages
from ganlab.web.classroom.doing import DO, Doing
from ganlab.web.classroom.following import GONE
from ganlab.web.classroom.room import HOST, MEMBER, MODES, Room
from ganlab.web.classroom.rooms import rooms
from ganlab.web.messages import Bucket
from ganlab.web.words import refusal, say

PAUSE = 0.4  # seconds between two messages on how the class stands
FILLING = 1.0  # seconds between two looks at a map that the class fills
STRANGER = N_("This browser keeps no cookies of this page, so you can look on here, and take no part.")
UNKEPT = N_("What the teacher shows is no longer kept: wait until there is something new.")


class Channel(Doing):
    """Tell one page how the class stands, and do what it may ask for."""

    def __init__(self, socket: WebSocket, room: Room, seat: str | None, language: str, looks: bool):
        super().__init__(socket, room, seat or "", language, room.role(seat or "", looks or seat is None))
        self._stranger = seat is None and not looks  # whose browser keeps no cookie of ours

    async def serve(self) -> None:
        """Serve until the page leaves; raise LimitError where the class is full."""
        self.come_in()
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(news.set)

        being = rooms.heard(self.room, wake) if self.role not in (HOST, MEMBER) else None
        with contextlib.suppress(*GONE), being or rooms.inside(self.room, self.seat, wake):
            news.set()
            tasks = [asyncio.create_task(work) for work in (self._tell(news), self._bring())]
            try:
                await self._receive()
            finally:
                for task in tasks:
                    task.cancel()
                self.end()

    def come_in(self) -> None:
        """Take a place in the class, where it is somebody new; raise LimitError where there is none."""
        if self.role == MEMBER and self.seat not in self.room.members:
            if len(self.room.members) >= most("class_members"):
                raise LimitError(message("class_members"))
            with rooms.change(self.room):
                self.room.enter(self.seat)
        if self.role == MEMBER and self.room.crowd and self.seat not in self.room.crowd.cells:
            with rooms.change(self.room), contextlib.suppress(KeyError):  # the map is no longer kept
                self.room.crowd.hand(self.seat)

    async def _tell(self, news: asyncio.Event) -> None:
        sent = None
        with contextlib.suppress(*GONE):
            while True:
                with contextlib.suppress(TimeoutError):  # a map that the class fills has news of its own
                    async with asyncio.timeout(FILLING if self.room.crowd else None):
                        await news.wait()
                news.clear()
                if (state := self.state()) != sent:
                    await self.socket.send_json(state)
                    sent = state
                await asyncio.sleep(PAUSE)

    async def _bring(self) -> None:
        """Bring this member's run into the map that the class fills, when it is at its end."""
        while self.role == MEMBER:
            await asyncio.sleep(FILLING)
            if self.room.crowd:  # aside: a process that does not stir holds up no news
                await asyncio.to_thread(rooms.bring, self.room, self.seat)

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
            state |= {
                "number": me.number,
                "name": me.name,
                "own": me.run,
                "open": me.open,
                "celled": me.cell,
                "crowd": self._cell(),
            }
        if self.role == HOST:
            state["own"], state["crowd"] = room.own or room.run, self._front()
            state["modes"] = [
                [key, say(one.label, self.language), say(one.words, self.language)] for key, one in MODES.items()
            ]
            state["members"] = [
                [member.number, member.name if room.named else "", bool(member.run)]
                for seat, member in room.members.items()
                if room.here[seat] > 0
            ]
        return state

    def _cell(self) -> dict[str, Any] | None:
        """Return this member's cell of the map that the class fills."""
        crowd = self.room.crowd
        with contextlib.suppress(KeyError):  # the map is no longer kept
            return crowd.mine(self.seat, lambda text: say(text, self.language)) if crowd else None
        return None

    def _front(self) -> dict[str, Any] | None:
        crowd, numbers = self.room.crowd, {seat: member.number for seat, member in self.room.members.items()}
        with contextlib.suppress(KeyError):
            return crowd.front(numbers) if crowd else None
        return None

    async def _receive(self) -> None:
        bucket = Bucket(most("messages"))
        while (event := await self.socket.receive())["type"] == "websocket.receive":
            cost = 1
            try:
                asked = messages.read(event)
                cost = DO.get(str(asked.get("do")), ("", 1))[1]
                await self.take(asked)
            except (KeyError, OSError):
                await self.refuse(say(UNKEPT, self.language))
            except ValueError as error:
                await self.refuse(refusal(error, self.language))
            if pause := bucket.take(cost):
                await self.refuse(say(message("messages"), self.language))
                await asyncio.sleep(pause)
