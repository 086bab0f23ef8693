"""Maps that are taken home: every kind of every map, a mark for each run, and the same rows in each table."""

import csv
import json
import math
import xml.etree.ElementTree as ElementTree
from collections import Counter
from functools import cache

import numpy as np
import pytest
from matplotlib.path import Path as Outline
from PIL import Image
from pyarrow import parquet

from ganlab.engine.sweep.plan import Plan
from ganlab.engine.sweep.ready import plan_of, title_of
from ganlab.engine.sweep.success import Z, margins, wilson
from ganlab.export.drawing.grid import Grid
from ganlab.export.drawing.ink import Page, Words
from ganlab.export.drawing.map_words import common, ticks
from ganlab.export.drawing.marks import put
from ganlab.export.maps import MAP_EXPORTS, MapTask, name_of
from ganlab.export.refusal import ExportError
from ganlab.export.sweeps import sweep_of
from ganlab.observe.outcome import OUTCOMES
from ganlab.presets.maps import MAPS
from tests.support.drawn import HOSTILE, Tell
from tests.support.swept import swept, tiny

SVG = "{http://www.w3.org/2000/svg}"
PLANS = {
    "unfinished": (tiny(), 11),
    "one run": (tiny(), 1),
    "one axis": (tiny("lr=1e-4:1e-1:4log", seeds=tuple(range(12))), 40),
    "one axis, one seed": (tiny("r1_gamma=0:10:4", seeds=(7,)), None),
    "odd seeds": (tiny(seeds=(1, 5, 100)), None),
    "many settings": (tiny(loss="wasserstein", gp_weight=1.0, latent_dim=7, ema_decay=0.9, dataset="ring"), None),
    "many values": (tiny("d_lr=1e-4:1e-1:300log", "g_lr=0.1,0.2", seeds=(0,)), None),
    **{key: (key, None) for key in MAPS},
}


@cache
def _plan(name):
    plan, done = PLANS[name]
    return (plan if isinstance(plan, Plan) else plan_of(plan)), done


@pytest.fixture
def made(tmp_path):
    """Give a function that makes a file of a sweep that was not run; it returns its path and the runs' outcomes."""

    def made(kind, name, tell=None):
        plan, done = _plan(name)
        outcomes = swept(tmp_path / "map", plan, done)
        sweep = sweep_of(tmp_path / "map")
        path = tmp_path / name_of(sweep, MAP_EXPORTS[kind].ending)
        shares = []
        MAP_EXPORTS[kind].make(MapTask(sweep, path, tell or Tell(), shares.append))
        assert shares == sorted(shares)
        return path, outcomes

    return made


def group(path, name):
    """Return how many shapes an SVG draws in the group of this name."""
    root = ElementTree.parse(path).getroot()
    found = [node for node in root.iter(f"{SVG}g") if node.get("id") == name]
    assert len(found) <= 1
    inside = [node for one in found for node in one.iter()]
    uses = [node for node in inside if node.tag == f"{SVG}use"]
    return len(uses or [node for node in inside if node.tag == f"{SVG}path"])


def words_in(path):
    return {" ".join("".join(node.itertext()).split()) for node in ElementTree.parse(path).iter(f"{SVG}text")}


def differing(plan, outcomes):
    cells = {task.cell: {outcomes[one.key] for one in plan.tasks if one.cell == task.cell and one.key in outcomes}
             for task in plan.tasks}  # fmt: skip
    return sum(len(found) > 1 for found in cells.values())


@pytest.mark.wide
@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("kind", MAP_EXPORTS)
def test_every_kind_is_made_of_every_map(made, kind, name):
    language = ("en", "zh")[(list(PLANS).index(name) + list(MAP_EXPORTS).index(kind)) % 2]
    path, outcomes = made(kind, name, Tell(language))
    assert sorted(one.name for one in path.parent.iterdir()) == sorted(["map", path.name])
    if path.suffix == ".png":
        with Image.open(path) as image:
            assert image.size == (1600, 900)
            assert np.ptp(np.asarray(image.convert("L"))) > 150
    if path.suffix == ".svg":
        plan = _plan(name)[0]
        counts = Counter(outcomes.values())
        assert {key: group(path, key) for key in OUTCOMES} == {key: counts[key] for key in OUTCOMES}
        assert group(path, "undone") == len(plan.tasks) - len(outcomes)
        if len(plan.tasks) < 100:
            assert group(path, "differ") == differing(plan, outcomes)
        said = words_in(path)
        assert {Tell(language).say(one) for one in (title_of(plan), *(OUTCOMES[key].name for key in counts))} <= said
        assert {f"{count:,}" for count in counts.values()} <= said


@pytest.mark.parametrize("name", ["unfinished", "one axis", "rates"])
def test_both_tables_have_a_row_for_each_run_that_is_done(made, name):
    path, outcomes = made("map-csv", name)
    table = parquet.read_table(made("map-parquet", name)[0])
    with open(path, newline="", encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    assert [{key: "" if value is None else str(value) for key, value in row.items()} for row in table.to_pylist()] == [
        *written
    ]
    assert {row["key"]: row["outcome"] for row in written} == outcomes
    assert table.column_names[: len(_plan(name)[0].axes)] == [axis.field for axis in _plan(name)[0].axes]
    assert json.loads(table.schema.metadata[b"ganlab.plan"]) == _plan(name)[0].described()


def test_a_file_is_called_after_its_map():
    for key in MAPS:
        assert Words()(title_of(plan_of(key))) == MAPS[key].label
    assert Words()(title_of(tiny())) == "D learning rate and G learning rate"


def test_what_all_runs_have_in_common_is_said_and_no_more():
    plan = tiny("lr=1e-3,1e-2", seeds=(3, 4, 5), loss="hinge", g_lr=0.5, g_activation="tanh")
    assert list(common(plan, 6, Words())) == [
        *("seeds 3–5", "10 steps", "8 Gaussians", "Hidden layers 8", "Activation (G) tanh", "Loss hinge")
    ]
    assert next(common(plan, 5, Words())) == "5 of 6 runs done"
    assert next(common(tiny("lr=1e-3,1e-2", seeds=(1, 9)), 4, Words())) == "seeds 1, 9"


def test_values_are_written_as_short_as_tells_them_apart():
    rates, close = plan_of("rates").axes[0], tiny("d_lr=0.1:0.101:3").axes[0]
    assert ticks(rates, Words()) == ["1e−4", "2.4e−4", "5.6e−4", "0.0013", "0.0032", "0.0075", "0.018", "0.042", "0.1"]
    assert ticks(close, Words()) == ["0.1", "0.1005", "0.101"]
    assert ticks(tiny("n_critic=1,10").axes[0], Words()) == ["1", "10"]


# -- what is drawn ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", OUTCOMES)
def test_a_mark_is_filled_by_the_even_odd_rule(key):
    page = Page(120, 120, Words())
    put(page, OUTCOMES[key].mark, [(60, 60)], 40, "#000000")
    page.canvas.draw()
    dark = np.asarray(page.canvas.buffer_rgba())[..., 0].astype(float)
    pieces = []
    for text in OUTCOMES[key].mark.split("M")[1:]:
        numbers = [float(word) for word in text.replace("C", " ").replace("L", " ").replace("Z", " ").split()]
        spots = 60 + 40 * np.reshape(numbers, (-1, 2))
        curved = "C" in text and "L" not in text
        code = Outline.CURVE4 if curved else Outline.LINETO
        pieces.append(Outline(spots, [Outline.MOVETO, *[code] * (len(spots) - 1)]))
    middles = np.arange(120) + 0.5
    spots = np.stack(np.meshgrid(middles, middles), -1).reshape(-1, 2)
    inside = sum(piece.contains_points(spots).astype(int) for piece in pieces) % 2
    wrong = (dark.reshape(-1) < 128) != (inside == 1)
    assert inside.sum() > 300 and wrong.sum() < 0.06 * inside.sum()  # a hole is a fifth or more


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 20, 100])
def test_marks_of_one_cell_lie_in_it_and_apart(count):
    for grid in (Grid(0, 0, 900, 500, 9, 9), Grid(0, 0, 100, 900, 2, 3)):
        places, radius = grid.seats(count)
        assert len(places) == count and radius > 0
        spots = np.array(places)
        assert (np.abs(spots) + radius <= np.array([grid.wide, grid.tall]) / 2).all()
        apart = np.linalg.norm(spots[:, None] - spots, axis=-1) + np.eye(count) * 1e9
        assert (apart >= 2 * radius).all()


def test_the_interval_of_a_share_is_where_a_normal_test_would_not_reject_it():
    """Both bounds solve (p̂ − p)² = z² p (1 − p) / n, and hold p̂ between them (Wilson 1927)."""
    for runs in (1, 2, 3, 9, 100, 12_345):
        for learned in {0, 1, runs // 3, runs - 1, runs}:
            low, high = wilson(learned, runs)
            assert 0 <= low <= learned / runs + 1e-12 and learned / runs - 1e-12 <= high <= 1
            for bound in (low, high):
                left, right = (learned / runs - bound) ** 2, Z**2 * bound * (1 - bound) / runs
                assert left == pytest.approx(right, abs=1e-12)
    assert wilson(0, 0) == (0, 1)
    assert math.erf(Z / math.sqrt(2)) == pytest.approx(0.95, abs=1e-6)


def test_success_is_counted_along_each_axis():
    plan = tiny()
    outcomes = {task.key: "learned" if task.cell[0] > task.cell[1] else "open" for task in plan.tasks[:-2]}
    for k, found in enumerate(margins(plan, outcomes)):
        assert len(found) == len(plan.axes[k].values)
        for place, one in enumerate(found):
            mine = [outcomes[task.key] for task in plan.tasks if task.cell[k] == place and task.key in outcomes]
            assert one == (mine.count("learned"), len(mine), *wilson(mine.count("learned"), len(mine)))


# -- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize("kind", ["map-png", "map-svg"])
def test_no_text_breaks_a_map(made, kind):
    path, _ = made(kind, "one axis", Tell(change=lambda text: f"{text}{HOSTILE}"))
    assert path.stat().st_size > 5000


@pytest.mark.parametrize("kind", MAP_EXPORTS)
def test_what_fails_leaves_nothing(made, tmp_path, kind, monkeypatch):
    swept(tmp_path / "map", tiny())
    monkeypatch.setattr("os.replace", lambda *paths: (_ for _ in ()).throw(OSError("no space left on device")))
    with pytest.raises(OSError, match="no space"):
        MAP_EXPORTS[kind].make(MapTask(sweep_of(tmp_path / "map"), tmp_path / "x", Tell()))
    assert [path.name for path in tmp_path.iterdir()] == ["map"]


def test_a_folder_that_is_no_sweep_is_refused_in_one_sentence(tmp_path):
    folder = tmp_path / "map"
    with pytest.raises(
        ExportError, match=r"^map: must be a folder that “sweep --out” has written; it has no plan.json"
    ):
        sweep_of(folder)
    swept(folder, tiny(), 2)
    plan, runs = folder / "plan.json", folder / "runs.jsonl"
    kept = plan.read_text(), runs.read_text()
    runs.write_text("")
    with pytest.raises(ExportError, match=r"^map: must have a run that is done; it has none yet.$"):
        sweep_of(folder)
    runs.write_text(kept[1].replace('"outcome": "', '"outcome": "un'))
    with pytest.raises(ExportError, match=r"^runs.jsonl: must be what a sweep has written, of this version; "):
        sweep_of(folder)
    for text in ("", "[]", "{}", kept[0][:-9], kept[0].replace('"d_lr"', '"rate"'), kept[0].replace("0.1", '"x"')):
        plan.write_text(text)
        with pytest.raises(ExportError, match=r"^plan.json: must be what a sweep has written, of this version; "):
            sweep_of(folder)
