"""The app in a process of its own, a real Chromium, and what tests ask of a tab."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")  # the first needs a third less of the cores
CHROMIUM = os.environ.get("GANLAB_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def serving(runs, base="", **environment):
    """Start the app on a free port, below a base path if there is one; give its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "GANLAB_RUNS": str(runs), "GANLAB_WORKERS": "1", **environment}
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.support.serve",
            "app.py",
            "--server.port",
            str(port),
            "--server.headless",
            "true",
            "--server.baseUrlPath",
            base,
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    address = f"http://localhost:{port}/{base}".rstrip("/")
    try:
        for _ in range(900):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health").close()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        else:
            pytest.fail("the server does not answer")
        yield address, process
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(15) is not None


def fonts(folder):
    """Return the environment of a browser that takes `GANLAB_FONT`, a family, for all that the page does not bring."""
    family = os.environ.get("GANLAB_FONT")
    if not family:
        return dict(os.environ)
    rule = f'<edit name="family" mode="prepend" binding="strong"><string>{family}</string></edit>'
    file = folder / "fonts.conf"
    file.write_text(f"<fontconfig><include>/etc/fonts/fonts.conf</include><match>{rule}</match></fontconfig>")
    return {**os.environ, "FONTCONFIG_FILE": str(file)}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Start the app; yield its address and process."""
    with serving(tmp_path_factory.mktemp("runs")) as started:
        yield started


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: apt install chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=90_000)  # for a machine that is busy
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    arguments.append("--process-per-site")  # of all tabs of a profile, see `contexts`
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=arguments, env=fonts(tmp_path_factory.mktemp("fonts"))
        )
        yield browser
        browser.close()


class Page:
    """One tab on the lab, with what tests ask of it."""

    def __init__(self, context, address, query, size, script, controls="all"):
        self.tab, self.errors, self.elsewhere = context.new_page(), [], []
        self.tab.set_viewport_size({"width": size[0], "height": size[1]})
        self.tab.add_init_script(script)
        if controls:  # as somebody has them who chose so last time
            self.tab.add_init_script(f"localStorage['ganlab.controls'] ??= '{controls}'")
        self.tab.set_default_timeout(90_000)  # for a machine that is busy
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))
        self.tab.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        self.tab.on("request", lambda request: self._note(request.url, address))
        self.tab.goto(f"{address}/{query}")
        self.tab.wait_for_selector(".gl-root[data-frames]:not([data-frames='0'])")

    def _note(self, url, address):
        if not url.startswith((address, address.replace("http", "ws"), "blob:", "data:")):
            self.elsewhere.append(url)

    def root(self, name):
        return self.tab.evaluate("name => document.querySelector('.gl-root').dataset[name]", name)

    def until(self, condition, **values):
        """Wait until a condition on the root element's data (d) and the values (v) holds."""
        self.tab.wait_for_function(
            "v => { const d = document.querySelector('.gl-root').dataset; return " + condition + " }", arg=values
        )

    def click(self, name):
        self.tab.get_by_test_id(f"gl-{name}").click()

    def menu(self, *tabs):
        """Open the page's menu, on one of its tabs, and one of that one's, or on the first."""
        self.tab.locator(".st-key-menu button").first.click()
        if tabs:
            self.turn(*tabs)

    def turn(self, *tabs):
        """Turn the open menu to one of its tabs, and to one of that one's."""
        body = self.tab.get_by_test_id("stPopoverBody")
        names = [body.get_by_role("tab", name=tab, exact=True) for tab in tabs]
        for _ in range(5):  # what opening it has rerun may come after the click, and lead back to the first one
            for name in names:
                name.click()
            self.tab.wait_for_timeout(500)
            self.tab.wait_for_selector("[data-test-script-state=notRunning]")
            if all(name.get_attribute("aria-selected") == "true" for name in names):
                return
        pytest.fail(f"the menu does not stay on {tabs}")

    def experiment(self, key):
        """Choose an experiment in its dialog."""
        self.click("experiment")
        self.click(f"experiment-{key}")

    def pressed(self, name):
        return self.tab.get_by_test_id(f"gl-{name}").get_attribute("aria-pressed")

    def rest(self):
        """Pause, and wait until everything has come to rest."""
        self.until("d.status === 'running' && Number(d.step) > 20")
        self.tab.keyboard.press("Space")
        self.until("d.status === 'paused'")
        self.tab.wait_for_timeout(700)  # the last glide, and the texts, end

    def picture(self, name="plane"):
        return self.tab.evaluate(f"document.querySelector('[data-testid=gl-{name}]').toDataURL()")


@pytest.fixture(scope="session")
def contexts(server, chromium):
    """Keep browser profiles by their options: a page opens faster where the files were loaded before.

    A tab that stays keeps their process: what it has compiled is two of the three seconds that a page costs. What tests
    ask of a page is evaluated in it, which its policy forbids: those of the policy say `bypass_csp=False`.
    """
    kept = {}

    def context(number, **options):
        key = (number, *sorted(options.items()))
        if key not in kept:
            kept[key] = chromium.new_context(**{"locale": "en-US", "bypass_csp": True, **options})
            kept[key].new_page().goto(f"{server[0]}/_stcore/health")
        return kept[key]

    yield context
    for one in kept.values():
        one.close()


@pytest.fixture
def visit(server, contexts):
    """Open tabs on the app; what they keep in the browser is forgotten after the test."""
    pages = []

    def visit(query="", size=(1280, 720), script="", **options):
        context = contexts(len(pages), **options)  # one each: of one profile's tabs only one is in front
        pages.append(Page(context, server[0], query, size, script))
        return pages[-1]

    yield visit
    for page in pages:
        session = page.tab.context.new_cdp_session(page.tab)
        session.send("Storage.clearDataForOrigin", {"origin": server[0], "storageTypes": "local_storage,cookies"})
        page.tab.close()


@pytest.fixture(scope="session")
def staged(tmp_path_factory):
    """Start the app as a newcomer meets it: its runs wait for Play."""
    with serving(tmp_path_factory.mktemp("runs"), GANLAB_STAGED="1") as (address, _):
        yield address


@pytest.fixture
def arrive(staged, chromium):
    """Open tabs for somebody who has never been here, whose browser keeps nothing after the test."""
    contexts = []

    def arrive(query="", size=(1280, 720), controls=None, **options):
        contexts.append(chromium.new_context(**{"locale": "en-US", "bypass_csp": True, **options}))
        return Page(contexts[-1], staged, query, size, "", controls)

    yield arrive
    for context in contexts:
        context.close()
