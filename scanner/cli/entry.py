"""Runs one command of ``tana``: from arguments to exit code, with one sentence where it cannot go on."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import sys
import warnings

from reports.locale import messages
from scanner.cli import codes
from scanner.cli.context import Context
from scanner.cli.ending import code_of, ended_by_signals
from scanner.cli.parser import build_parser, chosen_language, command


def main(argv: list[str] | None = None) -> int:
    """Run one command. ``argv`` is without the program's name; None takes it from the process.

    Never raises and never prints a traceback: a traceback could quote what was being read.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if not _has_streams():
        say = messages(chosen_language(arguments, os.environ))
        sys.stderr.write(f"tana: {say.text('cli.error.no_output')}\n")
        return codes.COULD_NOT_RUN
    # Rows and results are many small objects and hardly a ring: a look for rings after 700 new ones is one too often.
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)  # when Python ends it would look once more for rings in all that is left: for nothing
    _silence_libraries()
    _unbreakable_output()
    say = messages(chosen_language(arguments, os.environ))
    try:
        args = build_parser(say, arguments).parse_args(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else codes.USAGE
    context = Context(args, say)
    try:
        with ended_by_signals():
            code = command(args.command).run(context)
            sys.stdout.flush()
    except codes.Stop as stop:
        context.error(stop.sentence)
        return stop.code
    except KeyboardInterrupt as interrupt:
        context.error(context.text("cli.error.interrupted"))
        return code_of(interrupt)
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return codes.DONE
    except OSError as error:
        context.error(
            context.text("cli.error.system", reason=error.strerror or type(error).__name__, what=_name(error))
        )
        return codes.COULD_NOT_RUN
    except MemoryError:
        context.error(context.text("cli.error.memory"))
        return codes.COULD_NOT_RUN
    except BaseException as error:  # noqa: BLE001 - native readers panic with BaseException; only the class is told
        context.error(context.text("cli.error.unexpected", name=type(error).__name__))
        return codes.COULD_NOT_RUN
    return code


def _has_streams() -> bool:
    """Whether there is a standard output. Where another stream is closed, nothing takes its place: the next file that
    is opened would get its number, and what is meant for the stream would be written into it."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free: this one
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open as long as the process
    return sys.stdout is not None


def _name(error: OSError) -> str:
    name = error.filename
    return os.fsdecode(name) if isinstance(name, str | bytes) else ""


def _silence_libraries() -> None:
    """Warnings and log lines of parsers quote what they read; nothing of that may reach a terminal or a log file."""
    logging.getLogger().addHandler(logging.NullHandler())
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def _unbreakable_output() -> None:
    """A file name the terminal's encoding has no character for is shown escaped and never ends the run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
