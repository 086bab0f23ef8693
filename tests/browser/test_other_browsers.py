"""The lab in the two engines that are not Chromium's, where they are installed: frames come and what is drawn moves."""

import glob
import json
import os
import shutil
import subprocess
import urllib.request
from urllib.parse import urlsplit

import pytest

from tests.support.firefox import PATIENCE, started
from tests.support.proxies import proxies

pytestmark = pytest.mark.browser

PAGES = {"points": "", "images": "?preset=digits", "dirac": "?dataset=dirac"}
DRAWN = "[...document.querySelectorAll('.gl-root canvas')].map((canvas) => canvas.toDataURL()).join()"
MOVING = f"""(async () => {{
  const until = async (holds) => {{
    while (!holds()) await new Promise((done) => setTimeout(done, 50));
  }};
  await until(() => Number(document.querySelector(".gl-root")?.dataset.frames) > 3);
  const before = {DRAWN};
  await until(() => {DRAWN} !== before);
  return document.querySelector(".gl-root").dataset.kind;
}})()"""
SAID = """(async () => {
  while (!document.body.innerText.includes("cannot be loaded")) await new Promise((done) => setTimeout(done, 50));
  return true;
})()"""


class WebKit:
    """WebKitGTK's small browser."""

    def __init__(self, driver):
        self.driver = driver
        driver.set_script_timeout(PATIENCE)

    def open(self, address):
        self.driver.get(address)

    def run(self, script):
        return self.driver.execute_async_script(f"{script}.then(arguments[0])")


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    with started(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


@pytest.fixture(scope="module")
def webkit():
    small = next(iter(glob.glob("/usr/lib/*/webkit2gtk-4*/MiniBrowser")), None)
    programs = [shutil.which("WebKitWebDriver"), shutil.which("Xvfb"), small]
    if not all(programs):
        pytest.skip("needs WebKitGTK and a screen for it (Debian: apt install webkit2gtk-driver xvfb)")
    from selenium import webdriver

    command = [programs[1], "-displayfd", "1", "-screen", "0", "1280x800x24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        display = f":{screen.stdout.readline().strip()}"
        options = webdriver.WebKitGTKOptions()
        options.binary_location = small
        options.add_argument("--automation")
        service = webdriver.WebKitGTKService(programs[0], env={**os.environ, "DISPLAY": display})
        with webdriver.WebKitGTK(options, service) as driver:
            yield WebKit(driver)
        screen.terminate()


@pytest.mark.parametrize("kind", ["points", "images", pytest.param("dirac", marks=pytest.mark.slow)])
@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_frames_come_and_what_is_drawn_moves(server, request, engine, kind):
    browser = request.getfixturevalue(engine)
    browser.open(f"{server[0]}/{PAGES[kind]}")
    assert browser.run(MOVING) == kind


FOLLOWS = """(async () => {
  const line = () => document.querySelector("[data-testid=gl-classroom]:not([hidden])");
  while (!line()) await new Promise((done) => setTimeout(done, 50));
  return line().dataset.role;
})()"""


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_a_class_is_followed(server, request, engine):
    browser = request.getfixturevalue(engine)
    browser.open(f"{server[0]}/")
    assert browser.run(MOVING) == "points"
    run = browser.run("(async () => document.querySelector('.gl-root').dataset.run)()")
    headers = {"content-type": "application/json", "origin": server[0]}
    asked = urllib.request.Request(f"{server[0]}/ganlab/class", json.dumps({"run": run}).encode(), headers)
    with urllib.request.urlopen(asked) as answer:
        code = json.load(answer)["code"]
    browser.open(f"{server[0]}/?class={code}")
    assert browser.run(MOVING) == "points"
    assert browser.run(FOLLOWS) == "member"


@pytest.mark.parametrize("engine", ["firefox", pytest.param("webkit", marks=pytest.mark.slow)])
def test_below_a_prefix_files_that_failed_come_when_they_are_let_through(server, request, engine):
    """Firefox remembers that a module which others import has failed, and never asks for its address again."""
    browser, blocked = request.getfixturevalue(engine), ["/charts/"]
    with proxies() as start:
        blocks = lambda head: any(path in head.split("\r\n")[0] for path in blocked)  # noqa: E731
        browser.open(f"{start(urlsplit(server[0]).port, cut='/lab', blocks=blocks).address}/")
        assert browser.run(SAID)
        blocked.clear()
        assert browser.run(MOVING) == "points"
