"""Experiments as the view offers them, in a language: what each is called, what to watch, how long it takes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ganlab.gan.cost import cost
from ganlab.lazy import N_
from ganlab.observe.films import films
from ganlab.presets import PRESETS
from ganlab.presets.claim import GROUPS, TOLD_IN, Preset
from ganlab.web import lessons, mapped
from ganlab.web.words import say

_TWIN = {"images": N_("The same with digits"), "points": N_("The same in 2-D")}


def named(key: str, language: str) -> dict[str, Any] | None:
    """Return what stands around the picture of an experiment; None for anybody's own settings.

    `told` is the step at which its story has been told; `twin` leads to the same in data of the other kind.
    """
    if not key:
        return None
    preset = PRESETS[key]
    twin = PRESETS[preset.twin] if preset.twin else None
    return {
        "key": key,
        "label": say(preset.label, language),
        "watch": say(preset.watch, language),
        "told": preset.told,
        "twin": twin and {"key": preset.twin, "label": say(_TWIN[twin.config.kind], language)},
    }


def listed(language: str) -> bytes:
    """Return all experiments as JSON, group by group, a cure right behind the failure that it cures; maps; lessons."""
    learn = {"key": "lessons", "label": say(N_("Lessons"), language), "experiments": lessons.listed(language)}
    of_maps = {"key": "maps", "label": say(N_("Maps"), language), "experiments": mapped.listed(language)}
    found = {"groups": [*_groups(language), of_maps, learn], "problems": lessons.problems(language)}
    return json.dumps(found, ensure_ascii=False).encode()


@cache
def _groups(language: str) -> list[dict[str, Any]]:
    return [
        {"key": group, "label": say(label, language), "experiments": [_entry(key, language) for key in _keys(group)]}
        for group, label in GROUPS.items()
    ]


def _keys(group: str) -> list[str]:
    """Return the keys of a group's experiments in their order."""
    own = {key: preset for key, preset in PRESETS.items() if preset.group == group}
    behind = {key: [one for one, preset in own.items() if preset.cures == key] for key in own}
    return [one for key, preset in own.items() if preset.cures not in own for one in (key, *behind[key])]


def _entry(key: str, language: str) -> dict[str, Any]:
    preset: Preset = PRESETS[key]
    return {
        "key": key,
        "kind": preset.config.kind,
        "label": say(preset.label, language),
        "watch": say(preset.watch, language),
        "cures": say(PRESETS[preset.cures].label, language) if preset.cures else "",
        "seconds": seconds(preset),
        "film": films().get(key),
    }


def seconds(preset: Preset) -> int:
    """Return how long an experiment's story takes: at its own pace, or as fast as a core can where that is slower."""
    return 10 * round(max(TOLD_IN, preset.told * cost(preset.config).seconds) / 10)
