"""Routes beside Streamlit's: the live socket of a run, the view's own files, and the Plotly bundle of the package.

A viewer grants credit: it is sent the newest frame when it has drawn the last ones, never a queue.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket

from ganlab.engine.lab import lab
from ganlab.engine.sweep.maps import maps
from ganlab.lessons.parse import MOST_KB
from ganlab.lessons.refusal import LessonError
from ganlab.limits import LimitError
from ganlab.web import data_menu, experiments, lessons, mapped, taking
from ganlab.web.classroom import routes as classroom
from ganlab.web.classroom.following import Following
from ganlab.web.classroom.names import code_in
from ganlab.web.classroom.room import GONE
from ganlab.web.classroom.rooms import rooms
from ganlab.web.gate import address_of
from ganlab.web.seats import viewers
from ganlab.web.viewer import Viewer
from ganlab.web.words import asked_of, say

STATIC = Path(__file__).parent / "static"
PREFIX, LIVE = "/ganlab", "/live/"
UNKNOWN_RUN, BAD_ORIGIN, FULL = 4404, 4403, 4429


def routes(base: str = "") -> list[BaseRoute]:
    """Return the routes for `st.App`; `base` is what stands before all its addresses, such as “lab” or “a/b”."""
    path = (f"/{base}" if base else "") + PREFIX
    return [
        WebSocketRoute(path + LIVE + "{run}", serve),
        Route(path + "/plotly.min.js", _plotly),
        Route(path + "/datasets.json", _datasets),
        Route(path + "/experiments.json", _experiments),
        Route(path + "/lessons/{name}.json", _lesson),
        Route(path + "/lesson", _brought, methods=["POST"]),
        Route(path + "/taken/{token}/{name}", _taken),
        Route(path + "/maps.json", _maps),
        Route(path + "/maps/{key}/{cell}.json", _cell),
        *classroom.routes(path),
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
    found = await asyncio.to_thread(data_menu.listed, asked_of(request))
    return Response(found, media_type="application/json")


async def _experiments(request: Request) -> Response:
    found = await asyncio.to_thread(experiments.listed, asked_of(request))  # a teacher's lessons may be new
    return Response(found, media_type="application/json")


async def _lesson(request: Request) -> Response:
    found = await asyncio.to_thread(lessons.told, request.path_params["name"], asked_of(request))
    return JSONResponse(found, headers=_NEW) if found else Response(status_code=404)


async def _brought(request: Request) -> Response:
    """Read a lesson that was dropped on a page; nothing of it is kept here."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > 1024 * MOST_KB:  # what comes after it is not read
            break
    async with _one_at_a_time:  # a hostile file takes some two seconds of a core
        try:
            return JSONResponse(await asyncio.to_thread(lessons.brought, "brought", data, asked_of(request)))
        except LessonError as error:
            return JSONResponse({"error": say(error.message, asked_of(request))})


_one_at_a_time = asyncio.Semaphore(1)
_NEW = {"Cache-Control": "no-cache"}  # a teacher may be writing it


async def _taken(request: Request) -> Response:
    """Hand out a file that was made to be taken home, as a file: nothing of it is shown or run here."""
    path = taking.found(request.path_params["token"])
    if path is None:
        return PlainTextResponse(say(taking.GONE, asked_of(request)), 404)
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return FileResponse(path, filename=request.path_params["name"], headers=headers)


async def _maps(request: Request) -> Response:
    return JSONResponse(await asyncio.to_thread(mapped.described, asked_of(request)), headers=_NEW)


async def _cell(request: Request) -> Response:
    """Hand out a glance at each run of a map's cell, which is named like 3-4, by the runs' places."""
    cell = request.path_params["cell"].split("-")
    one = await asyncio.to_thread(maps.find, request.path_params["key"])
    if one is None or not all(part.isdecimal() and len(part) < 5 for part in cell):
        return Response(status_code=404)
    found = await asyncio.to_thread(one.glances, [int(part) for part in cell])
    return JSONResponse(found, headers=_NEW)


async def refuse_page(socket: WebSocket) -> None:
    """Refuse a socket to a page that is not let in; on ours, say what to do."""
    if PREFIX + LIVE not in socket.url.path:
        return await socket.close(BAD_ORIGIN)
    await socket.accept()
    sentence = say(
        "The server lets in no page from this address: whoever runs it can add the address's name to "
        "server.allowedHosts, or the whole address to server.corsAllowedOrigins.",
        asked_of(socket),
    )
    await _refuse(socket, BAD_ORIGIN, sentence)


async def serve(socket: WebSocket) -> None:
    """Serve one viewer of one run until it leaves."""
    await socket.accept()
    language = asked_of(socket)
    name = socket.path_params["run"]
    if code_in(name) == name:  # which no run is called
        if (room := await asyncio.to_thread(rooms.find, name)) is None or room.ended:
            return await _refuse(socket, UNKNOWN_RUN, say(GONE, language, code=name))
        return await _seated(socket, Following(socket, room, language).serve, language)
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
    await _seated(socket, Viewer(socket, entry.run_id, language, steers).serve, language)


async def _seated(socket: WebSocket, serve: Callable[[], Awaitable[None]], language: str) -> None:
    """Serve somebody for whom there is a place."""
    try:
        with viewers.taken(address_of(socket.scope)):
            await serve()
    except LimitError as error:
        await _refuse(socket, FULL, say(error.message, language))


async def _refuse(socket: WebSocket, code: int, sentence: str) -> None:
    await socket.send_json({"type": "error", "message": sentence, "code": code})
    await socket.close(code)
