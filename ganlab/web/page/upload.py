"""Own data: a file of points becomes the run's data set, or one sentence says why not and nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ganlab.data.own import points, read_points
from ganlab.engine.entry import Entry
from ganlab.engine.lab import lab
from ganlab.lazy import N_
from ganlab.presets.complete import complete
from ganlab.web.data_menu import note_on
from ganlab.web.page.pictures import upload_pictures
from ganlab.web.words import say

_ENDINGS = ["csv", "tsv", "txt", "npy", "npz", "parquet"]
_FILE, _CHOICE = "upload", ("upload_first", "upload_second")


def upload_button(entry: Entry, language: str) -> None:
    """Offer to bring points or pictures, and say which of them the run has."""
    with st.popover(say("Upload", language), icon=":material/upload_file:", key="upload_menu"):
        of_points, of_pictures = st.tabs([say("Points", language), say("Pictures", language)])
        with of_points:
            _points(entry, language)
        with of_pictures:
            upload_pictures(entry, language)
        if note := note_on(entry.config, language):
            st.caption(note)


def _points(entry: Entry, language: str) -> None:
    """Offer to bring a file; say what became of the last one, and let other columns of it be chosen."""
    st.caption(
        say(
            "Two columns of numbers become the data. They are rescaled to the window and kept on this server only.",
            language,
        )
    )
    label, endings = say("A CSV, NPY, NPZ or Parquet file of points, at most 5 MB", language), _ENDINGS
    most = read_points.MOST_BYTES // 1_000_000
    st.file_uploader(label, type=endings, key=_FILE, on_change=_take, args=(entry.run_id,), max_upload_size=most)
    if isinstance(error := st.session_state.get("upload_error"), read_points.UploadError):
        st.error(say(error.message, language))
    table = st.session_state.get("upload_table")
    if table is not None and len(table.names) > 2:
        for key, name in zip(_CHOICE, (N_("Horizontal: x"), N_("Vertical: y")), strict=True):
            options = range(len(table.names))
            st.selectbox(
                say(name, language),
                options,
                format_func=table.names.__getitem__,
                key=key,
                on_change=_use,
                args=(entry.run_id,),
            )
    for warning in table.warnings if table is not None else ():
        st.warning(say(warning, language))


def _take(run_id: str) -> None:
    """Read the file that has just come."""
    state, file = st.session_state, st.session_state.get(_FILE)
    state["upload_error"] = state["upload_table"] = None
    if file is None:
        return
    try:
        table = state["upload_table"] = read_points.read(file.name, file.getvalue())
    except read_points.UploadError as error:
        state["upload_error"] = error
        return
    state[_CHOICE[0]], state[_CHOICE[1]] = table.decisions.x, table.decisions.y
    _use(run_id)


def _use(run_id: str) -> None:
    """Train on the two columns that are chosen, the first two if nobody has chosen."""
    state, entry = st.session_state, lab.find(run_id)
    state["upload_error"] = None
    if entry is None:
        return
    try:
        table = state["upload_table"]
        chosen = replace(table.decisions, x=state[_CHOICE[0]], y=state[_CHOICE[1]])
        key = points.keep(replace(table, decisions=chosen).cloud())
    except read_points.UploadError as error:
        state["upload_error"] = error
        return
    except OSError as error:
        state["upload_error"] = read_points.UploadError(
            N_("What was uploaded could not be kept on this server ({reason})."), reason=error.strerror or str(error)
        )
        return
    lab.configure(run_id, complete(entry.config, {"dataset": "points", "points": key}))
