"""Routes beside Streamlit's: the live socket of a run, the view's own files, and the Plotly bundle of the package.

A viewer grants credit: it is sent the newest frame when it has drawn the last ones, never a queue.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from ganlab import limits
from ganlab.engine.entry import view_of
from ganlab.engine.lab import lab
from ganlab.limits import LimitError, most
from ganlab.quoted import plain, quoted
from ganlab.web import data_menu, messages
from ganlab.web.about import teller
from ganlab.web.gate import address_of
from ganlab.web.messages import Bucket
from ganlab.web.seats import viewers
from ganlab.web.wire import Encoder
from ganlab.web.words import LANGUAGES, say

STATIC = Path(__file__).parent / "static"
PREFIX, LIVE = "/ganlab", "/live/"
MAX_CREDIT = 4
UNKNOWN_RUN, BAD_ORIGIN, FULL = 4404, 4403, 4429


def routes(base: str = "") -> list[BaseRoute]:
    """Return the routes for `st.App`; `base` is what stands before all its addresses, such as “lab” or “a/b”."""
    path = (f"/{base}" if base else "") + PREFIX
    return [
        WebSocketRoute(path + LIVE + "{run}", serve),
        Route(path + "/plotly.min.js", _plotly),
        Route(path + "/datasets.json", _datasets),
        Mount(path + "/static/{mark}", _Kept(directory=STATIC)),
    ]


@cache
def version() -> str:
    """Return a mark that changes with any file of the view.

    It stands in the files' path, not behind a "?": so the modules import each other by relative paths, and none is of
    another version. Found once in the life of a server: to see a changed file, start the server anew.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


class _Kept(StaticFiles):
    """Serve files that a browser need never ask for again: below another version they have another address.

    They are there below the version and a number as well, such as “0123456789ab.3”: a browser may remember of an
    address that it failed, of each module that another imports too; so whoever tries again has all of them anew.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not re.fullmatch(rf"{version()}(\.[0-9]+)?", scope["path_params"]["mark"]):
            raise HTTPException(404)
        return await super().get_response(path, scope)

    def file_response(self, *found: Any, **options: Any) -> Response:
        response = super().file_response(*found, **options)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


async def _plotly(request: Request) -> FileResponse:
    import plotly

    path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return FileResponse(path, headers={"Cache-Control": "max-age=86400"})


async def _datasets(request: Request) -> Response:
    found = await asyncio.to_thread(data_menu.listed, _language(request))
    return Response(found, media_type="application/json")


def _language(connection: HTTPConnection) -> str:
    language = connection.query_params.get("lang", "en")
    return language if language in LANGUAGES else "en"


async def refuse_page(socket: WebSocket) -> None:
    """Refuse a socket to a page that is not let in; on ours, say what to do."""
    if PREFIX + LIVE not in socket.url.path:
        return await socket.close(BAD_ORIGIN)
    await socket.accept()
    sentence = say(
        "The server lets in no page from this address: whoever runs it can add the address's name to "
        "server.allowedHosts, or the whole address to server.corsAllowedOrigins.",
        _language(socket),
    )
    await _refuse(socket, BAD_ORIGIN, sentence)


async def serve(socket: WebSocket) -> None:
    """Serve one viewer of one run until it leaves."""
    await socket.accept()
    language = _language(socket)
    name = socket.path_params["run"]
    entry = await asyncio.to_thread(lab.find, name)
    steers = entry is not None
    entry = entry or await asyncio.to_thread(lab.find_view, name)
    if entry is None:
        await _refuse(
            socket,
            UNKNOWN_RUN,
            say(
                "This run is not known here, or no longer kept. Open the page without “run=” to begin a new one.",
                language,
            ),
        )
        return
    try:
        with viewers.taken(address_of(socket.scope)):
            await _Viewer(socket, entry.run_id, language, steers).serve()
    except LimitError as error:
        await _refuse(socket, FULL, say(error.message, language))


async def _refuse(socket: WebSocket, code: int, sentence: str) -> None:
    await socket.send_json({"type": "error", "message": sentence, "code": code})
    await socket.close(code)


class _Viewer:
    """Send frames while there is credit; take credit and commands.

    The frame of a run that is compared with another one is sent right after that one's, for one credit: so both are of
    one step wherever they are drawn. Commands are carried out of whoever has come by the run's own id; who has come by
    the one to watch it sees the same frames, in which the former is not.
    """

    def __init__(self, socket: WebSocket, run_id: str, language: str, steers: bool):
        self.socket, self.run_id, self.language, self.steers = socket, run_id, language, steers
        self.encoders: dict[str, Encoder] = defaultdict(lambda: Encoder(teller(language)))
        self.credit = 0
        self.wanted = asyncio.Event()

    async def serve(self) -> None:
        loop = asyncio.get_running_loop()

        def wake() -> None:
            if self.credit > 0:  # else the next credit wakes: of frames there are many more
                loop.call_soon_threadsafe(self.wanted.set)

        try:
            with lab.watch(self.run_id, wake):
                async with asyncio.TaskGroup() as tasks:
                    sender = tasks.create_task(self._send())
                    await self._receive()
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

    async def _receive(self) -> None:
        bucket, told = Bucket(most("messages")), False
        while (event := await self.socket.receive())["type"] == "websocket.receive":
            cost = 1
            try:
                message = messages.read(event)
                if message["type"] == "credit":
                    self.credit = min(MAX_CREDIT, self.credit + messages.credit(message))
                    self.wanted.set()
                else:
                    cost = messages.COSTLY.get(str(message.get("name")), 1)
                    await self._obey(message)
            except LimitError as error:
                await self._refuse(say(error.message, self.language))
            except ValueError as error:
                await self._refuse(str(error))
            if pause := bucket.take(cost):
                if not told:
                    await self._refuse(say(limits.message("messages"), self.language))
                told = True
                await asyncio.sleep(pause)  # unread meanwhile, so that its sender has to wait too

    async def _obey(self, message: dict[str, Any]) -> None:
        """Carry out a command; raise ValueError with one sentence for one that cannot be."""
        run_id, name, value = self._meant(message), message.get("name", ""), message.get("value")
        try:
            opened = lab.command(run_id, name, value)
        except _ODD:
            raise ValueError(f"{plain(name, 40)}: cannot be carried out; got {quoted(value)}") from None
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
