"""docs/demo.mp3, the first thing that anybody hears: cut by its cues, every phrase whole."""

import importlib.util
import re
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from mutagen.id3 import ID3
from support import SpokenAtReadingSpeed

from coach.cache import Cache
from coach.plan.catalogue import DEFAULT_PLAN, find_plan
from coach.plan.context import session_context
from coach.script.lines import bundled_styles, load_style
from coach.script.writer import ScriptOptions, write_script

DOCS = Path(__file__).resolve().parents[2] / "docs"
pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="the documents are in the checkout, not in the wheel")

MISHEARD = 0.15
"""Words of one phrase that the smallest recogniser may get wrong."""


@pytest.fixture(scope="module")
def make_demo():
    specification = importlib.util.spec_from_file_location("make_demo", DOCS / "make_demo.py")
    module = importlib.util.module_from_spec(specification)
    sys.modules["make_demo"] = module  # dataclasses look their module up
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def demo(make_demo, tmp_path_factory):
    """Make the demo anew; give its path and its phrases."""
    folder = tmp_path_factory.mktemp("demo")
    return folder / "demo.mp3", make_demo.demo(folder / "demo.mp3", Cache(folder / "cache"))


def seconds_of(path):
    with av.open(str(path)) as container:
        return container.duration / av.time_base


@pytest.mark.parametrize("style", bundled_styles())
@pytest.mark.parametrize("plan", [DEFAULT_PLAN, "returning"])
def test_every_part_holds_whole_phrases_and_no_piece_of_another(make_demo, plan, style):
    sheet = write_script(session_context(find_plan(plan), 1, 1), load_style(style), SpokenAtReadingSpeed(), ScriptOptions())
    before, after = make_demo.quiet_parts(sheet)
    for part in (*before, make_demo.beat_part(sheet), *after):
        inside = []
        for cue in sheet.cues:
            for placed in cue.phrases:
                start, end = cue.start + placed.offset, cue.start + placed.offset + placed.length
                if start >= part.start and end <= part.end:
                    inside.append(placed.phrase.text)
                else:
                    assert end <= part.start or start >= part.end, placed
        assert tuple(inside) == part.phrases != ()


def test_it_lasts_about_forty_seconds_and_carries_no_tags_of_a_session(demo):
    for path in (demo[0], DOCS / "demo.mp3"):
        assert 36 <= seconds_of(path) <= 45
        tag = ID3(path)
        assert not tag.getall("TXXX") + tag.getall("CHAP") + tag.getall("APIC")


def test_it_announces_a_run_a_walk_over_the_beat_and_the_end(demo):
    text = " ".join(demo[1]).lower()
    assert all(word in text for word in ("run", "walk", "halfway"))


@pytest.mark.slow
@pytest.mark.words
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_phrase_in_it_is_heard_whole(demo, recogniser):
    import jiwer

    words, _, plain = recogniser
    with av.open(str(demo[0])) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        chunks = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    heard = plain(re.sub(r"(?i)\bone two three\b", "", words(np.concatenate(chunks))))
    meant = [plain(text) for text in demo[1]]
    assert jiwer.wer(" ".join(meant), heard) <= MISHEARD, heard
    for phrase in meant:
        assert phrase.split()[-1] in heard.split(), f"{phrase!r} ends too soon in: {heard}"
