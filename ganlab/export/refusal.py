"""How what cannot be taken home is refused: in one sentence."""

from __future__ import annotations

from typing import Any

from ganlab.lazy import N_, Message

FAILED = N_("The file could not be made ({reason}).")


class ExportError(ValueError):
    """Say what is in the way: a marked sentence and the values to fill in."""

    def __init__(self, text: str, /, **values: Any):
        self.message = Message.of(text, **values)
        super().__init__(self.message)
