"""The names that a check may use, and what of a run each stands for."""

from __future__ import annotations

from ganlab.engine.commands import COMMANDS
from ganlab.gan.config import RunConfig, knobs, schemas, to_text
from ganlab.gan.history import SCALARS
from ganlab.lessons.check import Name, Value
from ganlab.observe.measures import MEASURES

STEP, DID = "step", "did_"
NUMBERED = "steps"  # the command that counts as many times as its value says
_NUMBER, _TRUTH = Name("number"), Name("truth")
_KINDS = {"integer": _NUMBER, "number": _NUMBER, "boolean": _TRUTH}


def _settings() -> dict[str, Name]:
    return {
        name: _KINDS.get(schema.get("type", ""), Name("text", tuple(schema.get("enum", knobs()[name].choices or ()))))
        for name, schema in schemas().items()
        if name not in MEASURES
    }


def vocabulary(config: RunConfig | None = None) -> dict[str, Name]:
    """Return all names, by what they stand for: settings, measures of a config's data set (or of any), commands.

    Where a setting and a measure share a name, as `classes` do, it is the measure's.
    """
    return {
        **_settings(),
        STEP: _NUMBER,
        **dict.fromkeys(SCALARS, _NUMBER),
        **{key: _NUMBER for key, measure in MEASURES.items() if config is None or measure.exists(config)},
        **{DID + name: _NUMBER for name in COMMANDS},
    }


def settings_of(config: RunConfig) -> dict[str, Value]:
    """Return the values of a config's fields, as a check compares them."""
    return {
        name: value if isinstance(value, bool) else float(value) if isinstance(value, int | float) else to_text(value)
        for name, value in config
        if name not in MEASURES
    }
