"""Plain text in any encoding: txt, Markdown, logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.document import Item, StepKind, TextBlock, place
from scanner.extractors.base import BLOCK, ByFormat, ExtractOptions, Source, text_blocks
from scanner.extractors.encodings import Decoder


class PlainText(ByFormat):
    """Blocks of whole lines, each at the number of its first line."""

    name = "text"
    version = 2
    formats = frozenset({"text", "markdown", "log"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        decoder = Decoder(src.rewound())
        yield from line_blocks(decoder.texts())
        yield from decoder.problems()


def line_blocks(texts: Iterable[str]) -> Iterator[TextBlock]:
    """Text arriving in pieces as blocks of about ``BLOCK`` characters, cut at line ends, at LINE n."""
    line = 1
    rest = ""
    for piece in texts:
        rest = rest + piece if rest else piece
        start = 0
        while len(rest) - start > BLOCK:
            end = rest.rfind("\n", start, start + BLOCK) + 1
            if end <= start:
                end = rest.find("\n", start + BLOCK) + 1
                if not end:
                    break
            block = rest[start:end]
            yield from text_blocks(block, place(StepKind.LINE, line))
            line += block.count("\n")
            start = end
        rest = rest[start:]
        if len(rest) > 1 << 20:  # a line without end
            yield from text_blocks(rest, place(StepKind.LINE, line))
            rest = ""
    yield from text_blocks(rest, place(StepKind.LINE, line))
