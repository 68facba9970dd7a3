"""The server of the review page: on loopback, for the one browser that opened the address printed.

Any program of this computer, and any web page that a browser has open, can reach a port on loopback. So: a token that
can be used once is exchanged for a cookie; the Host header must be ours (DNS rebinding); what changes or shows
something is a POST with a token of the page in it, from our own origin; nothing is cached, nothing else is loaded, no
script runs.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

COOKIE = "tana_session"
LONGEST_FORM = 64_000
SECONDS = 20.0
"""How long a client may take over its request."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then hide the origin of our own forms as well.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: a page or a style sheet, or ``location`` for another address (303)."""

    body: str = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    location: str = ""


class Site(Protocol):
    """What is answered to those who may ask."""

    def get(self, path: str, query: Mapping[str, str]) -> Answer:
        """A page."""

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """What a form asks for; its token was checked."""

    def refuse(self, key: str, status: int) -> Answer:
        """The page that says why not, with nothing of the inventory on it."""


class Server(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1. ``address`` is to be printed once; ``csrf`` belongs into every form."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.timeout = 0.5
        self.site: Site | None = None
        self.csrf = secrets.token_urlsafe(32)
        self.session = secrets.token_urlsafe(32)
        self.last_request = time.monotonic()
        self._token = secrets.token_urlsafe(32)
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """The address that opens the page, once."""
        return f"http://127.0.0.1:{self.server_port}/?token={self._token}"

    @property
    def hosts(self) -> frozenset[str]:
        """What the Host header may say."""
        return frozenset(f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost"))

    def exchange(self, token: str) -> bool:
        """Whether the token is the one that was printed; it is used up by that."""
        with self._lock:
            good = bool(self._token) and same(token, self._token)
            if good:
                self._token = ""
            return good

    def serve(self, idle_seconds: float) -> None:
        """Answer until nobody has asked anything for so long."""
        while time.monotonic() - self.last_request < idle_seconds:
            self.handle_request()

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that broke off concerns nobody, and a traceback might quote what was asked."""


def same(given: str, known: str) -> bool:
    """Compares secrets in a time that tells nothing."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), known.encode())


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "tana"
    sys_version = ""
    protocol_version = "HTTP/1.0"
    timeout = SECONDS

    def do_GET(self) -> None:
        """A page."""
        self._answer(self._get)

    def do_HEAD(self) -> None:
        """A page's headers."""
        self._answer(self._get)

    def do_POST(self) -> None:
        """A form."""
        self._answer(self._post)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: addresses hold what was searched for."""

    def _answer(self, make: object) -> None:
        site = self.server.site
        if site is None or not callable(make):
            self.send_error(503)
            return
        if self.headers.get("Host", "") not in self.server.hosts:
            self._send(site.refuse("review.forbidden", 421))
            return
        try:
            answer = make(site)
        except Exception:  # noqa: BLE001 - told to the browser as an error; its text might quote a value
            self.send_error(500)
            return
        self._send(answer)

    def _get(self, site: Site) -> Answer:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.path == "/" and "token" in query:
            if self.server.exchange(query["token"]):
                return Answer(status=303, location="/")
            return site.refuse("review.used", 403)
        if not self._known():
            return site.refuse("review.used", 403)
        self.server.last_request = time.monotonic()
        return site.get(parts.path, query)

    def _post(self, site: Site) -> Answer:
        if not self._known():
            return site.refuse("review.used", 403)
        own = {f"http://{host}" for host in self.server.hosts}
        length = self.headers.get("Content-Length", "")
        kind = self.headers.get_content_type()
        if self.headers.get("Origin", "") not in own or kind != "application/x-www-form-urlencoded":
            return site.refuse("review.forbidden", 403)
        if not length.isdecimal() or int(length) > LONGEST_FORM:
            return site.refuse("review.forbidden", 413)
        text = self.rfile.read(int(length)).decode("utf-8", "replace")
        form = dict(parse_qsl(text, keep_blank_values=True))
        if not same(form.get("csrf", ""), self.server.csrf):
            return site.refuse("review.forbidden", 403)
        self.server.last_request = time.monotonic()
        return site.post(urlsplit(self.path).path, form)

    def _known(self) -> bool:
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and same(cookie.value, self.server.session)

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode("utf-8")
        self.send_response(answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
            if not self._known():
                cookie = f"{COOKIE}={self.server.session}; HttpOnly; SameSite=Strict; Path=/"
                self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Every answer, an error too, has the headers that keep it here."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()
