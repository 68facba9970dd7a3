"""Sentences of words handed to a tagger or network, and its answer by sentence."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from detectors.names.numbering import Batch, Numbering
from detectors.names.tagger import Floats


def each(judge: Callable[[Batch], Floats], sentences: Sequence[Sequence[Hashable]]) -> list[Floats]:
    """What is said of the tokens of each sentence, all judged in one batch with a numbering of its own."""
    batch = Numbering().batch(sentences)
    return np.split(judge(batch), np.cumsum(batch.lengths)[:-1]) if len(sentences) else []
