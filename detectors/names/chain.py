"""A linear chain of labels: the probabilities of all labels of all tokens of many sentences, forward and backward."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_AT_ONCE = 512
"""Sentences of one pass: what is worked on stays in the processor's cache, and its products are too small for the BLAS
library to wake its threads for."""
_MOST = 300.0  # how far the logs of what is not yet scaled may run: doubles end beyond 700


class Chain:
    """Transition weights, from x to.

    All sentences take their steps together, the longest first, so that those still running are always the first ones;
    the tokens lie in the order of the steps, and no place is empty.
    """

    def __init__(self, transitions: Floats) -> None:
        logs = transitions.astype(np.float64)
        self._forward = np.exp(logs)
        self._backward = np.ascontiguousarray(self._forward.T)
        # One step multiplies what there is by no more than this; so long it may go on before it is scaled.
        self._every = max(1, int(_MOST / (np.abs(logs).max(initial=0.0) + np.log(len(logs)))))

    def posteriors(self, scores: Floats, lengths: Ints) -> Floats:
        """The probabilities, tokens x labels, the sentences one after the other.

        ``scores`` are those of the tokens (log, not normalised), ``lengths`` how many tokens each sentence has.
        """
        out = np.empty_like(scores)
        starts = np.cumsum(lengths) - lengths
        order = np.argsort(-lengths, kind="stable")
        order = order[: np.count_nonzero(lengths)]
        for at in range(0, len(order), _AT_ONCE):
            group = order[at : at + _AT_ONCE]
            sizes = lengths[group]
            # How many sentences have a token at each step, and the tokens in the order of the steps.
            running = np.searchsorted(-sizes, -np.arange(sizes[0]), side="left")
            offsets = np.concatenate([[0], np.cumsum(running)])
            steps = np.repeat(np.arange(sizes[0]), running)
            tokens = starts[group[np.arange(offsets[-1]) - offsets[steps]]] + steps
            out[tokens] = self._passes(scores[tokens], offsets)
        return out

    def _passes(self, scores: Floats, offsets: Ints) -> npt.NDArray[np.float64]:
        scores = np.ascontiguousarray(scores.T)  # what is done to many tokens lies side by side
        emission = np.exp(scores - scores.max(axis=0)).astype(np.float64)
        alpha, beta = emission.copy(), np.ones_like(emission)
        steps = list(itertools.pairwise(offsets.tolist()))
        for number in range(1, len(steps)):
            (before, _), (at, end) = steps[number - 1 : number + 1]
            here = alpha[:, at:end]
            here *= self._backward @ alpha[:, before : before + end - at]
            if not number % self._every:
                here /= here.sum(axis=0)
        for number in range(len(steps) - 1, 0, -1):
            (before, _), (at, end) = steps[number - 1 : number + 1]
            here = beta[:, before : before + end - at]
            here[:] = self._forward @ (emission[:, at:end] * beta[:, at:end])
            if not number % self._every:
                here /= here.sum(axis=0)
        alpha *= beta
        return np.asarray((alpha / alpha.sum(axis=0)).T)
