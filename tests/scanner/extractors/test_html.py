"""html: also what a browser does not show."""

from __future__ import annotations

import pytest

from scanner.document import TextBlock
from tests.scanner.extractors.helpers import read, said_of, text_of

PAGE = """<html><head><title>Staff</title><meta name="author" content="Aiko Mihon">
<meta property="og:title" content="List of Kenji Mihon"><meta name="viewport" content="width=device-width">
<script type="application/ld+json">{"name": "Json Mihon"}</script></head><body>
<p style="display:none">Hidden Mihon</p>
<form><label>Name <input value="Typed Mihon"></label><input type="hidden" name="mail" value="kenji@example.com">
<textarea>Texted Mihon</textarea><input type="submit" value="Send"></form>
<div data-owner="Data Mihon" data-toggle="collapse">x</div><!-- Comment Mihon -->
<noscript>Noscript Mihon</noscript><template><p>Template Mihon</p></template>
<svg><text>Drawn Mihon</text></svg><script>var no = "Code Mihon";</script><style>.Style-Mihon {}</style>
</body></html>"""


@pytest.mark.parametrize(
    "word", ["Hidden", "Typed", "Texted", "Data", "Comment", "Noscript", "Template", "Drawn", "Json", "List of Kenji"]
)
def test_what_a_page_holds_is_read_though_it_is_not_shown(word: str) -> None:
    assert f"{word} Mihon" in text_of(read(PAGE.encode(), "page.html"))


def test_a_field_that_is_not_shown_has_its_name_as_label() -> None:
    assert "mail: kenji@example.com" in text_of(read(PAGE.encode(), "page.html"))


@pytest.mark.parametrize("word", ["Code Mihon", "Style-Mihon", "collapse", "device-width", "Send"])
def test_code_and_settings_are_no_text(word: str) -> None:
    assert word not in text_of(read(PAGE.encode(), "page.html"))


def test_what_is_hidden_is_marked_so() -> None:
    hidden = [i.text for i in read(PAGE.encode(), "page.html") if isinstance(i, TextBlock) and i.hidden]
    assert any("Comment Mihon" in text for text in hidden) and any("Json Mihon" in text for text in hidden)
    assert said_of(read(PAGE.encode(), "page.html"))["author"] == "Aiko Mihon"
