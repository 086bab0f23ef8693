"""What real samples score against other real ones: a measure means something only as far as it is away from this."""

from __future__ import annotations

from collections.abc import Iterator

from ganlab.cli.bench.figure import Figure
from ganlab.data import images_of
from ganlab.gan.config import DEFAULT
from ganlab.gan.trainer import Trainer
from ganlab.observe.display import Display
from ganlab.observe.measures import MEASURES
from ganlab.observe.measuring import metrics
from ganlab.presets import PRESETS


def figures() -> Iterator[Figure]:
    """Measure the floors in the 2-D lab that opens first and in the image lab, of the built-in digits."""
    for config in (DEFAULT, PRESETS["digits"].config):
        trainer = Trainer(config, images_of(config) if config.kind == "images" else None)
        found = metrics(Display(trainer))
        for floor in dict.fromkeys(measure.floor for measure in MEASURES.values() if measure.exists(config)):
            if floor in found:
                yield Figure(f"{floor.replace('_', ' ')}, {config.dataset}", [found[floor]], "–", digits=4)
