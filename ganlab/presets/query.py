"""The query of an address: settings by name, on top of an experiment's."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from ganlab.gan.config import ConfigError, RunConfig, from_query
from ganlab.lazy import N_, Message
from ganlab.presets import PRESETS
from ganlab.presets.complete import present


def read(query: Mapping[str, str]) -> tuple[RunConfig, list[ConfigError]]:
    """Return (config, one error for each bad field), which falls back to the experiment's or the default."""
    fields, errors, base = dict(query), list[ConfigError](), None
    preset = fields.pop("preset", None)
    if preset is not None and preset not in PRESETS:
        near = get_close_matches(preset, PRESETS, cutoff=0.5) or list(PRESETS)[:3]  # of nearly fifty
        rule = Message.of(N_("must name an experiment of the menu, such as {names}"), names=", ".join(near))
        errors.append(ConfigError("preset", rule, preset))
    elif preset is not None:
        base = PRESETS[preset].config
    config, bad = from_query(fields, base)
    errors += bad
    try:
        present(config)
    except ConfigError as error:
        errors.append(error)
        left = {name: value for name, value in fields.items() if name not in ("dataset", error.field)}
        config = from_query(left, base)[0]
    return config, errors
