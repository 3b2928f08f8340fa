"""What a page's worker asks: the mixer's answers, and sessions joined from pieces that were encoded elsewhere.

Nothing here speaks, encodes or draws: what a session lacks are entries to be fetched. All values are those of the mixer's form.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from coach.errors import CoachError, Field, InputError, UsageError
from coach.fields import from_data
from coach.mixer.advice import NextSession, next_session
from coach.mixer.ahead import next_form
from coach.mixer.answers import FIRST_MIX, Mix, answer_mix, refused_mix
from coach.mixer.cue_choices import CUE_CHOICES, CueChoice
from coach.mixer.episode import Episode
from coach.mixer.limits import check
from coach.mixer.options import Choices, WebOptions
from coach.mixer.page_parts import Offer, PageParts, PagePlace
from coach.mixer.piece_cache import PieceCache
from coach.mixer.pieces import CHANNELS, entry_size, piece_name
from coach.mp3.assemble import assemble
from coach.mp3.frames import frame_format
from coach.mp3.tags import Tags, render_tag
from coach.plan.adjust import custom_plan
from coach.plan.catalogue import find_plan
from coach.plan.model import Plan
from coach.plan.ratio import CUSTOM, Ratio
from coach.session.renderer import BuiltSession, Published, Renderer
from coach.session.request import SessionRequest, session_requests
from coach.session.scripts import MissingWordsError
from coach.settings import Settings
from coach.sound.mixdown import Mixdown
from coach.speech.rate import parse_rate
from coach.speech.speaker import Speaker
from coach.speech.voice import load_voice
from coach.toml_table import shown

COVER: Final = "mixer-cover"
"""The key of the cover in the cache."""

_CHUNK: Final = 4 * 1024**2
"""Bytes of a file that are handed over at a time, about."""

_FORM: Final = PagePlace("../", live=False)
_SESSION: Final = PagePlace("../../", live=False)
"""Where the two pages stand: `mixer/` and `mixer/session/`."""


def open_mixer(index: str, lengths: bytes | memoryview, start: bytes | memoryview) -> Mixer:
    """Return the mixer of a package: its index as JSON, its table of lengths, and the pack of entries that are needed first."""
    cache = PieceCache(bytes(lengths))
    cache.add_all(bytes(start))
    return Mixer(json.loads(index), cache)


class Mixer:
    """Answers and sessions from one published package."""

    def __init__(self, index: Mapping[str, Any], cache: PieceCache) -> None:
        """Take the package's index; `cache` has the lengths of its phrases, and its first entries."""
        self._settings = from_data(Settings, index["settings"])
        self._cache = cache
        self._voice = load_voice(self._settings.voice or "")
        self._identity = str(index["identity"])
        fields = {name: dict(values) for name, values in index["choices"]["fields"].items()}
        self.offer: Final = _offer([find_plan(name) for name in index["choices"]["plans"]], fields)
        self._choices = Choices(self.offer.voices, tuple(self.offer.styles))
        self._published = frozenset(index["published"])
        self._likely = [(str(name), int(size)) for name, size in index["likely"]]
        self._parts = PageParts()
        self._built: dict[str, tuple[SessionRequest, WebOptions, BuiltSession]] = {}

    def form(self, values: Mapping[str, str]) -> str:
        """Return the mixer's form as HTML."""
        return self._parts.mixer("mixer_form.html", _FORM, self.offer, values, self.answer(values))

    def load(self) -> None:
        """Load whatever answers and sessions need, so that an image of the memory has it."""
        self.form(FIRST_MIX)
        with contextlib.suppress(CoachError, MissingWordsError):
            self.session(FIRST_MIX)

    def preview(self, values: Mapping[str, str]) -> str:
        """Return what the mixer shows for a form, as HTML: a session, or what is wrong."""
        return self._parts.mixer("mixer_result.html", _FORM, self.offer, values, self.answer(values))

    def session(self, values: Mapping[str, str]) -> str:
        """Return the page of a session with its player, as HTML. Raises CoachError for a form that cannot be mixed."""
        request, options, built = self._build(values)
        frames = 1 + sum(span.frames for span in built.mixdown.spans)
        form = frame_format(built.mixdown.channels, built.mixdown.size)
        episode = Episode(request, built.sheet, len(render_tag(built.tags, "")) + frames * form.size, "")
        plan_way = _SESSION.link(f"plans/{request.plan.name}/")
        return self._parts.session(
            *("session_main.html", _SESSION, episode, options, self._find),
            neighbours=("", ""), downloads=(), plan_way=plan_way, made_here=True,
        )  # fmt: skip

    def missing(self, values: Mapping[str, str]) -> list[str]:
        """Return the names of the entries that must be added before `chunks`. Raises CoachError as `session` does."""
        return [name for name, _ in self._unknown(_entries(self._build(values)[2].mixdown))]

    def ahead(self, values: Mapping[str, str]) -> list[tuple[str, int]]:
        """Return the names of entries that sessions after this one probably need and that are not here, and their bytes.

        After a session of a plan these are its next one's, in the order of time. After a ratio of one's own they are those of
        usual ratios, the commonest first; none over the beat, whose pieces are too large. Raises CoachError as
        `session` does.
        """
        request, _, built = self._build(values)
        if request.plan.name == CUSTOM:
            return self._unknown(self._likely if built.mixdown.channels == CHANNELS else ())
        following = next_form(values, request)
        if following:
            # What changes one session need not fit the next one.
            with contextlib.suppress(CoachError, MissingWordsError):
                return self._unknown(_entries(self._made(following)[2].mixdown))
        return []

    def _unknown(self, entries: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        return [(name, size) for name, size in entries if not self._cache.has(name)]

    def chunks(self, values: Mapping[str, str]) -> Iterator[bytes]:
        """Yield the session's MP3 in chunks of a few megabytes."""
        built = self._build(values)[2]
        assembly = assemble(built.mixdown, partial(render_tag, built.tags), self._cache)
        gathered: list[bytes | memoryview] = []
        size = 0
        for chunk in assembly.chunks():
            gathered.append(chunk)
            size += len(chunk)
            if size >= _CHUNK:
                yield b"".join(gathered)
                gathered, size = [], 0
        yield b"".join(gathered)

    def problem(self, values: Mapping[str, str]) -> str:
        """Return why there is no session for a form, in a sentence; empty where there is one."""
        return str(self.answer(values)["problem"])

    def cover(self) -> bytes:
        """Return the cover that all sessions have, a JPEG."""
        return self._cache.get(COVER) or b""

    def add(self, name: str, data: bytes | memoryview) -> bool:
        """Take an entry that was fetched, or kept. Returns whether it is whole; a damaged one is left out."""
        return self._cache.add(name, bytes(data))

    def tags(self, values: Mapping[str, str]) -> Tags:
        """Return what the session's file says about itself."""
        return self._build(values)[2].tags

    def answer(self, values: Mapping[str, str]) -> Mapping[str, object]:
        """Return what the mixer's page shows for a form; without values for that which it begins with."""
        filled = values or FIRST_MIX
        try:
            result = self._mix(filled)
        except (InputError, UsageError) as error:
            plans = {plan.name: plan for plan in self.offer.plans}
            return refused_mix(error, filled, plans.get(filled.get("plan", "")))
        return result | {"way": f"{_FORM.root}mixer/session/index.html?{urlencode(filled)}", "feed_way": "", "made_here": True}

    def _build(self, values: Mapping[str, str]) -> tuple[SessionRequest, WebOptions, BuiltSession]:
        """Write and mix the session of a form, once."""
        key = urlencode(sorted(values.items()))
        if key not in self._built:
            self._built = {key: self._made(values)}
        return self._built[key]

    def _made(self, values: Mapping[str, str]) -> tuple[SessionRequest, WebOptions, BuiltSession]:
        result = self._mix(values)
        request, options = result["request"], result["options"]
        return request, options, self._renderer(options.settings(self._settings)).make(request)

    def _mix(self, values: Mapping[str, str]) -> Mix:
        """Return the answer to a form. Raises UsageError for what cannot be mixed, or needs words that are not published."""
        result = answer_mix(values, _FORM.root, self._choices, self._settings, self._plan)
        settings = result["options"].settings(self._settings)
        if settings.bed not in {self._settings.bed, *self.offer.beds}:
            raise UsageError(Field("bed"), f" {settings.bed} is not published here; leave it out")
        check(result["request"], settings)
        return result

    def _renderer(self, settings: Settings) -> Renderer:
        speaker = Speaker(self._voice, self._cache, parse_rate(settings.rate), self._identity)
        published = Published(speaker, self.cover())
        return Renderer(settings, cache=self._cache, speaks=False, published=published)

    def _plan(self, name: str, options: WebOptions) -> Plan:
        """Return an offered plan, or that of a session of one's own. Raises UsageError for others."""
        if name == CUSTOM:
            return custom_plan(options.ratio)
        plan = next((plan for plan in self.offer.plans if plan.name == name), None)
        if plan is None:
            raise UsageError(f"this page has no plan {shown(name)}; choose one of its list")
        return plan

    def _find(self, plan: str, week: int, session: int, _: WebOptions) -> NextSession | None:
        """Return the published session that comes next."""
        if plan not in self._published:
            return None
        return next_session(session_requests(find_plan(plan), week, session, Ratio(), self._settings.runner)[0], WebOptions())


def _entries(mixdown: Mixdown) -> Iterable[tuple[str, int]]:
    """Return the names of the entries of a session's pieces in the order of time, each with its bytes."""
    form = frame_format(mixdown.channels, mixdown.size)
    pieces = dict.fromkeys(span.piece for span in mixdown.spans if span.piece)
    return {piece_name(piece, form): entry_size(piece.frames, form) for piece in pieces}.items()


def _offer(plans: Sequence[Plan], fields: Mapping[str, Mapping[str, str]]) -> Offer:
    """Return what the form offers: of the server's offer what has published words."""
    cues = {
        name: CueChoice(choice.label, {value: words for value, words in choice.values.items() if value in fields[name]})
        for name, choice in CUE_CHOICES.items()
        if name in fields
    }
    lists = {name: fields.get(name, {}) for name in ("voice", "style", "talk", "bed", "feel")}
    return Offer(plans, lists["voice"], lists["style"], lists["talk"], lists["bed"], lists["feel"], cues)
