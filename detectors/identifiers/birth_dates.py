"""Birth dates: a date is a birth date by its label or what stands around it, never by its form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detectors.identifiers.naming import is_whom_it_is_about, name_before
from detectors.model import Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Context, Recognizer, Scene
from detectors.text.dates import BOXED, ParsedDate, find_dates, parse_labelled_date
from detectors.text.lexicon import Heading
from detectors.text.normalise import Trait
from detectors.text.prefilter import declared


class DateOfBirth(Recognizer):
    """生年月日, date of birth: a full date with the label, or 生まれ / born beside it."""

    ID = "date_of_birth"
    ENTITIES = (Entity.DATE_OF_BIRTH,)
    NEEDS = Trait.NONE
    VERSION = 9
    CONTEXT = Context(frozenset({"birth_date"}), frozenset({"date", "joined", "left"}), label=5.0, near=0.0)
    # Both cases by themselves: an automaton for letters of either case costs more.
    _CLUE = declared(
        r"生|[bB](?:[iI][rR][tT][hH]|[oO][rR][nN]|(?<=\b[bB])\.)|[dD]\.?[oO]\.?[bB]"
        r"|男性?[ \t,、・/]{1,3}(?=[0-9明大昭平令mtshrMTSHR])|女性?[ \t,、・/]{1,3}(?=[0-9明大昭平令mtshrMTSHR])"
        r"|歳 ?\)|才 ?\)|[a-zA-Z] ?:[^\n:]{4,60}[a-z],[ \t]*[0-9]{1,2}[./ -]"
        r"|[\u3041-\u30ff\u3400-\u9fff](?:[ \t]{1,3}|[ \t]?\()"
        r"(?:[MTSHR][0-9]|(?:明治|大正|昭和|平成|令和) ?[0-9元]|19[0-9][0-9]|20[0-9][0-9])"
    )
    _REACH = 80
    """Characters before and behind a clue in which a date is looked for: a label's reach and the date itself."""
    _BEHIND = re.compile(
        r"[ \t]*[)）]?[ \t]*(?:生まれ|生れ|生(?![\u3041-\u309f\u3400-\u9fff])|生(?=[男女])|誕生)"
        r"|に(?:[^、。\n0-9]{1,12}?[でに])?(?:生まれ|生れ|出生)"
    )
    _AGE_BEHIND = re.compile(
        r" ?\(満? ?(?P<age>[0-9]{1,3}) ?[歳才] ?\)(?!(?:に|、)? ?(?:死|没|逝|他界|永眠))|"
        r" {0,3}\(?(?:aged? )?(?P<years>[0-9]{1,3}) ?(?:y(?:rs?|o|/o)?|years)\)?(?![a-z])"
    )
    _NHS = frozenset({"nhs"})
    _NUMBER_BEHIND = re.compile(r"[,;]?\s{1,4}\(?NHS(?: ?(?:no|number|num))?[.:]{0,2} ?[0-9]{3}(?!/)", re.I)
    _NAME_BEFORE = re.compile(r"[A-Z][\w'’-]+ [A-Z][\w'’-]+,?\s{1,4}$")
    """RE: Jane Smith 25.10.95 NHS 712 691 6442: the head of a record."""
    _HEAD = re.compile(
        r"(?:^|\n)[ \t]*(?i:re|regarding|patient|client|applicant|claimant|tenant|pupil|resident|from)"
        r" ?:[ \t]*(?:(?:Mr|Mrs|Miss|Ms|Mx|Dr)\.? )?(?:[A-Z][\w'’-]*\.? ){1,3}?[A-Z][\w'’-]+,[ \t]*$"
    )
    _OPEN = re.compile(r"(?:[ \t]{1,3}|[ \t]?\()$")
    _LAST_CENTURY = 2000
    """Re: Miss Jane Smith, 14.3.71: whom a letter is about, and born when. Of later years it may be the day of what the
    letter is about, or of the letter."""
    _SEX_BEHIND = re.compile(r"[ \t]*\)?[ \t,、・/]{0,3}[男女][児性]?(?![\u3041-\u309f\u30a1-\u30ff\u3400-\u9fff])")
    """患者 紺野 ルリ子 昭和26年8月22日 女: a name with what it is the name of, or with the sex behind the date."""
    _SEX_BEFORE = re.compile(r"(?<![\u3041-\u30ff\u3400-\u9fff・/])[男女]性?[ \t,、・/]{1,3}$|出生[ :]{0,3}$")
    """A form's row: name, sex and birth date side by side; a family register's: 出生 昭和15年1月2日."""
    _BEFORE = re.compile(
        r"(?:\bborn(?: on)?|\bb\.|\bd\.?o\.?b\.?|\bbirth(?: ?date|day)?(?: is| was)?|\bdate of birth)\W*$", re.I
    )
    _CODED = re.compile(
        rf"\W{{0,4}}(?P<date>[1-5][-. ]?[0-9]{{6}}|[MTSHR][-. ]?[0-9]{{6}}|{BOXED})(?![0-9A-Za-z-])", re.I
    )
    _EARLIEST, _LATEST = 1880, 2050
    """Years: before the one nobody alive was born, beyond the other no document of these days tells an age. There is no
    clock here: what is found does not depend on the day."""

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every full date that its label or neighbour calls a birth date."""
        text = scene.view.text
        clues = list(scene.search(self._CLUE))
        if not clues and not scene.view.labels and "nhs" not in scene.view.folded:
            return  # kanji numerals make a date without any digit: the words of the label are the cheap test
        for start, end, parsed in self._dates(scene, clues):
            if not parsed.is_day or parsed.first.year < self._EARLIEST:
                continue
            said = self.CONTEXT.weigh(scene, start, end)
            if not any(e.kind is EvidenceKind.LABEL for e in said):
                if self._BEHIND.match(text, end):
                    said.append(Evidence(EvidenceKind.LABEL, 5.0, "生まれ"))
                elif self._BEFORE.search(text[max(0, start - 24) : start]):
                    said.append(Evidence(EvidenceKind.LABEL, 4.5, "born"))
                elif self._age_behind(text, end, parsed):
                    said.append(Evidence(EvidenceKind.NEIGHBOUR, 4.5, Entity.AGE))
                elif self._NUMBER_BEHIND.match(text, end) and self._NAME_BEFORE.search(text, max(0, start - 40), start):
                    said.append(Evidence(EvidenceKind.NEIGHBOUR, 4.0, Entity.UK_NHS))
                elif self._stands_behind_whom_it_is_about(text, start, end, parsed):
                    said.append(Evidence(EvidenceKind.NEIGHBOUR, 4.0, Entity.PERSON))
                elif self._SEX_BEFORE.search(text, max(0, start - 8), start):
                    said.append(Evidence(EvidenceKind.NEIGHBOUR, 4.0, Entity.GENDER))
                elif (heading := scene.labels.heading(start)) is not None and self._only_date_of(heading):
                    said.append(Evidence(EvidenceKind.LABEL, 3.0, heading.families["birth_date"]))
                else:
                    continue
            if parsed.odd:
                said.append(Evidence(EvidenceKind.AGAINST, -0.5, "odd date"))
            yield self.match(
                self.ENTITIES[0], start, end, -2.0, [Evidence(EvidenceKind.PATTERN, 1.0, parsed.form), *said]
            )
        yield from self._coded(scene)

    def _age_behind(self, text: str, end: int, parsed: ParsedDate) -> bool:
        """Whether the age in brackets behind it is that of somebody born then, not of who died then."""
        age = self._AGE_BEHIND.match(text, end)
        return age is not None and parsed.first.year + int(age["age"] or age["years"]) <= self._LATEST

    def _stands_behind_whom_it_is_about(self, text: str, start: int, end: int, parsed: ParsedDate) -> bool:
        """Whether the name right before a date is that of whom a letter, form or record is about: by how the text
        begins, by what the name is said to be that of, or by the sex behind the date."""
        if parsed.first.year < self._LAST_CENTURY and self._HEAD.search(text, max(0, start - 80), start):
            return True
        space = self._OPEN.search(text, max(0, start - 3), start)
        name = name_before(text, space.start()) if space is not None else None
        if name is None or text[name].isascii():
            return False
        return bool(is_whom_it_is_about(text, name) or self._SEX_BEHIND.match(text, end))

    def _only_date_of(self, heading: Heading) -> bool:
        """Whether the dates under a header can be birth dates and no others."""
        return "birth_date" in heading.families and self.CONTEXT.other.isdisjoint(heading.families)

    def _dates(self, scene: Scene, clues: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, ParsedDate]]:
        """The dates near a clue, or under a header that has one; all of them where a label from outside the text is the
        clue."""
        text = scene.view.text
        if self.CONTEXT.own & scene.label_families.keys():
            yield from find_dates(text)
            return
        stretches = [(c.start() - self._REACH, c.end() + self._REACH) for c in clues]
        stretches += [(h.start - self._REACH, h.end) for h in scene.labels.of(self._NHS)]
        stretches += [(h.start, h.end) for h in scene.labels.headings if self._only_date_of(h)]
        begin = stop = 0
        for first, last in sorted(stretches):
            if first > stop:
                yield from self._within(text, begin, stop)
                begin = first
            stop = max(stop, last)
        yield from self._within(text, begin, stop)

    def _within(self, text: str, begin: int, stop: int) -> Iterator[tuple[int, int, ParsedDate]]:
        begin = max(0, begin)
        for start, end, parsed in find_dates(text[begin:stop]):
            # A date at the edge may be cut off; none that matters lies there.
            if (start or not begin) and (begin + end < stop or stop >= len(text)):
                yield begin + start, begin + end, parsed

    def _coded(self, scene: Scene) -> Iterator[Match]:
        """3-600401, S600401 and 01 04 1985 right behind the label, or alone under it: as pension and payroll records
        and the boxes of forms have them."""
        text = scene.view.text
        places = [(hit.end, hit.word) for hit in scene.labels.of(self.CONTEXT.own)]
        if (word := scene.label_families.get("birth_date")) is not None:
            places.append((0, word))
        for place, word in places:
            m = self._CODED.match(text, place)
            if m is None or (parsed := parse_labelled_date(m["date"])) is None or parsed.first.year < self._EARLIEST:
                continue
            evidence = [Evidence(EvidenceKind.PATTERN, 0.0, parsed.form), Evidence(EvidenceKind.LABEL, 5.0, word)]
            yield self.match(self.ENTITIES[0], m.start("date"), m.end("date"), -2.0, evidence)


RECOGNIZERS: tuple[type[Recognizer], ...] = (DateOfBirth,)
