"""What the picture menu of data sets shows: a name and a thumbnail each, the same for every visitor.

A worker makes the thumbnails once, from the records: the process that serves them has no torch.
"""

from __future__ import annotations

import json

from ganlab.data import DATASETS, kind_of
from ganlab.data.own import pictures, points
from ganlab.data.own.store import MissingError
from ganlab.data.thumbnails import wanted
from ganlab.engine.lab import lab
from ganlab.gan.config import RunConfig
from ganlab.web.words import say

_thumbnails: dict[str, dict[str, str]] = {}  # made so far: pictures may yet be downloaded


def listed(language: str) -> bytes:
    """Return the menu as JSON: for each data set its key, its name and, where there is one, its thumbnail.

    Waits for a worker where thumbnails are missing. The Dirac-GAN is left out: its data are one point.
    """
    if missing := [key for key in wanted() if key not in _thumbnails]:
        _thumbnails.update(lab.thumbnails(missing))
    sets = [
        {"key": key, "label": say(record.label, language), **_thumbnails.get(key, {})}
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
            return say("{count} pictures of your own, 28×28 grey.", language, count=len(pictures.read(config.pictures)))
        cloud = points.load(config.points)
    except MissingError as error:
        return str(error)
    first, second = cloud.names
    return say(
        "{count} points; x is “{first}”, y is “{second}”; shown as {map}.",
        language,
        count=len(cloud.points),
        first=first,
        second=second,
        map=cloud.map(),
    )
