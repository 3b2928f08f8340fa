"""The vocabulary of a mixer: whatever is chosen, all its words are there."""

import hashlib
import os
import random
import re
from functools import cache

import pytest
from mixer_wishes import length, wishes

from coach.errors import CoachError
from coach.fields import to_data
from coach.language.english import ENGLISH
from coach.language.model import UNSPEAKABLE
from coach.mixer.answers import answer_mix
from coach.mixer.beat_pieces import Spoken, beat_pieces
from coach.mixer.in_page import Mixer
from coach.mixer.limits import check, has_words
from coach.mixer.options import Choices, plan_for
from coach.mixer.piece_cache import PieceCache, write_lengths
from coach.mixer.pieces import entry_size, phrase_piece, piece_name, wordless_pieces
from coach.mixer.vocabulary import phrases_of, vocabulary_places
from coach.mp3.frames import MONO, STEREO
from coach.plan.adjust import adjust
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.plan.model import Coaching, Effort
from coach.plan.ratio import Feel, Ratio
from coach.script.lines import bundled_styles, load_style
from coach.script.outline import outline_variables
from coach.script.review import situations
from coach.session.scripts import MissingWordsError, guessed_length
from coach.settings import Settings
from coach.speech.speaker import Speaker
from coach.speech.voice import load_voice

IDENTITY = "a voice for tests"
CHOICES = int(os.environ.get("COACH_MIXER_CHOICES", "150"))
"""How many are drawn; `make mixer-choices` draws 10,000."""


def plans():
    return [plan for plan in map(find_plan, bundled_names()) if plan.coaching is not Coaching.NARRATED]


def fake_length(phrase):
    """A length that a voice might have: some voices are quicker with one phrase, some with another."""
    digest = hashlib.blake2b(phrase.text.encode(), digest_size=2).digest()
    return max(200, round(guessed_length(phrase) * (0.7 + 0.5 * int.from_bytes(digest) / 65_535)))


@cache
def places(style):
    return vocabulary_places(plans(), load_style(style), Settings(style=style))


def phrases(style):
    return tuple(places(style))


@cache
def mixer(style):
    """The mixer of a package in which every phrase of the vocabulary has a length, and the names of its pieces."""
    settings = Settings(voice="heart", style=style)
    voice = load_voice("heart")
    keys = Speaker(voice, PieceCache(b""), identity=IDENTITY)
    cache = PieceCache(write_lengths({keys.key(phrase): fake_length(phrase) for phrase in phrases(style)}))
    index = {
        "settings": to_data(settings),
        "identity": IDENTITY,
        "choices": {"plans": [plan.name for plan in plans()], "fields": {"bed": {"none": "", "beat": ""}}},
        "published": [],
        "likely": [],
    }
    speaker = Speaker(voice, cache, identity=IDENTITY)
    silent = {piece_name(phrase_piece(phrase, speaker), MONO) for phrase in phrases(style)}
    spoken = Spoken(places(style), {phrase: fake_length(phrase) for phrase in phrases(style)}, speaker)
    over_beat = {piece_name(piece, STEREO) for piece in beat_pieces(spoken, settings)}
    names = {"none": silent | {piece_name(piece, MONO) for piece in wordless_pieces(settings)}, "beat": over_beat}
    return Mixer(index, cache), names, settings


def request_of(values, settings):
    """The session that a form asks for. Raises CoachError for one that is not offered."""
    result = answer_mix(values, "", Choices({}, ()), settings, plan_for)
    check(result["request"], result["options"].settings(settings))
    return result["request"]


@pytest.mark.parametrize("bed", ["none", "beat"])
@pytest.mark.parametrize("style", bundled_styles())
def test_no_choice_needs_a_word_or_a_piece_that_is_not_there(style, bed):
    made, names, settings = mixer(style)
    draw = random.Random(f"{style} {CHOICES}")
    count = refused = 0
    while count < CHOICES // len(bundled_styles()):
        values = wishes(draw, [plan.name for plan in plans()]) | {"bed": bed}
        try:
            request_of(values, settings)
        except CoachError:
            refused += 1
            continue
        try:
            missing = set(made.missing(values)) - names[bed]
        except MissingWordsError as error:
            pytest.fail(f"{values}: {[phrase.text for phrase in error.phrases]}")
        assert not missing, values
        count += 1
    assert refused < count * 1.5, "most of what is drawn is refused"


@pytest.mark.parametrize("style", bundled_styles())
def test_every_session_of_every_plan_as_it_is_has_all_its_words(style):
    """What is new in a week is said of these sessions alone."""
    made, names, _ = mixer(style)
    for plan in plans():
        for week, of_week in enumerate(plan.weeks, 1):
            for session in range(1, len(of_week.sessions) + 1):
                for bed in ("none", "beat"):
                    values = {"plan": plan.name, "week": str(week), "session": str(session), "talk": "more", "bed": bed}
                    assert set(made.missing(values)) <= names[bed], values


def test_outlines_have_words_whatever_is_asked_of_a_plan_whose_runs_differ():
    """Longer walks take time from the longest run, so its length follows from a plan's lengths and from what is asked."""
    spoken = {phrase.text for phrase in phrases("plain")}
    draw = random.Random("outlines")
    seen = set()
    for plan, session, own in unlike_sessions():
        for _ in range(60):
            walk, feel, repeat = length(draw, Effort.WALK), draw.choice([*Feel, None]), draw.choice([None, 1, 2, 9])
            ratio = Ratio(walk=walk, feel=feel, repeat=repeat)
            try:
                adjusted = adjust(own, ratio, plan.runner, plan.scale).session
            except CoachError:
                continue
            context = session_context(plan, *session, adjusted)
            if not has_words(context.timeline):
                continue
            for said in outline_variables(context.timeline, ENGLISH).values():
                for phrase in filter(None, said.split(" / ")):
                    assert f"{phrase[:1].upper()}{phrase[1:].removesuffix('.')}." in spoken, (plan.name, session, ratio)
                    seen.add(phrase)
    assert len(seen) > 150


def unlike_sessions():
    """Sessions whose runs differ: the plan, the week and the number, and the session."""
    for plan in plans():
        for week, of_week in enumerate(plan.weeks, 1):
            for number, own in enumerate(of_week.sessions, 1):
                if len({each.duration for each in own.intervals() if each.effort is Effort.RUN}) > 1:
                    yield plan, (week, number), own


def test_no_phrase_says_that_something_has_changed_from_what_it_is():
    """Such a phrase is never said, since there are no such news: the vocabulary does without it."""
    for phrase in phrases("warm"):
        change = re.search(r"(?:from|are|is) (.+?),? (?:to|instead of|where there used to be) (.+)\.", phrase.text)
        assert change is None or change[1] != change[2], phrase


MARKS = {
    "duration": "qaa",
    "next_duration": "qab",
    "total": "qac",
    "left": "qad",
    "done": "qae",
    "run_for": "qaf",
    "walk_for": "qag",
    "longest_run": "qah",
    "runs": "qai",
    "walks": "qaj",
    "run_count": 137,
    "walk_count": 138,
    "repetition": 141,
}
"""For each variable with many values, one that is found again in what is said."""


def marks_in(phrase):
    spoken = {name: ENGLISH.number(mark) if isinstance(mark, int) else mark for name, mark in MARKS.items()}
    return [name for name, mark in spoken.items() if mark in phrase.lower()]


@pytest.mark.parametrize("style", bundled_styles())
def test_no_phrase_names_two_things_that_can_be_many(style):
    """The vocabulary is enumerated one variable after another: a phrase with two of them would be missing."""
    written = load_style(style)
    marked = set()
    for plan in plans():
        for situation in situations(session_context(plan, 1, 1), ENGLISH):
            used = written.names(situation.part).used
            marks = {name: mark for name, mark in MARKS.items() if name in used}
            marks |= {"repetitions": 142, "last": False, "first": False} if "repetition" in used else {}
            variables = {name: value for name, value in situation.variables.items() if name in used} | marks
            for _, line in written.lines(situation.part, variables).lines:
                for phrase in phrases_of(line):
                    marked |= set(marks_in(phrase))
                    assert len(marks_in(phrase)) <= 1, phrase
                    assert "one hundred and forty-two" not in phrase, "beyond twenty only one of the two is said"
    assert {"duration", "total", "left", "runs", "walks", "run_count", "repetition"} <= marked


@pytest.mark.parametrize("style", bundled_styles())
def test_all_that_the_vocabulary_says_can_be_spoken(style):
    for phrase in phrases(style):
        assert phrase.text[0] in "ABCDEFGHIJKLMNOPQRSTUVWXYZ", phrase
        assert not UNSPEAKABLE.search(phrase.text), phrase


def test_the_vocabulary_of_a_style_fits_on_a_free_host():
    for style in bundled_styles():
        size = sum(entry_size(fake_length(phrase) // 24 + 5, MONO) for phrase in phrases(style))
        assert size < 150_000_000, (style, size)
        lengths = {phrase: fake_length(phrase) for phrase in phrases(style)}
        speaker = Speaker(load_voice("heart"), PieceCache(b""), identity=IDENTITY)
        over_beat = beat_pieces(Spoken(places(style), lengths, speaker), Settings(style=style))
        size += sum(entry_size(piece.frames, STEREO) for piece in over_beat)
        assert 400_000_000 < size < 700_000_000, (style, size)
