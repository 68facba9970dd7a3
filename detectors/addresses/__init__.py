"""Postal addresses, Japanese and English."""

from detectors.addresses.english import EnglishAddress
from detectors.addresses.houses import EnglishHouse
from detectors.addresses.japanese import JapaneseAddress
from detectors.addresses.romanised import RomanisedAddress
from detectors.recognizer import Recognizer

RECOGNIZERS: tuple[type[Recognizer], ...] = (JapaneseAddress, RomanisedAddress, EnglishAddress, EnglishHouse)
