"""Readers of file formats: what a file is, by its content, and what is written in it.

``identify`` names the format, ``extract`` yields the items of ``scanner.document``. Both take any seekable binary
stream; nothing here opens a path of the file's choosing, leaves a file behind, or reaches the network.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from scanner.document import Detail, ExtractionError, Item, Problem, ProblemKind, TableBlock, TextBlock, extract_problem
from scanner.extractors import (
    access,
    archive,
    delimited,
    directory,
    doc,
    docx,
    formats,
    html,
    image,
    legacy,
    libarchived,
    mail,
    msg,
    office2003,
    ole,
    opendocument,
    pdf,
    plain,
    ppt,
    pptx,
    pst,
    rtf,
    sevenzip,
    spreadsheet,
    sqldump,
    sqlite,
    structured,
)
from scanner.extractors.base import ExtractOptions, Extractor, Head, Opened, Source, damaged, is_panic

EXTRACTORS: tuple[Extractor, ...] = (
    spreadsheet.Spreadsheet(),
    delimited.Delimited(),
    plain.PlainText(),
    directory.Directory(),
    sqldump.SqlDump(),
    structured.Json(),
    structured.Xml(),
    html.Html(),
    pdf.Pdf(),
    doc.OldWord(),
    docx.WordDocument(),
    pptx.Presentation(),
    opendocument.OpenDocument(),
    mail.Mail(),
    mail.Mailbox(),
    archive.ZipArchive(),
    archive.TarArchive(),
    archive.Compressed(),
    sevenzip.SevenZip(),
    libarchived.LibArchive(),
    libarchived.LibArchiveFilter(),
    sqlite.Sqlite(),
    access.Access(),
    pst.OutlookStore(),
    msg.OutlookMessage(),
    office2003.Office2003(),
    rtf.RichText(),
    ppt.Slides(),
    ole.EncryptedOffice(),
    ole.OleObject(),
    image.Image(),
    legacy.Legacy(),
)
SIGNATURE = " ".join(f"{e.name}{e.version}" for e in EXTRACTORS)
"""Changes when any extractor's version does."""


def identify(stream: BinaryIO, name: str) -> str:
    """The format word ("xlsx", "zip", "text", "csv", "empty", "unknown"). The stream is left at its beginning.

    Raises OSError where the stream cannot be read.
    """
    return formats.identify(stream, name)


def extract(stream: BinaryIO, name: str, size: int, options: ExtractOptions) -> Iterator[Item]:
    """Everything in the file, as it is read; an empty file yields nothing.

    ``stream`` is seekable and stays open until the iterator ends; ``name`` is the file's name without folders;
    ``size`` is in bytes. What cannot be read comes as a Problem, after whatever was read before the damage.
    Raises only OSError of the stream itself while identifying, and MemoryError.
    """
    word = identify(stream, name)
    if word == "empty":
        return
    src = Source(stream, name, size, word)
    head = Head(word, name, stream.read(512))
    ranked = sorted((e for e in EXTRACTORS if e.accepts(head)), key=lambda e: -e.accepts(head))
    if not ranked:
        yield extract_problem(ProblemKind.UNSUPPORTED, Detail.NO_READER, cause=word)
    problems: list[Problem] = []
    for extractor in ranked:
        read = False
        try:
            for item in _read(extractor, src, options):
                read = read or isinstance(item, TextBlock | TableBlock)
                yield item
            break
        except ExtractionError as error:
            problems.append(error.problem)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 (recorded as a problem: a damaged file ends no scan)
            problems.append(damaged(error))
        except BaseException as error:
            if not is_panic(error):
                raise
            problems.append(damaged("PanicException"))
        if read:
            break
    yield from dict.fromkeys(problems)


def _read(extractor: Extractor, src: Source, options: ExtractOptions) -> Iterator[Item]:
    for item in extractor.extract(src, options):
        if isinstance(item, Opened):
            yield from extract(io.BytesIO(item.data), src.name, len(item.data), options)
        else:
            yield item


__all__ = ["EXTRACTORS", "SIGNATURE", "ExtractOptions", "Extractor", "Source", "extract", "identify"]
