"""What is named for reading but is no file: a pipe into which nobody writes, a device without an end, a socket, a folder.

Where a command waited for one, or read it to its end, these tests would not end.
"""

import os
import shutil
import socket

import pytest

from coach import resources
from coach.mp3.inspect import sound_checksum

READERS = {
    "a plan": ("plan", ".toml"),
    "a text": ("script", "narrated-walk", "--week", "1", "--session", "1", "--read", ".txt"),
    "a recording": ("render", "--week", "1", "--session", "1", "--bed", ".mp3"),
    "a list of recordings": ("render", "--week", "1", "--session", "1", "--bed", ".m3u"),
    "a roster in CSV": ("batch", ".csv"),
    "a roster in TOML": ("batch", ".toml"),
    "a voice": ("say", "Run.", "--voice", ".toml"),
    "marks": ("log", "import", ".json"),
    "a session": ("check", ".mp3"),
}
REASONS = {"pipe": "it is a pipe", "device": "it is a device, not a file", "socket": "it is a device, not a file"}


def make(kind, path):
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path.relative_to(path.parent)))
    return path


@pytest.mark.parametrize("kind", REASONS)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_refused_in_one_line(coach, tmp_path, monkeypatch, reader, kind):
    monkeypatch.chdir(tmp_path)
    *words, ending = READERS[reader]
    make(kind, tmp_path / f"none{ending}")
    done = coach(*words, f"none{ending}", code=3, cwd=tmp_path)
    (line,) = done.stderr.splitlines()
    assert f"none{ending}: " in line
    assert REASONS[kind] in line
    assert [path.name for path in tmp_path.iterdir()] == [f"none{ending}"]


@pytest.mark.parametrize("name", ["style.toml", "welcome.j2"])
def test_a_style_with_a_pipe_in_it_is_refused(coach, tmp_path, name):
    folder = tmp_path / "mine"
    shutil.copytree(resources.LINES / "plain", folder)
    (folder / name).unlink(missing_ok=True)
    make("pipe", folder / name)
    done = coach("script", "--week", "1", "--session", "1", "--style", folder, code=3)
    assert f"{name}: cannot be read (it is a pipe" in done.stderr


def test_a_config_file_that_is_a_pipe_is_refused(coach, tmp_path):
    (tmp_path / "coach").mkdir()
    make("pipe", tmp_path / "coach" / "config.toml")
    assert "it is a pipe" in coach("plan", "walk-run-start", code=3, env={"XDG_CONFIG_HOME": str(tmp_path)}).stderr


def test_a_pipe_in_the_place_of_a_session_is_replaced_and_one_in_the_cache_made_anew(coach, tmp_path):
    out, cache = tmp_path / "out", tmp_path / "cache"
    words = ("render", "--run", "20s", "--walk", "20s", "--repeat", "1", "--voice", "system", "--out", out)
    coach(*words, env={"XDG_CACHE_HOME": str(cache)})
    (session,) = out.rglob("*.mp3")
    sound = sound_checksum(session)
    assert sound
    for path in (session, *(entry for entry in cache.rglob("*") if entry.is_file())):
        path.unlink()
        make("pipe", path)
    coach(*words, env={"XDG_CACHE_HOME": str(cache)})
    assert sound_checksum(session) == sound
