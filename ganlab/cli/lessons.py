"""List the lessons, or check over seeds that their runs show what they say."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from ganlab.cli.check import FIRST, NEEDED
from ganlab.cli.inputs import pictures_of, span
from ganlab.gan.config import ConfigError
from ganlab.lazy import torch
from ganlab.lessons import shelf, walk
from ganlab.lessons.lesson import Lesson
from ganlab.lessons.parse import parse
from ganlab.lessons.refusal import LessonError
from ganlab.web.lessons import SCENE

HELP = "list the lessons, or check what they say"
SEEDS = 10


def declare(parser: argparse.ArgumentParser) -> None:
    """Take what to check, and over which seeds."""
    names = "check these, by name or file; without a name: every one"
    parser.add_argument("--check", metavar="NAME", nargs="*", help=names)
    parser.add_argument("--seeds", metavar="FIRST-LAST", help=f"seeds to check (default: {SEEDS} from {FIRST} on)")


def run(arguments: argparse.Namespace) -> int:
    """List or check; return the exit code."""
    found = shelf.shelf(SCENE)
    files = {name: book.paths[book.first] for name, book in found.books.items()}
    if arguments.check is None:
        for name, book in found.books.items():
            lesson = book.of(book.first)
            print(f"{name:20} {lesson.minutes:2} min  {', '.join(sorted(book.lessons)):8} {lesson.title}")
    for problem in found.problems:
        print(f"{problem.file}: {problem.message}", file=sys.stderr)
    if arguments.check is None:
        return 0
    chosen = {Path(name).stem.split(".")[0]: _file(name, files) for name in arguments.check} or files
    seeds = span(arguments.seeds) if arguments.seeds else range(FIRST, FIRST + SEEDS)
    held = [one for name, path in chosen.items() for one in _checked(name, path, seeds)]
    broken = 0 if arguments.check else len(found.problems)
    of = f"seeds {seeds[0]}-{seeds[-1]}"
    unread = f"; {broken} files cannot be read" if broken else ""
    print(f"lessons: {sum(held)} of {len(held)} checks hold in at least {NEEDED:.0%} of {of}{unread}", flush=True)
    return 0 if all(held) and not broken else 1


def _file(name: str, files: dict[str, Path]) -> Path:
    """Return the file of a lesson, by its name or its own path."""
    if name in files:
        return files[name]
    if not name.endswith(".md") or not Path(name).is_file():
        raise ConfigError("--check", f"must be a file or one of {', '.join(files)}", name)
    return Path(name)


def _checked(name: str, path: Path, seeds: range) -> Iterable[bool]:
    """Check one lesson, printing what came out; tell of each check whether it holds for nine seeds in ten."""
    try:
        data = shelf.read_file(path)
        lesson = parse(name, data, SCENE)
    except LessonError as error:
        print(f"{name}: {error}", flush=True)
        return [False]
    if not _can_be_run(lesson):
        print(f"{name}: must be of pictures that can be had", flush=True)
        return [False]
    pages = {index: page.check.text for pages in walk.rounds(lesson) for index in pages
             if (page := lesson.pages[index]).check}  # fmt: skip
    held = dict.fromkeys(pages, 0)
    print(f"{name}: {len(pages)} checks" if pages else f"{name}: nothing to be checked", flush=True)
    if not pages:
        return []
    with ProcessPoolExecutor(min(len(seeds), os.cpu_count() or 1)) as pool:
        for seed, came in zip(seeds, pool.map(partial(walked, name, data), seeds), strict=True):
            for index, step, values in came:
                held[index] += step is not None
                shown = " ".join(
                    f"{key}={value:g}" if isinstance(value, float) else f"{key}={value}" for key, value in values
                )
                done = "not done" if step is None else f"done at step {step:,}"
                print(f"  seed {seed}, page {index + 1}: {done}; {shown}", flush=True)
    for index, text in pages.items():
        print(f"{name}, page {index + 1}: {text}: holds in {held[index]} of {len(seeds)} seeds", flush=True)
    return [count >= NEEDED * len(seeds) for count in held.values()]


def _can_be_run(lesson: Lesson) -> bool:
    """Tell whether the pictures of its runs can be had."""
    found = (pictures_of(page.run.config) for page in lesson.pages if page.run)
    return not any(images and images.note for images in found)


def walked(name: str, data: bytes, seed: int) -> list[tuple[int, int | None, tuple[tuple[str, object], ...]]]:
    """Walk through a lesson; return (page, the step at which its check was done, the values that it saw) of each."""
    torch.set_num_threads(1)
    found = walk.walk(parse(name, data, SCENE), seed)
    return [(index, outcome.step if outcome.state == "done" else None, outcome.values) for index, outcome in found]
