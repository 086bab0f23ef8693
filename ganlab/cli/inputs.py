"""Read what commands are given: counts, settings, and the pictures that a config asks for."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from ganlab.data import images_of
from ganlab.data.images import Images
from ganlab.gan.config import ConfigError, RunConfig, from_json, from_strings
from ganlab.presets import PRESETS
from ganlab.presets.complete import present


def whole(name: str, text: str) -> int:
    """Read a count of at least 1."""
    if not text.isdecimal() or not 1 <= int(text) <= 10**9:
        raise ConfigError(name, "must be a whole number from 1 to 1000000000", text)
    return int(text)


def config_of(arguments: argparse.Namespace) -> RunConfig:
    """Put together preset, file and single settings, in this order."""
    base = None
    if arguments.preset is not None:
        if arguments.preset not in PRESETS:
            raise ConfigError("--preset", f"must be one of {', '.join(PRESETS)}", arguments.preset)
        base = PRESETS[arguments.preset].config
    if arguments.config is not None:
        try:
            base = from_json(Path(arguments.config).read_text("utf-8"), base)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise ConfigError("--config", f"must be a readable JSON file ({reason})", arguments.config) from None
    return present(from_strings(settings_of(arguments), base))


def settings_of(arguments: argparse.Namespace) -> dict[str, str]:
    """Read the single settings, by field."""
    settings = {}
    for setting in arguments.set:
        field, equals, value = setting.partition("=")
        if not equals:
            raise ConfigError("--set", "must look like field=value", setting)
        settings[field] = value
    return settings


def pictures_of(config: RunConfig) -> Images | None:
    """Return the pictures of an image data set, with a bar while they are downloaded; None for points."""
    if config.kind != "images":
        return None
    with tqdm(unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, total: int | None, name: str) -> None:
            bar.total, bar.n = total, done
            bar.set_description(name)

        images = images_of(config, progress)
    if images.note:
        print(images.note, file=sys.stderr)
    return images


def span(text: str) -> range:
    """Read the seeds of first-last, or one number."""
    first, dash, last = text.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()) or int(last or first) < int(first):
        raise ConfigError("--seeds", "must be whole numbers first-last, such as 100-109", text)
    return range(int(first), int(last or first) + 1)
