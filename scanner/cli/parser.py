"""The grammar of the command line and its help in the chosen language."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, cast

from reports.locale import LANGUAGES
from scanner.cli import codes

if TYPE_CHECKING:
    from reports.locale import Messages
    from scanner.cli.context import Context


class Command(Protocol):
    """One module of this package: its options and what it does."""

    def arguments(self, parser: argparse.ArgumentParser, say: Messages) -> None:
        """Declare the command's own options."""

    def run(self, context: Context) -> int:
        """Do it; gives the exit code, raises ``codes.Stop``."""


COMMANDS = (
    *("scan", "report", "register", "retention", "copies", "who", "sweep", "decide", "dispose"),
    *("serve", "export", "extract", "detect", "init", "doctor", "demo"),
)
"""Each is a module of this package."""
_INTERMIXED = frozenset({"decide", "sweep", "dispose"})


def command(name: str) -> Command:
    """The command of that name. Only the one asked for is imported: that of all others would take longer than this."""
    return cast("Command", import_module(f"scanner.cli.{name}"))


# argparse speaks English only; these are its sentences and the catalogue's keys for them.
_ERRORS = (
    (r"the following arguments are required: (?P<what>.*)", "cli.usage.required"),
    (r"unrecognized arguments: (?P<what>.*)", "cli.usage.unrecognised"),
    (r"argument (?P<what>.*?): invalid choice: (?P<value>.*) \(choose from (?P<choices>.*)\)", "cli.usage.choice"),
    (r"argument (?P<what>.*?): invalid \w+ value: (?P<value>.*)", "cli.usage.value"),
    (r"argument (?P<what>.*?): expected (one|at least one|\d+) arguments?", "cli.usage.expected"),
    (r"argument (?P<what>.*?): ignored explicit argument (?P<value>.*)", "cli.usage.no_value"),
)


def chosen_language(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """``--lang`` where it is given and known, else the locale of the environment as POSIX ranks it, else English."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else next(iter(arguments[place + 1 :]), "")
            if value in LANGUAGES:
                return value
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(variable, ""):
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"


def build_parser(say: Messages, arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of all commands; of those that the arguments name, with their options. Global options may stand before
    or after the command."""
    shared = _shared_options(say)
    parser = _Parser(
        say,
        prog="tana",
        description=say.text("cli.description"),
        epilog=say.text("cli.epilog"),
        parents=[shared],
    )
    group = parser.add_subparsers(
        dest="command", metavar="COMMAND", title=say.text("cli.usage.commands"), required=True
    )
    for name in COMMANDS:
        summary = say.text(f"cli.{name}.help")
        child = group.add_parser(
            name, say=say, help=summary, description=say.text(f"cli.{name}.description"), parents=[shared]
        )
        if name in arguments:
            command(name).arguments(child, say)
        child.intermixed = name in _INTERMIXED
    return parser


def _shared_options(say: Messages) -> _Parser:
    # SUPPRESS: an option given before the command must not be undone by the default of the one behind it.
    options: dict[str, Any] = {"default": argparse.SUPPRESS}
    parser = _Parser(say)
    group = parser.add_argument_group(say.text("cli.usage.shared"))
    group.add_argument("-h", "--help", action="help", help=say.text("cli.option.help"), **options)
    group.add_argument("--db", metavar="URL", help=say.text("cli.option.db"), **options)
    group.add_argument("--config", metavar="FILE", help=say.text("cli.option.config"), **options)
    group.add_argument("--lang", choices=LANGUAGES, help=say.text("cli.option.lang"), **options)
    group.add_argument("-q", "--quiet", action="store_true", help=say.text("cli.option.quiet"), **options)
    group.add_argument("-v", "--verbose", action="store_true", help=say.text("cli.option.verbose"), **options)
    return parser


class _Parser(argparse.ArgumentParser):
    """argparse with its headings and errors in the catalogue's words, and one sentence for an error."""

    def __init__(self, say: Messages, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        self._say = say
        self._positionals.title = say.text("cli.usage.positionals")
        self._optionals.title = say.text("cli.usage.options")
        self.intermixed = False
        self._mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse, but options may stand between the arguments where the command says so (``intermixed``)."""
        if not self.intermixed or self._mixing:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False

    def format_help(self) -> str:
        """As argparse, with the heading of the usage line translated."""
        return super().format_help().replace("usage: ", self._say.text("cli.usage.usage") + " ", 1)

    def error(self, message: str) -> NoReturn:
        """One sentence on stderr and the exit code for usage."""
        for pattern, key in _ERRORS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = self._say.text(key, **found.groupdict())
                break
        hint = self._say.text("cli.usage.hint", command=self.prog)
        sys.stderr.write(f"{self.prog}: {' '.join(message.split())} {hint}\n")
        raise SystemExit(codes.USAGE)


class _Formatter(argparse.HelpFormatter):
    """Wraps by columns on the screen: a kanji takes two of them, and Japanese has no spaces to wrap at."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(wrapped(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = [line for part in text.split("\n") for line in (wrapped(part, width - len(indent)) if part else [""])]
        return "\n".join(indent + line for line in lines)


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def wrapped(text: str, width: int) -> Iterable[str]:
    """Lines of at most ``width`` columns (one more for a closing mark), broken at spaces or beside wide characters."""
    line = ""
    for piece in re.findall(
        r"\s+|[^\s\u3000-\u9fff\uff00-\uffef]+|[\u3000-\u9fff\uff00-\uffef]", " ".join(text.split())
    ):
        if columns(line + piece) > width and line and piece not in "、。）」：":
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line:
        yield line.rstrip()
