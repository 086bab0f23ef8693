"""Who may open a socket, both Streamlit's and the lab's, and what a browser is told to load: from this server only."""

import base64
import hashlib
import re
from contextlib import contextmanager

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.web.server.starlette.starlette_websocket import create_websocket_routes

from ganlab.web import routes
from ganlab.web.page import guard
from ganlab.web.page.guard import Guard, lets_in, policy
from ganlab.web.page.serving import all_routes


class Runtime:
    """Stand for Streamlit's, which is told of whoever was let in."""

    def connect_session(self, **who):
        return "somebody"

    def disconnect_session(self, *who, **more):
        pass


@contextmanager
def served():
    yield TestClient(Guard(Starlette(routes=[*all_routes(), *create_websocket_routes(Runtime(), "")])))


HERE, OWN, EVIL = "10.0.0.7", "localhost:8501", "evil.test:8501"
LISTENS = [
    OWN,
    "127.0.0.1:8501",
    "[::1]:8501",
    "10.0.0.7:8501",
    "203.0.113.9",
    "classroom:8501",
    "classroom.local:8501",
]


@pytest.fixture(autouse=True)
def network(setting, monkeypatch):
    monkeypatch.setattr(guard, "_names", lambda: {"classroom", "classroom.local"})


@pytest.mark.parametrize("host", LISTENS)
def test_a_page_of_this_servers_own_is_let_in_under_all_its_names(host):
    for scheme in ("http", "https"):
        assert lets_in(f"{scheme}://{host}", host, HERE)
    assert lets_in(None, host, HERE)  # no browser: those always say where they come from
    assert not lets_in("http://evil.test", host, HERE)
    for origin in ("null", f"http://{host}.evil.test", "http://localhost:1.evil.test"):
        assert not lets_in(origin, host, HERE)


@pytest.mark.parametrize(
    "host", [EVIL, "lab.test", "10.0.0.8", "localhost.evil.test", "evil-classroom", "", None, "[", "a@b"]
)
def test_a_host_that_has_come_to_lead_here_is_none_of_this_servers(host):
    """A page whose name an attacker points at this machine has the same Origin and Host: that it is the same is no more
    than a name."""
    for origin in (f"http://{host}", "null", "http://", "http://evil.test", None):
        assert not lets_in(origin, host, HERE), origin


def test_a_page_of_a_known_name_is_let_in_whatever_a_proxy_calls_this_server():
    assert lets_in("http://localhost:1", "upstream:8501", HERE)


@pytest.mark.parametrize(
    ("settings", "host", "origin", "let_in"),
    [
        ({"server.allowedHosts": ["lab.test"]}, "lab.test", "https://lab.test", True),
        ({"server.allowedHosts": ["*.test"]}, "lab.test:1", "http://lab.test:1", True),
        ({"server.allowedHosts": ["lab.test"]}, OWN, f"http://{OWN}", False),
        ({"server.allowedHosts": ["lab.test"]}, "lab.test", "null", False),
        ({"server.corsAllowedOrigins": ["https://hub.test"]}, "upstream", "https://hub.test", True),
        ({"server.corsAllowedOrigins": ["https://hub.test"]}, EVIL, f"http://{EVIL}", False),
        ({"browser.serverAddress": "lab.test"}, "lab.test", "https://lab.test", True),
        ({"server.address": "lab.test"}, "lab.test", "https://lab.test", True),
        ({"server.enableCORS": False}, EVIL, f"http://{EVIL}", True),
    ],
    ids=str,
)
def test_what_an_operator_sets_is_what_counts(setting, settings, host, origin, let_in):
    for name, value in settings.items():
        setting(name, value)
    assert lets_in(origin, host, "127.0.0.1") == let_in


@pytest.mark.parametrize(("host", "origin"), [(OWN, f"http://{OWN}"), (EVIL, f"http://{EVIL}"), ("", "null")])
def test_both_sockets_are_open_to_the_same_and_are_refused_with_one_code(host, origin):
    headers, let_in = {"host": host, "origin": origin}, host == OWN
    with served() as client:
        try:
            with client.websocket_connect("/_stcore/stream", headers=headers):
                code = None
        except WebSocketDisconnect as refused:
            code = refused.code
        assert code == (None if let_in else routes.BAD_ORIGIN)
        with client.websocket_connect("/ganlab/live/nobody-knows-this", headers=headers) as socket:
            said = socket.receive_json()
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_json()
    assert said["code"] == closed.value.code == (routes.UNKNOWN_RUN if let_in else routes.BAD_ORIGIN)
    assert said["message"].startswith("This run is" if let_in else "The server lets in no page from this address")


def test_all_that_is_served_may_load_from_this_server_only():
    with served() as client:
        page = client.get("/")
        for answer in (page, client.get(f"/ganlab/static/{routes.version()}/live.js"), client.get("/nowhere")):
            assert answer.headers["content-security-policy"] == policy()
            assert answer.headers["x-content-type-options"] == "nosniff"
    rules = dict(rule.split(" ", 1) for rule in policy().split("; "))
    assert not re.search(r"\*|https?:|'unsafe-eval'", policy())
    assert "unsafe-inline" not in rules["script-src"] + rules["default-src"]
    assert "frame-ancestors" not in rules  # a page of another site may show it
    for script in re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL):
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in rules["script-src"]


@pytest.fixture
def framed(monkeypatch):
    """Say in the environment which sites may frame the lab; give the policy."""

    def framed(sites):
        monkeypatch.setenv("GANLAB_FRAME_ANCESTORS", sites)
        policy.cache_clear()
        return policy()

    yield framed
    policy.cache_clear()


def test_which_sites_may_frame_it_can_be_set(framed):
    assert framed("'self' https://school.test").endswith("; frame-ancestors 'self' https://school.test")
    for bad in ("'self'; script-src *", "https://a.test, default-src *", "é"):
        with pytest.raises(ValueError, match="GANLAB_FRAME_ANCESTORS: must be sites with spaces between; got “"):
            framed(bad)
