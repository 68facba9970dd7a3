"""Who may ask the review page's server, and what every answer carries."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import pytest

from scanner.cli.review.http import LONGEST_FORM, Answer, Server

SECRET = "only for those who may ask"


@dataclass
class Site:
    posted: list[Mapping[str, str]] = field(default_factory=list)

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        if path == "/fails":
            raise ValueError(SECRET)
        return Answer(f"{SECRET} {path}")

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        self.posted.append(form)
        return Answer(status=303, location="/")

    def refuse(self, key: str, status: int) -> Answer:
        return Answer(key, status)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        made.site = Site()
        thread = threading.Thread(target=made.serve, args=(60.0,), daemon=True)
        thread.start()
        yield made
        made.last_request = -1000.0
        thread.join(5)


def ask(
    server: Server, path: str, headers: Mapping[str, str] | None = None, method: str = "GET", body: str = ""
) -> tuple[int, str, Mapping[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    for name, value in ({"Host": f"127.0.0.1:{server.server_port}"} | dict(headers or {})).items():
        connection.putheader(name, value)
    if body:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode() if body else None)
    answer = connection.getresponse()
    text, told = answer.read().decode(), dict(answer.getheaders())
    connection.close()
    return answer.status, text, told


def signed_in(server: Server) -> dict[str, str]:
    parts = urlsplit(server.address)
    status, _, headers = ask(server, f"{parts.path}?{parts.query}")
    assert (status, headers["Location"]) == (303, "/")
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    return {"Cookie": cookie.split(";")[0]}


def form(server: Server, cookie: Mapping[str, str], **changed: str) -> dict[str, str]:
    own = {"Origin": f"http://127.0.0.1:{server.server_port}", "Content-Type": "application/x-www-form-urlencoded"}
    return {**own, **cookie, **changed}


def test_it_listens_on_loopback_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.address.startswith("http://127.0.0.1:")


def test_the_address_opens_the_page_once(server: Server) -> None:
    address = urlsplit(server.address)
    cookie = signed_in(server)
    assert ask(server, "/", cookie)[:2] == (200, f"{SECRET} /")
    status, text, headers = ask(server, f"/?{address.query}")
    assert (status, SECRET in text, "Set-Cookie" in headers) == (403, False, False)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/?token=", {}),
        ("/?token=guess", {}),
        ("/file/1", {}),
        ("/", {"Cookie": "tana_session=guess"}),
        ("/", {"Cookie": "tana_session="}),
        ("/", {"Cookie": 'tana_session="; broken \x01'}),
        ("/", {"Cookie": "tana_session=\xe5"}),
    ],
)
def test_without_the_cookie_nothing_is_told(server: Server, path: str, headers: Mapping[str, str]) -> None:
    status, text, _ = ask(server, path, headers)
    assert status == 403
    assert SECRET not in text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", "localhost."])
def test_another_host_is_refused_even_with_the_cookie(server: Server, host: str) -> None:
    cookie = signed_in(server)
    status, text, _ = ask(server, "/", {**cookie, "Host": host.format(port=server.server_port)})
    assert status == 421
    assert SECRET not in text


def test_another_host_cannot_use_up_the_address(server: Server) -> None:
    parts = urlsplit(server.address)
    assert ask(server, f"/?{parts.query}", {"Host": "evil.example"})[0] == 421
    signed_in(server)


def test_localhost_is_the_same_computer(server: Server) -> None:
    cookie = signed_in(server)
    assert ask(server, "/", {**cookie, "Host": f"localhost:{server.server_port}"})[0] == 200


def test_a_form_of_the_page_is_taken(server: Server) -> None:
    cookie = signed_in(server)
    body = urlencode({"csrf": server.csrf, "why": "なぜ"})
    assert ask(server, "/file/1/decide", form(server, cookie), "POST", body)[0] == 303
    assert isinstance(server.site, Site)
    assert [posted["why"] for posted in server.site.posted] == ["なぜ"]


@pytest.mark.parametrize(
    ("changed", "csrf", "status"),
    [
        ({"Origin": "http://evil.example"}, True, 403),
        ({"Origin": "null"}, True, 403),
        ({"Origin": ""}, True, 403),
        ({"Content-Type": "text/plain"}, True, 403),
        ({"Cookie": "tana_session=guess"}, True, 403),
        ({}, False, 403),
    ],
)
def test_a_form_from_elsewhere_does_nothing(
    server: Server, changed: Mapping[str, str], csrf: bool, status: int
) -> None:
    cookie = signed_in(server)
    body = urlencode({"csrf": server.csrf if csrf else "guess"})
    assert ask(server, "/file/1/decide", form(server, cookie) | dict(changed), "POST", body)[0] == status
    assert isinstance(server.site, Site)
    assert server.site.posted == []


def test_a_form_too_long_is_not_read(server: Server) -> None:
    cookie = signed_in(server)
    headers = form(server, cookie) | {"Content-Length": str(LONGEST_FORM + 1)}
    assert ask(server, "/file/1/show", headers, "POST")[0] == 413


@pytest.mark.parametrize("path", ["/", "/fails", "/nowhere"])
@pytest.mark.parametrize("known", [True, False])
def test_every_answer_stays_here(server: Server, path: str, known: bool) -> None:
    _, text, headers = ask(server, path, signed_in(server) if known else {})
    assert headers["Cache-Control"] == "no-store"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Python" not in headers["Server"]
    assert path != "/fails" or SECRET not in text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_not_known(server: Server, method: str) -> None:
    assert ask(server, "/", signed_in(server), method)[0] == 501


def test_it_ends_when_nobody_asks_any_more() -> None:
    with Server() as made:
        made.serve(0.2)


def test_two_servers_have_nothing_in_common() -> None:
    with Server() as one, Server() as other:
        assert len({one.csrf, other.csrf, one.session, other.session}) == 4
        assert not one.exchange(urlsplit(other.address).query.removeprefix("token="))
