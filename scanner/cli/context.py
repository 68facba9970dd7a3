"""What every command needs: its words, its settings, the inventory, and where to speak."""

from __future__ import annotations

import argparse
import os
import sys
import time
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.cli.codes import CannotRun, Stop, UsageError

if TYPE_CHECKING:
    from detectors.own.mistakes import Mistake
    from detectors.own.model import OwnRules
    from inventory.judging.home import Home
    from inventory.retention.rules import RuleSet
    from inventory.storage.store import Store, StoreError
    from reports.locale import Messages
    from scanner.passwords import Passwords
    from scanner.settings import Settings


CONFIG_NAME = "tana.toml"


@dataclass
class Context:
    """One run of one command. ``args`` are the parsed arguments, ``say`` the words in the language chosen so far.

    ``home`` is the country presumed at the last scan of the inventory that was opened; None where one is set.
    """

    args: argparse.Namespace
    say: Messages
    home: Home | None = None
    _rules: RuleSet | None = None

    def __post_init__(self) -> None:
        """The configuration's language holds from the first word on where ``--lang`` does not say another; what else is
        wrong with the file is told when its settings are asked for."""
        if self.config is not None and not hasattr(self.args, "lang"):
            from reports.locale import LANGUAGES, messages

            try:
                lang = tomllib.loads(self.config.read_text("utf-8")).get("lang")
            except (OSError, ValueError):
                return
            if lang in LANGUAGES:
                self.say = messages(lang)

    def text(self, key: str, **values: Any) -> str:
        """The catalogue's sentence for ``key``."""
        return self.say.text(key, **values)

    def out(self, line: str = "") -> None:
        """A line of the result, to stdout."""
        sys.stdout.write(line + "\n")

    def note(self, line: str) -> None:
        """A message beside the result, to stderr; silent with ``-q``."""
        if not self.quiet:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def detail(self, line: str) -> None:
        """A message for those who asked for more with ``-v``."""
        if self.verbose:
            self.note(line)

    def error(self, sentence: str) -> None:
        """Why the command ends; said even with ``-q``."""
        sys.stdout.flush()
        sys.stderr.write(f"tana: {shown(sentence)}\n")
        sys.stderr.flush()

    @property
    def quiet(self) -> bool:
        """``-q`` was given."""
        return bool(getattr(self.args, "quiet", False))

    @property
    def verbose(self) -> bool:
        """``-v`` was given and ``-q`` was not."""
        return bool(getattr(self.args, "verbose", False)) and not self.quiet

    @property
    def lang(self) -> str:
        """Language of what is said and written."""
        return self.say.lang

    @cached_property
    def config(self) -> Path | None:
        """The configuration file in force: ``--config``, else ``tana.toml`` of the current folder, else none."""
        if given := getattr(self.args, "config", None):
            return Path(given)
        here = Path(CONFIG_NAME)
        return here if here.is_file() else None

    @cached_property
    def settings(self) -> Settings:
        """The settings; raises UsageError where the file is missing or wrong."""
        from scanner.settings import SettingsError, load_settings

        if self.config is not None and not self.config.is_file():
            raise UsageError(self.text("cli.error.no_config", file=self.config))
        try:
            return load_settings(self.config)
        except SettingsError as error:
            raise UsageError(self.text("cli.error.settings", reason=self.mistake(error))) from None

    def mistake(self, error: Mistake) -> str:
        """The sentence for a mistake in settings or rules."""
        return self.text(error.key, **error.values)

    @cached_property
    def own(self) -> OwnRules:
        """The organisation's own rules; raises UsageError where they are wrong."""
        from detectors.own.mistakes import RulesError
        from scanner.settings import own_rules

        settings = self.settings
        try:
            return own_rules(settings, str(self.config))
        except RulesError as error:
            raise UsageError(self.text("cli.error.own_rules", reason=self.mistake(error))) from None

    @cached_property
    def passwords(self) -> Passwords:
        """The passwords for protected files; raises UsageError where their file cannot be used."""
        from scanner.passwords import Passwords, load_passwords
        from scanner.settings import SettingsError

        listed = self.settings.scan.passwords
        try:
            return load_passwords(listed) if listed else Passwords()
        except SettingsError as error:
            raise UsageError(self.text("cli.error.settings", reason=self.mistake(error))) from None

    def use_database(self, file: Path) -> None:
        """Work with the SQLite inventory ``file``, whatever the options say."""
        self.args.db = str(file)

    @property
    def _database_named(self) -> str:
        return getattr(self.args, "db", None) or os.environ.get("TANA_DB", "")

    @property
    def database(self) -> str:
        """The inventory's URL: ``--db``, else ``$TANA_DB``, else SQLite in the user data folder. A path is SQLite."""
        url = self._database_named
        if not url:
            import platformdirs

            url = str(Path(platformdirs.user_data_dir("tanaoroshi")) / "inventory.db")
        return url if "://" in url else f"sqlite:///{Path(url).absolute()}"

    @property
    def no_inventory_yet(self) -> bool:
        """Whether the inventory is a file that is still to be made; told without loading the database's library."""
        kind, _, file = self.database.partition(":///")
        return kind == "sqlite" and not Path(file).exists()

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite inventory; None on a server or in memory."""
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            url = make_url(self.database)
        except ArgumentError:
            raise UsageError(self.text("cli.error.database_url")) from None
        if not url.drivername.startswith("sqlite") or url.database in (None, "", ":memory:"):
            return None
        return Path(str(url.database))

    @property
    def quarantine(self) -> Path | None:
        """The quarantine folder: ``--quarantine``, else the configuration's, else the one beside the inventory; None
        where none was named and the inventory is no file."""
        if given := getattr(self.args, "quarantine", None):
            return Path(given)
        if self.settings.disposal.quarantine:
            return self.settings.disposal.quarantine
        return self.database_file.with_name("quarantine") if self.database_file else None

    @property
    def database_shown(self) -> str:
        """The inventory's place as it may be printed: without a password."""
        from sqlalchemy.engine import make_url

        return str(self.database_file) if self.database_file else make_url(self.database).render_as_string(True)

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        """The inventory, open. Without ``create`` it must be there; with it, the folder that somebody named for it must
        be: a disk that is not mounted, or a slip, would make a new inventory in which no decision is in force. Raises
        CannotRun, or UsageError for an address that is none, with one sentence."""
        from inventory.judging.home import presumed
        from inventory.storage.database import is_empty
        from inventory.storage.store import Store, StoreError

        _ = self.settings  # a wrong configuration is told before anything is opened
        file = self.database_file
        if file is not None and not create:
            if not file.exists():
                raise CannotRun(self.text("cli.error.no_inventory", file=file))
            if file.is_file() and is_empty(file):
                raise CannotRun(self.text("cli.store.empty", file=file))
        if file is not None and create and not file.parent.is_dir():
            if self._database_named:
                raise CannotRun(self.text("cli.error.no_inventory_folder", file=file, folder=file.parent))
            file.parent.mkdir(parents=True, exist_ok=True)
        try:
            store = Store.open(self.database)
            try:
                self._take(presumed(store) if self.country_is_open else None)
                self.detail(self.text("cli.note.database", file=self.database_shown))
                yield store
            finally:
                store.close()
        except StoreError as error:
            raise self.stopped_by(error) from None

    def stopped_by(self, error: StoreError) -> Stop:
        """How a command ends that cannot use the inventory, or its key."""
        from inventory.storage.errors import StoreReason
        from inventory.storage.keys import key_path

        if error.reason is StoreReason.KIND:
            return UsageError(self.text("cli.store.kind", url=self.database_shown))
        beside = key_path(self.database) if error.reason is StoreReason.KEY_MISSING else ""
        values = {"file": self.database_shown, "detail": error, "key_file": beside}
        return CannotRun(self.text(f"cli.store.{error.reason}", **values))

    @property
    def presets(self) -> tuple[str, ...]:
        """The rule sets to begin with: those named in the configuration, else those of the organisation's countries."""
        retention, organisation = self.settings.retention, self.settings.organisation
        return retention.presets if "presets" in retention.model_fields_set else organisation.country

    @property
    def rules(self) -> RuleSet:
        """The retention rules in force, for the country that was presumed where none is set; raises UsageError with the
        file and the place where they are wrong."""
        if self._rules is None:
            self._rules = self.laid_over(self.settings.retention.rules)
        return self._rules

    def laid_over(self, files: Sequence[Path]) -> RuleSet:
        """The presets with these files of rules laid over them, for the organisation's year and country; raises
        UsageError with the file and the place where they are wrong."""
        from inventory.retention.rules import RuleError, load_rules

        organisation = self.settings.organisation
        try:
            rules = load_rules(
                self.presets, files, organisation.fiscal_year_end, organisation.nation, organisation.form
            )
        except RuleError as error:
            raise UsageError(self.text("cli.error.rules", reason=error)) from None
        return self._presuming(rules)

    @property
    def country_is_open(self) -> bool:
        """Whether the settings say neither country nor nation."""
        organisation = self.settings.organisation
        return organisation.nation is None and "country" not in organisation.model_fields_set

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries whose tests of a breach are put: those set, else the nation's, else those presumed."""
        organisation = self.settings.organisation
        if self.country_is_open:
            return self.home.countries if self.home else organisation.country
        if "country" in organisation.model_fields_set:
            return organisation.country
        return ("jp",) if organisation.nation == "japan" else ("uk",)

    def presume(self, store: Store) -> None:
        """After a scan: presume the organisation's country from what was found, where none is set."""
        from inventory.judging.home import presume
        from scanner.cli.machine import country

        if self.country_is_open:
            self._take(presume(store, country(self.lang, os.environ, time.tzname)))

    def _take(self, home: Home | None) -> None:
        if home != self.home:
            self.home = home
            self._rules = self._presuming(self._rules) if self._rules is not None else None

    def _presuming(self, rules: RuleSet) -> RuleSet:
        from inventory.retention.model import Country

        country = self.home.country if self.home else ""
        return replace(rules, presumed=Country(country) if country else None)


def shown(text: str) -> str:
    """``text`` fit for a terminal: whatever could move the cursor or turn the writing direction is escaped."""
    return "".join(
        c
        if c.isprintable() or unicodedata.category(c) == "Zs"
        else c.encode("unicode_escape", "surrogatepass").decode()
        for c in text
    )
