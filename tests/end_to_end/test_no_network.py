"""Nothing opens a network connection: not for a list of domains, not for a model, not for a style sheet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.cli.sample.share import write_share
from tests.cli.running import Place

BLOCKER = """
import os
import socket
import sys

_socket = socket.socket


def _trip(what):
    with open(os.environ["TRIPWIRE"], "a") as file:
        file.write(what + "\\n")
    raise OSError("no network in this test")


class Refusing(_socket):
    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if family in (socket.AF_INET, socket.AF_INET6, -1) and fileno is None:
            # urllib3, which comes along with a library, asks on import whether this machine knows IPv6: it opens a
            # socket and connects it to nothing. It is refused like any other, but it is no attempt to go anywhere.
            if sys._getframe(1).f_code.co_name == "_has_ipv6":
                raise OSError("no network in this test")
            _trip("socket")
        super().__init__(family, type, proto, fileno)


def _no_names(*_, **__):
    _trip("name")


socket.socket = Refusing
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = _no_names
"""


@pytest.fixture
def cut_off(tmp_path: Path) -> Place:
    """A place whose Python processes, workers included, cannot open a socket and leave a trace where they try."""
    blocker = tmp_path / "blocker"
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text(BLOCKER, encoding="utf-8")
    return Place(
        tmp_path,
        {"PYTHONPATH": f"{blocker}:{os.environ.get('PYTHONPATH', '')}", "TRIPWIRE": str(tmp_path / "tripwire")},
    )


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "import socket; socket.getaddrinfo('example.com', 80)",
        "import urllib.request; urllib.request.urlopen('http://example.com/')",
    ],
)
def test_the_tripwire_works(cut_off: Place, attempt: str) -> None:
    done = subprocess.run([sys.executable, "-c", attempt], env=cut_off.environment(), capture_output=True, check=False)
    assert done.returncode != 0
    assert (cut_off.folder / "tripwire").exists()


def test_scan_register_and_report_work_without_a_network(cut_off: Place) -> None:
    write_share(cut_off.folder / "share")
    for code, command in (
        (1, ["scan", "share"]),
        (0, ["report", "--out", "report.html"]),
        (0, ["register", "--template", "ipa", "--out", "ipa.xlsx"]),
        (0, ["retention"]),
    ):
        done = cut_off.program(*command)
        assert done.returncode == code, done.stderr
    done = cut_off.program("detect", stdin=b"mail ann.sample@some.example.co.uk or see https://example.com")
    assert (done.returncode, b"EMAIL_ADDRESS" in done.stdout) == (0, True)
    tripwire = cut_off.folder / "tripwire"
    assert not tripwire.exists(), tripwire.read_text()
    assert len((cut_off.folder / "report.html").read_bytes()) > 1000
