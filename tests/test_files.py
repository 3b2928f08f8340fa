"""Files that are there whole or not at all, whoever else writes into their folder, and whatever ends a process."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from coach.errors import OutputError
from coach.files import alone_in, remove_leftovers, replacing, write_file
from coach.given_files import read_at_most

WRITER = """
import os, sys, time
from pathlib import Path
from coach.files import replacing
path, byte, size = Path(sys.argv[1]), int(sys.argv[2]), 200_000
for _ in range(int(sys.argv[3])):
    with replacing(path, size) as file:
        for _ in range(20):
            file.write(bytes([byte]) * (size // 20))
    content = path.read_bytes()
    assert len(content) == size and len(set(content)) == 1, "half a file, or two writers in one"
print(os.getpid())
"""

HOLDER = """
import sys, time
from pathlib import Path
from coach.files import replacing
with replacing(Path(sys.argv[1]), 1_000) as file:
    file.write(bytes(500))
    file.flush()
    print("writing", flush=True)
    sys.stdin.readline()
    file.write(bytes(500))
"""


ALONE = """
import sys
from pathlib import Path
from coach.files import alone_in
with alone_in(Path(sys.argv[1])):
    print("alone", flush=True)
    sys.stdin.readline()
"""


def of_one_pid(command):
    """Return a command whose process is number 1 in a namespace of its own, as in a container; skip where none is allowed."""
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-p", "-f", "true"], check=False, capture_output=True).returncode:
        pytest.skip("unshare -p -f is not allowed here")
    return [unshare, "-p", "-f", "--kill-child", *command]


@contextlib.contextmanager
def holding(path, command=()):
    """Have another process in the middle of writing a file."""
    with subprocess.Popen(
        [*command, sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "writing\n"
        yield process
        if process.poll() is None:
            process.communicate("go on\n")


def parts(folder):
    return sorted(folder.glob("*.part"))


def test_processes_with_one_pid_do_not_write_into_one_another(tmp_path):
    path = tmp_path / "session.mp3"
    commands = [of_one_pid([sys.executable, "-c", WRITER, str(path), str(number), "40"]) for number in range(3)]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    assert [(writer.communicate()[0], writer.returncode) for writer in writers] == [("1\n", 0)] * 3
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_writers_file_is_removed_by_the_next_one(tmp_path):
    with holding(tmp_path / "killed.mp3") as process:
        process.kill()
    assert len(parts(tmp_path)) == 1
    subprocess.run([sys.executable, "-c", WRITER, str(tmp_path / "next.mp3"), "1", "1"], check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["next.mp3"]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "in a container"])
def test_a_running_writers_file_stays(tmp_path, elsewhere):
    path = tmp_path / "session.mp3"
    with holding(path, of_one_pid([]) if elsewhere else ()) as process:
        (unfinished,) = parts(tmp_path)
        ancient = time.time() - 400_000
        os.utime(unfinished, (ancient, ancient))
        assert remove_leftovers(tmp_path) == 0
        subprocess.run([sys.executable, "-c", WRITER, str(tmp_path / "other.mp3"), "1", "1"], check=True)
        assert parts(tmp_path) == [unfinished]
    assert process.returncode == 0
    assert path.read_bytes() == bytes(1_000)


def test_what_earlier_versions_left_is_removed_and_other_files_stay(tmp_path):
    for name in (".coach-4711-0.part", ".coach-notes.part", "song.part", ".coach-published.json"):
        (tmp_path / name).write_bytes(b"x")
    assert remove_leftovers(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".coach-notes.part", ".coach-published.json", "song.part"]


def test_a_file_and_then_its_name_are_on_the_disk_before_success_is_reported(tmp_path):
    strace = shutil.which("strace")
    if not strace:
        pytest.skip("strace is not installed")
    log = tmp_path / "log"
    command = [sys.executable, "-c", WRITER, str(tmp_path / "out" / "session.mp3"), "1", "1"]
    subprocess.run([strace, "-f", "-e", "trace=openat,fsync,rename,renameat2", "-o", str(log), *command], check=True)
    lines = [line for line in log.read_text().splitlines() if "fsync" in line or "rename" in line or "O_EXCL" in line]
    lines = [line for line in lines if "ENOENT" not in line]
    kinds = [kind for line in lines for kind in ("O_EXCL", "fsync", "rename") if kind in line]
    assert kinds == ["O_EXCL", "fsync", "rename", "fsync"]


def full_disk(tmp_path):
    """Give a folder on a disk of 1 MB; skip where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no disk of one's own can be mounted here")
    return folder


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    folder = full_disk(tmp_path)
    try:
        path = folder / "session.mp3"
        write_file(path, b"the old one")
        with pytest.raises(OutputError, match=r"No space left on device.*make room on the disk"):
            write_file(path, bytes(2_000_000))
        assert path.read_bytes() == b"the old one"
        assert list(folder.iterdir()) == [path]
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_process_that_is_ended_while_it_writes_leaves_the_old_file(tmp_path, end):
    path = tmp_path / "session.mp3"
    path.write_bytes(b"the old one")
    with holding(path) as process:
        process.send_signal(end)
        process.wait()
    assert process.returncode != 0
    assert path.read_bytes() == b"the old one"
    assert remove_leftovers(tmp_path) == (end is not signal.SIGINT)


def test_a_block_that_fails_leaves_nothing(tmp_path):
    def write():
        with replacing(tmp_path / "session.mp3", 1):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert list(tmp_path.iterdir()) == []


def test_where_another_process_is_alone_in_a_folder_it_is_said_until_that_process_has_ended(tmp_path):
    command = [sys.executable, "-c", ALONE, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "alone\n"
        with pytest.raises(OutputError, match=f"{tmp_path}: try later"), alone_in(tmp_path, "try later"):
            pytest.fail("two are alone")
        process.kill()
    with alone_in(tmp_path, "try later"):
        pass


def test_a_pipe_a_device_and_a_file_without_end_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", 10**12)
    for name in ("pipe", "device", "large", "missing"):
        with pytest.raises(OSError, match=r"a pipe|a device|more than 9 bytes|No such file"):
            read_at_most(tmp_path / name, 9)
    (tmp_path / "small").write_bytes(b"123456789")
    assert read_at_most(tmp_path / "small", 9) == b"123456789"
