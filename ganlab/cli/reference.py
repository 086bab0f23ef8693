"""Print the reference as Markdown: settings, losses, data sets, measures, diagnoses, experiments, as recorded."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from ganlab.cli import ingredients
from ganlab.cli.ingredients import KINDS
from ganlab.cli.markdown import anchor, code, codes, plain, table
from ganlab.engine.goals import CHECK, GOALS, LIMIT
from ganlab.export.exports import Export
from ganlab.export.maps import MAP_EXPORTS, MapExport
from ganlab.export.registry import EXPORTS
from ganlab.observe import picture_measures, point_measures
from ganlab.observe.measure import Measure
from ganlab.observe.measures import MEASURES, OF_STEPS
from ganlab.observe.outcome import OUTCOMES
from ganlab.observe.rules import RULES
from ganlab.presets import PRESETS
from ganlab.presets.claim import TOLD_IN, Preset
from ganlab.web import diagnoses
from ganlab.web.presentation import PALETTES, PARTS
from ganlab.web.words import LANGUAGES

HELP = "print the reference, .github/docs/reference.md, as Markdown"

_TONES = {"bad": "fault", "warn": "warning", "note": "note", "good": "good"}
_COUNTS = {  # of samples that a measure is taken of
    "points": f"{point_measures.SAMPLE_SIZE:,}",
    "images": f"up to {picture_measures.SAMPLE_SIZE:,}",
}

_HEAD = """# Reference

<!-- Made by `python -m ganlab reference` from the records of the program: change those, then print this file anew. -->

Everything that can be set, seen and asked for in the lab, as the program itself has it. The page says the same where a
thing is used, and `?` opens its list of keys; this is the rest of it in one place. How to teach with it stands in
[Teaching with it](teaching.md), how to run it for a class in [For a class, and behind a proxy](deploying.md).
"""


def declare(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(arguments: argparse.Namespace) -> int:
    """Print the reference; return the exit code."""
    print(text(), end="")
    return 0


def text() -> str:
    """Return the whole reference as Markdown."""
    made = (
        ingredients.settings,
        ingredients.losses,
        ingredients.penalties,
        ingredients.networks,
        ingredients.data_sets,
    )
    bodies = ["\n".join(part()) for part in (*made, *_SECTIONS)]
    titles = [body.split("\n", 1)[0].removeprefix("## ") for body in bodies]
    contents = "\n".join(f"* [{title}](#{anchor(title)})" for title in titles)
    return "\n".join([_HEAD, contents, "", "\n\n".join(bodies), ""])


# -- what is seen -------------------------------------------------------------------------------------------------


def _measures() -> Iterator[str]:
    yield "## Measures"
    yield (
        "\nThe key is the measure's name in the lines of `python -m ganlab train`. *Beside it* are the keys of "
        "what it is compared with: its floor, which is what real samples score against real ones and the dashed line "
        "of the chart; the whole that it counts in; or another way to count. *Not always*: only where the data or the "
        "settings have what is measured.\n"
    )
    rows = ((code(key), *_measure(one)) for key, one in MEASURES.items())
    yield table(("Key", "Called", "Unit", "Chart", "Of", "Beside it", "What it is"), rows)
    yield "\nNoted at every step:\n"
    rows = (
        (code(key), plain(one.label), _unit(one), plain(one.chart.title), _kinds(one), plain(one.chart.tip))
        for key, one in OF_STEPS.items()
    )
    yield table(("Key", "Called", "Unit", "Chart", "Of", "What the chart shows"), rows)
    yield (
        "\nA table that is taken home, `history.csv` and the lines of `train` have these keys as their columns, and "
        "beside them each penalty that is added to D's loss, by its key, as it is minimised: weighted, in the loss's "
        "unit."
    )


def _unit(measure: Measure) -> str:
    return plain(measure.unit or measure.chart.unit)


def _taken() -> Iterator[str]:
    yield "## What can be taken home"
    yield (
        "\nFrom *Take home* in the page, of the run until the step that is shown, and by `python -m ganlab export "
        "FOLDER --as KIND` of a folder that `train --out` has written.\n"
    )
    head = ("Kind", "In the page", "File", "What it is")
    yield table(head, (_kind(key, export) for key, export in EXPORTS.items()))
    yield "\nOf a map, and of a folder that `sweep --out` has written:\n"
    yield table(head, (_kind(key, export) for key, export in MAP_EXPORTS.items()))


def _kind(key: str, export: Export | MapExport) -> tuple[str, ...]:
    return code(key), plain(export.name), code(f".{export.ending}"), plain(export.words)


def _measure(measure: Measure) -> tuple[str, ...]:
    kind = next((key for key, title in KINDS.items() if _kinds(measure).startswith(title)), "")
    tip = (measure.row.tip if measure.row else measure.chart.tip).replace("{n}", _COUNTS.get(kind, ""))
    beside = dict.fromkeys((measure.floor, measure.whole, measure.row.beside if measure.row else ""))
    return (
        *(plain(measure.label), _unit(measure), plain(measure.chart.title), _kinds(measure)),
        *(codes(filter(None, beside)), plain(tip)),
    )


def _kinds(measure: Measure) -> str:
    """Say of which kinds of data a measure is, from the experiments that have it."""
    found = []
    for kind, title in KINDS.items():
        there = [measure.exists(preset.config) for preset in PRESETS.values() if preset.config.kind == kind]
        if any(there) and measure.chart.dirac in (None, kind == "dirac"):
            found.append(title if all(there) else f"{title}, not always")
    return "; ".join(found)


def _goals() -> Iterator[str]:
    yield "## Run until"
    yield (
        "\nWhat a run can be sent towards, from the menu beside *Run this many steps*. A measure is looked at every "
        f"{CHECK} steps; where what is waited for does not come, the run pauses after {LIMIT:,}.\n"
    )
    yield table(
        ("Key", "In the menu", "Proposed"),
        (
            (code(key), plain(goal.words), "" if goal.proposed is None else f"{goal.proposed:,}")
            for key, goal in GOALS.items()
        ),
    )


def _diagnoses() -> Iterator[str]:
    told = diagnoses.rules("en")
    yield "## Diagnoses"
    yield f"\n{plain(told['window'])}\n"
    rows = (
        (
            *(code(key), plain(rule.name), _TONES[rule.tone], plain(re.sub(r"\{[^}]*\}", "…", _said(rule.says)))),
            "<br>".join(map(plain, listed["signs"])),
        )
        for (key, rule), listed in zip(RULES.items(), told["list"], strict=True)
    )
    yield table(("Key", "Diagnosis", "Kind", "What is said", "Signs, all of which must hold"), rows)


def _outcomes() -> Iterator[str]:
    yield "## Outcomes"
    yield (
        "\nWhat a run of a [sweep](sweeps.md) has come to, in its column `outcome`: by the diagnosis at its end; where "
        "there is none, by the medians of its last three checks.\n"
    )
    rows = ((code(key), plain(one.name), plain(one.words), codes(one.rules)) for key, one in OUTCOMES.items())
    yield table(("Key", "Called", "What it means", "Diagnoses"), rows)


def _said(template: str) -> str:
    return template[:1].upper() + template[1:] if template[:1] != "{" else template


# -- experiments, and how they are shown --------------------------------------------------------------------------


def _experiments() -> Iterator[str]:
    yield "## Experiments"
    yield (
        "\nEach is an entry of the menu and an address, `?preset=` and its name. It begins at a pace of its own, at "
        f"which it has shown what it is for after {TOLD_IN:g} s where the machine is quick enough. What is claimed is "
        "checked over seeds by `python -m ganlab presets --check NAME`."
    )
    for key, preset in PRESETS.items():
        yield f"\n### {key}\n\n{_experiment(preset)}"


def _experiment(preset: Preset) -> str:
    twin = f"\n* The same in data of another kind: [`{preset.twin}`](#{preset.twin})" if preset.twin else ""
    settings = " ".join(f"{name}={value}" for name, value in preset.config.to_query().items())
    return (
        f"**{plain(preset.label)}**\n\n"
        f"* Watch: {plain(preset.watch)}\n"
        f"* Told at step {preset.told:,}, at {preset.pace:g} steps a second.\n"
        f"* Claim, of {preset.claim.steps:,} steps: {plain(preset.claim.words)}\n"
        f"* Settings: {code(settings) or 'those by default'}{twin}"
    )


def _room() -> Iterator[str]:
    yield "## What an address can hide and show"
    yield (
        "\n`hide=` takes names with commas between: parts of the page from this list, and names of settings from the "
        "tables above. What is hidden cannot be reached by keyboard either.\n"
    )
    yield table(("`hide=`", "Part of the page"), ((code(key), plain(part.label)) for key, part in PARTS.items()))
    palettes = ", ".join(f"`palette={key}` ({plain(label)})" for key, label in PALETTES.items())
    languages = ", ".join(f"`lang={key}` ({language})" for key, language in LANGUAGES.items())
    yield (
        "\n`projector=1` begins in projector mode, `shapes=1` draws fakes as triangles; 0 turns either off. "
        f"Palettes: {palettes}. Languages: {languages}."
    )


_SECTIONS = (_measures, _goals, _diagnoses, _outcomes, _taken, _experiments, _room)
