"""Whether a name stands right before an age or a birth date, and whether it is that of whom a record is about."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){1,3}$|"
    r"(?:[\u3041-\u30ff\u3400-\u9fff々]{1,5}[ \u3000・]|(?<![A-Za-z])[A-Z]・)"
    r"(?P<given>[\u3041-\u30ff\u3400-\u9fff々]{1,6})$"
)
_GIVEN_NAME = re.compile(r"(?<![\w'’.-])(?P<before>[A-Z][\w'’-]* )?(?P<name>[A-Z][a-z'’-]{1,14})$")
_LONGEST = 40
_LEAST, _LEAST_JA, _LEAST_ALONE = -3.0, -1.0, -1.1
"""From which odds what has the form of a name is taken for one."""
_LEAST_LABELLED = -3.0
_LABELLED = re.compile(r"(?:氏名|名前|姓名|[者児童徒員客様]名)[ \t:]{1,4}$")
"""A label that says that a name follows."""
_LABEL = 12
"""Characters of the longest label with what stands behind it."""
_WHOM = re.compile(
    r"(?:氏名|名前|[者児童徒員客様]名|本人|患者|受診者|利用者|対象者|対象の方|入居者|入所者|園児|児童|生徒|お客様|顧客|会員|相談者|申請者|申込者|応募者|請求者|届出人|"
    r"被保険者|離職者|社員|職員|従業員|労働者|スタッフ|賃借人|借主|契約者|被害者|加害者|負傷者|受給者|世帯主|配偶者|扶養親族|私|長男|長女|次男|次女)"
    r"[ \t:]{1,4}$"
)


def stands_behind_a_name(text: str, at: int) -> bool:
    """Whether a name of two words ends at ``at``."""
    return name_before(text, at) is not None


def name_before(text: str, at: int, least: float = _LEAST_JA) -> int | None:
    """Where the name of two words begins that ends at ``at`` (N・ショウヘイ too); None where none does. ``least``: from
    which odds Japanese ones are taken where no label says that one follows."""
    from detectors.names import looks_like_name  # with the lists of names, for the few that are asked about

    name = _NAME.search(text, max(0, at - _LONGEST), at)
    if name is None:
        return None
    if _LABELLED.search(text, max(0, name.start() - _LABEL), name.start()):
        least = _LEAST_LABELLED
    said = name["given"] if name[0][0].isascii() and name["given"] else name[0]
    if looks_like_name(said) >= (_LEAST if said.isascii() else least):
        return name.start()
    what, _, rest = said.partition(" ")  # Child Ellis Moorcroft
    return name.start() + len(what) + 1 if " " in rest and looks_like_name(rest) >= _LEAST else None


def stands_behind_a_given_name(text: str, at: int) -> bool:
    """Whether a given name in Latin letters ends at ``at``, with no other word of a name before it."""
    from detectors.names import looks_like_name

    name = _GIVEN_NAME.search(text, max(0, at - _LONGEST), at)
    return name is not None and name["before"] is None and looks_like_name(name["name"]) >= _LEAST_ALONE


def is_whom_it_is_about(text: str, at: int) -> bool:
    """Whether what stands before a Japanese name that begins at ``at`` says that a form or record is about them:
    患者 紺野 ルリ子."""
    return _WHOM.search(text, max(0, at - _LABEL), at) is not None
