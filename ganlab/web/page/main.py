"""The page. Streamlit runs this file from top to bottom for each visit and each changed widget."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from ganlab.engine.entry import Entry
from ganlab.engine.lab import lab
from ganlab.gan.config import RunConfig
from ganlab.lazy import N_
from ganlab.limits import LimitError
from ganlab.presets import PRESETS, alike
from ganlab.web.page import address
from ganlab.web.page.changing import change, opened, owner
from ganlab.web.page.share import share
from ganlab.web.page.text import plain
from ganlab.web.page.upload import upload_button
from ganlab.web.page.view import live_view
from ganlab.web.presentation import Room
from ganlab.web.words import LANGUAGES, language_of, say

_OWN = "own"
_STEERS = ("experiment", "data")  # parts of the page that only who steers a run has
_TWIN = {"images": N_("The same with digits"), "points": N_("The same in 2-D")}


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
    _header(entry, language, replace(room, hide=(*room.hide, *_STEERS)) if watching else room, watching)
    if watching:
        _watching(entry, language)
    _sentences(entry, language)
    with st.container(key="live_view"):
        chosen = st.session_state.get("language")
        live_view(entry, language, {"lang": chosen} if chosen else {}, room, _go, watching)


def _entry() -> Entry:
    """Return the run that this page shows: the session's own, or at first the one that the address leads to.

    Later the address follows the run, not the reverse: the query string that a rerun brings along may be older than
    the settings that a slider has just changed.
    """
    state = st.session_state
    if "run" in state and (entry := lab.find(state["run"])) is not None:
        return entry
    visit = address.visit(st.query_params.to_dict(), owner())
    state["run"], state["other"], state["room"] = visit.entry.run_id, visit.other, visit.room
    state["watching"] = visit.watching
    state["sentences"] = visit.entry.revision, visit.sentences
    if visit.language:
        state["language"] = visit.language
    return visit.entry


def _watching(entry: Entry, language: str) -> None:
    """Say what somebody who watches can do, and lead to a run of their own."""
    with st.container(key="watching", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(say("You are watching; this training is steered from another page.", language), width="content")
        label = say("Begin a run of your own with these settings", language)
        st.button(label, key="own_run", type="tertiary", on_click=_begin_own, args=(entry.run_id, language))


def _begin_own(run_id: str, language: str) -> None:
    if entry := lab.find(run_id):
        _start(run_id, entry.config, language)


def _header(entry: Entry, language: str, room: Room, watching: bool) -> None:
    same = alike(entry.config)
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(say("GAN lab", language), anchor=False, width="content")
        if "experiment" not in room.hide:
            _experiment(entry, language, same)
        if "share" not in room.hide:
            with st.popover(say("Share", language), icon=":material/share:"):
                share(entry, language, watching)
        if "data" not in room.hide:
            upload_button(entry, language)
        if "language" not in room.hide:
            _language(language)
    if "caption" not in room.hide:
        _hint(entry, language, same, room)


def _hint(entry: Entry, language: str, same: list[str], room: Room) -> None:
    """Say what to watch, and lead to the experiment that shows the same in data of the other kind."""
    preset = PRESETS[same[0]] if same else None
    with st.container(key="hint", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            say(preset.watch, language)
            if preset
            else say("Keys: Space plays and pauses, . steps, r resets, ? lists them all.", language),
            width="content",
        )
        if preset and preset.twin and "experiment" not in room.hide:
            twin = PRESETS[preset.twin].config
            label = say(_TWIN[twin.kind], language)
            st.button(label, key="twin", type="tertiary", on_click=change, args=(entry.run_id, twin))


def _experiment(entry: Entry, language: str, same: list[str]) -> None:
    current = same[0] if same else _OWN
    if st.session_state.get("preset") != current:
        st.session_state["preset"] = current
    st.selectbox(
        say("Experiment", language),
        [*PRESETS, *([] if same else [_OWN])],
        format_func=lambda key: say("My own settings", language) if key == _OWN else say(PRESETS[key].label, language),
        key="preset",
        on_change=_choose_preset,
        args=(entry.run_id,),
        label_visibility="collapsed",
        help=say("A ready-made setting that shows something. Choosing one shows it from its beginning.", language),
        width=320,
    )


def _language(language: str) -> None:
    if st.session_state.get("language_choice") != language:
        st.session_state["language_choice"] = language
    st.selectbox(
        say("Language", language),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language_choice",
        on_change=_choose_language,
        label_visibility="collapsed",
        width=120,
    )


def _choose_preset(run_id: str) -> None:
    choice = st.session_state["preset"]
    if choice in PRESETS:
        change(run_id, PRESETS[choice].config, anew=True)  # a story is told from its beginning


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
    """Show another run from now on."""
    st.session_state["run"], st.session_state["other"], st.session_state["watching"] = run_id, None, False
    st.session_state["sentences"] = 0, []


main()
