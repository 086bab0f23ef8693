"""The page. Streamlit runs this file from top to bottom for each visit and each changed widget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ganlab.engine.entry import Entry
from ganlab.engine.lab import lab
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_
from ganlab.limits import LimitError
from ganlab.web.classroom.rooms import rooms
from ganlab.web.page import address
from ganlab.web.page.changing import opened, owner
from ganlab.web.page.classes import show_class
from ganlab.web.page.points import MENU, show_points
from ganlab.web.page.share import share
from ganlab.web.page.text import plain
from ganlab.web.page.upload import upload
from ganlab.web.page.view import Begun, live_view
from ganlab.web.words import LANGUAGES, language_of, say

_TABS = {"share": N_("Share"), "class": N_("Class"), "data": N_("Your data"), "language": N_("Language")}  # of the menu
_STEERS = ("data",)  # of which only who steers a run has these


def main() -> None:
    """Show one run, with its controls beside it."""
    st.set_page_config(page_title="GAN lab", page_icon=str(Path(__file__).with_name("icon.png")), layout="wide")
    st.html(Path(__file__).with_name("page.css"))
    try:
        entry = _entry()
    except LimitError as error:
        st.error(plain(say(error.message, language_of(st.context.locale))))
        return
    language = st.session_state.get("language") or language_of(st.context.locale)
    room, watching = st.session_state["room"], st.session_state["watching"]
    if watching and st.session_state["run"] != st.session_state.get("classroom"):
        _watching(entry, language)
    _menu(entry, language, {*room.hide, *_STEERS} if watching else {*room.hide}, watching)
    _sentences(entry, language)
    with st.container(key="live_view"):
        chosen = st.session_state.get("language")
        added = {"lang": chosen} if chosen else {}
        live_view(entry, language, added, room, _go, watching, _begun())


def _entry() -> Entry:
    """Return the run that this page shows: the session's own, or at first the one that the address leads to.

    Later the address follows the run, not the reverse: the query string that a rerun brings along may be older than
    the settings that a slider has just changed.
    """
    state = st.session_state
    if "run" in state and (entry := _shown(state["run"])) is not None:
        return entry
    visit = address.visit(st.query_params.to_dict(), owner())
    state["run"], state["other"], state["room"] = visit.entry.run_id, visit.other, visit.room
    state["watching"], state["lesson"], state["map"] = visit.watching, visit.lesson, visit.map
    state["classroom"], state["looks"], state["teach"] = visit.classroom, visit.looks, visit.teach
    if visit.follows:
        state["run"] = visit.classroom
    state["sentences"] = visit.entry.revision, visit.sentences
    if visit.language:
        state["language"] = visit.language
    return visit.entry


def _shown(run: str) -> Entry | None:
    """Return a run by its id, or what a class is shown by its code."""
    if (room := rooms.find(run)) is not None:
        return None if room.ended else lab.find(room.run)
    return lab.find(run)


def _begun() -> Begun:
    """Return what the page was led to beside its run."""
    state = st.session_state
    code = state.get("classroom")
    following = code is not None and state["run"] == code
    classroom = {"code": code, "look": state.get("looks", False)} if code else None
    return Begun(state.get("lesson"), state.get("map"), classroom, following, state.get("teach"), state.get("leads", 0))


def _watching(entry: Entry, language: str) -> None:
    """Say what somebody who watches can do, and lead to a run of their own."""
    with st.container(key="watching", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(say("You are watching; this training is steered from another page.", language), width="content")
        label = say("Begin a run of your own with these settings", language)
        st.button(label, key="own_run", type="tertiary", on_click=_begin_own, args=(entry.run_id, language))


def _begin_own(run_id: str, language: str) -> None:
    if entry := lab.find(run_id):
        _start(run_id, entry.config, language)


def _menu(entry: Entry, language: str, hidden: set[str], watching: bool) -> None:
    """Show what is not training: links, own data and the language, each where it is not hidden."""
    shown = [name for name in _TABS if name not in hidden]
    if not shown:
        return
    parts: dict[str, Callable[[], None]] = {
        "share": lambda: share(entry, language, watching),
        "data": lambda: upload(entry, language),
        "class": lambda: show_class(language, watching, _join),
        "language": lambda: _language(language),
    }
    name = say("Menu", language)
    with st.container(key="menu_place"), st.popover(name, icon=":material/menu:", key=MENU, on_change="rerun"):
        tabs = st.tabs([say(_TABS[name], language) for name in shown])
        for part, tab in zip(shown, tabs, strict=True):
            with tab:
                parts[part]()
    if "data" in shown:
        show_points(entry, language)


def _language(language: str) -> None:
    st.radio(
        say("Language", language),
        list(LANGUAGES),
        list(LANGUAGES).index(
            language
        ),  # what it is where the page has not shown it yet, when another button is pressed
        format_func=LANGUAGES.__getitem__,
        key="language_choice",
        on_change=_choose_language,
        label_visibility="collapsed",
    )


def _choose_language() -> None:
    st.session_state["language"] = st.session_state["language_choice"]


def _sentences(entry: Entry, language: str) -> None:
    """Say what was wrong with the address, until something is changed; offer its settings where the run has others."""
    since, sentences = st.session_state.get("sentences", (0, []))
    if sentences and entry.revision == since:
        st.warning(plain("\n".join(say(sentence, language) for sentence in sentences)))
    other = st.session_state.get("other")
    if other is not None and other != entry.config:
        difference = address.describe(other.differences(entry.config))
        asks = say(
            "The address asks for {fields}, but this run, which is already going, has other values.",
            language,
            fields=difference,
        )
        st.info(plain(asks))
        args = entry.run_id, other, language
        st.button(say("Start a new run with the address's settings", language), on_click=_start, args=args)


def _start(run_id: str, config: RunConfig, language: str) -> None:
    if new := opened(run_id, config, language):
        _go(new)


def _go(run_id: str) -> None:
    """Show another run from now on, or what a class is shown."""
    follows = rooms.find(run_id) is not None
    st.session_state["run"], st.session_state["other"], st.session_state["watching"] = run_id, None, follows
    st.session_state["sentences"] = 0, []


def _join(code: str) -> None:
    """Come into a class, and follow what it is shown."""
    st.session_state["classroom"], st.session_state["looks"] = code, False
    _go(code)


main()
