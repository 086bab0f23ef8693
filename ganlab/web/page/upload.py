"""Own data: points or pictures that somebody brings, looked at before anything is trained on them."""

from __future__ import annotations

import json

import streamlit as st

from ganlab.data.own import apart
from ganlab.engine.entry import Entry
from ganlab.web.data_menu import note_on
from ganlab.web.page.pictures import upload_pictures
from ganlab.web.page.points import MENU, upload_points
from ganlab.web.page.text import plain
from ganlab.web.words import say


def upload(entry: Entry, language: str) -> None:
    """Offer to bring points or pictures, and say which of them the run has."""
    if st.session_state.get(MENU):
        apart.ready()
    _name_uploaders(language)
    of_points, of_pictures = st.tabs([say("Points", language), say("Pictures", language)])
    with of_points:
        upload_points(language)
    with of_pictures:
        upload_pictures(entry, language)
    if note := note_on(entry.config, language):
        st.caption(plain(note))


def _name_uploaders(language: str) -> None:
    """Give page.css the words of Streamlit's uploader, which has none but English ones.

    Any kind of file may come: the readers say in a sentence what they cannot use. Only size is judged before.
    """
    words = {
        "choose": say("Choose…", language),
        "refused": say("What is marked red was not taken: it is too large, or did not arrive whole.", language),
    }
    rules = "".join(f"--own-{name}: {json.dumps(text, ensure_ascii=False)};" for name, text in words.items())
    st.html(f"<style>:root {{{rules}}}</style>")
