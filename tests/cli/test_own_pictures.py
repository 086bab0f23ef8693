"""Pictures of one's own on the command line: what is understood of them is printed, and trained on."""

import json

import numpy as np
import pytest

from ganlab.__main__ import main
from tests.support.own_data import album
from tests.support.pictures import encoded, zipped

FILES = [(f"pets/{name}/images/{k}.png", encoded(album(20, n)[k])) for n, name in enumerate("ab") for k in range(20)]
SMALL = ["--set", "g_hidden=8", "--set", "d_hidden=8", "--steps", "2"]


@pytest.fixture(params=["folder", "archive"])
def brought(request, tmp_path):
    path = tmp_path / "brought"
    if request.param == "archive":
        (tmp_path / "a.zip").write_bytes(zipped(*FILES, ("cover.png", encoded(album()[0]))))
        return str(tmp_path / "a.zip")
    for name, data in [*FILES, ("cover.png", encoded(album()[0]))]:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return str(path)


@pytest.mark.wide
@pytest.mark.parametrize("asked", [[], ["--as", "pictures"]])
def test_what_is_understood_of_pictures_is_one_object(brought, asked, capsys):
    assert main(["data", brought, *asked]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["n"], told["classes"]) == ("pictures", 40, {"a": 20, "b": 20})
    shown = np.concatenate([album(20, 0), album(20, 1)]).reshape(40, -1)
    assert told["distinct"] == len(np.unique(shown, axis=0))
    assert told["contrast"] == pytest.approx(shown.std(1).mean() / 255, abs=1e-3)
    assert told["warnings"][0] == "Left out: cover.png (beside the folders of the classes)."


def test_pictures_are_trained_on(brought, capsys):
    assert main(["train", "--data", brought, *SMALL]) == 0
    out, error = capsys.readouterr()
    assert json.loads(out.splitlines()[-1])["step"] == 2
    assert "cover.png" in error


@pytest.mark.wide
@pytest.mark.parametrize("command", [["data"], ["train", *SMALL, "--data"]])
def test_pictures_of_which_nothing_can_be_used_are_refused_in_one_sentence(command, tmp_path, capsys):
    for k in range(9):
        (tmp_path / f"{k}.png").write_bytes(encoded(np.full((28, 28), 255)))
    assert main([*command, str(tmp_path)]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error == "The pictures must show something; all 9 are white everywhere (grey 255 of 255).\n"
