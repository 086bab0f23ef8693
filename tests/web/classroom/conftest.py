"""People in a class, at the server's end: who begins one, who comes in, and what each is told."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ganlab.web import routes, viewer
from ganlab.web.classroom import channel, doing, rooms, stage, wall
from ganlab.web.classroom import routes as classroom_routes
from ganlab.web.classroom.rooms import Rooms

HERE = {"origin": "http://localhost:8501"}


class Page:
    """One browser: its cookies, and the sockets that it opens."""

    def __init__(self, app, address):
        self.client = TestClient(app, client=(address, 50000))

    def begin(self, run, token=None, **headers):
        return self.client.post("/ganlab/class", json={"run": run, "token": token}, headers=HERE | headers)

    def enter(self, code):
        return self.client.post(f"/ganlab/class/{code}", json={})

    def channel(self, code, query=""):
        return Told(self.client.websocket_connect(f"/ganlab/class/{code}{query}"))

    def follow(self, code):
        return self.client.websocket_connect(f"/ganlab/live/{code}")


class Told:
    """The class's socket of one page."""

    def __init__(self, socket):
        self._entered = socket

    def __enter__(self):
        self.socket = self._entered.__enter__()
        return self

    def __exit__(self, *why):
        return self._entered.__exit__(*why)

    def ask(self, do, **values):
        self.socket.send_json({"type": "class", "do": do, **values})

    def hear(self, kind):
        while (message := self.socket.receive_json())["type"] != kind:
            pass
        return message

    def until(self, right):
        """Return how the class stands as soon as that is right."""
        while not right(state := self.hear("class")):
            pass
        return state

    def refused(self, do, **values):
        self.ask(do, **values)
        return self.hear("refused")["message"]


@pytest.fixture
def school(lab, monkeypatch):
    """Give a function that opens a browser, and the classes of the test's own."""
    made = Rooms()
    for module in (routes, viewer, rooms, stage, doing, wall, classroom_routes):
        monkeypatch.setattr(module, "lab", lab)
    for module in (routes, viewer, rooms, stage, channel, doing, classroom_routes):
        monkeypatch.setattr(module, "rooms", made, raising=False)
    monkeypatch.setattr(stage, "_stages", {})
    app = Starlette(routes=routes.routes())
    with TestClient(app) as running:  # one event loop for all
        portal = running.portal

        def page(address="127.0.0.1"):
            opened = Page(app, address)
            opened.client.portal = portal
            return opened

        yield page
