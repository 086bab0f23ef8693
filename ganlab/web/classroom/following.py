"""Following: one who follows what a class is shown, at the server's end of the live socket."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from ganlab.limits import message, most
from ganlab.quoted import quoted
from ganlab.web import messages
from ganlab.web.classroom.broadcast import Broadcast
from ganlab.web.classroom.room import Room
from ganlab.web.classroom.stage import Stage, stage_of
from ganlab.web.messages import Bucket
from ganlab.web.words import refusal, say

MAX_CREDIT = 4
GONE = (WebSocketDisconnect, RuntimeError, ConnectionError, OSError)


class Following:
    """Send what is shown while there is credit; who follows steers nothing."""

    def __init__(self, socket: WebSocket, room: Room, language: str):
        self.socket, self.room, self.language = socket, room, language
        self._lean = "full" not in socket.query_params  # as a browser asks that cannot unpack the others
        self.credit, self._wanted = 0, asyncio.Event()
        self._moment: int | None = None
        self._view = ""

    def wake(self) -> None:
        """Look for what is new, where it can be sent, or that the class has ended."""
        if self.credit > 0 or self.room.ended:
            self._wanted.set()

    async def serve(self) -> None:
        """Serve until they leave."""
        stage = stage_of(self.room)
        with contextlib.suppress(*GONE), stage.followed(self, self.language, self._lean) as broadcast:
            sender = asyncio.create_task(self._send(stage, broadcast))
            try:
                await self._receive()
            finally:
                sender.cancel()

    async def _send(self, stage: Stage, broadcast: Broadcast) -> None:
        with contextlib.suppress(*GONE):
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                if self.room.ended:
                    return await self.socket.close()
                parts = broadcast.since(self._moment) if self.credit > 0 else []
                if not parts:
                    continue
                self.credit -= 1
                self._moment = broadcast.moment
                if stage.view != self._view:
                    self._view = stage.view
                    await self.socket.send_json({"type": "shown", "view": self._view})
                for part in parts:
                    await self.socket.send_bytes(part)

    async def _receive(self) -> None:
        bucket = Bucket(most("messages"))
        while (event := await self.socket.receive())["type"] == "websocket.receive":
            try:
                self._take(messages.read(event))
            except ValueError as error:
                await self._refuse(refusal(error, self.language))
            if pause := bucket.take():
                await self._refuse(say(message("messages"), self.language))
                await asyncio.sleep(pause)

    def _take(self, asked: dict[str, Any]) -> None:
        if asked["type"] != "credit":
            got = quoted(asked.get("name", asked["type"]))
            raise ValueError(f"command: must come by the address that steers the run; got {got} from who follows")
        self.credit = min(MAX_CREDIT, self.credit + messages.credit(asked))
        self._wanted.set()

    async def _refuse(self, sentence: str) -> None:
        await self.socket.send_json({"type": "refused", "message": sentence})
