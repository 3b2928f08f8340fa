"""What tests of several rooms build on."""

from coach.script.cues import Phrase, Tone
from coach.sound.earcons import tone_length
from coach.units import Milliseconds


class SpokenAtReadingSpeed:
    """As long as a steady speaker takes: the timing of a script without a voice."""

    def phrase(self, phrase: Phrase) -> Milliseconds:
        return Milliseconds(130 + 57 * len(phrase.text))

    def tone(self, tone: Tone) -> Milliseconds:
        return tone_length(tone)
