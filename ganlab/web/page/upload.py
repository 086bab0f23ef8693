"""Own data: points or pictures that somebody brings, looked at before anything is trained on them."""

from __future__ import annotations

import streamlit as st

from ganlab.data.own import apart
from ganlab.engine.entry import Entry
from ganlab.web.data_menu import note_on
from ganlab.web.page.pictures import upload_pictures
from ganlab.web.page.points import MENU, show_points, upload_points
from ganlab.web.page.text import plain
from ganlab.web.words import say


def upload_button(entry: Entry, language: str) -> None:
    """Offer to bring points or pictures, and say which of them the run has."""
    if st.session_state.get(MENU):
        apart.ready()
    with st.popover(say("Upload", language), icon=":material/upload_file:", key=MENU, on_change="rerun"):
        of_points, of_pictures = st.tabs([say("Points", language), say("Pictures", language)])
        with of_points:
            upload_points(language)
        with of_pictures:
            upload_pictures(entry, language)
        if note := note_on(entry.config, language):
            st.caption(plain(note))
    show_points(entry, language)
