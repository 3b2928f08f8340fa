"""Somebody's own text, as phrases that can be spoken."""

import pytest
from support import SpokenAtReadingSpeed

from coach.errors import InputError
from coach.script.cue_track import PHRASE_GAP
from coach.script.cues import Delivery, Phrase
from coach.script.reading import LEAD, LONGEST_PHRASE, laid_out, load_text, phrases, spoken_sheet
from coach.signal.facts import FRAME_MS
from coach.units import Milliseconds

DURATIONS = SpokenAtReadingSpeed()


def test_a_text_becomes_one_phrase_a_sentence_with_numbers_in_words():
    assert [phrase.text for phrase in phrases('It was 7 o\'clock. "Run!" she said; they ran.')] == [
        "It was seven o'clock.",
        "Run!",
        "she said;",
        "they ran.",
    ]


def test_a_long_sentence_is_cut_at_a_comma_or_between_words():
    texts = [phrase.text for phrase in phrases("word " * 40 + "end, " + "word " * 40 + "end.")]
    assert all(len(text) <= LONGEST_PHRASE for text in texts)
    assert texts[0].endswith("end,")
    assert " ".join(texts).split() == ("word " * 40 + "end, " + "word " * 40 + "end.").split()


def test_a_word_without_an_end_is_cut_all_the_same():
    assert [len(phrase.text) for phrase in phrases("a" * 500)] == [240, 240, 20]


@pytest.mark.parametrize("text", ["", "  ", "...", "🙂"])
def test_a_text_without_words_is_refused(text):
    with pytest.raises(InputError, match="nothing in it can be spoken"):
        phrases(text)


def test_markdown_is_read_without_its_marks(tmp_path):
    path = tmp_path / "story.md"
    path.write_text("---\nauthor: me\n---\n# Title\n\nA **bold** [link](http://x.y).\n\n```\ncode\n```\n- item\n", "utf-8")
    assert [phrase.text for phrase in load_text(path)] == ["Title", "A bold link.", "item"]
    assert {phrase.delivery for phrase in load_text(path)} == {Delivery.CALM}


def test_a_file_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "story.txt"
    with pytest.raises(InputError, match=r"story\.txt: cannot be read"):
        load_text(path)
    path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InputError, match=r"story\.txt: is not text in UTF-8"):
        load_text(path)
    path.write_text("...", "utf-8")
    with pytest.raises(InputError, match=r"story\.txt: .*nothing in it can be spoken"):
        load_text(path)


def test_phrases_are_laid_out_on_the_grid_with_a_breath_between():
    (first, second), end = laid_out((Phrase("One."), Phrase("Two.")), DURATIONS, Milliseconds(2_400))
    assert first.offset == 0
    assert (2_400 + second.offset) % FRAME_MS == 0
    assert 0 <= second.offset - first.length - PHRASE_GAP[Delivery.STEADY] < FRAME_MS
    assert end == 2_400 + second.offset + second.length


def test_only_phrases_that_end_in_time_are_laid_out():
    to_place = (Phrase("One."), Phrase("Two."))
    placed, end = laid_out(to_place, DURATIONS, Milliseconds(0))
    assert len(laid_out(to_place, DURATIONS, Milliseconds(0), end)[0]) == 2
    fewer, earlier = laid_out(to_place, DURATIONS, Milliseconds(0), Milliseconds(end - 1))
    assert (fewer, earlier) == (placed[:1], placed[0].length)


def test_a_spoken_text_is_one_cue_with_silence_around_it():
    sheet = spoken_sheet("One. Two.", DURATIONS)
    (cue,) = sheet.cues
    assert cue.text == "One. Two."
    assert cue.start >= LEAD
    assert sheet.file_length >= cue.end + LEAD
