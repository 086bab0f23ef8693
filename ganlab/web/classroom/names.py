"""Names: codes of classes, who somebody is, and who may lead; nobody has an account."""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer

from ganlab.paths import classes_folder
from ganlab.web.page.reach import alone

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # of a code, which is read from a wall and typed: no 0, O, 1, I
LENGTH = 6
COOKIE = "ganlab_seat"
_SECRET = "secret"  # the file that has what cookies are signed with


def fresh_code() -> str:
    """Return a code that nobody can guess in the time of a lesson: one of a thousand million."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def code_in(text: str) -> str | None:
    """Return the code in what somebody typed, whatever its case and the spaces; None where there is none."""
    code = "".join(text.split()).replace("-", "").upper()
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else None


def _signer() -> Signer:
    return Signer(secret(classes_folder()), salt="ganlab.seat")


@cache
def secret(folder: Path) -> str:
    """Return what cookies are signed with, kept in a folder so that they hold when the server is started anew."""
    path = folder / _SECRET
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return path.read_text()


def fresh_seat() -> str:
    """Return who somebody new is: random letters."""
    return secrets.token_urlsafe(9)


def signed(seat: str) -> str:
    """Return the cookie that says who somebody is."""
    return _signer().sign(seat).decode()


def seat_in(cookie: str | None) -> str | None:
    """Return who somebody is by a cookie of ours; None by any other."""
    try:
        return _signer().unsign(cookie or "").decode()
    except (BadSignature, UnicodeError):
        return None


@cache
def token() -> str:
    """Return what lets somebody lead from another machine: `GANLAB_TEACH_TOKEN`, or another one at each start."""
    return os.environ.get("GANLAB_TEACH_TOKEN") or secrets.token_urlsafe(9)


def may_lead(client: str, origin: str | None, given: object) -> bool:
    """Tell whether a page may begin a class: one on the server's own machine, or one that has the token.

    Behind a proxy on the same machine all come from there; so their pages' own address must lead there too.
    """
    if isinstance(given, str) and secrets.compare_digest(given.encode(), token().encode()):
        return True
    return alone(f"//{client if ':' not in client else f'[{client}]'}") and bool(origin) and alone(str(origin))


def page_of(text: object) -> str | None:
    """Return the address of a page as its browser says it, without what it asks for; None where it is none."""
    if not isinstance(text, str) or len(text) > 300:
        return None
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and parts.hostname and not parts.username and (parts.port or 1)
    except ValueError:
        return None
    return parts._replace(query="", fragment="").geturl() if fine else None
