"""What all tests share: hypothesis without stopwatch, and in CI with the same examples each time."""

from __future__ import annotations

import os

from hypothesis import settings

# Timings depend on the machine and on what else it does; speed is measured by tests/benchmarks.
settings.register_profile("suite", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("suite")
