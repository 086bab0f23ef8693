"""Import torch on first use, so that registries can be read without it.

The web process reads every registry (menus, URLs, help) but must never pay for torch: 300 MB of memory and
a garbage collector that visits a quarter of a million objects more. Modules of this package therefore write
`from ganlab.lazy import torch` and use `torch.…` inside functions only.
"""

from __future__ import annotations

import importlib
from types import ModuleType


class _LazyModule(ModuleType):
    def __getattr__(self, name: str):
        return getattr(importlib.import_module(self.__name__), name)


torch = _LazyModule("torch")
