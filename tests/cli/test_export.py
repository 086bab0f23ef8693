"""The command that makes files of a run: each kind of a folder, and one sentence for what cannot be."""

import json
import re

import pytest

from ganlab.__main__ import main
from ganlab.export.registry import EXPORTS
from ganlab.gan import checkpoint
from ganlab.gan.config import from_values
from ganlab.gan.trainer import Trainer
from ganlab.observe import record
from ganlab.observe.diagnosis import Observer
from ganlab.observe.measures import MEASURES

NO_FOLDER = r"\w+: must be a folder that “train --out” has written; it has no .*"
SMALL = ["--set", "g_hidden=8", "--set", "d_hidden=8", "--set", "seed=4"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("run")
    assert main(["train", *SMALL, "--steps", "30", "--out", str(made)]) == 0
    return made


def run(capsys, *arguments):
    capsys.readouterr()
    code = main(["export", *map(str, arguments)])
    return code, *capsys.readouterr()


@pytest.mark.wide
@pytest.mark.parametrize("kind", EXPORTS)
def test_every_kind_is_made_of_a_folder_by_its_name(capsys, folder, tmp_path, kind):
    code, out, err = run(capsys, folder, "--as", kind, "--out", tmp_path, "--lang", "zh")
    [path] = tmp_path.iterdir()
    assert (code, out, err) == (0, f"{path}\n", "")
    assert re.fullmatch(rf"ganlab-eight-gaussians-seed4-step30\.{EXPORTS[kind].ending}", path.name)
    assert path.stat().st_size > 500


@pytest.mark.wide
def test_what_a_picture_shows_can_be_chosen(capsys, folder, tmp_path):
    kinds = [kind for kind, export in EXPORTS.items() if export.of(record.read(folder / record.NAME).config)]
    for kind in kinds:
        for of in EXPORTS[kind].of(record.read(folder / record.NAME).config):
            assert run(capsys, folder, "--as", kind, "--of", of, "--out", tmp_path)[0] == 0
    assert len({path.name for path in tmp_path.iterdir()}) == len(list(tmp_path.iterdir()))


@pytest.mark.parametrize("kind", ["csv", "weights"])
def test_a_diverged_run_has_its_table_and_says_why_it_has_no_weights(capsys, tmp_path, kind):
    sets = ["d_lr=10", "g_lr=10", "d_optimizer=sgd", "g_optimizer=sgd", "loss=least-squares"]
    settings = [part for one in sets for part in ("--set", one)]
    assert main(["train", *settings, "--steps", "3000", "--out", str(tmp_path / "run")]) == 3
    code, out, err = run(capsys, tmp_path / "run", "--as", kind, "--out", tmp_path)
    if kind == "csv":
        assert (code, err) == (0, "")
        assert out.strip().endswith(".csv")
    else:
        assert (code, out) == (2, "")
        assert re.fullmatch(r"The weights of step [\d,]+ must be finite [^\n]+\.\n", err)


def kept(name, steps=7, **settings):
    """Leave a run as a server does."""
    config = from_values({"g_hidden": (8,), "d_hidden": (8,), "seed": 4, **settings})
    trainer = Trainer(config, measures=tuple(MEASURES))
    for _ in range(steps):
        trainer.step()
    checkpoint.save(checkpoint.path_of(name), trainer, observed=Observer().state())
    return trainer


def test_a_run_that_is_kept_is_taken_by_its_id_as_it_is_now(capsys, tmp_path):
    trainer = kept("abcdefgh")
    code, out, err = run(capsys, "abcdefgh", "--as", "csv", "--out", tmp_path)
    assert (code, err) == (0, "")
    path = tmp_path / "ganlab-eight-gaussians-seed4-step7.csv"
    assert out == f"{path}\n"
    lines = path.read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["step", *map(str, range(1, 8))]
    assert float(lines[-1].split(",")[1]) == pytest.approx(trainer.scalars["d_loss"])


def test_a_checkpoint_that_is_damaged_is_said_in_one_sentence(capsys, tmp_path):
    kept("abcdefgh")
    path = checkpoint.path_of("abcdefgh")
    path.write_bytes(path.read_bytes()[:-9])
    code, out, err = run(capsys, "abcdefgh", "--as", "csv", "--out", tmp_path)
    assert (code, out) == (2, "")
    assert err == "FOLDER-OR-RUN: must be a run whose checkpoint is whole and of this version; got “abcdefgh”\n"


def test_a_disk_that_is_full_is_said_to_the_page_without_its_path(capsys, folder, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr("os.replace", full)
    code, out, _ = run(capsys, folder, "--as", "csv", "--told", "--out", tmp_path / "x")
    assert code == 2
    assert json.loads(out) == {"refused": "The file could not be made (No space left on device)."}
    assert list(tmp_path.iterdir()) == []


def refusals(folder, tmp_path):
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / record.NAME).write_bytes((folder / record.NAME).read_bytes()[:5000])
    readable = tmp_path / "file"
    readable.write_text("")
    return [
        ([tmp_path / "nothing", "--as", "csv"], NO_FOLDER),
        ([tmp_path, "--as", "csv"], NO_FOLDER),
        ([damaged, "--as", "csv"], r"record.safetensors: must be the record of a run, of this .*; it is another .*"),
        ([folder, "--as", "exe"], r"--as: must be one of .*; got “exe”"),
        ([folder, "--as", "csv", "--of", "x"], r"--of: must be left out; got “x”"),
        ([folder, "--as", "csv", "--lang", "xx"], r"--lang: must be one of .*; got “xx”"),
        ([folder, "--as", "csv", "--out", readable / "x.csv"], r"--out: must be a folder that can be written .*"),
        ([folder, "--as", "csv", "--notes", tmp_path / "none"], r"--notes: must be a file that can be read; got .*"),
    ]  # fmt: skip


def refused(capsys, cases):
    """Have each of these arguments refused in its sentence, and nothing else said."""
    for arguments, sentence in cases:
        code, out, err = run(capsys, *arguments)
        assert (code, out) == (2, ""), arguments
        assert re.fullmatch(sentence + r"\n", err), (arguments, err)


def test_what_cannot_be_made_is_refused_in_one_sentence(capsys, folder, tmp_path):
    refused(capsys, refusals(folder, tmp_path))


def test_the_page_is_told_how_far_it_is_and_what_is_in_the_way(capsys, folder, tmp_path):
    code, out, _ = run(capsys, folder, "--as", "csv", "--told", "--out", tmp_path / "x")
    assert code == 0
    last = json.loads(out.splitlines()[-1])
    assert last == {"name": "ganlab-eight-gaussians-seed4-step30.csv", "bytes": (tmp_path / "x").stat().st_size}
    code, out, _ = run(capsys, tmp_path, "--as", "csv", "--told", "--out", tmp_path / "x", "--lang", "zh")
    assert code == 2
    assert list(json.loads(out.splitlines()[-1])) == ["refused"]
