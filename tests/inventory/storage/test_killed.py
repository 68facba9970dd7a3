"""A scan that is killed in mid-write leaves a whole inventory, and loses at most what was in flight.

``TANA_KILLS`` says how many times on each database (``make kill``: a hundred).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time

from inventory.questions.queries import InventoryView
from inventory.storage.checking import check
from inventory.storage.store import BATCH_SECONDS, Store
from tests.inventory.samples import full_result, scan

KILLS = int(os.environ.get("TANA_KILLS", "3"))
BUSY = 1.5  # seconds that a machine busy with other things may stop the writer

# What it has saved it says after saving: whatever was said that long before the end must be there.
WRITER = """
    import itertools, sys, time
    from inventory.storage.store import Store
    from tests.inventory.samples import ROOT, RULES, full_result
    address, kill, pause = sys.argv[1:]
    with Store.open(address) as store, store.run([ROOT], RULES) as run:
        for number in itertools.count():
            run.save(full_result(f"{kill}-{number}.xlsx"))
            print(f"{kill}-{number}.xlsx", time.monotonic(), flush=True)
            time.sleep(float(pause))
"""


def killed_after(seconds: float, address: str, kill: int, pause: float) -> tuple[set[str], set[str]]:
    """The files a writer says it saved long enough before it was killed, and all it said."""
    command = [sys.executable, "-c", textwrap.dedent(WRITER), address, str(kill), str(pause)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(seconds)
        moment = time.monotonic()
        writer.send_signal(signal.SIGKILL)
        said = [line.split() for line in (first, *writer.stdout) if line.endswith("\n")]
    safe = {name for name, when in said if float(when) < moment - BATCH_SECONDS - BUSY}
    return safe, {name for name, _ in said}


def test_killed_again_and_again_the_inventory_stays_whole_and_loses_at_most_what_was_in_flight(address: str) -> None:
    chance = random.Random(20)
    promised: set[str] = set()
    for kill in range(KILLS):
        # By turns as fast as it can be written, and slowly, as files are read; one that runs long enough to promise.
        seconds = 2.5 if kill == 0 else chance.uniform(0.0, 0.8)
        safe, said = killed_after(seconds, address, kill, 0.02 if kill % 2 == 0 else 0.0)
        assert said
        promised |= safe
        with Store.open(address) as store:
            assert check(store) == []
            files = list(InventoryView(store).files())
            assert promised <= {row.path for row in files}
            # Every file is there with all of it or not at all.
            assert all(len(row.problems) == (1 if row.member_of else 2) for row in files)
            assert sum(1 for row in files if row.member_of) * 2 == len(files)
    assert promised
    with Store.open(address) as store:
        scan(store, full_result("next.xlsx"))
        assert [row.path for row in InventoryView(store).files()] == [
            "next.xlsx",
            "next.xlsx > 写真.zip > 内訳.csv",
        ]
