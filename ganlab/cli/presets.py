"""List the presets, check what they claim, or record their films."""

from __future__ import annotations

import argparse
import json
from typing import Any

from ganlab.cli.check import check_all
from ganlab.cli.filming import film_all
from ganlab.presets import PRESETS
from ganlab.presets.claim import Preset

HELP = "list the presets"


def declare(parser: argparse.ArgumentParser) -> None:
    """Take how to list, what to check, or what to record."""
    parser.add_argument("--json", action="store_true", help="as JSON, with their configs and claims")
    parser.add_argument("--check", metavar="NAME", action="append", default=[], help="check a claim; “all”: every one")
    parser.add_argument(
        "--seeds", metavar="FIRST-LAST", help="seeds to check (default: from 100 on, ten or, on MNIST, four)"
    )
    film = "record the film of one, again too; without a name: all that are missing or out of date"
    parser.add_argument("--film", metavar="NAME", nargs="?", const="", action="append", default=[], help=film)


def run(arguments: argparse.Namespace) -> int:
    """List, check or record; return the exit code."""
    if arguments.check:
        return check_all(arguments.check, arguments.seeds)
    if arguments.film:
        return film_all([name for name in arguments.film if name])
    if arguments.json:
        print(json.dumps({key: _listed(preset) for key, preset in PRESETS.items()}, indent=1))
    else:
        for key, preset in PRESETS.items():
            print(f"{key:20} {preset.label}")
    return 0


def _listed(preset: Preset) -> dict[str, Any]:
    return {
        "name": preset.label,
        "watch": preset.watch,
        "claim": {"steps": preset.claim.steps, "shows": str(preset.claim.words)},
        "config": preset.config.model_dump(mode="json"),
    }
