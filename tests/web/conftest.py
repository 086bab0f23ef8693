"""What several tests of the web need: options of Streamlit for one test, and a client of our routes."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config, net_util

from ganlab.web import mapping, routes, taking, viewer
from ganlab.web.classroom import doing, rooms, stage
from ganlab.web.classroom import routes as classroom_routes
from ganlab.web.wire import unpack


@pytest.fixture
def setting(monkeypatch):
    """Set options of Streamlit for one test; this machine's addresses are known without asking for them."""
    monkeypatch.setattr(net_util, "get_internal_ip", lambda: "10.0.0.7")
    monkeypatch.setattr(net_util, "get_external_ip", lambda: "203.0.113.9")
    before = {}

    def setting(name, value):
        before.setdefault(name, config.get_option(name))
        config.set_option(name, value)

    yield setting
    for name, value in before.items():
        config.set_option(name, value)


@pytest.fixture
def client(lab, monkeypatch):
    for module in (routes, viewer, taking, mapping, rooms, stage, doing, classroom_routes):
        monkeypatch.setattr(module, "lab", lab)
    with TestClient(Starlette(routes=routes.routes()), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def frames():
    """Give a function that goes through what a socket brings: headers of frames, and other messages."""
    return _frames


def _frames(socket):
    while True:
        message = socket.receive()
        if message.get("bytes"):
            socket.send_json({"type": "credit", "n": 1})
            yield unpack(message["bytes"])[0]
        else:
            yield json.loads(message["text"])
