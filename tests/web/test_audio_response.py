"""The sound over HTTP, against the file that `coach render` writes."""

import io
import select
import socket
import subprocess
import threading
import time
from datetime import UTC, datetime

import pytest

from coach.mixer.options import Choices
from coach.plan.toml import load_plan
from coach.session.renderer import Renderer
from coach.settings import Settings
from coach.web.app import web_app
from coach.web.config import ServerConfig
from coach.web.connection import LimitedConnection
from coach.web.job_queue import JobQueue
from coach.web.network import listening_socket
from coach.web.server import server_for


def test_what_is_served_is_what_render_writes(coach, sound, tiny, tmp_path):
    coach("render", tiny, "--week", 1, "--session", 1, "--out", tmp_path)
    assert sound[1] == (tmp_path / "tiny" / "week-01-session-1.mp3").read_bytes()


def test_head_tells_what_get_sends(server, sound):
    path, data = sound
    head, get = server(path, "HEAD"), server(path)
    assert head.body == b""
    assert get.body == data
    for name in ("content-length", "content-type", "etag", "accept-ranges", "content-disposition"):
        assert head.getheader(name) == get.getheader(name)
    assert head.getheader("content-length") == str(len(data))
    assert head.getheader("content-type") == "audio/mpeg"


@pytest.mark.parametrize(
    "header", ["bytes=0-0", "bytes=0-", "bytes=700000-700999", "bytes=-1", "bytes=-70000", "bytes=1234567-"]
)
def test_any_part_is_the_same_part_of_the_whole(server, sound, header):
    path, data = sound
    answer = server(path, Range=header)
    first, last = answer.getheader("content-range").removeprefix("bytes ").partition("/")[0].split("-")
    assert answer.status == 206
    assert answer.body == data[int(first) : int(last) + 1]
    assert int(answer.getheader("content-length")) == len(answer.body)


def test_a_download_that_broke_off_goes_on_where_it_stopped(server, sound):
    path, data = sound
    etag = server(path, "HEAD").getheader("etag")
    rest = server(path, Range="bytes=400000-", If_Range=etag)
    assert rest.status == 206
    assert data[:400_000] + rest.body == data


def test_after_a_change_it_starts_anew_instead_of_mixing_two_files(server, sound):
    path, data = sound
    answer = server(path, Range="bytes=400000-", If_Range='"of-before"')
    assert (answer.status, answer.body) == (200, data)


def test_an_address_of_other_bytes_leads_to_those_of_today(server, sound):
    path, _ = sound
    page, fingerprint, name = path.rsplit("/", 2)
    answer = server(f"{page}/{'0' * len(fingerprint)}/{name}")
    assert answer.status == 302
    assert answer.getheader("location") == f"../{fingerprint}/{name}"


def test_a_player_that_knows_the_file_is_told_that_it_is_the_same(server, sound):
    path, _ = sound
    etag = server(path, "HEAD").getheader("etag")
    answer = server(path, If_None_Match=etag)
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize(
    ("words", "status", "size"),
    [
        (["--range", "0-0"], "206", 1),
        (["--range", "100-299"], "206", 200),
        (["--range", "999999999-"], "416", 0),
        (["--head"], "200", 0),
    ],
)
def test_curl_sees_ranges_as_they_should_be(outside_tool, server, sound, tmp_path, words, status, size):
    out = tmp_path / "part"
    command = [
        outside_tool("curl"),
        "--silent",
        "--write-out",
        "%{http_code} %{size_download}",
        "--output",
        str(out),
        *words,
        server.address + sound[0],
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{status} {size}"
    if status == "206":
        start = int(words[1].split("-")[0])
        assert out.read_bytes() == sound[1][start : start + size]


def test_curl_resumes_to_the_same_file(outside_tool, server, sound, tmp_path):
    out = tmp_path / "whole.mp3"
    out.write_bytes(sound[1][:123_456])
    subprocess.run(
        [outside_tool("curl"), "--silent", "--continue-at", "-", "--output", str(out), server.address + sound[0]], check=True
    )
    assert out.read_bytes() == sound[1]


def test_the_mixer_changes_the_file(server):
    sizes = {}
    for walk in ("30s", "1m30s"):
        page = f"plans/custom/run.30s_walk.{walk}_repeat.2/week-1-session-1/"
        sizes[walk] = int(server(page + server(f"{page}mp3").getheader("location"), "HEAD").getheader("content-length"))
    assert sizes["1m30s"] - sizes["30s"] == pytest.approx(120 * 8_000, rel=0.05)


def test_the_cover_is_a_square_jpeg_of_the_size_that_directories_ask(server):
    from PIL import Image

    for path in ("plans/tiny/cover.jpg", "plans/tiny/week-1-session-1/cover.jpg"):
        answer = server(path)
        image = Image.open(io.BytesIO(answer.body))
        assert (image.format, image.mode, answer.getheader("content-type")) == ("JPEG", "RGB", "image/jpeg")
        assert image.width == image.height
        assert 1400 <= image.width <= 3000


@pytest.fixture
def port(tiny, spoken_cache):
    """A server within the test that disconnects a client which reads nothing for one second."""
    queue = JobQueue(lambda settings, listener: Renderer(settings, listener, cache=spoken_cache), Settings())
    config = ServerConfig(
        {"tiny": load_plan(tiny)}, Choices({}, ("warm",)), lambda: datetime(2026, 12, 1, tzinfo=UTC), stall_timeout=1.0
    )
    listener = listening_socket("127.0.0.1", 0)
    server = server_for(web_app(config, queue))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    queue.close()


def request(port, path, headers="", buffer=4096):
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode())
    return connection


def audio_path(port):
    page = "plans/tiny/week-1-session-1/"
    with request(port, f"{page}mp3") as first:
        first.settimeout(60)
        head = first.recv(4096).decode("latin-1")
    return page + next(line.split(": ", 1)[1] for line in head.splitlines() if line.lower().startswith("location"))


@pytest.mark.skipif(not hasattr(select, "poll"), reason="this system has no poll")
def test_a_client_that_reads_nothing_is_disconnected(port, monkeypatch):
    monkeypatch.setattr(LimitedConnection, "close_timeout", 1.0)
    with request(port, audio_path(port)) as client:
        hangup = select.poll()
        hangup.register(client, select.POLLHUP)
        assert hangup.poll(60_000), "the connection is still open"


def test_a_client_that_is_only_slow_gets_everything(port):
    with request(port, audio_path(port), "Connection: close\r\n", buffer=128 * 1024) as slow:
        slow.settimeout(60)
        data = b""
        while chunk := slow.recv(256 * 1024):
            data += chunk
            time.sleep(0.1)
    head, _, body = data.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head
