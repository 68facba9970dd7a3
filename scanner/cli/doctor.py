"""``tana doctor``: what is installed, what is missing, and what that means."""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import platform
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.storage.store import Store
    from reports.locale import Messages

PRODUCT = "tanaoroshi"
OCR_LANGUAGES = ("eng", "jpn")


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own option."""
    parser.add_argument("--full", action="store_true", help=say.text("cli.doctor.full"))


def run(context: Context) -> int:
    """Print the state of the installation; exit code 1 where something is wrong rather than merely optional."""
    sound = _packages(context)
    sound = _settings(context) and _inventory(context) and sound
    _ocr(context)
    _readers(context)
    return codes.DONE if sound else codes.DONE_WITH_PROBLEMS


def _packages(context: Context) -> bool:
    """The product and the libraries it says it needs."""
    context.out(f"Tanaoroshi {importlib.metadata.version(PRODUCT)}, Python {platform.python_version()}")
    missing = False
    for requirement in importlib.metadata.requires(PRODUCT) or ():
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            context.out(f"  {name:<20} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing = True
            context.out(f"  {name:<20} {context.text('cli.doctor.package_missing')}")
    return not missing


def _settings(context: Context) -> bool:
    """The configuration file and the retention rules."""
    if context.config is None:
        context.out(context.text("cli.doctor.config_none"))
    try:
        _ = context.settings
        rules = context.rules
    except codes.Stop as stop:
        context.out(stop.sentence)
        return False
    if context.config is not None:
        context.out(context.text("cli.doctor.config", file=shown(str(context.config))))
    context.out(context.text("cli.doctor.rules", n=len(rules.rules)))
    return True


def _inventory(context: Context) -> bool:
    """The database and the key beside it. Looking at them must not create them."""
    from inventory.storage.checking import file_system_elsewhere
    from inventory.storage.keys import existing_key, key_path

    file = context.database_file
    key = key_path(context.database)
    if file is not None and not file.exists():
        context.out(context.text("cli.doctor.database_none", file=shown(str(file))))
        return True
    try:
        with context.store() as store:
            context.out(context.text("cli.doctor.database", file=shown(context.database_shown)))
            sound = _checked(context, store)
            sound = (key is None or _key(context, key)) and sound
            if sound and (secret := existing_key(context.database)) is not None:
                fits = store.knows_key(secret)
                sound = sound and fits
                said = "cli.doctor.key_fits" if fits else "cli.doctor.key_other"
                context.out(context.text(said, file=shown(str(key))))
    except codes.Stop as stop:
        context.out(stop.sentence)
        return False
    if file is not None and (kind := file_system_elsewhere(file)):
        context.out(context.text("cli.doctor.network", kind=kind))
        return False
    return sound


def _checked(context: Context, store: Store) -> bool:
    """The inventory read as a whole where that takes seconds or was asked for; else some of it, and that is said."""
    from inventory.storage.checking import READ_AT_ONCE, check, check_some, size
    from reports import wording

    takes = size(store)
    files = None
    if context.args.full or takes <= READ_AT_ONCE:
        troubles = check(store)
    else:
        troubles, files = check_some(store)
    for trouble in troubles:
        where = shown(trouble.where)
        context.out(context.text(f"cli.doctor.fault.{trouble.fault}", n=trouble.number, where=where))
    if files is not None:
        said = wording.size(context.say, takes)
        context.out(context.text("cli.doctor.some_wrong" if troubles else "cli.doctor.some", n=files, size=said))
    elif not troubles:
        context.out(context.text("cli.doctor.whole"))
    return not troubles


def _key(context: Context, key: Path) -> bool:
    if not key.exists():
        context.out(context.text("cli.doctor.key_none", file=shown(str(key))))
        return False
    if stat.S_IMODE(key.stat().st_mode) & 0o077:
        context.out(context.text("cli.doctor.key_open", file=shown(str(key))))
        return False
    context.out(context.text("cli.doctor.key", file=shown(str(key))))
    return True


def _ocr(context: Context) -> None:
    """Tesseract and its languages."""
    program = shutil.which("tesseract")
    if program is None:
        context.out(context.text("cli.doctor.ocr_none"))
        return
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        context.out(context.text("cli.doctor.ocr_broken", program=shown(program)))
        return
    languages = listed.stdout.split("\n")[1:] + listed.stderr.split("\n")[1:]
    have = [language for language in OCR_LANGUAGES if language in languages]
    context.out(context.text("cli.doctor.ocr", program=shown(program), languages=", ".join(have) or "-"))
    for language in OCR_LANGUAGES:
        if language not in have:
            context.out(context.text("cli.doctor.ocr_language", language=language))


def _readers(context: Context) -> None:
    """The readers of formats that hang on a library or program outside the product, and the list of passwords."""
    from scanner.extractors.access import PROGRAMS
    from scanner.extractors.libarchived import library

    there = {
        "libarchive": library() is not None,
        "mdbtools": all(map(shutil.which, PROGRAMS)),
        "libpff": importlib.util.find_spec("pypff") is not None,
    }
    for name, present in there.items():
        context.out(context.text(f"cli.doctor.{name}" if present else f"cli.doctor.{name}_none"))
    try:
        passwords = context.passwords
    except codes.Stop as stop:
        context.out(stop.sentence)
    else:
        if passwords:
            context.out(context.text("cli.doctor.passwords", n=len(passwords)))
