"""The vocabulary of a mixer: whatever is chosen, all its words are there."""

import hashlib
import os
import random
from functools import cache

import pytest
from mixer_wishes import wishes

from coach.errors import CoachError
from coach.fields import to_data
from coach.mixer.answers import answer_mix
from coach.mixer.in_page import Mixer
from coach.mixer.limits import check
from coach.mixer.options import Choices, plan_for
from coach.mixer.piece_cache import PieceCache, write_lengths
from coach.mixer.pieces import phrase_piece, piece_name, wordless_pieces
from coach.mixer.vocabulary import vocabulary
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.model import Coaching
from coach.script.lines import bundled_styles, load_style
from coach.session.scripts import MissingWordsError, guessed_length
from coach.settings import Settings
from coach.speech.speaker import Speaker
from coach.speech.voice import load_voice

IDENTITY = "a voice for tests"
CHOICES = int(os.environ.get("COACH_MIXER_CHOICES", "300"))
"""How many are drawn; `make mixer-choices` draws 10,000."""


def plans():
    return [plan for plan in map(find_plan, bundled_names()) if plan.coaching is not Coaching.NARRATED]


def fake_length(phrase):
    """A length that a voice might have: some voices are quicker with one phrase, some with another."""
    digest = hashlib.blake2b(phrase.text.encode(), digest_size=2).digest()
    return max(200, round(guessed_length(phrase) * (0.7 + 0.5 * int.from_bytes(digest) / 65_535)))


@cache
def phrases(style):
    return vocabulary(plans(), load_style(style), Settings(style=style))


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
        "choices": {"plans": [plan.name for plan in plans()], "fields": {}},
        "published": [],
    }
    speaker = Speaker(voice, cache, identity=IDENTITY)
    names = {piece_name(phrase_piece(phrase, speaker)) for phrase in phrases(style)}
    return Mixer(index, cache), names | set(map(piece_name, wordless_pieces(settings))), settings


def request_of(values, settings):
    """The session that a form asks for. Raises CoachError for one that is not offered."""
    result = answer_mix(values, "", Choices({}, ()), settings, plan_for)
    check(result["request"], result["options"].settings(settings))
    return result["request"]


@pytest.mark.parametrize("style", bundled_styles())
def test_no_choice_needs_a_word_or_a_piece_that_is_not_there(style):
    made, names, settings = mixer(style)
    draw = random.Random(f"{style} {CHOICES}")
    count = refused = 0
    while count < CHOICES // len(bundled_styles()):
        values = wishes(draw, [plan.name for plan in plans()])
        try:
            request_of(values, settings)
        except CoachError:
            refused += 1
            continue
        try:
            missing = set(made.missing(values)) - names
        except MissingWordsError as error:
            pytest.fail(f"{values}: {[phrase.text for phrase in error.phrases]}")
        assert not missing, values
        count += 1
    assert refused < count * 1.5, "most of what is drawn is refused"
