"""Links with names, withdrawn one by one; addresses behind a proxy; and strangers that keep nobody out."""

import contextlib
import http.client
import re
import socket
import threading
from pathlib import Path

import pytest

from coach.errors import UsageError
from coach.web import connection
from coach.web.guard import host_name
from coach.web.link_secret import LinkSecrets
from coach.web.public_address import parse_public_address


def test_links_are_withdrawn_singly(tmp_path):
    secrets = LinkSecrets(tmp_path)
    anna, old_phone, plain = secrets.secret("anna"), secrets.secret("old-phone"), secrets.secret()
    assert len({anna, old_phone, plain}) == 3
    assert set(secrets.current()) == {anna, old_phone, plain}
    assert secrets.secret("anna") == anna
    secrets.withdraw("anna")
    assert set(secrets.current()) == {old_phone, plain}
    assert secrets.names() == ("old-phone",)
    with pytest.raises(UsageError, match="no link 'anna'; there are: old-phone"):
        secrets.withdraw("anna")


@pytest.mark.parametrize("name", ["../x", "A", "a/b", "", ".", "x" * 41, "link secret", "ü"])
def test_a_name_that_is_none_is_refused_and_touches_no_file(tmp_path, name):
    secrets = LinkSecrets(tmp_path / "data")
    if name:
        with pytest.raises(UsageError, match="is no name for a link"):
            secrets.secret(name)
        with pytest.raises(UsageError, match="is no name for a link"):
            secrets.withdraw(name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_secret_lets_nobody_in(tmp_path):
    (tmp_path / "links").mkdir()
    for name, content in (("a", ""), ("b", "short"), ("c", "x" * 101), ("d", "with a space in it ok"), ("e", "\xff" * 20)):
        (tmp_path / "links" / name).write_text(content, "latin-1")
    assert LinkSecrets(tmp_path).current() == ()


def test_a_withdrawn_link_stops_working_while_the_server_runs(serving, tiny, environment, coach):
    with serving(tiny, "--lan", "--host", "127.0.0.1", "--link", "anna") as anna:
        folder = Path(environment["XDG_DATA_HOME"]) / "coach"
        other = f"/{LinkSecrets(folder).secret('sam')}/"
        assert anna("").status == anna(other, inside=False).status == 200
        assert coach("serve", "--links").stdout.split() == ["anna", "sam"]
        coach("serve", "--withdraw", "anna")
        assert anna("").status == 404
        assert anna(other, inside=False).status == 200
    coach("serve", "--withdraw", "anna", code=2)
    coach("serve", "--withdraw", "sam")


@pytest.mark.parametrize(
    ("text", "origin", "name", "base"),
    [
        ("192.168.1.20", "http://192.168.1.20:8420", "192.168.1.20", ""),
        ("runs.local:81", "http://runs.local:81", "runs.local", ""),
        ("https://runs.example.org/", "https://runs.example.org", "runs.example.org", ""),
        ("https://runs.example.org/coach", "https://runs.example.org", "runs.example.org", "/coach"),
        ("https://runs.example.org:8443/a/b/", "https://runs.example.org:8443", "runs.example.org", "/a/b"),
        ("[fe80::1]", "http://[fe80::1]:8420", "fe80::1", ""),
    ],
)
def test_addresses_are_read(text, origin, name, base):
    address = parse_public_address(text, 8420)
    assert (address.origin, address.name, address.base_path) == (origin, name, base)


@pytest.mark.parametrize(
    "text",
    [
        "", "http://", "ftp://x", "https://x:99999", "https://x:0", "x:port", "https://x:", "https://user@x", "https://x/?q",
        "https://x/#f", "https://x/../y", "https://x/./y", "https://x//y", "https://ü.org", "http://a b", "http://[::1", "x\n",
        "https://x/" + "y" * 500, "https://x/<script>",
    ],
)  # fmt: skip
def test_addresses_that_links_cannot_carry_are_refused(text):
    with pytest.raises(UsageError, match=r"(?s)host .*write a name or an address"):
        parse_public_address(text, 8420)


@pytest.mark.parametrize(
    "header", ["localhost:x", "localhost:", "localhost:0", "localhost:65536", "a@localhost", "[::1", "[::1]x", "a b", ""]
)
def test_a_host_header_with_a_port_that_is_none_names_nobody(header):
    assert host_name(header) == ""


@pytest.mark.parametrize(
    ("header", "name"), [("LocalHost", "localhost"), ("x:8420", "x"), ("[::1]:80", "::1"), ("1.2.3.4:1", "1.2.3.4")]
)
def test_a_host_header_names_the_server(header, name):
    assert host_name(header) == name


def test_a_request_whose_port_is_none_is_refused(server):
    assert server("", Host="127.0.0.1:80evil").status == 421


@pytest.fixture(scope="module")
def behind_a_proxy(serving, tiny):
    """A server that a proxy offers as https://runs.example.org/coach."""
    with serving(tiny, "--lan", "--host", "https://runs.example.org/coach", "--proxy", "127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("passed_on", [True, False], ids=["path passed on", "path taken off"])
def test_a_sub_path_works_whether_the_proxy_passes_it_on_or_not(behind_a_proxy, passed_on):
    client = behind_a_proxy
    assert client.base.startswith("/coach/")
    base = client.base if passed_on else client.base.removeprefix("/coach")
    assert client(base, inside=False).status == 200
    feed = client(f"{base}plans/tiny/feed.xml", inside=False)
    while feed.status == 503:
        feed = client(f"{base}plans/tiny/feed.xml", inside=False)
    assert f"https://runs.example.org{client.base}plans/tiny/" in feed.body.decode()
    page = client(f"{base}plans/tiny/week-1-session-1/", inside=False)
    assert page.status in (200, 202)
    assert b'href="/' not in page.body
    assert b'src="/' not in page.body
    style = re.search(rb'href="(?:\.\./)*(assets/[0-9a-f]+/style\.css)"', page.body)[1].decode()
    assert client(f"{base}{style}", inside=False).status == 200
    assert client("/coach/plans/tiny/", inside=False).status == 404
    assert client("/coachx" + base.removeprefix("/coach"), inside=False).status == 404


def test_limits_are_those_of_the_forwarded_client(behind_a_proxy):
    """Twenty-five requests that wait at once are too many for one client, and not for as many clients."""
    from concurrent.futures import ThreadPoolExecutor

    path = f"{behind_a_proxy.base}plans/tiny/"

    def statuses(addresses):
        with ThreadPoolExecutor(len(addresses)) as pool:
            return [
                answer.status
                for answer in pool.map(
                    lambda address: behind_a_proxy(path, inside=False, X_Forwarded_For=f"6.6.6.6, {address}"), addresses
                )
            ]

    assert set(statuses([f"203.0.113.{number}" for number in range(60)])) == {200}


def test_without_a_trusted_proxy_a_forwarded_address_is_not_believed():
    from coach.web.guard import _forwarded

    scope = {"client": ("192.0.2.1", 5), "headers": [(b"x-forwarded-for", b"1.1.1.1, 203.0.113.9, 10.0.0.2")]}
    assert _forwarded(scope, ())["client"] == ("192.0.2.1", 5)
    assert _forwarded(scope, {"10.0.0.2"})["client"] == ("192.0.2.1", 5)
    assert _forwarded(scope, {"192.0.2.1", "10.0.0.2"})["client"] == ("203.0.113.9", 0)


def test_a_proxy_that_is_no_address_is_refused(coach, tiny):
    done = coach("serve", tiny, "--proxy", "localhost", code=2)
    assert "--proxy localhost: write the address" in done.stderr


def fetch(client, path=""):
    """Fetch a page as a phone does: with a few seconds of patience."""
    phone = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10, source_address=("127.0.0.200", 0))
    with contextlib.closing(phone):
        phone.request("GET", client.base + path, headers={"Host": client.name})
        return phone.getresponse().status


def test_a_strangers_flood_of_connections_costs_the_phone_nothing(serving, tiny):
    with serving(tiny, "--lan", "--host", "127.0.0.1") as client:
        stop, count = threading.Event(), [0]

        def flood():
            while not stop.is_set():
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", client.port), 1) as stranger:
                    stranger.sendall(b"GET / HTTP/1.1\r\n")
                    count[0] += 1

        threads = [threading.Thread(target=flood, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        # None of them waits for longer than a phone's patience.
        statuses = [fetch(client) for _ in range(40)]
        stop.set()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 40
    assert count[0] > 200


def test_many_addresses_that_hold_all_places_keep_nobody_out(serving, tiny):
    with serving(tiny, "--lan", "--host", "127.0.0.1") as client, contextlib.ExitStack() as strangers:
        for number in range(connection.MAX_CONNECTIONS + 200):
            source = f"127.0.0.{2 + number % 20}"
            with contextlib.suppress(OSError):
                strangers.enter_context(socket.create_connection(("127.0.0.1", client.port), 5, source_address=(source, 0)))
        assert [fetch(client) for _ in range(10)] == [200] * 10
