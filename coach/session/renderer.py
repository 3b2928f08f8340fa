"""The flow: an order becomes a script, a mix, and a file with its tag. What takes time is found in the cache if it is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from coach import __version__
from coach.cache import Cache
from coach.mp3.assemble import Assembly, assemble, write_mp3
from coach.mp3.cutting import splice
from coach.mp3.inspect import is_whole
from coach.mp3.tags import Tags, render_tag
from coach.progress import Listener, Noticed, Written, nobody
from coach.script.cues import CueKind, CueSheet, Durations, Phrase, Tone
from coach.script.lines import Style, load_style
from coach.script.reading import load_text, spoken_sheet
from coach.script.sheet_data import sheet_data
from coach.script.writer import ScriptOptions, write_script
from coach.session.album import write_album
from coach.session.bed_choice import bed_identity, choose_bed, own_recording
from coach.session.continuation import Begin, Continuation
from coach.session.labels import session_tags
from coach.session.recipe import Recipe, SourcePart, file_recipe
from coach.session.request import SessionRequest
from coach.settings import Settings, cache_path
from coach.sound.beds.bed import Bed
from coach.sound.beds.choices import NONE
from coach.sound.earcons import tone_length
from coach.sound.mix import mix, resume_position
from coach.sound.mixdown import Mixdown
from coach.speech.rate import parse_rate
from coach.speech.speaker import Speaker, choose_voice
from coach.units import Milliseconds, samples

MAKING: Final = 3
"""Counts up when the same wishes make another file: what is there is then made anew."""

Moments = tuple[Milliseconds, Milliseconds]
"""From one moment of a session up to another."""


@dataclass(frozen=True, slots=True)
class BuiltSession:
    """A session that is written and mixed, not yet encoded."""

    sheet: CueSheet
    mixdown: Mixdown
    recipe: Recipe
    tags: Tags


class Renderer:
    """Makes sessions after one runner's settings: one voice, one style, one bed, one cache."""

    def __init__(
        self,
        settings: Settings,
        listener: Listener = nobody,
        *,
        cache: Cache | None = None,
        begin: int | None = None,
    ) -> None:
        self.settings = settings
        self.listener = listener
        self.cache = cache or Cache(cache_path())
        recording = own_recording(settings) if settings.resume else None
        text = Path(settings.read).expanduser() if settings.read else None
        self._places = Continuation(Path(settings.output), recording, text, begin)

    def render(self, requests: Sequence[SessionRequest], *, force: bool = False) -> list[Path]:
        """Write the sessions' files and report each; what is there and unchanged is left alone.

        Raises what its stages raise; a session that fails leaves no file behind.
        """
        output = Path(self.settings.output)
        sheets: dict[Path, CueSheet] = {}
        if not self._places.continues:
            new = [request for request in requests if force or self._kept(request.path(output), request) is None]
            sheets = dict(zip([request.path(output) for request in new], self.scripts(new), strict=True))
        for request in requests:
            path = request.path(output)
            kept = None if force or path in sheets else self._kept(path, request)
            recipe = kept or self._write(path, self.make(request, sheets.get(path)))
            self._places.ended(request, recipe)
            self.listener(Written(path, unchanged=kept is not None))
        self.cache.tidy()
        return [request.path(output) for request in requests]

    def albums(self, requests: Sequence[SessionRequest]) -> list[Path]:
        """Write each session as a folder of tracks, one for each interval, and report the list that plays them in order."""
        lists = []
        for request, sheet in zip(requests, self.scripts(requests), strict=True):
            built = self.make(request, sheet)
            folder = request.path(Path(self.settings.output)).with_suffix("")
            lists.append(write_album(folder, built.mixdown, built.tags, self.cache, self.listener))
            self.listener(Written(lists[-1]))
        return lists

    def assembly(self, request: SessionRequest) -> Assembly:
        """Return a session's MP3 without writing it: its size is known, and any part of it can be read."""
        built = self.make(request)
        return assemble(built.mixdown, render_tag(built.tags), self.cache, self.listener)

    def scripts(self, requests: Sequence[SessionRequest]) -> list[CueSheet]:
        """Write the cue sheets. What was never spoken is spoken now, all of it together and on all cores.

        What is said depends on how long it takes to say: each is written anew until nothing in it is a guess.
        """
        places = [self._places.begin(request) for request in requests]
        sheets: list[CueSheet | None] = [None] * len(requests)
        while None in sheets:
            unspoken: dict[Phrase, None] = {}
            for number, (request, begin) in enumerate(zip(requests, places, strict=True)):
                if sheets[number] is None:
                    rehearsal = _Rehearsal(self.speaker)
                    sheet = self._script(request, rehearsal, begin)
                    sheets[number] = None if rehearsal.guessed else sheet
                    unspoken |= rehearsal.guessed
            self.speaker.prepare(unspoken, self.listener)
        return [sheet for sheet in sheets if sheet is not None]

    def make(self, request: SessionRequest, sheet: CueSheet | None = None) -> BuiltSession:
        """Write and mix a session; `sheet` is its script where that is written already."""
        begin = self._places.begin(request)
        sheet = sheet or self.scripts([request])[0]
        bed = self._bed(request, begin)
        recipe = self._recipe(request, sheet, bed, begin)
        tags = session_tags(request, sheet, recipe.to_json(), self.cache)
        return BuiltSession(sheet, mix(sheet, self.speaker, bed), recipe, tags)

    def excerpt(self, request: SessionRequest, path: Path, choose: Callable[[CueSheet], Sequence[Moments]]) -> None:
        """Write parts of a session, one after another, into an MP3; `choose` finds them in the cue sheet."""
        built = self.make(request)
        parts = [(samples(start), samples(end)) for start, end in choose(built.sheet)]
        tag = render_tag(replace(built.tags, recipe="", chapters=(), lyrics="", timed_lyrics=(), cover=b""))
        write_mp3(path, splice(built.mixdown, parts), tag, self.cache, self.listener)
        self.listener(Written(path))

    def say(self, text: str, path: Path) -> None:
        """Speak a text of any length into an MP3."""
        sheet = spoken_sheet(text, _Measured(self.speaker))
        write_mp3(path, mix(sheet, self.speaker), b"", self.cache, self.listener)
        self.listener(Written(path))

    @cached_property
    def style(self) -> Style:
        """The words."""
        return load_style(self.settings.style, self.cache)

    @cached_property
    def speaker(self) -> Speaker:
        """The voice."""
        return Speaker(choose_voice(self.settings.voice, self.cache, self.listener), self.cache, parse_rate(self.settings.rate))

    @cached_property
    def name(self) -> str:
        """What the runner is called; nothing where the voice would leave a gap in its place."""
        name, voice = self.settings.name, self.speaker.voice
        if not name or voice.can_say(name):
            return name
        self.listener(
            Noticed(f"the voice {voice.name} cannot say {name}, so no name is said; write it as it sounds in English")
        )
        return ""

    @cached_property
    def text(self) -> tuple[Phrase, ...]:
        """What narrated walks read."""
        return load_text(Path(self.settings.read).expanduser()) if self.settings.read else ()

    def _write(self, path: Path, built: BuiltSession) -> Recipe:
        write_mp3(path, built.mixdown, render_tag(built.tags), self.cache, self.listener)
        return built.recipe

    def _script(self, request: SessionRequest, durations: Durations, begin: Begin) -> CueSheet:
        settings = self.settings
        bed = self._bed(request, begin)
        wake = Milliseconds(0) if self._is_never_silent(request, bed) else settings.wake
        options = ScriptOptions(settings.talk, self.name, settings.units, wake, bed.pulses if bed else {})
        return write_script(request.context, self.style, durations, options, self.text[begin.text :])

    def _is_never_silent(self, request: SessionRequest, bed: Bed | None) -> bool:
        """Tell whether a bed keeps a headset awake from start to end."""
        settings = self.settings
        if NONE in (settings.run_bed or settings.bed, settings.walk_bed or settings.bed):
            return False
        return bed is not None and bed.lasts(request.timeline.duration)

    def _bed(self, request: SessionRequest, begin: Begin) -> Bed | None:
        return choose_bed(self.settings, self.cache, request.context.ordinal, Milliseconds(begin.bed))

    def _recipe(self, request: SessionRequest, sheet: CueSheet, bed: Bed | None, begin: Begin) -> Recipe:
        stopped = resume_position(sheet, self.speaker, bed) if bed and self.settings.resume else None
        read = sum(len(cue.spoken) for cue in sheet.cues if cue.kind is CueKind.STORY)
        return Recipe(
            coach=__version__,
            fingerprint=self._fingerprint(request, begin),
            plan=request.plan.name,
            title=request.title,
            week=request.week,
            session=request.session,
            ordinal=request.context.ordinal,
            ratio=request.ratio,
            settings=self.settings,
            script=sheet_data(sheet),
            bed_place=SourcePart(Path(self.settings.bed).name, begin.bed, stopped) if stopped is not None else None,
            text_place=SourcePart(Path(self.settings.read).name, begin.text, begin.text + read) if self.settings.read else None,
        )

    def _fingerprint(self, request: SessionRequest, begin: Begin) -> str:
        """Return a hash of all that determines the file."""
        settings = replace(self.settings, output="", voice=None, style="", bed="", run_bed="", walk_bed="", read="")
        voice = self.speaker.key(Phrase(""))
        own = (self.style.fingerprint, bed_identity(self.settings), self.text, begin)
        facts = (__version__, MAKING, request.title, request.context, voice, own, settings)
        return hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()

    def _kept(self, path: Path, request: SessionRequest) -> Recipe | None:
        """Return the recipe of the file that is there, if it is whole and just what would be made."""
        if not (path.is_file() and is_whole(path)):
            return None
        recipe = file_recipe(path)
        return recipe if recipe and recipe.fingerprint == self._fingerprint(request, self._places.begin(request)) else None


class _Measured:
    """How long things take to be heard, measured."""

    def __init__(self, speaker: Speaker) -> None:
        self.spoken = speaker.spoken
        self.tone = tone_length


class _Rehearsal:
    """How long things take, guessed where it was never measured; remembers the guesses, so that they can be spoken together."""

    def __init__(self, speaker: Speaker) -> None:
        self._known = speaker.known_duration
        self.guessed: dict[Phrase, None] = {}

    def spoken(self, phrase: Phrase) -> Milliseconds:
        length = self._known(phrase)
        if length is None:
            self.guessed[phrase] = None
            length = Milliseconds(150 + 62 * len(phrase.text))
        return length

    def tone(self, tone: Tone) -> Milliseconds:
        return tone_length(tone)
