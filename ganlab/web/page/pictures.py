"""Own pictures: read beside the page, shown as they will be trained on, and trained on when the visitor says so."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import streamlit as st

from ganlab.data.own import apart, pictures, read_pictures
from ganlab.data.own.picture_files import MOST_BYTES
from ganlab.data.own.read_picture import FITS
from ganlab.data.own.refusal import UploadError
from ganlab.engine.entry import Entry
from ganlab.engine.lab import lab
from ganlab.lazy import N_, Message
from ganlab.presets.complete import complete
from ganlab.web.page.changing import change
from ganlab.web.page.text import plain
from ganlab.web.words import say

_FILES, _FOLDER, _WAY, _FIT, _INVERT = (f"pictures_{name}" for name in ("files", "folder", "way", "fit", "invert"))


class _Way(NamedTuple):
    """Describe one way of bringing pictures: words, the widget's key, and how many files it takes."""

    name: str
    label: str
    key: str
    many: Literal[True, "directory"]


_WAYS = {
    "files": _Way(
        N_("Files or ZIP"),
        N_("Pictures, or a ZIP of them, at most 100 MB in all"),
        _FILES,
        True,
    ),
    "folder": _Way(
        N_("Folder"),
        N_("A folder of pictures, at most 100 MB in all"),
        _FOLDER,
        "directory",
    ),
}
_FITS = {"crop": N_("Middle"), "pad": N_("Whole")}
_SHOWN, _COLUMNS, _ZOOM, _GAP, _GROUND = 32, 8, 2, 3, 128
_ALONE = "\u2068", "\u2069"  # between them a name is written in its own direction, and turns nothing around it


@dataclass
class _Reading:
    """Hold how far the reading of some files is, and what came of it: pictures or what to say."""

    share: float = 0.0
    found: read_pictures.Gathered | None = None
    error: UploadError | None = None

    @property
    def done(self) -> bool:
        return self.found is not None or self.error is not None

    def read(self, files: list[tuple[str, bytes]]) -> None:
        try:
            self.found = apart.pictures(files, lambda share: setattr(self, "share", share))
        except UploadError as error:
            self.error = error
        except Exception:  # else the page would wait for ever
            self.error = UploadError(N_("The pictures could not be read."))
            raise


def upload_pictures(entry: Entry, language: str) -> None:
    """Offer to bring pictures; show what they become, or say in one sentence why they cannot be used."""
    reading = st.session_state.get("pictures_reading")
    if reading is None or reading.error:  # else what was read has the room
        st.caption(
            say(
                "Up to 5,000 pictures become 28×28 grey and are kept on this server only: PNG, JPEG, GIF, WebP, BMP, "
                "TIFF or PGM, also photos of 50 megapixels. Two to ten folders are taken for classes.",
                language,
            )
        )
    way = st.segmented_control(
        say("What to bring", language),
        _WAYS,
        default="files",
        required=True,
        format_func=lambda way: say(_WAYS[way].name, language),
        label_visibility="collapsed",
        key=_WAY,
        on_change=lambda: st.session_state.pop("pictures_reading", None),
    )
    asked = _WAYS[way]
    st.file_uploader(
        say(asked.label, language),
        accept_multiple_files=asked.many,
        key=asked.key,
        on_change=_take,
        args=(asked.key,),
        max_upload_size=MOST_BYTES // 1_000_000,
    )
    if reading is None:
        return
    if not reading.done:
        _wait(language)
    elif reading.error:
        st.error(plain(say(reading.error.message, language)))
    else:
        _offer(entry, language, reading.found)


def _take(key: str) -> None:
    """Begin to read the files that are there now."""
    state = st.session_state
    files = [(file.name, file.getvalue()) for file in state.get(key) or []]
    state["pictures_reading"] = reading = _Reading() if files else None
    if reading:
        threading.Thread(target=reading.read, args=(files,), daemon=True).start()


@st.fragment(run_every=0.3)
def _wait(language: str) -> None:
    """Show how far the reading is; go on when it is done."""
    reading = st.session_state.get("pictures_reading")
    if reading is None or reading.done:
        st.rerun()
    st.progress(min(1.0, reading.share), say("Reading the pictures…", language))


def _say_classes(language: str, found: read_pictures.Gathered) -> None:
    """Name the classes that the folders are."""
    if not found.counts:
        return
    listed = (f"{_ALONE[0]}{name}{_ALONE[1]} {count:,}" for name, count in found.counts.items())
    st.caption(
        say(
            "Classes, after the folders, a row each (the digit classifier does not know them, so it tells "
            "nothing of them):",
            language,
        )
    )
    st.text(" · ".join(listed))  # names are anybody's: not as Markdown


def _lines(messages: Iterable[Message], language: str) -> str:
    """Write sentences, a line each."""
    return "\n".join(say(message, language) for message in messages)


def _offer(entry: Entry, language: str, found: read_pictures.Gathered) -> None:
    """Show the first pictures in the shape that is chosen, and offer to train on all of them."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        fit = st.segmented_control(
            say("Shape", language),
            FITS,
            default=found.fit,
            required=True,
            format_func=lambda fit: say(_FITS[fit], language),
            help=say("Middle: the largest square in it. Whole: all of it, on a square of its edge's grey.", language),
            key=_FIT,
        )
        inverted = st.toggle(say("Swap dark and light", language), key=_INVERT)
        pixels = found.pixels(fit, inverted)
        st.button(
            say("Train on these", language),
            type="primary",
            width="content",
            on_click=_use,
            args=(entry.run_id, found),
            key="pictures_use",
        )
    if warnings := found.warnings(fit):
        st.warning(plain(_lines(warnings, language)))
    st.caption(plain(say("{count:,} pictures, as they will be trained on.", language, count=len(pixels))))
    st.image(_sheet(_few(pixels, found.labels)), output_format="PNG", width="content")
    if decisions := found.decisions(fit):
        st.caption(plain(_lines(decisions, language)))
    _say_classes(language, found)


def _few(pixels: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
    """Return the first pictures, or of classes a row of each, filled up with grey."""
    if labels is None:
        return pixels[:_SHOWN]
    rows = np.full((labels.max() + 1, _COLUMNS, *pixels.shape[1:]), _GROUND, np.uint8)
    for label, row in enumerate(rows):
        first = pixels[labels == label][:_COLUMNS]
        row[: len(first)] = first
    return rows.reshape(-1, *pixels.shape[1:])


def _sheet(pixels: np.ndarray) -> np.ndarray:
    """Lay pictures (n, 28, 28) side by side in rows, enlarged, on grey."""
    side = pictures.SIDE * _ZOOM + _GAP
    sheet = np.full(
        (-(-len(pixels) // _COLUMNS) * side - _GAP, min(len(pixels), _COLUMNS) * side - _GAP), _GROUND, np.uint8
    )
    for k, picture in enumerate(pixels):
        top, left = k // _COLUMNS * side, k % _COLUMNS * side
        large = picture.repeat(_ZOOM, 0).repeat(_ZOOM, 1)
        sheet[top : top + len(large), left : left + len(large)] = large
    return sheet


def _use(run_id: str, found: read_pictures.Gathered) -> None:
    """Keep the pictures in the shape that is chosen now, perhaps not shown yet, and train on them."""
    entry, state = lab.find(run_id), st.session_state
    if entry is None:
        return
    try:
        key = pictures.keep(found.pixels(state[_FIT], state[_INVERT]), found.labels, found.names)
    except OSError as error:
        reading = state["pictures_reading"]
        reading.error = UploadError(
            N_("What was uploaded could not be kept on this server ({reason})."), reason=error.strerror or str(error)
        )
        return
    change(run_id, complete(entry.config, {"dataset": "pictures", "pictures": key}), plays=True)
