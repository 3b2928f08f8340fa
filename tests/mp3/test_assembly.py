"""Assembling, writing, and what happens when things go wrong on the way."""

import errno
import resource
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from coach.cache import Cache
from coach.errors import OutputError
from coach.files import replacing, write_all
from coach.mp3 import store
from coach.mp3.assemble import assemble, write_mp3
from coach.mp3.crc import crc16
from coach.mp3.whole import encode_whole
from coach.progress import Advanced, Stage, Started
from coach.sound.mixdown import Mixdown, Piece, Span
from coach.units import Samples

TAG = b"ID3 stands here"


def run(script, *arguments):
    """Run a script in a process of its own."""
    return subprocess.run([sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["voice", "over_bed"])
def test_any_range_of_an_assembly_is_that_range_of_the_file(kind, request, cache, tmp_path):
    mixdown = request.getfixturevalue(kind).mixdown
    data = write_mp3(tmp_path / "session.mp3", mixdown, TAG, cache).read_bytes()
    assembly = assemble(mixdown, TAG, cache)
    assert assembly.size == len(data)
    assert b"".join(assembly.chunks()) == data
    size = len(data)
    edges = [0, 1, len(TAG) - 1, len(TAG), len(TAG) + 384, 5_000, size // 3, size // 2 + 1, size - 1, size]
    for start in edges:
        for stop in (start, start + 1, start + 191, start + 100_000, size, size + 9):
            assert b"".join(assembly.chunks(start, stop)) == data[start:stop]


def test_chunks_are_never_empty_and_never_large(voice, cache):
    sizes = [len(chunk) for chunk in assemble(voice.mixdown, TAG, cache).chunks()]
    assert min(sizes) > 0
    assert max(sizes) < 100_000


@pytest.mark.parametrize("way", ["joined", "whole"])
@pytest.mark.parametrize(("kind", "size", "side"), [("voice", 192, 17), ("over_bed", 384, 32)])
def test_the_music_checksum_is_that_of_the_files_frames(way, kind, size, side, finished):
    data = finished(kind, way).read_bytes()
    info = data.index(b"Info") - 4 - side
    field = info + 4 + side + 152
    assert int.from_bytes(data[field : field + 2], "big") == crc16(data[info + size :])


def test_what_was_encoded_once_is_not_rendered_again(voice, cache, tmp_path):
    first = write_mp3(tmp_path / "first.mp3", voice.mixdown, TAG, cache).read_bytes()

    def silent(span):
        def pcm():
            pytest.fail("rendered again")

        return replace(span, piece=span.piece and replace(span.piece, pcm=pcm))

    again = replace(voice.mixdown, spans=tuple(map(silent, voice.mixdown.spans)))
    assert write_mp3(tmp_path / "again.mp3", again, TAG, cache).read_bytes() == first


def test_the_listener_hears_of_every_piece_that_is_encoded(voice, cache):
    events = []
    assemble(voice.mixdown, b"", cache, events.append)
    assert events == [Started(Stage.ENCODING, len(voice.cues)), *[Advanced()] * len(voice.cues)]
    events.clear()
    assemble(voice.mixdown, b"", cache, events.append)
    assert events == []


def test_a_piece_that_recurs_is_encoded_once(over_bed, cache):
    distinct = {span.piece.key for span in over_bed.mixdown.spans}
    events = []
    assemble(over_bed.mixdown, b"", cache, events.append)
    assert events[0] == Started(Stage.ENCODING, len(distinct))
    assert len(distinct) < len(over_bed.mixdown.spans)


def test_damaged_entries_are_made_anew(voice, cache, tmp_path):
    whole = write_mp3(tmp_path / "first.mp3", voice.mixdown, b"", cache).read_bytes()
    for number, entry in enumerate(sorted(path for path in cache.folder.rglob("*") if path.is_file())):
        content = bytearray(entry.read_bytes())
        content[len(content) * number // 6] ^= 0xFF
        entry.write_bytes(content[: -number or None])
    assert write_mp3(tmp_path / "again.mp3", voice.mixdown, b"", cache).read_bytes() == whole


def test_an_entry_of_another_length_is_made_anew(voice, cache, tmp_path):
    whole = write_mp3(tmp_path / "first.mp3", voice.mixdown, b"", cache).read_bytes()
    piece = next(span.piece for span in voice.mixdown.spans if span.piece)
    cache.put(f"mp3 {store.VERSION} 1 {piece.frames} {piece.key}", b"too short")
    assert write_mp3(tmp_path / "again.mp3", voice.mixdown, b"", cache).read_bytes() == whole


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(voice, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    whole = write_mp3(tmp_path / "first.mp3", voice.mixdown, b"", Cache(tmp_path / "cache")).read_bytes()
    assert write_mp3(tmp_path / "again.mp3", voice.mixdown, b"", Cache(blocked / "cache")).read_bytes() == whole


@pytest.mark.parametrize("emptied", [False, True])
def test_pieces_beyond_the_memory_allowed_are_read_again(voice, cache, tmp_path, monkeypatch, emptied):
    whole = write_mp3(tmp_path / "first.mp3", voice.mixdown, b"", cache).read_bytes()
    monkeypatch.setattr(store, "KEPT_IN_MEMORY", 5_000)
    assembly = assemble(voice.mixdown, b"", cache)
    if emptied:
        cache.clear()
    assert b"".join(assembly.chunks()) == whole


def test_what_fails_in_rendering_reaches_the_caller_and_writes_nothing(voice, cache, tmp_path):
    def pcm():
        raise RuntimeError("no sound")

    broken = [Span(1, Piece(f"broken {number}", 1, pcm)) for number in range(5)]
    mixdown = replace(voice.mixdown, spans=(*voice.mixdown.spans, *broken))
    with pytest.raises(RuntimeError, match="no sound"):
        write_mp3(tmp_path / "out" / "session.mp3", mixdown, b"", cache)
    assert not (tmp_path / "out").exists()


def test_fingerprints_differ_where_bytes_differ(voice, cache):
    one = assemble(voice.mixdown, TAG, cache)
    assert assemble(voice.mixdown, TAG, cache).fingerprint == one.fingerprint
    assert assemble(voice.mixdown, b"another tag", cache).fingerprint != one.fingerprint
    shorter = replace(voice.mixdown, length=Samples(voice.mixdown.length - 1))
    assert assemble(shorter, TAG, cache).fingerprint != one.fingerprint


def test_missing_folders_are_made(voice, cache, tmp_path):
    path = tmp_path / "a" / "b" / "session.mp3"
    assert write_mp3(path, voice.mixdown, b"", cache) == path
    assert [entry.name for entry in path.parent.iterdir()] == ["session.mp3"]


def test_a_folder_that_is_a_file_is_an_error_with_a_remedy(voice, cache, tmp_path):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(OutputError, match=r"session\.mp3: cannot be written .*choose another folder"):
        write_mp3(tmp_path / "out" / "session.mp3", voice.mixdown, b"", cache)


def test_a_folder_in_the_files_place_is_an_error_with_a_remedy(voice, cache, tmp_path):
    (tmp_path / "session.mp3").mkdir()
    with pytest.raises(OutputError, match=r"session\.mp3: cannot be written .*remove the folder"):
        write_mp3(tmp_path / "session.mp3", voice.mixdown, b"", cache)
    assert [entry.name for entry in tmp_path.glob("*.part")] == []


@pytest.mark.parametrize("way", ["joined", "whole"])
def test_a_disk_that_is_full_is_an_error_with_a_remedy_and_leaves_the_old_file(way, voice, cache, tmp_path):
    path = tmp_path / "out" / "session.mp3"
    path.parent.mkdir()
    path.write_bytes(b"the old one")
    assemble(voice.mixdown, b"", cache)
    ways = {"joined": (write_mp3, cache), "whole": (encode_whole,)}
    write = partial(ways[way][0], path, voice.mixdown, b"", *ways[way][1:])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OutputError, match=r"session\.mp3: cannot be written \(File too large\); choose a folder") as caught:
            write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.__cause__.errno == errno.EFBIG
    assert path.read_bytes() == b"the old one"
    assert list(path.parent.iterdir()) == [path]


def test_room_that_runs_out_while_writing_leaves_nothing(tmp_path):
    path = tmp_path / "session.mp3"

    def chunks():
        yield bytes(1_000)
        raise OSError(errno.ENOSPC, "No space left on device")

    def write():
        with replacing(path, 1) as file:
            write_all(file, chunks())

    with pytest.raises(OutputError, match=r"No space left on device.*make room on the disk"):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_killed_leaves_no_half_file_in_its_place(tmp_path):
    path = tmp_path / "session.mp3"
    path.write_bytes(b"the old one")
    script = """
import os, signal, sys
from pathlib import Path
from coach.files import replacing
with replacing(Path(sys.argv[1]), 1_000_000) as file:
    file.write(bytes(500_000))
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run(script, path).returncode == -9
    assert path.read_bytes() == b"the old one"


WRITER = """
import sys
from pathlib import Path
from coach.cache import Cache
from coach.mp3.assemble import write_mp3
from coach.sound.grid import frames_for
from coach.signal.facts import FRAME_SAMPLES
from coach.sound.mixdown import CONTEXT, Mixdown, Piece, Span
from coach.units import Samples

def sound(number):
    noise = bytes((number * at) % 251 for at in range(32 * FRAME_SAMPLES))
    return lambda: (bytes(8 * FRAME_SAMPLES) + noise + bytes(20 * FRAME_SAMPLES))[:44 * FRAME_SAMPLES]

def session(minutes, cues):
    length = Samples(minutes * 60 * 48_000)
    silence = frames_for(length) // cues - 14
    spans = [span for number in range(cues) for span in (Span(silence), Span(14, Piece(f"p{number}", 14, sound(number))))]
    return Mixdown(1, length, (*spans, Span(frames_for(length) - cues * (silence + 14))))
"""


def test_writers_at_the_same_time_do_not_disturb_each_other(tmp_path):
    script = WRITER + "write_mp3(Path(sys.argv[1]), session(5, 8), b'', Cache(Path(sys.argv[2])))"
    path = tmp_path / "out" / "session.mp3"
    command = [sys.executable, "-c", script, str(path), str(tmp_path / "cache")]
    writers = [subprocess.Popen(command) for _ in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    assert list(path.parent.iterdir()) == [path]
    assert run(script, tmp_path / "alone.mp3", tmp_path / "another cache").returncode == 0
    assert path.read_bytes() == (tmp_path / "alone.mp3").read_bytes()


def test_writing_what_is_cached_needs_neither_numpy_nor_an_encoder_and_no_more_memory_for_longer_sessions(tmp_path):
    script = (
        WRITER
        + """
import resource
write_mp3(Path(sys.argv[1]), session(int(sys.argv[3]), 20), b"", Cache(Path(sys.argv[2])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, *{"numpy", "av", "PIL", "mutagen"} & set(sys.modules))
"""
    )
    run(script, tmp_path / "cold.mp3", tmp_path / "cache", 30)
    short, long = (run(script, tmp_path / "warm.mp3", tmp_path / "cache", minutes).stdout.split() for minutes in (30, 300))
    assert len(short) == len(long) == 1
    assert int(long[0]) < 1.2 * int(short[0])
    assert (tmp_path / "warm.mp3").stat().st_size == 144_000_384


def test_the_working_folder_may_be_the_files_place(voice, cache, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_mp3(Path("session.mp3"), voice.mixdown, b"", cache)
    assert (tmp_path / "session.mp3").is_file()


def test_a_file_gets_the_usual_permissions(voice, cache, tmp_path):
    usual = tmp_path / "usual"
    usual.write_bytes(b"")
    path = write_mp3(tmp_path / "session.mp3", voice.mixdown, b"", cache)
    assert path.stat().st_mode == usual.stat().st_mode


def test_a_session_of_nothing_but_silence_can_be_written(cache, tmp_path, decoded):
    path = write_mp3(tmp_path / "silence.mp3", Mixdown(1, Samples(48_000), (Span(43),)), b"", cache)
    sound = decoded(path)
    assert sound.shape == (48_000, 1)
    assert not sound.any()


def test_a_file_system_that_cannot_claim_room_is_written_to_all_the_same(voice, cache, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    whole = write_mp3(tmp_path / "first.mp3", voice.mixdown, b"", cache).read_bytes()
    monkeypatch.setattr("os.posix_fallocate", refuse, raising=False)
    assert write_mp3(tmp_path / "again.mp3", voice.mixdown, b"", cache).read_bytes() == whole


def test_a_system_without_gathered_writes_is_written_to_all_the_same(voice, cache, tmp_path, monkeypatch):
    whole = write_mp3(tmp_path / "first.mp3", voice.mixdown, b"", cache).read_bytes()
    monkeypatch.delattr("os.writev", raising=False)
    monkeypatch.delattr("os.posix_fallocate", raising=False)
    assert write_mp3(tmp_path / "again.mp3", voice.mixdown, b"", cache).read_bytes() == whole
