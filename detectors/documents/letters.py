"""The form of a letter: whom it is to at the beginning of a line, and how it ends on a line of its own.

Letters that people write to each other have no title and no words of an office; their form tells them. A message that
was kept as a text has it, too: Hi Derrick, ... Thanks, Candice; 薮下様 お世話になっております.
"""

from __future__ import annotations

import re

LETTER = "letter"
"""The sign of a document that has the form of a letter, and the class of letters."""
MAIL = "mail"
"""The sign of what was sent as a mail."""

_OPENS = re.compile(
    r"^[ \t\u3000]*(?:(?:my )?dear(?:est)? [^\n]{2,60}?[,:]?|to whom it may concern[,:]?|"
    r"(?:hi|hello|hiya|good (?:morning|afternoon|evening)|morning|afternoon|evening)(?: [a-z][\w'’.-]*){1,3}[,:!]?|"
    r"[^\n。、:]{1,24}[ \u3000]?(?:様|先生|さん|御中|殿|各位)[ \u3000]*(?=\n)(?=(?:\n[^\n]{0,60}){1,6}"
    r"(?:お世話に|いつも|お疲れ|ご無沙汰|と申します|(?:の|は)[^\n]{1,8}です。|私儀|下記のとおり|この度|このたび|さて|突然))|"
    r"(?:拝啓|謹啓|前略|拝復|謹呈|冠省|急啓)(?:[\u3000 、。]|$)[^\n]*)[ \t\r]*$",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSES = re.compile(
    r"^[ \t\u3000]*(?:yours(?: (?:sincerely|faithfully|truly|ever|aye|respectfully|in [a-z]+))?|"
    r"(?:with )?(?:very |my |our )?"
    r"(?:much |all |lots of |fond(?:est)? |warm(?:est)? |kind(?:est)? |best |good |every good |many )?"
    r"(?:love|regards|wishes|thanks|affection|gratitude)(?: (?:and|from|to|for|as)\b[^\n]{0,40})?|"
    r"sincerely|respectfully|faithfully|(?:many |so many )?thanks(?: again| so much)?|cheers|thank you|ta|"
    r"(?:with every )?blessings?|"
    r"[^\n]{0,60}(?:お願い(?:いた|致)します|お願い申し上げます|お届け(?:いた|致)します|ご連絡ください|失礼(?:いた|致)します|以上)。?|"
    r"(?:[^\n]{0,40}[\u3000 。])?(?:敬具|謹白|草々|敬白|かしこ|謹言|早々|不一|頓首))[,.!]?[ \t\u3000\r]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TOLD_IN = 20_000
"""Characters of a text that are looked at: a letter is no book."""


class LetterSeen:
    """Whether the texts of a document, one after the other, open and close as a letter does."""

    def __init__(self) -> None:
        self._opened = False
        self.seen = False

    def look(self, text: str) -> None:
        """Look at a further text."""
        if self.seen or len(text) > _TOLD_IN:
            return
        begin = 0
        if not self._opened:
            if (opens := _OPENS.search(text)) is None:
                return
            self._opened, begin = True, opens.end()
        self.seen = _CLOSES.search(text, begin) is not None
