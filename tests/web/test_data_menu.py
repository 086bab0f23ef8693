"""The picture menu: every data set with its name and a thumbnail that a worker has made from its record."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ganlab.data import DATASETS, kind_of, thumbnails
from ganlab.web import data_menu, routes
from ganlab.web.words import LANGUAGES, say


@pytest.fixture
def menu(lab, monkeypatch):
    monkeypatch.setattr(data_menu, "lab", lab)
    monkeypatch.setattr(data_menu, "_thumbnails", {})
    with TestClient(Starlette(routes=routes.routes())) as client:
        yield lambda language: client.get(f"/ganlab/datasets.json?lang={language}").json()["sets"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_lists_every_set_in_the_visitors_language(menu, language):
    listed = {item["key"]: item for item in menu(language)}
    assert list(listed) == [key for key in DATASETS if kind_of(key) != "dirac"]
    made = thumbnails.made(thumbnails.wanted())
    for key, item in listed.items():
        assert item == {"key": key, "label": say(DATASETS[key].label, language), **made.get(key, {})}
    assert menu("xx") == menu("en")


def test_what_was_made_is_not_made_again_and_what_was_missing_is_asked_for_again(menu, monkeypatch):
    asked = []
    monkeypatch.setattr(data_menu.lab, "thumbnails", lambda keys: asked.append(keys) or {"ring": {"points": "AA=="}})
    for _ in range(2):
        assert next(item for item in menu("en") if item["key"] == "ring")["points"] == "AA=="
    assert asked == [thumbnails.wanted(), [key for key in thumbnails.wanted() if key != "ring"]]
