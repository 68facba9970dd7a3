"""Every reason to read a file again, one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inventory.storage.incremental import Reason, Seen, why_rescan
from scanner.document import ProblemKind
from scanner.results import FileStat, Outcome

SECOND = 1_000_000_000
SCAN = 1_700_000_000 * SECOND
STAMP = SCAN - 3600 * SECOND + 5_000_001
SEEN = Seen(100, STAMP, "r1", Outcome.SCANNED, SCAN)
SAME = FileStat(100, STAMP)


@pytest.mark.parametrize(
    ("seen", "stat", "rules", "reason"),
    [
        (SEEN, SAME, "r1", None),
        (None, SAME, "r1", Reason.NEW),
        (replace(SEEN, read=False), SAME, "r1", Reason.NEVER_READ),
        (SEEN, replace(SAME, size=101), "r1", Reason.SIZE),
        (SEEN, replace(SAME, modified_ns=STAMP + 1), "r1", Reason.MODIFIED),
        (SEEN, replace(SAME, modified_ns=STAMP - 1), "r1", Reason.MODIFIED),  # an older version was put back
        (SEEN, SAME, "r2", Reason.RULES),
        # Its own signature has only what it is subject to: readers, recognizers, the list of passwords.
        (replace(SEEN, rules="r1.d1"), SAME, "r1.d1/p2", None),
        (replace(SEEN, rules="r1.d1"), SAME, "r1.d2/p1", Reason.RULES),
        (replace(SEEN, rules="r1"), SAME, "r1.d2/p2", None),
        (replace(SEEN, rules="r1"), SAME, "r2.d1/p1", Reason.RULES),
        (replace(SEEN, rules="r1/p1"), SAME, "r1.d2/p1", None),
        (replace(SEEN, rules="r1/p1"), SAME, "r1.d1/p2", Reason.RULES),
        # What may be gone next time.
        *(
            (replace(SEEN, outcome=Outcome.FAILED, problems=frozenset({kind})), SAME, "r1", Reason.TRANSIENT)
            for kind in (ProblemKind.UNREADABLE, ProblemKind.CHANGED)
        ),
        # What ran out of time or memory waits for other limits.
        *(
            (replace(SEEN, rules="r1.d1/p1~l1", problems=frozenset({kind})), SAME, f"r1.d1/p1~{limits}", reason)
            for kind in (ProblemKind.TIMEOUT, ProblemKind.CRASHED)
            for limits, reason in (("l1", None), ("l2", Reason.RULES))
        ),
        (replace(SEEN, rules="r1.d1"), SAME, "r1.d1/p1~l2", None),
        # What will be the same next time.
        *(
            (replace(SEEN, outcome=Outcome.FAILED, problems=frozenset({kind})), SAME, "r1", None)
            for kind in (ProblemKind.ENCRYPTED, ProblemKind.CORRUPT, ProblemKind.UNSUPPORTED, ProblemKind.TOO_LARGE)
        ),
        # Rights, links and numbers of the file system are no change of content.
        (SEEN, replace(SAME, mode=0o644, owner=5, inode=9, device=3, changed_ns=SCAN), "r1", None),
    ],
)
def test_why_a_file_is_read_again(seen: Seen | None, stat: FileStat, rules: str, reason: Reason | None) -> None:
    assert why_rescan(seen, stat, rules) is reason


@pytest.mark.parametrize(
    ("before_scan", "reason"),
    [
        (-SECOND // 2, Reason.RACY),  # written while the scan ran
        (0, Reason.RACY),
        (19_000_001, Reason.RACY),  # within one tick of the clock
        (21_000_001, None),
        # A whole second: a file system may be counting in steps of two.
        (1 * SECOND, Reason.RACY),
        (2 * SECOND, Reason.RACY),
        (3 * SECOND, None),
    ],
)
def test_a_file_stamped_as_late_as_the_scan_that_read_it_is_read_again(before_scan: int, reason: Reason | None) -> None:
    stamp = SCAN - before_scan
    assert why_rescan(replace(SEEN, modified_ns=stamp), replace(SAME, modified_ns=stamp), "r1") is reason
