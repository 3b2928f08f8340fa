"""What is measured, each in a process of its own: `python work.py NAME FOLDER [WORDS]` prints its figures as JSON.

CPU is that of this process with its threads and its children (ffmpeg); the caller reads the peak memory when the process ends.
"""

import json
import resource
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import sessions

from coach.units import MINUTE, SECOND


@dataclass
class Clock:
    """Seconds since it was started."""

    def __post_init__(self):
        self._cpu, self._wall = _cpu(), time.perf_counter()

    def read(self):
        return {"cpu": _cpu() - self._cpu, "wall": time.perf_counter() - self._wall}


def _cpu():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def ratios(folder, bed, most="12"):
    """Fill a cache with many ratios of a session, then render others whose lines are all spoken; and one of these whole."""
    known, others = sessions.ratios()
    cache = f"ratios {bed}"  # of its own: only what was spoken over this bed is known
    filling = sessions.renderer(folder, bed, cache)
    filling.render(known)
    renderer = sessions.renderer(folder, bed, cache)
    new, again, measured = [], [], None
    for request in others:
        if sessions.speaks(sessions.renderer(folder, bed, cache), request) or len(new) == int(most):
            # It needs a line that was never said: it teaches it, and how it sounds over this bed.
            filling.render([request])
            continue
        new.append(_render(renderer, request))
        again.append(_again(sessions.renderer(folder, bed, cache), request))
        measured = request
    return {
        "new": statistics.median(new),
        "again": statistics.median(again),
        "least new": min(new),
        "least again": min(again),
        "count": len(new),
        "cues": _cues(renderer, measured),
        **_whole(renderer, measured),
    }


def sixty(folder, bed):
    """Change the ratio of a session with about sixty cues: all of them are spoken, and made once before."""
    requests, cache = sessions.sixty(), f"sixty {bed}"
    renderer = sessions.renderer(folder, bed, cache, wake=0)
    renderer.render(requests, force=True)
    figures = [_render(renderer, request) for request in requests]
    return {
        "again": statistics.median(figures),
        "least": min(figures),
        "count": len(figures),
        "cues": statistics.median(_cues(renderer, request) for request in requests),
        **_whole(renderer, requests[0]),
    }


def _render(renderer, request):
    """Render a session after another one, as a process that has been running does: its templates are compiled."""
    renderer.render([sessions.own(120 * SECOND, 60 * SECOND)], force=True)
    request.path(Path(renderer.settings.output)).unlink(missing_ok=True)
    clock = Clock()
    renderer.render([request])
    return clock.read()["cpu"]


def _cues(renderer, request):
    return len(renderer.scripts([request])[0].cues)


def _whole(renderer, request):
    from coach.mp3.tags import render_tag
    from coach.mp3.whole import encode_whole

    made = renderer.make(request)
    clock = Clock()
    encode_whole(Path(renderer.settings.output) / "whole.mp3", made.mixdown, render_tag(made.tags))
    return {"whole": clock.read()["cpu"]}


def music(folder):
    """Change the ratio over the runner's own music: what is encoded again, and what it costs against all of it."""
    track = _track(Path(folder) / "own music.mp3")
    renderer = sessions.renderer(folder, track)
    first, second = sessions.own(60 * SECOND, 90 * SECOND), sessions.own(90 * SECOND, 60 * SECOND)
    sessions.renderer(folder, "none").scripts([first, second])
    clock = Clock()
    renderer.render([first])
    new = clock.read()
    before = _keys(renderer, first)
    clock = Clock()
    renderer.render([second])
    changed = clock.read()
    pieces = _keys(renderer, second)
    again = sum(frames for key, frames in pieces.items() if key not in before)
    every = sum(span.frames for span in renderer.make(second).mixdown.spans)
    return {"first": new["cpu"], "cpu": changed["cpu"], "again": again / every, **_whole(renderer, second)}


def _keys(renderer, request):
    return {span.piece.key: span.piece.frames for span in renderer.make(request).mixdown.spans if span.piece}


def _track(path, minutes=10):
    """Write a piece of music that never repeats: slow chords, and a beat that is never twice the same."""
    import numpy as np

    from coach.mp3.encoder import encode
    from coach.mp3.frames import STEREO

    chance = np.random.default_rng(1)
    time_ = np.arange(48_000) / 48_000

    def second():
        sound = sum(np.sin(2 * np.pi * pitch * time_) for pitch in chance.choice(np.arange(110, 660, 55), 4)) / 12
        sound[:4_800] += 0.3 * chance.standard_normal(4_800) * np.exp(-time_[:4_800] * 60)
        sides = np.column_stack((sound, np.roll(sound, 40)))
        return (np.clip(sides, -1, 1) * 20_000).astype("<i2").tobytes()

    if not path.is_file():
        path.write_bytes(b"".join(encode((second() for _ in range(60 * minutes)), STEREO)))
    return path


def pattern(folder, bed="none"):
    """Make a session with the common pydub pattern, from clips that are there."""
    renderer = sessions.renderer(folder, bed)
    sheet = renderer.scripts([sessions.own(60 * SECOND, 90 * SECOND)])[0]
    clips = _clips(sheet, renderer.speaker.clip)
    loop = _loop() if bed != "none" else None
    clock = Clock()
    _pattern(Path(folder) / "pattern.mp3", sheet, clips, loop)
    return clock.read() | {"cues": len(sheet.cues)}


def pattern_speaking(folder):
    """Make the sample plan with the common pattern, its speech included: one model, each line spoken once.

    All lines are spoken; two of the twelve sessions are mixed and exported, and stand for all by their length.
    """
    import baseline
    import numpy as np
    import soxr

    from coach.speech.engine_hibari import HibariEngine

    renderer = sessions.renderer(folder)
    sheets = renderer.scripts(sessions.sample_plan())
    voice = renderer.speaker.voice
    clock = Clock()
    engine, spoken = HibariEngine(), {}

    def say(phrase):
        if phrase not in spoken:
            sound = engine.synthesise(phrase.text, "heart", voice.speed(phrase.delivery, 1.0))
            pcm = soxr.resample(sound.samples, sound.rate, baseline.RATE)
            spoken[phrase] = (np.clip(pcm, -1, 1) * 32_767).astype("<i2").tobytes()
        return spoken[phrase]

    clips = [_clips(sheet, say) for sheet in sheets]
    speech = clock.read()
    clock = Clock()
    chosen = (0, len(sheets) - 1)
    for number in chosen:
        _pattern(Path(folder) / f"pattern {number}.mp3", sheets[number], clips[number], None)
    mixing = clock.read()
    share = sum(sheet.file_length for sheet in sheets) / sum(sheets[number].file_length for number in chosen)
    return {
        "lines": len(spoken),
        "speech": speech["cpu"],
        "cpu": speech["cpu"] + share * mixing["cpu"],
        "wall": speech["wall"] + share * mixing["wall"],
    }


def _clips(sheet, clip):
    import baseline

    from coach.sound.earcons import tone_pcm

    tones = [(cue.start, baseline.segment(tone_pcm(cue.tone, cue.end - cue.start))) for cue in sheet.cues if cue.tone]
    words = [(cue.start + placed.offset, baseline.segment(clip(placed.phrase))) for cue in sheet.cues for placed in cue.phrases]
    return tones + words


def _loop():
    from pydub import AudioSegment

    from coach.signal.beat_grid import beat_grid
    from coach.sound.arrangement import pcm16
    from coach.sound.beds.band import play_phrase
    from coach.sound.beds.bed import BED_LOUDNESS
    from coach.sound.beds.score import RUN
    from coach.sound.tempo import DEFAULT_RUN_BPM
    from coach.units import samples

    period = beat_grid(DEFAULT_RUN_BPM).place(16)
    once = pcm16(play_phrase(RUN.phrases[0], period, BED_LOUDNESS)[: samples(period)])
    return AudioSegment(data=once * 20, sample_width=2, frame_rate=48_000, channels=2)


def _pattern(path, sheet, clips, loop):
    import baseline

    if loop is None:
        baseline.over_silence(path, sheet.file_length, clips)
    else:
        baseline.over_bed(path, sheet.file_length, clips, loop)


def growth(folder, bed, minutes, cold=""):
    """Write the script of a session of 30 minutes, and mix, tag and write it stretched to so many, with the same cues."""
    from coach.mp3.assemble import write_mp3
    from coach.mp3.tags import render_tag
    from coach.session.labels import session_tags
    from coach.sound.mix import mix

    request = sessions.own(60 * SECOND, 90 * SECOND)
    renderer = sessions.renderer(folder, bed)
    sheet = sessions.stretched(renderer.scripts([request])[0], int(minutes) / 30)
    cache = sessions.renderer(folder, bed, f"frames {minutes} {bed}").cache if cold else renderer.cache
    path = Path(folder) / f"{minutes} {bed}.mp3"
    recipe = renderer.make(request).recipe.to_json()

    def write():
        sessions.renderer(folder, bed).scripts([request])
        tags = session_tags(request, sheet, recipe, renderer.cache)
        write_mp3(path, mix(sheet, renderer.speaker, _bed(renderer, request)), render_tag(tags), cache)

    def timed():
        clock = Clock()
        write()
        used = clock.read()["cpu"]
        path.unlink()
        return used

    first = timed()
    return {"cpu": first if cold else statistics.median(timed() for _ in range(7)), "cues": len(sheet.cues)}


def _bed(renderer, request):
    from coach.session.bed_choice import choose_bed

    return choose_bed(renderer.settings, renderer.cache, request.context.ordinal)


def real(folder, bed, minutes):
    """Render a real session of so many minutes, whose cues grow with it, from the cache."""
    request = sessions.own(60 * SECOND, 90 * SECOND, int(minutes) * MINUTE)
    renderer = sessions.renderer(folder, bed)
    renderer.render([request])
    figures = [_again(sessions.renderer(folder, bed), request) for _ in range(3)]
    request.path(Path(renderer.settings.output)).unlink()
    return {"cpu": statistics.median(figures), "cues": _cues(renderer, request)}


def many(folder, bed, seconds="5"):
    """Render ratios from one full cache, one after another, for some seconds."""
    known, others = sessions.ratios()
    cache = f"ratios {bed}"
    sessions.renderer(folder, bed, cache).render([*known, *others], force=True)
    clock = Clock()
    made = 0
    while clock.read()["wall"] < float(seconds):
        fresh = sessions.renderer(folder, bed, cache)
        for request in others:
            fresh.render([request], force=True)
            made += 1
    return {"made": made, **clock.read()}


def short(folder):
    """Measure one session in a minute: what the tests hold within wide bounds."""
    request = sessions.own(60 * SECOND, 90 * SECOND)
    renderer = sessions.renderer(folder)
    clock = Clock()
    renderer.render([request])
    cold = clock.read()["cpu"]
    again = min(_again(sessions.renderer(folder), request) for _ in range(3))
    half_hour, five_hours = (growth(folder, "none", minutes)["cpu"] for minutes in (30, 300))
    return {"cold": cold, "again": again, "half_hour": half_hour, "five_hours": five_hours, **_whole(renderer, request)}


def _again(renderer, request):
    request.path(Path(renderer.settings.output)).unlink()
    return _render(renderer, request)


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    print(json.dumps(globals()[name](*words)))  # noqa: T201  # what the script is for
