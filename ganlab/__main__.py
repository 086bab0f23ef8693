"""The command line: `python -m ganlab train | sweep | export | data | presets | lessons | schema | reference | …`.

Exit codes: 0 done, 1 a preset's claim or a lesson's check does not hold, 2 bad input (one line on standard error),
3 diverged.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Protocol

if __package__ in (None, ""):  # the folder itself was started, from wherever one is: `python …/ganlab train …`
    sys.path[0] = str(Path(__file__).parents[1])

from ganlab.cli import bench, data, export, lessons, presets, pretrain, reference, schema, sweep, train
from ganlab.data.own.refusal import UploadError
from ganlab.export.refusal import ExportError
from ganlab.gan.config import ConfigError


class Command(Protocol):
    """What each module of `cli` that is a command has."""

    HELP: str

    def declare(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; return the exit code."""
        ...


COMMANDS: dict[str, Command] = {
    "train": train,
    "sweep": sweep,
    "export": export,
    "data": data,
    "presets": presets,
    "lessons": lessons,
    "schema": schema,
    "reference": reference,
    "bench": bench,
    "ship": pretrain,
}
BAD_INPUT = 2


def parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of every command."""
    made = argparse.ArgumentParser(prog="ganlab", description="Train and see generative adversarial networks.")
    commands = made.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        command.declare(commands.add_parser(name, help=command.HELP))
    return made


def main(argv: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    arguments = parser().parse_args(argv)
    try:
        return COMMANDS[arguments.command].run(arguments)
    except (ConfigError, UploadError, ExportError, ImportError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        reason = error.strerror or str(error)
        print(f"--out: must be a folder that can be written ({reason}); got “{error.filename}”", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
