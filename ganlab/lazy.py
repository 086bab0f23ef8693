"""Import torch on first use, so that registries can be read without it.

The web process reads every registry (menus, URLs, help) but must never pay for torch: 300 MB of memory and
a garbage collector that visits a quarter of a million objects more. Modules of this package therefore write
`from ganlab.lazy import torch` and use `torch.…` inside functions only.
"""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType

OLDEST_TORCH = (2, 6)


class _LazyModule(ModuleType):
    def __getattr__(self, name: str):
        return getattr(_checked(self.__name__), name)


@cache
def _checked(name: str) -> ModuleType:
    """Import a module; raise ImportError with one sentence where it is too old to train as it should."""
    module = importlib.import_module(name)
    if tuple(int(part) for part in module.__version__.split(".")[:2]) < OLDEST_TORCH:
        oldest = ".".join(map(str, OLDEST_TORCH))
        raise ImportError(f"{name}: must be version {oldest} or newer; got {module.__version__}")
    return module


torch = _LazyModule("torch")
