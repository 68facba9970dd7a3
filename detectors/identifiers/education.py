"""Numbers of learners in the UK: ULN, UPN and HUSID. Each has a check digit and a look-alike, so the label decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stdnum.gb import upn

from detectors.identifiers.families import other_than
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Check, Context, NumberRecognizer, Recognizer, Scene
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared

# MEMBER_ID is what an organisation calls a number, so without a label these are shown as faint proposals only.
_CONTEXT = Context(frozenset({"uln"}), other_than("uln"), label=5.5, near=1.5)


def _uln(digits: str) -> bool:
    # HESA: weights 10 to 1, the sum leaves 10 when divided by 11; so a ULN is never an NHS number.
    return digits[0] != "0" and sum(int(d) * w for d, w in zip(digits, range(10, 0, -1), strict=True)) % 11 == 10


class _LearnerNumber(NumberRecognizer):
    """A number of a learner: its label carries it."""

    def find(self, scene: Scene) -> Iterator[Match]:
        """As for any digit identifier, but only beside a label."""
        return (m for m in super().find(scene) if scene.faint or _labelled(m.evidence))


def _labelled(evidence: Sequence[Evidence]) -> bool:
    return any(e.kind is EvidenceKind.LABEL for e in evidence)


class UniqueLearnerNumber(_LearnerNumber):
    """ULN: 10 digits, modulus 11 (HESA). Telephone numbers and tax references have ten digits too."""

    ID = "uk.uln"
    ENTITIES = (Entity.MEMBER_ID,)
    GROUPS = frozenset({(10,), (3, 3, 4), (5, 5)})
    CHECK = Check("mod 11", _uln, 0.091)
    CONTEXT = _CONTEXT
    PRIOR = -5.0


def _husid(digits: str) -> bool:
    # HESA: weights 1 3 7 9 over and over; the first two digits are the year of entry.
    total = sum(int(d) * (1, 3, 7, 9)[i % 4] for i, d in enumerate(digits[:12]))
    return (10 - total % 10) % 10 == int(digits[12])


class HusId(_LearnerNumber):
    """HUSID of university students: 13 digits, modulus 10 (HESA). EAN codes and 法人番号 have thirteen digits too."""

    ID = "uk.husid"
    ENTITIES = (Entity.MEMBER_ID,)
    GROUPS = frozenset({(13,), (2, 4, 6, 1)})
    CHECK = Check("mod 10", _husid, 0.1)
    CONTEXT = _CONTEXT
    PRIOR = -5.0


class UniquePupilNumber(Recognizer):
    """UPN of school pupils: a check letter and twelve digits, the last a letter in temporary ones (python-stdnum)."""

    ID = "uk.upn"
    ENTITIES = (Entity.MEMBER_ID,)
    NEEDS = Trait.DIGITS | Trait.LATIN
    CONTEXT = _CONTEXT
    _FORM = declared(r"(?<![A-Za-z0-9-])[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z](?![A-Za-z0-9-])")

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every code whose check letter agrees (one in 23 random ones does)."""
        for m in scene.search(self._FORM):
            if upn.is_valid(m[0]):
                evidence = [Evidence(EvidenceKind.CHECK_DIGIT, 3.1, "check letter")]
                evidence += self.CONTEXT.weigh(scene, m.start(), m.end())
                if scene.faint or _labelled(evidence):
                    yield self.match(self.ENTITIES[0], m.start(), m.end(), -3.6, evidence)


RECOGNIZERS: tuple[type[Recognizer], ...] = (UniqueLearnerNumber, UniquePupilNumber, HusId)
