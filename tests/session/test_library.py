"""How sessions stand in a music library: albums, track numbers and the order of names."""

from pathlib import Path

import pytest
from mutagen.id3 import ID3

from coach.cache import Cache
from coach.mp3.tags import Chapter, Tags
from coach.plan.adjust import custom_plan
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.ratio import Feel, Ratio
from coach.plan.toml import parse_plan
from coach.progress import Noticed
from coach.session.album import write_album
from coach.session.request import session_requests
from coach.sound.mixdown import Mixdown, Span
from coach.units import Milliseconds, samples

MINUTE = Milliseconds(60_000)
CHANGES = (Ratio(), Ratio(walk=MINUTE), Ratio(feel=Feel.TIRED), Ratio(take=2), Ratio(walk=MINUTE, take=2))


def places(requests):
    """Return where a library files the sessions: album, disc and track."""
    return [(request.album, request.week, request.context.ordinal) for request in requests]


def test_no_variant_has_the_place_of_another_one():
    plan = find_plan("walk-run-start")
    all_places = [place for ratio in CHANGES for place in places(session_requests(plan, None, None, ratio, None))]
    assert len(set(all_places)) == len(all_places) == 12 * len(CHANGES)


def test_sessions_of_ones_own_have_albums_of_their_own():
    ratios = [Ratio(run=MINUTE, walk=MINUTE, repeat=count) for count in (2, 3)]
    requests = [session_requests(custom_plan(ratio), None, None, ratio, None)[0] for ratio in ratios]
    assert len(set(places(requests))) == 2


def test_the_plans_own_sessions_stay_in_the_album_of_the_plan():
    for name in bundled_names():
        plan = find_plan(name)
        assert {request.album for request in session_requests(plan, None, None, Ratio(), None)} == {plan.title}


@pytest.mark.parametrize(("weeks", "sessions"), [(4, 3), (104, 1), (2, 14)])
def test_names_of_files_sort_as_the_sessions_are_run(weeks, sessions):
    week = f'[[week]]\nsessions-a-week = {sessions}\nmain = [{{ run = "1m" }}]\n'
    requests = session_requests(parse_plan(week * weeks, "long"), None, None, Ratio(), None)
    names = [request.file_name for request in requests]
    assert len(names) == weeks * sessions
    assert names == sorted(names)


def silent_album(folder, count, listener):
    """Write an album of so many silent tracks of a second."""
    second = Milliseconds(1_000)
    chapters = tuple(
        Chapter(f"Run {n + 1} · 1 s", Milliseconds(n * second), Milliseconds((n + 1) * second)) for n in range(count)
    )
    length = samples(Milliseconds(count * second))
    mixdown = Mixdown(1, length, (Span(length // 1_152 + 3),))
    tags = Tags("Week 2, session 1", "Plan: Week 2, session 1", "coach", 4, 12, 2, 4, "Fitness", "", "", chapters)
    return write_album(folder, mixdown, tags, Cache(folder / "cache"), listener)


@pytest.mark.parametrize(("count", "first"), [(14, "01-run-1.mp3"), (120, "001-run-1.mp3")])
def test_tracks_sort_by_name_as_they_are_played(tmp_path, count, first):
    events = []
    album = silent_album(tmp_path / "album", count, events.append)
    listed = [Path(line).name for line in album.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert listed[0] == first
    assert len(listed) == count
    assert listed == sorted(listed) == sorted(path.name for path in (tmp_path / "album").glob("*.mp3"))
    assert events == []


def test_tracks_are_an_album_with_one_disc_and_an_album_artist(tmp_path):
    silent_album(tmp_path / "album", 2, lambda _: None)
    tag = ID3(tmp_path / "album" / "02-run-2.mp3")
    values = [str(tag[name]) for name in ("TALB", "TPE2", "TRCK", "TPOS")]
    assert values == ["Plan: Week 2, session 1", "coach", "2/2", "1/1"]


def test_more_tracks_than_many_players_list_are_reported(tmp_path):
    events = []
    silent_album(tmp_path / "album", 256, events.append)
    (notice,) = [event.message for event in events if isinstance(event, Noticed)]
    assert notice.startswith("album: 256 tracks;")
