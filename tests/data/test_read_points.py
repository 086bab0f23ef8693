"""Files that people bring: points, or one sentence; nothing of a bad file is kept, and nothing in it is run."""

import io
import pickle
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch

from ganlab.data import distribution
from ganlab.data.own import points, read_points
from ganlab.data.own.decisions import Decisions
from ganlab.data.own.store import KEY
from ganlab.gan.config import DEFAULT, ConfigError, from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measuring import metrics
from ganlab.presets.complete import complete
from ganlab.web.page import address
from ganlab.web.words import LANGUAGES, say
from tests.support.own_data import HOOK, cloud


def npz(**arrays):
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)
    return data.getvalue()


def npy(array):
    data = io.BytesIO()
    np.save(data, array)
    return data.getvalue()


def parquet(**columns):
    data = io.BytesIO()
    pq.write_table(pa.table(columns), data)
    return data.getvalue()


def zipped(**members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(f"{name}.npy", raw)
    return data.getvalue()


def header(shape, data=b""):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"shape": shape, "fortran_order": False, "descr": "<f8"})
    return stream.getvalue() + data


SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 4.0], [0.0, 4.0]])
GOOD = [
    ("a.csv", b"x,y\n0,0\n10,0\n10,4\n0,4\n", ("x", "y")),
    ("a.csv", b"\xef\xbb\xbf0;0\r\n10;0\r\n\r\n10;4\r\n0;4\r\n", ("column 1", "column 2")),
    ("a.csv", b"x;y\n0,0;0\n10,0;0\n10;4,0\n0;4\n", ("x", "y")),
    ("a.TXT", b"# made by savetxt\n0 0\n10 0\n10 4\n0 4\n", ("column 1", "column 2")),
    ("a.txt", b"# width height\n0 0\n10 0\n10 4\n0 4\n", ("width", "height")),
    ("a.csv", b'name,"width, cm",note,height\na,0,,0\nb,10,,0\nc,10,,4\nd,0,,4\n,,,\n', ("width, cm", "height")),
    ("a.csv", "\u00e4,\u00f6\n0,0\n10,0\n10,4\n0,4\n".encode("latin-1"), ("\u00e4", "\u00f6")),
    ("a.npy", npy(SQUARE), ("column 1", "column 2")),
    ("a.npz", npz(data=SQUARE), ("data[0]", "data[1]")),
    ("a.npz", npz(x=SQUARE[:, 0].astype(np.float32), y=SQUARE[:, 1].astype(np.int16)), ("x", "y")),
    ("a.npz", npz(data=np.asfortranarray(SQUARE), names=np.array(["a", "b"])), ("data[0]", "data[1]")),
    ("a.parquet", parquet(name=["a", "b", "c", "d"], w=SQUARE[:, 0], h=SQUARE[:, 1].astype(np.int8)), ("w", "h")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "names"), GOOD)
def test_good_files_become_points_of_the_window(name, data, names):
    made = read_points.read(name, data).cloud()
    assert made.names == names
    assert made.points.dtype == np.float32
    assert np.abs(made.points).max(0).tolist() == pytest.approx([points.HALF] * 2)
    back = made.points * made.scale + made.center  # the map that is shown, backwards
    assert back == pytest.approx(SQUARE, abs=1e-5)
    assert made.map().startswith("x′ = (x − 5) / 4.166667, y′ = (y − 2) / 1.666667")


def test_two_columns_are_chosen_of_more():
    data = b"a,b,c\n2,0,9\n3,0,8\n4,0,7\n"
    table = read_points.read("a.csv", data)
    assert table.names == ("a", "b", "c")
    assert "3 columns are numbers" in str(table.warnings[0])
    made = read_points.read("a.csv", data, Decisions(x=2, y=1)).cloud()
    assert made.names == ("c", "b")
    assert made.points[:, 1].tolist() == [0, 0, 0]  # without extent: it takes the other's scale
    assert made.scale[0] == made.scale[1]


SAID = {
    "empty": "The file is empty",
    "columns": "must have two columns of numbers",
    "large": "Numbers must be at most",
    "few": "at least two different points",
    "size": "The file must be at most",
    "rows": "at most {limit:,} rows",
    "wide": "at most {limit} columns",
    "text": "must be text with a number in each cell",
    "quotes": "Quotation marks must stand in pairs",
    "number": "Each x and y must be a number",
    "cells": "All rows must have",
    "npy": "must be a whole NPY array",
    "parquet": "must be a whole Parquet table",
    "npz": "must be a whole NPZ archive",
    "pickle": "Python objects",
    "bomb": "must unpack to at most",
}
BAD = [
    ("a.csv", b"", "empty"),
    ("a.csv", b"this is no table at all\nbut text", "columns"),
    ("a.csv", b"x,y\nnan,nan\nnan,nan\n", "columns"),
    ("a.csv", b"x,y\n1,2\nnan,3\n4,5\n", "number"),
    ("a.csv", b"x,y\n1,2\n3\n4,5\n", "number"),
    ("a.csv", b"x,y\n1,2\n3,4,5\n6,7\n", "cells"),
    ("a.csv", b"x,y\n1e308,1\n2,3\n", "large"),
    ("a.csv", b"x,y\n1e999,1\n2e999,3\n", "columns"),
    ("a.csv", b",,\n,,\n", "columns"),
    ("a.csv", b"x\n1\n2\n3\n", "columns"),
    ("a.csv", b"x,y\n1,2\n", "few"),
    ("a.csv", b"x,y\n1,2\n1,2\n1,2\n", "few"),
    ("a.csv", b"x,y\n0,0\n5e-324,0\n", "few"),
    ("a.csv", b"1,2\n" * 1_250_001, "size"),
    ("a.csv", b"1,2\n" * 260_000, "rows"),
    ("a.csv", b",".join([b"1"] * 200) + b"\n", "wide"),
    ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", "text"),
    ("a.csv", b'x,y\n"' + b"1" * 200_000, "quotes"),
    ("a.csv", pickle.dumps([1, 2]), "text"),
    ("a.npz", pickle.dumps(SQUARE), "npz"),
    ("a.npz", b"x,y\n1,2\n", "npz"),
    ("a.npz", npz(data=SQUARE)[:-30], "npz"),
    ("a.npz", npz(data=np.array([{"a": 1}, None], dtype=object)), "pickle"),
    ("a.npz", npz(data=np.zeros((50, 1))), "columns"),
    ("a.npz", npz(data=np.array(["a", "b"])), "columns"),
    ("a.npz", npz(data=np.full((9, 2), np.nan)), "columns"),
    ("a.npz", npz(data=np.array([[1, 2], [np.inf, 3], [4, 5]])), "number"),
    ("a.npz", npz(x=np.zeros(3), y=np.zeros(4)), "columns"),
    ("a.npy", npy(SQUARE)[:-3], "npy"),
    ("a.npy", pickle.dumps(SQUARE), "npy"),
    ("a.npy", npy(np.array([{"a": 1}, None], dtype=object)), "pickle"),
    ("a.parquet", b"PAR1" + bytes(50), "parquet"),
    ("a.parquet", parquet(x=SQUARE[:, 0])[:-9], "parquet"),
    ("a.parquet", parquet(x=np.zeros(3_000_000), y=np.zeros(3_000_000)), "rows"),
    ("a.parquet", parquet(x=np.zeros(9), y=["x" * 3_000_000 + str(k) for k in range(9)]), "bomb"),
    ("a.npz", npz(data=np.full((9, 2), 1e308)), "large"),
    ("a.npz", npz(data=np.zeros((5_000_000, 2))), "bomb"),
    ("a.npz", npz(**{f"x{k}": np.zeros(1_000_000) for k in range(4)}), "bomb"),
    ("a.npz", zipped(data=header((10**12, 2))), "npz"),
    ("a.npz", zipped(data=header((-5, 2))), "npz"),
    ("a.npz", zipped(data=b"not an array"), "npz"),
    ("a.npz", zipped(data=b"\x93NUMPY\x03\x00" + header((2, 2))[8:]), "npz"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "key"), BAD, ids=lambda value: None if isinstance(value, bytes) else value)
def test_bad_files_get_one_sentence(name, data, key):
    with pytest.raises(read_points.UploadError) as error:
        read_points.read(name, data).cloud()
    assert SAID[key] in error.value.message.text
    for language in LANGUAGES:
        sentence = say(error.value.message, language)
        assert "{" not in sentence
        assert "\n" not in sentence


def test_a_number_lies_about_its_size_before_anything_is_inflated():
    """A gigabyte of zeros in a few kilobytes: no more of it is unpacked than the limit."""
    bomb = zipped(data=header((2**26, 2), bytes(2**26)))
    assert len(bomb) < read_points.MOST_BYTES
    with pytest.raises(read_points.UploadError) as error:
        read_points.read("a.npz", bomb)
    assert SAID["bomb"] in error.value.message.text


def test_points_are_kept_under_the_hash_of_their_content(runs_folder):
    made = cloud()
    key = points.keep(made)
    assert KEY.fullmatch(key)
    assert points.keep(cloud()) == key != points.keep(cloud(seed=1))
    back = points.load(key)
    assert np.array_equal(back.points, made.points)
    assert (back.names, back.center, back.scale, back.key) == (made.names, made.center, made.scale, key)
    assert not [path for path in runs_folder.rglob("*") if path.suffix == ".part"]


def test_only_so_many_sets_are_kept(monkeypatch, runs_folder):
    monkeypatch.setattr(points, "MOST_SETS", 3)
    keys = [points.keep(cloud(n)) for n in range(10, 16)]
    assert len(list((runs_folder / "points").iterdir())) == 3
    assert points.kept(keys[-1])


def test_samples_are_drawn_from_the_points_with_replacement():
    made = cloud(20)
    config = from_values({"dataset": "points", "points": points.keep(made)})
    record = distribution(config)
    samples = record.sample(4000, torch.Generator().manual_seed(0)).numpy()
    found, counts = np.unique(samples, axis=0, return_counts=True)
    assert np.array_equal(found, np.unique(made.points, axis=0))
    assert (abs(counts - 200) < 75).all()
    trainer = Trainer(from_values({"g_hidden": (8,), "d_hidden": (8,)}, config))
    trainer.step()
    assert Display(trainer).snapshot().finite()
    measured = metrics(Display(trainer))
    assert "sw1" in measured and not {"d_star", "modes", "high_quality"} & set(measured)  # these need a closed form


def test_points_that_are_not_here_are_said():
    key = "0123456789abcdef"
    for values in ({"dataset": "points", "points": key}, {"points": key, "dataset": "points", "g_lr": 0.01}):
        with pytest.raises(ConfigError, match=f"points: must have been uploaded to this server.*got “{key}”"):
            complete(DEFAULT, values)
    config, _, errors = address.read({"dataset": "points", "points": key, "g_lr": "0.01"})
    assert (config.dataset, config.points, config.g_lr) == ("eight-gaussians", "", 0.01)
    assert [error.field for error in errors] == ["points"]
    with pytest.raises(points.MissingError, match="points: must have been uploaded to this server"):
        Trainer(from_values({"dataset": "points", "points": key}))
    with pytest.raises(ConfigError, match="points: must be the 16 hexadecimal digits"):
        from_values({"points": "../../etc/passwd"})
    points.path_of(key).parent.mkdir(parents=True)
    points.path_of(key).write_bytes(b"damaged")
    with pytest.raises(points.MissingError):
        points.load(key)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"dataset": "moons"}, {"dataset": "moons"}),
        ({"dataset": "digits"}, {"latent_dim": 40, "pixel_range": "unit"}),
        ({"dataset": "digits", "g_network": "dcgan"}, {"g_network": "dcgan", "g_hidden": (64, 32)}),
        ({"g_network": "mlp", "g_hidden": (9,)}, {"g_hidden": (9,)}),
    ],
)
def test_what_must_change_together_does(values, expected):
    made = complete(DEFAULT, values)
    assert {name: getattr(made, name) for name in expected} == expected
    assert made.dataset == values.get("dataset", DEFAULT.dataset)


def test_the_lab_completes_what_is_set_and_keeps_a_drawing_that_is_not_shown(lab):
    entry = lab.open(DEFAULT)
    lab.command(entry.run_id, "set", {"dataset": "drawing", "drawing": HOOK})
    lab.command(entry.run_id, "set", {"dataset": "digits"})
    assert (entry.config.kind, entry.config.latent_dim, entry.config.drawing) == ("images", 40, HOOK)
    lab.command(entry.run_id, "set", {"dataset": "drawing"})
    assert (entry.config.dataset, entry.config.drawing, entry.config.latent_dim) == ("drawing", HOOK, 2)
    lab.command(entry.run_id, "reset")
    assert entry.config.drawing == HOOK
    for bad in ({"dataset": ["moons"]}, {"dataset": "points"}, {"drawing": 5}, {"dataset": None}):
        before = entry.config
        with pytest.raises(ConfigError):
            lab.command(entry.run_id, "set", bad)
        assert entry.config is before
