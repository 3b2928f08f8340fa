"""Every seeded fault is caught: the file is made by the product's own stages, and its recipe keeps the truth."""

import re
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest

from coach.mp3.id3 import tag_size
from coach.plan.model import Effort
from coach.proof.check import check_file
from coach.proof.report import Verdict
from coach.proof.speech_measurements import speech_in_phrases
from coach.script.cues import Cue, CueKind, Tone
from coach.units import Milliseconds

BEDS = ["none", "beat"]


@pytest.fixture(scope="session", params=BEDS)
def bench(bench_of, request):
    """One over silence, one over a bed."""
    return bench_of(bed=request.param)


@pytest.fixture(scope="session")
def quiet(bench_of):
    """One over silence."""
    return bench_of()


def faults(path):
    """What fails in a file: the faults of each measure, as one text."""
    return {
        measurement.name: " | ".join(measurement.faults)
        for measurement in check_file(path).measurements
        if measurement.verdict is Verdict.FAILS
    }


def stamp(moment):
    return f"{moment // 60_000}:{moment // 1_000 % 60:02}.{moment % 1_000:03}"


def test_the_file_as_it_was_meant_has_no_fault(bench):
    assert faults(bench.file("clean")) == {}


def test_a_phrase_200_ms_late_is_caught(bench):
    cue = bench.cue(CueKind.TALK_TEST)
    found = faults(bench.file("late-phrase", bench.moved(cue, Milliseconds(200))))
    assert stamp(cue.start) in found["speech onsets"]


def test_a_phrase_200_ms_late_is_caught_where_a_stroke_of_the_beat_stands_in_its_place(bench_of):
    """With a beat in the runs alone, so that few phrases tell what the beat does; ahead of this one nothing is lowered."""
    bench = bench_of(run_bed="beat", walk_bed="none")
    cue = bench.cue(CueKind.TALK_TEST)
    found = faults(bench.file("late-on-a-stroke", bench.moved(cue, Milliseconds(200))))
    assert stamp(cue.start) in found["speech onsets"]


def test_a_phrase_200_ms_early_is_caught(quiet):
    cue = quiet.cue(CueKind.TALK_TEST)
    found = faults(quiet.file("early-phrase", quiet.moved(cue, Milliseconds(-200))))
    assert stamp(cue.start) in found["speech onsets"]


def test_a_phrase_200_ms_early_over_a_bed_is_not_passed(bench_of):
    """In so short a session too little is heard of the bed alone to tell, and the report says so."""
    bench = bench_of(bed="beat")
    cue = bench.cue(CueKind.TALK_TEST)
    report = check_file(bench.file("early-phrase", bench.moved(cue, Milliseconds(-200))))
    onsets = next(measurement for measurement in report.measurements if measurement.name == "speech onsets")
    assert onsets.not_measured or stamp(cue.start) in " ".join(onsets.faults)


@pytest.mark.parametrize("by", [-200, 200])
def test_a_cue_with_a_tone_moved_by_200_ms_is_caught(bench, by):
    cue = bench.cue(CueKind.WARNING)
    found = faults(bench.file("moved-tone", bench.moved(cue, Milliseconds(by))))
    assert f"{stamp(cue.start)} warning tone: 200.0 ms {'late' if by > 0 else 'early'}" in found["tone onsets"]


def test_a_change_tone_8_ms_late_is_caught(bench):
    cue = bench.cue(CueKind.COMMAND, effort=Effort.RUN)
    found = faults(bench.file("late", bench.moved(cue, Milliseconds(8))))
    assert f"{stamp(cue.start)} run: 8.0 ms late" in found["boundary error"]
    assert "1008.0 ms" in found["countdown spacing"]


def test_a_change_tone_4_ms_late_is_measured_and_let_pass(quiet):
    cue = quiet.cue(CueKind.COMMAND, effort=Effort.RUN)
    report = check_file(quiet.file("a-little-late", quiet.moved(cue, Milliseconds(4))))
    boundary = next(measurement for measurement in report.measurements if measurement.name == "boundary error")
    assert boundary.verdict is Verdict.HOLDS
    assert boundary.figures["max_ms"] == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize("kind", [CueKind.TALK_TEST, CueKind.WARNING, CueKind.COUNTDOWN, CueKind.HALFWAY, CueKind.FINISH])
def test_a_missing_cue_is_caught(bench, kind):
    cue = bench.cue(kind)
    found = faults(bench.file("missing", bench.without(cue)))
    if cue.tone:
        assert f"{stamp(cue.start)} {cue.tone} tone: missing" in found["tone onsets"]
    if cue.phrases:
        assert cue.phrases[0].phrase.text[:10] in found["speech loudness"] + found.get("speech onsets", "")


def test_a_missing_change_is_caught(bench):
    cue = bench.cue(CueKind.COMMAND, effort=Effort.WALK)
    assert f"{stamp(cue.start)} walk: missing" in faults(bench.file("no-change", bench.without(cue)))["boundary error"]


@pytest.mark.parametrize(
    ("effort", "right", "wrong"),
    [(Effort.RUN, Tone.RUN, Tone.WALK), (Effort.WALK, Tone.WALK, Tone.RUN), (Effort.RUN, Tone.RUN, Tone.NOTICE)],
)
def test_a_swapped_earcon_is_caught_and_named(bench, effort, right, wrong):
    cue = bench.cue(CueKind.COMMAND, effort=effort)
    assert cue.tone is right
    found = faults(bench.file("swapped", bench.with_cue(cue, replace(cue, tone=wrong))))
    assert f"the {wrong} tone is heard instead" in found["boundary error"]


def test_a_tick_out_of_step_is_caught(bench):
    cue = bench.cue(CueKind.COUNTDOWN)
    found = faults(bench.file("uneven", bench.moved(cue, Milliseconds(30))))
    assert f"{stamp(cue.start)} count tone: 970.0 ms to the next mark instead of 1000" in found["countdown spacing"]


def test_a_clipped_file_is_caught(bench):
    found = faults(bench.file("clipped", clips=bench.louder(6)))
    assert "clipping" in found
    assert "dBTP" in found["true peak"]


def test_a_line_that_is_too_soft_is_caught(bench):
    text = bench.cue(CueKind.TALK_TEST).phrases[0].phrase.text
    found = faults(bench.file("soft", clips=bench.louder(0.5, text)))
    assert text[:20] in found["speech loudness"]
    # Half of its amplitude is 6 LU; the line itself may be half a LU off.
    below = float(re.search(r"(-?[\d.]+) LU from", found["speech loudness"])[1])
    assert -6.6 < below < -5.4


def test_a_wrong_chapter_is_caught(quiet):
    right = quiet.tags.chapters
    late = replace(right[1], start=Milliseconds(right[1].start + 500))
    assert "chapter 2" in faults(quiet.file("late-chapter", chapters=(right[0], late, *right[2:])))["chapters"]
    named = replace(right[2], title="Run 7 of 9 · 1 min")
    assert "Run 7 of 9" in faults(quiet.file("misnamed-chapter", chapters=(*right[:2], named, *right[3:])))["chapters"]
    assert "instead of" in faults(quiet.file("lost-chapter", chapters=right[:-1]))["chapters"]
    assert "chapters" in faults(quiet.file("no-chapter", chapters=()))


def test_a_truncated_file_is_caught(bench):
    path = bench.file("cut")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    found = faults(path)
    assert "Info frame" in found["length"]
    assert "ends at" in found["length"]
    assert "missing" in found["boundary error"]


def test_every_damaged_place_is_told_and_what_follows_is_still_measured_in_its_place(bench):
    path = bench.file("damaged")
    content = bytearray(path.read_bytes())
    first = tag_size(bytes(content[:10]))
    header = bytes(content[first : first + 2])
    seconds = (25, 75, 125)
    for second in seconds:
        place = content.index(header, first + (len(content) - first) * second * 1_000 // bench.sheet.file_length)
        content[place : place + 4] = bytes(4)
    path.write_bytes(content)
    found = faults(path)
    assert found["decoder"].count("cannot be decoded at") == len(seconds)
    assert set(found) == {"decoder"}


def test_a_file_that_ends_too_soon_by_its_own_account_is_caught(quiet):
    shorter = replace(quiet.sheet, file_length=Milliseconds(quiet.sheet.file_length - 1_000))
    assert "-1000.0 ms from the plan" in faults(quiet.file("short", shorter))["length"]


def test_a_lost_wake_sound_is_caught_twice(quiet):
    cues = quiet.sheet.cues
    wake = next(a for a, b in pairwise(cues) if a.tone is Tone.WAKE and b.kind is CueKind.TALK_TEST)
    following = cues[cues.index(wake) + 1]
    found = faults(quiet.file("asleep", quiet.without(wake)))
    assert f"{stamp(wake.start)} wake tone: missing" in found["wake sounds"]
    assert stamp(following.start) in found["wake-up protection"]
    assert "lost to a headset" in found["wake-up protection"]


def test_a_sound_that_nobody_planned_is_caught(quiet):
    """Where the plan has silence there is silence."""
    first = next(silence for silence in _gaps(quiet.sheet) if silence[1] - silence[0] > 4_000)
    moment = Milliseconds(first[0] + 2_000)
    extra = Cue(CueKind.TIP, moment, Milliseconds(moment + 288), 0, Tone.NOTICE)
    cues = tuple(sorted((*quiet.sheet.cues, extra), key=lambda cue: cue.start))
    assert (
        "the floor is at most -60 dBFS" in faults(quiet.file("extra", replace(quiet.sheet, cues=cues)))["silence between cues"]
    )


def test_frames_that_no_decoder_understands_are_caught(quiet):
    path = quiet.file("broken")
    data = bytearray(path.read_bytes())
    mono = len(data) * 2 // 3
    data[mono : mono + 2_000] = bytes(byte ^ 0xA5 for byte in data[mono : mono + 2_000])
    path.write_bytes(bytes(data))
    assert "decoder" in faults(path)


def test_a_file_that_something_else_encoded_again_is_caught(quiet, tmp_path):
    """Without the delay that our Info frame declares, and at another rate."""
    path = _encoded_again(quiet.file("original"), tmp_path / "again.mp3", rate=44_100)
    found = faults(path)
    assert "44100 Hz" in found["decoder"]


def _gaps(sheet):
    return [(a.end, b.start) for a, b in pairwise(sheet.cues)]


def _encoded_again(path, to, rate):
    import av
    from mutagen.id3 import ID3

    with av.open(str(path)) as source, av.open(str(to), "w") as target:
        stream = target.add_stream("libmp3lame", rate=rate, layout="mono")
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=rate)
        for frame in source.decode(audio=0):
            for resampled in resampler.resample(frame):
                target.mux(stream.encode(resampled))
        target.mux(stream.encode(None))
    ID3(path).save(to, v2_version=3)
    return to


def replaced(bench, way):
    """A file in which the talk test's words are another sound of the same length and level."""
    import numpy as np

    from coach.signal.loudness import amplitude_factor, ungated_loudness

    text = bench.cue(CueKind.TALK_TEST).phrases[0].phrase.text
    clips = bench.louder(1.0, text)

    def clip(phrase, usual=clips.clip):
        pcm = usual(phrase)
        if text not in phrase.text:
            return pcm
        sound = np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768
        other = way(sound)
        factor = amplitude_factor(ungated_loudness(sound) - ungated_loudness(other))
        return (np.clip(other * factor, -0.8, 0.8) * 32_767).astype("<i2").tobytes()

    clips.clip = clip
    clips.key = lambda phrase, usual=clips.key: usual(phrase) + (way.__name__ if text in phrase.text else "")
    return text, bench.file(f"replaced-{way.__name__}", clips=clips)


def noise(sound):
    import numpy as np

    return np.random.default_rng(1).standard_normal(len(sound)).astype(np.float32) * 0.1


def tone(sound):
    import numpy as np

    return np.sin(np.arange(len(sound)) / 20).astype(np.float32) * 0.2


def half(sound):
    import numpy as np

    return np.concatenate([sound[: len(sound) // 2], np.zeros(len(sound) - len(sound) // 2, np.float32)])


@pytest.mark.parametrize("way", [noise, tone])
def test_a_sound_that_is_no_speech_is_caught(bench, way):
    text, path = replaced(bench, way)
    assert text[:20] in faults(path)["speech in phrases"]


def test_half_a_line_is_caught(quiet):
    text, path = replaced(quiet, half)
    assert text[:20] in faults(path)["speech in phrases"]


@pytest.mark.parametrize(("seconds", "holds"), [(1.2, True), (0.5, False)])
def test_among_many_short_commands_a_quick_sentence_is_as_long_as_its_words(seconds, holds):
    def phrase(text, start, seconds):
        expected = SimpleNamespace(start=Milliseconds(start), end=Milliseconds(start + round(1_000 * seconds)), text=text)
        return SimpleNamespace(expected=expected, doubt="")

    commands = [phrase("Run.", 10_000 * number, 0.6) for number in range(60)]
    sentences = [phrase("This is number five of eighteen.", 10_000 * number + 2_000, 2.0) for number in range(20)]
    measured = speech_in_phrases([*commands, *sentences, phrase("You're in the middle now.", 500_000, seconds)])
    assert (measured.verdict is Verdict.HOLDS) == holds
