"""The flow in one process: what was said before is never said again, and changes nothing."""

import pytest

from coach.cache import Cache
from coach.progress import Noticed, Started
from coach.session.renderer import Renderer
from coach.settings import Settings
from coach.units import Milliseconds


@pytest.fixture
def script(short_request, shared_cache):
    """Write the script, and tell what work was begun for it."""

    def written(kept=shared_cache):
        begun = []
        renderer = Renderer(Settings(), begun.append, cache=kept)
        (sheet,) = renderer.scripts([short_request])
        return sheet, [event.what for event in begun if isinstance(event, Started)]

    return written


def test_lines_that_were_never_spoken_change_nothing_in_the_script(script, tmp_path):
    cold, begun = script(Cache(tmp_path / "empty"))
    assert begun
    assert script(Cache(tmp_path / "empty")) == (cold, [])


@pytest.mark.parametrize(("name", "said"), [("Zoë", True), ("李雷", False), ("", False)])
def test_a_name_that_the_voice_cannot_say_is_left_out_and_the_runner_is_told(short_request, shared_cache, name, said):
    heard = []
    renderer = Renderer(Settings(name=name), heard.append, cache=shared_cache)
    (sheet,) = renderer.scripts([short_request])
    assert any(name in cue.text for cue in sheet.cues if name) is said
    told = [event.message for event in heard if isinstance(event, Noticed)]
    assert len(told) == (name == "李雷")
    assert all("cannot say 李雷" in message for message in told)


def test_no_length_in_a_script_is_a_guess(script, shared_cache):
    sheet, _ = script()
    speaker = Renderer(Settings(), cache=shared_cache).speaker
    for cue in sheet.cues:
        if cue.phrases:
            last = cue.phrases[-1]
            assert cue.end == Milliseconds(cue.start + last.offset + speaker.known_duration(last.phrase))
