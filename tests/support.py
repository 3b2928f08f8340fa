"""What tests of several rooms build on."""

from coach.script.cues import Phrase, Tone
from coach.sound.earcons import tone_length
from coach.units import Milliseconds

STORY = tuple(Phrase(f"Once upon a time there was sentence {'number ' * length}one.") for length in range(40))
"""A text for narrated walks."""


class SpokenAtReadingSpeed:
    """As long as a steady speaker takes: the timing of a script without a voice."""

    def phrase(self, phrase: Phrase) -> Milliseconds:
        return Milliseconds(130 + 57 * len(phrase.text))

    def tone(self, tone: Tone) -> Milliseconds:
        return tone_length(tone)
