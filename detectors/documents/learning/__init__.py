"""Classes learnt from words: the weights, and how they are made. ``heads`` and ``prose`` say what the words are of."""
