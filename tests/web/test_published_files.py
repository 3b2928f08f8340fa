"""Publications that are killed, in processes of their own: what they leave is known to the next one."""

import json
import os
import random
import subprocess
import sys
import time

import pytest

from coach.files import remove_leftovers
from coach.progress import nobody
from coach.web.folder_writer import FolderWriter

WRITER = """
import sys
from pathlib import Path
from coach.progress import nobody
from coach.web.folder_writer import FolderWriter
folder, contents, files, whole = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "whole"
writer = FolderWriter(folder, nobody)
names = [f"plans/{contents}/{number}/sound-{contents}.mp3" for number in range(files)]
pieces = [f"mixer/pieces/{number % 7}/{contents}-{number}" for number in range(files)]
print("begun", flush=True)
writer.expect(pieces)
for name in [*names, *pieces]:
    writer.write(name, contents * 2_000)
    print("written", flush=True)
writer.write("index.html", contents)
if whole:
    writer.finish()
"""
FILES = 20


def start(folder, contents, *, whole=True):
    words = [sys.executable, "-c", WRITER, str(folder), contents, str(FILES), "whole" if whole else "part"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def publish(folder, contents):
    with start(folder, contents) as process:
        process.communicate()
    assert process.returncode == 0


def kill(folder, contents, written, seconds):
    """Kill a publication as long after it has written so many files."""
    with start(folder, contents) as process:
        for _ in range(1 + written):
            assert process.stdout.readline()
        time.sleep(seconds)
        process.kill()


def files(folder, contents=""):
    return {path for path in folder.rglob("*") if path.is_file() and contents in str(path.relative_to(folder))}


def strangers(folder):
    """Files and a folder that somebody else keeps on the site."""
    made = [folder / name for name in ("mine.html", "plans/killed/mine.txt", "mixer/pieces/0/mine", "mixer/pieces/killed-mine")]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    (folder / "plans/empty").mkdir()
    return set(made)


def test_what_killed_publications_left_is_removed_by_the_second_one_after_them(tmp_path):
    draw = random.Random("killed")
    mine = strangers(tmp_path)
    publish(tmp_path, "first")
    first = files(tmp_path, "first")
    left = 0
    for number, written in enumerate((0, 0, 1, FILES // 2, FILES, FILES + 1, 2 * FILES - 1)):
        kill(tmp_path, f"killed{number}", written, draw.uniform(0, 0.02))
        left += len(files(tmp_path, f"killed{number}"))
    assert left > 4 * FILES
    publish(tmp_path, "second")
    assert files(tmp_path, "first") == first, "a page that is open still finds its pieces"
    second = files(tmp_path, "second")
    assert len(second) == 2 * FILES
    publish(tmp_path, "third")
    assert files(tmp_path, "second") == second
    lists = {tmp_path / ".coach-published.json", tmp_path / "index.html"}
    assert files(tmp_path) == mine | second | files(tmp_path, "third") | lists
    assert all(path.read_text() == "mine" for path in mine)
    folders = {path for path in tmp_path.rglob("*") if path.is_dir() and not any(path.iterdir())}
    assert folders == {tmp_path / "plans/empty"}


def test_a_first_publication_that_is_killed_is_known_too_and_what_it_would_have_replaced_stays_another_ones(tmp_path):
    mine = tmp_path / "plans/killed/0/sound-killed.mp3"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    # Of a publication that has noted what it will write, and was killed before it wrote it.
    FolderWriter(tmp_path, nobody).expect(["plans/killed/0/sound-killed.mp3", "plans/killed/1/sound-killed.mp3"])
    for contents in ("second", "third", "fourth"):
        publish(tmp_path, contents)
    assert files(tmp_path, "killed") == {mine}
    assert mine.read_text() == "mine"


def test_the_unfinished_file_of_a_killed_publication_goes_with_its_folder(tmp_path):
    writer = FolderWriter(tmp_path, nobody)
    writer.expect(["plans/killed/sound.mp3"])
    (tmp_path / "plans/killed").mkdir(parents=True)
    (tmp_path / "plans/killed/.coach-abc0.part").write_bytes(b"x")
    publish(tmp_path, "second")
    publish(tmp_path, "third")
    assert not (tmp_path / "plans/killed").exists()
    assert remove_leftovers(tmp_path) == 0


@pytest.mark.parametrize(
    "damaged", ["", "[", "[" * 100_000, '["a', '{"a": 1}\n[1]\nnull\n', '["\\ud800"]\n["a\\u0000b"]\n[""]\n["."]']
)
def test_a_damaged_list_of_a_killed_publication_removes_nothing(tmp_path, damaged):
    mine = strangers(tmp_path)
    (tmp_path / ".coach-publishing.jsonl").write_text(damaged)
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.write_text("outside")
    with (tmp_path / ".coach-publishing.jsonl").open("a") as file:
        file.write(f"\n{json.dumps([f'../{outside.name}', str(outside), 'plans/empty'])}\n")
    for contents in ("first", "second", "third"):
        publish(tmp_path, contents)
    assert mine <= files(tmp_path)
    assert outside.read_text() == "outside"
    assert not (tmp_path / ".coach-publishing.jsonl").exists()


def test_a_list_that_is_a_pipe_or_a_link_is_replaced(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("elsewhere")
    for number, stand in enumerate((os.mkfifo, lambda path: path.symlink_to(elsewhere))):
        folder = tmp_path / str(number)
        folder.mkdir()
        stand(folder / ".coach-publishing.jsonl")
        publish(folder, "first")
        assert not (folder / ".coach-publishing.jsonl").exists()
    assert elsewhere.read_text() == "elsewhere"
