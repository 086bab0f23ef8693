"""Recordings as replay_files, and tabs on them without a network."""

import json

import pytest

from ganlab.web import replay
from tests.support.replays import recorded

ADDRESS = "https://lab.example/?dataset=ring"
SIZES = [(1280, 720), (390, 844)]
LARGE = {"points": "plane", "images": "fixed", "dirac": "game"}
TIMED = """new MutationObserver(() => {
  if (!window.pictured && Number(document.querySelector(".gl-root")?.dataset.frames) > 0)
    requestAnimationFrame(() => (window.pictured = performance.now()));
}).observe(document, { subtree: true, childList: true, attributes: true });"""


@pytest.fixture(scope="session")
def replay_files(tmp_path_factory):
    """Give the file of a recording by its kind; "pair" is of two runs."""
    folder, made = tmp_path_factory.mktemp("replays"), {}

    def file(kind, **options):
        key = json.dumps([kind, sorted(options)])
        if key not in made:
            of = {"pair": ["raw", "points"]}.get(kind, [kind])
            page = replay.page([recorded(one) for one in of], address=ADDRESS, **options)
            made[key] = folder / f"{len(made)}.html"
            made[key].write_bytes(page)
        return made[key]

    return file


class Shown:
    """A tab on a file, without a network; what it asks for and complains of is kept."""

    def __init__(self, browser, file, size=(1280, 720), **options):
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-US", **options)
        self.context.set_offline(True)
        self.tab, self.asked, self.errors = self.context.new_page(), [], []
        self.tab.set_default_timeout(60_000)  # for a machine that is busy
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))
        self.tab.on("console", lambda said: said.type in ("error", "warning") and self.errors.append(said.text))
        self.tab.add_init_script(TIMED)
        self.tab.goto(file.as_uri())
        self.until("window.pictured")
        self.tab.wait_for_selector("[data-testid=gl-replay-play]")

    def get(self, name):
        return self.tab.get_by_test_id(f"gl-{name}")

    def root(self, name):
        return self.tab.locator(".gl-root").get_attribute(f"data-{name}")

    def until(self, condition):
        """Wait until a condition holds in the page, whose policy lets nobody evaluate a text in it by himself."""
        while not self.tab.evaluate(condition):
            self.tab.wait_for_timeout(50)

    def step(self, step):
        """Wait until a step is shown."""
        self.tab.wait_for_selector(f".gl-root[data-step='{step}']")

    def picture(self, name):
        """Return what a canvas shows, once it stands still."""
        script = f"document.querySelector('[data-testid=gl-{name}]').toDataURL()"
        while (seen := self.tab.evaluate(script)) != self.tab.evaluate(
            f"new Promise((done) => setTimeout(() => done({script}), 250))"
        ):
            pass
        return seen


@pytest.fixture
def open_replay(chromium, replay_files):
    shown = []

    def open_replay(kind, size=(1280, 720), *, report=None, **options):
        lesson = {} if report is None else {"lesson": report}
        shown.append(Shown(chromium, replay_files(kind, **lesson), size, **options))
        return shown[-1]

    yield open_replay
    for one in shown:
        assert one.errors == []
        assert len(one.asked) == 1  # the file itself
        one.context.close()
