"""Gate: before Streamlit's own routes, it counts open pages and what they bring, and turns the rest away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ganlab.lazy import Message
from ganlab.limits import LimitError, message, most
from ganlab.web import seats

WAIT = "10"  # seconds after which to come again
_STREAM = re.compile(r".*/_stcore/stream/?")
_UPLOAD = re.compile(r".*/_stcore/upload_file/([^/]+)/[^/]+/?")
LARGEST = 110_000_000  # bytes of an upload that does not say how many it has

Held = Callable[[str], tuple[int, int]]


def address_of(scope: Scope) -> str:
    """Return where a request comes from; behind a proxy on this machine, what that one says in X-Forwarded-For."""
    client = scope.get("client")
    return str(client[0]) if client else ""


class Gate:
    """Let in as many pages as there are places, and as many bytes as may be held.

    `held(session)` says how many bytes of files a page has brought, and all pages together.
    """

    def __init__(self, app: ASGIApp, held: Held):
        self.app, self.held = app, held
        self._coming: Counter[str] = Counter()  # bytes that are on their way, by session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may come in."""
        if scope["type"] == "websocket" and _STREAM.fullmatch(scope["path"]):
            await self._page(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "PUT" and (found := _UPLOAD.fullmatch(scope["path"])):
            await self._upload(found[1], scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with seats.sessions.taken(address_of(scope)):
                await self.app(scope, receive, send)
        except LimitError as error:
            await receive()
            await send(
                {
                    "type": "websocket.http.response.start",
                    "status": 429,
                    "headers": [(b"retry-after", WAIT.encode()), (b"content-type", b"text/plain; charset=utf-8")],
                }
            )
            await send({"type": "websocket.http.response.body", "body": str(error).encode()})

    async def _upload(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        told = Headers(scope=scope).get("content-length", "")
        size = int(told) if told.isdecimal() and len(told) < 12 else LARGEST
        if sentence := self.refusal(session, size):
            await PlainTextResponse(str(sentence), 413)(scope, receive, send)
            return
        self._coming[session] += size
        try:
            await self.app(scope, receive, send)
        finally:
            self._coming[session] -= size
            self._coming += Counter()

    def refusal(self, session: str, size: int) -> Message | None:
        """Return why a page may not bring so many bytes more."""
        mine, all_ = self.held(session)
        if mine + self._coming[session] + size > 1_000_000 * most("upload_mb_per_session"):
            return message("upload_mb_per_session")
        if all_ + self._coming.total() + size > 1_000_000 * most("upload_mb"):
            return message("upload_mb")
        return None
