"""tana.toml: what an organisation sets once for all its scans. Unknown keys are errors."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

Country = Literal["uk", "jp"]


def _day(value: str) -> str:
    try:
        date.fromisoformat(f"2000-{value}")
    except ValueError:
        raise PydanticCustomError("day", "not a day written as MM-DD") from None
    return value


class SettingsError(Exception):
    """tana.toml cannot be used; the message is one sentence that names the file and the key."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScanSettings(_Section):
    """[scan]: what the options of ``tana scan`` start from. None: the program's own default."""

    jobs: Annotated[int, Field(ge=1)] | None = None
    exclude: tuple[str, ...] = ()
    ocr: bool = True
    seconds: Annotated[float, Field(gt=0)] | None = None
    memory_mb: Annotated[int, Field(ge=64)] | None = None


class OrganisationSettings(_Section):
    """[organisation]: what registers say of the organisation. ``fiscal_year_end`` is a day as MM-DD."""

    name: str = ""
    country: tuple[Country, ...] = ("uk", "jp")
    fiscal_year_end: Annotated[str, AfterValidator(_day)] = "03-31"


class RetentionSettings(_Section):
    """[retention]: presets by name, and the organisation's own rules files, relative to tana.toml."""

    presets: tuple[Country, ...] = ("uk", "jp")
    rules: tuple[Path, ...] = ()


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
    roots: dict[str, RootSettings] = {}


def load_settings(path: Path | None) -> Settings:
    """The settings of a file, or the defaults for None. Paths in it are made absolute.

    Raises SettingsError for a file that cannot be read, is no TOML, or has an unknown key or a value out of range.
    """
    if path is None:
        return Settings()
    try:
        with path.open("rb") as stream:
            data = tomllib.load(stream)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from None
    organisation = data.get("organisation")
    if isinstance(organisation, dict) and isinstance(organisation.get("country"), str):
        organisation["country"] = [organisation["country"]]
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError(f"{path}: {_sentence(error)}") from None
    rules = tuple(path.parent.absolute() / rule for rule in settings.retention.rules)
    return settings.model_copy(update={"retention": settings.retention.model_copy(update={"rules": rules})})


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    # The position in a list is no help, and would hide the key.
    key = ".".join(f'"{part}"' if "." in str(part) or "/" in str(part) else str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key} is not a known key"
    return f"{key}: {first['msg'][:1].lower()}{first['msg'][1:]}"
