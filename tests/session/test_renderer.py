"""The flow in one process: what was said before is never said again, and changes nothing."""

import pytest

from coach.cache import Cache
from coach.plan.catalogue import find_plan
from coach.plan.ratio import Ratio
from coach.plan.toml import parse_plan
from coach.progress import Advanced, Noticed, Planned, Stage, Started, Written
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.units import Milliseconds


@pytest.fixture
def script(short_request, shared_cache):
    """Write the script, and tell what work was begun for it."""

    def written(kept=shared_cache):
        begun = []
        renderer = Renderer(Settings(), begun.append, cache=kept)
        (sheet,) = renderer.scripts([short_request])
        return sheet, [event.stage for event in begun if isinstance(event, Started)]

    return written


def test_lines_that_were_never_spoken_change_nothing_in_the_script(script, tmp_path):
    cold, begun = script(Cache(tmp_path / "empty"))
    assert begun
    assert script(Cache(tmp_path / "empty")) == (cold, [])


@pytest.mark.parametrize(("name", "said"), [("Zoë", True), ("李雷", False), ("", False)])
def test_a_name_that_the_voice_cannot_say_is_left_out_and_the_runner_is_told(short_request, shared_cache, name, said):
    events = []
    renderer = Renderer(Settings(name=name), events.append, cache=shared_cache)
    (sheet,) = renderer.scripts([short_request])
    assert any(name in cue.text for cue in sheet.cues if name) is said
    messages = [event.message for event in events if isinstance(event, Noticed)]
    assert len(messages) == (name == "李雷")
    assert all("cannot say 李雷" in message for message in messages)


def test_no_length_in_a_script_is_a_guess(script, shared_cache):
    sheet, _ = script()
    speaker = Renderer(Settings(), cache=shared_cache).speaker
    for cue in sheet.cues:
        if cue.phrases:
            last = cue.phrases[-1]
            assert cue.end == Milliseconds(cue.start + last.offset + speaker.known_duration(last.phrase))


TWO_SESSIONS = """
[[week]]

[[week.session]]
note = "Today the park is quiet."
main = [{ repeat = 1, of = [{ run = "30s" }, { walk = "30s" }] }]

[[week.session]]
note = "Today the wind comes from the sea."
main = [{ repeat = 1, of = [{ run = "30s" }, { walk = "30s" }] }]
"""


@pytest.fixture
def two_sessions():
    return session_requests(parse_plan(TWO_SESSIONS, "two"), None, None, Ratio(), None)


@pytest.mark.parametrize("album", [False, True])
def test_a_session_is_written_before_the_words_of_the_next_are_spoken(two_sessions, tmp_path, album):
    events = []
    renderer = Renderer(Settings(output=str(tmp_path)), events.append, cache=Cache(tmp_path / "cache"))
    paths = renderer.albums(two_sessions) if album else renderer.render(two_sessions)
    kinds = [event.stage if isinstance(event, Started) else type(event) for event in events if not isinstance(event, Advanced)]
    assert kinds[:3] == [Planned, Stage.SPEAKING, Stage.ENCODING]
    written = kinds.index(Written)
    assert Stage.SPEAKING not in kinds[2:written]
    assert Stage.SPEAKING in kinds[written:]
    assert [event.path for event in events if isinstance(event, Written)] == paths


def test_the_work_of_each_session_is_expected_once_for_what_several_say(two_sessions, tmp_path):
    events = []
    renderer = Renderer(Settings(output=str(tmp_path)), events.append, cache=Cache(tmp_path / "cache"))
    renderer.render(two_sessions)
    (planned,) = [event for event in events if isinstance(event, Planned)]
    first, second = planned.sessions
    assert (first.title, second.title) == tuple(request.title for request in two_sessions)
    assert first.speaking > second.speaking > 0
    assert first.encoding > second.encoding > 0
    events.clear()
    renderer.render(two_sessions)
    assert [event for event in events if isinstance(event, Planned)] == [Planned(())]


def test_sessions_that_go_on_from_one_another_are_named_too(shared_cache, tmp_path):
    events = []
    text = tmp_path / "text.txt"
    text.write_text("A path leads through the wood. It ends at a lake.")
    (request,) = session_requests(find_plan("narrated-walk"), 1, 1, Ratio(), None)
    renderer = Renderer(Settings(output=str(tmp_path), read=str(text)), events.append, cache=shared_cache)
    renderer.render([request])
    (planned,) = [event for event in events if isinstance(event, Planned)]
    assert [work.title for work in planned.sessions] == [request.title]
