"""A recorded run as a file: for all, soon there, harmless whatever is written in it, and in Firefox too."""

import json
import re
import statistics

import pytest
from axe_playwright_python.sync_playwright import Axe

from ganlab.web import replay
from tests.support.firefox import started
from tests.support.replay_tabs import ADDRESS, LARGE, SIZES, Shown
from tests.support.replays import recorded

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kind", [*LARGE, "pair"])
def test_axe_finds_nothing(chromium, replay_files, kind, size, scheme):
    lesson = replay.on_shelf("tour", {"0": {"done": {"step": 3, "values": {}}}}) if kind == "points" else None
    file = replay_files(kind, **({"lesson": lesson} if lesson else {}))
    page = Shown(chromium, file, size, color_scheme=scheme, bypass_csp=True)
    page.tab.keyboard.press("End")
    page.step(12)
    for summary in page.tab.locator(".gl-recorded-foot summary").all()[1:]:
        summary.click()
    page.tab.wait_for_timeout(500)
    found = Axe().run(page.tab).response["violations"]
    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
    page.context.close()


@pytest.mark.main
def test_the_first_picture_comes_soon(chromium, replay_files):
    """Promised are 1.5 s, of which a quiet machine needs half; a busy one is given patience."""
    times = []
    for _ in range(3):
        page = Shown(chromium, replay_files("points"))
        times.append(page.tab.evaluate("window.pictured"))
        page.context.close()
    assert statistics.median(times) < 6000


HOSTILE = "</script><img src=x onerror=\"window.hurt=1\"><!--${window.hurt=1}`'<svg onload='window.hurt=1'>"


def test_no_text_of_anybodys_runs_in_it(chromium, tmp_path, monkeypatch):
    """Every text of a frame, of a lesson and of an answer is as hostile as a text can be."""
    teller = replay.speech.teller

    def hostile(value):
        match value:
            case dict():
                return {key: hostile(one) for key, one in value.items()}
            case str() if value and not re.fullmatch(r"[a-z0-9_-]+", value):
                return f"{value[:20] if '<' not in value else ''}{HOSTILE}"
        return value

    def telling(language):
        def tell(frame, change):
            said = teller(language)(frame, change)
            own = {"message": HOSTILE, "notice": HOSTILE}
            named = ("data_note", "dataset", "boundary", "meaning", "loss", "begun", "reference_labels", "experiment")
            about = said["about"] | {name: hostile(said["about"][name]) for name in named} | {"begun": HOSTILE}
            about["settings"] = about["settings"] | {"classes": [HOSTILE] * 10}
            return said | own | {"about": about, "diagnosis": hostile(said["diagnosis"])}

        return tell

    monkeypatch.setattr(replay.speech, "teller", telling)
    lesson = replay.on_shelf("tour", {"0": {"done": {"step": 3, "values": {"step": HOSTILE[:70]}}}})
    page = {
        "heading": HOSTILE,
        "before": "",
        "after": "",
        "question": None,
        "check": "step",
        "names": {"step": HOSTILE},
    }
    lesson = replay.Answered({"en": {"title": HOSTILE, "pages": [page]}}, lesson.kept)
    for kind in LARGE:
        file = tmp_path / f"{kind}.html"
        file.write_bytes(replay.page([recorded(kind)], ["en"], address=ADDRESS + "&x='<!--${}", lesson=lesson))
        shown = Shown(chromium, file)
        shown.tab.keyboard.press("End")
        shown.step(12)
        for node in shown.tab.locator("[title]:visible").all()[:20]:
            node.hover(force=True)
        assert shown.tab.evaluate("window.hurt") is None
        assert shown.tab.locator("img, svg[onload], iframe, object").count() == 0
        assert HOSTILE in shown.tab.locator("body").inner_text()
        assert shown.errors == []
        assert len(shown.asked) == 1
        shown.context.close()


# -- Firefox ----------------------------------------------------------------------------------------------------------

PLAYED = """(async () => {
  const until = async (holds) => {
    while (!holds()) await new Promise((done) => setTimeout(done, 50));
  };
  const root = () => document.querySelector(".gl-root")?.dataset;
  const get = (name) => document.querySelector(`[data-testid=gl-${name}]`);
  await until(() => Number(root()?.frames) > 0 && get("replay-begin"));
  const drawn = () => [...document.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).join();
  const before = drawn();
  get("replay-begin").click();
  await until(() => root().step === "12" && root().status === "paused");
  await until(() => drawn() !== before && document.querySelector("[data-curve] path"));
  get("replay-language").value = "zh";
  get("replay-language").dispatchEvent(new Event("change"));
  await until(() => document.documentElement.lang === "zh");
  get("replay-theme").value = "dark";
  get("replay-theme").dispatchEvent(new Event("change"));
  await until(() => root().theme === "dark");
  const asked = performance.getEntriesByType("resource").map(({ name }) => name);
  return JSON.stringify({ kind: root().kind, asked, wide: document.documentElement.scrollWidth - innerWidth });
})()"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    """A Firefox whose every request that is no file's goes to a proxy that is not there."""
    profile = tmp_path_factory.mktemp("firefox")
    (profile / "user.js").write_text(
        'user_pref("network.proxy.type", 1);\nuser_pref("network.proxy.http", "127.0.0.1");\n'
        'user_pref("network.proxy.http_port", 9);\nuser_pref("network.proxy.ssl", "127.0.0.1");\n'
        'user_pref("network.proxy.ssl_port", 9);\n'
    )
    with started(profile) as browser:
        yield browser


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kind", [*LARGE, "pair"])
def test_it_plays_in_firefox(firefox, replay_files, kind, size):
    viewport = {"width": size[0], "height": size[1]}
    firefox.ask("browsingContext.setViewport", context=firefox.tab, viewport=viewport)
    firefox.open(replay_files(kind).as_uri())
    found = json.loads(firefox.run(PLAYED))
    assert found["kind"] == {"pair": "points"}.get(kind, kind)
    assert found["asked"] == []
    assert found["wide"] <= 0
