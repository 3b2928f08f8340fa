"""Which requests are answered, and what happens to those that are too many, too slow or harmful."""

import re
import socket
import stat
import time
from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture(scope="module")
def shared(serving, tiny):
    with serving(tiny, "--lan", "--host", "127.0.0.1") as client:
        yield client


def test_on_the_home_network_only_the_secret_link_gets_in(shared):
    assert re.fullmatch(r"/[\w-]{20,}/", shared.base)
    assert shared("").status == 200
    secret = shared.base.strip("/")
    for path in (
        "/",
        "/plans/tiny/",
        "/plans/tiny/feed.xml",
        f"/{secret[:-1]}/",
        f"/{secret}x/",
        f"/{secret.swapcase()}/",
        "/%00/",
        "//",
        "/assets/style.css",
    ):
        answer = shared(path, inside=False)
        assert answer.status == 404, path
        assert secret not in answer.body.decode()


def test_the_secret_is_kept_for_its_owner_and_can_be_replaced(environment, shared, serving, tiny):
    from pathlib import Path

    path = Path(environment["XDG_DATA_HOME"]) / "coach" / "link-secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text()
    assert before.strip() == shared.base.strip("/")
    with serving(tiny, "--lan", "--new-link") as renewed:
        assert renewed.base.strip("/") == path.read_text().strip() != before.strip()
        assert renewed(shared.base, inside=False).status == 404
    path.write_text(before)


def test_the_code_in_the_terminal_and_on_the_page_is_the_link(serving, tiny):
    with serving(tiny, "--lan", "--host", "192.0.2.7") as client:
        assert client.address.startswith("http://192.0.2.7:")
        page = client.text("phone/")
        assert f'value="{client.address}"' in page
        assert "<svg" in page


def test_a_server_on_this_computer_answers_to_no_other_name(server):
    assert server("", Host="evil.example").status == 421
    assert server("", Host=f"localhost:{server.port}").status == 200
    assert server("", Host=f"[::1]:{server.port}").status == 200


def test_every_answer_carries_the_headers_that_browsers_obey(server):
    for path in ("", "plans/tiny/", "plans/nothing/", "plans/tiny/feed.xml", "assets/style.css"):
        headers = server(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_another_website_cannot_make_the_server_work(server):
    assert server("plans/tiny/feed.xml", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403
    assert server("plans/tiny/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("", "POST", {}, 405),
        ("", "DELETE", {}, 405),
        ("", "GET", {"Content-Length": "5000000"}, 413),
        ("", "GET", {"Transfer-Encoding": "chunked"}, 413),
        ("mixer/?run=" + "a" * 3000, "GET", {}, 414),
        ("plans/" + "a" * 3000 + "/", "GET", {}, 414),
        ("nowhere", "GET", {}, 404),
        ("plans/tiny/week-9-session-9/", "GET", {}, 404),
        ("plans/tiny/bed.music/", "GET", {}, 404),
        ("mixer/?run=4s&walk=4s&repeat=999", "GET", {}, 400),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused_with_a_page_that_says_why(server, path, method, headers, status):
    answer = server(path, method, **headers)
    assert answer.status == status
    assert b"<h1>" in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "assets/../app.py",
        "assets/..%2fapp.py",
        "assets/%2e%2e/%2e%2e/session/renderer.py",
        "plans/..%2f..%2fpyproject/",
        "plans/%2fetc%2fpasswd/",
        "assets//etc/passwd",
        "plans/tiny/week-1-session-1/../../../../etc/passwd",
    ],
)
def test_no_address_leads_out_of_the_pages(server, path):
    assert server(path).status == 404


@pytest.mark.parametrize(
    "text", ["{{ 7 * 7 }}", "{% for x in y %}", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>']
)
def test_what_is_typed_into_the_form_stays_text(server, text):
    from html import unescape
    from urllib.parse import quote

    page = server(f"mixer/?run={quote(text)}&walk=1m&repeat=2").body.decode()
    assert text.lower() in unescape(page).lower()
    assert "<script>" not in page
    assert "<img" not in page
    assert "49" not in page.replace("1490", "")


def test_what_a_plans_author_writes_stays_text(server):
    page = server.text("plans/tiny/")
    assert "Tiny &amp; &lt;b&gt;quick&lt;/b&gt;" in page
    assert "{{ 7 * 7 }}" in page


def test_a_client_that_takes_too_much_at_once_is_told_to_wait_and_others_are_not(server, sound):
    greedy = [_open(server, sound[0]) for _ in range(40)]
    try:
        time.sleep(1)
        answers = [_first_line(connection) for connection in greedy]
        assert "429" in " ".join(answers)
        assert " 200 " in " ".join(answers)
        with _open(server, "plans/tiny/", source="127.0.0.9") as other:
            assert " 200 " in _first_line(other)
    finally:
        for connection in greedy:
            connection.close()


def test_clients_that_never_finish_their_requests_are_disconnected_and_stop_nobody(server):
    slow = [_connected(server) for _ in range(60)]
    try:
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        with ThreadPoolExecutor(8) as pool:
            assert {answer.status for answer in pool.map(lambda _: server("plans/tiny/"), range(16))} == {200}
        for connection in slow:
            connection.settimeout(30)
            assert connection.recv(100) == b""
    finally:
        for connection in slow:
            connection.close()


def test_invalid_data_is_answered_or_dropped_and_the_server_lives(server):
    for data in (
        b"\x00" * 100 + b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ):
        with _connected(server) as connection:
            connection.settimeout(20)
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1000)
            except OSError:
                pass
    assert server("").status == 200


def _connected(server, source="127.0.0.1"):
    return socket.create_connection(("127.0.0.1", server.port), source_address=(source, 0))


def _open(server, path, source="127.0.0.1"):
    """Ask for something, and take nothing of it for now."""
    connection = _connected(server, source)
    connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def _first_line(connection):
    connection.settimeout(20)
    return connection.recv(64).decode("latin-1").splitlines()[0]
