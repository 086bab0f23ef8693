"""Print the JSON schema of the settings."""

from __future__ import annotations

import argparse
import json

from ganlab.gan.config import RunConfig

HELP = "print the JSON schema of the settings"


def declare(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(arguments: argparse.Namespace) -> int:
    """Print the schema; return the exit code."""
    print(json.dumps(RunConfig.model_json_schema(), indent=1))
    return 0
