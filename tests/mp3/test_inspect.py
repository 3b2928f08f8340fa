"""Whether a file still is what was written: its sound to the byte, whatever other programs do with its tags."""

import struct
import subprocess
import tracemalloc
import zlib
from functools import partial
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.apev2 import APEv2
from mutagen.id3 import APIC, COMM, ID3, POPM, TDRC, TIT2, TXXX

from coach.errors import RecipeError
from coach.mp3.assemble import write_mp3
from coach.mp3.crc32 import SoundChecksum, prefix_checksums
from coach.mp3.frames import MONO, info_frame
from coach.mp3.id3 import LARGEST_TAG, plain_tag
from coach.mp3.inspect import find_sound, is_whole, sound_checksum
from coach.mp3.tag_reading import own_frames, read_chapters, read_facts, read_recipe
from coach.mp3.tags import render_tag
from coach.mp3.whole import encode_whole
from coach.signal.facts import FRAME_SAMPLES
from coach.units import Samples


@pytest.fixture
def written(voice, cache, tags, tmp_path):
    return write_mp3(tmp_path / "session.mp3", voice.mixdown, partial(render_tag, tags), cache)


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def id3v1(title="other"):
    return b"TAG" + title.encode().ljust(30, b"\0") + bytes(95)


@pytest.mark.parametrize("way", ["joined", "whole"])
@pytest.mark.parametrize("kind", ["voice", "over_bed"])
def test_the_noted_checksum_is_that_of_the_frames(way, kind, request, cache, tags, tmp_path):
    mixdown = request.getfixturevalue(kind).mixdown
    path = tmp_path / "session.mp3"
    if way == "joined":
        write_mp3(path, mixdown, partial(render_tag, tags), cache)
    else:
        encode_whole(path, mixdown, partial(render_tag, tags))
    place = find_sound(path)
    assert read_facts(path).sound == sound_checksum(path) == f"crc32 {zlib.crc32(path.read_bytes()[place.first :]):08x}"


SPAN = st.tuples(st.integers(0, 200_000), st.integers(0, 4), st.integers(0, 5))


@given(st.binary(min_size=90, max_size=90), st.lists(SPAN, max_size=4))
def test_checksums_of_parts_add_up_to_that_of_the_whole(frames, spans):
    size, silence = 10, b"\xff\xfb".ljust(10, b"\0")
    prefixes = (0, *struct.unpack("<9I", prefix_checksums(frames, size)))
    checksum, whole = SoundChecksum(size, silence), b""
    for silent, skip, length in spans:
        checksum.add_silence(silent)
        checksum.add(length, prefixes[skip], prefixes[skip + length])
        whole += silence * silent + frames[skip * size : (skip + length) * size]
    assert checksum.value == zlib.crc32(whole)


def test_any_changed_byte_of_the_sound_is_noticed(written):
    place, noted = find_sound(written), read_facts(written).sound
    for at in (place.first, place.first + 5_000, (place.first + place.end) // 2, place.end - 1):
        flip(written, at)
        assert is_whole(written)
        assert sound_checksum(written) != noted
        flip(written, at)
    assert sound_checksum(written) == noted


def test_another_sessions_sound_under_this_ones_tag_is_noticed(written, over_bed, cache, tags, tmp_path):
    other = write_mp3(tmp_path / "other.mp3", over_bed.mixdown, partial(render_tag, tags), cache)
    ID3(written).save(other, v2_version=3)
    assert is_whole(other)
    assert sound_checksum(other) != read_facts(other).sound


def test_a_file_that_is_cut_short_or_goes_on_is_not_whole(written):
    content = written.read_bytes()
    for changed in (content[:-1], content + b"x", content + content[-192:], b"", content[:50]):
        written.write_bytes(changed)
        assert not is_whole(written)
        assert sound_checksum(written) == ""


def apply_id3v1(path):
    path.write_bytes(path.read_bytes() + id3v1())


def apply_ape(path):
    tag = APEv2()
    tag["Title"] = "Another title"
    tag["REPLAYGAIN_TRACK_GAIN"] = "-3.2 dB"
    tag.save(path)


def apply_both(path):
    apply_ape(path)
    apply_id3v1(path)


def apply_v24(path):
    id3 = ID3(path)
    id3.update_to_v24()
    id3.save(path, v2_version=4)


def apply_chapters_reordered(path):
    """As mutagen itself saves them: by their length."""
    id3 = ID3(path, translate=False)
    for number, chapter in enumerate(id3.getall("CHAP")):
        chapter.sub_frames["TIT2"].text[0] += ""
        id3.delall(f"CHAP:{chapter.element_id}")
        chapter.element_id = f"{'x' * (9 - number % 9)}{number}"
        id3.add(chapter)
    id3.save(path, v2_version=3)


def apply_own_title(path):
    id3 = ID3(path)
    id3["TIT2"] = TIT2(3, ["My own title"])
    id3.add(TXXX(3, "MOOD", ["sunny"]))
    id3.save(path)


EDITS = [apply_id3v1, apply_ape, apply_both, apply_v24, apply_chapters_reordered, apply_own_title]


@pytest.mark.parametrize("edit", EDITS)
def test_what_other_programs_do_with_the_tags_leaves_the_sound_whole(written, tags, edit):
    noted = read_facts(written).sound
    edit(written)
    assert is_whole(written)
    assert sound_checksum(written) == noted == read_facts(written).sound
    assert read_recipe(written) == tags.recipe
    assert read_chapters(written) == tags.chapters


def test_a_fresh_file_has_nothing_of_the_runners(written):
    assert own_frames(written) == ()


@pytest.mark.parametrize("version", [3, 4])
def test_what_a_runner_adds_or_changes_is_found(written, tags, version):
    id3 = ID3(written)
    id3["TIT2"] = TIT2(3, ["My own title"])
    id3["TDRC"] = TDRC(3, ["2031"])
    id3.add(TXXX(3, "MOOD", ["sunny"]))
    id3.add(POPM("me@example.org", 255, 3))
    id3.add(COMM(3, "eng", "note", ["knee fine"]))
    id3.delall("APIC")
    id3.add(APIC(3, "image/png", 3, "", b"another picture"))
    id3.save(written, v2_version=version)
    own = {frame.HashKey: str(frame) for frame in own_frames(written)}
    assert set(own) == {"TIT2", "TYER", "TXXX:MOOD", "POPM:me@example.org", "COMM:note:eng", "APIC:"}
    again = ID3(BytesIO(render_tag(tags, "crc32 0", own_frames(written))), translate=False)
    assert (str(again["TIT2"]), str(again["TYER"]), str(again["TALB"])) == ("My own title", "2031", tags.album)
    assert (again["APIC:"].data, str(again["TXXX:MOOD"])) == (b"another picture", "sunny")


@pytest.mark.parametrize("edit", EDITS)
def test_files_with_foreign_tags_play_without_a_warning(written, edit, outside_tool):
    edit(written)
    command = [outside_tool("ffmpeg"), "-v", "warning", "-i", written, "-map", "0:a", "-f", "null", "-"]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stderr == ""


def frame(name, data, flags=b"\0\0"):
    return name + len(data).to_bytes(4, "big") + flags + data


def tag_of(*frames, version=3, flags=0):
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes((version, 0, flags)) + size + body


def test_a_compressed_frame_is_never_opened(tmp_path):
    """A tag of a megabyte that holds a frame of a gigabyte costs no more than its megabyte."""
    packed = zlib.compress(bytes(200_000_000), 9)
    bomb = (200_000_000).to_bytes(4, "big") + packed
    path = tmp_path / "bomb.mp3"
    chapter = b"chp\0" + bytes(16) + frame(b"TIT2", bomb, b"\0\x80")
    path.write_bytes(tag_of(frame(b"TXXX", bomb, b"\0\x80"), frame(b"CHAP", chapter)))
    tracemalloc.start()
    try:
        with pytest.raises(RecipeError, match="carries no recipe"):
            read_recipe(path)
        assert [chapter.title for chapter in read_chapters(path)] == [""]
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "head",
    [
        b"ID3\x03\x01\x40\0\0\0\0\0\0\0\0\0\0\0\0",
        b"ID3\x03\0\0\x7f\x7f\x7f\x7f",
        b"ID3\x02\0\0\0\0\0\x10" + bytes(16),
        tag_of(frame(b"TXXX", b"\x01\xff")),
        tag_of(frame(b"TXXX", b"\x07??")),
        tag_of(b"TXXX\xff\xff\xff\xff\0\0"),
        tag_of(frame(b"CHAP", b"no end")),
        tag_of(frame(b"CHAP", b"x\0" + bytes(3))),
    ],
)
def test_a_broken_tag_is_an_error_of_ours(tmp_path, head):
    path = tmp_path / "broken.mp3"
    path.write_bytes(head)
    with pytest.raises(RecipeError, match=r"broken\.mp3: "):
        read_recipe(path)
    try:
        read_chapters(path)
    except RecipeError as error:
        assert "broken.mp3" in str(error)  # noqa: PT017 - it may also find none


def test_a_tag_larger_than_any_is_not_read(tmp_path):
    path = tmp_path / "huge.mp3"
    with path.open("wb") as file:
        file.write(b"ID3\x03\0\0\x7f\x7f\x7f\x7f")
        file.truncate(LARGEST_TAG * 8)
    with pytest.raises(ValueError, match="larger"):
        plain_tag(path, lambda _: True)


@given(st.binary(max_size=300), st.sampled_from([3, 4]), st.sampled_from([0, 0x40, 0x80, 0xC0]))
def test_any_bytes_are_a_tag_or_an_error_of_ours(tmp_path_factory, body, version, flags):
    path = tmp_path_factory.getbasetemp() / "any.mp3"
    path.write_bytes(tag_of(body, version=version, flags=flags))
    for read in (read_recipe, read_chapters, read_facts, own_frames):
        try:
            read(path)
        except RecipeError as error:
            assert "any.mp3" in str(error)  # noqa: PT017 - it may also be read


FRAMES = info_frame(MONO, 3, Samples(2 * FRAME_SAMPLES), 0) + 3 * MONO.silence
TAG = b"ID3\x03\x00\x00\x00\x00\x01\x00" + bytes(128)


@pytest.mark.parametrize("tag", [b"", TAG], ids=["no tag", "tag"])
@pytest.mark.parametrize(("lost", "whole"), [(0, True), (1, False), (MONO.size, False)])
def test_a_file_is_whole_when_it_is_as_long_as_it_declares(tmp_path, tag, lost, whole):
    path = tmp_path / "session.mp3"
    path.write_bytes((tag + FRAMES)[: len(tag + FRAMES) - lost])
    assert is_whole(path) is whole


@pytest.mark.parametrize("content", [b"", b"ID3", TAG[:8], b"no sound at all"])
def test_a_file_without_an_info_frame_is_not_whole(tmp_path, content):
    path = tmp_path / "other.mp3"
    path.write_bytes(content)
    assert not is_whole(path)


def test_a_missing_file_is_not_whole(tmp_path):
    assert not is_whole(tmp_path / "missing.mp3")
