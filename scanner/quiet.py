"""Loaded first into the process that workers are forked from: whatever fails in it from then on (for want of memory,
say) is told by the parent in one sentence, and not by tracebacks beside it."""

from scanner.confinement import silence

silence()
