"""The signature of all that decides what a scan finds, and the part of it that a file is subject to.

``READING.DETECTING/PASSWORDS~LIMITS``: the readers and what names are judged by; the recognizers with their weights and
the organisation's own rules; the list of passwords; what a file may cost. A file's own signature leaves out what cannot
affect it: the recognizers where they were shown nothing of it (pictures without words, programs, films), the passwords
where nothing in it stayed encrypted, the limits where it was not cut short by the time or memory that they allow. So a
changed recognizer is a reason to read only what it might see, and a longer time to read only what ran out of it.
"""

from __future__ import annotations


def whole(reading: str, detecting: str, passwords: str, limits: str = "") -> str:
    """The signature of a scan. The parts are digests: none of ``.``, ``/`` and ``~`` is in them."""
    return f"{reading}.{detecting}/{passwords}~{limits}"


def of_file(signature: str, *, detected: bool, shut: bool, limited: bool = False) -> str:
    """What of a scan's signature a file is subject to. ``detected``: the recognizers were shown something of it;
    ``shut``: something in it stayed encrypted; ``limited``: it ran out of time or memory."""
    signature, tilde, limits = signature.partition("~")
    rules, slash, passwords = signature.partition("/")
    reading, dot, detecting = rules.partition(".")
    return reading + (dot + detecting) * detected + (slash + passwords) * shut + (tilde + limits) * limited


def holds(own: str, signature: str) -> bool:
    """Whether a file with this signature of its own need not be read again because of a scan's."""
    return own == of_file(signature, detected="." in own, shut="/" in own, limited="~" in own)
