"""The command that makes files of a sweep: each kind of a folder, and one sentence for what cannot be."""

import json

import pytest

from ganlab.__main__ import main
from ganlab.engine.sweep.ready import plan_of
from ganlab.export.maps import MAP_EXPORTS
from ganlab.export.registry import EXPORTS
from ganlab.presets.maps import MAPS
from tests.cli.test_export import refused, run
from tests.support.swept import swept, tiny


@pytest.fixture
def folder(tmp_path):
    swept(tmp_path / "map", tiny(), 5)
    return tmp_path / "map"


@pytest.mark.parametrize("kind", MAP_EXPORTS)
def test_every_kind_is_made_of_a_folder_by_its_name(capsys, folder, tmp_path, kind):
    out = tmp_path / "out"
    out.mkdir()
    code, printed, err = run(capsys, folder, "--as", kind, "--out", out, "--lang", "zh")
    [path] = out.iterdir()
    assert (code, printed, err) == (0, f"{path}\n", "")
    assert path.name == f"ganlab-map-d_lr-g_lr.{MAP_EXPORTS[kind].ending}"
    assert path.stat().st_size > 300


@pytest.mark.parametrize("key", MAPS)
def test_a_ready_map_has_its_name(capsys, tmp_path, key):
    swept(tmp_path / "map", plan_of(key), 1)
    assert run(capsys, tmp_path / "map", "--as", "map-csv", "--out", tmp_path)[0] == 0
    assert (tmp_path / f"ganlab-map-{key}.csv").exists()


@pytest.mark.wide
def test_what_a_sweep_has_written_is_taken_home(capsys, tmp_path):
    grid = ["--grid", "d_lr=1e-3,1e-2", "--set", "g_hidden=8", "--set", "d_hidden=8", "--set", "batch_size=16"]
    assert main(["sweep", *grid, "--steps", "20", "--workers", "1", "--out", str(tmp_path / "map")]) == 0
    for kind in MAP_EXPORTS:
        assert run(capsys, tmp_path / "map", "--as", kind, "--out", tmp_path)[0] == 0
    assert len((tmp_path / "ganlab-map-d_lr.csv").read_text().splitlines()) == 3


def refusals(folder, tmp_path):
    nothing = r"\w+: must be a folder that “sweep --out” has written; it has no plan\.json\."
    return [
        *(([folder, "--as", kind], rf"--as: must be one of {', '.join(MAP_EXPORTS)}, for a sweep; got “{kind}”")
          for kind in EXPORTS),
        *(([tmp_path, "--as", kind], nothing) for kind in MAP_EXPORTS),
        ([tmp_path / "nothing", "--as", "map-csv"], nothing),
        ([folder, "--as", "exe"], rf"--as: must be one of {', '.join([*EXPORTS, *MAP_EXPORTS])}; got “exe”"),
        ([folder, "--as", "map-png", "--of", "x"], r"--of: must be left out, for a sweep; got “x”"),
        ([folder, "--as", "map-png", "--lang", "xx"], r"--lang: must be one of .*; got “xx”"),
    ]  # fmt: skip


def test_what_cannot_be_made_is_refused_in_one_sentence(capsys, folder, tmp_path):
    refused(capsys, refusals(folder, tmp_path))


def test_the_page_is_told_how_far_it_is_and_what_is_in_the_way(capsys, folder, tmp_path):
    code, out, _ = run(capsys, folder, "--as", "map-png", "--told", "--out", tmp_path / "x")
    first, *_, last = map(json.loads, out.splitlines())
    assert code == 0 and first == {"progress": 0.0}
    assert last == {"name": "ganlab-map-d_lr-g_lr.png", "bytes": (tmp_path / "x").stat().st_size}
    (folder / "runs.jsonl").write_text("")
    code, out, _ = run(capsys, folder, "--as", "map-png", "--told", "--out", tmp_path / "x", "--lang", "en")
    assert code == 2
    assert json.loads(out) == {"refused": "map: must have a run that is done; it has none yet."}
