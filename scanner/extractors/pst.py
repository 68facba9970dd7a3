"""Outlook's pst and ost by libpff, an optional library: each message as a mail of its own, below its folders' names."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any, BinaryIO

from scanner.document import Detail, Embedded, ExtractionError, Item, Location, ProblemKind, extract_problem
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, fail
from scanner.extractors.libarchived import not_installed

_ERRORS = (OSError, ValueError, TypeError, AttributeError, RuntimeError, LookupError, OverflowError)
_DEPTH = 50  # folders in folders


class OutlookStore(ByFormat):
    """Messages as eml, numbered within their folder: subjects would be personal data in a path."""

    name = "pst"
    version = 1
    formats = frozenset({"pst"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        try:
            import pypff
        except ImportError:
            fail(not_installed("pst"))
        store = pypff.file()
        try:
            store.open_file_object(src.rewound())
            root = store.get_root_folder()
        except _ERRORS as error:
            fail(damaged(error), error)
        if root is None:
            fail(damaged("no folders"))
        count = 0
        for item in _folder(root, "", 0):
            count += isinstance(item, Embedded)
            if count > options.limits.members:
                yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
                return
            yield item


def _folder(folder: Any, above: str, depth: int) -> Iterator[Item]:
    """The messages of a folder, then its folders; damage in one is noted and the rest is read."""
    try:
        messages, folders = folder.get_number_of_sub_messages(), folder.get_number_of_sub_folders()
    except _ERRORS as error:
        yield damaged(error, Location())
        return
    for number in range(messages):
        try:
            message = folder.get_sub_message(number)
        except _ERRORS as error:
            yield damaged(error, Location())
            continue
        yield Embedded(f"{above}{number + 1}.eml", _Opener(message))
    for number in range(folders if depth < _DEPTH else 0):
        try:
            inner = folder.get_sub_folder(number)
            name = str(inner.get_name() or number + 1).replace("/", "_")
        except _ERRORS as error:
            yield damaged(error, Location())
            continue
        yield from _folder(inner, f"{above}{name}/", depth + 1)


class _Opener:
    """A message written as a mail. Raises ExtractionError where it is damaged."""

    def __init__(self, message: Any) -> None:
        self._message = message

    def __call__(self) -> BinaryIO:
        try:
            return io.BytesIO(_mail(self._message).as_bytes())
        except _ERRORS as error:
            raise ExtractionError(damaged(error)) from error


def _mail(message: Any) -> EmailMessage:
    mail = EmailMessage()
    headers = message.get_transport_headers() or ""
    for name, value in (
        ("From", message.get_sender_name()),
        ("Subject", message.get_subject()),
        ("Date", _date(message)),
        ("X-Transport-Headers", headers),
    ):
        if value:
            mail[name] = " ".join(str(value).split())
    mail.set_content(_text(message.get_plain_text_body()))
    if html := _text(message.get_html_body()):
        mail.add_alternative(html, subtype="html")
    elif message.get_rtf_body():
        mail.add_attachment(message.get_rtf_body(), maintype="application", subtype="rtf", filename="body.rtf")
    for number in range(message.get_number_of_attachments()):
        attachment = message.get_attachment(number)
        content = attachment.read_buffer(attachment.get_size()) if attachment.get_size() else b""
        named = attachment.get_name() if hasattr(attachment, "get_name") else None
        mail.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=named or f"attachment {number + 1}"
        )
    return mail


def _date(message: Any) -> str:
    moment = message.get_client_submit_time() or message.get_delivery_time()
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000") if moment else ""


def _text(body: bytes | str | None) -> str:
    from scanner.extractors.encodings import decode

    return decode(body)[0] if isinstance(body, bytes) else body or ""
