"""How the lab stands in Streamlit's server: below which path, and with which first page."""

from __future__ import annotations

import html
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route
from streamlit import file_util

from ganlab.lazy import N_
from ganlab.web import routes
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


async def _front(request: Request) -> HTMLResponse:
    """Serve Streamlit's own page, which shows nothing without a socket, with a script that says why there is none."""
    asked = request.query_params.get("lang")
    accepted = request.headers.get("accept-language", "").split(",")[0].split(";")[0]
    language = asked if asked in LANGUAGES else language_of(accepted)
    told = f'data-lang="{language}" data-blocked="{html.escape(say(BLOCKED, language))}"'
    script = f'<script type="module" src="./ganlab/static/{routes.version()}/front.js" {told}></script>'
    page = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    return HTMLResponse(page.replace("</head>", f"{script}</head>", 1), headers={"Cache-Control": "no-cache"})
