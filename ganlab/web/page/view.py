"""Mount the live view: a Streamlit component that draws frames from the live route, not from reruns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from ganlab.engine.compare import SAME
from ganlab.engine.entry import Entry
from ganlab.lazy import N_
from ganlab.web import measured
from ganlab.web.diagnoses import rules
from ganlab.web.page.serving import BLOCKED
from ganlab.web.panel import described
from ganlab.web.presentation import Room
from ganlab.web.presentation import described as room_described
from ganlab.web.routes import version
from ganlab.web.words import say, view_texts

_MISSING = N_(
    "The live view cannot be loaded, because something between this browser and the server blocks its files: ask "
    "whoever runs it to let through what has “/ganlab/static/” in its address, or use another network; the page keeps "
    "trying."
)
# Resent with every rerun, so it only loads the module, once, from our own route, below the path that the page has in
# the browser; another try has another address, since a browser may take a failure for final. The clean-up is called for
# superseded script runs too; the module looks whether the element is really gone.
_LOADER = """
const loading = {};
let newest;
async function load(version) {
  for (let tries = 0, pause = 1000; ; tries++, pause = Math.min(2 * pause, 15000)) {
    try {
      const mark = version + (tries ? "." + tries : "");
      return await import(new URL(`ganlab/static/${mark}/live.js`, document.baseURI).href);
    } catch (error) {
      console.warn("ganlab:", error);
      newest.parentElement.textContent = newest.data.missing;
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  }
}
export default function(component) {
  newest = component;
  const module = loading[component.data.version] ??= load(component.data.version);
  module.then(view => view.render(component));
  return () => module.then(view => view.cleanup(component.parentElement));
}
"""


class Begun(NamedTuple):
    """Say what a page was led to beside its run: a lesson, its name and page; a map, by its key; a class.

    `following`: the run is what that class is shown. `leads` counts how often the page has asked to lead one, with a
    token or without.
    """

    lesson: tuple[str, int] | None = None
    map: str | None = None
    classroom: dict[str, Any] | None = None
    following: bool = False
    teach: str | None = None
    leads: int = 0


_NOTHING = Begun()


def live_view(
    entry: Entry,
    language: str,
    address: dict[str, str],
    room: Room,
    open_run: Callable[[str], None],
    watching: bool = False,
    begun: Begun = _NOTHING,
) -> None:
    """Show a run; the page is rerun when its settings are changed elsewhere than in the panel.

    The view keeps the browser's address up to date from its frames; `address` is what the page adds to it,
    and `room` says how the view is shown at first. `open_run(id)` is called where the view has opened another run,
    which the page is to show from then on. Where somebody is only `watching` the page has nothing to steer it by.
    """
    lesson, classroom = begun.lesson, begun.classroom
    view = st.components.v2.component("ganlab_live", js=_LOADER, isolate_styles=False)
    view(
        key="live",
        data={
            "version": version(),
            "run": classroom["code"] if classroom and begun.following else entry.view if watching else entry.run_id,
            "view": entry.view,
            "watching": watching,
            "lang": language,
            "revision": entry.revision,
            **view_texts(language),
            "knobs": described(language),
            "measures": measured.described(language),
            "rules": rules(language),
            "same": SAME,
            "address": address,
            "room": room_described(room, language),
            "lesson": lesson and {"name": lesson[0], "page": lesson[1]},
            "map": begun.map,
            "classroom": classroom,
            "teach": begun.teach,
            "leads": begun.leads,
            "blocked": say(BLOCKED, language),
            "missing": say(_MISSING, language),
        },
        on_revision_change=lambda: None,
        on_run_change=lambda: open_run(str(st.session_state["live"]["run"])),
        on_classroom_change=_come_in,
    )


def _come_in() -> None:
    """Be in the class from now on that the view has begun."""
    st.session_state["classroom"], st.session_state["looks"] = str(st.session_state["live"]["classroom"]), False
