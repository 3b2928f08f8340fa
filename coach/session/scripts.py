"""The cue sheets of sessions: written with a runner's words and voice, until no length in them is a guess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.errors import Field, UsageError, VoiceError
from coach.plan.model import Coaching
from coach.progress import Listener, Noticed
from coach.script.cues import CueSheet, Durations, Phrase, Tone
from coach.script.lines import Style, load_style
from coach.script.reading import load_text, spoken_sheet
from coach.script.writer import ScriptOptions, write_script
from coach.session.continuation import Begin
from coach.session.request import SessionRequest
from coach.settings import Settings
from coach.sound.beds.choices import NONE
from coach.sound.earcons import tone_length
from coach.speech.rate import parse_rate
from coach.speech.speaker import Speaker, choose_voice
from coach.speech.voice import Voice
from coach.units import Milliseconds

if TYPE_CHECKING:
    from coach.sound.beds.bed import Bed

_GUESS_START: Final = 80
_GUESS_PER_LETTER: Final = 69
"""Milliseconds that a phrase lasts, about: nothing in a finished script depends on it."""


def guessed_length(phrase: Phrase) -> Milliseconds:
    """Guess how long a phrase takes to say."""
    return Milliseconds(_GUESS_START + _GUESS_PER_LETTER * len(phrase.text))


@dataclass(frozen=True, slots=True)
class PreparedSession:
    """A request with what its script depends on besides the settings."""

    request: SessionRequest
    begin: Begin
    """Where it begins in what it continues."""
    bed: Bed | None
    """What lies under the voice; None for silence."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A script as it will be, as far as that is known before all of it has been spoken."""

    session: PreparedSession
    sheet: CueSheet
    unspoken: tuple[Phrase, ...]
    """Its phrases without a clip, whose lengths are guessed; if there are none, it is the script."""


class MissingWordsError(Exception):
    """Phrases have no clip, and nothing may be spoken here."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        super().__init__("phrases have not been spoken yet")
        self.phrases = tuple(dict.fromkeys(phrases))


class ScriptWriter:
    """Writes cue sheets for one runner's settings: one voice, one style, one text."""

    def __init__(
        self, settings: Settings, cache: Cache, listener: Listener, *, speaks: bool = True, speaker: Speaker | None = None
    ) -> None:
        """Take the settings, and a speaker where it is not the one that they name.

        With `speaks` false, `complete` raises MissingWordsError where words are missing.
        """
        self.settings = settings
        self._cache = cache
        self._listener = listener
        self._speaks = speaks
        self._speaker = speaker

    def draft(self, session: PreparedSession) -> Draft:
        """Write a cue sheet without speaking anything. Raises VoiceError if the voice does not speak the style's language."""
        check_voice(self.speaker.voice, self.style)
        rehearsal = _Rehearsal(self.speaker)
        sheet = self._sheet(session, rehearsal)
        return Draft(session, sheet, tuple(rehearsal.guessed))

    def complete(self, drafts: Sequence[Draft]) -> list[CueSheet]:
        """Return the cue sheets of drafts. Their phrases without a clip are spoken together, on all cores.

        What is said depends on how long it takes to say: each sheet is written again until it holds measured lengths only.
        """
        drafts = list(drafts)
        while unspoken := [phrase for draft in drafts for phrase in draft.unspoken]:
            if not self._speaks:
                raise MissingWordsError(unspoken)
            self.speaker.prepare(unspoken, self._listener)
            drafts = [self.draft(draft.session) if draft.unspoken else draft for draft in drafts]
        return [draft.sheet for draft in drafts]

    def write(self, sessions: Sequence[PreparedSession]) -> list[CueSheet]:
        """Write the cue sheets of sessions. Phrases without a clip are spoken together, on all cores.

        Raises VoiceError if the voice does not speak the style's language.
        """
        return self.complete([self.draft(session) for session in sessions])

    def write_spoken(self, text: str) -> CueSheet:
        """Write the cue sheet of a text alone, of any length."""
        return spoken_sheet(text, _Measured(self.speaker), self.style.language)

    @cached_property
    def style(self) -> Style:
        """The style of the lines."""
        return load_style(self.settings.style, self._cache)

    @cached_property
    def speaker(self) -> Speaker:
        """The voice, with its clips."""
        if self._speaker:
            return self._speaker
        voice = choose_voice(self.settings.voice, self._cache, self._listener)
        return Speaker(voice, self._cache, parse_rate(self.settings.rate))

    @cached_property
    def name(self) -> str:
        """The runner's name; empty where the voice would leave a gap in its place."""
        name, voice, language = self.settings.name, self.speaker.voice, self.style.language.name
        if not name or voice.can_say(name):
            return name
        self._listener(
            Noticed(f"the voice {voice.name} cannot say {name}, so no name is said; write it as it sounds in {language}")
        )
        return ""

    @cached_property
    def text(self) -> Sequence[Phrase]:
        """The phrases that narrated walks read."""
        return load_text(Path(self.settings.read).expanduser(), self.style.language) if self.settings.read else ()

    def _sheet(self, session: PreparedSession, durations: Durations) -> CueSheet:
        settings, bed = self.settings, session.bed
        if session.request.context.coaching is Coaching.NARRATED and not settings.read:
            raise UsageError(
                *("a narrated walk reads a text to the runner; give one with ", Field("read")),
                ", or choose another walk, such as brisk-walk",
            )
        has_breaths = settings.wake.has_breaths and not self._is_never_silent(session)
        options = ScriptOptions(
            talk=settings.talk,
            name=self.name,
            units=settings.units,
            wake=settings.wake_length if has_breaths else Milliseconds(0),
            ticks=settings.ticks,
            warning=settings.warning,
            early_warning=settings.early_warning,
            time_left_every=settings.time_left_every,
            halfway=settings.halfway,
            beats=bed.beats if bed else {},
            indoor=settings.indoor,
            feel=session.request.ratio.feel,
            take=session.request.ratio.take or 1,
        )
        return write_script(session.request.context, self.style, durations, options, self.text[session.begin.text :])

    def _is_never_silent(self, session: PreparedSession) -> bool:
        """Tell whether a bed keeps a headset awake from start to end."""
        settings, bed = self.settings, session.bed
        if NONE in (settings.run_bed or settings.bed, settings.walk_bed or settings.bed):
            return False
        return bed is not None and bed.lasts(session.request.timeline.duration)


def check_voice(voice: Voice, style: Style) -> None:
    """Raise VoiceError if the voice does not speak the style's language."""
    if not style.language.is_spoken_by(voice.language):
        raise VoiceError(
            f"the voice {voice.name} speaks {voice.language!r}, but the style {style.name} is in {style.language.name} "
            f"({style.language.code!r}); choose a voice in {style.language.name} with ",
            Field("voice"),
            ", or another style",
        )


class _Measured:
    """Lengths as they are heard."""

    def __init__(self, speaker: Speaker) -> None:
        self.phrase = speaker.spoken
        self.tone = tone_length


class _Rehearsal:
    """Lengths as they are heard, guessed for phrases without a clip; remembers the guesses."""

    def __init__(self, speaker: Speaker) -> None:
        self._known = speaker.known_duration
        self.guessed: dict[Phrase, None] = {}

    def phrase(self, phrase: Phrase) -> Milliseconds:
        length = self._known(phrase)
        if length is None:
            self.guessed[phrase] = None
            length = guessed_length(phrase)
        return length

    def tone(self, tone: Tone) -> Milliseconds:
        return tone_length(tone)
