"""What the picture menu of data sets shows: a name and a thumbnail each, the same for every visitor.

The thumbnails are a file beside the view's own, made from the real samplers by `python -m ganlab.web.data_menu`: the
process that serves them has no torch.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path

from ganlab.data import DATASETS, kind_of
from ganlab.data.images import IMAGES, DataError, load
from ganlab.data.own import pictures, points
from ganlab.data.own.store import MissingError
from ganlab.data.toy import POINTS
from ganlab.gan.config import RunConfig
from ganlab.web.words.text import pick, say

FILE = Path(__file__).parent / "static" / "thumbnails.json"
SHOWN_POINTS, SHOWN_PICTURES = 200, 4


@cache
def listed(language: str) -> bytes:
    """Return the menu as JSON: for each data set its key, its name and, where there is one, its thumbnail.

    points: base64 of (n, 2) bytes, x and y from 0 to 255 across the window; pictures: of (n, 28, 28) bytes. The
    Dirac-GAN is left out: its data are one point.
    """
    thumbnails = json.loads(FILE.read_text("ascii"))
    sets = [
        {"key": key, "label": pick(record.label, language), **thumbnails.get(key, {})}
        for key, record in DATASETS.items()
        if kind_of(key) != "dirac"
    ]
    return json.dumps({"sets": sets}, ensure_ascii=False).encode()


def note_on(config: RunConfig, language: str) -> str:
    """Say which points or pictures of the user's a config has, or that they are gone; nothing of other data sets."""
    if config.dataset not in ("points", "pictures"):
        return ""
    try:
        if config.dataset == "pictures":
            return say("upload.now_pictures", language, count=len(pictures.read(config.pictures)))
        cloud = points.load(config.points)
    except MissingError as error:
        return str(error)
    first, second = cloud.names
    return say("upload.now", language, count=len(cloud.points), first=first, second=second, map=cloud.map())


def thumbnails() -> dict[str, dict[str, str]]:
    """Make the thumbnails of all sets that can be had without a download."""
    from ganlab.lazy import torch

    made = {}
    for key, record in POINTS.items():
        x0, x1, y0, y1 = record.view
        drawn = record.sample(SHOWN_POINTS, torch.Generator().manual_seed(0))
        share = (drawn - torch.tensor([x0, y0])) / torch.tensor([x1 - x0, y1 - y0])
        made[key] = {"points": _text((share * 255).round().clamp(0, 255))}
    for key in IMAGES:
        try:
            images = load(key, allow_download=False)
        except DataError:
            continue
        made[key] = {"pictures": _text(images.pixels[:SHOWN_PICTURES])}
    return made


def _text(numbers) -> str:
    from ganlab.lazy import torch

    return base64.b64encode(numbers.to(torch.uint8).numpy().tobytes()).decode()


if __name__ == "__main__":
    FILE.write_text(json.dumps(thumbnails(), indent=0) + "\n", "ascii")
