"""How the lab stands in Streamlit's server: below any path, and open to those to whom Streamlit is."""

import json
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config

from ganlab.limits import message
from ganlab.web import routes
from ganlab.web.page.serving import BLOCKED, all_routes
from ganlab.web.seats import sessions
from ganlab.web.words import say

ROOT = Path(__file__).parents[2]


@pytest.mark.wide
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


def test_where_all_places_are_taken_the_first_page_waits_and_says_so(monkeypatch):
    monkeypatch.setenv("GANLAB_SESSIONS", "1")
    client = TestClient(Starlette(routes=all_routes()))
    with sessions.taken("10.0.0.1"):
        page = client.get("/?lang=zh&preset=wgan")
    assert (page.status_code, page.headers["retry-after"]) == (429, "10")
    assert say(message("sessions"), "zh") in page.text
    assert '<meta http-equiv="refresh" content="10">' in page.text  # of this very address
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("name", ["README.md", ".github/docs/deploying.md", ".devcontainer/devcontainer.json"])
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
