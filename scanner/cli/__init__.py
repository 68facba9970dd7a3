"""The command line ``tana``: wires the four rooms; nothing imports it.

``main`` returns the exit code: 0 done, 1 done with problems, 2 usage or configuration, 3 could not run,
130 interrupted. Heavy libraries are imported by the commands when they run, never here: ``tana --help`` must
answer at once.
"""

from scanner.cli.entry import main

__all__ = ["main"]
