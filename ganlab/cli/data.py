"""Say what was understood of a file or folder that somebody would train on, as one JSON object."""

from __future__ import annotations

import argparse
import json

from ganlab.cli import brought

HELP = "print what is understood of a file of points, or of pictures, as one JSON object"


def declare(parser: argparse.ArgumentParser) -> None:
    """Take a file or folder, and how it is to be read."""
    parser.add_argument("path", metavar="FILE-OR-FOLDER", help="points (CSV, NPY, NPZ, Parquet), or pictures")
    brought.declare(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read and print; return the exit code."""
    print(json.dumps(brought.brought(arguments.path, arguments).described()))
    return 0
