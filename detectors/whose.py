"""Whose: what in a sentence says that an illness, a faith or a conviction is somebody's, and no matter in general.

Her epilepsy; he told us that he has asthma; 本人は腰痛で通院中. Asked of the few words of the special categories, with
the folded text around them.
"""

from __future__ import annotations

import re

_REACH = 80
"""Characters before a word in which its subject is looked for."""
_BEHIND = 24
_RELATIVE = (
    "mother|father|mum|dad|parents?|wife|husband|partner|son|daughter|brother|sister|child|baby|grandmother|grandfather|"
    "aunt|uncle|carer"
)
_OWNED = re.compile(
    rf"(?<![a-z])(?:my|his|her|their|(?P<you>your))(?: (?:{_RELATIVE})'s)? (?:[a-z'-]+ ){{0,2}}(?:the |an? )?$"
)
_SUBJECT = re.compile(
    rf"(?<![a-z])(?:he|she|i|who|(?P<you>you)|(?:his|her|my) (?:{_RELATIVE}))(?:'s|'ve|'d)?\s[^.!?]*$"
)
_LETTER = re.compile(
    r"(?:^|\n)\W*dear (?!all|both|sirs?|madam|members?|parents?|carers?|customers?|colleagues?|residents?|patients?|"
    r"friends?|students?|everyone|everybody|team|valued|tenants?|neighbours?|volunteers?|supporters?)[a-z]"
)
"""Who is written to: without one, "you" is anybody."""
_SUBJECT_JA = re.compile(
    r"(?:本人|ご本人|私|彼|彼女|貴殿|あなた|母|父|妻|夫|祖父|祖母|長男|長女|次男|次女|二男|二女|息子|娘|兄|弟|姉|妹|両親|配偶者|お子|"
    r"さん|さま|様|氏|殿|くん|君|ちゃん|先生|被災者|負傷者|患者|利用者|入居者|児童|生徒|本児|対象者|相談者|申出人|請求者)"
    r"(?:(?:に|から|より)?[はもが]|の|に|から|より|、)[^。!?\n]*$"
)
_PLIGHT_JA = re.compile(
    r"(?:などで|等で|で|のため|の為|により|につき|が原因で|を理由に|との?|を)[^。\n]{0,10}?(?:通院|入院|休職|休業|休暇を|欠勤|早退|療養|服薬|内服|手術を受|"
    r"加療|経過観察|退職|休養|診断を?さ?れ|診断を受|発症し|罹患し|患い|患って|悪化し|闘病|申し?出|お持ち|持って(?:いる|おり))"
)
"""What somebody does about it: うつ病で通院しています, 腰痛のため休職."""


def is_somebodys(folded: str, start: int, end: int) -> bool:
    """Whether the sentence says of somebody what stands at ``start`` to ``end``: by who has it or what they do for it.

    "You" counts only in a letter to somebody by name.
    """
    before = folded[max(0, start - _REACH) : start]
    told = _OWNED.search(before) or _SUBJECT.search(before)
    if told is not None:
        return told["you"] is None or _LETTER.search(folded) is not None
    return bool(_SUBJECT_JA.search(before) or _PLIGHT_JA.match(folded, end, end + _BEHIND))
