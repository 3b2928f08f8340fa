"""What is there and unchanged is left alone, what is damaged is made anew, and a runner's own tags are kept."""

import pytest
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3, TIT2, TXXX

from coach.cache import Cache
from coach.mp3.inspect import find_sound
from coach.plan.adjust import custom_plan
from coach.plan.ratio import Ratio
from coach.progress import Noticed, Written
from coach.proof.check import check_file
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.units import Milliseconds


@pytest.fixture
def render(shared_cache, tmp_path):
    """Render one short session: its path, whether it was left alone, and what was noticed."""
    ratio = Ratio(run=Milliseconds(60_000), walk=Milliseconds(60_000), repeat=1)
    request = session_requests(custom_plan(ratio), None, None, ratio, None)[0]

    def run(*, force=False, **settings):
        events = []
        chosen = Settings(output=str(tmp_path)).with_changes(settings)
        (path,) = Renderer(chosen, events.append, cache=Cache(shared_cache / "studio")).render([request], force=force)
        (written,) = [event for event in events if isinstance(event, Written)]
        return path, written.unchanged, [event.message for event in events if isinstance(event, Noticed)]

    return run


def test_what_is_there_is_left_alone(render):
    path, unchanged, _ = render()
    assert not unchanged
    before = path.stat().st_mtime_ns
    assert render()[1]
    assert path.stat().st_mtime_ns == before


def test_a_flipped_byte_of_the_sound_is_made_good(render):
    path, *_ = render()
    right = path.read_bytes()
    place = find_sound(path)
    content = bytearray(right)
    content[(place.first + place.end) // 2] ^= 1
    path.write_bytes(content)
    assert "sound as written" in {measurement.name for measurement in check_file(path).measurements if measurement.faults}
    assert not render()[1]
    assert path.read_bytes() == right


def retitle(path):
    id3 = ID3(path)
    id3["TIT2"] = TIT2(3, ["Monday with Sam"])
    id3.add(TXXX(3, "MOOD", ["sunny"]))
    id3.save(path)


def test_a_runners_own_tags_neither_fail_a_check_nor_are_overwritten(render):
    path, *_ = render()
    retitle(path)
    APEv2().save(path)
    edited = path.read_bytes()
    assert render()[1]
    assert path.read_bytes() == edited
    assert check_file(path).holds


def test_a_session_that_is_made_anew_keeps_the_runners_own_tags(render):
    path, *_ = render()
    retitle(path)
    for change in ({"force": True}, {"style": "plain"}):
        assert not render(**change)[1]
        id3 = ID3(path)
        assert (str(id3["TIT2"]), str(id3["TXXX:MOOD"])) == ("Monday with Sam", "sunny")
    assert check_file(path).holds


def test_a_file_of_other_origin_in_its_place_is_replaced_and_named(render):
    path, *_ = render()
    right = path.read_bytes()
    path.write_bytes(b"someone else's")
    _, unchanged, noticed = render()
    assert not unchanged
    assert noticed == [f"{path.name}: what is there was not made by coach, or its recipe is broken; it is replaced"]
    assert path.read_bytes() == right
