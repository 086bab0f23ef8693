"""What the view's modules compute without a page: numbers against Python's own, and laws."""

import base64
import math
from bisect import bisect_right

import numpy as np
import pytest

from ganlab.data.own.drawing import Stroke, decode, encode
from ganlab.web.panel import described
from ganlab.web.routes import STATIC
from ganlab.web.wire import pack, unpack

PALETTE = {"real": "#00ff00", "fake": "#ff0000", "neutral": "#808080", "fg": "rgb(0,0,0)"}
FIRST = ["live.js", "front.js", "boot.js", "main.js"]  # which a page loads
NUMBERS = [knob for knob in described("en") if knob["kind"] in ("number", "whole")]


def test_every_module_but_those_that_the_page_loads_can_be_had_without_a_page(ask_module):
    modules = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js") if path.name not in FIRST)
    uris = [(STATIC / name).as_uri() for name in modules]
    assert ask_module([], "Promise.all(given.map((uri) => import(uri))).then(({ length }) => length)", uris) > 50


def test_sliders_stop_at_values_that_their_knobs_can_have(ask_module):
    expression = """given.map((knob) => {
      const all = stops.stopsBetween(knob);
      return [all, all.map((value) => stops.nearest(all, value))];
    })"""
    for knob, (stops, own) in zip(NUMBERS, ask_module(["overview/stops"], expression, NUMBERS), strict=True):
        assert stops == sorted(set(stops)), knob["name"]
        assert own == list(range(len(stops))), knob["name"]
        for stop in stops:
            assert knob["low"] <= stop <= knob["high"], knob["name"]
            assert not (stop == knob["low"] and "exclusiveMinimum" in knob["open"]), knob["name"]
            assert knob["kind"] != "whole" or stop == int(stop), knob["name"]


def test_a_written_number_reads_back(ask_module):
    values = [0, 1, -2.5, 0.002, 5e-5, -3e-7, 1e-9, 123456.75, 1 / 3]
    texts = ask_module(["overview/stops"], "given.map(stops.written)", values)
    assert [float(text) for text in texts] == pytest.approx(values, rel=1e-4)
    assert "0.002" in texts
    assert "5e-5" in texts


def test_a_record_finds_its_rows(ask_module):
    steps, asked = [0, 3, 4, 10, 40], [-1, 0, 2, 3, 4, 7, 8, 9, 24, 26, 100]
    at, nearest, column = ask_module(
        ["charts/records"],
        """(() => {
          const record = new records.Record();
          record.add(["a", "b"], given.steps, given.steps.flatMap((step) => [step, -step]));
          const nearest = given.asked.map((step) => record.nearest(step));
          return [given.asked.map((step) => record.at(step)), nearest, record.columns.b];
        })()""",
        {"steps": steps, "asked": asked},
    )
    assert column == [-step for step in steps]
    assert at == [max(0, bisect_right(steps, step) - 1) for step in asked]
    for step, row in zip(asked, nearest, strict=True):
        assert abs(steps[row] - step) == min(abs(other - step) for other in steps)


def test_thinning_keeps_the_extremes_and_the_newest(ask_module):
    values = np.random.default_rng(0).normal(size=5000)
    values[[17, 4321]] = 40, -40
    found = ask_module(
        ["charts/records"],
        "records.thin([...given.keys()], given, 100, given.length)",
        values.tolist(),
    )
    assert len(found["x"]) <= 502
    assert found["x"] == sorted(set(found["x"]))
    assert found["x"][-1] == 4999
    assert 4321 in found["x"]
    assert min(found["x"]) >= 100
    assert found["y"] == [values[x] for x in found["x"]]


def test_smoothing_keeps_a_constant_and_is_the_exponential_mean(ask_module):
    assert ask_module(["charts/records"], "records.smooth([2, 2, 2], 0.9)") == pytest.approx([2, 2, 2])
    values, keep = [1.0, 5.0, -3.0], 0.8
    weights = [keep**k for k in range(3)]
    mean = sum(w * v for w, v in zip(weights, reversed(values), strict=True)) / sum(weights)
    assert ask_module(["charts/records"], "records.smooth(given, 0.8)", values)[-1] == pytest.approx(mean)


def test_the_range_shows_all_or_says_how_many_lie_outside(ask_module):
    values = [*np.linspace(0, 1, 99), 50.0]
    whole, clipped = ask_module(["charts/records"], "[false, true].map((clip) => records.rangeOf(given, clip))", values)
    assert whole["low"] < 0
    assert whole["high"] > 50
    assert whole["outside"] == 0
    assert clipped["outside"] == 1 == sum(not clipped["low"] <= value <= clipped["high"] for value in values)
    assert ask_module(["charts/records"], "records.rangeOf([NaN], false)") is None


def test_a_scale_is_logarithmic_only_where_all_is_above_zero(ask_module):
    given = {
        "kind": {"name": "fid", "log": True},
        "tools": {"log": False, "clip": False},
        "curves": [[0.1, 100.0], [0.0, 100.0]],
    }
    expression = "given.curves.map((values) => axes.scaleOf(given.kind, given.tools, values, [], null))"
    above, not_all = ask_module(["charts/axes"], expression, given)
    assert above["axis"]["type"] == "log"
    assert above["axis"]["range"][0] < -1 < 2 < above["axis"]["range"][1]
    assert not_all["axis"]["type"] == "linear"
    assert [note["text"] for note in not_all["notes"]] != [note["text"] for note in above["notes"]]


def test_strokes_are_written_and_read_as_python_does(ask_module):
    strokes = (Stroke(14, ((0, 0), (-384, 384), (5, -7))), Stroke(64, ((100, 3),)))
    as_json = [{"width": stroke.width, "points": [list(point) for point in stroke.points]} for stroke in strokes]
    text, back = ask_module(
        ["overview/strokes"], "[strokes.encode(given), strokes.decode(strokes.encode(given))]", as_json
    )
    assert text == encode(strokes)
    assert decode(text) == strokes
    assert back == as_json


def test_a_drawing_is_simplified_until_it_fits(ask_module):
    turns = np.linspace(0, 40 * math.pi, 3000)
    radius = np.linspace(20, 380, 3000)
    points = np.stack([radius * np.cos(turns), radius * np.sin(turns)], 1).round().astype(int).tolist()
    text = ask_module(["overview/strokes"], "strokes.fit(given)", [{"width": 14, "points": points}])
    (stroke,) = decode(text)
    assert [list(stroke.points[0]), list(stroke.points[-1])] == [points[0], points[-1]]
    assert ask_module(["overview/strokes"], "strokes.fit(given)", [{"width": 2, "points": [[0, 0]]}] * 500) is None


def test_a_frame_is_unpacked_as_it_was_packed(ask_module):
    random = np.random.default_rng(0)
    arrays = [
        ("a", "f4", random.random((3, 5))),
        ("b", "u1", np.arange(7)),
        ("c", "i4", np.array([-4, 2**30])),
        ("d", "h1", random.integers(0, 256, (3, 3))),
    ]
    frame = pack({"text": "均衡 ∇"}, arrays)
    expression = """(() => {
      const { header, arrays } = socket.decode(Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0)).buffer);
      const listed = Object.entries(arrays).map(([name, { data, shape }]) => [name, [[...data], shape]]);
      return [header.text, Object.fromEntries(listed)];
    })()"""
    text, found = ask_module(["shell/socket"], expression, base64.b64encode(frame).decode())
    assert text == "均衡 ∇"
    for name, array in unpack(frame)[1].items():
        values, shape = found[name]
        assert np.array_equal(np.reshape(values, shape), array)


def test_joined_frames_show_the_newest_picture_and_lose_no_history(ask_module):
    def frame(step, clear=False, **arrays):
        return {"header": {"step": step, "clear": clear, "studies": {}}, "arrays": arrays}

    frames = [
        frame(1, fake="old"),
        frame(2, True, fake="f2", real="r"),
        frame(3, fake="f3", steps=[3]),
        frame(4, steps=[4]),
    ]
    merged = ask_module(["shell/socket"], "socket.merge(given)", frames)
    assert merged["header"]["step"] == 4
    assert merged["header"]["clear"]
    assert merged["restart"]
    assert merged["arrays"] == {"fake": "f3", "real": "r"}
    assert [rows["steps"] for rows in merged["history"]] == [[3], [4]]


def test_the_colour_of_an_answer_goes_from_fake_to_real(ask_module):
    shares = [0, 0.25, 0.5, 0.75, 1]
    colours = ask_module(
        ["shell/colours"],
        "given.shares.map((p) => colours.rgb(colours.answerColour(p, given.palette)))",
        {"shares": shares, "palette": PALETTE},
    )
    assert colours[0] == [255, 0, 0]
    assert colours[-1] == [0, 255, 0]
    assert len(set(colours[2])) == 1  # a grey
    reds, greens = ([colour[k] for colour in colours] for k in (0, 1))
    assert reds == sorted(reds, reverse=True)
    assert greens[2:] == sorted(greens[2:])
    assert ask_module(["shell/colours"], 'colours.rgb("rgba(1, 2, 3, 0)")') is None


@pytest.mark.parametrize(("low", "high"), [(-1.5, 1.5), (-2, 2), (0, 0.03), (-37, 1200)])
def test_ticks_are_round_even_and_inside(ask_module, low, high):
    ticks = ask_module(["shell/geometry"], "geometry.ticks(...given)", [low, high])
    assert 2 <= len(ticks) <= 9
    assert low <= ticks[0] < ticks[-1] <= high
    assert np.diff(ticks) == pytest.approx(np.diff(ticks)[0])


def test_the_level_line_of_a_slope_is_straight(ask_module):
    rows, columns, at = 5, 8, 3.25
    data = [float(j) for _ in range(rows) for j in range(columns)]
    segments = ask_module(
        ["shell/geometry"],
        "geometry.levelLine(given.data, given.shape, given.at)",
        {"data": data, "shape": [rows, columns], "at": at},
    )
    points = np.reshape(segments, (-1, 2))
    assert points[:, 0] == pytest.approx(at)
    assert sorted(set(points[:, 1])) == list(range(rows))


def test_the_score_of_a_round_counts_both(ask_module):
    given = {"round": {"real": [1, 1, 0, 0, 0], "right": [1, 0, 1, 1, 0]}, "said": [1, 0, 0, 0, 1]}
    score = ask_module(["images/quiz_score"], "quiz_score.tally(given.round, given.said)", given)
    assert score == {
        "you": {"n": 5, "all": 3, "reals": 1, "fakes": 2},
        "d": {"n": 5, "all": 3, "reals": 1, "fakes": 2},
    }


def test_what_g_and_d_are_given_is_written_into_the_formulas(ask_module):
    texts = ["D(x) and D(G(z))", "G(z)", "D(G(z, y), y)"]
    assert ask_module(["shell/words"], "given.map(words.given)", texts) == [
        "D(x, y) and D(G(z, y), y)",
        "G(z, y)",
        "D(G(z, y), y)",
    ]


def test_fakes_move_in_a_browser_that_draws_no_oftener_than_frames_come(ask_module):
    """Each picture is drawn when its frame has just come: it may be one frame behind, but not stay at the first."""
    expression = """(() => {
      globalThis.matchMedia = () => ({ matches: false });
      const one = new scene.Scene();
      const at = (x) => ({ data: Float32Array.of(x, 0), shape: [1, 2] });
      const drawn = [];
      for (let k = 0; k < 6; k++) {
        one.aim(at(k), null, 40 * k, true);
        one.move(40 * k);
        drawn.push(one.fake[0]);
      }
      return drawn;
    })()"""
    assert ask_module(["points/scene"], expression, None) == [0, 0, 1, 2, 3, 4]
