"""What tests of batches look at: processes, files and links."""

import json
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from coach.mp3.inspect import sound_checksum


def children_of(pid):
    """Return the processes that a process has started, and those that these have."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed] + [grandchild for child in listed for grandchild in children_of(child)]


def workers_of(pid):
    """Return the processes that make sessions, not those that only watch over shared resources."""
    return [child for child in children_of(pid) if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def wait_until(holds, seconds=240):
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.02)
    pytest.fail("never became true")


def files_in(folder):
    """Return the MP3s below a folder, with their contents."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.mp3")}


def read_manifest(folder):
    """Return a batch's manifest."""
    return json.loads((folder / "manifest.json").read_text())


def true_manifest(folder):
    """Hold the manifest against the files: each is there, as large and with the sound that it says. Return their checks."""
    data = read_manifest(folder)
    listed = {}
    for runner in data["runners"]:
        for session in runner["sessions"]:
            path = folder / "runners" / runner["folder"] / session["file"]
            assert path.stat().st_size == session["bytes"]
            assert sound_checksum(path) == session["sound"]
            listed[path.relative_to(folder / "runners").as_posix()] = session["check"]
    assert data["totals"]["sessions"] == len(listed)
    return listed


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, _, attributes):
        self.links += [value for name, value in attributes if name in ("href", "src")]


def links_of(page):
    """Return the files that a page links to."""
    parser = _Links()
    parser.feed(page.read_text())
    return [page.parent / unquote(link) for link in parser.links]
