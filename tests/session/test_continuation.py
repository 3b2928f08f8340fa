"""Where a session begins in a recording or a text that goes on from one session to the next."""

from dataclasses import replace

import pytest

from coach.mp3.tags import Tags, render_tag
from coach.plan.catalogue import find_plan
from coach.plan.ratio import Ratio
from coach.session.continuation import Begin, Continuation
from coach.session.recipe import Recipe, SourcePart
from coach.session.request import session_requests
from coach.settings import Settings

FIRST, SECOND, THIRD = session_requests(find_plan("walk-run-start"), 1, None, Ratio(), None)


def recipe_of(request, **places):
    ordinal = request.context.ordinal
    return Recipe("0", "", request.plan.name, "", request.week, request.session, ordinal, Ratio(), Settings(), {}, **places)


def file_of(request, output, **places):
    """Write a file that is a tag alone: a recipe is all that is read."""
    tags = Tags("", "", "", 1, 1, 1, 1, "", comment="", recipe=recipe_of(request, **places).to_json())
    path = request.path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render_tag(tags))


@pytest.fixture
def continuation(tmp_path):
    def make(*, begin=None, recording="talk.mp3", text=None):
        return Continuation(tmp_path, tmp_path / recording if recording else None, tmp_path / text if text else None, begin)

    return make


def part(start, end, source="talk.mp3"):
    return SourcePart(source, start, end)


def test_without_anything_to_go_on_in_every_session_begins_at_the_start(continuation, tmp_path):
    file_of(FIRST, tmp_path, bed_place=part(0, 60_000))
    nothing = continuation(recording=None)
    assert not nothing.continues
    assert nothing.begin(SECOND) == Begin()


def test_a_session_begins_where_the_file_of_the_session_before_ended(continuation, tmp_path):
    file_of(FIRST, tmp_path, bed_place=part(0, 60_000))
    assert continuation().begin(SECOND) == Begin(bed=60_000)


def test_a_session_that_is_made_again_keeps_its_place(continuation, tmp_path):
    file_of(FIRST, tmp_path, bed_place=part(0, 90_000))
    file_of(SECOND, tmp_path, bed_place=part(60_000, 120_000))
    assert continuation().begin(SECOND) == Begin(bed=60_000)


def test_within_one_run_a_session_goes_on_from_the_one_before(continuation, tmp_path):
    file_of(SECOND, tmp_path, bed_place=part(60_000, 120_000))
    going_on = continuation()
    going_on.ended(FIRST, recipe_of(FIRST, bed_place=part(0, 70_000)))
    assert going_on.begin(SECOND) == Begin(bed=70_000)


def test_another_recording_begins_at_its_start(continuation, tmp_path):
    file_of(FIRST, tmp_path, bed_place=part(0, 60_000, "other.mp3"))
    assert continuation().begin(SECOND) == Begin()


def test_a_place_that_was_given_holds_for_the_first_session_of_a_run(continuation):
    chosen = continuation(begin=5_000)
    assert chosen.begin(SECOND) == Begin(bed=5_000)
    chosen.ended(SECOND, recipe_of(SECOND, bed_place=part(5_000, 9_000)))
    assert chosen.begin(THIRD) == Begin(bed=9_000)


def test_a_text_goes_on_by_sentences(continuation, tmp_path):
    file_of(FIRST, tmp_path, text_place=part(0, 40, "book.md"))
    assert continuation(recording=None, text="book.md").begin(SECOND) == Begin(text=40)
    assert continuation(recording=None, text="book.md", begin=7).begin(SECOND) == Begin(text=7)


def test_a_session_of_a_gap_in_the_plan_begins_at_the_start(continuation, tmp_path):
    file_of(FIRST, tmp_path, bed_place=part(0, 60_000))
    assert continuation().begin(replace(THIRD)) == Begin()
