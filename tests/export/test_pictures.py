"""Pictures for slides: all that a run can show is drawn, at its size, in the page's language, whatever names it has."""

import dataclasses
import itertools
import warnings
import xml.etree.ElementTree as ElementTree
from functools import cache

import numpy as np
import pytest
from PIL import Image

from ganlab.data import classes_of
from ganlab.export import pictures
from ganlab.export.drawing import ink
from ganlab.export.drawing.chart import chart
from ganlab.export.drawing.ink import PALETTE, Words, rgb
from ganlab.export.drawing.sheet import Sheet
from ganlab.lazy import NC_, Message
from ganlab.observe.measures import charts, curves_of
from ganlab.observe.references import references
from ganlab.observe.snapshot import Diagnosis
from ganlab.web.words import say
from tests.support.drawn import FOLDER, HOSTILE, MORE, Tell, taken, task
from tests.support.runs import KINDS, config_of
from tests.web.test_palette import colours

# Each chart once, and of each kind of run what is its own.
CASES = {"points": pictures.pictured(config_of("points")), "raw": ("picture", "losses"), "all": ("losses",)}
CASES |= {
    "images": list(pictures.pictured(config_of("images")))[3:],
    "asked": ("picture", "scores"),
    "dirac": ("parameters",),
}
SVG = "{http://www.w3.org/2000/svg}"
CHINESE = "Noto Sans CJK SC" in ink.families()


def texts(path):
    return [" ".join("".join(node.itertext()).split()) for node in ElementTree.parse(path).iter(f"{SVG}text")]


@cache
def sheet_of(kind):
    return Sheet([taken(kind).frames], Words())


def drawn(record, **changes):
    """Return the sheet of a run's last frame, changed, as pixels."""
    sheet = sheet_of(record.config.kind)
    sheet.show([dataclasses.replace(record.frames[-1], **changes)])
    return sheet.drawn().astype(int)


def greener(pixels):
    """Tell how much more green than red and blue pixels are."""
    return pixels[..., 1] - pixels[..., [0, 2]].mean(-1)


@pytest.mark.wide
@pytest.mark.parametrize("kind", CASES)
def test_everything_that_a_run_shows_is_drawn_at_its_size_in_the_pages_language(kind, tmp_path):
    record = taken(kind)
    for key, language in zip(CASES[kind], itertools.cycle(("en", "zh")), strict=False):
        made = task(tmp_path, record, of=key, language=language)
        size = (1200, 1200) if key == "picture" else (1600, 900)
        pictures.png(made)
        with Image.open(made.path) as image:
            assert image.size == size
            assert np.ptp(np.asarray(image.convert("L"))) > 150, key
        pictures.svg(made)
        root, found = ElementTree.parse(made.path).getroot(), set(texts(made.path))
        assert (root.get("width"), root.get("height")) == tuple(map(str, size))
        wanted = {say("step {step:,}", language, step=record.step)}
        if key != "picture":
            labels = [] if kind == "asked" else [one.label for one in curves_of(key)]
            wanted = {say(text, language) for text in (charts()[key].title, NC_("axis", "step"), *labels)}
            assert any(say(charts()[key].button, language) in text for text in found)
        assert wanted <= found
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["made"]


@pytest.mark.wide
def test_what_can_be_shown_has_a_title_and_is_what_the_run_has():
    for kind in (*KINDS, *MORE):
        config = taken(kind).config
        shown = pictures.pictured(config)
        assert list(shown)[:2] == ["picture", "losses"]
        assert ("parameters" in shown, "scores" in shown) == (config.kind == "dirac", config.kind != "dirac")
        assert len({Tell("zh").say(title) for title in shown.values()}) == len(shown)


@pytest.mark.wide
@pytest.mark.parametrize("kind", ["points", "asked", "dirac"])
def test_a_pair_stands_side_by_side_with_what_differs(kind, tmp_path):
    a, b = taken(kind), taken(kind, d_lr=0.0123)
    for key in ("picture", "losses"):
        made = task(tmp_path, a, b, of=key)
        pictures.png(made)
        with Image.open(made.path) as image:
            assert image.size == ((2400, 1200) if key == "picture" else (1600, 900))
        pictures.svg(made)
        found = " ".join(texts(made.path))
        assert {"A", "B"} <= set(found.split())
        assert "0.0123" in found
        assert say("D learning rate", "en") in found


def test_a_chart_has_the_records_rows_and_the_second_runs_curves_dashed():
    a, b = taken(), taken(d_lr=0.0123)
    for key in list(pictures.pictured(a.config))[1:]:
        page = chart([a, b], key, Words())
        lines = page.figure.axes[0].get_lines()
        curves = [line for line in lines if not str(line.get_gid()).startswith("line")]
        for one in curves_of(key):
            solid, dashed = (line for line in curves if line.get_gid() == one.key)
            assert (solid.is_dashed(), dashed.is_dashed()) == (False, True)
            assert solid.get_color() == dashed.get_color() == PALETTE.get(one.colour, PALETTE["fg"])
    rows, names = a.shown.scalars, [one.key for one in curves_of("losses")]
    drawn = {line.get_gid(): line.get_ydata() for line in chart([a], "losses", Words()).figure.axes[0].get_lines()}
    assert np.array_equal(drawn[names[0]], rows[:, 0].astype(float), equal_nan=True)
    assert np.array_equal(drawn[names[1]], rows[:, 1].astype(float), equal_nan=True)


@pytest.mark.parametrize("kind", ["points", "raw", "dirac"])
def test_what_is_known_of_the_equilibrium_is_a_dashed_line(kind):
    record = taken(kind)
    values, labels = references(record.config)
    page = chart([record], "losses", Words())
    dashed = {float(line.get_ydata()[0]) for line in page.figure.axes[0].get_lines() if line.get_gid() is None}
    assert dashed == {values[name] for name in ("d_loss", "g_loss") if values[name] is not None}
    said = {text.get_text() for text in page.figure.texts}
    assert {label for label in labels.values() if label} <= said


def test_numbers_and_shares_are_written_as_the_page_does():
    words = Words(Tell().say)
    assert [words.number(value) for value in (0.4321, -0.00012, 1234567, 2, 12.345)] == [
        *("0.432", "−1.2e−4", "1.2e6", "2", "12.3")
    ]
    assert (words.number(12345, ",d"), words.number(0.5, ".0%")) == ("12,345", "50%")


# -- words that nobody foresaw ----------------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_no_text_breaks_a_picture(ending, tmp_path, monkeypatch):
    """Every text there is becomes a hostile one: names of data and classes, labels, settings."""
    asked = taken("asked")
    names = tuple(Message.of("{name}", name=f"{k} {HOSTILE}") for k in range(10))
    monkeypatch.setattr("ganlab.export.drawing.wall.classes_of", lambda *which: names)
    monkeypatch.setattr("ganlab.export.drawing.sheet.label_of", lambda config: Message.of("{name}", name=HOSTILE))
    for record, key in ((asked, "picture"), (asked, "scores"), (taken("dirac"), "")):
        made = task(tmp_path, record, of=key, tell=Tell(change=lambda text: f"{text}{HOSTILE}"))
        getattr(pictures, ending)(made)
        if ending == "svg":
            assert any("$" in text for text in texts(made.path))
        else:
            assert Image.open(made.path).size[0] >= 1200


def test_the_names_of_classes_stand_as_they_are_written(tmp_path, monkeypatch):
    record = taken("asked")
    names = tuple(Message.of("{name}", name=name) for name in ("$a$", "<b>", "&c", "\\d", "{e}", *"56789"))
    assert len(names) == len(classes_of("digits"))
    monkeypatch.setattr("ganlab.export.drawing.wall.classes_of", lambda *which: names)
    made = task(tmp_path, record)
    pictures.svg(made)
    assert {"$a$", "<b>", "&c", "\\d", "{e}"} <= set(texts(made.path))


@pytest.mark.skipif(not CHINESE, reason="needs a font with Chinese letters")
def test_chinese_is_drawn_where_a_font_has_it(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        words = Words(Tell("zh").say)
        assert words("real x") == say("real x", "zh") != "real x"
        pictures.png(task(tmp_path, taken(), language="zh"))


def test_without_such_a_font_pictures_are_english_and_an_svg_keeps_its_words(tmp_path, monkeypatch):
    monkeypatch.setattr(ink, "families", lambda: (ink.LATIN,))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of a glyph that is missing
        words = Words(Tell("zh").say)
        assert (words("real x"), words(NC_("axis", "step"))) == ("real x", "step")
        assert words("step {step:,}", step=1234) == "step 1,234"
        assert words("{name}", name="数 7 $") == "? 7 $"
        for key in ("", "losses"):
            pictures.png(task(tmp_path, taken(), language="zh", of=key))
        made = task(tmp_path, taken(), language="zh")
        pictures.svg(made)
    assert say("real x", "zh") in texts(made.path)


# -- colours ---------------------------------------------------------------------------------------------------------


def test_the_colours_are_those_of_the_view():
    found = colours("default", "light")
    assert {role: PALETTE[role] for role in found if role in PALETTE} == {
        r: c for r, c in found.items() if r in PALETTE
    }
    assert {"real", "fake", "d", "g", "grad", "penalty", "neutral"} <= found.keys() & PALETTE.keys()


def test_where_d_says_fake_is_purple_and_where_it_says_real_green():
    record, nothing = taken(), np.empty((0, 2), np.float32)
    grid = np.tile(np.repeat([0.0, 1.0], 24), (48, 1))  # fake on the left
    gone = {"real": nothing, "fake": nothing, "arrows": nothing, "diagnosis": None}
    pixels = greener(drawn(record, grid=grid, answers=(0.0, 1.0), **gone)[50:420, 45:435])
    assert pixels[:, :180].max() < -5
    assert pixels[:, 210:].min() > 5
    flat = drawn(record, grid=np.full((48, 48), 0.5), answers=(0.0, 1.0), **gone)[50:420, 45:435]
    assert np.abs(greener(flat)).max() < 3


def test_points_marks_and_arrows_have_their_colours():
    record = taken()
    spot, away = np.array([[0.0, 0.0]], np.float32), np.full((1, 2), 99, np.float32)
    said = Diagnosis("dropped", marks=((0.5, 0.5),))
    plain = {"real": away, "fake": away, "arrows": 0 * away, "diagnosis": None}
    cases = {"real": {"real": spot}, "penalty": {"diagnosis": said}}
    cases |= {"fake": {"fake": spot}, "grad": {"fake": spot, "arrows": np.array([[0.0, 3.0]], np.float32)}}
    for role, changes in cases.items():
        pixels = drawn(record, **plain | changes)[40:435, 40:435]
        near = np.abs(pixels - rgb(PALETTE[role])).max(-1) < 70
        bare = np.abs(drawn(record, **plain)[40:435, 40:435] - rgb(PALETTE[role])).max(-1) < 70
        assert near.sum() - bare.sum() >= 8, role


def test_fakes_that_hide_each_other_are_counted():
    record = taken()
    heap = np.zeros((252, 2), np.float32)
    sheet = Sheet([record.frames], Words())
    sheet.show([dataclasses.replace(record.shown, fake=heap, arrows=heap)])
    assert sheet.pictures[0].crowd.get_text() == "×252"


def test_a_wall_shows_each_picture_and_its_answer():
    record = taken("images")
    white, black = (np.full_like(record.shown.fixed, grey) for grey in (255, 0))
    scale = {"answers": (0.0, 1.0)}
    wall = drawn(record, fixed=black, fixed_scores=np.ones(64, np.float32), **scale)
    lit = drawn(record, fixed=white, fixed_scores=np.ones(64, np.float32), **scale)
    assert 0.4 < ((wall == 0).all(-1) & (lit == 255).all(-1)).mean() < 0.8
    judged = drawn(record, fixed=black, fixed_scores=np.zeros(64, np.float32), **scale)
    assert (greener(wall)[36:440] > 20).sum() > 20 * (greener(judged)[36:440] > 20).sum()


# -- failures --------------------------------------------------------------------------------------------------------


class StoppedError(Exception):
    """What ends a task."""


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("make", [pictures.png, pictures.svg])
def test_what_is_cancelled_or_fails_leaves_nothing(make, at, tmp_path, monkeypatch):
    shares = []

    def progress(share):
        shares.append(share)
        if len(shares) > at:
            raise StoppedError

    with pytest.raises(StoppedError):
        make(task(tmp_path, taken(), progress=progress))
    monkeypatch.setattr("os.replace", lambda *paths: (_ for _ in ()).throw(OSError("no space left on device")))
    with pytest.raises(OSError, match="no space"):
        make(task(tmp_path, taken()))
    assert not list((tmp_path / FOLDER).iterdir())


def test_what_a_run_does_not_have_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(ValueError, match="of: must be one of picture, losses, .*; got sw2"):
        pictures.png(task(tmp_path, taken(), of="sw2"))
