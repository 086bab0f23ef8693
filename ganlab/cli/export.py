"""Make a file to take home, of a run: a replay, a picture, a table, weights, a program …; or of a sweep: its map."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from ganlab.cli.inputs import pictures_of
from ganlab.engine.showing import Showing
from ganlab.export import maps
from ganlab.export.exports import Progress, Run, Task
from ganlab.export.folder import leave
from ganlab.export.maps import MAP_EXPORTS, MapTask
from ganlab.export.refusal import FAILED, ExportError
from ganlab.export.registry import EXPORTS
from ganlab.export.source import name_of, runs_of
from ganlab.export.sweeps import Sweep, is_sweep, sweep_of
from ganlab.gan import checkpoint
from ganlab.gan.config import ConfigError
from ganlab.gan.trainer import Trainer
from ganlab.lazy import Message
from ganlab.observe.measures import MEASURES
from ganlab.web.told import Told
from ganlab.web.words import LANGUAGES

HELP = "make a file of a run: a replay, report, picture, table, program …; or of a sweep: its map, as picture or table"


def declare(parser: argparse.ArgumentParser) -> None:
    """Take where the run is, what is to be made, and where to write it."""
    parser.add_argument(
        "run",
        metavar="FOLDER-OR-RUN",
        help="folder that train --out or sweep --out has written, or the id of a run that this machine keeps: its last "
        "moment alone",
    )
    kinds = f"of a run: {', '.join(EXPORTS)}; of a sweep: {', '.join(MAP_EXPORTS)}"
    parser.add_argument("--as", dest="kind", metavar="KIND", required=True, help=kinds)
    parser.add_argument("--out", metavar="FILE", help="file to write, or a folder for it (default: here, by its name)")
    parser.add_argument("--of", metavar="WHAT", default="", help="of a picture or chart: which (default: the picture)")
    parser.add_argument("--notes", metavar="FILE", help="text of your own, for a report")
    parser.add_argument("--answers", metavar="FILE", help=argparse.SUPPRESS)  # of a lesson, JSON, for a replay
    parser.add_argument("--lang", metavar="LANGUAGE", default="en", help="one of: " + ", ".join(LANGUAGES))
    parser.add_argument("--base", metavar="ADDRESS", default="", help=argparse.SUPPRESS)
    parser.add_argument("--told", action="store_true", help=argparse.SUPPRESS)  # progress as JSON lines, for the page


def run(arguments: argparse.Namespace) -> int:
    """Make the file, say where it is; return the exit code."""
    kind, language = arguments.kind, arguments.lang
    for name, value, choices in (("--as", kind, [*EXPORTS, *MAP_EXPORTS]), ("--lang", language, LANGUAGES)):
        if value not in choices:
            raise ConfigError(name, f"must be one of {', '.join(choices)}", value)
    try:
        if kind in MAP_EXPORTS:
            print(_mapped(arguments, sweep_of(Path(arguments.run))))
            return 0
        if is_sweep(Path(arguments.run)):
            raise ConfigError("--as", f"must be one of {', '.join(MAP_EXPORTS)}, for a sweep", kind)
        with _folder(arguments.run) as folder:
            print(_made(arguments, runs_of(folder)))
    except (ExportError, OSError) as error:
        if not arguments.told:
            raise
        message = getattr(error, "message", None) or Message.of(FAILED, reason=getattr(error, "strerror", None) or "?")
        print(json.dumps({"refused": Told(language).say(message)}), flush=True)
        return 2
    return 0


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    """Yield the folder of a run; of one that is kept by its id, a folder that is made of its checkpoint."""
    if Path(name).exists() or not checkpoint.RUN_ID.fullmatch(name) or not checkpoint.path_of(name).exists():
        yield Path(name)
        return
    path = checkpoint.path_of(name)
    saved = checkpoint.newest(path)
    if saved is None:
        raise ConfigError("FOLDER-OR-RUN", "must be a run whose checkpoint is whole and of this version", name)
    trainer = Trainer(saved.config, pictures_of(saved.config), measures=tuple(MEASURES))
    if not checkpoint.restore(path, trainer):
        raise ConfigError("FOLDER-OR-RUN", "must be a run whose weights are finite numbers", name)
    showing = Showing(saved.config.kind)
    showing.begin(trainer, saved.extra.get("observed"))
    showing.measure_now()
    with tempfile.TemporaryDirectory() as made:
        leave(Path(made), trainer, showing)
        yield Path(made)


def _made(arguments: argparse.Namespace, runs: Sequence[Run]) -> str:
    export = EXPORTS[arguments.kind]
    notes = _text("--notes", arguments.notes) if arguments.notes else ""
    answers = json.loads(_text("--answers", arguments.answers)) if arguments.answers else None
    possible = export.of(runs[0].record.config)
    usual = next(iter(possible), "")
    of = arguments.of or usual
    if arguments.of and arguments.of not in possible:
        raise ConfigError(
            "--of", f"must be one of {', '.join(possible)}" if possible else "must be left out", arguments.of
        )
    name = name_of(runs, export.ending_of(runs), of if of != usual else "")
    tell = Told(arguments.lang, arguments.base)
    return _written(arguments, name, lambda path, how: export.make(Task(runs, path, tell, how, of, notes, answers)))


def _mapped(arguments: argparse.Namespace, sweep: Sweep) -> str:
    export, tell = MAP_EXPORTS[arguments.kind], Told(arguments.lang, arguments.base)
    if arguments.of:
        raise ConfigError("--of", "must be left out, for a sweep", arguments.of)
    name = maps.name_of(sweep, export.ending)
    return _written(arguments, name, lambda path, how: export.make(MapTask(sweep, path, tell, how)))


def _written(arguments: argparse.Namespace, name: str, make: Callable[[Path, Progress], None]) -> str:
    """Have a file made where it is wanted; return what to say of it."""
    path = Path(arguments.out or ".")
    path = path / name if path.is_dir() else path
    with tqdm(total=1.0, bar_format="{l_bar}{bar}", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
        make(path, _told if arguments.told else _shown(bar))
    return json.dumps({"name": name, "bytes": path.stat().st_size}) if arguments.told else str(path)


def _text(argument: str, name: str) -> str:
    try:
        return Path(name).read_text("utf-8", "replace")
    except OSError:
        raise ConfigError(argument, "must be a file that can be read", name) from None


def _shown(bar: tqdm[None]) -> Progress:
    def progress(share: float) -> None:
        bar.update(share - bar.n)

    return progress


def _told(share: float) -> None:
    print(json.dumps({"progress": round(share, 3)}), flush=True)
