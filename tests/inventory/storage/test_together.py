"""Two scans at once on one inventory: both finish, nothing is lost, nothing is doubled."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections import Counter

from sqlalchemy import func, select

from inventory.questions.queries import InventoryView
from inventory.storage.checking import check
from inventory.storage.store import Store
from inventory.storage.tables import Occurrence
from tests.inventory.samples import ROOT

FILES = 150

# Each looks at a share of its own and at one that both look at, judges what it found, and does it again.
SCANNER = """
    import sys
    from datetime import date
    from inventory.judging.assess import assess
    from inventory.retention.rules import load_rules
    from inventory.storage.store import Store
    from tests.inventory.samples import ROOT, RULES, finding, result, unchanged
    address, own, files = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rules = load_rules(("jp",), (), "03-31", "england")
    def file(number, root):
        found = tuple(finding(entity, range(number, number + 20)) for entity in ("PERSON", "ADDRESS"))
        return result(f"{number}.xlsx", root=root, findings=found, content_hash=f"{number:064x}")
    with Store.open(address) as store:
        for again in range(2):
            with store.run([ROOT, own], RULES) as run:
                for number in range(files):
                    for root in (ROOT, own):
                        known = again and number % 3
                        run.save(unchanged(f"{number}.xlsx", root=root) if known else file(number, root))
                run.finish()
            assess(store, rules, date(2026, 1, 1))
"""


def test_two_scans_at_once_finish_and_nothing_is_lost_or_doubled(address: str) -> None:
    own = ("/srv/first", "/srv/second")
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(SCANNER), address, root, str(FILES)],
            stderr=subprocess.PIPE,
            text=True,
        )
        for root in own
    ]
    assert [program.communicate(timeout=120)[1] for program in programs] == ["", ""]
    with Store.open(address) as store:
        view = InventoryView(store)
        files = list(view.files())
        assert Counter((row.root, row.path) for row in files) == Counter(
            (root, f"{number}.xlsx") for root in (ROOT, *own) for number in range(FILES)
        )
        assert {row.outcome for row in files} <= {"scanned", "unchanged"}
        assert sum(1 for _ in view.findings()) == 3 * FILES * 2
        scans = view.scans()
        assert (len(scans), all(scan.finished for scan in scans)) == (4, True)
        with store.reading() as connection:
            assert connection.execute(select(func.count()).select_from(Occurrence)).scalar_one() == 3 * FILES * 20
        assert check(store) == []
