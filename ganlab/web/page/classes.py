"""What the menu has of classes: to lead one, and to come into one by its code."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ganlab.web.classroom.names import code_in
from ganlab.web.classroom.room import GONE
from ganlab.web.classroom.rooms import rooms
from ganlab.web.page.reach import alone
from ganlab.web.page.text import plain
from ganlab.web.words import say


def show_class(language: str, watching: bool, join: Callable[[str], None]) -> None:
    """Offer to lead a class with the run that is shown, to come into one, or to leave the one that the page is in."""
    state = st.session_state
    if code := state.get("classroom"):
        st.caption(plain(say("This page is in the class {code}.", language, code=code)))
        st.button(say("Leave the class", language), key="class_leave", on_click=_leave)
        return
    if not watching:
        st.caption(
            say(
                "Lead a class: others see on their own screens what you see here, and may go on from it with runs of "
                "their own. They need no account.",
                language,
            )
        )
        if not alone(st.context.url or "") and not state.get("teach"):
            label = say("Token, which the server prints when it starts", language)
            st.text_input(label, key="teach_token", type="password")
        st.button(say("Begin a class", language), key="class_begin", type="primary", on_click=_lead)
    st.text_input(say("Code of a class", language), key="class_code", max_chars=12, placeholder="ABC 234")
    st.button(say("Come in", language), key="class_join", on_click=_try, args=(language, join))


def _lead() -> None:
    """Have the view begin a class: it alone can take the cookie that says who leads."""
    state = st.session_state
    state["teach"] = state.get("teach_token") or state.get("teach")
    state["leads"] = state.get("leads", 0) + 1


def _leave() -> None:
    """Leave the class; what it was shown is then only watched."""
    state = st.session_state
    if (room := rooms.find(state["run"])) is not None:
        state["run"] = room.run
        state["watching"] = True
    state["classroom"] = None


def _try(language: str, join: Callable[[str], None]) -> None:
    """Come into the class with the code that was typed, or say that there is none."""
    typed = str(st.session_state.get("class_code") or "")
    room = rooms.find(code_in(typed) or "")
    if room is None or room.ended:
        st.toast(plain(say(GONE, language, code=typed[:20])), icon=":material/search_off:")
        return
    join(room.code)
