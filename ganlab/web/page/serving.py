"""How the lab stands in Streamlit's server: below which path, and with which first page."""

from __future__ import annotations

import html
from pathlib import Path
from typing import cast

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route
from streamlit import file_util
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from ganlab.lazy import N_
from ganlab.web import routes
from ganlab.web.gate import WAIT, Gate, address_of
from ganlab.web.seats import sessions
from ganlab.web.words import LANGUAGES, language_of, say

BLOCKED = N_(
    "Nothing live can be shown, because something between this browser and the server, such as a school's proxy, "
    "blocks WebSockets: ask whoever runs it to let them through, or use another network; the page goes on by itself "
    "once they come through."
)


def all_routes() -> list[BaseRoute]:
    """Return what `st.App` serves beside its own, below Streamlit's `server.baseUrlPath`."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return [Route(f"/{base}/" if base else "/", _front), *routes.routes(base)]


def gate() -> Middleware:
    """Return what stands before all routes: it lets in as many pages, and as many files, as there may be."""
    return Middleware(Gate, held=_held)


def _held(session: str) -> tuple[int, int]:
    """Return how many bytes of files are held of a page, and of all."""
    files = cast(MemoryUploadedFileManager, get_instance().uploaded_file_mgr).file_storage
    sizes = {key: sum(len(file.data) for file in list(of.values())) for key, of in list(files.items())}
    return sizes.get(session, 0), sum(sizes.values())


def _language(request: Request) -> str:
    asked = request.query_params.get("lang")
    accepted = request.headers.get("accept-language", "").split(",")[0].split(";")[0]
    return asked if asked in LANGUAGES else language_of(accepted)


def _waiting(sentence: str, language: str) -> HTMLResponse:
    """Serve a page that says why it waits, and asks again by itself."""
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>GAN lab</title>'
        f'<meta http-equiv="refresh" content="{WAIT}"><meta name="viewport" content="width=device-width">'
        f'<body style="font: 1.25rem system-ui; max-width: 36rem; margin: 20vh auto; padding: 0 1rem">'
        f'<p role="status">{html.escape(sentence)}</p>'
    )
    return HTMLResponse(page, 429, {"Cache-Control": "no-store", "Retry-After": WAIT})


async def _front(request: Request) -> HTMLResponse:
    """Serve Streamlit's own page, which shows nothing without a socket, with a script that says why there is none."""
    language = _language(request)
    if sentence := sessions.full(address_of(request.scope)):
        return _waiting(say(sentence, language), language)
    told = f'data-lang="{language}" data-blocked="{html.escape(say(BLOCKED, language))}"'
    script = f'<script type="module" src="./ganlab/static/{routes.version()}/front.js" {told}></script>'
    page = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    return HTMLResponse(page.replace("</head>", f"{script}</head>", 1), headers={"Cache-Control": "no-cache"})
