"""Loading: pictures for a worker's runs, fetched in threads of their own, so that its other runs go on meanwhile."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any

from ganlab.data import images_of, thumbnails
from ganlab.data.images import IMAGES, Images
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_, Message
from ganlab.observe.snapshot import Progress


class Loading:
    """Fetch pictures; `post` takes the commands `progress` and `loaded` for the worker.

    `kept` are the registry's sets, for the next run that wants them; never the user's own: there are many of them, and
    they are soon read.
    """

    def __init__(self, post: Callable[[tuple[Any, ...]], None]):
        self._post = post
        self.kept: dict[str, Images] = {}

    def fetch(self, config: RunConfig, run_id: str, generation: int, resume: bool) -> None:
        """Begin to fetch what a run of this config learns from."""
        threading.Thread(target=self._fetch, args=(config, run_id, generation, resume), daemon=True).start()

    def _fetch(self, config: RunConfig, run_id: str, generation: int, resume: bool) -> None:
        def progress(done: int, total: int | None, name: str) -> None:
            known, unknown = (
                N_("Downloading {name}: {done:.1f} of {total:.1f} MB"),
                N_("Downloading {name}: {done:.1f} MB"),
            )
            message = Message.of(known if total else unknown, name=name, done=done / 1e6, total=(total or 0) / 1e6)
            self._post(("progress", run_id, generation, Progress(message, done / total if total else None)))

        images, failure = None, None
        try:
            images = images_of(config, progress)
        except Exception as error:
            failure = f"{type(error).__name__}: {error}", traceback.format_exc()
        self._post(("loaded", config.dataset, images, failure, run_id, generation, resume))

    def keep(self, dataset: str, images: Images) -> None:
        """Keep a set for the runs to come, unless it stands in for one that was not to be had."""
        if images.note is None and dataset in IMAGES:
            self.kept[dataset] = images


def thumbnails_of(keys: list[str]) -> dict[str, dict[str, str]]:
    """Return the thumbnails of data sets, a twentieth of a second's work; without them the menu has its signs."""
    try:
        return thumbnails.made(keys)
    except Exception:
        traceback.print_exc()
        return {}
