"""How weights are moved while something is learnt, with numpy alone; for the programs that make the weights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class Weight:
    """Numbers that are moved against a slope (Loshchilov and Hutter 2019, with the usual constants); ``decay`` is
    how much of them is lost by each move, for each part of the rate."""

    def __init__(self, now: npt.NDArray[np.float64], decay: float) -> None:
        self.now: Floats = now.astype(np.float32)
        self._decay = np.float32(decay)
        self._mean, self._square = np.zeros_like(self.now), np.zeros_like(self.now)

    def move(self, slope: Floats, rate: float, steps: int, rows: Ints | slice = slice(None)) -> None:
        """Move once, the ``steps``-th time, some rows alone where such are given: nothing else has a slope."""
        mean = self._mean[rows] + np.float32(0.1) * (slope - self._mean[rows])
        square = self._square[rows] + np.float32(0.001) * (slope * slope - self._square[rows])
        self._mean[rows], self._square[rows] = mean, square
        size = np.sqrt(square / np.float32(1 - 0.999**steps)) + np.float32(1e-8)
        self.now[rows] -= np.float32(rate) * (mean / np.float32(1 - 0.9**steps) / size + self._decay * self.now[rows])
