"""The runner's own music and talk: files, folders and playlists under the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.errors import BedError, Field
from coach.signal.facts import FRAME_MS
from coach.sound.beds.audio_files import AudioFile, find_audio_files, measure_audio_file
from coach.sound.beds.bed import BED_LOUDNESS, CLOSING_FADE, BedSection, CommonBed, TimeRange
from coach.sound.beds.playlist import CROSSFADE, Playlist
from coach.sound.ducking import ATTACK
from coach.units import MINUTE, SECOND, Lufs, Milliseconds, clock

if TYPE_CHECKING:
    from coach.script.cues import CueSheet

TALK_LOUDNESS: Final = Lufs(-16.0)
"""The level of a talk that pauses for the coach, on both channels: 3 LU under the coach."""

_SWITCH_OUT: Final = Milliseconds(40)
_SWITCH_IN: Final = Milliseconds(8)
_TALK_IN: Final = Milliseconds(60)
_BREATH: Final = Milliseconds(300)
"""How long it is quiet between the coach's last word and the talk."""

LEAST_LEFT: Final = Milliseconds(MINUTE)
"""With less than this left a recording that goes on is over."""

_LEAST_TALK: Final = Milliseconds(3_000)
"""A talk does not come back for less."""


def _ignore(message: str) -> None:
    """Hear nothing."""


@dataclass(frozen=True, slots=True)
class MusicBed(CommonBed):
    """Music that is ducked under the voice."""

    path: Path
    """A file, a folder or an M3U."""
    cache: Cache
    """Keeps what was measured of each file."""
    seed: int = 0
    """Decides the order; equal seeds, equal order."""
    shuffled: bool = True
    begin: Milliseconds = Milliseconds(0)
    """Where in the music the session starts."""
    pauses: bool = False
    strict: bool = False
    """Refuse a folder or list with a file that cannot be played, rather than leave that file out."""
    notice: Callable[[str], None] = field(default=_ignore, compare=False, repr=False)
    """Hears of each file that is left out."""

    def sections(
        self, sheet: CueSheet, messages: tuple[TimeRange, ...], places: tuple[TimeRange, ...]
    ) -> tuple[BedSection, ...]:
        """Let the music play on from place to place, paused in between. Raises BedError for music that cannot be read."""
        del sheet, messages
        needed = self.begin + sum(place.end - place.start for place in places)
        playlist = Playlist(_measured_files(self, needed, CROSSFADE), BED_LOUDNESS)
        sections = []
        position: int = self.begin
        for place in places:
            # On the grid of frames the music's blocks recur whatever the ratio; under 24 ms are left out for it.
            position += (place.start - position + self.begin) % FRAME_MS
            sections.append(BedSection(place.start, place.end, playlist, Milliseconds(position), _SWITCH_IN, _SWITCH_OUT))
            position += place.end - place.start
        return tuple(sections)

    def resume_position(self, sections: tuple[BedSection, ...]) -> Milliseconds | None:
        """Return where the music was at the plan's end; the closing fade after it is played again."""
        last = sections[-1]
        return Milliseconds(last.position + max(last.end - last.start - CLOSING_FADE, 0))


@dataclass(frozen=True, slots=True)
class TalkBed(CommonBed):
    """A podcast or an audiobook: it pauses for every message and then continues where it stopped."""

    path: Path
    """A file, a folder or an M3U."""
    cache: Cache
    """Keeps what was measured of each file."""
    begin: Milliseconds = Milliseconds(0)
    """Where in the talk the session starts."""
    seed: int = 0
    shuffled: bool = False
    pauses: bool = True
    strict: bool = False
    """Refuse a folder or list with a file that cannot be played, rather than leave that file out."""
    notice: Callable[[str], None] = field(default=_ignore, compare=False, repr=False)
    """Hears of each file that is left out."""
    anew: bool = False
    """Whether it begins at its start again once it is over; otherwise it is refused."""

    def sections(
        self, sheet: CueSheet, messages: tuple[TimeRange, ...], places: tuple[TimeRange, ...]
    ) -> tuple[BedSection, ...]:
        """Lay the talk over all gaps between messages, up to the plan's end.

        Raises BedError for a file that cannot be read, or that is over where the session would go on in it.
        """
        playlist = self._playlist(Milliseconds(sum(place.end - place.start for place in places)))
        sections = []
        position: int = self._first(playlist)
        for gap in _gaps(messages, places, sheet.timeline.duration):
            # Starting on the grid of frames, nothing of the talk is lost or heard twice.
            start = gap.start + (position - gap.start) % FRAME_MS
            stop = min(gap.end, start + playlist.length - position)
            if stop - start < _LEAST_TALK:
                continue
            sections.append(
                BedSection(Milliseconds(start), Milliseconds(stop), playlist, Milliseconds(position), _TALK_IN, ATTACK)
            )
            # What fades away is said again when the talk comes back.
            position += stop - start - ATTACK
        return tuple(sections)

    def lasts(self, length: Milliseconds) -> bool:
        """Tell whether there is so much left of the talk. Raises BedError for a file that cannot be read."""
        playlist = self._playlist(length)
        return playlist.length - self._first(playlist) >= length

    def _first(self, playlist: Playlist) -> Milliseconds:
        """Return where in the talk the session starts. Raises BedError where the talk is over."""
        left = max(playlist.length - self.begin, 0)
        if self.begin == 0 or left >= LEAST_LEFT:
            return self.begin
        if self.anew:
            return Milliseconds(0)
        raise BedError(
            f"{self.path.name}: is over, {left // SECOND} s of {clock(playlist.length)} are left; ",
            *("choose another recording with ", Field("bed"), ", or begin it anew with ", Field("at_end"), " anew"),
        )

    def _playlist(self, length: Milliseconds) -> Playlist:
        files = _measured_files(self, self.begin + length, Milliseconds(0))
        return Playlist(files, TALK_LOUDNESS, Milliseconds(0), endless=False)

    def resume_position(self, sections: tuple[BedSection, ...]) -> Milliseconds | None:
        """Return where the talk stopped."""
        if not sections:
            return self.begin
        last = sections[-1]
        return Milliseconds(last.position + last.end - last.start - last.fade_out)


def _gaps(messages: tuple[TimeRange, ...], places: tuple[TimeRange, ...], end: Milliseconds) -> Iterator[TimeRange]:
    """Yield the gaps between messages in the places, up to the end."""
    for whole_place in places:
        place = TimeRange(whole_place.start, min(whole_place.end, end))
        start: int = place.start
        for message in messages:
            if message.end <= place.start or message.start >= place.end:
                continue
            if message.start > start:
                yield TimeRange(Milliseconds(start), message.start)
            start = max(start, message.end + _BREATH)
        if start < place.end:
            yield TimeRange(Milliseconds(start), place.end)


def _measured_files(bed: MusicBed | TalkBed, needed: int, crossfade: Milliseconds) -> tuple[AudioFile, ...]:
    """Measure as many files as the session needs, in the order in which they are heard.

    Raises BedError where none can be played, and for a single file, or a strict bed, where any cannot.
    """
    paths = list(find_audio_files(bed.path))
    if bed.shuffled:
        Random(bed.seed).shuffle(paths)  # noqa: S311 - an order to listen in is no secret
    files: list[AudioFile] = []
    for path in paths:
        try:
            files.append(measure_audio_file(path, bed.cache))
        except BedError as error:
            if bed.strict or len(paths) == 1:
                raise
            bed.notice(f"{error}; it is left out")
            continue
        if sum(file.length - crossfade for file in files) - crossfade >= needed:
            break
    if not files:
        raise BedError(f"{bed.path}: none of its {len(paths)} files can be played; give others")
    return tuple(files)
