"""The folder of things that took time to make."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.cache import Cache, CacheUse


def entries(cache):
    return sorted(path for path in cache.folder.rglob("*") if path.is_file())


def age(cache, key, seconds):
    """Make an entry look as if it had been used long ago."""
    known = set(entries(cache))
    cache.put(key, key.encode() * 100)
    (path,) = set(entries(cache)) - known
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def test_what_was_put_is_found_again(cache):
    cache.put("key", b"payload", 48_000)
    assert cache.get("key") == b"payload"
    assert cache.number("key") == 48_000


def test_an_empty_payload_is_not_an_absent_one(cache):
    cache.put("key", b"")
    assert cache.get("key") == b""
    assert cache.number("key") == 0


def test_what_was_never_put_is_absent(cache):
    assert cache.get("key") is None
    assert cache.number("key") is None


def test_putting_again_replaces(cache):
    cache.put("key", b"old", 1)
    cache.put("key", b"new", 2)
    assert (cache.get("key"), cache.number("key")) == (b"new", 2)
    assert cache.use().entries == 1


def test_keys_may_be_any_text(cache):
    keys = ["", "a/b", "../../escape", "ü\n\0", "x" * 10_000]
    for key in keys:
        cache.put(key, key.encode())
    assert [cache.get(key) for key in keys] == [key.encode() for key in keys]
    assert all(path.is_relative_to(cache.folder) for path in entries(cache))


@pytest.mark.parametrize("place", [0, 3, 5, 11, 17, 21, 24, 30, 43, 60, -1])
def test_a_changed_byte_makes_an_entry_absent(cache, place):
    cache.put("key", bytes(range(100)), 7)
    (path,) = entries(cache)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert cache.get("key") is None
    cache.put("key", b"anew")
    assert cache.get("key") == b"anew"


def test_an_entry_with_more_bytes_than_it_says_is_absent(cache):
    cache.put("key", bytes(100), 7)
    (path,) = entries(cache)
    path.write_bytes(path.read_bytes() + b"!")
    assert cache.get("key") is None
    assert cache.number("key") is None


@pytest.mark.parametrize("size", [0, 1, 23, 43, 44, 45, 143])
def test_an_entry_that_was_cut_short_is_absent(cache, size):
    cache.put("key", bytes(100), 7)
    (path,) = entries(cache)
    os.truncate(path, size)
    assert cache.get("key") is None
    assert cache.number("key") is None


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    cache = Cache(tmp_path / "file" / "cache")
    cache.put("key", b"payload")
    assert cache.get("key") is None
    assert cache.use() == CacheUse(0, 0)
    assert cache.clear() == 0


def test_a_full_disk_is_no_error_and_leaves_nothing(cache):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        cache.put("key", bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert cache.get("key") is None
    assert entries(cache) == []


def test_pruning_removes_what_was_least_recently_used(cache):
    for key, seconds in (("new", 10), ("oldest", 90_000), ("old", 50_000)):
        age(cache, key, seconds)
    size = cache.use().size
    removed = cache.prune(size - 1)
    assert removed > 0
    assert cache.get("oldest") is None
    assert cache.get("old") is not None
    assert cache.use().size == size - removed


def test_using_an_entry_keeps_it_from_being_pruned(cache):
    for key, seconds in (("used", 90_000), ("unused", 50_000)):
        age(cache, key, seconds)
    cache.get("used")
    cache.prune(cache.use().size - 1)
    assert cache.get("used") is not None
    assert cache.get("unused") is None


def test_tidying_keeps_the_folder_under_its_limit(tmp_path):
    for number in range(20):
        Cache(tmp_path, limit=500_000).put(f"key {number}", bytes(1_000))
    cache = Cache(tmp_path, limit=5_000)
    assert cache.tidy() == 0
    cache = Cache(tmp_path, limit=20_000)
    cache.put("one more", bytes(900))
    assert cache.tidy() > 0
    assert cache.use().size <= 20_000
    assert cache.tidy() == 0


def test_a_process_that_goes_on_and_on_keeps_the_folder_near_its_limit(tmp_path):
    cache = Cache(tmp_path, limit=50_000)
    for number in range(200):
        cache.put(f"key {number}", bytes(1_000))
    assert 40_000 < cache.use().size < 55_000


def test_clearing_removes_everything(cache):
    for number in range(5):
        cache.put(f"key {number}", bytes(1_000))
    size = cache.use().size
    assert cache.clear() == size
    assert cache.use() == CacheUse(0, 0)


def test_what_an_older_layout_left_is_counted_and_removed_first(cache):
    cache.put("new", bytes(1_000))
    left = cache.folder.with_name("v0") / "aa" / "left"
    left.parent.mkdir(parents=True)
    left.write_bytes(bytes(500))
    os.utime(left, (1_000_000_000, 1_000_000_000))
    assert cache.use().entries == 2
    cache.prune(cache.use().size - 1)
    assert not left.exists()
    assert cache.get("new") is not None


def test_pruning_goes_on_where_an_entry_cannot_be_removed(cache):
    for number in range(3):
        age(cache, f"key {number}", 1_000 - number)
    stubborn = cache.folder / "00" / "folder"
    stubborn.mkdir(parents=True)
    cache.prune(0)
    assert entries(cache) == []


def test_processes_that_share_a_folder_never_see_half_an_entry(tmp_path):
    script = """
import sys
from pathlib import Path
from coach.cache import Cache
cache = Cache(Path(sys.argv[1]))
for turn in range(150):
    byte = (int(sys.argv[2]) * 50 + turn) % 256
    cache.put("shared", bytes([byte]) * 50_000, byte)
    found = cache.get("shared")
    assert found is not None and len(found) == 50_000 and len(set(found)) == 1
    if turn % 50 == 49:
        cache.prune(10_000_000)
"""
    processes = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), str(number)]) for number in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    assert Cache(tmp_path).use().entries == 1


def test_the_folder_may_be_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cache = Cache(Path("cache"))
    cache.put("key", b"payload")
    assert cache.get("key") == b"payload"


def test_an_entry_under_another_ones_name_is_absent(cache):
    cache.put("run", b"the sound of run", 1)
    (run,) = entries(cache)
    cache.put("walk", b"the sound of walk", 2)
    (walk,) = set(entries(cache)) - {run}
    content = run.read_bytes(), walk.read_bytes()
    run.write_bytes(content[1])
    walk.write_bytes(content[0])
    assert [cache.get("run"), cache.get("walk"), cache.number("run"), cache.number("walk")] == [None] * 4
    cache.put("run", b"made anew")
    assert cache.get("run") == b"made anew"


def test_what_a_killed_process_left_unfinished_is_removed_after_an_hour(cache):
    script = """
import os, sys, signal
from pathlib import Path
from coach.cache import Cache
os.fdopen = lambda handle, mode: os.kill(os.getpid(), signal.SIGKILL)  # between the new file and its content
Cache(Path(sys.argv[1])).put("key", bytes(1_000))
"""
    assert subprocess.run([sys.executable, "-c", script, str(cache.folder.parent)], check=False).returncode == -9
    (left,) = entries(cache)
    cache.prune(10_000)
    assert entries(cache) == [left]
    then = time.time() - 4_000
    os.utime(left, (then, then))
    cache.prune(10_000)
    assert entries(cache) == []
