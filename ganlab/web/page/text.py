"""Text of anybody's on the page: from addresses, files and their names, the names of columns and classes."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
_LINKS = re.compile(r"(https?:|www|@)(?=[/.\w])", re.IGNORECASE)  # which become links though their signs are escaped


def plain(text: str) -> str:
    """Return Markdown that shows a text as it is, whatever is in it: no picture, link, HTML, formula or icon.

    All that Streamlit takes for Markdown and that is not wholly our own goes through here. An address in it is parted
    by an invisible word joiner (U+2060), a line break becomes one in the page.
    """
    parted = _LINKS.sub("\\1\u2060", text)
    return "  \n".join(_SIGNS.sub(r"\\\1", line.strip()) for line in parted.splitlines())
