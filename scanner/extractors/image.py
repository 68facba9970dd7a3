"""jpg, png, tiff, gif, bmp, webp: text by character recognition, and the words kept in their metadata."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from scanner.document import Detail, Item, Location, ProblemKind, StepKind, extract_problem, place
from scanner.extractors import ocr
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, text_blocks
from scanner.extractors.picture_words import picture_words

_MOST = 200_000_000  # pixels of one picture that are unpacked at all
_READ = 40_000_000  # pixels beyond which a picture is made smaller before it is read
_SMALL = 1_500_000  # pixels below which it is made larger: writing on a screen is half as high as on a scan
_TINY = 28  # pixels: no readable word is lower or narrower than this
_TINY_AREA = 4_000  # pixels, about 160 x 25


class Image(ByFormat):
    """Recognised text at PAGE n; comments, IPTC, XMP and EXIF texts as properties of the picture."""

    name = "image"
    version = 2
    formats = frozenset({"jpg", "png", "tiff", "gif", "webp", "bmp"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        data = src.data()
        words = list(dict.fromkeys(t.strip() for t in picture_words(data) if len(t.strip()) > 1))
        yield from text_blocks("\n".join(words), place(StepKind.PROPERTY))
        problem = ocr.unavailable(options)
        if problem:
            yield problem
            return
        yield from _pictures(data, src.format, options)


def _pictures(data: bytes, form: str, options: ExtractOptions) -> Iterator[Item]:
    """The pictures of a file, page by page; of an animation the first."""
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    logging.getLogger("PIL").setLevel(logging.ERROR)
    Pillow.MAX_IMAGE_PIXELS = None  # the bound is ours, and told
    try:
        file: Any = Pillow.open(io.BytesIO(data))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, OverflowError) as error:
        yield damaged(error)
        return
    with file:
        count = getattr(file, "n_frames", 1) if form == "tiff" else 1
        for number in range(min(count, options.limits.members)):
            at = place(StepKind.PAGE, number + 1)
            try:
                file.seek(number)
            except (EOFError, OSError, ValueError, SyntaxError) as error:
                yield damaged(error, at)
                return
            yield from _picture(file, options, at)
        if count > options.limits.members:
            yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)


def _picture(file: Any, options: ExtractOptions, at: Location) -> Iterator[Item]:
    width, height = file.size
    if min(width, height) < _TINY or width * height < _TINY_AREA:
        yield extract_problem(ProblemKind.NEEDS_OCR, Detail.PICTURE_TINY, at, f"{width} x {height}")
        return
    if width * height > _MOST:
        yield extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE, at, f"{width} x {height}")
        return
    try:
        grey, whole = _grey(file)
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError) as error:
        yield damaged(error, at)
        return
    yield from ocr.picture_items(lambda degrees: _turned(grey, degrees), grey.width * grey.height, options, at)
    if not whole:
        yield damaged("cut off", at)


def _grey(file: Any) -> tuple[Any, bool]:
    """The picture in shades of grey, the way up its camera says, of a size to be read; and whether all of it is there.

    Raises what Pillow raises for pictures that cannot be unpacked.
    """
    from PIL import Image as Pillow
    from PIL import ImageFile, ImageOps

    whole = True
    try:
        file.load()
    except OSError:
        whole = False
        ImageFile.LOAD_TRUNCATED_IMAGES = True  # what is there is read
        try:
            file.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
    picture = ImageOps.exif_transpose(file)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Pillow.new("RGBA", picture.size, "white")
        picture = Pillow.alpha_composite(paper, picture)
    grey = picture.convert("L")
    pixels = grey.width * grey.height
    factor = (_READ / pixels) ** 0.5 if pixels > _READ else 2.0 if pixels < _SMALL else 1.0
    if factor != 1.0:
        grey = grey.resize(
            (max(1, int(grey.width * factor)), max(1, int(grey.height * factor))), Pillow.Resampling.LANCZOS
        )
    return grey, whole


def _turned(grey: Any, degrees: int) -> bytes:
    picture = grey.rotate(degrees, expand=True) if degrees else grey
    return b"P5 %d %d 255\n" % picture.size + bytes(picture.tobytes())
