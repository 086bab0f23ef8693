"""Changing: a run is changed or opened as the page asks; why it cannot be is said above the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ganlab.engine.entry import Owner
from ganlab.engine.lab import lab
from ganlab.gan.config import ConfigError, RunConfig
from ganlab.lazy import N_, Message
from ganlab.limits import LimitError
from ganlab.web.page.address import staged
from ganlab.web.page.text import plain
from ganlab.web.words import say

T = TypeVar("T")
REFUSED = N_("What was asked for cannot be. {sentence}.")


def change(run_id: str, config: RunConfig, plays: bool = False, anew: bool = False) -> None:
    """Let a run have this config, from its beginning where that is asked for, and go on with it where it is to."""
    if _said(run_id, lambda: lab.configure(run_id, config, anew)) is not None and plays:
        lab.command(run_id, "play")


def opened(run_id: str, config: RunConfig, language: str) -> str | None:
    """Open a run of this config; return its id, None where the page stays with the one that it shows."""
    try:
        return _said(run_id, lambda: staged(config, owner(), st.session_state["room"]).run_id)
    except LimitError as error:
        st.toast(plain(say(error.message, language)), icon=":material/hourglass:")
        return None


def owner() -> Owner:
    """Return for whom this page opens runs."""
    context = get_script_run_ctx()
    return Owner(context.session_id if context else "", st.context.ip_address or "")


def _said(run_id: str, act: Callable[[], T]) -> T | None:
    try:
        return act()
    except ConfigError as error:
        if entry := lab.find(run_id):
            sentence = Message.of(REFUSED, sentence=error.message)
            st.session_state["sentences"] = entry.revision, [sentence]
        return None
