"""The name recognizers of both languages, for the registry; apart from the package, which stays light."""

from detectors.names.english import EnglishNameRecognizer
from detectors.names.japanese import JapaneseNameRecognizer
from detectors.recognizer import Recognizer

RECOGNIZERS: tuple[type[Recognizer], ...] = (JapaneseNameRecognizer, EnglishNameRecognizer)
