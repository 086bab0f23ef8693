"""The scalar record of a run, bounded: when it is full, every second row is dropped and the stride doubles."""

from __future__ import annotations

import numpy as np

SCALARS = (
    *("d_loss", "g_loss", "d_real", "d_fake"),
    *("r1", "r2", "gp", "dragan", "consensus"),  # penalties, weighted: as they are minimised
    *("d_grad", "g_grad"),  # lengths of both gradients
    *("theta", "psi"),  # the Dirac-GAN's two parameters
)
CAPACITY = 1024


class History:
    """Keep (step, scalars) of every `stride`-th step; NaN stands for a quantity not computed in that step."""

    def __init__(self, capacity: int = CAPACITY):
        self.capacity, self.stride, self.size = capacity, 1, 0
        self._steps = np.empty(capacity, np.int64)
        self._rows = np.empty((capacity, len(SCALARS)), np.float32)

    def wants(self, step: int) -> bool:
        """Tell whether a row of this step would be kept."""
        return step % self.stride == 0

    def append(self, step: int, row) -> None:
        """Add a row; thin the record first when it is full."""
        if self.size == self.capacity:
            self.stride *= 2
            keep = self._steps % self.stride == 0
            self.size = int(keep.sum())
            self._steps[: self.size], self._rows[: self.size] = self._steps[keep], self._rows[keep]
            if not self.wants(step):
                return
        self._steps[self.size], self._rows[self.size] = step, row
        self.size += 1

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Return copies: steps (rows,) int64 and scalars (rows, len(SCALARS)) float32."""
        return self._steps[: self.size].copy(), self._rows[: self.size].copy()

    def load(self, stride: int, steps, rows) -> None:
        """Take over what `arrays` returned."""
        self.stride, self.size = stride, len(steps)
        self._steps[: self.size], self._rows[: self.size] = steps, rows
