"""PDF files that need a password: opened with a listed one, and copied without protection for the other readers."""

from __future__ import annotations

import io

from scanner.passwords import Tries


def unlocked(data: bytes, tries: Tries) -> bytes | None:
    """The document without its protection, by the first password that opens it; None where none does."""
    import pypdfium2

    for password in tries:
        try:
            document = pypdfium2.PdfDocument(data, password=password)
        except (pypdfium2.PdfiumError, ValueError):  # the next one; the caller reports ENCRYPTED when none is left
            continue
        tries.fits(password)
        try:
            out = io.BytesIO()
            document.save(out, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
            return out.getvalue()
        finally:
            document.close()
    return None
