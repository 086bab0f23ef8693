"""What the package is built like: dependencies point one way, the web process stays without torch."""

import ast
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ganlab import lazy
from ganlab.cli.bench import package

ROOT = Path(__file__).parents[1]
ORDER = ["data", "gan", "presets", "observe", "engine", "export", "lessons", "web", "cli"]
BELOW = ["lazy", "paths", "quoted", "limits"]  # which all may import
RANK = {name: rank for rank, name in enumerate([*BELOW, *ORDER, "__main__", "__init__"])}
FILES = sorted((ROOT / "ganlab").rglob("*.py"))


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imports(path):
    """Names of the modules that a module imports, wherever the import stands: for types only, or inside a function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module for name in names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def refused(path):
    """Names that a module must not import: those above its floor, and libraries that others are for."""
    part, *below = path.relative_to(ROOT / "ganlab").parts
    part = part.removesuffix(".py")
    for name in imports(path):
        library = name.split(".")[0]
        if library == "ganlab" and "." in name and RANK[name.split(".")[1]] > RANK[part]:
            yield name
        if library == "streamlit" and not (part == "cli" and name.startswith("streamlit.proto.")):
            yield from [] if (part, *below[:1]) == ("web", "page") else [name]
        if library == "torchvision" and part != "lazy":
            yield name


def test_dependencies_point_one_way():
    assert {name_of(path): found for path in FILES if (found := list(refused(path)))} == {}


def test_no_module_imports_itself_in_a_circle():
    graph = {name: {used for used in imports(path) if used in MODULES} for name, path in MODULES.items()}
    assert sum(map(len, graph.values())) > 200
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"a circle of imports: {' → '.join(error.args[1])}")


def test_visible_top_level_is_what_it_should_be():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("needs a git checkout")
    visible = {name.split("/")[0] for name in listed if not name.startswith(".")}
    assert visible == {"app.py", "README.md", "ganlab", "tests", "requirements.txt"}


@pytest.mark.wide
def test_the_web_process_never_imports_torch():
    code = "import sys, app, ganlab.web.page.address, ganlab.web.page.view; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_torch_that_is_too_old_is_said_in_one_sentence(monkeypatch):
    monkeypatch.setattr("ganlab.lazy.OLDEST_TORCH", (99, 0))
    lazy._checked.cache_clear()
    with pytest.raises(ImportError, match="torch: must be version 99.0 or newer; got 2"):
        type(lazy.torch)("torch").zeros(1)
    lazy._checked.cache_clear()


# -- clocks ---------------------------------------------------------------------------------------------------------

WALL_TIME = re.compile(r"\btime\.(time|time_ns|localtime|gmtime)\b|\bdatetime\b|\bDate\b|timeOrigin")
TELLS_WALL_TIME = {  # what may ask for the time of the day; all else goes by monotonic seconds
    "ganlab/cli/bench/page.py": "only the calendar's clock is the browser's too",
    "ganlab/gan/keeping.py": "the age of files, which outlive the machine's start",
    "ganlab/web/static/lessons/report.js": "when a report was made is for who reads it",
}


def test_only_what_is_said_reads_a_clock_that_can_be_set_back():
    files = [*FILES, ROOT / "app.py", *package.files("js")]
    assert {name_of(path) for path in files if WALL_TIME.search(path.read_text())} == set(TELLS_WALL_TIME)


# -- sizes ----------------------------------------------------------------------------------------------------------

SOURCES = [*FILES, *sorted((ROOT / "tests").rglob("*.py")), ROOT / "app.py"]
MOST_TEST = MOST_STATIC = 300


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def large(path):
    """What of a file is larger than it may be."""
    name = name_of(path)
    most = MOST_TEST if name.startswith("tests") else package.MOST_FILE
    if package.lines_of(path) > most and not package.is_content(path):
        yield name
    for kind, piece in package.definitions(path):
        if piece.lines > (package.MOST_CLASS if kind is ast.ClassDef else package.MOST_FUNCTION):
            yield piece.name


def test_files_classes_and_functions_are_small():
    assert [name for path in SOURCES for name in large(path)] == []


STATIC = [*package.files("js"), *package.files("css")]


def test_lines_are_narrow():
    lines = ((path, *line) for path in [*SOURCES, *STATIC] for line in enumerate(path.read_text().splitlines(), 1))
    assert [(name_of(path), number) for path, number, line in lines if len(line) > 120] == []


def test_static_files_are_small():
    assert [name_of(path) for path in STATIC if package.lines_of(path) > MOST_STATIC] == []
