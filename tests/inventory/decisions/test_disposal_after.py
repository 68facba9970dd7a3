"""After a disposal: what is told of it, what brings it back or ends it, and that nothing is lost where it is cut."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from detectors.model import PeopleEstimate
from inventory.decisions.deciding import load, states
from inventory.decisions.disposal_log import Stage
from inventory.decisions.losses import done, losses
from inventory.decisions.manifest import MANIFEST, read
from inventory.decisions.model import Kind
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.questions.sweeping import Bounds, What, changes
from inventory.retention.rules import RuleSet
from inventory.storage.store import Store
from inventory.storage.tables import File
from tests.inventory.decisions.disposing import TODAY, Share


def test_what_was_changed_in_quarantine_is_not_brought_back(share: Share) -> None:
    share.approve("a.csv")
    share.apply()
    share.inside()[0].write_bytes(b"tampered\n")
    assert [i.obstacle for i in share.disposal().restore(share.disposal().quarantined(), "back")] == ["changed"]
    assert not (share.root / "a.csv").exists()


def test_only_what_has_been_in_quarantine_long_enough_is_deleted(share: Share) -> None:
    share.approve("a.csv")
    share.apply()
    assert [item.obstacle for item in share.disposal().delete(30)] == ["too_early"]
    later = share.disposal(TODAY + timedelta(days=30))
    assert [item.obstacle for item in later.deletable(30)] == [""]
    assert len(share.inside()) == 1
    assert [item.obstacle for item in later.delete(30)] == [""]
    assert share.inside() == []
    assert [p.name for p in share.quarantine.iterdir()] == [MANIFEST]
    assert later.quarantined() == []


def test_a_failed_restore_does_not_begin_the_days_anew(share: Share) -> None:
    file = share.approve("a.csv")
    share.apply()
    file.write_bytes(b"new\n")
    (before,) = share.disposal().quarantined()
    time.sleep(1.1)
    list(share.disposal().restore([before], "back"))
    assert share.disposal().quarantined()[0].since == before.since


def test_a_hold_decided_while_it_is_in_quarantine_keeps_it(share: Share) -> None:
    share.approve("a.csv")
    share.apply()
    made = share.decide(Kind.LEGAL_HOLD, "a.csv")
    share.scan()
    (item,) = share.disposal(TODAY + timedelta(days=99)).delete(30)
    assert (item.obstacle, item.blocked_by) == ("held", made.id)
    assert len(share.inside()) == 1


def test_every_step_is_in_both_logs_with_who_and_by_which_decision(share: Share) -> None:
    share.approve("a.csv")
    share.apply()
    list(share.disposal().restore(share.disposal().quarantined(), "back"))
    lines = [json.loads(line) for line in (share.quarantine / MANIFEST).read_text().splitlines()]
    assert [line["state"] for line in lines] == ["moving", "quarantined", "restoring", "restored"]
    assert {(line["who"], line["decision"], line["path"]) for line in lines} == {("clerk", 1, "a.csv")}
    assert bytes.fromhex(lines[0]["path_bytes"]) == b"a.csv"
    assert stat.S_IMODE((share.quarantine / MANIFEST).stat().st_mode) == 0o600


def test_what_was_moved_is_not_spoken_of_again(share: Share) -> None:
    share.approve("a.csv")
    assert share.apply() == [""]
    assert share.disposal().plan() == []
    assert share.apply() == []


def test_until_the_next_scan_lists_know_what_lies_in_quarantine(share: Share) -> None:
    def quarantined() -> list[str]:
        return [path for _, path in InventoryView(share.store).quarantined()]

    share.approve("a.csv")
    assert quarantined() == []
    share.apply()
    assert quarantined() == ["a.csv"]
    share.write("a.csv", b"another list\n")
    share.scan()
    assert quarantined() == []


def test_what_was_brought_back_is_approved_no_longer_and_stays_until_it_is_approved_again(share: Share) -> None:
    file = share.approve("a.csv")
    share.decide(Kind.APPROVED_FOR_DISPOSAL, "a.csv")  # approved twice: neither comes back to life
    share.apply()
    (back,) = share.disposal().restore(share.disposal().quarantined(), "wanted after all")
    assert [(d.kind, d.withdraws, d.who, d.why) for d in back.withdrawals] == [
        (Kind.WITHDRAWAL, 1, "clerk", "wanted after all"),
        (Kind.WITHDRAWAL, 2, "clerk", "wanted after all"),
    ]
    share.scan()
    assert share.apply() == []
    assert file.exists()
    share.decide(Kind.APPROVED_FOR_DISPOSAL, "a.csv")
    assert share.apply() == [""]


def test_a_decision_says_what_came_of_it(share: Share) -> None:
    def told() -> list[tuple[str, int | None, str]]:
        found = states(share.store, load(share.store, TODAY)).values()
        return [(b.state, b.by, b.fate.stage if b.fate else "") for b in found]

    share.approve("a.csv")
    share.write("copy.csv")
    share.scan()
    share.decide(Kind.LEGAL_HOLD, "copy.csv")
    assert told() == [("overruled", 2, ""), ("in_force", None, "")]
    share.approve("b.csv", b"other\n")
    share.apply()
    assert told()[2] == ("done", None, "quarantined")
    (share.root / "a.csv").unlink()
    (share.root / "copy.csv").unlink()
    share.scan()
    assert told() == [("overruled", 2, ""), ("lost", None, ""), ("done", None, "quarantined")]
    list(share.disposal(TODAY + timedelta(days=99)).delete(30))
    assert told()[2] == ("done", None, "deleted")


def lost(share: Share) -> dict[str, tuple[str, str]]:
    """What the newest scan missed: of each file what it was, and where the same content still lies."""
    newest = InventoryView(share.store).scans()[-1].id
    gone = [c for c in changes(share.store, Bounds(newest - 1, newest, "", "")) if c.what is What.GONE]
    found = losses(share.store, [c.file_id for c in gone], newest, TODAY)
    return {c.path: (found[c.file_id].loss, found[c.file_id].left) for c in gone}


def test_what_went_is_told_by_what_had_been_decided_about_it_holds_before_approvals(share: Share) -> None:
    share.approve("moved.csv", b"1\n")
    share.approve("by hand.csv", b"2\n")
    share.write("held.csv", b"3\n")
    share.approve("copy of held.csv", b"3\n")
    share.write("kept.csv", b"4\n")
    share.write("unknown.csv", b"5\n")
    share.write("held inside.zip", b"6\n")
    share.scan()
    share.decide(Kind.LEGAL_HOLD, "held.csv")
    share.decide(Kind.LEGAL_HOLD, "held inside.zip > in.csv")
    share.decide(Kind.KEEP_UNTIL, "kept.csv", until="2999-01-01")
    assess(share.store, RuleSet(()), TODAY)
    assert share.apply() == ["", "held", ""]
    (share.root / "by hand.csv").unlink(missing_ok=True)
    for name in ("copy of held.csv", "held inside.zip", "kept.csv", "unknown.csv"):
        (share.root / name).unlink()
    share.scan()
    assess(share.store, RuleSet(()), TODAY)
    held = f"{share.root}/held.csv"
    assert lost(share) == {
        "by hand.csv": ("approved", ""),
        "copy of held.csv": ("held", held),
        "held inside.zip": ("held", ""),
        "kept.csv": ("kept", ""),
        "moved.csv": ("approved", ""),
        "unknown.csv": ("undecided", ""),
    }
    newest = InventoryView(share.store).scans()[-1].id
    assert "copy of held.csv" not in [d.path for d in done(share.store, newest - 1, newest)]


def test_the_manifest_shows_by_itself_who_disposed_of_what_why_and_by_which_rule(share: Share) -> None:
    share.approve("総務/a.csv")
    share.approve("b.csv", b"other\n")
    share.approve("left.csv", b"third\n")
    (share.root / "left.csv").unlink()
    assert share.apply() == ["", "missing", ""]
    with (share.quarantine / MANIFEST).open("ab") as file:
        file.write(b'{"item": "cut off')
    (item,) = (i for i in share.disposal().quarantined() if i.path == "b.csv")
    list(share.disposal().restore([item], "back"))
    assert "総務/a.csv" in (share.quarantine / MANIFEST).read_text("utf-8")
    found, bad = read(share.quarantine)
    assert bad == 1
    told = {d.path: (d.stage, d.moved_by, d.decided_by, d.why, d.size, d.people) for d in found}
    nobody = PeopleEstimate(0, 0)
    assert told["総務/a.csv"] == ("quarantined", "clerk", "clerk", "test", 17, nobody)
    assert told["b.csv"][0] == "restored"
    assert set(told) == {"総務/a.csv", "b.csv"}


def test_the_manifest_tells_of_an_archive_what_was_in_it(share: Share) -> None:
    share.approve("stick.zip")
    with share.store.writing() as connection:
        values = {"doc_class": "staff_list", "people_low": 3, "people_high": 4, "special": ["HEALTH"], "place_id": None}
        connection.execute(update(File).where(File.member_of == "stick.zip").values(values))
    share.apply()
    ((gone,), _) = read(share.quarantine)
    assert (gone.doc_classes, gone.people, gone.special) == (("staff_list",), PeopleEstimate(3, 4), ("HEALTH",))


def test_a_manifest_of_an_earlier_version_is_filled_in_from_the_decisions(share: Share) -> None:
    share.approve("a.csv")
    share.apply()
    manifest = share.quarantine / MANIFEST
    kept = ("item", "state", "made", "who", "root", "path", "size", "content_hash", "decision", "in_quarantine")
    lines = [{k: v for k, v in json.loads(line).items() if k in kept} for line in manifest.read_text().splitlines()]
    manifest.write_text("".join(json.dumps(line) + "\n" for line in lines))
    ((old,), _), decisions = read(share.quarantine), load(share.store, TODAY).entries
    assert (old.why, old.people, old.rules, old.doc_classes) == ("", None, (), ())
    ((filled,), _) = read(share.quarantine, decisions)
    assert (filled.why, filled.decided_by, filled.decided) == ("test", "clerk", decisions[0].made)


def test_names_of_any_bytes_go_and_come_back(share: Share) -> None:
    name = os.fsdecode(b"\xff\xfe new\nline.csv")
    file = share.write(name)
    share.scan()
    share.decide(Kind.APPROVED_FOR_DISPOSAL, next(InventoryView(share.store).files()).path)
    assert share.apply() == [""]
    assert not file.exists()
    assert [i.obstacle for i in share.disposal().restore(share.disposal().quarantined(), "back")] == [""]
    assert file.exists()


def test_sweeps_hear_what_was_done_between_two_scans(share: Share) -> None:
    share.approve("a.csv")
    share.approve("b.csv", b"other\n")
    share.apply()
    share.scan()
    newest = InventoryView(share.store).scans()[-1].id
    found = done(share.store, newest - 1, newest)
    assert [(d.how, d.who, d.decision.why if d.decision else "") for d in found] == [
        ("quarantined", "clerk", "test")
    ] * 2
    assert done(share.store, newest, newest + 1) == []
    share.approve("c.csv", b"third\n")
    (share.root / "c.csv").unlink()
    share.scan()
    newest = InventoryView(share.store).scans()[-1].id
    assert [(d.path, d.how, d.made) for d in done(share.store, newest - 1, newest)] == [("c.csv", "gone", "")]


def killed_at(share: Share, step: int, how: str, action: str) -> bool:
    """Does it in a process of its own that is killed at its n-th call of the operating system; whether it was."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFSIGNALED(status)
    try:
        _count_calls(step, copying=how == "copy")
        disposal = Share(share.folder, Store.open(f"sqlite:///{share.folder / 'inventory.db'}")).disposal()
        list(disposal.apply() if action == "apply" else disposal.restore(disposal.quarantined(), "back"))
        os._exit(0)
    finally:
        os._exit(1)


def _count_calls(step: int, copying: bool) -> None:
    counted = 0
    link = os.link

    def counting(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            nonlocal counted
            if real is link and copying and options["src_dir_fd"] != options["dst_dir_fd"]:
                raise OSError(errno.EXDEV, "no")
            counted += 1
            if counted == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        return call

    for name in ("link", "unlink", "rename", "fsync", "write"):
        setattr(os, name, counting(getattr(os, name)))


@pytest.mark.parametrize("how", ["link", "copy"])
@pytest.mark.parametrize("action", ["apply", "restore"])
def test_killed_at_any_step_a_whole_copy_is_left_and_the_next_call_tidies_up(
    share: Share, how: str, action: str
) -> None:
    data = b"a list of people\n" * 1000
    file = share.approve("sub/a.csv", data)
    for step in range(1, 40):
        if action == "restore" and not share.disposal().quarantined():
            share.approve("sub/a.csv", data)
            assert share.apply() == [""]
        killed = killed_at(share, step, how, action)
        whole = [p for p in (file, *file.parent.iterdir(), *share.inside()) if p.exists() and p.read_bytes() == data]
        assert whole, step
        if not killed:
            break
        # The next call that writes tidies up: one copy, at one of the two places, and both logs agree.
        list(share.disposal().restore([], "back"))
        inside = share.inside()
        left = list(file.parent.iterdir())
        assert [p.read_bytes() for p in (*inside, *left)] == [data], step
        assert [p.name for p in left] in ([], ["a.csv"]), step
        assert len(share.disposal().quarantined()) == len(inside), step
        if action == "apply" and inside:
            assert [i.obstacle for i in share.disposal().restore(share.disposal().quarantined(), "back")] == [""]
            share.approve("sub/a.csv", data)
    else:
        pytest.fail("never came to its end")
    assert step > 5


def test_what_a_person_put_there_after_a_crash_is_not_taken_for_the_file(share: Share) -> None:
    file = share.approve("a.csv")
    share.apply()
    disposal = share.disposal()
    (item,) = disposal.quarantined()
    # As if the power had gone after the move and before that was logged.
    disposal._log("x", replace(item, item="ff00"), "moving")  # type: ignore[arg-type]
    file.write_bytes(b"new work\n")
    list(disposal.restore([], "back"))
    assert file.read_bytes() == b"new work\n"
    assert len(share.inside()) == 1


def test_what_was_cut_short_lies_in_quarantine_for_every_question_until_it_is_tidied_up(share: Share) -> None:
    file = share.approve("a.csv")
    share.apply()
    disposal = share.disposal()
    (item,) = disposal.quarantined()
    disposal._log("x", item, Stage.RESTORING)
    assert [i.item for i in disposal.quarantined()] == [item.item]
    assert list(InventoryView(share.store).quarantined()) == [(item.root, item.path)]
    # The file had come back when the power went: asking for it once more finds it there.
    share.inside()[0].rename(file)
    assert [(i.obstacle, len(i.withdrawals)) for i in disposal.restore([item], "back")] == [("", 1)]
    assert (disposal.quarantined(), file.exists()) == ([], True)


def test_of_what_was_cut_short_nothing_goes_while_the_share_is_out_of_reach(share: Share) -> None:
    share.approve("a.csv")
    share.apply()
    disposal = share.disposal()
    (item,) = disposal.quarantined()
    disposal._log("x", item, Stage.RESTORING)
    away = share.root.rename(share.root.with_name("away"))
    later = replace(disposal, today=disposal.today + timedelta(days=90))
    assert [i.obstacle for i in later.delete(30)] == ["unfinished"]
    assert [i.obstacle for i in disposal.restore(disposal.quarantined(), "back")] == ["unfinished"]
    assert len(share.inside()) == 1
    away.rename(share.root)
    assert [i.obstacle for i in disposal.restore(disposal.quarantined(), "back")] == [""]
    assert (share.root / "a.csv").exists()


def test_a_move_cut_short_is_finished_though_the_emptied_folder_is_gone(share: Share) -> None:
    file = share.approve("sub/a.csv")
    share.apply()
    disposal = share.disposal()
    (item,) = disposal.quarantined()
    disposal._log("x", item, Stage.MOVING)
    file.parent.rmdir()
    list(disposal.restore([], "back"))
    assert [(i.path, i.stage) for i in disposal.quarantined()] == [("sub/a.csv", Stage.QUARANTINED)]


def test_no_permission_is_told_and_the_rest_goes_on(share: Share, monkeypatch: pytest.MonkeyPatch) -> None:
    share.approve("a.csv")
    share.approve("b.csv", b"other\n")
    real = os.rename

    def denied(src: bytes, dst: bytes, **options: int) -> None:
        if src == b"a.csv":
            raise PermissionError(errno.EACCES, "no")
        real(src, dst, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("inventory.decisions.quarantine.os.rename", denied)
    assert share.apply() == ["denied", ""]
    assert (share.root / "a.csv").exists()
    assert len(share.inside()) == 1
