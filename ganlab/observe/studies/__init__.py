"""Studies: what a viewer may ask to see beside the display, made anew while the run goes on. One record each.

A study is asked for by name with a value from the page; `check` turns that into arguments or raises ValueError with one
sentence, in the web process; `look` makes the answer, in the worker. A run has at most one of each name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ganlab.gan.config import RunConfig
from ganlab.observe.snapshot import Found
from ganlab.observe.studies import asked_label, inspect, latent, quiz, strip
from ganlab.quoted import quoted


@dataclass(frozen=True)
class Study:
    """Describe one study.

    kinds: of the data sets that it is for. check(config, value) → arguments. look(display, past, arguments) →
    Found, where `past` is the run's Timeline; training is not touched. every: seconds at least between two
    looks at a run that plays. follows: a past that is looked back at; `display` is then that of the nearest
    state held, so `about` tells its step. kept(display, frame, arguments) → Found or None: what a kept frame
    tells of a step whose state is not held.
    """

    kinds: tuple[str, ...]
    check: Callable[[RunConfig, Any], Any]
    look: Callable[..., Found]
    every: float = 0.0
    follows: bool = True
    kept: Callable[..., Found | None] | None = None


STUDIES: dict[str, Study] = {
    "inspect": Study(("images",), inspect.check, inspect.look, every=0.2, kept=inspect.kept),
    "label": Study(("images",), asked_label.check, asked_label.look, every=1.0),
    "strip": Study(("images",), strip.check, strip.look, every=1.0, follows=False),
    "latent": Study(("images",), latent.check, latent.look, every=0.2),
    "quiz": Study(("images",), quiz.check, quiz.look),
}


def checked(config: RunConfig, name: Any, value: Any) -> Any:
    """Return the arguments of a study that a viewer asks for; raise ValueError with one sentence."""
    possible = [key for key, study in STUDIES.items() if config.kind in study.kinds]
    if name not in possible:
        raise ValueError(
            f"study: must be one of {', '.join(possible) or 'none, for this data set'}; got {quoted(name)}"
        )
    return STUDIES[name].check(config, value)
