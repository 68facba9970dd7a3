"""Loaded once into the process that all workers are forked from: they share the memory of all that is loaded for the
first texts and files, and start at once."""

import gc
from contextlib import suppress
from importlib import import_module

from detectors.documents.profile import DocumentProfile
from detectors.model import Passage, Table
from detectors.text import prefilter
from scanner.worker import detector

_READERS = ("lxml.etree", "pypdfium2", "python_calamine", "zipfile", "email.parser", "encodings.cp932")
"""What the extractors load with the first file of a common format."""

_TEXTS = (
    "担当は総務部の者です。電話番号 03-0000-0000、住所は東京都千代田区丸の内一丁目、生年月日 平成元年1月8日、通院中",
    "Please write to us in Leeds. Telephone 020 7946 0000, 12 High Street, LS1 4AP, born 8 January 1989, has asthma",
)
_ROWS = [
    ("氏名", "Telephone", "住所", "Date of birth", "備考"),
    *[("担当", "020 7946 0000", "東京都", "1989-01-08", "")] * 4,
]


def _warm() -> None:
    profile = DocumentProfile()
    passages = [Passage(text) for text in _TEXTS]
    for passage, found in zip(passages, detector().find(passages), strict=True):
        profile.text(passage, found)
    table = Table("", _ROWS)
    profile.table(table, detector().judge(table))
    profile.finish().under("a/b.txt")
    _ = detector().signature  # every worker tells its files' by it
    prefilter.make()
    for name in _READERS:
        with suppress(ImportError):  # the extractor that needs it says so of each file
            import_module(name)


# Texts make many small objects and hardly a ring of them: a look for such after 700 new ones would be one too often.
gc.set_threshold(10_000, 10, 10)

# What is there now stays: collections need not look through it, now or later, and pages that none touches stay shared.
# There is hardly anything to collect yet.
gc.disable()
_warm()
gc.freeze()
gc.enable()
