from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise, product

import numpy as np
import pytest
from support import SpokenAtReadingSpeed

from coach.plan.adjust import custom_plan
from coach.plan.context import session_context
from coach.plan.model import Effort
from coach.plan.ratio import Ratio
from coach.script.cues import Cue, CueKind, Phrase, PlacedPhrase, Tone
from coach.script.lines import load_style
from coach.script.writer import ScriptOptions, write_script
from coach.signal.facts import FRAME_SAMPLES, FULL_SCALE_16_BIT, SPEECH_LOUDNESS, TRUE_PEAK_CEILING
from coach.signal.loudness import amplitude_factor, true_peak, ungated_loudness
from coach.sound.arrangement import Arrangement
from coach.sound.beds.ambient import AmbientBed
from coach.sound.beds.beat import BeatBed
from coach.sound.beds.bed import BED_LOUDNESS, BedSection, CommonBed, bed_end, whole_session
from coach.sound.beds.by_effort import BedByEffort
from coach.sound.beds.loop import Loop
from coach.sound.ducking import ATTACK, RELEASE, depth_under, ducking_envelope, message_ranges, session_fade_envelope
from coach.sound.earcons import tone_pcm
from coach.sound.grid import frames_for, moment_of
from coach.sound.mix import mix
from coach.sound.mixdown import CONTEXT, ENCODER_LEAD
from coach.sound.over_bed import ducked_ranges
from coach.sound.placed_sounds import placed_sounds
from coach.sound.time_index import TimeIndex
from coach.units import Decibels, Milliseconds, samples

PERIOD = Milliseconds(6_000)
STEADY_DUCK = Decibels(-13.0)
BEDS = [BeatBed(), AmbientBed(), BedByEffort(BeatBed(), AmbientBed()), BedByEffort(BeatBed(), None)]
NAMES = ["beat", "ambient", "beat and ambient", "beat and nothing"]


def steady():
    """Make a bed whose level is the same at all times, so that what remains of it shows the gain."""
    time = np.arange(samples(PERIOD)) / 48_000
    return np.repeat(0.25 * np.sin(2 * np.pi * 4_000 * time)[:, None], 2, axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class SteadyBed(CommonBed):
    pauses: bool = False

    def sections(self, _sheet, _messages, places):
        loop = Loop("steady", PERIOD, steady, duck=STEADY_DUCK)
        return tuple(BedSection(p.start, p.end, loop, Milliseconds(0), Milliseconds(0), Milliseconds(0)) for p in places)


def whole_mix(sheet, voice, bed):
    """Render the session in stretches that know nothing of pieces: the truth that the pieces are held against."""
    row = placed_sounds(sheet, voice)
    stretches = ducked_ranges(row, bed)
    sections = TimeIndex(bed.sections(sheet, stretches, whole_session(sheet)))
    duck = ducking_envelope(() if bed.pauses else stretches, partial(depth_under, sections))
    arrangement = Arrangement(sections, (duck, session_fade_envelope(sheet)), TimeIndex(row))
    begin, end = moment_of(-CONTEXT), moment_of(frames_for(samples(sheet.file_length)) + CONTEXT)
    margin, step = 100, 7_777
    parts = []
    for start in range(begin, end, step):
        stop = min(start + step, end)
        pcm = arrangement.render(Milliseconds(start - margin), Milliseconds(stop + margin))
        edge = samples(Milliseconds(margin))
        parts.append(np.frombuffer(pcm, dtype="<i2").reshape(-1, 2)[edge:-edge])
    return np.concatenate(parts)


@pytest.fixture(scope="module")
def session_with():
    """Mix the same session over each bed once for all tests: its cue sheet, its mixdown, and its truth."""
    known = {}

    def mixed(bed, voice, tools):
        if bed not in known:
            sheet = tools.session()
            mixdown = mix(sheet, voice, bed)
            known[bed] = sheet, mixdown, tools.heard(mixdown), whole_mix(sheet, voice, bed)
        return known[bed]

    return mixed


def level(sound):
    return 20 * np.log10(np.sqrt(np.mean(np.square(sound, dtype=np.float64))) + 1e-9)


def at(heard, start, end):
    return heard[samples(Milliseconds(start)) - ENCODER_LEAD : samples(Milliseconds(end)) - ENCODER_LEAD] / FULL_SCALE_16_BIT


@pytest.mark.parametrize("bed", BEDS, ids=NAMES)
def test_the_pieces_together_are_the_whole_mix(voice, tools, session_with, bed):
    _, mixdown, heard, truth = session_with(bed, voice, tools)
    assert mixdown.channels == 2
    # The bed that gives way to a peak of the voice may do so a rounding differently where a piece ends.
    assert np.max(np.abs(heard.astype(int) - truth[CONTEXT * FRAME_SAMPLES : -CONTEXT * FRAME_SAMPLES])) <= 1


@pytest.mark.parametrize("bed", BEDS, ids=NAMES)
def test_each_piece_knows_the_true_sound_around_it(voice, tools, session_with, bed):
    _, mixdown, _, truth = session_with(bed, voice, tools)
    frame = 0
    for span in mixdown.spans:
        if span.piece is not None:
            pcm = np.frombuffer(span.piece.pcm(), dtype="<i2").reshape(-1, 2)
            start, stop = span.skip + CONTEXT - 2, span.skip + CONTEXT + span.frames + 2
            there = truth[(frame + CONTEXT - 2) * FRAME_SAMPLES : (frame + CONTEXT + span.frames + 2) * FRAME_SAMPLES]
            difference = np.abs(pcm[start * FRAME_SAMPLES : stop * FRAME_SAMPLES].astype(int) - there)
            # The limiter looks a few milliseconds past the end of what it is given.
            assert np.max(difference[480:-480]) <= 1
            assert np.max(difference) <= 200
        frame += span.frames


@pytest.mark.parametrize("bed", BEDS, ids=NAMES)
def test_the_spans_tile_the_session(voice, tools, bed):
    sheet = tools.session()
    mixdown = mix(sheet, voice, bed)
    assert sum(span.frames for span in mixdown.spans) == frames_for(samples(sheet.file_length))
    assert mixdown.length == samples(sheet.file_length)
    assert all(span.frames > 0 for span in mixdown.spans)
    assert all(span.skip + span.frames <= span.piece.frames for span in mixdown.spans if span.piece)


@pytest.mark.parametrize("bed", BEDS, ids=NAMES)
def test_equal_keys_are_equal_sound_whatever_the_ratio(voice, tools, bed):
    one = tools.pieces(mix(tools.session(run=30), voice, bed))
    other = tools.pieces(mix(tools.session(run=48), voice, bed))
    shared = one.keys() & other.keys()
    assert len(shared) > 10
    assert all(one[key].pcm() == other[key].pcm() for key in shared)


@pytest.mark.parametrize("bed", BEDS[:2], ids=NAMES[:2])
def test_a_new_ratio_encodes_little_anew(voice, tools, bed):
    known = tools.pieces(mix(tools.session(run=60, walk=120, times=6), voice, bed))
    again = mix(tools.session(run=60, walk=90, times=6), voice, bed)
    fresh = [piece for key, piece in tools.pieces(again).items() if key not in known]
    assert sum(piece.frames for piece in fresh) < 0.03 * sum(span.frames for span in again.spans)


class ReadingVoice(SpokenAtReadingSpeed):
    """Names its clips; nobody listens."""

    def key(self, phrase):
        return f"{phrase.delivery} {phrase.text}"

    def clip(self, phrase):
        raise AssertionError(phrase)


def written(bed, run, walk):
    """Write the script of a session of half an hour, in lengths of seconds, as it is written for this bed."""
    ratio = Ratio(run=Milliseconds(run * 1_000), walk=Milliseconds(walk * 1_000), total=Milliseconds(1_800_000))
    where = session_context(custom_plan(ratio), 1, 1)
    return write_script(where, load_style("warm"), ReadingVoice(), ScriptOptions(wake=Milliseconds(0), beats=bed.beats))


@pytest.mark.parametrize("bed", BEDS[:2], ids=NAMES[:2])
def test_of_a_new_ratio_only_new_messages_are_encoded(tools, bed):
    known, said = {}, set()
    anew, spoken = 0, 0
    for number, (run, walk) in enumerate(product(range(60, 181, 30), range(60, 121, 30))):
        sheet = written(bed, run, walk)
        messages = {tuple(placed.phrase for placed in cue.phrases) for cue in sheet.cues}
        fresh = {key: piece for key, piece in tools.pieces(mix(sheet, ReadingVoice(), bed)).items() if key not in known}
        if number > 5:
            anew += sum(piece.frames for piece in fresh.values()) * 24
            # Its messages, the ramps on both sides, and the bars at which the music leaves and enters.
            spoken += sum(2_400 + sum(map(ReadingVoice().phrase, message)) for message in messages - said)
        known |= fresh
        said |= messages
    assert 10_000 < anew < spoken, (anew, spoken)


def test_over_the_beat_each_phrase_has_one_piece_in_runs_and_one_in_walks(tools):
    pieces = {}
    for run, walk in product((47, 60, 95, 130, 300), (30, 55, 80)):
        for key in tools.pieces(mix(written(BeatBed(), run, walk), ReadingVoice(), BeatBed())):
            sounds = re.findall(r"(-?\d+):((?:tone-|brisk |steady |calm )[^+]*)", key)
            assert len(sounds) <= 1, "no piece holds two sounds"
            # What is longer than a block goes on in another piece.
            if sounds and not sounds[0][1].startswith("tone-") and int(sounds[0][0]) > 0:
                tempo = next((tempo for tempo in ("run", "walk") if f":{tempo}:" in key), "silence")
                pieces.setdefault((sounds[0][1], tempo), set()).add(key)
    assert len(pieces) > 100
    # What names a time may begin half a beat off it.
    assert all(len(keys) == 1 for (name, _), keys in pieces.items() if "to go" not in name and "left" not in name)
    assert max(map(len, pieces.values())) <= 2


def test_mixing_over_a_bed_renders_nothing_and_loads_no_heavy_library(voice, tools):
    mix(tools.session(), voice, BeatBed())
    assert not voice.rendered
    code = (
        "import sys; import coach.sound.mix; from coach.sound.beds import ambient, beat, by_effort, music;"
        "print([n for n in ('numpy', 'av', 'pydub', 'soxr') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def bed_gain(voice, tools, sheet):
    """Return the gain of the bed for each millisecond of a session: its 4 kHz tone, taken out from under the voice."""
    silent = replace(sheet, cues=())
    with_bed = tools.heard(mix(sheet, voice, SteadyBed()))[:, 0].astype(float)
    without = np.zeros(len(with_bed))
    for sound in placed_sounds(sheet, voice):
        pcm = np.frombuffer(sound.pcm(), dtype="<i2")
        start = samples(sound.start) - ENCODER_LEAD
        without[max(start, 0) : start + len(pcm)] += pcm[max(-start, 0) :]
    alone = tools.heard(mix(silent, voice, SteadyBed()))[:, 0].astype(float)
    rest = with_bed - without
    block = 48
    count = len(rest) // block
    power = [np.sum(part[: count * block].reshape(count, block) ** 2, axis=1) for part in (rest, alone)]
    return np.sqrt(power[0] / np.maximum(power[1], 1.0))


def test_the_bed_sinks_before_a_message_and_comes_back_after_it_without_a_step(voice, tools):
    sheet = tools.session(warm_up=60)
    said = tools.said(CueKind.TIP, 30_000, None, "Stand tall and look ahead")
    sheet = replace(sheet, cues=(said,))
    gain = bed_gain(voice, tools, sheet)
    offset = 12
    low = amplitude_factor(STEADY_DUCK)
    before, down = 30_000 - ATTACK - offset, 30_000 - offset
    assert np.allclose(gain[before - 1_000 : before - 2], 1.0, atol=0.02)
    assert np.allclose(gain[down + 1 : said.end - offset - 1], low, atol=0.03)
    up = said.end + RELEASE - offset
    assert np.allclose(gain[up + 2 : up + 1_000], 1.0, atol=0.02)
    attack, release = gain[before:down], gain[said.end - offset : up]
    assert np.all(np.diff(attack) < 0.01)
    assert np.all(np.diff(release) > -0.01)
    # A raised cosine over 150 ms falls by at most pi / 2 / 150 of its height in a millisecond.
    assert np.max(np.abs(np.diff(gain[100:55_000]))) < 0.02


def test_over_the_beat_no_ramp_and_no_music_reaches_into_the_piece_of_a_sound():
    sheet = written(BeatBed(), 75, 45)
    sounds = placed_sounds(sheet, ReadingVoice())
    wide = ducked_ranges(sounds, BeatBed())
    reach = Milliseconds((CONTEXT + 2) * 24)
    for message in message_ranges(sounds):
        around = next(each for each in wide if each.start <= message.start < each.end)
        assert message.start - around.start >= reach
        assert around.end - message.end >= reach
    for one, other in pairwise(wide):
        assert other.start - ATTACK - (one.end + RELEASE) >= 2 * reach - 24
    assert all(moment % 24 == 0 for each in wide for moment in (each.start, each.end))


def test_the_bed_stays_down_between_words_that_are_close(voice, tools):
    sheet = tools.session(warm_up=60)
    first = tools.said(CueKind.TIP, 20_000, None, "Stand tall")
    close = tools.said(CueKind.TIP, first.end + 1_480, None, "Look ahead")
    far = tools.said(CueKind.TIP, close.end + 1_520, None, "Breathe")
    gain = bed_gain(voice, tools, replace(sheet, cues=(first, close, far)))
    assert np.max(gain[first.start : close.end - 30]) < amplitude_factor(STEADY_DUCK) + 0.03
    assert np.max(gain[close.end : far.start]) > 0.98


def test_the_bed_begins_without_a_click_and_fades_away_after_the_plan(voice, tools):
    sheet = replace(tools.session(), cues=())
    rendered = whole_mix(sheet, voice, SteadyBed())
    truth, begin = rendered[CONTEXT * FRAME_SAMPLES :], rendered[CONTEXT * FRAME_SAMPLES - ENCODER_LEAD :] / FULL_SCALE_16_BIT
    envelope = np.abs(begin[: samples(Milliseconds(40)), 0])
    assert envelope[0] == 0
    assert np.max(envelope[:48]) < 0.02
    assert np.max(envelope[samples(Milliseconds(12)) :]) == pytest.approx(0.25, abs=0.01)
    end = sheet.timeline.duration
    levels = [level(at(truth, end + s, end + s + 200)) for s in range(0, bed_end(sheet) - end - 200, 400)]
    assert all(later < earlier for earlier, later in pairwise(levels))
    assert not np.any(at(truth, bed_end(sheet) + 1, sheet.file_length))


@pytest.mark.parametrize("bed", BEDS[:2], ids=NAMES[:2])
def test_the_bed_is_twelve_loudness_units_under_all_that_is_said_and_sounded(voice, tools, session_with, bed):
    sheet, _, mixture, _ = session_with(bed, voice, tools)
    for sound in placed_sounds(sheet, voice):
        pcm = np.frombuffer(sound.pcm(), dtype="<i2") / FULL_SCALE_16_BIT
        start = samples(sound.start) - ENCODER_LEAD
        if start < 0:
            continue
        both = np.repeat(pcm[:, None], 2, axis=1)
        rest = mixture[start : start + len(pcm)] / FULL_SCALE_16_BIT - both
        assert ungated_loudness(rest) <= ungated_loudness(both) - 12, sound.key


@pytest.mark.parametrize("bed", BEDS, ids=NAMES)
def test_nothing_passes_the_ceiling(voice, tools, session_with, bed):
    mixture = session_with(bed, voice, tools)[2] / FULL_SCALE_16_BIT
    for start in range(0, len(mixture), 240_000):
        assert true_peak(mixture[start : start + 240_000]) <= TRUE_PEAK_CEILING


def test_the_bed_gives_way_to_the_voice_and_not_the_voice_to_the_bed(tools):
    class LoudVoice:
        def key(self, phrase):
            return phrase.text

        def clip(self, _phrase):
            time = np.arange(96_000) / 48_000
            wave = amplitude_factor(-1.01) * np.sin(2 * np.pi * 150 * time) * np.minimum(1, np.minimum(time, 2 - time) * 50)
            return np.round(wave * FULL_SCALE_16_BIT).astype("<i2").tobytes()

    class LoudBed(SteadyBed):
        def sections(self, _sheet, _messages, places):
            loop = Loop("loud", PERIOD, lambda: 3.4 * steady())
            return tuple(BedSection(p.start, p.end, loop, Milliseconds(0), Milliseconds(0), Milliseconds(0)) for p in places)

    sheet = tools.session()
    length = Milliseconds(2_000)
    loud = Cue(
        CueKind.TIP,
        Milliseconds(12_000),
        Milliseconds(14_000),
        0,
        None,
        (PlacedPhrase(Phrase("Loud"), Milliseconds(0), length),),
    )
    sheet = replace(sheet, cues=(loud,))
    mixture = at(tools.heard(mix(sheet, LoudVoice(), LoudBed())), 12_000, 14_000)
    voice_alone = np.frombuffer(LoudVoice().clip(None), dtype="<i2") / FULL_SCALE_16_BIT
    assert true_peak(mixture) <= TRUE_PEAK_CEILING + 0.05
    loud = np.abs(voice_alone) > amplitude_factor(-1.3)
    assert np.max(np.abs(mixture[loud, 0] - voice_alone[loud])) < 0.02


@pytest.mark.parametrize("bed", BEDS[:2], ids=NAMES[:2])
def test_one_earbud_or_both_in_one_lose_nothing(voice, tools, bed):
    mixture = at(tools.heard(mix(replace(tools.session(), cues=()), voice, bed)), 2_000, 38_000)
    left, right = mixture[:, 0], mixture[:, 1]
    assert abs(level(left) - level(right)) < 1.0
    assert level((left + right) / 2) > level(mixture) - 2.0


@pytest.mark.parametrize("bed", BEDS[:2], ids=NAMES[:2])
def test_each_section_of_a_bed_is_heard_from_its_exact_sample_on(voice, tools, bed):
    sheet = replace(tools.session(), cues=())
    heard = tools.heard(mix(sheet, voice, bed)) / FULL_SCALE_16_BIT
    for section in bed.sections(sheet, (), whole_session(sheet)):
        # While it fades in or out another one is heard too.
        entered = section.fade_in + 20
        start, stop = section.start + entered, min(section.start + entered + 500, section.end - 400, sheet.timeline.duration)
        if stop <= start:
            continue
        wanted = section.source.pcm(Milliseconds(section.position + entered), Milliseconds(stop - start))
        if section.source.period > 24:
            assert np.max(np.abs(at(heard * FULL_SCALE_16_BIT, start, stop) - wanted)) < 1e-4


def test_speech_sounds_in_both_ears_as_it_is(voice, tools):
    sheet = tools.session()
    nothing = BedByEffort(None, None)
    mixture = tools.heard(mix(sheet, voice, nothing))
    mono = tools.heard(mix(sheet, voice))
    assert np.array_equal(mixture[:, 0], mono[:, 0])
    assert np.array_equal(mixture[:, 1], mono[:, 0])


@pytest.mark.parametrize("bed", BEDS[:2], ids=NAMES[:2])
def test_the_tone_at_a_change_is_at_its_exact_sample(voice, tools, session_with, bed):
    sheet, _, heard, _ = session_with(bed, voice, tools)
    mixture = heard[:, 0].astype(float)
    for interval in sheet.timeline.intervals[1:]:
        tone = Tone.RUN if interval.effort is Effort.RUN else Tone.WALK
        reference = np.frombuffer(tone_pcm(tone), dtype="<i2").astype(float)
        place = samples(interval.start) - ENCODER_LEAD
        window = mixture[place - 240 : place + len(reference) + 240]
        lag = int(np.argmax(np.correlate(window, reference, mode="valid"))) - 240
        assert lag == 0


@pytest.mark.parametrize("bed", BEDS[:2], ids=NAMES[:2])
def test_a_bed_is_as_loud_as_it_should_be(voice, tools, bed):
    sheet = replace(tools.session(), cues=())
    run = next(interval for interval in sheet.timeline.intervals if interval.effort is Effort.RUN)
    mixture = at(tools.heard(mix(sheet, voice, bed)), run.start, run.end)
    quieter = 4.0 if isinstance(bed, AmbientBed) else 0.0
    assert ungated_loudness(mixture) == pytest.approx(BED_LOUDNESS - quieter, abs=1.5)
    assert ungated_loudness(mixture) < SPEECH_LOUDNESS


def test_what_is_read_for_half_an_hour_is_cut_into_short_pieces(voice, tools):
    sheet = tools.session(warm_up=400)
    cues, place = [], 10_000
    while place < 300_000:
        cues.append(tools.said(CueKind.STORY, place, None, "Once upon a time", gap=0))
        place = cues[-1].end + 48
    mixdown = mix(replace(sheet, cues=tuple(cues)), voice, AmbientBed())
    assert max(piece.frames for piece in tools.pieces(mixdown).values()) <= 500
