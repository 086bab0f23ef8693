"""The view's own files: modules that import each other, style sheets beside them, and the address that they have."""

import os
import re
import shutil

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ganlab.web import routes
from ganlab.web.routes import STATIC

MODULES = {path.relative_to(STATIC).as_posix(): path.read_text() for path in sorted(STATIC.rglob("*.js"))}
SHEETS = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.css")}
FIRST = ["live.js", "front.js"]  # which the page loads; they import the others
FIRST += ["replay/boot.js", "replay/main.js"]  # and those of a page that was taken home
FOR_ALL = {"shell/live.css", "shell/toolbar.css", "shell/phone.css"}


def imported(name):
    """Return what a module imports, as paths below the folder of static files."""
    found = re.findall(r'^(?:import|export) [^;]*?from "([^"]+)";', MODULES[name], flags=re.M)
    assert all(target.startswith(("./", "../")) for target in found), name
    return [os.path.normpath(os.path.join(os.path.dirname(name), target)) for target in found]


def test_modules_import_modules_that_there_are_and_none_is_left_over():
    reached, new = set(), set(FIRST)
    while new:
        reached |= new
        new = {target for name in new for target in imported(name)} - reached
    assert reached == set(MODULES)


def test_no_module_imports_itself_by_way_of_others():
    done = set()

    def walk(name, way):
        assert name not in way, " → ".join([*way, name])
        if name not in done:
            for target in imported(name):
                walk(target, [*way, name])
            done.add(name)

    for name in FIRST:
        walk(name, [])


def test_nothing_is_imported_late():
    for name, text in MODULES.items():
        assert not re.search(r"\bimport\(", text), name


def test_style_sheets_lie_beside_the_module_that_loads_them():
    styled = {name for name, text in MODULES.items() if re.search(r"^styled\(import\.meta\.url\);$", text, flags=re.M)}
    assert {name.removesuffix(".js") + ".css" for name in styled} | FOR_ALL == SHEETS


def test_no_style_sheet_asks_what_an_element_holds():
    """A selector with `:has()` made the browser find the whole page's styles anew in every frame: half of its work."""
    for name in SHEETS:
        assert ":has(" not in (STATIC / name).read_text(), name


@pytest.fixture
def client():
    return TestClient(Starlette(routes=routes.routes()))


@pytest.mark.wide
def test_files_are_served_below_their_version_and_kept(client):
    for name in [*MODULES, *SHEETS]:
        answer = client.get(f"/ganlab/static/{routes.version()}/{name}")
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["cache-control"]
        assert client.get(f"/ganlab/static/{routes.version()}.12/{name}").content == answer.content
    gone = ["live.js", "0123456789ab/live.js", *(f"{routes.version()}{rest}" for rest in ("/gone.js", "x/live.js", ""))]
    for path in gone:
        answer = client.get(f"/ganlab/static/{path}")
        assert answer.status_code == 404
        assert "immutable" not in answer.headers.get("cache-control", "")


def test_the_version_changes_with_any_file(tmp_path, monkeypatch):
    copy = shutil.copytree(STATIC, tmp_path / "static")
    monkeypatch.setattr(routes, "STATIC", copy)
    found = {routes.version.__wrapped__()}
    assert found == {routes.version()}
    for change in (
        lambda: (copy / "charts" / "chart.js").write_text("changed"),
        lambda: (copy / "charts" / "chart.js").rename(copy / "charts" / "graph.js"),
        lambda: (copy / "dirac" / "game.css").unlink(),
    ):
        change()
        found.add(routes.version.__wrapped__())
    assert len(found) == 4
