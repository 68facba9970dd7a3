"""``tana who VALUE...``: in which files a person occurs, by keyed hashes, and what could not be looked at."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from reports import wording
from scanner.cli import codes
from scanner.cli.context import Context, shown
from scanner.cli.decide import who
from scanner.document import Detail

if TYPE_CHECKING:
    from inventory.questions.again import Found, Part, Rereader
    from inventory.questions.asked import Way
    from inventory.questions.coverage import Coverage
    from inventory.questions.following import Answer
    from reports.locale import Messages
    from scanner.executors import Setup
    from scanner.records import Mark
    from scanner.rereading import RereadJob
    from scanner.results import FileResult

_SECONDS = 300.0
"""How long files are read again; what is left then is told as not read again."""

_PLACES = 10
"""Places and identifiers of one file, and files with a namesake, that are listed; the rest are counted. ``-v`` and JSON
have all."""


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("values", metavar="VALUE", nargs="+", help=say.text("cli.who.values"))
    parser.add_argument("--jsonl", action="store_true", help=say.text("cli.who.jsonl"))


def run(context: Context) -> int:
    """Print the files; exit code 1 where part of the share, or of the files, could not be looked at."""
    from inventory.decisions.access import Access, log
    from inventory.questions.following import look_up
    from inventory.storage.keys import existing_key
    from scanner.executors import ExecutorError
    from scanner.masking import Hasher
    from scanner.private_folder import private_folder

    values = _values(context)
    with context.store() as store:
        key = existing_key(context.database)
        if key is None:
            raise codes.CannotRun(context.text("cli.decide.no_key"))
        store.check_key(key)
        with private_folder() as folder:
            try:
                read = rereader(context, worker_setup(context, key, folder))
                answer = look_up(store, Hasher(key), values, read, _quarantine(context))
            except ExecutorError as error:
                raise codes.CannotRun(context.mistake(error)) from None
        entities = sorted({way.entity for found in answer.files for way in found.part.ways})
        numbers = {"values": len(values), "files": len(answer.files), "reread": answer.reread, "links": answer.links}
        log(store, who(context), Access.LOOKUP, {**numbers, "entity": " ".join(entities)})
        _write(context, answer)
    return codes.DONE_WITH_PROBLEMS if answer.incomplete else codes.DONE


def _quarantine(context: Context) -> bytes | None:
    return os.fsencode(context.quarantine.absolute()) if context.quarantine else None


def _values(context: Context) -> list[str]:
    """What was typed, ``-`` replaced by the lines of stdin. Raises UsageError where nothing is left."""
    values: list[str] = []
    for value in context.args.values:
        values += sys.stdin.read().splitlines() if value == "-" else [value]
    values = [value.strip() for value in values if value.strip()]
    if not values:
        raise codes.UsageError(context.text("cli.who.nothing"))
    return values


def worker_setup(context: Context, key: bytes, folder: str) -> Setup:
    """What the processes need that read files again: the same as in a scan. ``folder`` is the caller's to remove."""
    from scanner.executors import Setup
    from scanner.options import MIB, Limits

    settings, defaults = context.settings.scan, Limits()
    limits = Limits(
        seconds=settings.seconds if settings.seconds is not None else defaults.seconds,
        memory_bytes=settings.memory_mb * MIB if settings.memory_mb is not None else defaults.memory_bytes,
    )
    return Setup(key, limits, settings.ocr, folder, context.own, context.passwords)


def rereader(context: Context, setup: Setup) -> Rereader:
    """Reads files again in worker processes, and says that it does."""
    from scanner.rereading import reread

    def read(jobs: Sequence[RereadJob]) -> Iterable[FileResult]:
        context.note(context.text("cli.who.reading", n=len(jobs)))
        processes = context.settings.scan.jobs or len(os.sched_getaffinity(0))
        return reread(jobs, setup, min(processes, len(jobs)), _SECONDS)

    return read


def _write(context: Context, answer: Answer) -> None:
    if context.args.jsonl:
        for found in answer.files:
            context.out(json.dumps(_file_row(found), ensure_ascii=False))
        for column in answer.missed:
            row = {"type": "may_be_missed", "root": column.file.root, "path": column.file.path, "at": column.at}
            context.out(json.dumps({**row, "entity": column.entity, "distinct": column.distinct}, ensure_ascii=False))
        context.out(json.dumps(_totals(answer)))
        return
    many_roots = len({found.file.root for found in answer.files}) > 1
    sections: dict[str, list[Found]] = {"files": [], "one_of": [], "weak": [], "other": [], "namesakes": []}
    for found in answer.files:
        sections[_section(found)].append(found)
    for key in ("files", "weak"):
        _section_of_files(context, key, sections[key], many_roots)
    _people(context, answer.files, many_roots)
    _section_of_files(context, "other", sections["other"], many_roots)
    if namesakes := sections["namesakes"]:
        context.out(context.text("cli.who.namesakes", n=len(namesakes)))
        for line in _listed(context, [_name(found, many_roots) for found in namesakes]):
            context.out("  " + shown(line))
        context.out()
    nothing = [] if answer.files else ["none" if answer.looked_up else "not_looked_up"]
    nothing += ["names_only"] if not sections["files"] and answer.names_only else []
    for key in nothing:
        context.out(context.text(f"cli.who.{key}"))
    if nothing:
        context.out()
    rests_on = _rests_on(context, answer.coverage) if answer.looked_up else ()
    for line in [*_of_values(context, answer), *_left_open(context, answer), *rests_on]:
        context.out(shown(line))


def _section(found: Found) -> str:
    """Under which heading a file is listed."""
    from inventory.questions.asked import Sure
    from inventory.questions.whose import Whose

    if found.is_sure:
        return "files"
    whose = found.part.judgement.whose
    if whose in (Whose.ONE_OF, Whose.OTHER):
        return str(whose)
    return "namesakes" if found.part.ways[0].sure is Sure.NAMESAKE else "weak"


def _section_of_files(context: Context, key: str, files: Sequence[Found], many_roots: bool) -> None:
    if files:
        context.out(context.text(f"cli.who.{key}", n=len(files)))
        for found in files:
            _file(context, found, many_roots)
        context.out()


def _people(context: Context, files: Sequence[Found], many_roots: bool) -> None:
    """Those who are asked for alike, each with the files that have them."""
    from inventory.questions.whose import Whose

    people: dict[int, list[tuple[Found, Part]]] = {}
    for found in files:
        for part in (found.part, *found.others):
            if part.judgement.whose is Whose.ONE_OF:
                people.setdefault(part.judgement.group, []).append((found, part))
    if people:
        context.out(context.text("cli.who.one_of", n=len(people)))
        for number, some in sorted(people.items()):
            context.out("  " + context.text("cli.who.one_of_them", number=number))
            for found, part in some:
                context.out("    " + shown(_name(found, many_roots)))
                _part(context, part, "      ")
        context.out()


def _file(context: Context, found: Found, many_roots: bool) -> None:
    from inventory.questions.whose import Whose

    say, file = context.say, found.file
    facts = [wording.doc_class(say, file.doc_class), *_whereabouts(context, found)]
    context.out("  " + shown(_name(found, many_roots)))
    context.out("    " + wording.joined(say, facts))
    if found.kept is not None and context.quarantine is not None:
        path = context.quarantine.absolute() / os.fsdecode(found.kept.item.target)
        context.out("    " + shown(context.text("cli.who.quarantined_at", path=path)))
    _part(context, found.part, "    ")
    for part in found.others:
        if part.judgement.whose is not Whose.ONE_OF:
            context.out("    " + context.text("cli.who.also"))
            _part(context, part, "      ")
    if found.lost is not None:
        context.out("    " + context.text(f"cli.who.lost.{found.lost}"))
    for line in dict.fromkeys(_problems(context, found)):
        context.out("    " + shown(line))


def _part(context: Context, part: Part, margin: str) -> None:
    """How it was found, whose it may be instead, and where it stands."""
    from inventory.questions.whose import Whose

    say, judgement = context.say, part.judgement
    context.out(margin + shown(context.text("cli.who.found_by", ways=wording.joined(say, _ways(context, part.ways)))))
    if judgement.against:
        what = wording.joined(say, (wording.entity(say, entity) for entity in judgement.against))
        context.out(margin + context.text(f"cli.who.against.{judgement.whose}", what=what))
    elif judgement.whose is Whose.DOUBTFUL:
        context.out(margin + context.text("cli.who.against.nothing"))
    places = [f"{wording.place(say, place.at) or '–'} ({wording.entity(say, place.entity)})" for place in part.places]
    for line in _listed(context, places):
        context.out(margin + "  " + shown(line))
    if part.beside:
        beside = dict.fromkeys(f"{wording.entity(say, m.entity)} {m.mask}" for m in part.beside)
        lines = list(_listed(context, list(beside)))
        context.out(margin + shown(context.text("cli.who.beside", what=wording.joined(say, lines))))


def _name(found: Found, many_roots: bool) -> str:
    return f"{found.file.root.rstrip('/')}/{found.file.path}" if many_roots else found.file.path


def _whereabouts(context: Context, found: Found) -> Iterator[str]:
    """That a file is not where it was; nothing where it is."""
    if found.kept is not None:
        key = "cli.who.quarantined" if found.kept.away else "cli.who.quarantined_too"
        yield context.text(key, since=wording.local_day(found.kept.item.since))
    elif found.file.gone:
        yield context.text("cli.who.gone")


def _problems(context: Context, found: Found) -> Iterator[str]:
    for problem in found.problems:
        if found.kept is not None and found.kept.away and problem.detail is Detail.VANISHED:
            yield context.text("cli.who.not_in_quarantine", folder=context.quarantine)
        else:
            key = "cli.who.in_part" if found.in_part else "cli.who.problem"
            yield context.text(key, reason=wording.problem(context.say, problem.sentence()))


def _ways(context: Context, ways: Iterable[Way]) -> list[str]:
    said = (
        context.text(
            f"cli.who.way.{way.sure.name.lower()}", entity=wording.entity(context.say, way.entity), mask=way.mask
        )
        for way in ways
    )
    return list(dict.fromkeys(said))


def _listed(context: Context, lines: Sequence[str]) -> Iterator[str]:
    yield from lines if context.verbose else lines[:_PLACES]
    if len(lines) > _PLACES and not context.verbose:
        yield context.text("cli.who.more", n=len(lines) - _PLACES)


def _of_values(context: Context, answer: Answer) -> Iterator[str]:
    """What the values do not find."""
    from inventory.questions.asked import Limit

    japan = context.lang == "ja" or "jp" in context.settings.organisation.country
    for number, limit in answer.limits:
        if limit is Limit.ROMAJI and not japan:
            continue  # Susan Mason may be read as romaji, and is none
        what = context.text(f"cli.who.limit.{limit}")
        yield context.text("cli.who.value.of_several", number=number, what=what) if answer.values > 1 else what


def _left_open(context: Context, answer: Answer) -> Iterator[str]:
    """What of the files found, or of others, is not told."""
    for column in answer.missed:
        file = f"{column.file.root.rstrip('/')}/{column.file.path}"
        entity = wording.entity(context.say, column.entity)
        yield context.text(
            "cli.who.missed", file=file, at=wording.place(context.say, column.at), entity=entity, n=column.distinct
        )
    for way, n in answer.nobodys:
        what = f"{wording.entity(context.say, way.entity)} {way.mask}"
        yield context.text("cli.who.nobodys", what=what, n=n)
    numbers = {
        "not_reread": answer.not_reread,
        "unfollowed": answer.unfollowed,
        "surnames": answer.more_surnames,
        "false": answer.false,
    }
    yield from (context.text(f"cli.who.{key}", n=n) for key, n in numbers.items() if n)


def _rests_on(context: Context, known: Coverage) -> Iterator[str]:
    """As of when this is, and what was not looked at, or that there is no such thing."""
    for root in known.roots:
        if root.scanned:
            yield context.text("cli.who.as_of", root=root.path, time=wording.moment(root.scanned))
        if root.broken_off or not root.scanned:
            yield context.text("cli.who.broken_off" if root.scanned else "cli.who.never_scanned", root=root.path)
        if root.new_key:
            yield context.text("cli.who.new_key", root=root.path)
    if known.none or known.partly:
        yield context.text("cli.who.uninspected", none=known.none, partly=known.partly, n=known.files)
    elif known.files > known.left_out:
        yield context.text("cli.who.all_inspected", n=known.files - known.left_out)
    numbers = {
        "left_out": known.left_out,
        "quarantine": known.quarantined - known.quarantine_unknown,
        "quarantine_unknown": known.quarantine_unknown,
    }
    yield from (context.text(f"cli.who.{key}", n=n) for key, n in numbers.items() if n)


def _file_row(found: Found) -> dict[str, Any]:
    file = found.file
    return {
        "type": "file",
        "root": file.root,
        "path": file.path,
        "member_of": file.member_of,
        "doc_class": file.doc_class,
        "gone": file.gone,
        "quarantined": found.kept.item.since if found.kept else "",
        "sure": found.is_sure,
        **_part_row(found.part),
        "others": [_part_row(part) for part in found.others],
        "in_part": found.in_part,
        "lost": str(found.lost or ""),
        "problems": [{"kind": p.kind, "detail": p.sentence(), "at": str(p.at)} for p in found.problems],
    }


def _part_row(part: Part) -> dict[str, Any]:
    return {
        "whose": str(part.judgement.whose),
        "against": list(part.judgement.against),
        "group": part.judgement.group or None,
        "ways": [{"how": w.sure.name.lower(), "entity": w.entity, "masked": w.mask} for w in part.ways],
        "places": [{"at": p.at, "entity": p.entity, "exact": p.exact} for p in part.places],
        "beside": [_mark_row(m) for m in part.beside],
    }


def _mark_row(mark: Mark) -> dict[str, str]:
    return {"at": mark.at, "entity": mark.entity, "masked": mark.mask}


def _totals(answer: Answer) -> dict[str, Any]:
    known = answer.coverage
    return {
        "type": "total",
        "files": len(answer.files),
        "reread": answer.reread,
        "not_reread": answer.not_reread,
        "links": answer.links,
        "unfollowed": answer.unfollowed,
        "nobodys": [{"entity": way.entity, "masked": way.mask, "files": n} for way, n in answer.nobodys],
        "not_inspected": known.none,
        "partly_inspected": known.partly,
        "left_out": known.left_out,
        "quarantined": known.quarantined,
        "quarantine_unknown": known.quarantine_unknown,
        "false_matches": answer.false,
        "more_surnames": answer.more_surnames,
        "limits": [{"value": number, "limit": str(limit)} for number, limit in answer.limits],
        "roots": [
            {"root": r.path, "scanned": r.scanned, "broken_off": r.broken_off, "new_key": r.new_key}
            for r in known.roots
        ],
        "complete": not answer.incomplete,
    }
