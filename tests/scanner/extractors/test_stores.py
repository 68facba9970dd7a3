"""pst and Access, by readers that may be absent: what they give is passed on; absence and failures are said.

Nothing installed here writes either format, so stand-ins take the place of the reading library and programs.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scanner.document import Detail, Embedded, Problem, ProblemKind
from tests.scanner.extractors.helpers import kinds, limited, read, read_all, tables, text_of

PST = b"!BDN" + bytes(600)
MDB = b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(4096)


class Message:
    """As pypff gives one."""

    def __init__(self, subject: str, body: bytes | None, broken: bool = False) -> None:
        self.subject, self.body, self.broken = subject, body, broken

    def __getattr__(self, name: str) -> object:
        values = {"get_subject": self.subject, "get_sender_name": "Aiko Mihon", "get_plain_text_body": self.body}
        values["get_client_submit_time"] = dt.datetime(2020, 4, 1, 9, 30)  # type: ignore[assignment]
        values["get_number_of_attachments"] = 1  # type: ignore[assignment]

        def answer(*_: int) -> object:
            if self.broken:
                raise OSError("unable to read")
            if name == "get_attachment":
                return SimpleNamespace(get_size=lambda: 5, read_buffer=lambda n: b"x,y\n1", get_name=lambda: "名簿.csv")
            return values.get(name)

        return answer


class Folder:
    def __init__(self, name: str, messages: list[Message], folders: list[Folder]) -> None:
        self.name, self.messages, self.folders = name, messages, folders

    def get_name(self) -> str:
        return self.name

    def get_number_of_sub_messages(self) -> int:
        return len(self.messages)

    def get_number_of_sub_folders(self) -> int:
        return len(self.folders)

    def get_sub_message(self, number: int) -> Message:
        return self.messages[number]

    def get_sub_folder(self, number: int) -> Folder:
        return self.folders[number]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Folder:
    inbox = Folder("受信トレイ", [Message("Hello", "電話 07700 900123".encode()), Message("x", None, True)], [])
    root = Folder("", [], [inbox, Folder("Sent", [Message("Re: Hello", b"second body")], [])])
    opened = SimpleNamespace(open_file_object=lambda stream: None, get_root_folder=lambda: root)
    monkeypatch.setitem(sys.modules, "pypff", SimpleNamespace(file=lambda: opened))
    return root


def test_messages_of_a_pst_are_mails_below_their_folders(store: Folder) -> None:
    items = list(read_all(PST, "old.pst"))
    names = [i.name for i in items if isinstance(i, Embedded)]
    assert names == ["受信トレイ/1.eml", "名簿.csv", "受信トレイ/2.eml", "Sent/1.eml", "名簿.csv"]
    for text in ("電話 07700 900123", "second body", "Aiko Mihon", "Re: Hello"):
        assert text in text_of(items)
    assert kinds(items) == [ProblemKind.CORRUPT]  # the broken message, and it alone


def test_a_large_pst_ends_at_the_limit_of_members(store: Folder) -> None:
    assert kinds(read(PST, options=limited(members=2))) == [ProblemKind.TRUNCATED]


def test_without_libpff_a_pst_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypff", None)
    assert [(p.kind, p.detail, p.cause) for p in read(PST) if isinstance(p, Problem)] == [
        (ProblemKind.UNSUPPORTED, Detail.NOT_INSTALLED, "pst")
    ]


def test_a_damaged_pst_is_a_problem() -> None:
    pytest.importorskip("pypff", reason="libpff-python is not installed")
    assert kinds(read(PST)) == [ProblemKind.CORRUPT]


@pytest.fixture
def mdbtools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for mdbtools that know two tables, one of them damaged."""
    (tmp_path / "mdb-tables").write_text("#!/bin/sh\nprintf '社員\\nbroken\\n'\n", encoding="utf-8")
    export = '#!/bin/sh\nfor table; do :; done\n[ "$table" = broken ] && exit 1\n'
    export += "printf '氏名,電話\\n\"架空 太郎\",07700 900123\\n'\n"
    (tmp_path / "mdb-export").write_text(export, encoding="utf-8")
    for program in tmp_path.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_tables_of_access_have_their_columns_as_headers(mdbtools: Path) -> None:
    items = read(MDB)
    [table] = tables(items)
    assert (table.name, table.rows) == ("社員", [("氏名", "電話"), ("架空 太郎", "07700 900123")])
    assert [(p.kind, str(p.at)) for p in items if isinstance(p, Problem)] == [(ProblemKind.CORRUPT, "table broken")]


def test_without_mdbtools_access_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert [(p.kind, p.detail, p.cause) for p in read(MDB) if isinstance(p, Problem)] == [
        (ProblemKind.UNSUPPORTED, Detail.NOT_INSTALLED, "mdb")
    ]


def test_a_damaged_access_file_is_a_problem() -> None:
    assert set(kinds(read(MDB))) <= {ProblemKind.CORRUPT, ProblemKind.UNSUPPORTED}
    assert kinds(read(MDB))
