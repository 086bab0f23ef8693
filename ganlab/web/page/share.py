"""What the Share button offers: links to these settings, to this run, and to a lesson with some controls hidden."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from ganlab.engine.lab import Entry
from ganlab.gan.config import to_text
from ganlab.web.presentation import PARTS, labels, ordered
from ganlab.web.words.text import say


def share(entry: Entry, language: str) -> None:
    """Offer two links: to a copy of these settings, and to this very run; and a third that hides what is ticked."""
    base = (st.context.url or "").split("?")[0]
    settings = entry.config.to_query() | _comparison(entry)
    _link("app.share.settings", language, base, settings)
    _link("app.share.run", language, base, {"run": entry.run_id})
    names = labels(language)
    st.caption(say("app.share.lesson", language))
    parts = st.pills(
        say("app.share.hide_parts", language),
        list(PARTS),
        selection_mode="multi",
        format_func=names.get,
        key="hide_parts",
    )
    knobs = st.multiselect(
        say("app.share.hide_knobs", language),
        [name for name in names if name not in PARTS],
        format_func=names.get,
        key="hide_knobs",
        placeholder=say("app.share.hide_none", language),
    )
    if hide := ordered([*parts, *knobs]):
        _link(None, language, base, {**settings, "lang": language, "hide": ",".join(hide)})


def _comparison(entry: Entry) -> dict[str, str]:
    """Return what a link needs to begin the same comparison, where it is one of a single setting."""
    difference = entry.partner.config.differences(entry.config) if entry.partner else {}
    return {"compare": ":".join((*difference, *map(to_text, difference.values())))} if len(difference) == 1 else {}


def _link(key: str | None, language: str, base: str, query: dict[str, str]) -> None:
    if key:
        st.caption(say(key, language))
    st.code(f"{base}?{urlencode(query, safe=',:')}" if query else base, language=None, wrap_lines=True)
