"""Files that are as they should be pass, over every kind of bed, and what cannot be measured is said."""

import json
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from mutagen.id3 import ID3

from coach.errors import RecipeError
from coach.proof.beat_measurements import LARGEST_DROP, LARGEST_PHASE_ERROR
from coach.proof.check import check_file
from coach.proof.expectation import ExpectedSound, read_expectation
from coach.proof.meters import HeadsetSleepMeter, IntegratedLoudnessMeter, PeakMeter
from coach.proof.report import Report, Verdict, as_data, as_table
from coach.proof.speech_measurements import BED_DEPTH
from coach.proof.tone_detection import detect_tone
from coach.proof.tone_measurements import LATEST_CHANGE, LEAST_RISE
from coach.script.cues import Cue, CueKind, Tone
from coach.settings import Over
from coach.signal.facts import SPEECH_LOUDNESS
from coach.signal.headset import Headset
from coach.sound.beds.bed import UNDER_SPEECH
from coach.sound.earcons import Tones, waveform
from coach.units import Milliseconds

MONO_IN_TWO_CHANNELS = 3.0
"""LU by which a clip is louder in two channels."""


def measure(report, name):
    return next(measurement for measurement in report.measurements if measurement.name == name)


@pytest.fixture(scope="session", params=["none", "beat", "ambient", "music", "talk", "mixed"])
def clean(bench_of, music, request):
    """A file over each kind of bed, and its report."""
    beds = {
        "music": {"bed": str(music)},
        "talk": {"bed": str(music / "one.wav"), "over": Over.PAUSE, "resume": True},
        "mixed": {"run_bed": "beat", "walk_bed": "none"},
    }
    bench = bench_of(**beds.get(request.param, {"bed": request.param}))
    return request.param, check_file(bench.file(f"clean-{request.param}"))


def test_a_clean_file_holds_over_every_kind_of_bed(clean):
    _, report = clean
    assert report.holds, as_table(report)
    assert not [measurement for measurement in report.measurements if measurement.faults]


def test_every_change_is_measured_over_every_kind_of_bed(clean):
    _, report = clean
    boundary = measure(report, "boundary error")
    assert boundary.verdict is Verdict.HOLDS
    assert boundary.figures["measured"] == 6
    assert boundary.not_measured == 0
    assert boundary.figures["max_ms"] <= LATEST_CHANGE


def test_silence_is_promised_only_where_no_bed_plays(clean):
    bed, report = clean
    silence = measure(report, "silence between cues")
    if bed in ("none", "mixed"):
        assert silence.verdict is Verdict.HOLDS
        assert silence.figures["checked_s"] > 30
    depth = measure(report, "bed under speech")
    if bed == "none":
        assert depth.verdict is Verdict.NOT_PROMISED
    else:
        assert depth.figures["depth_lu"] >= BED_DEPTH


def test_the_beat_is_measured_where_there_is_one(clean):
    bed, report = clean
    beat, under_speech = measure(report, "beat"), measure(report, "beat under speech")
    if bed not in ("beat", "mixed"):
        assert beat.verdict is under_speech.verdict is Verdict.NOT_PROMISED
        return
    assert beat.verdict is under_speech.verdict is Verdict.HOLDS
    assert beat.figures["max_phase_error_ms"] <= LARGEST_PHASE_ERROR
    assert beat.figures["missing"] == 0
    assert beat.figures["strokes"] > 100
    assert beat.figures["run_bpm"] == pytest.approx(156.25, abs=0.05)
    assert under_speech.figures["largest_drop_db"] <= LARGEST_DROP


def test_the_beat_under_speech_is_measured_at_the_level_it_is_mixed_at(clean):
    bed, report = clean
    if bed in ("beat", "mixed"):
        designed = MONO_IN_TWO_CHANNELS + SPEECH_LOUDNESS - UNDER_SPEECH
        assert measure(report, "bed under speech").figures["depth_lu"] == pytest.approx(designed, abs=1.0)


def test_the_report_is_the_same_as_a_table_and_as_data(clean):
    _, report = clean
    data = json.loads(json.dumps(as_data(report)))
    assert data["holds"] is True
    assert [measurement["name"] for measurement in data["measures"]] == [
        measurement.name for measurement in report.measurements
    ]
    table = as_table(report)
    for measurement in report.measurements:
        assert measurement.summary in table
    assert "All that can be measured holds." in table


def test_what_the_recipe_says_is_read_back_as_it_was_written(bench_of):
    bench = bench_of()
    expectation = read_expectation(bench.file("read-back"))
    assert expectation.sheet.timeline == bench.sheet.timeline
    assert expectation.sheet.file_length == bench.sheet.file_length
    assert [(cue.kind, cue.start, cue.end, cue.interval, cue.tone, cue.text) for cue in expectation.sheet.cues] == [
        (cue.kind, cue.start, cue.end, cue.interval, cue.tone, cue.text) for cue in bench.sheet.cues
    ]


def test_a_file_without_a_recipe_is_refused(bench_of, tmp_path):
    foreign = bench_of().file("foreign")
    tag = ID3(foreign)
    tag.delall("TXXX")
    tag.save(foreign, v2_version=3)
    nothing = tmp_path / "nothing.mp3"
    nothing.write_bytes(b"nothing")
    for path in (foreign, nothing, tmp_path / "not-there.mp3"):
        with pytest.raises(RecipeError, match="coach has rendered"):
            check_file(path)


@pytest.mark.parametrize(
    "break_",
    [lambda data: data.clear(), lambda data: data["script"].clear(), lambda data: data["script"]["cues"][0].update(kind="?")],
)
def test_a_broken_recipe_is_refused_with_a_message(bench_of, break_):
    bench = bench_of()
    data = json.loads(bench.tags.recipe)
    break_(data)
    with pytest.raises(RecipeError, match=r"broken.*render the session again"):
        check_file(bench.file("broken", recipe=json.dumps(data)))


def expected_sound(tone):
    moment, length = Milliseconds(1_000), Milliseconds(len(waveform(tone)) // 48)
    cue = Cue(CueKind.COMMAND, moment, Milliseconds(moment + length), 0, tone)
    return ExpectedSound(cue, moment, cue.end, Milliseconds(0), Milliseconds(0), tone)


@pytest.mark.parametrize("tone", [tone for tone in Tone if tone is not Tone.WAKE])
def test_a_tone_is_found_to_the_millisecond_in_noise_that_is_12_db_softer(tone):
    expected = expected_sound(tone)
    wave = waveform(tone)
    noise = np.random.default_rng(3).standard_normal(len(wave) + 600 * 48)
    noise *= np.sqrt(np.mean(wave**2)) / np.sqrt(np.mean(noise**2)) / 4
    noise[307 * 48 : 307 * 48 + len(wave)] += wave
    result = detect_tone(expected, noise[None].astype(np.float32))
    assert result.error_ms == pytest.approx(7, abs=0.2)
    assert result.strength_db == pytest.approx(0, abs=1)


def test_under_music_that_covers_it_a_tone_is_not_measurable_rather_than_found():
    expected = expected_sound(Tone.RUN)
    noise = np.random.default_rng(4).standard_normal((2, (384 + 600) * 48)).astype(np.float32)
    result = detect_tone(expected, noise)
    assert result.error_ms is None
    assert not result.measurable


@pytest.mark.parametrize(("ahead_ms", "rises"), [(11, True), (25, False)])
def test_the_first_stroke_of_a_beat_belongs_to_the_change_and_what_sounds_before_it_does_not(ahead_ms, rises):
    wave = waveform(Tone.RUN, tones=Tones.SOFT)
    sound = np.zeros((1, len(wave) + 600 * 48), np.float32)
    sound[0, 300 * 48 :][: len(wave)] = wave
    stroke = np.sin(np.arange(60 * 48) * 2 * np.pi * 60 / 48_000, dtype=np.float32) * 0.1
    sound[0, (300 - ahead_ms) * 48 :][: len(stroke)] += stroke
    over_silence = detect_tone(expected_sound(Tone.RUN), sound, Tones.SOFT)
    assert over_silence.rise_db < LEAST_RISE
    over_beat = detect_tone(expected_sound(Tone.RUN), sound, Tones.SOFT, has_beat=True)
    assert (over_beat.rise_db >= LEAST_RISE) is rises


def test_in_silence_a_tone_is_missing_rather_than_not_measurable():
    result = detect_tone(expected_sound(Tone.RUN), np.zeros((1, (384 + 600) * 48), np.float32))
    assert result.error_ms is None
    assert result.measurable


def test_what_cannot_be_measured_is_said_and_counted(bench_of):
    """Of a report with a part that is not measurable neither the table nor the data lets it pass in silence."""
    report = check_file(bench_of(bed="beat").file("counted"))
    covered = replace(report.measurements[0], verdict=Verdict.NOT_MEASURABLE, not_measured=6)
    table = as_table(Report(report.path, (covered, *report.measurements[1:])))
    assert "Not measurable: boundary error (6)." in table
    assert as_data(Report(report.path, (covered,)))["not_measurable"] == ["boundary error"]


def test_the_meters_agree_with_what_is_known_of_a_sine():
    """A sine of 997 Hz and full scale in one channel reads -3.01 LUFS (BS.1770)."""
    time = np.arange(48_000 * 4) / 48_000
    sine = np.sin(2 * np.pi * 997 * time).astype(np.float32)[None] * 0.5
    loudness, peaks, headset = IntegratedLoudnessMeter(), PeakMeter(), HeadsetSleepMeter()
    for meter in (loudness, peaks, headset):
        for start in range(0, sine.shape[1], 48_000):
            meter.feed(start, sine[:, start : start + 48_000])
        meter.finish()
    assert loudness.lufs == pytest.approx(-3.01 - 6.02, abs=0.1)
    assert 20 * np.log10(peaks.true_peak) == pytest.approx(-6.02, abs=0.1)
    assert peaks.clipped == 0
    assert headset.lost_ranges(Headset()) == [(0, 1_500)]


def test_a_peak_between_the_samples_is_seen():
    """A sine at a quarter of the rate, sampled 45 degrees off its crests, peaks 3 dB over its samples."""
    time = np.arange(48_000)
    sine = (0.7 * np.sin(np.pi / 2 * time + np.pi / 4)).astype(np.float32)[None]
    sine *= np.hanning(48_000).astype(np.float32)
    peaks = PeakMeter()
    peaks.feed(0, sine)
    assert peaks.true_peak == pytest.approx(0.7, rel=0.02)
    assert np.abs(sine).max() < 0.5


def test_memory_stays_the_same_however_long_the_file_is(bench_of):
    """Four times the length costs no more than a little list."""
    bench = bench_of()
    taken = []
    for minutes in (0, 10):
        sheet = replace(bench.sheet, file_length=Milliseconds(bench.sheet.file_length + minutes * 60_000))
        path = bench.file(f"long-{minutes}", sheet)
        tracemalloc.start()
        check_file(path)
        taken.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert taken[1] < taken[0] * 1.5
