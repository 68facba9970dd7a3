"""A mutating fuzzer over the extractors: ``make fuzz``, or ``python -m tests.fuzz --help``."""
