"""How much work sessions will take, estimated before it is done: from drafts of their scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from coach.progress import ExpectedWork
from coach.script.cues import Phrase
from coach.session.request import SessionRequest
from coach.session.scripts import Draft, guessed_length
from coach.speech.engine import EngineName
from coach.units import SECOND

_SPEAKING: Final = {EngineName.HIBARI: 1.0, EngineName.PIPER: 6.0, EngineName.PYTTSX3: 1.0}
"""The work of a second of speech with each engine, the leveller's included."""

_ENCODING: Final = 0.6
"""The work of a second of sound, compared with that of hibari's speech."""

_PIECE: Final = 2.0
"""The work of encoding a piece, about: a phrase, or as much of a bed."""

_FURTHER_SPEECH: Final = 10.0
"""Seconds of each session's speech, about, that must be encoded again though it was said before: it begins at another phase."""

_SPEECH_SHARE: Final = 0.15
"""How much of a session is speech, where there is no draft of it."""


def expected_work(drafts: Sequence[Draft], engine: EngineName, *, whole: bool) -> tuple[ExpectedWork, ...]:
    """Estimate the work of sessions that are rendered in this order; `whole`: nothing of a session recurs in another one."""
    met: set[Phrase] = set()
    work = []
    for draft in drafts:
        request = draft.session.request
        new = {placed.phrase for cue in draft.sheet.cues for placed in cue.phrases} - met
        met |= new
        speaking = _seconds(phrase for phrase in draft.unspoken if phrase in new)
        encoding = request.timeline.duration / SECOND if whole else _seconds(new) + _FURTHER_SPEECH
        piece = 0.0 if whole else _PIECE
        work.append(ExpectedWork(request.title, speaking * _SPEAKING[engine], encoding * _ENCODING, piece))
    return tuple(work)


def work_without_drafts(requests: Sequence[SessionRequest], engine: EngineName) -> tuple[ExpectedWork, ...]:
    """Estimate the work of sessions that go on from one another: their scripts cannot be written beforehand."""
    return tuple(
        ExpectedWork(request.title, seconds * _SPEECH_SHARE * _SPEAKING[engine], seconds * _ENCODING)
        for request in requests
        for seconds in (request.timeline.duration / SECOND,)
    )


def _seconds(phrases: Iterable[Phrase]) -> float:
    return sum(guessed_length(phrase) for phrase in phrases) / SECOND
