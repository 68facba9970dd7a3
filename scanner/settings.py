"""tana.toml: what an organisation sets once for all its scans. Unknown keys are errors."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from detectors.own.loading import identity_rules, load_rules
from detectors.own.mistakes import Mistake, why_unreadable
from detectors.own.model import OwnRules

Country = Literal["uk", "jp"]
Nation = Literal["england", "wales", "scotland", "northern-ireland", "japan"]
Form = Literal["company", "sole-trader", "association"]


def _day(value: str) -> str:
    try:
        date.fromisoformat(f"2000-{value}")
    except ValueError:
        raise PydanticCustomError("day", "not a day written as MM-DD") from None
    return value


def _phone(value: str) -> str:
    if not any(map(str.isdigit, value)):
        raise PydanticCustomError("phone", "not a telephone number")
    return value


class SettingsError(Mistake):
    """tana.toml cannot be used; key and values make one sentence, with the file (``place``) and the key (``at``)."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScanSettings(_Section):
    """[scan]: what the options of ``tana scan`` start from. None: the program's own default.

    ``passwords`` is a file of passwords for protected files (scanner.passwords), relative to tana.toml.
    """

    jobs: Annotated[int, Field(ge=1)] | None = None
    exclude: tuple[str, ...] = ()
    ocr: bool = True
    seconds: Annotated[float, Field(gt=0)] | None = None
    memory_mb: Annotated[int, Field(ge=64)] | None = None
    passwords: Path | None = None


class OrganisationSettings(_Section):
    """[organisation]: what registers say of the organisation, and what it is reached by itself.

    ``fiscal_year_end`` is a day as MM-DD. ``nation`` is the one whose law governs it: rules of another part of the
    United Kingdom are left out, and a file that points to no country gets the rules of this one. ``form`` is
    what it is in law: rules that are law for others, such as for companies, are left out. ``phones``,
    ``addresses`` and ``mail_domains`` are its own: findings of them are left out, or reported as its own
    (``own = "mark"``). ``member_id`` are patterns of its staff numbers.
    """

    name: str = ""
    country: tuple[Country, ...] = ("uk", "jp")
    fiscal_year_end: Annotated[str, AfterValidator(_day)] = "03-31"
    nation: Nation | None = None
    form: Form | None = None
    phones: tuple[Annotated[str, AfterValidator(_phone)], ...] = ()
    addresses: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()
    member_id: tuple[str, ...] = ()
    own: Literal["omit", "mark"] = "omit"


class DetectSettings(_Section):
    """[detect]: the organisation's own rules (detectors.own.loading), in files relative to tana.toml or on the spot.

    ``models`` are installed spaCy models that look for names besides our recognizers.
    """

    rules: tuple[Path, ...] = ()
    allow: dict[str, Any] = {}
    recognizers: tuple[dict[str, Any], ...] = ()
    models: tuple[str, ...] = ()


class RetentionSettings(_Section):
    """[retention]: presets by name, and the organisation's own rules files, relative to tana.toml.

    ``my_number_places`` are the folders in which individual numbers may lie, written as in .gitignore: below a root, or
    with the whole path.
    """

    presets: tuple[Country, ...] = ("uk", "jp")
    rules: tuple[Path, ...] = ()
    my_number_places: tuple[str, ...] = ()


class InventorySettings(_Section):
    """[inventory]: how many days what was found in files that are gone stays; a year and a month without it."""

    keep_gone_days: Annotated[int, Field(ge=1)] = 400


class DisposalSettings(_Section):
    """[disposal]: the folder that files are moved to, relative to tana.toml, and the days they stay there at least."""

    quarantine: Path | None = None
    keep_days: Annotated[int, Field(ge=0)] = 30


class RootSettings(_Section):
    """[roots."/srv/share"]: what the register says of everything below a root."""

    medium: str = ""
    department: str = ""


class Settings(_Section):
    """All of tana.toml."""

    lang: Literal["en", "ja"] | None = None
    scan: ScanSettings = ScanSettings()
    organisation: OrganisationSettings = OrganisationSettings()
    retention: RetentionSettings = RetentionSettings()
    detect: DetectSettings = DetectSettings()
    inventory: InventorySettings = InventorySettings()
    disposal: DisposalSettings = DisposalSettings()
    roots: dict[str, RootSettings] = {}


def load_settings(path: Path | None) -> Settings:
    """The settings of a file, or the defaults for None. Paths in it are made absolute.

    Raises SettingsError for a file that cannot be read, is no TOML, or has an unknown key or a value out of range.
    """
    if path is None:
        return Settings()
    try:
        # Windows' editors put a mark before UTF-8 that TOML does not know.
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(why_unreadable(error), place=path) from None
    except UnicodeDecodeError:
        raise SettingsError("not_utf8", place=path) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("not_toml", place=path, line=_line(path, str(error))) from None
    organisation = data.get("organisation")
    if isinstance(organisation, dict):
        for key in ("country", "member_id"):
            if isinstance(organisation.get(key), str):
                organisation[key] = [organisation[key]]
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise _mistake(path, error) from None
    folder = path.parent.absolute()
    retention = settings.retention.model_copy(
        update={"rules": tuple(folder / rule for rule in settings.retention.rules)}
    )
    detect = settings.detect.model_copy(update={"rules": tuple(folder / rule for rule in settings.detect.rules)})
    listed = settings.scan.passwords
    scan = settings.scan.model_copy(update={"passwords": folder / listed if listed else None})
    place = settings.disposal.quarantine
    disposal = settings.disposal.model_copy(update={"quarantine": folder / place if place else None})
    return settings.model_copy(update={"scan": scan, "retention": retention, "detect": detect, "disposal": disposal})


def own_rules(settings: Settings, place: str) -> OwnRules:
    """The organisation's own rules for the detectors, read from the settings and the files they name.

    Raises RulesError for the first mistake; ``place`` is what the settings were read from.
    """
    detect, organisation = settings.detect, settings.organisation
    table: dict[str, Any] = {}
    if detect.allow:
        table["allow"] = detect.allow
    if detect.recognizers:
        table["recognizers"] = list(detect.recognizers)
    return identity_rules(
        load_rules(detect.rules, table, place),
        phones=organisation.phones,
        addresses=organisation.addresses,
        mail_domains=organisation.mail_domains,
        member_id=organisation.member_id,
        mark=organisation.own == "mark",
        models=detect.models,
        place=place,
    )


def _line(path: Path, message: str) -> int:
    """The line that the TOML reader names; at the end of the document it names none."""
    if found := re.search(r"line ([0-9]+)", message):
        return int(found[1])
    return len(path.read_bytes().splitlines()) or 1


_TYPES = {
    "string_type": "not_a_text",
    "bool_type": "not_true_or_false",
    "bool_parsing": "not_true_or_false",
    "int_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_from_float": "not_a_number",
    "float_type": "not_a_number",
    "float_parsing": "not_a_number",
    "tuple_type": "not_a_list",
    "list_type": "not_a_list",
    "dict_type": "not_a_table",
    "model_type": "not_a_table",
    "path_type": "not_a_text",
    "day": "not_a_day",
    "phone": "not_a_phone",
    "extra_forbidden": "unknown_key",
}
"""Pydantic's kinds of error that need no more than the key; the others are below."""


def _mistake(path: Path, error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    key = ".".join(f'"{part}"' if "." in str(part) or "/" in str(part) else str(part) for part in first["loc"])
    kind, more = first["type"], first.get("ctx", {})
    if kind in ("greater_than_equal", "greater_than"):
        name = "too_small" if kind == "greater_than_equal" else "not_above"
        return SettingsError(name, place=path, at=key, least=more.get("ge", more.get("gt")))
    if kind == "literal_error":
        choices = str(more["expected"]).replace("'", '"').replace(" or ", ", ")
        return SettingsError("not_one_of", place=path, at=key, choices=choices)
    return SettingsError(_TYPES.get(kind, "not_right"), place=path, at=key)
