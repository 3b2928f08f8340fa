"""The flow: an order becomes a script, a mix, and a file with its tag. What takes time is found in the cache if it is there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from coach import __version__
from coach.cache import Cache
from coach.errors import RecipeError
from coach.labels import session_tags
from coach.mp3.assemble import Assembly, assemble, write_mp3
from coach.mp3.inspect import is_whole
from coach.mp3.tags import read_recipe, render_tag
from coach.orders import Order
from coach.progress import Listener, Written, nobody
from coach.recipe import Recipe, parse_recipe
from coach.script.cues import CueSheet, Durations, Phrase, Tone
from coach.script.export import sheet_data
from coach.script.lines import Style, load_style
from coach.script.reading import spoken_sheet
from coach.script.writer import Manner, write_script
from coach.settings import Settings, cache_path
from coach.sound.earcons import tone_length
from coach.sound.mix import mix
from coach.speech.speaker import Speaker, choose_voice
from coach.speech.voice import parse_rate
from coach.units import Milliseconds


class Studio:
    """Makes sessions after one runner's settings: one voice, one style, one cache."""

    def __init__(
        self, settings: Settings, listener: Listener = nobody, *, year: int = 2026, cache: Cache | None = None
    ) -> None:
        self.settings = settings
        self.listener = listener
        self.year = year
        self.cache = cache or Cache(cache_path())

    def render(self, wanted: Sequence[Order], *, force: bool = False) -> list[Path]:
        """Write the sessions' files and report each; what is there and unchanged is left alone.

        Raises what its stages raise; a session that fails leaves no file behind.
        """
        paths = {order.path(Path(self.settings.output)): order for order in wanted}
        old = {path for path, order in paths.items() if not force and self._is_current(path, order)}
        new = [order for path, order in paths.items() if path not in old]
        sheets = iter(self.scripts(new))
        for path, order in paths.items():
            if path not in old:
                sheet = next(sheets)
                write_mp3(path, mix(sheet, self.speaker), self._tag(order, sheet), self.cache, self.listener)
            self.listener(Written(path, unchanged=path in old))
        self.cache.tidy()
        return list(paths)

    def assembly(self, order: Order) -> Assembly:
        """Return a session's MP3 without writing it: its size is known, and any part of it can be read."""
        sheet = self.scripts([order])[0]
        return assemble(mix(sheet, self.speaker), self._tag(order, sheet), self.cache, self.listener)

    def scripts(self, wanted: Sequence[Order]) -> list[CueSheet]:
        """Write the cue sheets. What was never spoken is spoken now, all of it together."""
        rehearsal = _Rehearsal()
        for order in wanted:
            self._script(order, rehearsal)
        self.speaker.prepare(rehearsal.phrases, self.listener)
        return [self._script(order, _Measured(self.speaker)) for order in wanted]

    def say(self, text: str, path: Path) -> None:
        """Speak a text of any length into an MP3."""
        sheet = spoken_sheet(text, _Measured(self.speaker))
        write_mp3(path, mix(sheet, self.speaker), b"", self.cache, self.listener)
        self.listener(Written(path))

    @cached_property
    def style(self) -> Style:
        """The words."""
        return load_style(self.settings.style)

    @cached_property
    def speaker(self) -> Speaker:
        """The voice."""
        return Speaker(choose_voice(self.settings.voice, self.cache, self.listener), self.cache, parse_rate(self.settings.rate))

    def _script(self, order: Order, durations: Durations) -> CueSheet:
        settings = self.settings
        manner = Manner(settings.talk, settings.name, settings.units, settings.wake)
        return write_script(order.situation, self.style, durations, manner)

    def _tag(self, order: Order, sheet: CueSheet) -> bytes:
        return render_tag(session_tags(order, sheet, self._recipe(order, sheet).to_json(), self.year))

    def _recipe(self, order: Order, sheet: CueSheet) -> Recipe:
        return Recipe(
            coach=__version__,
            fingerprint=self._fingerprint(order),
            plan=order.plan.name,
            title=order.title,
            week=order.week,
            session=order.session,
            ratio=order.ratio,
            settings=self.settings,
            script=sheet_data(sheet),
        )

    def _fingerprint(self, order: Order) -> str:
        """Return a hash of all that determines the file."""
        voice = self.speaker.key(Phrase(""))
        settings = replace(self.settings, output="", voice=None, style="")
        facts = (__version__, order.plan.title, order.title, order.situation, voice, self.style.fingerprint, settings)
        return hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()

    def _is_current(self, path: Path, order: Order) -> bool:
        if not (path.is_file() and is_whole(path)):
            return False
        try:
            recipe = parse_recipe(read_recipe(path), path.name)
        except RecipeError:
            return False
        return recipe.fingerprint == self._fingerprint(order)


class _Measured:
    """How long things take to be heard, measured."""

    def __init__(self, speaker: Speaker) -> None:
        self.spoken = speaker.spoken
        self.tone = tone_length


class _Rehearsal:
    """A guess at how long things take, that remembers what was asked for, so that it can be spoken all together."""

    def __init__(self) -> None:
        self.phrases: dict[Phrase, None] = {}

    def spoken(self, phrase: Phrase) -> Milliseconds:
        self.phrases[phrase] = None
        return Milliseconds(150 + 62 * len(phrase.text))

    def tone(self, tone: Tone) -> Milliseconds:
        return tone_length(tone)
