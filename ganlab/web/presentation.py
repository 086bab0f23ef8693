"""What an address may say about how the lab is shown to a room: parts that are hidden, projector, shapes, palette."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from ganlab.gan.config import ConfigError, knobs
from ganlab.web.words.text import pick


@dataclass(frozen=True)
class Part:
    """Describe a part of the page that a teacher can hide; one without a selector is the page's own widget."""

    label: tuple[str, str]
    selector: str = ""


# What is hidden cannot be reached by keyboard either: the live view turns off the keys that name the part.
PARTS: dict[str, Part] = {
    "experiment": Part(("Experiment menu", "实验菜单")),
    "share": Part(("Share", "分享")),
    "language": Part(("Language", "语言")),
    "data": Part(("Upload of data", "上传数据")),
    "caption": Part(("Sentence below the title", "标题下的说明")),
    "play": Part(("Play and pause", "播放/暂停"), ".gl-primary"),
    "step": Part(("One step: both, D, G", "单步：两者、D、G"), ".gl-button-step, .gl-button-step_d, .gl-button-step_g"),
    "steps": Part(("N steps", "走 N 步"), ".gl-many"),
    "reset": Part(("Reset", "重置"), ".gl-button-reset"),
    "seed": Part(("New seed", "新种子"), ".gl-button-new_seed, .gl-knob-seed"),
    "undo": Part(("Undo", "撤销"), ".gl-button-undo"),
    "slow": Part(("Slow motion", "慢动作"), ".gl-button-slow, .gl-slow"),
    "timeline": Part(("Time slider", "时间滑块"), ".gl-time"),
    "speed": Part(("Speed", "速度"), ".gl-speed"),
    "compare": Part(("Compare", "对比"), ".gl-button-compare"),
    "count": Part(("Step number", "步数"), ".gl-count"),
    "display": Part(("Display options", "显示选项"), ".gl-tool-display"),
    "projector": Part(("Projector mode", "投影模式"), ".gl-tool-projector, .gl-display-projector"),
    "keys": Part(("List of keys", "快捷键列表"), ".gl-tool-keys"),
    "graph": Part(("Overview", "总览图"), ".gl-graph"),
    "cards": Part(("Explanations and their knobs", "说明与设置卡片"), ".gl-gear, .gl-tip, .gl-card"),
    "layers": Part(("Switches of the layers", "图层开关"), ".gl-chips, .gl-tick"),
    "charts": Part(("Charts", "曲线图"), ".gl-curves, .gl-chart-bar"),
    "tools": Part(("Choice and tools of the charts", "曲线图选择与工具"), ".gl-chart-bar"),
    "diagnosis": Part(("Diagnosis", "诊断"), ".gl-diagnosis"),
    "measures": Part(("Measures", "度量"), ".gl-measures"),
}
PALETTES: dict[str, tuple[str, str]] = {
    "default": ("Green and purple", "绿与紫"),
    "okabe-ito": ("Blue and orange (Okabe–Ito)", "蓝与橙（Okabe–Ito）"),
}
_SWITCH = {"0": False, "1": True}


@dataclass(frozen=True)
class Room:
    """Hold how the lab is shown. None: the address leaves it to the visitor."""

    hide: tuple[str, ...] = ()
    projector: bool = False
    shapes: bool | None = None
    palette: str | None = None


def labels(language: str) -> dict[str, str]:
    """Return the words for everything that can be hidden, by name: parts of the view first, then every knob."""
    pairs = {name: knob.name for name, knob in knobs().items()}
    return {name: pick(PARTS[name].label if name in PARTS else pairs[name], language) for name in (*PARTS, *pairs)}


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
    choices = dict(zip(PALETTES, PALETTES, strict=True)) if name == "palette" else _SWITCH
    if text in choices:
        return choices[text], None
    return None, ConfigError(name, f"must be one of {', '.join(choices)}", text)


def _read_hidden(text: str) -> tuple[tuple[str, ...], ConfigError | None]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = {*PARTS, *knobs()}
    unknown = [name for name in names if name not in known]
    if not unknown:
        return ordered(names), None
    near = get_close_matches(unknown[0], known, 1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    rule = f"must name parts of the view or settings, such as graph,charts,d_lr{hint}"
    return ordered(names), ConfigError("hide", rule, ",".join(unknown))


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
        "palettes": [[key, pick(label, language)] for key, label in PALETTES.items()],
    }
