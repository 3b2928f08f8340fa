"""The tag, read back by readers that are not ours."""

import json
from dataclasses import replace

import pytest

from coach.errors import RecipeError
from coach.mp3.assemble import write_mp3
from coach.mp3.tag_reading import read_chapters, read_recipe
from coach.mp3.tags import PADDING, Chapter, TimedLine, render_tag
from coach.units import Milliseconds


@pytest.fixture
def tagged(voice, cache, tags, tmp_path):
    """A session's file with the tag."""
    return write_mp3(tmp_path / "session.mp3", voice.mixdown, render_tag(tags), cache)


def many_chapters(count):
    return tuple(Chapter(f"Run {n} of {count}", Milliseconds(n * 1_000), Milliseconds(n * 1_000 + 1_000)) for n in range(count))


def test_mutagen_reads_every_field(tagged, tags):
    from mutagen.id3 import ID3

    id3 = ID3(tagged, translate=False)
    assert id3.version == (2, 3, 0)
    texts = {name: str(id3[name]) for name in ("TIT2", "TALB", "TPE1", "TPE2", "TRCK", "TPOS", "TCON", "TLAN")}
    assert texts == {
        "TIT2": tags.title,
        "TALB": tags.album,
        "TPE1": tags.artist,
        "TPE2": tags.artist,
        "TRCK": "2/12",
        "TPOS": "1/4",
        "TCON": "Fitness",
        "TLAN": "eng",
    }
    assert all(id3[name].encoding == 1 for name in texts)
    assert str(id3["COMM::eng"]) == tags.comment
    assert str(id3["USLT::eng"]) == tags.lyrics
    sylt = id3["SYLT::eng"]
    assert (sylt.format, sylt.type) == (2, 1)
    assert sylt.text == [(line.text, line.start) for line in tags.timed_lyrics]
    cover = id3["APIC:"]
    assert (cover.mime, cover.type, cover.data) == ("image/jpeg", 3, tags.cover)


def test_there_is_one_table_of_contents_that_lists_the_chapters_in_time(tagged, tags):
    from mutagen.id3 import ID3

    id3 = ID3(tagged, translate=False)
    (table,) = id3.getall("CTOC")
    assert int(table.flags) == 3
    chapters = id3.getall("CHAP")
    assert table.child_element_ids == [chapter.element_id for chapter in chapters]
    triples = [(chapter.sub_frames["TIT2"].text[0], chapter.start_time, chapter.end_time) for chapter in chapters]
    assert triples == [(chapter.title, chapter.start, chapter.end) for chapter in tags.chapters]
    assert {chapter.start_offset for chapter in chapters} | {chapter.end_offset for chapter in chapters} == {0xFFFFFFFF}


def test_chapters_stand_in_the_file_in_the_order_of_time_with_their_title_first(tags):
    tag = render_tag(tags)
    starts = []
    place = 0
    while (place := tag.find(b"CHAP", place + 1)) > 0:
        name_end = tag.index(b"\0", place + 10)
        starts.append(int.from_bytes(tag[name_end + 1 : name_end + 5], "big"))
        assert tag[name_end + 17 : name_end + 21] == b"TIT2"
    assert starts == [chapter.start for chapter in tags.chapters]
    assert tag.index(b"CTOC") < tag.index(b"CHAP")


def test_the_tag_is_as_long_as_it_says_and_has_little_padding(tags):
    tag = render_tag(tags)
    size = sum((byte & 0x7F) << shift for byte, shift in zip(tag[6:10], (21, 14, 7, 0), strict=True))
    assert len(tag) == size + 10
    assert tag.endswith(bytes(PADDING))
    assert tag[-PADDING - 1 :] != bytes(PADDING + 1) or tags.cover.endswith(b"\0")


def test_ffprobe_reads_chapters_in_order_and_the_texts(tagged, tags, outside_tool, quietly):
    output = quietly(outside_tool("ffprobe"), "-v", "warning", "-of", "json", "-show_chapters", "-show_format", tagged)
    facts = json.loads(output)
    chapters = [(one["tags"]["title"], float(one["start_time"]), float(one["end_time"])) for one in facts["chapters"]]
    assert chapters == [(one.title, one.start / 1_000, one.end / 1_000) for one in tags.chapters]
    texts = facts["format"]["tags"]
    assert (texts["title"], texts["album"], texts["track"], texts["disc"]) == (tags.title, tags.album, "2/12", "1/4")


def test_eyed3_reads_chapters_in_order_and_the_texts(tagged, tags):
    import eyed3

    tag = eyed3.load(tagged).tag
    assert (tag.title, tag.album, tag.artist) == (tags.title, tags.album, tags.artist)
    assert (tuple(tag.track_num), tuple(tag.disc_num)) == ((2, 12), (1, 4))
    assert tag.lyrics[0].text == tags.lyrics
    assert tag.images[0].image_data == tags.cover
    (table,) = tag.table_of_contents
    assert table.toplevel
    assert table.ordered
    chapters = [tag.chapters[name] for name in table.child_ids]
    triples = [(chapter.title, *chapter.times) for chapter in chapters]
    assert triples == [(chapter.title, chapter.start, chapter.end) for chapter in tags.chapters]


def test_more_chapters_than_a_table_can_count_are_listed_in_tables_within_it(voice, cache, tags, tmp_path):
    from mutagen.id3 import ID3

    chapters = many_chapters(1_060)
    path = write_mp3(tmp_path / "long.mp3", voice.mixdown, render_tag(replace(tags, chapters=chapters)), cache)
    assert read_chapters(path) == chapters
    tables = {table.element_id: table for table in ID3(path).getall("CTOC")}
    top = [table for table in tables.values() if int(table.flags) & 2]
    assert len(top) == 1
    listed = [name for child in top[0].child_element_ids for name in tables[child].child_element_ids]
    assert listed == [f"chp{number:04}" for number in range(1, 1_061)]


def test_a_tag_may_have_no_chapters_no_lyrics_and_no_cover(voice, cache, tags, tmp_path):
    bare = replace(tags, chapters=(), lyrics="", timed_lyrics=(), cover=b"")
    path = write_mp3(tmp_path / "bare.mp3", voice.mixdown, render_tag(bare), cache)
    assert read_chapters(path) == ()
    assert read_recipe(path) == tags.recipe


def test_the_same_tags_give_the_same_bytes(tags):
    assert render_tag(tags) == render_tag(replace(tags))


def test_the_recipe_and_the_chapters_come_back(tagged, tags):
    assert read_recipe(tagged) == tags.recipe
    assert read_chapters(tagged) == tags.chapters


def test_a_file_of_other_origin_has_no_recipe(voice, cache, tmp_path, tags):
    from mutagen.id3 import ID3

    path = write_mp3(tmp_path / "other.mp3", voice.mixdown, render_tag(tags), cache)
    id3 = ID3(path)
    id3.delall("TXXX")
    id3.save()
    with pytest.raises(RecipeError, match=r"other\.mp3: carries no recipe of coach; give a file that coach has rendered"):
        read_recipe(path)


@pytest.mark.parametrize("content", [b"", b"no MP3 at all", b"ID3\x03\0\0\0\0\x7f\x7fhalf a tag"])
def test_a_file_without_a_tag_is_an_error_with_a_remedy(content, tmp_path):
    path = tmp_path / "broken.mp3"
    path.write_bytes(content)
    with pytest.raises(RecipeError, match=r"broken\.mp3: .*give a file that coach has rendered"):
        read_recipe(path)


@pytest.mark.parametrize("path", ["missing.mp3", "."])
def test_a_file_that_is_not_there_is_an_error_with_a_remedy(path, tmp_path):
    with pytest.raises(RecipeError, match="give a file that coach has rendered"):
        read_chapters(tmp_path / path)


def test_words_in_any_script_come_back(voice, cache, tags, tmp_path):
    from mutagen.id3 import ID3

    line = TimedLine("Lauf los, бегом, 走れ \N{RUNNER}", Milliseconds(5_000))
    foreign = replace(tags, title=line.text, lyrics=line.text, timed_lyrics=(line,))
    id3 = ID3(write_mp3(tmp_path / "foreign.mp3", voice.mixdown, render_tag(foreign), cache))
    assert str(id3["TIT2"]) == str(id3["USLT::eng"]) == line.text
    assert id3["SYLT::eng"].text == [(line.text, 5_000)]
