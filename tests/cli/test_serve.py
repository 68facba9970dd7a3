"""``tana serve`` in a real browser, by keyboard: the list, a file, a decision, the values and their log."""

from __future__ import annotations

import http.client
import json
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from scanner.cli.sample import writers
from tests.cli.chromium import CHROMIUM, Browser
from tests.cli.running import TANA, Place, assert_one_sentence

NASTY = "<script>alert(1)</script>"
VALUES = ("青木 花子", "080-0000-1234", "hanako.aoki@example.com")
FILE = f"総務部/名簿 {NASTY}.csv".replace("/script", "∕script")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("serve"))
    share = place.folder / "share"
    (share / "総務部").mkdir(parents=True)
    rows: list[writers.Row] = [("氏名", "電話番号", "メールアドレス", "備考"), (*VALUES, f"電話 080-0000-7777 {NASTY}")]
    rows += [(f"見本 {n}郎", f"080-0000-90{i:02}", f"mihon{i}@example.com", "") for i, n in enumerate("一二三四五")]
    data = writers.delimited(rows, "utf-8")
    (share / FILE).write_bytes(data)
    (share / "copy.zip").write_bytes(writers.archive({"名簿.csv": data}))
    (share / "Sales").mkdir()
    (share / "Sales" / "letter.txt").write_text("Dear Joan Marsh, please call 07700 900123.\n" * 2)
    place.tana("-q", "scan", "--jobs", "1", share)
    return place


@contextmanager
def serving(place: Place, lang: str = "en") -> Iterator[str]:
    """The address that the command prints; it ends with Ctrl-C, and says so."""
    process = subprocess.Popen(
        [TANA, "serve", "--lang", lang],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=place.folder,
        env=place.environment(),
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors


class Client:
    """The pages by plain HTTP, signed in."""

    def __init__(self, address: str) -> None:
        self._parts = urlsplit(address)
        status, headers, _ = self._ask("GET", f"/?{self._parts.query}")
        assert status == 303
        self._cookie = headers["Set-Cookie"].split(";")[0]

    def _ask(self, method: str, path: str, body: str = "", cookie: str = "") -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection(str(self._parts.hostname), self._parts.port, timeout=120)
        headers = {"Cookie": cookie, "Origin": f"http://{self._parts.netloc}"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read().decode()
        connection.close()
        return found

    def get(self, path: str) -> str:
        status, _, text = self._ask("GET", path, cookie=self._cookie)
        assert status == 200, (path, status)
        return text

    def file(self, name: str) -> str:
        """The address of the file whose name begins so."""
        found = re.search(rf'href="(/file/\d+)"><span class="folder">[^<]*</span><b>{re.escape(name)}', self.get("/"))
        assert found is not None
        return found[1]

    def post(self, path: str, page: str, **form: str) -> tuple[int, dict[str, str], str]:
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf|content)" value="([^"]*)"', page))
        return self._ask("POST", path, urlencode({**hidden, **form}), self._cookie)


@pytest.fixture(scope="module")
def client(scanned: Place) -> Iterator[Client]:
    with serving(scanned) as address:
        yield Client(address)


def rows(place: Place, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(place.database)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_the_list_shows_what_matters_and_filters_it(client: Client) -> None:
    everything = client.get("/")
    assert "3 files" in everything
    assert NASTY not in everything
    assert "名簿 &lt;script" in everything
    assert all(value not in everything for value in VALUES)
    assert "letter.txt" not in client.get("/?" + urlencode({"department": "総務部"}))
    assert "1 file<" in client.get("/?text=LETTER")
    assert "No file is like that." in client.get("/?text=nowhere&page=99")
    assert "3 files" in client.get("/?order=%00&state=<&page=-7")


def test_a_file_shows_masks_reasons_and_copies_but_no_value(client: Client) -> None:
    page = client.get(client.file("名簿"))
    assert all(word in page for word in ("h***@e***", "1 identical file", "copy.zip &gt; 名簿.csv", "the label"))
    assert not any(value in page for value in (*VALUES, NASTY))


def test_values_are_shown_on_request_escaped_and_logged(scanned: Place, client: Client) -> None:
    before = len(rows(scanned, "SELECT * FROM access_log"))
    for name in ("名簿", "copy.zip &gt; 名簿"):
        path = client.file(name)
        status, headers, page = client.post(f"{path}/show", client.get(path), who="Ann Reviewer")
        assert (status, headers["Cache-Control"]) == (200, "no-store")
        assert all(value in page for value in VALUES)
        assert "<mark>080-0000-7777</mark> &lt;script&gt;" in page
        assert NASTY not in page
    entries = rows(scanned, "SELECT who, kind, file_id IS NOT NULL, detail FROM access_log ORDER BY id")[before:]
    assert [entry[:3] for entry in entries] == [("Ann Reviewer", "reread", 1)] * 2
    left = [f.read_bytes() for f in scanned.folder.rglob("*") if f.is_file() and "share" not in f.parts]
    assert not any(value.encode() in data for value in VALUES for data in left)
    assert list(scanned.temp.glob("tana-*")) == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "legal_hold", "who": "", "why": "claim"}, "Say who decides."),
        ({"kind": "legal_hold", "who": "Ann", "why": " "}, "Say why."),
        ({"kind": "keep_until", "who": "Ann", "why": "contract"}, "needs a date"),
        ({"kind": "keep_until", "who": "Ann", "why": "contract", "until": "soon"}, "needs a date"),
        ({"kind": "withdrawal", "who": "Ann", "why": "x"}, "makes no sense"),
        ({"kind": "approved_for_disposal", "who": "Ann", "why": "old", "content": "another"}, "look again"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_with_the_reason(
    scanned: Place, client: Client, form: dict[str, str], said: str
) -> None:
    before = rows(scanned, "SELECT count(*) FROM decisions")
    path = client.file("letter")
    status, _, page = client.post(f"{path}/decide", client.get(path), **form)
    assert (status, said in page) == (400, True)
    assert rows(scanned, "SELECT count(*) FROM decisions") == before


def test_a_decision_is_recorded_with_who_and_why_and_holds_at_once(scanned: Place) -> None:
    with serving(scanned, "ja") as address:
        client = Client(address)
        path = client.file("letter")
        form = {"kind": "legal_hold", "who": "山口", "why": "訴訟対応"}
        status, headers, _ = client.post(f"{path}/decide", client.get(path), **form)
        assert status == 303
        assert "記録しました" in client.get(headers["Location"])
        assert "letter.txt" in client.get("/?state=decided")
        assert "letter.txt" not in client.get("/?state=undecided")
    assert ("legal_hold", "file", "山口", "訴訟対応") in rows(scanned, "SELECT kind, scope, who, why FROM decisions")
    assert "訴訟対応" in scanned.tana("decide", "list").stdout.decode()


def test_the_right_kind_is_chosen_from_a_list_and_the_file_counts_as_that(scanned: Place) -> None:
    with serving(scanned, "ja") as address:
        client = Client(address)
        path = client.file("letter")
        page = client.get(path)
        assert '<option value="complaint">苦情・問合せの記録</option>' in page
        form = {"kind": "wrong_rule", "right_kind": "complaint", "who": "山口", "why": "苦情の手紙"}
        status, headers, _ = client.post(f"{path}/decide", page, **form)
        assert status == 303
        assert "苦情・問合せの記録 ·" in client.get(headers["Location"])
    assert ("right_kind", "complaint") in rows(scanned, "SELECT kind, doc_class FROM decisions")


def test_one_thing_found_can_be_said_to_be_wrong_and_the_rest_still_counts(scanned: Place) -> None:
    def found() -> dict[str, Any]:
        lines = map(json.loads, scanned.tana("export", "files").stdout.decode().splitlines())
        return next(dict(row["entities"]) for row in lines if row["path"].endswith("letter.txt"))

    before = found()
    wrong = min(before)
    with serving(scanned, "ja") as address:
        client = Client(address)
        path = client.file("letter")
        page = client.get(path)
        assert f'<option value="{wrong}">' in page
        form = {"kind": "false_match", "only_wrong": wrong, "who": "山口", "why": "見本の番号"}
        assert client.post(f"{path}/decide", page, **form)[0] == 303
    assert found() == {name: count for name, count in before.items() if name != wrong}


def test_without_an_inventory_there_is_one_sentence(place: Place) -> None:
    assert_one_sentence(place.tana("serve"), 3)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_in_a_browser_by_keyboard_without_script(scanned: Place, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with serving(scanned) as address, Browser(profile) as browser:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
        browser.open(address)
        assert "3 files" in browser.text()
        assert "token" not in browser.value("location.href")
        assert browser.value("document.cookie") == "", "no script could read the session"

        browser.press("Tab", 9)
        assert browser.value("document.activeElement.className") == "skip"
        browser.value("[...document.querySelectorAll('td a')].find(a => a.textContent.includes('名簿')).focus()")
        since = len(browser.events)
        browser.press("Enter", 13)
        browser.wait_for_load(since)
        assert "h***@e***" in browser.text()

        browser.value("document.querySelector('[name=why]').focus()")
        browser.type("audit until spring")
        browser.value("document.querySelector('[value=legal_hold]').focus()")
        since = len(browser.events)
        browser.press("Enter", 13)
        browser.wait_for_load(since)
        assert "Recorded: legal hold" in browser.text()

        browser.value("document.querySelector('form.show button').focus()")
        since = len(browser.events)
        browser.press("Enter", 13)
        browser.wait_for_load(since)
        shown = browser.text()
        assert all(value in shown for value in VALUES)
        assert NASTY in shown, "shown as text"
        styled = browser.value("getComputedStyle(document.querySelector('header')).backgroundColor")
        assert styled == "rgb(31, 78, 121)", "the style sheet was let in by the policy"
    told = [e for e in browser.events if e.get("method") == "Log.entryAdded"]
    assert [e for e in told if "Content Security Policy" in json.dumps(e)] == []
    asked = {
        urlsplit(e["params"]["request"]["url"]).hostname
        for e in browser.events
        if e.get("method") == "Network.requestWillBeSent" and e["params"]["request"]["url"].startswith("http")
    }
    assert asked == {"127.0.0.1"}
    kept = [f for f in profile.rglob("*") if f.is_file() and any(v.encode() in f.read_bytes() for v in VALUES)]
    assert kept == []
    assert ("legal_hold", "audit until spring") in rows(scanned, "SELECT kind, why FROM decisions")
