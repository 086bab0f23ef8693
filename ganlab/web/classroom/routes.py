"""Routes of classes: to begin one, to come into one, which says by a cookie who somebody is, and a class's socket."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from ganlab.engine.lab import lab
from ganlab.lazy import N_
from ganlab.limits import LimitError
from ganlab.web.classroom import record
from ganlab.web.classroom.channel import Channel
from ganlab.web.classroom.names import COOKIE, code_in, fresh_seat, may_lead, page_of, seat_in, signed
from ganlab.web.classroom.room import GONE, Room
from ganlab.web.classroom.rooms import LIVES, rooms
from ganlab.web.gate import address_of
from ganlab.web.seats import viewers
from ganlab.web.words import asked_of, say

UNKNOWN, FULL, LATER = 4404, 4429, 1013
MOST = 4_000  # bytes of a request
STRANGER = N_(
    "A class can be begun on the server's own machine, or with the token that the server prints when it starts: open "
    "the page with “?teach=” and that token."
)
NOT_YOURS = N_("Only the one who leads the class can take it home.")
NO_RUN = N_("This run is not known here, or no longer kept. Open the page without “run=” to begin a new one.")


def routes(path: str) -> list[BaseRoute]:
    """Return the routes of classes, below a path."""
    return [
        Route(path + "/class", _begin, methods=["POST"]),
        Route(path + "/class/{code}", _enter, methods=["POST"]),
        Route(path + "/class/{code}/home.html", _taken_home),
        WebSocketRoute(path + "/class/{code}", _serve),
    ]


async def _begin(request: Request) -> Response:
    """Begin a class that is shown a run, and say by a cookie who leads it."""
    language, asked = asked_of(request), await _asked(request)
    if asked is None:
        return Response(status_code=400)
    if not may_lead(address_of(request.scope), request.headers.get("origin"), asked.get("token")):
        return JSONResponse({"error": say(STRANGER, language)}, 403)
    run = str(asked.get("run"))
    if await asyncio.to_thread(lab.find, run) is None:
        return JSONResponse({"error": say(NO_RUN, language)}, 404)
    seat = await asyncio.to_thread(seat_of, request) or fresh_seat()
    try:
        room = await asyncio.to_thread(rooms.begin, seat, run)
    except LimitError as error:
        return JSONResponse({"error": say(error.message, language)}, 429)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return JSONResponse({"error": f"class: must be kept on this server; got “{reason}”"}, 507)
    return await asyncio.to_thread(_in, request, room, seat)


async def _enter(request: Request) -> Response:
    """Let somebody into a class: they are who their cookie says, or somebody new."""
    code = code_in(request.path_params["code"]) or ""
    room = await asyncio.to_thread(rooms.find, code)
    if room is None or room.ended or await _asked(request) is None:
        shown = request.path_params["code"][:20]
        return JSONResponse({"error": say(GONE, asked_of(request), code=shown)}, 404)
    seat = await asyncio.to_thread(seat_of, request) or fresh_seat()
    return await asyncio.to_thread(_in, request, room, seat)


async def _asked(request: Request) -> dict[str, Any] | None:
    """Return the object that a page of ours has sent: those of others cannot send JSON here without asking first."""
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        return None
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST:
            return None
    try:
        found = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


async def _taken_home(request: Request) -> Response:
    """Hand out a class as one page, as a file, to who leads it."""
    language, code = asked_of(request), request.path_params["code"]
    room = await asyncio.to_thread(rooms.find, code)
    if room is None:
        return PlainTextResponse(say(GONE, language, code=code[:20]), 404)
    if await asyncio.to_thread(seat_of, request) != room.host:
        return PlainTextResponse(say(NOT_YOURS, language), 403)
    base = page_of(request.query_params.get("base")) or ""
    text = await asyncio.to_thread(record.page, room, base, language)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox",
        "Content-Disposition": f'attachment; filename="ganlab-class-{room.code}.html"',
    }
    return HTMLResponse(text, headers=headers)


def seat_of(connection: HTTPConnection) -> str | None:
    """Return who somebody is, by their cookie."""
    return seat_in(connection.cookies.get(COOKIE))


def _in(request: Request, room: Room, seat: str) -> Response:
    response = JSONResponse({"code": room.code, "role": room.role(seat)}, headers={"Cache-Control": "no-store"})
    base = request.url.path.split("/ganlab/class")[0] or "/"
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, signed(seat), int(LIVES), path=base, secure=secure, httponly=True, samesite="lax")
    return response


async def _serve(socket: WebSocket) -> None:
    """Serve one page of a class until it leaves."""
    await socket.accept()
    language, code = asked_of(socket), socket.path_params["code"]
    room = await asyncio.to_thread(rooms.find, code)
    if room is None:
        return await _refuse(socket, UNKNOWN, say(GONE, language, code=code[:20]))
    seat, looks = await asyncio.to_thread(seat_of, socket), "look" in socket.query_params
    try:
        with viewers.taken(address_of(socket.scope)):
            try:
                await Channel(socket, room, seat, language, looks).serve()
            except LimitError as error:  # the class is full
                await _refuse(socket, FULL, say(error.message, language))
    except LimitError:  # the server is, for now: the page comes again, and its live view says so
        await socket.close(LATER)


async def _refuse(socket: WebSocket, code: int, sentence: str) -> None:
    await socket.send_json({"type": "error", "message": sentence, "code": code})
    await socket.close(code)
