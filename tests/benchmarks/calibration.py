"""Whether a score is the probability it says: simulated lines of office text with known truth, and single known cases.

The shares of the kinds of line below are assumptions about offices, written down so that they can be argued with; the
values are made anew for every seed. Nothing of the recognizers was fitted to these lines.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from stdnum import iban
from stdnum.gb import nhs, utr
from stdnum.jp import in_

from detectors.engine import Detector
from detectors.identifiers.families import CODES, luhn
from detectors.identifiers.japan import _driver_license, _resident_record_code
from detectors.model import Entity, Passage
from detectors.registry import recognizers
from detectors.text.lexicon import load_yaml
from tests.benchmarks.corpora import CORPORA, rows

LINES = 600
"""Lines of each entity."""
_SEED = 1
"""What data/thresholds.yaml and the weights say was chosen on seed 2."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)
BINS = (0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


@dataclass(frozen=True)
class Form:
    """How an entity is written (# a digit, % a letter), its check, and the label families that name it.

    ``rare``: hardly anything else looks like it, so one that stands alone mostly is one.
    """

    forms: tuple[str, ...]
    families: tuple[str, ...]
    valid: Callable[[str], bool] = lambda _: True
    rare: bool = False


FORMS: Mapping[Entity, Form] = {
    Entity.JP_MY_NUMBER: Form(("############", "#### #### ####"), ("my_number",), in_.is_valid),
    Entity.JP_DRIVER_LICENSE: Form(("30##########",), ("driver_license",), _driver_license),
    Entity.JP_RESIDENT_RECORD_CODE: Form(("###########",), ("resident_record_code",), _resident_record_code),
    Entity.JP_PENSION_NUMBER: Form(("####-######", "##########"), ("pension_number",)),
    Entity.JP_EMPLOYMENT_INSURANCE: Form(("####-######-#", "###########"), ("employment_insurance",)),
    Entity.JP_HEALTH_INSURANCE: Form(("########",), ("health_insurance",), luhn),
    Entity.JP_PASSPORT: Form(("T%#######",), ("passport",)),
    Entity.JP_RESIDENCE_CARD: Form(("%%########%%",), ("residence_card",)),
    Entity.JP_BANK_ACCOUNT: Form(("#######",), ("bank_account_jp",)),
    Entity.JP_POSTAL_CODE: Form(("###-####", "#######"), ("postal_code",)),
    Entity.UK_NINO: Form(("AB######C", "JG ## ## ## A"), ("nino",), rare=True),
    Entity.UK_NHS: Form(("4#########", "6## ### ####"), ("nhs",), nhs.is_valid),
    Entity.UK_UTR: Form(("##########", "##### #####"), ("utr",), utr.is_valid),
    Entity.UK_PASSPORT: Form(("#########",), ("passport",)),
    Entity.UK_DRIVING_LICENCE: Form(("%%%%%657054%%#%%",), ("driving_licence",), rare=True),
    Entity.UK_BANK_ACCOUNT: Form(("##-##-## ########", "########"), ("bank_account_uk",)),
    Entity.UK_VEHICLE_REGISTRATION: Form(("AB1# %%%", "A12# %%%"), ("vehicle",)),
    Entity.CREDIT_CARD: Form(("4###############", "51## #### #### ####"), ("credit_card",), luhn),
    Entity.IBAN_CODE: Form(("GB##NWBK601613########",), ("iban",), iban.is_valid, rare=True),
    Entity.PHONE_NUMBER: Form(
        ("090-1###-####", "07700 900###", "03-3###-####", "0801#######", "020 7946 0###"), ("phone", "fax"), rare=True
    ),
    Entity.IP_ADDRESS: Form(("81.2.1##.142", "52.94.76.1#"), ("ip_address",), rare=True),
    Entity.MEMBER_ID: Form(("A####", "#####", "AB-####"), ("employee_number", "member_number")),
    Entity.DATE_OF_BIRTH: Form(("198#-04-01", "昭和6#年4月1日", "01/04/197#"), ("birth_date",)),
}

KINDS = {
    "labelled, right": (30, 40),
    "labelled, but mistyped or something else": (3, 2),
    "word of it nearby": (6, 10),
    "alone": (1, 40),
    "labelled as something else": (40, 6),
    "a number of the same look, alone": (20, 2),
}
"""How many of a hundred lines are of each kind, for common forms and for rare ones. The first, third and fourth hold a
real one."""
_REAL = frozenset({"labelled, right", "word of it nearby", "alone"})
_CARRIERS = ("{}", "{} を確認しました", "・{}", "| {} |", "{}、以上", "{} (控え)")


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    out: dict[str, list[str]] = defaultdict(list)
    for family, languages in load_yaml("labels.yaml").items():
        if isinstance(languages, dict):
            for words in languages.values():
                out[family] += map(str, words)
    return {family: tuple(words) for family, words in out.items()}


def _drawn(rng: random.Random, form: str) -> str:
    letters = "ABCDEFGHJKLMNPRSTWXY"
    return "".join(rng.choice("0123456789") if c == "#" else rng.choice(letters) if c == "%" else c for c in form)


def _value(rng: random.Random, form: Form, real: bool) -> str:
    shape = rng.choice(form.forms)
    while True:
        value = _drawn(rng, shape)
        if not real or form.valid(value.replace(" ", "")):
            return value


def lines(entity: Entity, seed: int) -> Iterator[tuple[str, int, int, bool]]:
    """Lines of text with a value of the entity's look in each: text, start, end, whether it really is one."""
    rng = random.Random(f"{entity} {seed}")
    form = FORMS[entity]
    own = [w for f in form.families for w in _words()[f]]
    other = [w for f in sorted(CODES) for w in _words()[f]]
    for _ in range(LINES):
        (kind,) = rng.choices(list(KINDS), [shares[form.rare] for shares in KINDS.values()])
        value = _value(rng, form, kind in _REAL)
        before, after = "", ""
        if kind.startswith("labelled as"):
            before = rng.choice(other) + rng.choice((" ", ": ", ":", "は"))
        elif kind.startswith("labelled"):
            before = rng.choice(own) + rng.choice((" ", ": ", ":", "は"))
        elif kind == "word of it nearby":
            before, after = rng.choice(own) + "の記載について、" + "別紙の内容を確かめてください。" * 2 + "\n\n", ""
        carrier = rng.choice(_CARRIERS)
        text = before + carrier.format(value) + after
        start = text.index(value, len(before))
        yield text, start, start + len(value), kind in _REAL


def measure() -> None:
    """Prints the reliability tables, and what each threshold would cost each entity."""
    numbers = [r for r in recognizers() if type(r).__module__.startswith("detectors.identifiers")]
    everything, normal = Detector(0.0, numbers), Detector(None, numbers)
    said: dict[int, Counter[bool]] = defaultdict(Counter)
    sums: Counter[int] = Counter()
    print(
        "| entity | real ones found | found ones real | wrong or missed in 100 lines at " + _joined(THRESHOLDS) + " |"
    )
    print("| --- | --- | --- | --- |")
    for entity in FORMS:
        judged = [(real, _score(everything, entity, text, at, end)) for text, at, end, real in lines(entity, _SEED)]
        for real, best in judged:
            if best:
                place = next(i for i in range(len(BINS) - 1) if best < BINS[i + 1])
                said[place][real] += 1
                sums[place] += round(best * 10_000)
        threshold = normal.threshold(entity)
        reported = [real for real, best in judged if best >= threshold]
        found = sum(reported)
        wrong = [100 * sum(real != (best >= t) for real, best in judged) / len(judged) for t in THRESHOLDS]
        print(
            f"| {entity} ({threshold}) | {found / sum(real for real, _ in judged):.3f} "
            f"| {found / max(1, len(reported)):.3f} | {_joined(wrong)} |"
        )
    _print_bins("simulated lines", said, sums)
    if CORPORA.is_dir():
        _print_bins("single cases of the corpora", *_cases(everything))


def _joined(values: Iterable[float]) -> str:
    return ", ".join(f"{v:.1f}" for v in values)


def _score(everything: Detector, entity: Entity, text: str, start: int, end: int) -> float:
    """The best score of a finding of the entity that touches the place, 0 for none."""
    found = everything.find([Passage(text)])[0]
    return max((m.score for m in found if m.entity == entity and m.start < end and start < m.end), default=0.0)


def _cases(everything: Detector) -> tuple[Mapping[int, Counter[bool]], Counter[int]]:
    said: dict[int, Counter[bool]] = defaultdict(Counter)
    sums: Counter[int] = Counter()
    for path in sorted((CORPORA / "identifiers").glob("*.jsonl")):
        for row in rows(f"identifiers/{path.name}"):
            if row["entity"] not in FORMS:
                continue
            for m in everything.find([Passage(row["text"])])[0]:
                if m.entity == row["entity"]:
                    place = next(i for i in range(len(BINS) - 1) if m.score < BINS[i + 1])
                    said[place][[m.start, m.end] in row["expected"]] += 1
                    sums[place] += round(m.score * 10_000)
    return said, sums


def _print_bins(title: str, said: Mapping[int, Counter[bool]], sums: Counter[int]) -> None:
    print(f"\n{title}:\n| score | findings | mean score | really one |\n| --- | --- | --- | --- |")
    off = total = 0.0
    for place in sorted(said):
        n = said[place].total()
        mean, right = sums[place] / n / 10_000, said[place][True] / n
        off += abs(mean - right) * n
        total += n
        print(f"| {BINS[place]:.2f} to {min(1.0, BINS[place + 1]):.2f} | {n} | {mean:.3f} | {right:.3f} |")
    print(f"\nmean distance of score and share that is right: {off / max(1, total):.3f}")
