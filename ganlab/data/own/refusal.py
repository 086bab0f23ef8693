"""How a file that cannot be used is refused: in one sentence."""

from __future__ import annotations

from typing import Any

from ganlab.lazy import N_, Message

TOO_LARGE = N_("The file must be at most {limit:.0f} MB; it has {size:.1f} MB.")
TOO_LARGE_UNPACKED = N_("The file must unpack to at most {limit:.0f} MB; it is larger.")


class UploadError(ValueError):
    """Say what is wrong with a file: a marked sentence and the values to fill in."""

    def __init__(self, text: str, **values: Any):
        self.message = Message.of(text, **values)
        super().__init__(self.message)
