"""A short session with the real voice, made once; from it come clean files, and files with one fault each."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from support import write_music

from coach.cache import Cache
from coach.mp3.assemble import write_mp3
from coach.mp3.tags import Tags, render_tag
from coach.plan.adjust import custom_plan
from coach.plan.model import Effort
from coach.plan.ratio import Ratio
from coach.script.cues import CueSheet
from coach.session.bed_choice import choose_bed
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.sound.mix import mix
from coach.units import Milliseconds

EASING = Milliseconds(40_000)


def short_order(run=30_000, walk=30_000, repeat=2):
    """A session of one's own ratio, its warm-up and cool-down cut to 40 s each: a file under four minutes."""
    ratio = Ratio(run=Milliseconds(run), walk=Milliseconds(walk), repeat=repeat)
    request = session_requests(custom_plan(ratio), None, None, ratio, None)[0]
    whole = request.context.content
    session = replace(
        whole, warm_up=replace(whole.warm_up, duration=EASING), cool_down=replace(whole.cool_down, duration=EASING)
    )
    assert {interval.effort for interval in session.intervals()} == set(Effort)
    return replace(request, context=replace(request.context, content=session))


class Louder:
    """A voice whose clips are louder or softer than they should be: all of them, or those that hold a text."""

    def __init__(self, clips, factor, text=""):
        self.spoken = clips.spoken
        self._clips, self._factor, self._text = clips, factor, text

    def _about(self, phrase):
        return self._text in phrase.text

    def key(self, phrase):
        return self._clips.key(phrase) + (f"*{self._factor}" if self._about(phrase) else "")

    def clip(self, phrase):
        pcm = self._clips.clip(phrase)
        if not self._about(phrase):
            return pcm
        sound = np.frombuffer(pcm, "<i2") * self._factor
        return np.clip(sound, -32_768, 32_767).astype("<i2").tobytes()


@dataclass
class Bench:
    """The truth, and the stages to make a file that does not keep to it: its recipe always tells the truth."""

    renderer: Renderer
    settings: Settings
    sheet: CueSheet
    tags: Tags
    cache: Cache
    folder: Path

    def file(self, name, sheet=None, clips=None, **tags):
        bed = choose_bed(self.settings, self.cache)
        wake, tones = self.settings.wake, self.settings.tones
        mixdown = mix(sheet or self.sheet, clips or self.renderer.speaker, bed, tones, floor=wake.has_floor)
        return write_mp3(self.folder / f"{name}.mp3", mixdown, render_tag(replace(self.tags, **tags)), self.cache)

    def louder(self, factor, text=""):
        return Louder(self.renderer.speaker, factor, text)

    def cue(self, kind=None, tone=None, *, effort=None):
        """The first cue of a kind, with a tone, at the start of an interval of an effort."""
        starts = {interval.start for interval in self.sheet.timeline.intervals if effort in (None, interval.effort)}
        return next(
            each
            for each in self.sheet.cues
            if kind in (None, each.kind) and tone in (None, each.tone) and (effort is None or each.start in starts)
        )

    def without(self, cue):
        return replace(self.sheet, cues=tuple(each for each in self.sheet.cues if each is not cue))

    def with_cue(self, old, new):
        cues = sorted((new if each is old else each for each in self.sheet.cues), key=lambda cue: cue.start)
        return replace(self.sheet, cues=tuple(cues))

    def moved(self, cue, by):
        start, end = Milliseconds(cue.start + by), Milliseconds(cue.end + by)
        return self.with_cue(cue, replace(cue, start=start, end=end))


@pytest.fixture(scope="session")
def bench_of(tmp_path_factory):
    """Make a bench for some settings."""
    cache = Cache(tmp_path_factory.mktemp("cache"))
    made = {}

    def bench(**settings):
        key = str(sorted(settings.items()))
        if key not in made:
            folder = tmp_path_factory.mktemp("proof")
            chosen = Settings(output=str(folder)).with_changes(settings)
            renderer = Renderer(chosen, cache=cache)
            request = short_order()
            session = renderer.make(request)
            made[key] = Bench(renderer, chosen, session.sheet, session.tags, cache, folder)
        return made[key]

    return bench


@pytest.fixture(scope="session")
def music(tmp_path_factory):
    """Two tracks of music, synthesised."""
    return write_music(tmp_path_factory.mktemp("music"))
