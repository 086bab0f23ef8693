"""The address: which run a page shows, and with which settings one begins. The live view writes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ganlab.config import ConfigError, RunConfig, from_query
from ganlab.engine.lab import Entry, lab
from ganlab.presets import PRESETS
from ganlab.room import Room, take
from ganlab.text import LANGUAGES


@dataclass
class Visit:
    """Hold what an address led to: the run, sentences about it, how it is shown, and the config it asks for where that differs."""

    entry: Entry
    language: str | None = None
    sentences: list[tuple[str, dict]] = field(default_factory=list)
    other: RunConfig | None = None
    room: Room = field(default_factory=Room)


def read(query: dict[str, str]) -> tuple[RunConfig, str | None, list[ConfigError]]:
    """Return (config, language or None, one error for each bad field) of a query string without its `run`."""
    fields, errors = dict(query), []
    language, preset = fields.pop("lang", None), fields.pop("preset", None)
    if language is not None and language not in LANGUAGES:
        errors.append(ConfigError("lang", f"must be one of {', '.join(LANGUAGES)}", language))
        language = None
    base = None
    if preset is not None and preset not in PRESETS:
        errors.append(ConfigError("preset", f"must be one of {', '.join(PRESETS)}", preset))
    elif preset is not None:
        base = PRESETS[preset].config
    config, bad = from_query(fields, base)
    return config, language, errors + bad


def visit(query: dict[str, str]) -> Visit:
    """Find the run that an address names, or begin the one that it describes."""
    fields = dict(query)
    run_id = fields.pop("run", None)
    room, bad = take(fields)
    config, language, errors = read(fields)
    errors += bad
    sentences = [("app.bad_address", {"sentence": str(error)}) for error in errors]
    entry = lab.find(run_id) if run_id else None
    if entry is None:
        if run_id:
            sentences.append(("app.lost_run", {}))
        return Visit(lab.open(config), language, sentences, room=room)
    asked = {name for name in fields if name in RunConfig.model_fields}
    other = config if asked and config != entry.config else None
    return Visit(entry, language, sentences, other, room)


def describe(difference: dict) -> str:
    """Name settings in one line."""
    return ", ".join(f"{name} = {value}" for name, value in difference.items())
