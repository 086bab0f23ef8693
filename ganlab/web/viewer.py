"""Viewer: one live view at the server's end of its socket: sends it frames, takes its credit and its commands."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from ganlab import limits
from ganlab.engine.entry import view_of
from ganlab.engine.lab import lab
from ganlab.limits import most
from ganlab.quoted import plain, quoted
from ganlab.web import messages
from ganlab.web.about import teller
from ganlab.web.checking import Checking
from ganlab.web.classroom.rooms import rooms
from ganlab.web.mapping import Viewing
from ganlab.web.messages import Bucket
from ganlab.web.taking import Taking
from ganlab.web.wire import Encoder
from ganlab.web.words import refusal, say

MAX_CREDIT = 4


class Viewer:
    """Send frames while there is credit; take credit and commands.

    The frame of a run that is compared with another one is sent right after that one's, for one credit: so both are of
    one step wherever they are drawn. Commands are carried out of whoever has come by the run's own id; who has come by
    the one to watch it sees the same frames, in which the former is not.
    """

    def __init__(self, socket: WebSocket, run_id: str, language: str, steers: bool):
        self.socket, self.run_id, self.language, self.steers = socket, run_id, language, steers
        self.encoders: dict[str, Encoder] = defaultdict(lambda: Encoder(teller(language)))
        self.checking = Checking()
        self.taking = Taking(run_id, language, socket.send_json)
        self.maps = Viewing(run_id, language, steers, socket.send_json)
        self.credit = 0
        self.wanted = asyncio.Event()

    async def serve(self) -> None:
        """Serve until the viewer leaves or the run is freed."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            if self.credit > 0:  # else the next credit wakes: of frames there are many more
                loop.call_soon_threadsafe(self.wanted.set)

        try:
            with lab.watch(self.run_id, wake):
                async with asyncio.TaskGroup() as tasks:
                    sender = tasks.create_task(self._send())
                    try:
                        await self._receive()
                    finally:
                        self.taking.end()
                        self.maps.end()
                        sender.cancel()
        except (KeyError, *_GONE):
            pass  # the run was freed, or the viewer left
        except BaseExceptionGroup as group:
            if group.split(_GONE)[1] is not None:
                raise

    async def _send(self) -> None:
        sent: list[tuple[int, int]] = []
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            try:
                frames = lab.frames(self.run_id)
            except KeyError:  # the run was freed; whoever comes back takes it up from its checkpoint
                await self.socket.close()
                return
            new = [(id(snapshot), revision) for snapshot, revision, _ in frames]
            if not frames or self.credit <= 0 or new == sent:
                continue
            sent, shown = new, frames  # held, so that no id is used again
            self.credit -= 1
            before = None
            for snapshot, revision, change in shown:
                encoder, paired = self.encoders[snapshot.run_id], len(shown) > 1
                frame = encoder.encode(snapshot, revision, change, before, paired)
                await self.socket.send_bytes(frame)
                before = snapshot.run_id
            await self._tell(self.checking.see(shown[-1][0]))

    async def _check(self, text: Any) -> None:
        """Follow a lesson's check from now on: the run may stand still, so what is shown is looked at at once."""
        self.checking.take(text)
        try:
            frames = lab.frames(self.run_id)
        except KeyError:
            return
        if frames:
            await self._tell(self.checking.see(frames[-1][0]))

    async def _tell(self, outcome: dict[str, Any] | None) -> None:
        """Say how a lesson's check stands, where that has changed."""
        if outcome is not None:
            await self.socket.send_json({"type": "checked", **outcome})

    async def _receive(self) -> None:
        bucket, told = Bucket(most("messages")), False
        while (event := await self.socket.receive())["type"] == "websocket.receive":
            cost = 1
            try:
                message = messages.read(event)
                if message["type"] == "credit":
                    self.credit = min(MAX_CREDIT, self.credit + messages.credit(message))
                    self.wanted.set()
                elif message["type"] == "take":
                    cost = messages.TAKING
                    self.taking.take(message)
                elif message["type"] == "map":
                    cost = messages.MAPPING.get(str(message.get("do")), 1)
                    await self.maps.take(message)
                elif message["type"] == "check":
                    await self._check(message.get("text"))
                else:
                    cost = messages.COSTLY.get(str(message.get("name")), 1)
                    await self._obey(message)
            except ValueError as error:
                await self._refuse(refusal(error, self.language))
            if pause := bucket.take(cost):
                if not told:
                    await self._refuse(say(limits.message("messages"), self.language))
                told = True
                await asyncio.sleep(pause)  # unread meanwhile, so that its sender has to wait too

    async def _obey(self, message: dict[str, Any]) -> None:
        """Carry out a command; raise ValueError with one sentence for one that cannot be."""
        run_id, name, value = self._meant(message), message.get("name", ""), message.get("value")
        if rooms.holds(self.run_id):
            raise ValueError(f"{plain(name, 40)}: must wait until the teacher sets all free; got “now”")
        try:
            opened = lab.command(run_id, name, value)
        except _ODD:
            raise ValueError(f"{plain(name, 40)}: cannot be carried out; got {quoted(value)}") from None
        await self._tell(self.checking.did(name, value))
        if opened:
            await self.socket.send_json({"type": "opened", "run": opened})

    async def _refuse(self, sentence: str) -> None:
        await self.socket.send_json({"type": "refused", "message": sentence})

    def _meant(self, message: dict[str, Any]) -> str:
        """Return the id of the run that a command is for, which names it as frames do; refuse those of who watches."""
        if not self.steers:
            name = quoted(message.get("name"))
            raise ValueError(f"command: must come by the address that steers the run; got {name} from who watches it")
        try:
            shown = {view_of(run_id): run_id for run_id in lab.together(self.run_id)}
        except KeyError:
            raise ValueError("run: must still be kept; got one that was freed") from None
        if "run" not in message:
            return self.run_id
        if not isinstance(message["run"], str) or message["run"] not in shown:
            raise ValueError(f"run: must be one of those shown; got {quoted(message['run'])}")
        return shown[message["run"]]


_GONE = (WebSocketDisconnect, RuntimeError, ConnectionError, OSError)
_ODD = (TypeError, LookupError, ArithmeticError, AttributeError, RecursionError)  # no value may end a view
