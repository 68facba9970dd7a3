"""English text without marks, for the teacher to label: articles of Wikipedia.

Some hundred articles (2.8 million characters, CC BY-SA 3.0) are in the dump that the package ``gensim`` carries for its
tests. None of it is shipped; the network is trained on what the teacher says of it. Used in training only; needs gensim
and mwparserfromhell.
"""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

_DUMP = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
_ASIDE = re.compile(r"(?s)<ref[^>/]*>.*?</ref>|<ref[^>]*/>|<!--.*?-->|\{\|.*?\|\}")
_PICTURE = re.compile(r"\[\[(?:File|Image|Category)[^\[\]]*(?:\[\[[^\[\]]*\]\][^\[\]]*)*\]\]")
_REDIRECT = re.compile(r"(?i)\s*(?:#redirect|$)")
_SHORTEST = 40  # characters; shorter lines are headings and the like


def paragraphs() -> Iterator[str]:
    """The paragraphs of the articles as plain text, in their order.

    Raises ImportError where gensim or mwparserfromhell is not installed, OSError where the dump is not as expected.
    """
    import mwparserfromhell

    found = find_spec("gensim")  # it is not imported: only its data is wanted
    if found is None or not found.origin:
        raise ImportError("gensim is not installed")
    with bz2.open(Path(found.origin).parent / "test" / "test_data" / _DUMP) as file:
        for source in _pages(file):
            source = _PICTURE.sub("", _ASIDE.sub("", source))
            for line in mwparserfromhell.parse(source).strip_code().split("\n"):
                paragraph = line.strip(" *#:;")
                if len(paragraph) > _SHORTEST and not paragraph.startswith(("thumb", "|", "!", "px")):
                    yield paragraph


def _pages(file: bz2.BZ2File) -> Iterator[str]:
    """The sources of articles. Raises OSError where there is none."""
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(["end"])
    found = False
    while block := file.read(1 << 20):  # by blocks: the dump is cut off in the middle, so its end is never parsed
        parser.feed(block)
        for event in parser.read_events():
            element = cast(Any, event)[1]
            if element.tag.endswith("}text") and not _REDIRECT.match(element.text or ""):
                found = True
                yield element.text
    if not found:
        raise OSError(f"{_DUMP} has no articles")
