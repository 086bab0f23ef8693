"""What stands before all that the server serves: from where a socket may be opened, and what a page may load."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
import os
import re
import socket
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit import config, file_util, net_util
from streamlit.url_util import get_hostname
from streamlit.web.server.server_util import is_url_from_allowed_origins
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed

from ganlab.web import routes

_LOCAL = {"localhost", "127.0.0.1", "::1"}
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob: 'wasm-unsafe-eval'",  # a component is a blob; Streamlit has WebAssembly
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' blob: data:",
    "font-src": "'self' data:",
    "connect-src": "'self' blob: data:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def lets_in(origin: str | None, host: str | None, here: str | None) -> bool:
    """Tell whether a page from an origin may open a socket at a host, both as the headers of a request have them.

    `here` is this end's address of the connection. What decides is Streamlit: `server.enableCORS`,
    `server.corsAllowedOrigins`, `server.allowedHosts`, `browser.serverAddress`. Where no hosts are allowed by an
    operator, that the two are the same is enough at a name or address only under which this server listens: a page of
    anybody's whose name has come to lead here has both alike. It may look up this machine's addresses, and so take
    seconds: not for the event loop.
    """
    try:
        _ = urlsplit(origin or "").port  # looked at by nobody else: of “localhost:1.evil.test” the name is “localhost”
        if not _is_origin_allowed(origin, host):
            return False
        if st.get_option("server.allowedHosts") or not st.get_option("server.enableCORS"):
            return True
        return _listens(host, here) or (origin is not None and is_url_from_allowed_origins(origin))
    except ValueError:  # of what is no address at all
        return False


def _listens(host: str | None, here: str | None) -> bool:
    """Tell whether this server listens under a name or address, as a request's Host has it."""
    name = (get_hostname(f"http://{host or ''}") or "").rstrip(".")
    if name in _LOCAL | _names() | {here, st.get_option("server.address")}:
        return bool(name)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return config.is_manually_set("browser.serverAddress") and name == st.get_option("browser.serverAddress")
    return name in (net_util.get_internal_ip(), net_util.get_external_ip())


@cache
def _names() -> set[str]:
    """Return what this machine is called in its network."""
    name = socket.gethostname().lower()
    return {name, f"{name}.local", socket.getfqdn().lower()}


@cache
def policy() -> str:
    """Return the Content-Security-Policy: nothing is loaded from, or sent to, another server than this one.

    `GANLAB_FRAME_ANCESTORS` names the sites that may show the lab in a frame, as that header does; all may, without.
    """
    page = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)  # Streamlit's own, in its page
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in found]
    rules = _POLICY | {"script-src": " ".join([_POLICY["script-src"], *(f"'sha256-{one}'" for one in hashes)])}
    if sites := os.environ.get("GANLAB_FRAME_ANCESTORS", "").strip():
        if not re.fullmatch(r"[!-+\--:<-~ ]+", sites):
            raise ValueError(f"GANLAB_FRAME_ANCESTORS: must be sites with spaces between; got “{sites[:60]}”")
        rules["frame-ancestors"] = sites
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Guard:
    """Refuse sockets to pages that are not let in, with 4403, and send along what browsers are to keep to."""

    def __init__(self, app: ASGIApp):
        self._app = app
        self._sent = {
            "Content-Security-Policy": policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is let in."""
        if scope["type"] == "http":
            return await self._app(scope, receive, partial(self._send, send))
        if scope["type"] == "websocket":
            headers, here = Headers(scope=scope), (scope.get("server") or [None])[0]
            if not await asyncio.to_thread(lets_in, headers.get("origin"), headers.get("host"), here):
                return await routes.refuse_page(WebSocket(scope, receive, send))
        await self._app(scope, receive, send)

    async def _send(self, send: Send, message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(self._sent)
        await send(message)
