"""Record the films of the experiments, which show what happens when one is run."""

from __future__ import annotations

import time

from ganlab.data.images import IMAGES, DataError, Images, load
from ganlab.gan.config import ConfigError
from ganlab.lazy import torch
from ganlab.observe import films
from ganlab.presets import PRESETS


def film_all(named: list[str]) -> int:
    """Record the films of these experiments, of none: all that lack theirs; return 0, or raise ConfigError.

    Where pictures cannot be had, the films of them stay as they are, and those of other data are recorded all the same.
    """
    for key in named:
        if key not in PRESETS:
            raise ConfigError("--film", f"must be one of {', '.join(PRESETS)}", key)
    torch.set_num_threads(1)
    wanted, refused = named or films.stale(), dict[str, str]()
    for dataset in dict.fromkeys(PRESETS[key].config.dataset for key in wanted):
        keys = [key for key in wanted if PRESETS[key].config.dataset == dataset]
        try:
            images = load(dataset) if dataset in IMAGES else None
        except DataError as error:
            refused |= dict.fromkeys(keys, str(error.message))
            continue
        for key in keys:
            _film(key, images)
    if films.FILE.exists():
        print(f"{films.FILE.name}: {len(films.films())} films, {films.FILE.stat().st_size:,} bytes")
    if refused:
        reasons = "; ".join(dict.fromkeys(refused.values()))
        raise ConfigError("--film", f"must be of pictures that can be had, {reasons}", ", ".join(refused))
    return 0


def _film(key: str, images: Images | None) -> None:
    """Record one film, keep it, and print a line about it."""
    preset, since = PRESETS[key], time.perf_counter()
    film = films.record(preset.config, preset.told, images)
    films.keep(key, film)
    stopped = f", stopped in step {film['stopped']}" if "stopped" in film else ""
    print(f"{key}: {preset.told:,} steps in {time.perf_counter() - since:.0f} s{stopped}", flush=True)
