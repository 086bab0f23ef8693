"""A recorded run as one page: all of it is in it, nothing else may run in it, and nothing is asked for."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from ganlab.gan.config import knobs
from ganlab.web import replay
from ganlab.web.presentation import PARTS
from ganlab.web.replay import bundle, speech
from ganlab.web.routes import STATIC
from ganlab.web.words import LANGUAGES
from tests.support.replays import blocks, frames, recorded, repeated, told
from tests.support.runs import KINDS

ADDRESS = "https://lab.example/?dataset=ring"


def outside(page):
    """Return the page without its scripts' and blocks' texts: its bare HTML."""
    return re.sub(r"(<script[^>]*>).*?</script>", r"\1</script>", page.decode(), flags=re.DOTALL)


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(outside(page))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


# -- the view's modules as one script ---------------------------------------------------------------------------------


def test_every_import_and_export_of_every_module_is_found():
    for path in STATIC.rglob("*.js"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        name = path.relative_to(STATIC).as_posix()
        assert len(bundle.imported(name, text)) == len(re.findall(r'\bfrom "', text)), name
        assert len(re.findall(r"^\s*import\b", text, flags=re.M)) == len(re.findall(r'\bfrom "', text)), name
        assert len(bundle._EXPORT.findall(text)) == len(re.findall(r"^\s*export\b", text, flags=re.M)), name


def test_every_module_stands_once_and_behind_those_that_it_needs():
    found = bundle.modules()
    assert set(found) >= {"live.js", "points/plane.js", "images/panel.js", "dirac/game.js", "charts/chart.js"}
    for place, (name, text) in enumerate(found.items()):
        assert set(bundle.imported(name, text)) <= set(list(found)[:place]), name


@pytest.mark.parametrize(
    "line", ['import x from "./x.js";', 'export { a } from "./a.js";', 'const m = import("./m.js");']
)
def test_a_module_that_imports_otherwise_is_refused(line, monkeypatch, tmp_path):
    (tmp_path / "odd.js").write_text(f"{line}\n")
    monkeypatch.setattr(bundle, "STATIC", tmp_path)
    with pytest.raises(ValueError, match="must import and export as all others do"):
        bundle.script.__wrapped__("odd.js")


def test_the_script_is_one_that_can_be_read(tmp_path):
    if (node := shutil.which("node")) is None:
        pytest.skip("needs Node (Debian: apt install nodejs)")
    (tmp_path / "script.mjs").write_text(bundle.script())
    done = subprocess.run([node, "--check", tmp_path / "script.mjs"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_style_sheets_stand_in_the_live_views_order(ask_module):
    sheets = [name for name in bundle._sheets(bundle.FIRST) if name not in (*bundle.BEFORE, *bundle.AFTER)]
    base = (STATIC / "shell").as_uri().removesuffix("shell")
    ordered = ask_module(["shell/style"], "style.ordered(given)", [base + name for name in sorted(sheets)[::-1]])
    assert [url.removeprefix(base) for url in ordered] == list(bundle._sheets(bundle.FIRST))


# -- what is in it ----------------------------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize("kind", KINDS)
def test_every_kept_frame_is_in_it_with_its_words_in_every_language(kind):
    record = recorded(kind)
    page = replay.page([record], address=ADDRESS)
    file = told(page, "file")
    assert file["steps"] == [frame.step for frame in record.frames]
    assert file["kept"] == len(record.frames) == len(frames(page))
    assert [code for code, _ in file["languages"]] == list(LANGUAGES)
    for header, _ in frames(page):
        assert header["now"] == record.step
        assert header["past"] == (None if header["step"] == record.step else header["step"])
    for code in LANGUAGES:
        said = told(page, f"words-{code}")
        assert [len(run) for run in said["frames"]] == [len(record.frames)]
        assert all(said["abouts"][about]["columns"] for about, _ in said["frames"][0])
        assert said["data"]["texts"] or code == "en"


def test_a_frame_is_the_one_that_was_recorded():
    record = recorded()
    (_, first), *_, (_, last) = frames(replay.page([record]))
    assert np.array_equal(first["steps"], record.shown.steps)
    assert np.allclose(first["real"], record.shown.real)
    assert np.allclose(last["fake"], record.shown.fake)


def test_of_a_pair_the_other_one_comes_first_and_both_are_of_one_step():
    a, b = recorded(steps=12), recorded("raw", 12, 3)
    page = replay.page([b, a])
    found = frames(page)
    own, other = found[1::2], found[::2]
    assert len(own) == len(other) == len(a.frames)
    for (header, _), (beside, _) in zip(own, other, strict=True):
        assert header["beside"] == beside["run"] != header["run"]
        assert beside["step"] <= header["step"]
    assert told(page, "file")["data"]["view"] == own[0][0]["run"]
    assert len(told(page, "words-en")["runs"]) == 2


def test_a_run_that_has_stopped_stands_still_beside_the_one_that_goes_on():
    long, short = recorded(steps=12), recorded("raw", 5)
    for records in ([long, short], [short, long]):
        page = replay.page(records)
        assert told(page, "file")["steps"] == [frame.step for frame in long.frames]
        steps = [header["step"] for header, _ in frames(page)]
        assert sorted({*steps[::2]}) == [frame.step for frame in records[0].frames]
        assert (steps[-2], steps[-1]) == tuple(record.step for record in records)


@pytest.mark.wide
@pytest.mark.parametrize("kind", ["points", "images"])
def test_a_long_run_is_thinned_evenly_and_says_so(kind, monkeypatch):
    record = repeated(recorded(kind), 60)
    monkeypatch.setattr(replay, "MOST_LARGE" if kind == "images" else "MOST", 900_000)
    page = replay.page([record])
    file = told(page, "file")
    assert len(page) <= 900_000
    assert 2 < len(file["steps"]) < file["kept"] == 60
    assert (file["steps"][0], file["steps"][-1]) == (0, 59)
    gaps = np.diff(file["steps"])
    assert gaps.max() - gaps.min() <= 1


@pytest.mark.wide
def test_a_hundred_frames_of_the_lab_are_small_enough():
    """Of real runs 101 frames of 2-D points make 1.9 MB, 16 of MNIST 0.9 MB."""
    points, pictures = (replay.page([repeated(recorded(kind), 100)]) for kind in ("points", "images"))
    assert len(told(points, "file")["steps"]) == 100
    assert len(points) <= replay.MOST == 2_500_000
    assert len(pictures) <= replay.MOST_LARGE == 5_000_000


def test_what_is_no_action_is_not_hidden_and_all_else_is():
    assert set(PARTS) > speech.LOOKED_AT
    assert {"play", "reset", "compare", "data", "timeline", *knobs()} <= set(speech.ROOM.hide)


def test_details_of_a_failure_stay_at_home():
    record = recorded()
    failed = replace(record, shown=replace(record.shown, status="failed", detail="/home/somebody/secret.py"))
    page = replay.page([failed])
    assert not any(b"/home/somebody" in data for data in blocks(page).values())


# -- nothing else may run, and nothing is asked for -------------------------------------------------------------------


def test_the_page_asks_for_nothing_and_lets_nothing_run_but_its_two_scripts():
    page = replay.page([recorded()])
    policy = next(attrs["content"] for tag, attrs in Elements(page).found if "http-equiv" in attrs)
    boot = re.search(r'<script type="module">(.*?)</script>', page.decode(), flags=re.DOTALL)[1]
    hashes = [hashlib.sha256(text).digest() for text in (boot.encode(), blocks(page)["script"])]
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)
    assert policy == (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
    assert page.decode().index("Content-Security-Policy") < page.decode().index("<script")
    for tag, attrs in Elements(page).found:
        assert tag in ("html", "head", "meta", "title", "body", "main", "p", "noscript", "script"), tag
        assert not {"src", "href", "srcdoc", "style"} & set(attrs)
        assert not any(name.startswith("on") for name in attrs)
    assert "http" not in outside(page).replace("http-equiv", "")
    assert b"url(" not in blocks(page)["sheet"]
    assert b"@import" not in blocks(page)["sheet"]
    assert b"</script" not in boot.encode()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//lab.example",
        "file:///etc/passwd",
        "http://",
        "https://a b",
        "https://lab.example\n/x",
        "https://me@lab.example/",
        "https://[/",
        '"><script>alert(1)</script>',
    ],
)
def test_an_address_that_is_no_pages_is_refused(address):
    with pytest.raises(ValueError, match="address: must begin with http:// or https://; got “"):
        replay.page([recorded()], address=address)


HOSTILE = "</script><img src=x onerror=alert(1)><!--${alert(1)}`\"'\u2028</style></title><script>alert(1)//"
LESSON = {"title": HOSTILE, "pages": [{"heading": HOSTILE, "before": "", "after": "", "question": None}]}
LESSON["pages"][0] |= {"names": {"step": HOSTILE}, "check": "step > 3"}
ANSWERS = {"0": {"choice": HOSTILE, "done": {"step": 4, "values": {"step": HOSTILE[:70]}}, "address": HOSTILE}}


def test_no_text_of_anybodys_is_html_of_the_page(monkeypatch):
    """All that is said lies compressed; of it the title alone stands in the page itself."""
    monkeypatch.setattr(speech, "teller", lambda _: lambda frame, _: _said(HOSTILE))
    lesson = replay.Answered({"en": LESSON}, ANSWERS)
    page = replay.page([recorded()], ["en"], address=f"{ADDRESS}&x='<!--${{}}", lesson=lesson)
    said, file = told(page, "words-en"), told(page, "file")
    assert said["runs"][0]["name"] == said["lesson"]["title"] == HOSTILE
    assert file["answers"] == {"0": {"done": {"step": 4, "values": {"step": HOSTILE[:70]}}}}
    tags = [tag for tag, _ in Elements(page).found]
    assert tags.count("script") == page.decode().count("<script") == len(blocks(page)) + 1
    assert "img" not in tags
    assert HOSTILE[:20] not in page.decode()


def _said(text):
    about = {"experiment": {"label": text}, "dataset": text, "columns": [text]}
    return {"about": about, "message": text, "notice": text, "diagnosis": {"text": text}}


KEPT = [
    ({"choice": 1}, {"choice": 1}),
    *(({"choice": choice}, {}) for choice in (2, -1, "0", 1.0, True, None)),
    ({"done": {"step": -1}}, {}),
    ({"done": {"step": 3, "values": {"step": 1e999, "other": 1}}}, {"done": {"step": 3, "values": {}}}),
    ({"done": {"step": 3, "values": [1]}, "address": "javascript:x"}, {"done": {"step": 3, "values": {}}}),
    ({"done": {"step": 3}, "address": ADDRESS}, {"done": {"step": 3, "values": {}}, "address": ADDRESS}),
    ("odd", {}),
    (None, {}),
]


@pytest.mark.parametrize(("kept", "taken"), KEPT, ids=json.dumps)
def test_of_what_a_browser_kept_only_answers_are_taken(kept, taken):
    page = {"question": {"choices": [{}, {}]}, "names": {"step": "step"}}
    found = replay.Answered({"en": {"pages": [page]}}, {"0": kept, "1": kept, "x": kept}).answers
    assert found == ({"0": taken} if taken else {})
    assert replay.Answered({"en": {"pages": [page]}}, [kept]).answers == {}


def test_a_lesson_of_the_shelf_goes_along_in_every_language():
    lesson = replay.on_shelf("tour", {"0": {"done": {"step": 5, "values": {}}}})
    page = replay.page([recorded()], lesson=lesson)
    titles = {told(page, f"words-{code}")["lesson"]["title"] for code in LANGUAGES}
    assert len(titles) == len(LANGUAGES)
    assert replay.on_shelf("none-of-that-name", {}) is None
