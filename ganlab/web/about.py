"""What a frame shows, in words and formulas: what the run is, what has happened to it, what slow motion stands at."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from ganlab.data import classes_of, distribution, label_of, labels_of
from ganlab.engine.entry import Change
from ganlab.engine.goals import CHECK, LIMIT, goals_of, totals_of
from ganlab.gan import conditional, pretrained
from ganlab.gan.config import RunConfig, knobs, to_text
from ganlab.gan.history import SCALARS
from ganlab.gan.losses import LOSSES
from ganlab.gan.penalties import PENALTIES
from ganlab.lazy import N_, NN_, Message
from ganlab.observe import dirac
from ganlab.observe.layers import has_ideal
from ganlab.observe.measures import MEASURES, measured
from ganlab.observe.references import boundary, references
from ganlab.observe.slow.mathml import given, mathml
from ganlab.observe.snapshot import Snapshot, Stage
from ganlab.presets import alike
from ganlab.web import dirac_theory, experiments
from ganlab.web.data_menu import note_on
from ganlab.web.diagnoses import told
from ganlab.web.offers import offered
from ganlab.web.panel import formulas, settings
from ganlab.web.symbols import SYMBOLS
from ganlab.web.words import say

_UNDO = {"reset": N_("Reset"), "new_seed": N_("New seed")}


def teller(language: str) -> Callable[[Snapshot, Change | None], dict[str, Any]]:
    """Return `tell` in a language, as an `Encoder` takes it."""
    return partial(tell, language)


def tell(language: str, snapshot: Snapshot, change: Change | None = None) -> dict[str, Any]:
    """Return what a frame's header says in words; `change` is what can be undone.

    `about`, what belongs to the settings, is the same object as long as it says the same.
    """
    config, past, progress = snapshot.config, snapshot.past, snapshot.progress
    now = past.config if past else config  # what the knobs show, whatever is looked at
    played = dirac.present(config, snapshot.step) if config.kind == "dirac" else None
    return {
        "undo": _undo(change, language),
        "message": _sentence(snapshot.message, language),
        "notice": _sentence(snapshot.notice, language),
        "progress": progress and {"fraction": progress.fraction, "text": _sentence(progress.message, language)},
        "phase": _stage(snapshot.stage, language),
        "diagnosis": told(snapshot.diagnosis, language),
        "about": _describe(config, now, snapshot.levels, language, played),
    }


def _sentence(message: Message | None, language: str) -> str:
    return say(message, language) if message else ""


def _undo(change: Change | None, language: str) -> str:
    """Return what would be undone, in a few words."""
    if change is None or change.name != "fields":
        return say(_UNDO[change.name], language) if change else ""
    fields = change.after.differences(change.before)
    if len(fields) != 1:
        return say(NN_("change of {n} setting", "change of {n} settings"), language, n=len(fields))
    name, before, after = next((name, getattr(change.before, name), value) for name, value in fields.items())
    label = say(knobs()[name].name, language)
    return say("{name} {before} → {after}", language, name=label, before=to_text(before), after=to_text(after))


@lru_cache(maxsize=256)
def _describe(
    config: RunConfig, now: RunConfig, levels: tuple[float, ...], language: str, played: RunConfig | None
) -> dict[str, Any]:
    """Return what belongs to the settings: sent first and whenever it changes.

    `now` are the run's present settings, where `config` are those of a past that is
    looked at; `played` the Dirac-GAN's.
    """
    loss, record = LOSSES[config.loss], None if config.kind == "images" else distribution(config)
    rest, rest_labels = references(config)
    named = (lambda text: text) if config.conditional == "none" else (lambda text: given(text, ", "))
    return {
        "view": record and record.view,
        "data": config.dataset,
        "data_note": note_on(config, language),
        "dataset": say(label_of(config), language),
        "settings": settings(now)
        | {"classes": [say(name, language) for name in classes_of(now.dataset, now.pictures)]},
        "goals": {"names": goals_of(config), "totals": totals_of(config), "every": CHECK, "limit": LIMIT},
        "formulas": {name: mathml(latex) for name, latex in formulas(config).items() if latex},
        "latent": {"dim": config.latent_dim, "distribution": config.latent_distribution},
        "levels": levels,
        "ideal": has_ideal(config),
        "loss": named(say(loss.label, language)),
        "meaning": named(say(loss.meaning, language)),
        "boundary": say(boundary(config), language),
        "level": loss.equilibrium(config.real_label)[0],
        "partial_arrows": config.consensus_gamma > 0,
        "probability": loss.probability,
        "game": dirac_theory.describe(played, language) if played else None,
        "columns": SCALARS,
        "measures": list(MEASURES),
        "measured": measured(config),
        "penalties": {key: say(PENALTIES[key].short, language) for key in SCALARS if key in PENALTIES},
        "references": rest,
        "reference_labels": rest_labels,
        "image_size": 28,
        **_asked(config, language),
        "begun": _begun(config, language),
        "takes": offered(config, language),
        "experiment": experiments.named(next(iter(alike(now)), ""), language),
    }


def _asked(config: RunConfig, language: str) -> dict[str, Any]:
    """Return the classes that a conditional G can be asked for, [label, name] each, and its walls' rows and columns."""
    if config.conditional == "none":
        return {"classes": None, "wall": None}
    names, labels = classes_of(config.dataset, config.pictures), labels_of(config)
    return {"classes": [[k, say(names[k], language)] for k in labels], "wall": conditional.wall(len(labels))}


def _begun(config: RunConfig, language: str) -> str:
    """Say which weights a run began from, where they were not its own initial ones."""
    if config.start == "scratch" or not (name := pretrained.fitting(config)):
        return ""
    made = pretrained.recipe(name)
    return say(
        "Starts from ready-trained weights: {label}, {steps:,} steps, seed {seed}; the curves show the training since.",
        language,
        label=say(pretrained.READY[name].label, language),
        steps=made["steps"],
        seed=made["seed"],
    )


def _stage(stage: Stage | None, language: str) -> dict[str, Any] | None:
    """Return what the view says of a phase of slow motion, its formulas as MathML."""
    if stage is None:
        return None
    phase = stage.phase
    latex = " ".join(part for line in phase.lines for part in line)
    return {
        "index": stage.index,
        "count": len(stage.players),
        "players": stage.players,
        "back": stage.back,
        "pace": stage.pace,
        "step": phase.step,
        "player": phase.player,
        "turn": phase.turn,
        "turns": phase.turns,
        "name": phase.name,
        "lit": phase.lit,
        "text": say(phase.text, language),
        "lines": [[_typeset(part) for part in line] for line in phase.lines],
        "values": {name: value if math.isfinite(value) else None for name, value in phase.values.items()},
        "symbols": [[sign, say(words, language)] for sign, mark, words in SYMBOLS if re.search(mark, latex)],
    }


def _typeset(latex: str) -> str:
    """Return MathML in pieces, between which a narrow card may break the line."""
    *pieces, last = latex.split(r",\ ")
    return "".join(f"<span>{mathml(piece)}</span>" for piece in (*(f"{piece}," for piece in pieces), last) if piece)
