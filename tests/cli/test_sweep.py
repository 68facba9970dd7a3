"""What ``tana sweep`` says of files that moved."""

from __future__ import annotations

from datetime import date

import pytest

from inventory.judging.assess import assess
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from tests.cli.running import Place
from tests.inventory.samples import ROOT, result, scan


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", f"{ROOT}/x/a.docx  (Contracts → Letters, Contracts and tenancies → No rule applies)"),
        ("ja", f"{ROOT}/x/a.docx（契約書 → 手紙・通知文、契約書・賃貸借 → 該当する規則なし）"),
    ],
)
def test_kind_and_rule_of_a_file_are_told_as_they_were_and_are_since_it_moved(
    place: Place, lang: str, line: str
) -> None:
    with Store.open(f"sqlite:///{place.database}") as store:
        for path, doc_class in (("contracts/a.docx", "contract"), ("x/a.docx", "letter")):
            scan(store, result(path, doc_class=doc_class, content_hash="ab" * 16))
            assess(store, load_rules(nation="england"), date.today())
    (place.folder / "tana.toml").write_text('[organisation]\nnation = "england"\n')
    done = place.tana("sweep", "--lang", lang)
    assert done.returncode == 0, done.stderr
    assert line in [each.strip() for each in done.stdout.decode().splitlines()]
