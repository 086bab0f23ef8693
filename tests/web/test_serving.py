"""How the lab stands in Streamlit's server: below any path, and open to those to whom Streamlit is."""

import json
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit import config, net_util
from streamlit.web.server.starlette.starlette_websocket import create_websocket_routes

from ganlab.web import routes
from ganlab.web.page.serving import BLOCKED, all_routes
from ganlab.web.words import say

ROOT = Path(__file__).parents[2]


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


@pytest.mark.parametrize("base", ["", "lab", "/lab/", "a/b"])
def test_the_page_and_all_its_addresses_are_below_the_base_path(setting, base):
    setting("server.baseUrlPath", base)
    client = TestClient(Starlette(routes=all_routes()), base_url="http://localhost")
    front = f"/{base.strip('/')}/".replace("//", "/")
    page = client.get(front)
    assert page.headers["cache-control"] == "no-cache"
    script = urljoin(front, re.search(r'src="([^"]+/front\.js)"', page.text).group(1))
    for path in (script, urljoin(script, "live.js"), urljoin(script, "../../datasets.json")):
        assert client.get(path).status_code == 200, path
    with client.websocket_connect(urljoin(script, "../../live/nobody-knows-this")) as socket:
        assert socket.receive_json()["code"] == routes.UNKNOWN_RUN


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("", "fr;q=0.9", "en"), ("?lang=zh", "en-US", "zh"), ("", "", "en")],
)
def test_the_first_page_says_in_the_readers_language_what_is_in_the_way(query, accepted, language):
    client = TestClient(Starlette(routes=all_routes()))
    page = client.get(f"/{query}", headers={"accept-language": accepted}).text
    assert f'data-lang="{language}" data-blocked="{say(BLOCKED, language)}"'.replace("'", "&#x27;") in page
    assert page.count("<script") > 1  # Streamlit's own beside it


@pytest.mark.parametrize("name", ["README.md", ".devcontainer/devcontainer.json"])
def test_every_option_of_streamlit_that_is_named_is_one(name):
    named = set(re.findall(r"--((?:server|browser)\.\w+)", (ROOT / name).read_text()))
    assert named
    assert named <= set(config.get_config_options())


def test_the_development_container_serves_the_lab_where_it_says():
    text = re.sub(r"^\s*//.*$", "", (ROOT / ".devcontainer/devcontainer.json").read_text(), flags=re.M)
    container = json.loads(text)
    assert container["forwardPorts"] == [config.get_option("server.port")]
    for command in ("postCreateCommand", "postAttachCommand"):
        files = re.findall(r"[\w/]+\.(?:py|txt)", container[command])
        assert files and all((ROOT / file).is_file() for file in files)


class Runtime:
    """Stand for Streamlit's, which is told of whoever was let in."""

    def connect_session(self, **who):
        return "somebody"

    def disconnect_session(self, *who, **more):
        pass


ORIGINS = ["http://localhost:1", "https://127.0.0.1", "http://lab.test:8501", "http://10.0.0.7", "http://203.0.113.9"]
ORIGINS += ["https://hub.test", "http://elsewhere.test", "null", "nonsense", None]


@pytest.mark.parametrize("host", ["lab.test:8501", "lab.test", "localhost:8501", "upstream", "elsewhere.test"])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"enableCORS": False},
        {"enableCORS": False, "enableXsrfProtection": False},
        {"corsAllowedOrigins": ["https://hub.test"]},
        {"allowedHosts": ["lab.test", "*.example"]},
    ],
    ids=str,
)
def test_the_live_route_lets_in_those_whom_streamlit_lets_in(setting, settings, host):
    for name, value in settings.items():
        setting(f"server.{name}", value)
    app = Starlette(routes=[*all_routes(), *create_websocket_routes(Runtime(), "")])
    client = TestClient(app)
    for origin in ORIGINS:
        headers = {"host": host} | ({"origin": origin} if origin else {})
        try:
            with client.websocket_connect("/_stcore/stream", headers=headers):
                streamlit = True
        except WebSocketDisconnect:
            streamlit = False
        with client.websocket_connect("/ganlab/live/nobody-knows-this", headers=headers) as socket:
            code = socket.receive_json()["code"]
        assert code == (routes.UNKNOWN_RUN if streamlit else routes.BAD_ORIGIN), origin
