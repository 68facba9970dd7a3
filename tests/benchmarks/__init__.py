"""Measurements behind docs/benchmarks.md: ``make bench``, or ``python -m tests.benchmarks NAME...`` for some."""
