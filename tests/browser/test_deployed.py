"""The lab behind what may stand between it and a browser: prefixes, proxies, TLS, frames, and what blocks its way."""

import shutil
import subprocess
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from ganlab.web.routes import version
from tests.support.browser import Page, serving
from tests.support.proxies import proxies

pytestmark = pytest.mark.browser

BLOCKED = "blocks WebSockets"
FRAME = "<iframe src='ADDRESS/?embed=true' style='width: 1200px; height: 680px'></iframe>"
OPEN = ".gl-root[data-connected=true]:not([data-frames='0'])"


@pytest.fixture(scope="module")
def proxy():
    with proxies() as start:
        yield start


@pytest.fixture(scope="module")
def port(server):
    return urlsplit(server[0]).port


@pytest.fixture
def tab(chromium):
    """Give a tab of a profile of its own, which takes any certificate."""
    context = chromium.new_context(locale="en-US", ignore_https_errors=True, viewport={"width": 1280, "height": 720})
    tab = context.new_page()
    tab.set_default_timeout(90_000)
    yield tab
    context.close()


@pytest.fixture
def below(tmp_path):
    """Start the app below a base path; give its address."""
    with ExitStack() as stack:
        yield lambda base: stack.enter_context(serving(tmp_path / "runs", base))[0]


@pytest.fixture
def certificate(tmp_path):
    """Make a certificate that nobody has signed; give its file and that of its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    files = tmp_path / "certificate.pem", tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


def whole(context, address):
    """Open a page; all of it must come, and from nowhere else."""
    page = Page(context, address, "?seed=7", (1280, 720), "")
    page.tab.wait_for_function("() => window.Plotly")
    page.tab.wait_for_url(f"{address}/?run=*seed=7*")
    page.tab.get_by_test_id("gl-data-ring").wait_for(state="attached")
    assert page.errors == page.elsewhere == []
    return page.tab


@pytest.mark.main
def test_behind_a_proxy_that_cuts_a_prefix_and_rewrites_host(proxy, port, tab):
    address = proxy(port, cut="/user/anna/proxy/8501", host=lambda name: f"upstream:{port}").address
    page = whole(tab.context, address)
    page.get_by_role("button", name="Menu", exact=True).click()
    link = page.locator("[data-testid=stCode]").last
    link.filter(has_text=f"{address}/?run=").wait_for()


def test_behind_a_proxy_that_loses_the_port(proxy, port, tab):
    whole(tab.context, proxy(port, host=lambda name: name.split(":")[0]).address)


def test_blocked_websockets_are_said_and_the_page_goes_on_when_they_come_through(proxy, port, tab):
    blocked = [True]
    school = proxy(port, blocks=lambda head: blocked[0] and "upgrade: websocket" in head.lower())
    tab.goto(school.address)
    note = tab.get_by_test_id("gl-front")
    note.filter(has_text=BLOCKED).wait_for()
    blocked[0] = False
    tab.locator(OPEN).wait_for()
    note.wait_for(state="detached")
    blocked[0] = True  # and once more, now that the view is there: a run's own socket
    school.cut_off()
    error = tab.get_by_test_id("gl-error")
    error.filter(has_text=BLOCKED).wait_for()
    blocked[0] = False
    tab.evaluate("dispatchEvent(new Event('online'))")
    tab.locator(OPEN).wait_for()
    error.wait_for(state="hidden")


def test_blocked_files_of_the_view_are_said_and_it_comes_when_they_come_through(proxy, port, tab):
    blocked = [f"/ganlab/static/{version()}"]
    school = proxy(port, blocks=lambda head: any(path in head.split("\r\n")[0] for path in blocked))
    tab.goto(school.address)
    tab.get_by_text("The live view cannot be loaded").wait_for()
    blocked[:] = ["/charts/"]  # its first file comes, another does not
    tab.wait_for_event("console", lambda message: "ganlab" in message.text)
    blocked.clear()
    tab.locator(OPEN).wait_for()
    assert tab.get_by_text("The live view cannot be loaded").count() == 0


def test_a_page_from_an_address_that_is_not_let_in_says_so(proxy, port, tab):
    foreign = proxy(port, host=lambda name: "upstream", origin="http://elsewhere.invalid")
    tab.goto(foreign.address)
    tab.get_by_text("The server lets in no page from this address").wait_for()


@pytest.mark.slow
def test_below_a_base_path_of_two_parts(below, tab):
    whole(tab.context, below("a/b"))


def test_below_a_base_path_of_one_part_in_tls_and_in_a_frame(below, proxy, tab, certificate):
    sockets = []
    tab.on("websocket", lambda socket: sockets.append(socket.url))
    secure = proxy(urlsplit(below("lab")).port, tls=certificate).address + "/lab"
    tab.set_content(FRAME.replace("ADDRESS", secure))
    tab.frame_locator("iframe").locator(OPEN).wait_for()
    live = f"{secure.replace('https', 'wss')}/ganlab/live/"
    assert [url.startswith(live) for url in sockets if "/ganlab/" in url] == [True]
    assert "embed=true" in tab.frames[1].url
