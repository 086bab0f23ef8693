"""Own data on the command line: what is understood of them is printed, and trained on; the rest is one sentence."""

import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from ganlab.data.own import points
from ganlab.data.own.decisions import DECISIONS, Decisions
from tests.cli.test_train import SMALL, run

POINTS = np.random.default_rng(3).normal(size=(40, 2)) * [300, 2] + [5000, -7]
FRAME = pd.DataFrame(POINTS, columns=["width", "height"])


def pictures(folder):
    """Write twelve noisy pictures in folders of two classes."""
    rng = np.random.default_rng(0)
    for k in range(12):
        path = folder / "ab"[k % 2] / f"{k}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (28, 28), np.uint8)).save(path)
    return folder


def brought(folder):
    """Write the same points in several ways, each beside what is asked for with it."""
    FRAME.to_csv(folder / "index.csv")
    FRAME.round(2).to_csv(folder / "german.csv", sep=";", decimal=",", index=False, encoding="utf-16")
    FRAME.assign(label=1).to_parquet(folder / "table.parquet")
    np.savetxt(folder / "plain.txt", POINTS)
    np.save(folder / "across.npy", POINTS.T)
    FRAME.assign(z=FRAME.width)[["z", "height", "width"]].to_csv(folder / "three.tsv", sep="\t", index=False)
    plain = ("index.csv", "german.csv", "table.parquet", "plain.txt", "across.npy")
    return {"three.tsv": ("--columns", "width,height"), **{name: () for name in plain}}


@pytest.mark.wide
def test_what_is_understood_of_points_is_printed(capsys, tmp_path):
    for name, asked in brought(tmp_path).items():
        code, out, err = run(capsys, "data", str(tmp_path / name), *asked)
        found = json.loads(out)
        assert (code, err, found["kind"], found["n"], found["warnings"]) == (0, "", "points", 40, [])
        for axis, column in zip("xy", POINTS.T, strict=True):
            numbers = [found[axis][what] for what in ("mean", "min", "max")]
            assert numbers == pytest.approx([column.mean(), column.min(), column.max()], abs=0.006)
        assert set(found["decisions"]) == set(Decisions.__dataclass_fields__)
        assert out.count("\n") == 1


@pytest.mark.wide
def test_each_decision_is_an_option(capsys, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("0;1\n1,234;5\n2,345;6\n7;8\n", "utf-16")
    asked = {
        "separator": ";",
        "decimal": ".",
        "thousands": ",",
        "header": "no",
        "encoding": "utf-16",
        "orientation": "rows",
    }
    assert set(asked) == set(DECISIONS)
    code, out, _ = run(
        capsys, "data", str(path), *(part for name, value in asked.items() for part in (f"--{name}", value))
    )
    found = json.loads(out)
    assert (code, found["n"], found["x"]["max"]) == (0, 4, 2345)
    assert {name: found["decisions"][name] for name in asked} == {**asked, "header": False}
    assert json.loads(run(capsys, "data", str(path))[1])["x"]["max"] == 7


@pytest.mark.wide
def test_columns_are_named_or_numbered(capsys, tmp_path):
    path = tmp_path / "a.csv"
    pd.DataFrame(np.c_[POINTS, -POINTS[:, :1]]).to_csv(path, index=False)  # whose names are 0, 1 and 2
    mean = POINTS[:, 0].mean()
    for asked, expected in {"0,1": mean, "2,1": -mean, "3,1": -mean, "1,3": mean}.items():
        assert json.loads(run(capsys, "data", str(path), "--columns", asked)[1])["x"]["mean"] == pytest.approx(expected)
    assert run(capsys, "data", str(path), "--columns", "1,1")[2] == "x and y must be two columns; both are “1”.\n"


@pytest.mark.wide
def test_pictures_are_told_from_points(capsys, tmp_path):
    flat = np.random.default_rng(1).integers(0, 256, (12, 784))
    pd.DataFrame(np.c_[np.arange(12) % 2, flat]).to_csv(tmp_path / "mnist.csv", index=False)
    for path in (pictures(tmp_path / "folder"), tmp_path / "mnist.csv"):
        found = json.loads(run(capsys, "data", str(path))[1])
        assert (found["kind"], found["n"], found["distinct"]) == ("pictures", 12, 12)
        assert list(found["classes"].values()) == [6, 6] and found["contrast"] > 0.2 and found["warnings"]


@pytest.mark.wide
def test_training_is_on_what_is_brought_and_says_what_is_doubtful(capsys, tmp_path):
    pd.DataFrame(POINTS).to_csv(tmp_path / "a.csv", index=False)
    code, _, err = run(
        capsys, "train", *SMALL, "--data", str(tmp_path / "a.csv"), "--steps", "2", "--out", str(tmp_path)
    )
    config = json.loads((tmp_path / "config.json").read_text())
    cloud = points.load(config["points"])
    assert (code, config["dataset"], cloud.names) == (0, "points", ("0", "1"))
    assert cloud.points * cloud.scale + cloud.center == pytest.approx(POINTS, rel=1e-5, abs=1e-4)
    assert err == "warning: The first row, “0, 1”, was taken for names, not for a point.\n"
    folder = str(pictures(tmp_path / "folder"))
    code, out, err = run(capsys, "train", "--data", folder, "--steps", "1", "--out", str(tmp_path))
    assert (code, json.loads(out)["status"]) == (0, "done")
    assert json.loads((tmp_path / "config.json").read_text())["dataset"] == "pictures"


@pytest.mark.wide
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bad.csv"], "Each x and y must be a number; row 17, column 2: “n/a”."),
        (["none.csv"], "data: must be a file or folder that can be read (No such file"),
        (["bad.csv", "--columns", "x"], "--columns: must be two columns, such as 2,3 or width,height; got “x”"),
        (["bad.csv", "--columns", "x,z"], "There must be a column “z”; there are x, y."),
        (["bad.csv", "--decimal", ":"], "--decimal: must be one of . ,; got “:”"),
        (["bad.csv", "--as", "music"], "--as: must be one of points, pictures; got “music”"),
        (["bad.csv", "--as", "pictures"], "There must be at least two pictures"),
        (["mnist.csv", "--as", "points"], "The file holds 12 pictures of 28×28 pixels, not points"),
        (["folder", "--columns", "1,2"], "data: must be points for columns and decisions"),
        (["large.csv"], "The file must be at most 5 MB; it has 7.0 MB."),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(capsys, tmp_path, arguments, sentence):
    (tmp_path / "bad.csv").write_text("x,y\n" + "1,2\n3,4\n4,6\n" * 5 + "5,n/a\n")
    (tmp_path / "large.csv").write_bytes(b"1234,5\n" * 1_000_000)
    pd.DataFrame(np.random.default_rng(1).integers(0, 256, (12, 784))).to_csv(tmp_path / "mnist.csv", index=False)
    pictures(tmp_path / "folder")
    name, *rest = arguments
    for command in (["data", str(tmp_path / name)], ["train", "--steps", "1", "--data", str(tmp_path / name)]):
        code, out, err = run(capsys, *command, *rest)
        assert (code, out) == (2, "")
        assert err.startswith(sentence) and err.count("\n") == 1


def test_options_of_data_need_data(capsys):
    code, out, err = run(capsys, "train", "--steps", "1", "--columns", "1,2")
    assert (code, out) == (2, "") and err.startswith("--data: must name what columns")
