"""Loaded once into the process that all workers are forked from: they share the memory of what the detectors load on
their first texts, and start at once."""

from detectors.model import Passage
from scanner.worker import detector

detector().find([Passage("担当は総務部の者です。電話番号"), Passage("Please write to the office. Telephone")])
