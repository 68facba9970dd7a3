"""The tables of what people did with the inventory: decided, sampled, looked up, disposed of.

Rows are added and hardly ever changed. As in ``inventory.storage.tables``, a column that changes here changes through a
migration too.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory.storage.tables import EMPTY, Base, Id, PathText


class DecisionEntry(Base):
    """What a person decided. Rows are added and never changed: a withdrawal is a row of its own (kind ``withdrawal``)
    that names the decision it ends in ``withdraws``.

    ``kind`` and ``scope`` are words of ``inventory.decisions.model``; of the object's columns those of its scope are
    filled. ``file_id``, ``path`` and ``content_hash`` describe a file as it was when it was decided; ``path`` is a glob
    for the scopes ``pattern``, ``path`` and ``rule``, and the mask of a value. ``identity`` is a finding's, ``value`` a
    value's keyed hash (signed). ``doc_class`` is the kind that a file was said to be of. ``until`` (keep until) and
    ``expires`` (when the decision itself ends) are ISO dates or ''. ``newest_scan`` is the newest finished scan at the
    time, 0 for none.
    """

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    root: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    content_hash: Mapped[str] = mapped_column(Text)
    entity: Mapped[str] = mapped_column(Text)
    identity: Mapped[bytes] = mapped_column(LargeBinary)
    value: Mapped[int | None] = mapped_column(BigInteger)
    rule: Mapped[str] = mapped_column(Text)
    doc_class: Mapped[str] = mapped_column(Text, server_default=EMPTY)
    until: Mapped[str] = mapped_column(Text)
    expires: Mapped[str] = mapped_column(Text)
    withdraws: Mapped[int | None] = mapped_column(BigInteger)
    who: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    made: Mapped[str] = mapped_column(Text)
    newest_scan: Mapped[int] = mapped_column(Integer)


class Audit(Base):
    """A sampling audit: files drawn by chance (``seed``) from those with and those without findings, ``hits`` and
    ``cleans`` being how many of each there were to draw from."""

    __tablename__ = "audits"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    seed: Mapped[int] = mapped_column(BigInteger)
    hits: Mapped[int] = mapped_column(BigInteger)
    cleans: Mapped[int] = mapped_column(BigInteger)
    made: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)


class AuditSample(Base):
    """One file of an audit. ``stratum`` is ``hit`` or ``clean``. ``answer`` is what the person saw in it: ``yes`` (it
    holds personal data), ``no``, or '' while nobody has looked."""

    __tablename__ = "audit_samples"
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_id: Mapped[int] = mapped_column(BigInteger)
    stratum: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    answered: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)


class AccessEntry(Base):
    """Who looked a value up (kind ``lookup``) or had a file read again to see what stands in it (``reread``), and when.
    Never the value: ``detail`` says what kind it was (an entity) and how many files were named."""

    __tablename__ = "access_log"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    made: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class DisposalEntry(Base):
    """One step in the disposal of one file. Rows are added and never changed: what an ``item`` has come to is its
    newest row.

    ``state`` is a word of ``inventory.decisions.disposal.State``. ``raw`` is the exact path below the root, ``target``
    the exact place in quarantine; both as bytes. ``batch`` is the call of the command that did it, ``newest_scan`` the
    newest finished scan at the time.
    """

    __tablename__ = "disposals"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    item: Mapped[str] = mapped_column(Text, index=True)
    batch: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(PathText)
    root_raw: Mapped[bytes] = mapped_column(LargeBinary)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    target: Mapped[bytes] = mapped_column(LargeBinary)
    content_hash: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    decision_id: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    made: Mapped[str] = mapped_column(Text)
    newest_scan: Mapped[int] = mapped_column(Integer)
