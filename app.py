"""The web application: the page, and the live route beside it. `streamlit run app.py`."""

import gc
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from ganlab import limits
from ganlab.engine.lab import lab
from ganlab.web import handles, taking
from ganlab.web.classroom import names
from ganlab.web.page.guard import Guard
from ganlab.web.page.serving import all_routes, gate


@asynccontextmanager
async def workers(_app):
    """Start the workers with the server and stop them with it."""
    limits.check()
    handles.prepare()
    lab.start()
    print(
        f"  To lead a class from another machine than this one, open the page with ?teach={names.token()}\n", flush=True
    )
    gc.freeze()  # what is imported by now never needs to be visited by the garbage collector
    yield
    lab.stop()
    taking.clear()


app = st.App("ganlab/web/page/main.py", routes=all_routes(), middleware=[Middleware(Guard), gate()], lifespan=workers)
