"""Mount the live view: a Streamlit component that draws frames from the live route, not from reruns."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ganlab.engine.compare import SAME
from ganlab.engine.entry import Entry
from ganlab.web import measured
from ganlab.web.diagnoses import rules
from ganlab.web.panel import described
from ganlab.web.presentation import Room
from ganlab.web.presentation import described as room_described
from ganlab.web.routes import PREFIX, version
from ganlab.web.words import view_texts

# Resent with every rerun, so it only loads the module, once, from our own route. The clean-up is called for superseded
# script runs too; the module looks whether the element is really gone.
_LOADER = """
export default function(component) {
  const { base, version } = component.data;
  const module = import(`${location.origin}${base}/static/${version}/live.js`);
  module.then(view => view.render(component));
  return () => module.then(view => view.cleanup(component.parentElement));
}
"""


def live_view(
    entry: Entry, language: str, address: dict[str, str], room: Room, open_run: Callable[[str], None]
) -> None:
    """Show a run; the page is rerun when its settings are changed elsewhere than in the panel.

    The view keeps the browser's address up to date from its frames; `address` is what the page adds to it,
    and `room` says how the view is shown at first. `open_run(id)` is called where the view has opened another run,
    which the page is to show from then on.
    """
    base = st.get_option("server.baseUrlPath").strip("/")
    view = st.components.v2.component("ganlab_live", js=_LOADER, isolate_styles=False)
    view(
        key="live",
        data={
            "base": (f"/{base}" if base else "") + PREFIX,
            "version": version(),
            "run": entry.run_id,
            "lang": language,
            "revision": entry.revision,
            **view_texts(language),
            "knobs": described(language),
            "measures": measured.described(language),
            "rules": rules(language),
            "same": SAME,
            "address": address,
            "room": room_described(room, language),
        },
        on_revision_change=lambda: None,
        on_run_change=lambda: open_run(st.session_state["live"]["run"]),
    )
