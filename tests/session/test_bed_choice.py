"""The bed that the settings ask for."""

import os
from wave import open as open_wave

import pytest

from coach.errors import BedError, UsageError
from coach.session.bed_choice import bed_identity, choose_bed, own_recording
from coach.settings import Over, Settings
from coach.sound.beds.ambient import AmbientBed
from coach.sound.beds.beat import BeatBed
from coach.sound.beds.by_effort import BedByEffort
from coach.sound.beds.music import MusicBed, TalkBed


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "talk.wav"
    with open_wave(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 48_000 * 3))
    return path


def test_none_is_silence(cache):
    assert choose_bed(Settings(), cache) is None


def test_a_beat_has_the_tempos_of_the_settings(cache):
    bed = choose_bed(Settings(bed="beat", run_bpm=170, walk_bpm=100), cache)
    assert isinstance(bed, BeatBed)
    assert (bed.run_bpm, bed.walk_bpm) == (170, 100)


def test_ambient_is_a_texture(cache):
    assert isinstance(choose_bed(Settings(bed="ambient"), cache), AmbientBed)


def test_a_file_is_music_or_a_talk_that_pauses(cache, recording):
    assert isinstance(choose_bed(Settings(bed=str(recording)), cache), MusicBed)
    assert isinstance(choose_bed(Settings(bed=str(recording), over=Over.PAUSE), cache), TalkBed)


def test_runs_and_walks_may_have_beds_of_their_own(cache):
    assert isinstance(choose_bed(Settings(run_bed="beat"), cache), BedByEffort)


@pytest.mark.parametrize("settings", [{"resume": True}, {"over": Over.PAUSE}])
def test_what_needs_one_bed_is_refused_with_two_and_the_fields_are_named(cache, settings):
    with pytest.raises(UsageError, match=r"resume and over pause need one bed.*leave out run_bed and walk_bed"):
        choose_bed(Settings(run_bed="beat", **settings), cache)


def test_a_bed_that_is_not_there_is_refused_with_the_nearest_name(cache):
    with pytest.raises(BedError, match=r"did you mean beat\?"):
        choose_bed(Settings(bed="baet"), cache)


def test_only_a_bed_for_the_whole_session_can_be_resumed(recording):
    assert own_recording(Settings(bed=str(recording))) == recording
    assert own_recording(Settings(bed=str(recording), run_bed="beat")) is None
    assert own_recording(Settings(bed="beat")) is None


def test_the_identity_of_a_bed_changes_with_its_file(recording):
    settings = Settings(bed=str(recording))
    before = bed_identity(settings)
    os.utime(recording, ns=(1, 1))
    assert bed_identity(settings) != before
    assert bed_identity(Settings(bed="beat")) != bed_identity(Settings(bed="ambient"))
