"""What an address may say about how the lab is shown to a room: hidden parts, all controls, projector, shapes, palette.

A newcomer is shown few controls; what each of the others is for is in `static/shell/few.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from ganlab.gan.config import ConfigError, knobs, one_of
from ganlab.lazy import N_, NC_, Message
from ganlab.web.words import say


@dataclass(frozen=True)
class Part:
    """Describe a part of the page that a teacher can hide; one without a selector is the page's own widget."""

    label: str
    selector: str = ""


# What is hidden cannot be reached by keyboard either: the live view turns off the keys that name the part.
PARTS: dict[str, Part] = {
    "experiment": Part(N_("Experiment menu"), ".gl-experiment, .gl-twin, .gl-tour, .gl-experiments"),
    "share": Part(N_("Share")),
    "language": Part(N_("Language")),
    "data": Part(N_("Upload of data")),
    "class": Part(N_("Class")),
    "caption": Part(N_("Sentence below the title"), ".gl-who, .gl-watch"),
    "play": Part(N_("Play and pause"), ".gl-primary, .gl-begin"),
    "step": Part(N_("One step: both, D, G"), ".gl-button-step, .gl-button-step_d, .gl-button-step_g"),
    "steps": Part(N_("N steps"), ".gl-many"),
    "reset": Part(N_("Reset"), ".gl-button-reset"),
    "seed": Part(N_("New seed"), ".gl-button-new_seed, .gl-knob-seed"),
    "undo": Part(N_("Undo"), ".gl-button-undo"),
    "slow": Part(N_("Slow motion"), ".gl-button-slow, .gl-slow"),
    "timeline": Part(N_("Time slider"), ".gl-time"),
    "speed": Part(N_("Speed"), ".gl-speed"),
    "compare": Part(N_("Compare"), ".gl-button-compare"),
    "count": Part(N_("Step number"), ".gl-count"),
    "display": Part(N_("Display options"), ".gl-tool-display"),
    "projector": Part(N_("Projector mode"), ".gl-tool-projector, .gl-display-projector"),
    "map": Part(NC_("sweep", "Map"), ".gl-tool-map, .gl-map"),
    "take": Part(N_("Take home"), ".gl-tool-take"),
    "keys": Part(N_("List of keys"), ".gl-tool-keys"),
    "graph": Part(N_("Overview"), ".gl-graph"),
    "cards": Part(N_("Explanations and their knobs"), ".gl-gear, .gl-tip, .gl-card"),
    "layers": Part(N_("Switches of the layers"), ".gl-chips, .gl-tick"),
    "charts": Part(NC_("part", "Charts"), ".gl-curves, .gl-chart-bar"),
    "tools": Part(N_("Choice and tools of the charts"), ".gl-chart-bar"),
    "diagnosis": Part(N_("Diagnosis"), ".gl-diagnosis"),
    "measures": Part(N_("Measures"), ".gl-measures"),
}
PALETTES: dict[str, str] = {
    "default": N_("Green and purple"),
    "okabe-ito": N_("Blue and orange (Okabe–Ito)"),
}
CONTROLS = ("few", "all")  # which of its controls the lab shows
_SWITCH = {"0": False, "1": True}
_CHOICES: dict[str, dict[str, Any]] = {
    name: {key: key for key in keys} for name, keys in (("palette", PALETTES), ("controls", CONTROLS))
}


@dataclass(frozen=True)
class Room:
    """Hold how the lab is shown. None: the address leaves it to the visitor."""

    hide: tuple[str, ...] = ()
    projector: bool = False
    shapes: bool | None = None
    palette: str | None = None
    controls: str | None = None


def labels(language: str) -> dict[str, str]:
    """Return the words for everything that can be hidden, by name: parts of the view first, then every knob."""
    names = {name: part.label for name, part in PARTS.items()}
    names |= {name: knob.name for name, knob in knobs().items() if name not in PARTS}
    return {name: say(text, language) for name, text in names.items()}


def ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of what can be hidden without repeats, in the registries' order."""
    names = set(names)
    return tuple(name for name in dict.fromkeys((*PARTS, *knobs())) if name in names)


def take(query: MutableMapping[str, str]) -> tuple[Room, list[ConfigError]]:
    """Take the fields of the room out of a query; return (room, one error for each bad field)."""
    found, errors = {}, []
    for field in fields(Room):
        if (text := query.pop(field.name, None)) is None:
            continue
        value, error = _read(field.name, text)
        if error:
            errors.append(error)
        if value is not None:
            found[field.name] = value
    return Room(**found), errors


def _read(name: str, text: str) -> tuple[Any, ConfigError | None]:
    if name == "hide":
        return _read_hidden(text)
    choices = _CHOICES.get(name, _SWITCH)
    if text in choices:
        return choices[text], None
    return None, ConfigError(name, one_of(choices), text)


def _read_hidden(text: str) -> tuple[tuple[str, ...], ConfigError | None]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = {*PARTS, *knobs()}
    unknown = [name for name in names if name not in known]
    if not unknown:
        return ordered(names), None
    near = get_close_matches(unknown[0], known, 1)
    rule = Message.of(_NEAR, near=near[0]) if near else Message.of(_NAMES)
    return ordered(names), ConfigError("hide", rule, ",".join(unknown))


_NAMES = N_("must name parts of the view or settings, such as graph,charts,d_lr")
_NEAR = N_("must name parts of the view or settings, such as graph,charts,d_lr (did you mean {near}?)")


def described(room: Room, language: str) -> dict[str, Any]:
    """Return what the live view needs of a room, in a language."""
    selectors = [PARTS[name].selector for name in room.hide if name in PARTS and PARTS[name].selector]
    selectors += [f".gl-knob-{name}" for name in room.hide if name in knobs() and name not in PARTS]
    return {
        "hide": room.hide,
        "selectors": selectors,
        "projector": room.projector,
        "shapes": room.shapes,
        "palette": room.palette,
        "controls": room.controls,
        "palettes": [[key, say(label, language)] for key, label in PALETTES.items()],
    }
