"""gPodder from Debian: subscribes, updates, downloads everything, and has the very bytes."""

import os
import subprocess

import feedparser


def test_a_podcast_client_downloads_every_session_byte_for_byte(outside_tool, server, tmp_path):
    gpo = outside_tool("gpo")
    environment = os.environ | {"GPODDER_HOME": str(tmp_path), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    environment.pop("PYTHONPATH", None)
    address = server.address + "plans/tiny/feed.xml"
    for words in (["subscribe", address, "tiny"], ["update"], ["download"]):
        done = subprocess.run(
            [gpo, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, timeout=120
        )
    assert "4 episodes downloaded" in done.stdout
    listed = subprocess.run([gpo, "episodes", address], env=environment, capture_output=True, text=True, check=True, timeout=60)
    first = next(line for line in listed.stdout.splitlines() if "session" in line)
    assert "Week 1, session 1" in first, "the client lists the newest first, and begins with the plan's first session"
    entries = feedparser.parse(server("plans/tiny/feed.xml").body).entries
    expected = sorted(server(entry.enclosures[0].href.removeprefix(server.address)).body for entry in entries)
    assert sorted(path.read_bytes() for path in (tmp_path / "Downloads").rglob("*.mp3")) == expected
