"""The records of a run, bounded: when one is full, every second row is dropped and the stride doubles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ganlab.gan.loss import Loss
from ganlab.gan.objectives import Logits
from ganlab.gan.penalties import PENALTIES
from ganlab.lazy import torch

SCALARS = (
    *("d_loss", "g_loss", "d_real", "d_fake"),
    *(key for key, penalty in PENALTIES.items() if penalty.factor is not None),  # weighted: as they are minimised
    *("d_grad", "g_grad"),  # lengths of both gradients
    *("theta", "psi"),  # the Dirac-GAN's two parameters
)
CAPACITY = 1024


class Row:
    """Hold what one step computed, `values`, by the names of SCALARS.

    `judged` are the loss and D's logits in the update whose mean answers are recorded; those are worked out when
    somebody asks for them: most steps' never are.
    """

    def __init__(self, values: Mapping[str, float] | None = None):
        self.values = dict.fromkeys(SCALARS, math.nan) | dict(values or {})
        self.judged: tuple[Loss, Logits] | None = None

    def scalars(self) -> dict[str, float]:
        """Return all quantities; NaN where one was not computed."""
        if self.judged is not None:
            (loss, (real_logits, fake_logits)), self.judged = self.judged, None
            with torch.no_grad():
                if real_logits is not None:
                    answers = [answer.mean() for answer in loss.answers(real_logits, fake_logits)]
                    self.values["d_real"], self.values["d_fake"] = torch.stack(answers).tolist()
                else:
                    self.values["d_fake"] = loss.answer(fake_logits, None, None).mean().item()
        return dict(self.values)


class History:
    """Keep (step, scalars) of every `stride`-th step; NaN stands for a quantity not computed in that step."""

    def __init__(self, columns: Sequence[str] = SCALARS, capacity: int = CAPACITY):
        self.columns, self.capacity, self.stride, self.size = tuple(columns), capacity, 1, 0
        self._steps = np.empty(capacity, np.int64)
        self._rows = np.empty((capacity, len(self.columns)), np.float32)

    def wants(self, step: int) -> bool:
        """Tell whether a row of this step would be kept."""
        return step % self.stride == 0

    def append(self, step: int, row: Sequence[float] | npt.NDArray[np.float32]) -> None:
        """Add a row; thin the record first when it is full."""
        if self.size == self.capacity:
            self.stride *= 2
            keep = self._kept()
            self.size = int(keep.sum())
            self._steps[: self.size], self._rows[: self.size] = self._steps[keep], self._rows[keep]
            if not self.wants(step):
                return
        self._steps[self.size], self._rows[self.size] = step, row
        self.size += 1

    def _kept(self) -> npt.NDArray[np.bool_]:
        """Tell which rows stay when the record is full."""
        kept: npt.NDArray[np.bool_] = self._steps % self.stride == 0
        return kept

    def arrays(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Return copies: steps (rows,) int64 and values (rows, len(columns)) float32."""
        return self._steps[: self.size].copy(), self._rows[: self.size].copy()

    def load(self, stride: int, steps: npt.NDArray[np.int64], rows: npt.NDArray[np.float32]) -> None:
        """Take over what `arrays` returned."""
        self.stride, self.size = stride, len(steps)
        self._steps[: self.size], self._rows[: self.size] = steps, rows


class Measured(History):
    """Keep (step, measures) of the steps at which they were made, which are those of a clock, not of a stride."""

    def wants(self, step: int) -> bool:
        """Tell that a row of any step would be kept."""
        return True

    def note(self, step: int, found: Mapping[str, float]) -> None:
        """Add what was measured at a step."""
        self.append(step, [found.get(name, math.nan) for name in self.columns])

    def _kept(self) -> npt.NDArray[np.bool_]:
        kept: npt.NDArray[np.bool_] = np.arange(self.size) % 2 == 0
        return kept
