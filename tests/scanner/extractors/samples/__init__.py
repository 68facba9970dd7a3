"""A damaged, an encrypted, an empty and a huge sample of every format that has a reader, built when they are asked for.

One module for each family of formats (``office``, ...): it holds ``SAMPLES``, a dict of the word that
``scanner.extractors.identify`` gives to a ``Sample``. A module put into this folder is found by itself.
``test_samples.py`` proves the matrix: it fails where an extractor lists a format that has no entry here, and checks for
each entry what its fields promise. A format whose family is not written yet stands in ``AWAITED``; whoever adds the
entry takes it out there.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from scanner.document import ProblemKind

MARK = "Aiko Mihon"
"""An invented name that stands near the beginning of every ``whole`` and every ``huge`` sample."""
LAST = "Kenji Saigo"
"""An invented name that stands at the end of every ``huge`` sample."""

Build = Callable[[], bytes]


@dataclass(frozen=True)
class Sample:
    """The samples of one format. All text is that of a file and of its members, four levels deep.

    ``whole`` is read without any problem and contains ``MARK``. ``damaged`` yields one of the problems ``told``, and,
    where ``kept`` is set, also ``MARK``, which stands before the damage. ``encrypted`` yields a ``Protected`` and
    ENCRYPTED, and is None where the format knows no encryption: then ``open_because`` says so in words. ``empty`` is a
    well-formed file without any content of its own: nothing is found in it, and no problem but those in ``empty_told``
    (a reader that cannot tell empty from unreadable has to say something). ``huge`` begins with ``MARK`` and ends with
    ``LAST``: both are found, or one of ``huge_told`` says what was not read. ``name`` is the file name, for formats
    that the name settles.
    """

    whole: Build
    damaged: Build
    empty: Build
    huge: Build
    encrypted: Build | None = None
    open_because: str = ""
    told: frozenset[ProblemKind] = frozenset({ProblemKind.CORRUPT})
    kept: bool = True
    empty_told: frozenset[ProblemKind] = frozenset()
    huge_told: frozenset[ProblemKind] = frozenset()
    name: str = "sample"


AWAITED: frozenset[str] = frozenset(
    # Nothing here could write them: Access and Outlook files are made by Microsoft's programs, iWork's by Apple's.
    # Pictures have their text by recognition, which has tests of its own (test_pictures.py).
    "mdb accdb pst iwork gif jpg png tiff webp bmp".split()
)


def every_sample() -> dict[str, Sample]:
    """Format -> its samples, from all the modules of this folder. Raises ValueError where two have the same format."""
    found: dict[str, Sample] = {}
    for module in pkgutil.iter_modules(__path__):
        samples: dict[str, Sample] = getattr(importlib.import_module(f"{__name__}.{module.name}"), "SAMPLES", {})
        if twice := found.keys() & samples.keys():
            raise ValueError(f"two modules have samples of {sorted(twice)}")
        found.update(samples)
    return found
