"""A mixer beside published sessions: its files, and what a second publication does to them."""

import json
import os
import shutil
from datetime import UTC, datetime

import pytest
from published_mixer import ANYWHERE, index_address, index_of, open_published, small_packager

from coach.cache import Cache, entry_name, key_hash, read_entry
from coach.errors import OutputError, UsageError
from coach.mixer.engine import Engine
from coach.mixer.package import Packager
from coach.mixer.pieces import phrase_piece, piece_name
from coach.mp3.frames import MONO
from coach.plan.catalogue import find_plan
from coach.plan.ratio import Ratio
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.sound.mixdown import FileSize
from coach.web.job_queue import JobQueue
from coach.web.mixer_site import MixerSite
from coach.web.static_site import Site, publish

SETTINGS = Settings(voice="system", name="Ada")


@pytest.fixture(scope="module")
def cache(environment, spoken_cache):
    assert environment
    return spoken_cache


def packager(cache, *, beat=False, settings=SETTINGS):
    small = find_plan("small")
    return small_packager(small, session_requests(small, 1, 1, Ratio(), None), settings, cache, beat=beat)


def write(folder, cache, made, engine=b"python"):
    site = Site(folder, "https://example.org/", datetime(2026, 12, 1, tzinfo=UTC))
    queue = JobQueue(lambda settings, listener: Renderer(settings, listener, cache=cache), made.settings)
    requests = session_requests(find_plan("small"), None, None, Ratio(), None)
    mixer = MixerSite(made, Engine({"mixer/engine/abc-python.wasm.bin": engine}, {"release": "1", "files": {}}))
    publish(site, [requests], queue, [None], mixer=mixer)


@pytest.fixture(scope="module")
def site(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("mixer")
    write(folder, cache, packager(cache))
    return folder


def test_the_site_has_the_mixer_with_all_pieces_that_its_table_names(site):
    index = index_of(site)
    table = (site / index["pieces"]).read_bytes()
    rows = [table[place : place + 24] for place in range(0, len(table), 24)]
    assert len(rows) > 100
    for row in rows:
        name = row[:20].hex()
        assert (site / "mixer/pieces" / name[:2] / name[2:]).stat().st_size == int.from_bytes(row[20:], "little")
    assert {page.name for page in (site / "mixer").glob("*.html")} == {"index.html"}
    assert (site / "mixer/session/index.html").is_file()


def damage(path, how):
    content = path.read_bytes()
    if how == "flipped":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    else:
        path.write_bytes({"cut short": content[:-1], "longer": content + b"!", "empty": b""}[how])


def damaged_pieces(site):
    """Return the pieces of a site that a browser would find damaged."""
    pieces = [path for path in (site / "mixer/pieces").rglob("*") if path.is_file()]
    assert len(pieces) > 100
    return [path for path in pieces if not read_entry(path.read_bytes(), bytes.fromhex(path.parent.name + path.name))]


@pytest.mark.parametrize(
    "how", ["flipped", "empty", *(pytest.param(how, marks=pytest.mark.long) for how in ("cut short", "longer"))]
)
def test_what_is_damaged_in_the_cache_or_on_the_site_is_published_whole(tmp_path, site, cache, how):
    own = Cache(tmp_path / "cache")
    shutil.copytree(cache.folder, own.folder)
    pieces = [path.relative_to(site / "mixer/pieces") for path in (site / "mixer/pieces").rglob("*") if path.is_file()]
    for name in pieces:
        damage(own.folder / name, how)
    folder = tmp_path / "site"
    write(folder, own, packager(own))
    assert not damaged_pieces(folder)
    for name in pieces:
        damage(folder / "mixer/pieces" / name, how)
    (folder / "mixer/mixer.json").write_text("{")
    table = folder / index_address(site)
    table.write_bytes(b"")
    write(folder, own, packager(own))
    assert not damaged_pieces(folder)
    assert index_of(folder) == index_of(site)


def test_what_another_command_removes_from_the_cache_while_a_mixer_is_published_is_made_again(tmp_path, site, cache):
    own = Cache(tmp_path / "cache")
    shutil.copytree(cache.folder, own.folder)
    made = packager(own)
    write_cover = made.make

    def make(*words):
        package = write_cover(*words)
        own.clear()  # after all is spoken, before a piece is published
        return package

    made.make = make
    write(tmp_path / "site", own, made)
    assert not damaged_pieces(tmp_path / "site")
    assert index_of(tmp_path / "site") == index_of(site)


def test_where_the_cache_keeps_nothing_nothing_with_holes_is_published(tmp_path, cache):
    own = Cache(tmp_path / "cache")
    shutil.copytree(cache.folder, own.folder)
    made = packager(own)
    package = made.make(b"cover")
    own.clear()
    shutil.rmtree(own.folder)
    own.folder.write_bytes(b"")  # in the place of the folder
    made.make = lambda *_: package
    with pytest.raises(OutputError, match=r"a piece is not kept; make room .* publish again"):
        write(tmp_path / "site", own, made)
    assert not (tmp_path / "site/mixer/mixer.json").exists()


def test_a_pipe_where_a_page_or_a_list_should_be_is_replaced_not_waited_for(tmp_path, cache):
    (tmp_path / "mixer").mkdir()
    for name in ("index.html", "mixer/mixer.json", ".coach-published.json"):
        os.mkfifo(tmp_path / name)
    write(tmp_path, cache, packager(cache))
    assert "mixer/mixer.json" in json.loads((tmp_path / ".coach-published.json").read_text())["now"]
    assert index_of(tmp_path)


def test_nobodys_name_is_in_the_package_and_its_plans_are_known_as_published(site):
    index = index_of(site)
    assert index["settings"].get("name", "") == ""
    assert index["published"] == ["small"]
    assert index["choices"]["plans"] == ["small"]


@pytest.mark.parametrize("size", FileSize)
def test_a_session_is_joined_from_the_sites_files_alone(tmp_path, cache, size):
    write(tmp_path, cache, packager(cache, settings=SETTINGS.with_changes({"size": size})))
    mixer = open_published(tmp_path)
    values = {"plan": "small", "week": "1", "session": "1"}
    for name in mixer.missing(values):
        mixer.add(name, (tmp_path / "mixer/pieces" / name).read_bytes())
    made = b"".join(mixer.chunks(values))
    request = session_requests(find_plan("small"), 1, 1, Ratio(), None)[0]
    assembly = Renderer(Settings(voice="system", size=size), cache=cache).assembly(request)
    rendered = b"".join(assembly.chunks())
    sound = len(rendered) - len(assembly.head)
    assert made[-sound:] == rendered[-sound:]


def test_over_the_beat_a_session_is_joined_from_the_sites_files_too(tmp_path, cache):
    made = packager(cache, beat=True)
    settings = made.settings.with_changes({"bed": "beat"})
    small = session_requests(find_plan("small"), 1, 1, Ratio(), None)
    estimate = made.estimate()
    write(tmp_path, cache, made)
    index = index_of(tmp_path)
    table = (tmp_path / index["beat_pieces"]).read_bytes()
    size = sum(int.from_bytes(table[place + 20 : place + 24], "little") for place in range(0, len(table), 24))
    assert 0.95 * size < estimate.beat_size < 1.05 * size
    assert made.estimate().seconds == 0
    assert set(index["choices"]["fields"]["bed"]) == {"none", "beat"}
    mixer = open_published(tmp_path)
    values = {"plan": "small", "week": "1", "session": "1", "bed": "beat"}
    for name in mixer.missing(values):
        mixer.add(name, (tmp_path / "mixer/pieces" / name).read_bytes())
    assembly = Renderer(settings, cache=cache).assembly(small[0])
    sound = assembly.size - len(assembly.head)
    assert b"".join(mixer.chunks(values))[-sound:] == b"".join(assembly.chunks())[-sound:]


def test_a_bed_that_is_not_published_is_refused(site):
    mixer = open_published(site)
    for bed in ("beat", "ambient"):
        assert "is not published here" in mixer.problem({"plan": "small", "week": "1", "session": "1", "bed": bed})


def test_a_beat_whose_steps_are_no_whole_frames_is_refused(cache):
    with pytest.raises(UsageError, match="leave it at 156"):
        Packager([find_plan("small")], SETTINGS.with_changes({"run_bpm": 163}), cache, beat=True)


def test_a_second_publication_leaves_files_alone_and_keeps_the_old_ones_once_more(tmp_path, cache):
    made = packager(cache)
    write(tmp_path, cache, made)
    pieces = {path: path.stat().st_mtime_ns for path in (tmp_path / "mixer/pieces").rglob("*") if path.is_file()}
    old = index_of(tmp_path)["pieces"]
    dropped = made.phrases[-1]
    made.places = dict.fromkeys(made.phrases[:-1], ANYWHERE)
    write(tmp_path, cache, made, b"another python")
    assert {path: path.stat().st_mtime_ns for path in pieces} == pieces
    assert index_of(tmp_path)["pieces"] != old
    assert (tmp_path / old).is_file()
    write(tmp_path, cache, made)
    assert not (tmp_path / old).exists()
    assert not (tmp_path / "mixer/pieces" / piece_name(phrase_piece(dropped, made.speaker), MONO)).exists()


def test_what_is_missing_is_told_without_speaking_anything(tmp_path, cache):
    made = packager(cache)
    everything = made.estimate()
    assert everything.unspoken == 0
    assert everything.seconds == 0
    fresh = Packager([find_plan("small")], SETTINGS, Cache(tmp_path))
    fresh.places = made.places
    estimate = fresh.estimate()
    assert estimate.unspoken == len(made.phrases)
    assert estimate.seconds > 0
    assert 0.5 < estimate.size / everything.size < 2


def test_publishing_again_needs_no_clips(tmp_path, cache):
    own = Cache(tmp_path / "cache")
    shutil.copytree(cache.folder, own.folder)
    earlier = packager(own)
    clips = {own.folder / entry_name(key_hash(earlier.speaker.key(phrase))) for phrase in earlier.phrases}
    package = earlier.make(b"cover")
    for clip in clips:
        clip.unlink()
    later = Packager([find_plan("small")], SETTINGS, own)
    later.places = earlier.places
    assert later.estimate().unspoken == 0
    assert later.make(b"cover") == package
    assert not any(clip.exists() for clip in clips)


def test_of_a_full_cache_clips_are_removed_before_the_pieces_that_were_published(tmp_path, cache):
    own = Cache(tmp_path / "cache")
    shutil.copytree(cache.folder, own.folder)
    made = packager(own)
    for entry in own.folder.glob("*/*"):
        os.utime(entry, (1_000_000_000, 1_000_000_000))
    package = made.make(b"cover")
    own.prune(package.size + 200_000)
    assert all((own.folder / name).is_file() for name in package.pieces.values())


@pytest.mark.parametrize(("field", "value"), [("voice", "voices/joe.toml"), ("style", "my-style")])
def test_a_voice_or_a_style_of_ones_own_is_refused(tmp_path, cache, field, value):
    if field == "style":
        folder = tmp_path / value
        folder.mkdir()
        (folder / "finish.j2").write_text("The session is over.\n")
        value = str(folder)
        settings = Settings(voice="system", style=value)
    else:
        own = tmp_path / "mine.toml"
        own.write_text('engine = "pyttsx3"\nvoice = ""\n')
        settings = Settings(voice=str(own))
    with pytest.raises(UsageError, match="comes with coach"):
        Packager([find_plan("small")], settings, cache)
