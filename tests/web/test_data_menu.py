"""The picture menu: every data set with its name and a thumbnail that the real samplers have made."""

import base64
import json

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ganlab.data import DATASETS, kind_of
from ganlab.web import data_menu, routes
from ganlab.web.words.text import LANGUAGES, pick


def numbers(text):
    return np.frombuffer(base64.b64decode(text), np.uint8).astype(int)


def test_the_stored_thumbnails_are_those_of_the_samplers():
    stored, made = json.loads(data_menu.FILE.read_text()), data_menu.thumbnails()
    assert set(made) <= set(stored)  # others need a download
    assert "digits" in made and "eight-gaussians" in made
    for key, thumbnail in made.items():
        for name, text in thumbnail.items():
            assert abs(numbers(stored[key][name]) - numbers(text)).max() <= 1, (
                key
            )  # another processor may round differently


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_lists_every_set_in_the_visitors_language(language):
    with TestClient(Starlette(routes=routes.routes())) as client:
        answer = client.get(f"/ganlab/datasets.json?lang={language}")
        assert client.get("/ganlab/datasets.json?lang=xx").json() == client.get("/ganlab/datasets.json").json()
    listed = {item["key"]: item for item in answer.json()["sets"]}
    assert list(listed) == [key for key in DATASETS if kind_of(key) != "dirac"]
    for key, item in listed.items():
        assert item["label"] == pick(DATASETS[key].label, language)
        if "points" in item:
            assert len(numbers(item["points"])) == 2 * data_menu.SHOWN_POINTS
