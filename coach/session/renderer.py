"""From requests to files: each becomes a script, a mix, and an MP3 with its tag. What takes time is kept in the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.cache import Cache
from coach.files import remove_leftovers
from coach.mp3.assemble import Assembly, assemble, write_mp3
from coach.mp3.inspect import sound_checksum
from coach.mp3.tag_reading import own_frames, read_facts
from coach.mp3.tags import Tags, render_tag
from coach.progress import Listener, Noticed, Planned, Written, nobody
from coach.script.cues import CueKind, CueSheet, Phrase
from coach.script.sheet_data import sheet_data
from coach.session.bed_choice import bed_identity, choose_bed, own_recording
from coach.session.continuation import Begin, Continuation
from coach.session.expected_work import expected_work, work_without_drafts
from coach.session.labels import chapters, session_tags
from coach.session.recipe import FILE_VERSION, Recipe, SourcePart, file_recipe
from coach.session.request import SessionRequest
from coach.session.scripts import Draft, PreparedSession, ScriptWriter
from coach.settings import Over, Settings, cache_path
from coach.sound.mix import bed_sections, mix
from coach.sound.mixdown import Mixdown
from coach.sound.pcm import write_wav
from coach.speech.speaker import Speaker
from coach.units import Milliseconds, samples
from coach.version import __version__

if TYPE_CHECKING:
    from coach.sound.beds.bed import Bed

MP3: Final = ".mp3"
WAV: Final = ".wav"

Moments = tuple[Milliseconds, Milliseconds]
"""From one moment of a session up to another."""


@dataclass(frozen=True, slots=True)
class BuiltSession:
    """A session that is written and mixed, not yet encoded."""

    sheet: CueSheet
    mixdown: Mixdown
    recipe: Recipe
    tags: Tags


@dataclass(frozen=True, slots=True)
class Published:
    """What was made ready on another computer for one that cannot speak, encode or draw."""

    speaker: Speaker
    cover: bytes
    """Of all sessions, a JPEG."""


class Renderer:
    """Renders sessions with one runner's settings: one voice, one style, one bed, one cache."""

    def __init__(
        self,
        settings: Settings,
        listener: Listener = nobody,
        *,
        cache: Cache | None = None,
        begin: int | None = None,
        speaks: bool = True,
        published: Published | None = None,
    ) -> None:
        """Take the settings; `begin` is where the first session begins, in ms of its recording or in sentences of its text.

        With `speaks` false nothing is spoken: where words are missing, MissingWordsError is raised, for sessions that do not go
        on from one another before any is written. `published` has what another computer has made ready.
        """
        self.settings = settings
        self.listener = listener
        self.cache = cache or Cache(cache_path())
        recording = own_recording(settings) if settings.resume else None
        text = Path(settings.read).expanduser() if settings.read else None
        each = recording is None and text is None and own_recording(settings) is not None
        self._continuation = Continuation(Path(settings.output).expanduser(), recording, text, begin, each=each)
        self._speaks = speaks
        self._told: set[str] = set()
        self._writer = ScriptWriter(
            settings, self.cache, listener, speaks=speaks, speaker=published.speaker if published else None
        )
        self._cover = published.cover if published else b""

    @property
    def speaker(self) -> Speaker:
        """The voice, with its clips."""
        return self._writer.speaker

    def render(self, requests: Sequence[SessionRequest], *, force: bool = False) -> list[Path]:
        """Write the sessions' files and report each; a file that is there and unchanged is left alone.

        Raises what its stages raise; a session that fails leaves no file behind.
        """
        output = Path(self.settings.output).expanduser()
        for folder in {request.path(output).parent for request in requests}:
            remove_leftovers(folder)
        goes_on = self._continuation.continues
        unchanged: set[Path] = set()
        if not (force or goes_on):
            unchanged = {request.path(output) for request in requests if self._unchanged(request.path(output), request)}
        drafts = self._drafts([request for request in requests if request.path(output) not in unchanged])
        for request in requests:
            path = request.path(output)
            recipe = self._unchanged(path, request) if goes_on and not force else None
            is_unchanged = path in unchanged or recipe is not None
            if not is_unchanged:
                recipe = self._write(path, self._build(request, drafts.pop(path, None)))
            if recipe:
                self._continuation.ended(request, recipe)
            self.listener(Written(path, unchanged=is_unchanged))
        self.cache.tidy()
        return [request.path(output) for request in requests]

    def albums(self, requests: Sequence[SessionRequest]) -> list[Path]:
        """Write each session as a folder of tracks, one for each interval, and report the list that plays them in order."""
        from coach.session.album import write_album

        lists = []
        output = Path(self.settings.output).expanduser()
        for request in requests:
            remove_leftovers(request.path(output).parent)
        drafts = self._drafts(requests)
        for request in requests:
            path = request.path(output)
            built = self._build(request, drafts.pop(path, None))
            tags = replace(built.tags, album=request.tracks_album)
            lists.append(write_album(path.with_suffix(""), built.mixdown, tags, self.cache, self.listener))
            self.listener(Written(lists[-1]))
        return lists

    def assembly(self, request: SessionRequest) -> Assembly:
        """Return a session's MP3 without writing it: its size is known, and any part of it can be read."""
        built = self.make(request)
        return assemble(built.mixdown, partial(render_tag, built.tags), self.cache, self.listener)

    def scripts(self, requests: Sequence[SessionRequest]) -> list[CueSheet]:
        """Write the cue sheets; phrases without a clip are spoken together, on all cores."""
        return self._writer.write([self._prepared(request) for request in requests])

    def make(self, request: SessionRequest, sheet: CueSheet | None = None) -> BuiltSession:
        """Write and mix a session; `sheet` is its script where that is written already."""
        request = request.in_language(self._writer.style.language)
        session = self._prepared(request)
        sheet = sheet or self._writer.write([session])[0]
        self._say_what_is_heard(session, sheet)
        recipe = self._recipe(session, sheet)
        tags = session_tags(request, sheet, recipe.to_json(), self.cache, self._cover)
        return BuiltSession(sheet, self._mix(sheet, session.bed), recipe, tags)

    def excerpt(self, request: SessionRequest, path: Path, choose: Callable[[CueSheet], Sequence[Moments]]) -> None:
        """Write parts of a session, one after another, as an MP3 or a WAV file; `choose` finds them in the cue sheet."""
        from coach.mp3.cutting import splice

        built = self.make(request)
        parts = [(samples(start), samples(end)) for start, end in choose(built.sheet)]
        tag = render_tag(replace(built.tags, recipe="", chapters=(), lyrics="", timed_lyrics=(), cover=b""))
        self._write_sound(path, splice(built.mixdown, parts), tag)

    def say(self, text: str, path: Path) -> None:
        """Speak a text of any length into an MP3 or a WAV file."""
        self._write_sound(path, mix(self._writer.write_spoken(text), self.speaker))

    def _write_sound(self, path: Path, mixdown: Mixdown, tag: bytes = b"") -> None:
        """Write what the path's name says: WAV where it ends in .wav, else MP3 with the tag."""
        if path.suffix.lower() == WAV:
            write_wav(path, mixdown)
        else:
            write_mp3(path, mixdown, tag, self.cache, self.listener)
        self.listener(Written(path))

    def _drafts(self, requests: Sequence[SessionRequest]) -> dict[Path, Draft]:
        """Draft the scripts of sessions and report how much work they will take.

        There are none of sessions that go on from one another: where one begins is known when the one before it is written.
        """
        output, engine = Path(self.settings.output).expanduser(), self.speaker.voice.engine
        requests = [request.in_language(self._writer.style.language) for request in requests]
        if self._continuation.continues:
            self.listener(Planned(work_without_drafts(requests, engine)))
            return {}
        drafts = [self._writer.draft(self._prepared(request)) for request in requests]
        if not self._speaks:
            self._writer.complete(drafts)
        whole = own_recording(self.settings) is not None
        self.listener(Planned(expected_work(drafts, engine, whole=whole)))
        return dict(zip([request.path(output) for request in requests], drafts, strict=True))

    def _build(self, request: SessionRequest, draft: Draft | None) -> BuiltSession:
        return self.make(request, self._writer.complete([draft])[0] if draft else None)

    def _prepared(self, request: SessionRequest) -> PreparedSession:
        begin = self._continuation.begin(request)
        bed = choose_bed(self.settings, self.cache, request.context.ordinal, Milliseconds(begin.bed), self._tell_once)
        return PreparedSession(request, begin, bed)

    def _say_what_is_heard(self, session: PreparedSession, sheet: CueSheet) -> None:
        """Report which part of the runner's recording the session has, where it matters which. Raises BedError for none."""
        recording = own_recording(self.settings)
        if session.bed and recording and (self.settings.resume or self.settings.over is Over.PAUSE):
            from coach.session.recording import heard_of_recording

            parts = heard_of_recording(bed_sections(sheet, self.speaker, session.bed), sheet, recording.name)
            self.listener(Noticed(f"{session.request.title}: {parts}"))

    def _tell_once(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self.listener(Noticed(message))

    def _mix(self, sheet: CueSheet, bed: Bed | None) -> Mixdown:
        mixdown = mix(sheet, self.speaker, bed, self.settings.tones, floor=self.settings.wake.has_floor)
        return replace(mixdown, size=self.settings.size)

    def _write(self, path: Path, built: BuiltSession) -> Recipe:
        tag = partial(render_tag, built.tags, own=self._own_frames(path))
        write_mp3(path, built.mixdown, tag, self.cache, self.listener)
        return built.recipe

    def _own_frames(self, path: Path) -> tuple[Any, ...]:
        """Return the frames that the runner has added to the tag of the file that is replaced, or has changed in it."""
        if not path.is_file():
            return ()
        if file_recipe(path) is None:
            self.listener(Noticed(f"{path.name}: what is there was not made by coach, or its recipe is broken; it is replaced"))
            return ()
        return own_frames(path)

    def _recipe(self, session: PreparedSession, sheet: CueSheet) -> Recipe:
        request, begin, bed = session.request, session.begin, session.bed
        sections = bed_sections(sheet, self.speaker, bed) if bed and self.settings.resume else ()
        stopped = bed.resume_position(sections) if bed and sections else None
        # A recording that begins anew does not begin where the session before it ended.
        started = min(begin.bed, sections[0].position) if sections else begin.bed
        read = sum(len(cue.phrases) for cue in sheet.cues if cue.kind is CueKind.STORY)
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
            bed_place=SourcePart(Path(self.settings.bed).name, started, stopped) if stopped is not None else None,
            chapter_titles=tuple(chapter.title for chapter in chapters(sheet, request.language)),
            file_version=FILE_VERSION,
            text_place=SourcePart(Path(self.settings.read).name, begin.text, begin.text + read) if self.settings.read else None,
        )

    def _fingerprint(self, request: SessionRequest, begin: Begin) -> str:
        """Return a hash of all that determines the file. The clock is not part of it."""
        request = request.in_language(self._writer.style.language)
        voice = self.speaker.key(Phrase(""))
        content = (self._writer.style.fingerprint, bed_identity(self.settings), self._writer.text, begin)
        facts = (__version__, FILE_VERSION, request.title, request.context, voice, content, self._settings_by_value)
        return hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()

    @cached_property
    def _settings_by_value(self) -> Settings:
        """The settings without paces and those that name something: they are in the fingerprint by what they lead to."""
        unnamed = replace(self.settings, output="", voice=None, style="", bed="", run_bed="", walk_bed="", read="")
        return replace(unnamed, pace="", walk_pace="")

    def _unchanged(self, path: Path, request: SessionRequest) -> Recipe | None:
        """Return the recipe of the file that is there, if its sound is whole and just what would be rendered; else None.

        Its tag may have been edited: title, cover and the like are the runner's.
        """
        recipe = file_recipe(path) if path.is_file() else None
        if recipe is None or recipe.fingerprint != self._fingerprint(request, self._continuation.begin(request)):
            return None
        facts = read_facts(path)
        return recipe if facts and facts.sound == sound_checksum(path) else None
