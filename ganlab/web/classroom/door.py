"""Door: how others come into a class: its address in the room's network, and that as a QR code."""

from __future__ import annotations

from typing import Any

import segno

from ganlab.lazy import N_
from ganlab.quoted import quoted
from ganlab.web.classroom.names import page_of
from ganlab.web.page.reach import alone, for_others
from ganlab.web.words import say

LOCAL = N_(
    "Nobody else reaches this address: it leads to this computer only. Start the lab with “--server.address 0.0.0.0”, "
    "then phones and laptops in the same network come in."
)


def described(code: str, base: object, language: str) -> dict[str, Any]:
    """Return the address by which others join, its QR code as a picture, and what is wrong with it.

    `base` is the page's address as its browser has it; raise ValueError with one sentence for what is none.
    """
    page = page_of(base)
    if page is None:
        raise ValueError(f"base: must be the address of a page; got {quoted(base)}")
    note = ""
    if alone(page):
        page, note = (there, "") if (there := for_others(page)) else (page, say(LOCAL, language))
    address = f"{page}?class={code}"
    picture = segno.make(address, error="m", micro=False).svg_data_uri(border=4, dark="#000", light="#fff")
    return {"address": address, "qr": picture, "note": note}
