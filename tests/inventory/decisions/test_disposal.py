"""Disposal moves what was approved and nothing else, and can be undone."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.decisions import quarantine
from inventory.decisions.deciding import record
from inventory.decisions.disposal import Disposal
from inventory.decisions.model import Decision, Kind, Scope
from inventory.decisions.quarantine import Place
from tests.inventory.decisions.disposing import TODAY, Share, new_hash


def test_what_was_approved_goes_with_its_path_mode_and_times(share: Share) -> None:
    file = share.approve("総務/古い 名簿.csv")
    file.chmod(0o640)
    os.utime(file, ns=(1_500_000_000_123_456_789, 1_400_000_000_123_456_789))
    other = share.write("総務/other.csv")
    before = file.stat()
    assert share.apply() == [""]
    assert not file.exists()
    assert other.exists()
    (moved,) = share.inside()
    assert moved.as_posix().endswith(f"{share.root}/総務/古い 名簿.csv")
    after = moved.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_uid) == (before.st_mode, before.st_mtime_ns, before.st_uid)
    assert stat.S_IMODE(share.quarantine.stat().st_mode) == 0o700


def test_a_plan_changes_nothing_and_says_what_apply_then_does(share: Share) -> None:
    share.approve("a.csv")
    share.approve("b.csv", b"other\n")
    share.decide(Kind.LEGAL_HOLD, "b.csv")
    planned = share.disposal().plan()
    assert [(item.path, item.obstacle) for item in planned] == [("a.csv", ""), ("b.csv", "held")]
    assert not share.quarantine.exists()
    assert sorted(p.name for p in share.root.iterdir()) == ["a.csv", "b.csv"]
    assert share.apply() == [item.obstacle for item in planned]
    assert [item.path for item in share.disposal().plan()] == ["b.csv"]


def hold(share: Share) -> None:
    share.decide(Kind.LEGAL_HOLD, "a.zip")


def hold_inside(share: Share) -> None:
    share.decide(Kind.LEGAL_HOLD, "a.zip > in.csv")


def keep_inside(share: Share) -> None:
    share.decide(Kind.KEEP_UNTIL, "a.zip > in.csv", until="2099-01-01")


def edit(share: Share) -> None:
    (share.root / "a.zip").write_bytes(b"something else!\n.")


def edit_and_scan(share: Share) -> None:
    edit(share)
    share.scan()


def link(share: Share) -> None:
    (share.root / "a.zip").rename(share.root / "elsewhere")
    (share.root / "a.zip").symlink_to("elsewhere")


def pipe(share: Share) -> None:
    (share.root / "a.zip").unlink()
    os.mkfifo(share.root / "a.zip")


def remove(share: Share) -> None:
    (share.root / "a.zip").unlink()


@pytest.mark.parametrize(
    ("happens", "obstacle"),
    [
        (hold, "held"),
        (hold_inside, "held"),
        (keep_inside, "kept"),
        (edit, "changed"),
        (edit_and_scan, "changed"),
        (link, "no_file"),
        (pipe, "no_file"),
        (remove, "missing"),
    ],
)
def test_what_is_held_or_no_longer_as_approved_stays(
    share: Share, happens: Callable[[Share], None], obstacle: str
) -> None:
    share.approve("a.zip")
    happens(share)
    before = sorted(p.name for p in share.root.iterdir())
    assert [item.obstacle for item in share.disposal().plan()] == [obstacle]
    assert share.apply() == [obstacle]
    assert share.inside() == []
    assert sorted(p.name for p in share.root.iterdir()) == before


def test_of_two_copies_one_is_kept_and_the_other_goes(share: Share) -> None:
    share.write("master.csv")
    share.approve("copy.csv")
    share.decide(Kind.KEEP_UNTIL, "master.csv", until="2099-01-01")
    assert [item.obstacle for item in share.disposal().plan()] == [""]
    assert share.apply() == [""]
    assert (share.root / "master.csv").exists() and not (share.root / "copy.csv").exists()


def test_the_last_copy_of_what_is_to_be_kept_stays(share: Share) -> None:
    master = share.write("master.csv")
    share.approve("copy.csv")
    share.decide(Kind.KEEP_UNTIL, "master.csv", until="2099-01-01")
    master.unlink()
    share.scan()
    assert share.apply() == ["kept"]
    assert (share.root / "copy.csv").exists()


def test_a_member_of_an_archive_cannot_go_alone(share: Share) -> None:
    share.write("a.zip")
    share.scan()
    share.decide(Kind.APPROVED_FOR_DISPOSAL, "a.zip > in.csv")
    assert share.apply() == ["member"]
    assert (share.root / "a.zip").exists()


def test_a_withdrawn_or_expired_approval_is_none(share: Share) -> None:
    share.approve("a.csv")
    end = Decision(0, Kind.WITHDRAWAL, Scope.FILE, withdraws=1, who="clerk", why="test")
    record(share.store, end)
    assert share.disposal().plan() == []


def test_a_folder_swapped_for_a_link_leads_nowhere(share: Share) -> None:
    file = share.approve("sub/a.csv")
    outside = share.folder / "outside"
    (share.root / "sub").rename(outside)
    (share.root / "sub").symlink_to(outside)
    assert share.apply() == ["missing"]
    assert (outside / file.name).exists()


@pytest.mark.parametrize("raw", [b"../outside.csv", b"a/../../outside.csv", b"/etc/passwd", b"", b"a//b", b"./a"])
def test_a_path_that_leads_out_of_its_folder_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "root" / "a").mkdir(parents=True)
    (tmp_path / "outside.csv").write_bytes(b"x")
    with pytest.raises(quarantine.Refused) as caught:
        quarantine.erase(Place(os.fsencode(tmp_path / "root"), raw))
    assert caught.value.refusal is quarantine.Refusal.OUTSIDE
    assert (tmp_path / "outside.csv").exists()


def test_quarantine_below_the_root_is_refused(share: Share) -> None:
    share.approve("a.csv")
    inside = Disposal(share.store, os.fsencode(share.root / "quarantine"), new_hash, "clerk", TODAY)
    assert [item.obstacle for item in inside.plan()] == ["root"]


def swap_before(share: Share, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Somebody puts another file in the place just before this call of the operating system."""
    real = getattr(os, step)
    swapped: list[bool] = []

    def late(*args: object, **options: object) -> object:
        if not swapped and args[0] == b"a.csv":
            swapped.append(True)
            (share.root / "new").write_bytes(b"written just now, nobody approved it\n")
            (share.root / "new").rename(share.root / "a.csv")
        return real(*args, **options)

    monkeypatch.setattr(f"inventory.decisions.quarantine.os.{step}", late)


@pytest.mark.parametrize("step", ["link", "rename"])
def test_a_file_swapped_in_at_the_last_moment_is_not_taken(
    share: Share, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    share.approve("a.csv")
    with monkeypatch.context() as patched:
        swap_before(share, patched, step)
        assert share.apply() == ["changed"]
    assert (share.root / "a.csv").read_bytes() == b"written just now, nobody approved it\n"
    assert [p.name for p in share.root.iterdir()] == ["a.csv"]
    assert share.inside() == []


def no_links(monkeypatch: pytest.MonkeyPatch, reason: int = errno.EXDEV) -> None:
    """As across file systems: nothing can be linked from the share to quarantine or back."""
    real = os.link

    def refuse(src: bytes, dst: bytes, **options: int) -> None:
        if options["src_dir_fd"] != options["dst_dir_fd"] or reason == errno.EPERM:
            raise OSError(reason, "no")
        real(src, dst, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("inventory.decisions.quarantine.os.link", refuse)


@pytest.mark.parametrize("reason", [errno.EXDEV, errno.EPERM])
def test_across_file_systems_it_is_copied_with_all_that_belongs_to_it(
    share: Share, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    no_links(monkeypatch, reason)
    data = os.urandom(3 << 20)
    file = share.approve("a.csv", data)
    file.chmod(0o604)
    before = file.stat()
    assert share.apply() == [""]
    (moved,) = share.inside()
    after = moved.stat()
    assert moved.read_bytes() == data
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert list(share.root.iterdir()) == []
    assert [i.obstacle for i in share.disposal().restore(share.disposal().quarantined(), "back")] == [""]
    assert file.read_bytes() == data
    assert (file.stat().st_mode, file.stat().st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert share.inside() == []
    assert [p.name for p in share.root.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("reason", [0, errno.EXDEV, errno.EPERM])
def test_restore_never_goes_over_anything(share: Share, monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    file = share.approve("sub/a.csv")
    if reason:
        no_links(monkeypatch, reason)
    share.apply()
    file.write_bytes(b"new work\n")
    items = share.disposal().quarantined()
    assert [item.obstacle for item in share.disposal().restore(items, "back")] == ["occupied"]
    assert file.read_bytes() == b"new work\n"
    assert len(share.inside()) == 1
    assert [p.name for p in file.parent.iterdir()] == ["a.csv"]
    file.unlink()
    file.parent.rmdir()
    assert [item.obstacle for item in share.disposal().restore(items, "back")] == [""]
    assert file.read_bytes() == b"a list of people\n"
    assert share.disposal().quarantined() == []
