"""Protected samples with passwords of the tests' own, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.scanner.extractors.helpers import zipped
from tests.scanner.extractors.test_damage import SEEDS


def aes_zip(parts: Mapping[str, bytes], password: bytes) -> bytes:
    """WinZip's AES-256."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password)
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


class _Keys:
    """The traditional cipher of PKWARE (APPNOTE 6.1)."""

    def __init__(self, password: bytes) -> None:
        self._keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self._mix(byte)

    def _mix(self, byte: int) -> None:
        first, second, third = self._keys
        first = _crc(first, byte)
        second = ((second + (first & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self._keys = [first, second, _crc(third, second >> 24)]

    def encrypt(self, data: bytes) -> bytes:
        out = bytearray()
        for byte in data:
            key = (self._keys[2] | 2) & 0xFFFF
            out.append(byte ^ ((key * (key ^ 1)) >> 8 & 0xFF))
            self._mix(byte)
        return bytes(out)


def _crc(key: int, byte: int) -> int:
    """One step of CRC-32 without its inversions."""
    return zlib.crc32(bytes([byte]), key ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def zipcrypto(name: str, content: bytes, password: bytes) -> bytes:
    """A zip of one deflated member under ZipCrypto."""
    plain = zipped({name: content})
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        (info,) = archive.infolist()
        start = 30 + len(info.filename.encode()) + len(info.extra)
        packed = plain[start : start + info.compress_size]
    sealed = _Keys(password).encrypt(bytes(11) + struct.pack(">I", info.CRC)[:1] + packed)
    name_bytes = info.filename.encode()
    common = struct.pack("<HHHHHIIIHH", 20, 1, 8, 0, 0x21, info.CRC, len(sealed), info.file_size, len(name_bytes), 0)
    local = b"PK\x03\x04" + common + name_bytes + sealed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name_bytes
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def office(password: str) -> bytes:
    """An xlsx in an EncryptedPackage."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(SEEDS["xlsx"])).encrypt(password, out)
    return out.getvalue()


def pdf(text: str, password: str) -> bytes:
    """A PDF that opens only with the password."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, ownerPassword=f"{password} owner", strength=128))
    canvas.drawString(72, 720, text)
    canvas.save()
    return out.getvalue()
