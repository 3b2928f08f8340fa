"""A package: the vocabulary of a mixer, spoken and encoded, with what a page must know of it.

The pieces are entries of this computer's cache, byte for byte. What is there already is neither spoken nor encoded again, so an
interrupted publication goes on where it stopped. The lengths of all phrases are an entry of their own: as long as the pieces
are there, a vocabulary is published again without its clips, which are ten times as large and are removed first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final, TypeVar

from coach.cache import Cache, entry_name, key_hash, read_entry
from coach.errors import Field, OutputError, UsageError
from coach.fields import to_data
from coach.mixer.ahead import most_used, usual_forms
from coach.mixer.beat_pieces import CHANNELS as BEAT_CHANNELS
from coach.mixer.beat_pieces import Spoken, beat_pieces, check_tempo
from coach.mixer.cue_choices import CUE_CHOICES
from coach.mixer.in_page import COVER, Mixer
from coach.mixer.limits import EARLY_WARNING_SECONDS, TIME_LEFT_EVERY, WARNING_SECONDS
from coach.mixer.options import BEDS
from coach.mixer.page_parts import FEELS, TALKS
from coach.mixer.piece_cache import LastingLengths, PieceCache, entry_hash, write_lengths, write_pack, write_sizes
from coach.mixer.pieces import CHANNELS, entry_size, phrase_piece, piece_name, usual_pieces, wordless_pieces
from coach.mixer.vocabulary import Places, vocabulary_places
from coach.mp3.frames import FrameFormat, frame_format
from coach.mp3.store import FrameStore, frames_key
from coach.plan.model import Coaching, Plan
from coach.progress import Advanced, Event, ExpectedWork, Listener, Noticed, Planned, Stage, Started, nobody
from coach.script.cues import Phrase
from coach.script.lines import Style, bundled_styles
from coach.session.scripts import MissingWordsError, ScriptWriter, check_voice, guessed_length
from coach.settings import Settings
from coach.signal.facts import FRAME_MS
from coach.sound.beds.choices import BEAT, NONE
from coach.sound.mixdown import Piece
from coach.speech.speaker import Speaker, voice_identity
from coach.speech.voice import bundled_voices
from coach.units import SECOND, Milliseconds

_Item = TypeVar("_Item")

LARGEST_CACHE: Final = 8_000_000_000
"""Bytes that the cache may hold while a vocabulary is spoken: a voice's clips take about 2 GB."""

_FOLDER: Final = "mixer/"
_BATCH: Final = 64
"""Phrases that are spoken, and then encoded, at a time."""


_SPEECH_SPEED, _ENCODING_SPEED = 25.0, 60.0
"""Seconds of sound that a computer speaks and encodes in a second, about."""

_PIECE_FRAMES: Final = 5
"""How many frames a piece has beyond its sound."""


@dataclass(frozen=True, slots=True)
class Package:
    """What is published beside the engine and the pages. Addresses are relative to the site's root."""

    address: str
    """Of the index."""
    index: str
    lengths: bytes
    start: bytes
    files: Mapping[str, bytes]
    """The index, and the tables and the pack that it names."""
    pieces: Mapping[str, str]
    """Addresses of all pieces, with the names of their entries in the cache."""
    size: int
    """Bytes of all pieces over silence."""
    beat_size: int = 0
    """Bytes of all pieces over the beat; 0 without it."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What publishing would take, about."""

    phrases: int
    unspoken: int
    size: int
    """Bytes of all pieces over silence."""
    beat_size: int
    """Bytes of all pieces over the beat; 0 without it."""
    seconds: float
    """That it takes to speak and encode what is not in the cache."""


class Packager:
    """Makes the package of one voice and one style, over silence, and over the beat too where that is wanted."""

    def __init__(
        self, plans: Sequence[Plan], settings: Settings, cache: Cache, listener: Listener = nobody, *, beat: bool = False
    ) -> None:
        """Take the plans that are offered, and the settings that all sessions share; `beat`: make its pieces too.

        Raises UsageError for a voice, a style or a plan that does not come with coach, or a tempo of which no package is made,
        and MissingEngineError where the voice cannot speak here.
        """
        if beat:
            check_tempo(settings)
        self._has_beat = beat
        self._cache = LastingLengths(cache)
        self._listener = listener
        writer = ScriptWriter(settings, self._cache, listener)
        self.speaker: Final[Speaker] = writer.speaker
        self.style: Final[Style] = writer.style
        self.settings: Final = _fixed(settings, self.speaker)
        _check(self.settings, self.style)
        self._form: Final = frame_format(CHANNELS, settings.size)
        self._beat_form: Final = frame_format(BEAT_CHANNELS, settings.size)
        check_voice(self.speaker.voice, self.style)
        self._lengths_key = f"mixer lengths|{voice_identity(self.speaker.voice)}|{self.speaker.rate:g}|{self.style.name}"
        self._cache.know(self._cache.get(self._lengths_key) or b"")
        self._makers: dict[str, Callable[[], object]] = {}
        self.plans: Final = tuple(plan for plan in plans if plan.coaching is not Coaching.NARRATED)

    @cached_property
    def places(self) -> Mapping[Phrase, Places]:
        """The vocabulary, and where each phrase can be heard."""
        return vocabulary_places(self.plans, self.style, self.settings)

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The vocabulary."""
        return tuple(self.places)

    def estimate(self) -> Estimate:
        """Tell what it would take, without speaking anything."""
        known = {phrase: self.speaker.known_duration(phrase) for phrase in self.phrases}
        unspoken = [phrase for phrase, length in known.items() if length is None]
        lengths = {phrase: length or guessed_length(phrase) for phrase, length in known.items()}
        size = sum(entry_size(length // FRAME_MS + _PIECE_FRAMES, self._form) for length in lengths.values())
        new = sum(map(guessed_length, unspoken)) / SECOND
        seconds = new / _SPEECH_SPEED + new / _ENCODING_SPEED
        over_beat = list(self._over_beat(lengths))
        seconds += sum(piece.frames for piece in self._unmade(over_beat)) * FRAME_MS / SECOND / _ENCODING_SPEED
        beat_size = sum(entry_size(piece.frames, self._beat_form) for piece in over_beat)
        return Estimate(len(known), len(unspoken), size, beat_size, seconds)

    def make(self, cover: bytes, published: Iterable[str] = ()) -> Package:
        """Speak and encode what is not in the cache, and return the package.

        `cover`: a JPEG for all sessions; `published`: names of plans whose sessions stand on the site as files.
        """
        self._speak()
        spoken_lengths = {phrase: self.speaker.spoken(phrase) for phrase in self.phrases}
        lengths = write_lengths({self.speaker.key(phrase): length for phrase, length in spoken_lengths.items()})
        self._cache.put(self._lengths_key, lengths)
        over_beat = list(self._over_beat(spoken_lengths))
        self._encode(over_beat)
        cover_name = entry_name(key_hash(COVER))
        self._makers[cover_name] = partial(self._cache.put, COVER, cover)
        self._makers[cover_name]()
        spoken = (phrase_piece(phrase, self.speaker) for phrase in self.phrases)
        early = self._named(usual_pieces(self.settings), self._form)
        names = self._named((*wordless_pieces(self.settings), *spoken), self._form)
        start = write_pack({name: self.entry(name) for name in sorted({cover_name, *early})})
        sizes, beat_sizes = self._sizes(names), self._sizes(self._named(over_beat, self._beat_form))
        for name in (*sizes, *beat_sizes):
            self._cache.note_use(name)
        index: dict[str, object] = {
            "settings": to_data(self.settings),
            "identity": voice_identity(self.speaker.voice),
            "choices": {"plans": [plan.name for plan in self.plans], "fields": _fields(beat=self._has_beat)},
            "published": list(published),
        }
        index["likely"] = self._likely(index | {"likely": []}, lengths, sizes)
        tables = {"lengths": lengths, "start": start, "pieces": write_sizes(sizes)}
        if self._has_beat:
            tables["beat_pieces"] = write_sizes(beat_sizes)
        return _package(index, tables, sizes, beat_sizes)

    def _likely(self, index: Mapping[str, object], lengths: bytes, sizes: Mapping[str, int]) -> list[tuple[str, int]]:
        """Return the pieces of usual ratios, the commonest first, with their bytes: a device fetches them ahead."""
        mixer = Mixer(index, PieceCache(lengths))
        sessions = []
        for form in usual_forms():
            # A test's package has few words.
            with contextlib.suppress(MissingWordsError):
                sessions.append(mixer.missing(form))
        return [(name, sizes[name]) for name in most_used(sessions) if name in sizes]

    def entry(self, name: str) -> bytes:
        """Return the file of an entry that the package names. One that is damaged, or was removed meanwhile, is made again.

        Another command that makes room in the cache removes some. Raises OutputError where it is not there then either, and
        what making it raises.
        """
        path = self._cache.folder / name
        for has_been_made in (False, True):
            with contextlib.suppress(OSError):
                data = path.read_bytes()
                if read_entry(data, entry_hash(name)):
                    return data
            if not has_been_made:
                self._makers[name]()
        raise OutputError(f"{path}: a piece is not kept; make room on that disk, clear the cache later, and publish again")

    def _named(self, pieces: Iterable[Piece], form: FrameFormat) -> tuple[str, ...]:
        """Return the names of the pieces' entries, and know from now on how each is made."""
        store = FrameStore(self._cache, form)
        makers = {piece_name(piece, form): partial(store.prepare, [piece]) for piece in pieces}
        self._makers.update(makers)
        return tuple(makers)

    def _sizes(self, names: Iterable[str]) -> dict[str, int]:
        return {name: self._size(name) for name in names}

    def _size(self, name: str) -> int:
        try:
            return (self._cache.folder / name).stat().st_size
        except OSError:
            return len(self.entry(name))

    def _over_beat(self, lengths: Mapping[Phrase, Milliseconds]) -> Iterator[Piece]:
        """Yield all pieces over the beat; none where it is not wanted. Nothing is rendered yet."""
        if self._has_beat:
            yield from beat_pieces(Spoken(self.places, lengths, self.speaker), self.settings)

    def _unmade(self, pieces: Iterable[Piece]) -> list[Piece]:
        """Return those pieces over the beat that are not in the cache."""
        return [piece for piece in pieces if not self._has(piece, self._beat_form)]

    def _has(self, piece: Piece, form: FrameFormat) -> bool:
        """Tell whether a piece is in the cache. Only its head is read: `entry` finds damage."""
        return self._cache.number(frames_key(piece, form)) is not None

    def _encode(self, over_beat: Iterable[Piece]) -> None:
        """Encode what is missing of the pieces over the beat, and report each batch."""
        missing = self._unmade(over_beat)
        seconds = sum(piece.frames for piece in missing) * FRAME_MS / SECOND
        for batch in self._batches(Stage.ENCODING, ExpectedWork("Words over the beat", 0.0, seconds), missing):
            FrameStore(self._cache, self._beat_form).prepare(batch)

    def _speak(self) -> None:
        """Speak and encode what is missing, in batches, and report each phrase."""
        missing = [phrase for phrase in self.phrases if not self._is_ready(phrase)]
        self._prepare(wordless_pieces(self.settings))
        seconds = sum(map(guessed_length, missing)) / SECOND
        for batch in self._batches(Stage.SPEAKING, ExpectedWork("Words of the mixer", seconds, 0.0), missing):
            self.speaker.prepare(batch, self._told_notices)
            self._prepare(phrase_piece(phrase, self.speaker) for phrase in batch)

    def _batches(self, stage: Stage, work: ExpectedWork, missing: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
        """Yield what is missing in batches. Reports the work ahead, if there is any, and each batch when it is done."""
        if missing:
            self._listener(Planned((work,)))
            self._listener(Started(stage, len(missing)))
        for begin in range(0, len(missing), _BATCH):
            batch = missing[begin : begin + _BATCH]
            yield batch
            self._listener(Advanced(len(batch)))

    def _told_notices(self, event: Event) -> None:
        """Hand on what is not about steps: those are counted here."""
        if isinstance(event, Noticed):
            self._listener(event)

    def _prepare(self, pieces: Iterable[Piece]) -> None:
        FrameStore(self._cache, self._form).prepare(pieces)

    def _is_ready(self, phrase: Phrase) -> bool:
        """Tell whether the phrase's piece is in the cache."""
        return self.speaker.known_duration(phrase) is not None and self._has(phrase_piece(phrase, self.speaker), self._form)


def _package(
    index: dict[str, object], tables: Mapping[str, bytes], sizes: Mapping[str, int], beat_sizes: Mapping[str, int]
) -> Package:
    """Put the package together: its folder is named by all that is in it."""
    content = (json.dumps(index, sort_keys=True).encode(), *tables.values())
    version = hashlib.blake2b(b"\0".join(content), digest_size=8).hexdigest()
    folder = f"{_FOLDER}{version}/"
    addresses = {name: f"{folder}{name.replace('_', '-')}.bin" for name in tables}
    text = json.dumps({**index, "version": version, **addresses})
    address = f"{folder}index.json"
    files = {address: text.encode(), **{addresses[name]: table for name, table in tables.items()}}
    pieces = {f"{_FOLDER}pieces/{name}": name for name in (*sizes, *beat_sizes)}
    return Package(
        *(address, text, tables["lengths"], tables["start"], files, pieces),
        size=sum(sizes.values()),
        beat_size=sum(beat_sizes.values()),
    )


def _fixed(settings: Settings, speaker: Speaker) -> Settings:
    """Return what all sessions of a mixer share: nobody's name, no text, no bed, no file of this computer's."""
    usual = Settings()
    return replace(
        settings,
        voice=speaker.voice.name,
        name=usual.name,
        read=usual.read,
        bed=NONE,
        run_bed=usual.run_bed,
        walk_bed=usual.walk_bed,
        resume=usual.resume,
        pace=usual.pace,
        walk_pace=usual.walk_pace,
        output=usual.output,
        time_left_every=None,
        warning=usual.warning,
        early_warning=usual.early_warning,
    )


def _check(settings: Settings, style: Style) -> None:
    voices = [voice.name for voice in bundled_voices()]
    if settings.voice not in voices:
        raise UsageError(
            Field("voice"), f" {settings.voice}: a mixer speaks with a voice that comes with coach: {', '.join(voices)}"
        )
    if settings.style not in bundled_styles():
        styles = ", ".join(bundled_styles())
        raise UsageError(Field("style"), f" {style.name}: a mixer has the lines of a style that comes with coach: {styles}")


def _fields(*, beat: bool) -> dict[str, dict[str, str]]:
    """Return the choices of the form that have words, beside times and counts."""
    offered = {
        "warning": {"0s", *(f"{seconds}s" for seconds in WARNING_SECONDS)},
        "early-warning": {"0s", *(f"{seconds}s" for seconds in EARLY_WARNING_SECONDS)},
        "time-left-every": {"0s", *(f"{every // SECOND}s" for every in TIME_LEFT_EVERY)},
    }
    cues = {
        name: {value: words for value, words in choice.values.items() if value in offered.get(name, choice.values)}
        for name, choice in CUE_CHOICES.items()
    }
    beds = {"bed": {name: BEDS[name] for name in (NONE, BEAT)}} if beat else {}
    return {"talk": dict(TALKS), "feel": dict(FEELS), **beds, **cues}
