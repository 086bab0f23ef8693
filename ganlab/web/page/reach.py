"""Who can reach an address: an address of this computer alone, the one that others have for it, and its QR code."""

from __future__ import annotations

import io
import ipaddress
import socket
from functools import lru_cache
from urllib.parse import urlsplit

import segno
import streamlit as st

EVERYWHERE = (None, "", "0.0.0.0", "::")  # where a server listens that listens to everybody
_SOMEWHERE = ("192.0.2.1", 9)  # an address for documentation (RFC 5737): nothing is sent to it


def alone(url: str) -> bool:
    """Tell whether an address leads to the computer that uses it, whichever it is."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def elsewhere(url: str) -> str | None:
    """Return an address with this computer's own number in its network; None where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        try:
            out.connect(_SOMEWHERE)
        except OSError:
            return None
        number: str = out.getsockname()[0]
    parts = urlsplit(url)
    if ipaddress.ip_address(number).is_loopback:
        return None
    return parts._replace(netloc=f"{number}:{parts.port}" if parts.port else number).geturl()


def for_others(url: str) -> str | None:
    """Return the same, where the server listens to others at all."""
    return elsewhere(url) if st.get_option("server.address") in EVERYWHERE else None


@lru_cache(maxsize=64)
def code_of(link: str) -> bytes:
    """Return a link's QR code as a PNG, dark on white with the margin that readers need."""
    file = io.BytesIO()
    segno.make(link, error="m", micro=False).save(file, kind="png", scale=6, border=4)
    return file.getvalue()
