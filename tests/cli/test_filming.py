"""`presets --film`: which films are recorded, and that none is lost."""

import json
import re
from urllib.error import URLError

import pytest

from ganlab.__main__ import main
from ganlab.data import images
from ganlab.observe import films
from ganlab.presets import PRESETS

SHORT = ["divergence", "dirac-consensus"]


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Give a file of films of all experiments as they are, made of nothing; return what writes others into it."""
    monkeypatch.setattr(films, "FILE", tmp_path / "films.json")
    whole = {key: {"sign": films.sign(preset), "kind": "none"} for key, preset in PRESETS.items()}

    def write(**others):
        films.FILE.write_text(json.dumps({key: film for key, film in (whole | others).items() if film}))

    write()
    return write


def recorded():
    return [key for key, film in films.films().items() if film["kind"] != "none"]


@pytest.mark.wide
def test_without_a_name_what_is_missing_or_out_of_date_is_recorded(kept, capsys):
    kept(**{SHORT[0]: None, SHORT[1]: {"sign": "another", "kind": "none"}, "removed": {"sign": "", "kind": "none"}})
    assert films.stale() == SHORT
    assert main(["presets", "--film"]) == 0
    assert recorded() == SHORT
    assert films.stale() == [] and list(films.films()) == list(PRESETS)
    assert "divergence: 100 steps in 0 s, stopped in step 1" in capsys.readouterr().out


@pytest.mark.wide
def test_named_ones_are_recorded_whether_or_not_they_need_it(kept):
    assert main(["presets", *(f"--film={key}" for key in SHORT)]) == 0
    assert recorded() == SHORT


def test_the_first_film_needs_no_file(kept):
    films.FILE.unlink()
    assert main(["presets", "--film", SHORT[0]]) == 0
    assert list(films.films()) == SHORT[:1]


def test_pictures_that_cannot_be_had_are_refused_in_one_sentence_and_no_film_is_lost(
    kept, tmp_path, monkeypatch, capsys
):
    def refuse(*_, **__):
        raise URLError("no network")

    monkeypatch.setattr(images, "urlopen", refuse)
    monkeypatch.setenv("GANLAB_DATA", str(tmp_path / "empty"))
    assert main(["presets", "--film", "mnist-ready", "--film", SHORT[0], "--film", "seed-mnist"]) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(
        r"--film: must be of pictures that can be had, MNIST is not on this machine and could not be downloaded "
        r"\(no network\); got “mnist-ready, seed-mnist”\n",
        said,
    )
    assert recorded() == SHORT[:1] and films.stale() == []


def test_an_experiment_that_there_is_not_is_named(kept, capsys):
    assert main(["presets", "--film", "nothing"]) == 2
    assert "--film: must be one of first-light" in capsys.readouterr().err
