"""What the Share button offers: links to these settings, to this run, and to a lesson with some controls hidden."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from ganlab.engine.entry import Entry
from ganlab.gan.config import DEFAULT, to_text
from ganlab.web.page.reach import alone, code_of, for_others
from ganlab.web.presentation import PARTS, labels, ordered
from ganlab.web.words import say

DEFAULT_QUERY = {"dataset": DEFAULT.dataset}  # of a run with nothing but usual settings, that a line may say something


def share(entry: Entry, language: str, watching: bool = False) -> None:
    """Offer links: to watch this run, to a copy of its settings, to steer it together, and to a lesson.

    Who is only `watching` is not offered the one that steers.
    """
    url = (st.context.url or "").split("?")[0].rstrip("/")
    base = url and f"{url}/"  # Streamlit leaves the slash out, and not every proxy leads to the address that has it
    if alone(url):
        base = _shared(base, language)
    settings = entry.config.to_query() | _comparison(entry)
    _link(
        say("To watch: whoever opens this link sees this very training live, and cannot steer it.", language),
        base,
        {"watch": entry.view},
    )
    st.image(code_of(f"{base}?watch={entry.view}"), width=180)
    _link(say("These settings: whoever opens this link trains a copy of their own.", language), base, settings)
    _step(settings, language)
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
    _lesson(base, settings, language)


def _step(settings: dict[str, str], language: str) -> None:
    """Offer the line of a lesson's file that begins such a run."""
    st.caption(say("For a lesson of your own: this line of its file begins a run with these settings.", language))
    st.code(f"run: {urlencode(settings or DEFAULT_QUERY, safe=',:')}", language=None)


def _lesson(base: str, settings: dict[str, str], language: str) -> None:
    """Offer a link to these settings in which some controls are hidden."""
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


def _shared(base: str, language: str) -> str:
    """Say that an address leads nowhere from other computers; return the one that does, where there is one."""
    if others := for_others(base):
        st.caption(say("Others reach this computer by the address below, if they are in its network.", language))
        return others
    st.info(
        say(
            "These links work on this computer only, for the server listens to nobody else. To let a class in, start "
            "it with “--server.address 0.0.0.0” and open the page anew: then they name this computer.",
            language,
        )
    )
    return base


def _comparison(entry: Entry) -> dict[str, str]:
    """Return what a link needs to begin the same comparison, where it is one of a single setting."""
    difference = entry.partner.config.differences(entry.config) if entry.partner else {}
    return {"compare": ":".join((*difference, *map(to_text, difference.values())))} if len(difference) == 1 else {}


def _link(caption: str, base: str, query: dict[str, str]) -> None:
    if caption:
        st.caption(caption)
    st.code(f"{base}?{urlencode(query, safe=',:')}" if query else base, language=None, wrap_lines=True)
