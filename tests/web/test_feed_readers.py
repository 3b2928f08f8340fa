"""The feed in programs that others made: newsboat from Debian, and the parsers of podcast apps and directories."""

import io
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import podcastparser
import pytest

SESSIONS = [(week, session) for week in (1, 2) for session in (1, 2)]
NODE_MODULES = Path(sys.prefix) / "node"
"""Where `make feed-readers` puts the readers for Node.js."""


@pytest.fixture(scope="module")
def address(server):
    return f"{server.address}plans/tiny/feed.xml"


@pytest.fixture(scope="module")
def content(server):
    return server("plans/tiny/feed.xml").body


def test_newsboat_lists_every_session_the_first_one_newest_and_knows_its_sound(outside_tool, address, tmp_path):
    newsboat = outside_tool("newsboat")
    (tmp_path / "urls").write_text(f"{address}\n")
    (tmp_path / "config").touch()
    files = ["-u", tmp_path / "urls", "-C", tmp_path / "config", "-c", tmp_path / "cache.db"]
    done = subprocess.run([newsboat, *files, "-x", "reload"], capture_output=True, text=True, check=True, timeout=60)
    assert not done.stdout + done.stderr
    done = subprocess.run([newsboat, *files, "-x", "print-unread"], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "4 unread articles"
    with sqlite3.connect(tmp_path / "cache.db") as cache:
        rows = cache.execute("SELECT guid, enclosure_url, enclosure_type FROM rss_item ORDER BY pubDate DESC").fetchall()
    cache.close()
    assert [guid for guid, *_ in rows] == [f"walk-run-coach:tiny:w{week}:s{session}" for week, session in SESSIONS]
    assert all(sound.endswith(".mp3") and kind == "audio/mpeg" for _, sound, kind in rows)


def test_podcastparser_finds_seasons_lengths_sounds_covers_and_chapters(address, content):
    show = podcastparser.parse(address, io.BytesIO(content))
    assert show["type"] == "serial"
    assert show["itunes_categories"] == [["Health & Fitness", "Fitness"]]
    episodes = sorted(show["episodes"], key=lambda episode: -episode["published"])
    assert [(episode["season"], episode["number"]) for episode in episodes] == SESSIONS
    for episode in episodes:
        (sound,) = episode["enclosures"]
        assert sound["mime_type"] == "audio/mpeg"
        assert sound["file_size"] > 5_000_000
        assert episode["total_time"] > 11 * 60
        assert episode["episode_art_url"].endswith("/cover.jpg")
        assert [chapter["start"] for chapter in episode["chapters"]][:3] == [0, 300, 330]


@pytest.mark.long
def test_partytime_and_feedsmith_find_all_that_the_podcast_namespace_says(content, tmp_path):
    node = shutil.which("node")
    if node is None or not (NODE_MODULES / "node_modules").is_dir():
        pytest.skip("the readers for Node.js are not installed: make feed-readers")
    (tmp_path / "feed.xml").write_bytes(content)
    script = NODE_MODULES / "feed_readers.mjs"
    script.write_bytes((Path(__file__).parent / "feed_readers.mjs").read_bytes())
    done = subprocess.run([node, script, tmp_path / "feed.xml"], capture_output=True, text=True, check=True, timeout=60)
    directory, app = json.loads(done.stdout)
    assert directory["pc20support"] == {
        "1": ["transcript", "chapters"], "2": ["season", "episode"], "3": ["guid"], "4": ["medium"],
    }  # fmt: skip
    assert directory["medium"] == app["podcast"]["medium"] == "course"
    assert directory["guid"] == app["podcast"]["guid"]
    assert app["podcast"]["txts"] == [{"display": "true", "purpose": "ai-content"}]
    assert [(item["podcastSeason"]["number"], item["podcastEpisode"]["number"]) for item in directory["items"]] == SESSIONS
    assert [(item["itunes"]["season"], item["itunes"]["episode"]) for item in app["items"]] == SESSIONS
    for found, parsed in zip(directory["items"], app["items"], strict=True):
        assert [text["type"] for text in found["podcastTranscripts"]] == ["text/vtt", "application/srt"]
        assert parsed["podcast"]["chapters"]["type"] == "application/json+chapters"
        assert found["enclosure"] == parsed["enclosures"][0]
        assert parsed["psc"]["chapters"][0]["start"] == "00:00:00.000"
