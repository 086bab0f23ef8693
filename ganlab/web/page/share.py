"""What the Share button offers: links to these settings, to this run, and to a lesson with some controls hidden."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from ganlab.engine.entry import Entry
from ganlab.gan.config import to_text
from ganlab.web.presentation import PARTS, labels, ordered
from ganlab.web.words import say


def share(entry: Entry, language: str, watching: bool = False) -> None:
    """Offer links: to watch this run, to a copy of its settings, to steer it together, and to a lesson.

    Who is only `watching` is not offered the one that steers.
    """
    url = (st.context.url or "").split("?")[0].rstrip("/")
    base = url and f"{url}/"  # Streamlit leaves the slash out, and not every proxy leads to the address that has it
    settings = entry.config.to_query() | _comparison(entry)
    _link(
        say("To watch: whoever opens this link sees this very training live, and cannot steer it.", language),
        base,
        {"watch": entry.view},
    )
    _link(say("These settings: whoever opens this link trains a copy of their own.", language), base, settings)
    if not watching:
        _link(
            say(
                "To steer together: whoever opens this link, or is given it by others, can change and reset this very "
                "training as you can; that cannot be taken back.",
                language,
            ),
            base,
            {"run": entry.run_id},
        )
    names = labels(language)
    st.caption(
        say(
            "A lesson: the link to these settings with what you choose here hidden. Nothing of it can be reached by "
            "keyboard either.",
            language,
        )
    )
    parts = st.pills(
        say("Hide parts of the page", language),
        list(PARTS),
        selection_mode="multi",
        format_func=names.__getitem__,
        key="hide_parts",
    )
    knobs = st.multiselect(
        say("Hide settings", language),
        [name for name in names if name not in PARTS],
        format_func=names.__getitem__,
        key="hide_knobs",
        placeholder=say("None", language),
    )
    if hide := ordered([*parts, *knobs]):
        _link("", base, {**settings, "lang": language, "hide": ",".join(hide)})


def _comparison(entry: Entry) -> dict[str, str]:
    """Return what a link needs to begin the same comparison, where it is one of a single setting."""
    difference = entry.partner.config.differences(entry.config) if entry.partner else {}
    return {"compare": ":".join((*difference, *map(to_text, difference.values())))} if len(difference) == 1 else {}


def _link(caption: str, base: str, query: dict[str, str]) -> None:
    if caption:
        st.caption(caption)
    st.code(f"{base}?{urlencode(query, safe=',:')}" if query else base, language=None, wrap_lines=True)
