import json
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from coach.cache import Cache
from coach.errors import MissingEngineError, SpeechError, VoiceError
from coach.progress import Advanced, Noticed, Stage, Started
from coach.script.cues import Delivery, Phrase
from coach.speech import speaker as speaker_module
from coach.speech.engine import EngineName
from coach.speech.engine_hibari import HibariEngine
from coach.speech.engines import engine
from coach.speech.speaker import Speaker, choose_voice
from coach.speech.voice import load_voice

REPOSITORY = Path(__file__).resolve().parents[2]
RUN = Phrase("Run for one minute.")


@pytest.fixture
def heart(cache):
    return Speaker(load_voice("heart"), cache)


def entries(cache):
    return [path for path in cache.folder.rglob("*") if path.is_file()]


def test_a_phrase_is_as_long_as_its_clip(speaker, coaching):
    for phrase in coaching:
        clip = speaker.clip(phrase)
        assert len(clip) % 96 == 0
        assert speaker.spoken(phrase) == len(clip) // 96


def test_a_phrase_never_said_is_said_and_then_found(heart, cache):
    length = heart.spoken(RUN)
    assert 800 < length < 1_500
    again = Speaker(heart.voice, cache)
    assert cache.number(again.key(RUN)) == length == again.spoken(RUN)
    assert again.clip(RUN) == heart.clip(RUN)


def test_the_same_clip_is_made_in_another_cache(heart, tmp_path):
    other = Speaker(heart.voice, Cache(tmp_path / "other"))
    other.prepare([Phrase("Walk."), RUN, Phrase("Something else first.")])
    assert other.clip(RUN) == heart.clip(RUN)


def test_a_batch_is_said_once_whatever_is_in_it_twice_and_reports_its_progress(heart):
    events = []
    phrases = [RUN, Phrase("Walk."), RUN, Phrase("Halfway."), Phrase("Walk.")]
    heart.prepare(phrases, events.append)
    assert events == [Started(Stage.SPEAKING, 3), Advanced(), Advanced(), Advanced()]
    events.clear()
    heart.prepare(phrases, events.append)
    assert events == []


def test_a_batch_makes_the_same_clips_as_one_line_at_a_time(speaker, tmp_path, coaching):
    single = Speaker(speaker.voice, Cache(tmp_path / "single"))
    assert [single.clip(phrase) for phrase in reversed(coaching)] == [speaker.clip(phrase) for phrase in reversed(coaching)]


def test_several_threads_may_speak_at_once(tmp_path, speaker, coaching):
    fresh = Speaker(speaker.voice, Cache(tmp_path / "threads"))
    with ThreadPoolExecutor(4) as pool:
        clips = list(pool.map(fresh.clip, coaching))
    assert clips == [speaker.clip(phrase) for phrase in coaching]


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "removed"])
def test_a_damaged_entry_is_made_anew(heart, cache, damage):
    clip = heart.clip(RUN)
    for path in entries(cache):
        content = path.read_bytes()
        match damage:
            case "cut":
                path.write_bytes(content[: len(content) // 2])
            case "flipped":
                path.write_bytes(content[:-10] + bytes([content[-10] ^ 0xFF]) + content[-9:])
            case "emptied":
                path.write_bytes(b"")
            case "removed":
                path.unlink()
    again = Speaker(heart.voice, cache)
    assert again.clip(RUN) == clip
    assert again.spoken(RUN) == len(clip) // 96
    assert cache.get(again.key(RUN)) == clip


def test_a_clip_made_anew_is_as_long_as_it_was(speaker, tmp_path):
    phrase = Phrase("Can you speak in short phrases? If not, slow down, or take a walk break.")
    fresh = Speaker(speaker.voice, Cache(tmp_path / "fresh"))
    length = fresh.spoken(phrase)
    for _ in range(4):
        Cache(tmp_path / "fresh").clear()
        assert len(fresh.clip(phrase)) == length * 96


def test_a_process_killed_while_it_speaks_leaves_a_cache_that_works(cache):
    script = f"""
        from pathlib import Path
        from coach.cache import Cache
        from coach.script.cues import Phrase
        from coach.speech.speaker import Speaker
        from coach.speech.voice import load_voice
        speaker = Speaker(load_voice("heart"), Cache(Path({str(cache.folder.parent)!r})))
        for number in range(10_000):
            speaker.spoken(Phrase(f"Run number {{number}}."))
            print(number, flush=True)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as process:
        for _ in range(5):
            process.stdout.readline()
        process.kill()
    heart = Speaker(load_voice("heart"), cache)
    assert cache.number(heart.key(Phrase("Run number 3."))) == heart.spoken(Phrase("Run number 3."))
    assert heart.spoken(Phrase("Run number 6.")) > 400


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path):
    (tmp_path / "file").write_text("in the way")
    heart = Speaker(load_voice("heart"), Cache(tmp_path / "file"))
    assert heart.spoken(RUN) == len(heart.clip(RUN)) // 96


@pytest.mark.parametrize("text", ["", "  ", "…", "🏃🏃", "- ! -"])
def test_a_text_with_nothing_to_say_is_named(speaker, text):
    with pytest.raises(SpeechError, match="holds nothing to say") as raised:
        speaker.spoken(Phrase(text))
    assert repr(text) in str(raised.value)


def test_a_line_that_fails_ends_the_batch_with_its_name(heart):
    with pytest.raises(SpeechError, match="🏃"):
        heart.prepare([RUN, Phrase("🏃"), Phrase("Walk.")])


def test_all_that_changes_the_sound_changes_the_key(heart, cache):
    voice = heart.voice
    others = [
        heart.key(Phrase("Walk for one minute.")),
        heart.key(Phrase(RUN.text, Delivery.CALM)),
        Speaker(voice, cache, rate=1.1).key(RUN),
        Speaker(replace(voice, gain_db=1.0), cache).key(RUN),
        Speaker(replace(voice, pronunciations={"run": "runn"}), cache).key(RUN),
        Speaker(load_voice("system"), cache).key(RUN),
    ]
    assert len({heart.key(RUN), *others}) == 7


def test_what_does_not_change_the_sound_does_not_change_the_key(heart, cache):
    renamed = replace(heart.voice, name="mine", description="", licence="", pronunciations={"Galloway": "gallo way"})
    assert Speaker(renamed, cache).key(RUN) == heart.key(RUN)
    slow = replace(heart.voice, rate=heart.voice.rate * 0.8)
    assert Speaker(slow, cache, rate=1.25).key(RUN) == heart.key(RUN)


def test_a_calm_phrase_is_the_longest(speaker):
    text = "Walk for two minutes, nice and easy."
    brisk, steady, calm = (speaker.spoken(Phrase(text, way)) for way in Delivery)
    assert max(brisk, steady) < calm


def test_a_pronunciation_is_what_is_heard(heart, cache):
    spelt = replace(heart.voice, pronunciations={"5K": "five K race"})
    assert Speaker(spelt, cache).clip(Phrase("Run the 5K.")) == heart.clip(Phrase("Run the five K race."))


def test_found_phrases_need_neither_numpy_nor_an_engine(speaker, coaching, spoken_cache):
    heavy = ["numpy", "av", "soxr", "hibari", "piper", "onnxruntime", "pyttsx3", "subprocess", "importlib.metadata"]
    script = f"""
        import json, sys
        from pathlib import Path
        from coach.cache import Cache
        from coach.script.cues import Delivery, Phrase
        from coach.speech.speaker import Speaker, choose_voice
        cache = Cache(Path({str(spoken_cache.folder.parent)!r}))
        speaker = Speaker(choose_voice({speaker.voice.name!r}, cache), cache)
        phrases = [Phrase(text, Delivery(way)) for text, way in {[(p.text, p.delivery.value) for p in coaching]!r}]
        speaker.prepare(phrases)
        lengths = [speaker.spoken(phrase) for phrase in phrases]
        assert all(speaker.clip(phrase) for phrase in phrases)
        print(json.dumps([lengths, [name for name in {heavy!r} if name in sys.modules]]))
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    assert json.loads(run.stdout) == [[speaker.spoken(phrase) for phrase in coaching], []]
    assert run.stderr == ""


def test_the_default_voice_is_chosen_without_a_word(cache):
    events = []
    assert choose_voice(None, cache, events.append).name == "heart"
    assert events == []


def test_a_voice_asked_for_is_chosen(cache):
    assert choose_voice("system", cache).name == "system"


@pytest.fixture
def broken_runtime(monkeypatch):
    """A computer on which the runtime of the neural voices cannot be imported."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    fresh = HibariEngine()
    monkeypatch.setattr(speaker_module, "engine", lambda name: fresh if name is EngineName.HIBARI else engine(name))


@pytest.mark.usefixtures("broken_runtime")
def test_where_the_default_cannot_load_the_computers_own_voice_speaks_and_it_is_said(cache):
    events = []
    voice = choose_voice(None, cache, events.append)
    assert voice.name == "system"
    assert len(events) == 1
    assert isinstance(events[0], Noticed)
    assert "heart cannot speak" in events[0].message
    assert "pip install 'hibari-tts" in events[0].message
    assert Speaker(voice, cache).spoken(RUN) > 500


@pytest.mark.usefixtures("broken_runtime")
def test_a_voice_asked_for_by_name_never_falls_back(cache):
    events = []
    with pytest.raises(MissingEngineError, match="heart cannot be loaded"):
        choose_voice("heart", cache, events.append)
    assert events == []


def test_a_voice_that_was_not_downloaded_is_refused_with_the_remedy(cache, tmp_path, monkeypatch):
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "empty"))
    with pytest.raises(MissingEngineError, match=r"voice emma: .*download it once"):
        choose_voice("emma", cache)


def test_an_unknown_voice_is_refused(cache):
    with pytest.raises(VoiceError, match="no voice 'nobody'"):
        choose_voice("nobody", cache)


def test_a_runners_own_voice_file_is_used(cache, voice_file):
    voice = choose_voice(voice_file('engine = "hibari"\nvoice = "heart"\nrate = 1.3\n'), cache)
    assert Speaker(voice, cache).spoken(RUN) < Speaker(load_voice("heart"), cache).spoken(RUN)


def test_no_file_is_left_behind_by_speaking(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Speaker(load_voice("heart"), Cache(tmp_path / "cache")).spoken(RUN)
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
