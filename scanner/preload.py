"""Loaded once into the process that all workers are forked from, so that they share the detectors' memory and start
at once."""

from scanner.worker import detector

detector()
