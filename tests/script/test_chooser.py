"""The chooser: which line is spoken in which session."""

from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import LinesError
from coach.plan.catalogue import find_plan
from coach.plan.context import session_context
from coach.script.chooser import ANYWHERE, SESSIONS_APART, Chooser
from coach.script.facts import session_facts
from coach.script.lines import Style, load_style
from coach.script.parts import Part

PLAN = find_plan("walk-run-to-30")
SESSIONS = sum(len(week.sessions) for week in PLAN.weeks)
IN_RUNS = (frozenset({"in-run", "in-main-set"}),)


def style_of(folder, lines, condition=""):
    (folder / "tip.j2").write_text("".join(f"{condition} Tip {'a' * (number + 1)}.\n" for number in range(lines)), "utf-8")
    return Style("own", (folder,))


def chooser(style, week=1, session=1, plan=PLAN, take=1):
    context = session_context(plan, week, session)
    return Chooser(style, context, session_facts(context, take=take), take)


def contexts():
    return [(week, session) for week, content in enumerate(PLAN.weeks, 1) for session in range(1, len(content.sessions) + 1)]


def drawn(chosen, wanted):
    """Draw lines for a session, and choose as many of them as there are."""
    count = chosen.draw(Part.TIP, {}, wanted)
    lines = [chosen.free_line(Part.TIP, {}) for _ in range(min(count, wanted))]
    return [line[0].text for line in lines]


def test_each_turn_has_another_variant_until_all_were_used(tmp_path):
    style = style_of(tmp_path, 5)
    texts = [chooser(style).variant(Part.TIP, {}, turn)[0].text for turn in range(6)]
    assert len(set(texts[:5])) == 5
    assert texts[5] == texts[0]


def test_sessions_begin_with_different_variants(tmp_path):
    style = style_of(tmp_path, 4)
    first = [chooser(style, week, session).variant(Part.TIP, {})[0].text for week, session in contexts()[:4]]
    assert len(set(first)) == 4


@pytest.mark.parametrize("lines", [36, 100, 143])
def test_a_line_of_a_programme_comes_back_in_the_twelfth_session_at_the_earliest(tmp_path, lines):
    style = style_of(tmp_path, lines)
    last_heard, closest = {}, SESSIONS
    for ordinal, (week, session) in enumerate(contexts()):
        for text in drawn(chooser(style, week, session), 5):
            closest = min(closest, ordinal - last_heard.get(text, -SESSIONS))
            last_heard[text] = ordinal
    assert closest >= SESSIONS_APART


def test_every_line_has_its_turn_in_a_programme(tmp_path):
    style = style_of(tmp_path, 60)
    heard = {text for week, session in contexts() for text in drawn(chooser(style, week, session), 5)}
    assert len(heard) == 60


@given(lines=st.integers(1, 40), every=st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_a_part_with_one_line_a_session_uses_each_in_turn(tmp_path_factory, lines, every):
    """Also where only one session in two has it: a pool is not halved by that."""
    style = style_of(tmp_path_factory.mktemp("style"), lines)
    texts = [
        chooser(style, week, session).line_of_turn(Part.TIP, {}, every=every)[0].text
        for ordinal, (week, session) in enumerate(contexts())
        if ordinal % every == 0
    ]
    assert len(set(texts)) == min(lines, len(texts))
    assert max(texts.count(text) for text in texts) == ceil(len(texts) / lines)


def test_no_line_is_chosen_twice_in_a_session(tmp_path):
    chosen = chooser(style_of(tmp_path, 40))
    count = chosen.draw(Part.TIP, {}, 40)
    texts = [chosen.free_line(Part.TIP, {})[0].text for _ in range(count)]
    assert len(set(texts)) == count
    assert chosen.free_line(Part.TIP, {}) is None


@pytest.mark.parametrize("wanted", [3, 7, 12])
def test_a_later_take_of_a_session_repeats_at_most_half_of_the_lines_of_the_take_before(tmp_path, wanted):
    style, plan = style_of(tmp_path, 24), find_plan("long-run")
    takes = [drawn(chooser(style, plan=plan, take=take), wanted) for take in range(1, 8)]
    for before, after in pairwise(takes):
        assert len(after) == wanted
        assert len(set(before) & set(after)) <= wanted / 2


def test_a_line_about_the_first_session_is_said_there_whatever_its_turn(tmp_path):
    (tmp_path / "tip.j2").write_text("[if first-session] The first.\n" + "".join(f"Tip {'a' * n}.\n" for n in range(1, 60)))
    style = Style("own", (tmp_path,))
    assert drawn(chooser(style), 4)[0] == "The first."
    assert "The first." not in [text for week, session in contexts()[1:] for text in drawn(chooser(style, week, session), 4)]


def test_only_lines_that_are_true_at_the_moment_are_chosen(tmp_path):
    (tmp_path / "tip.j2").write_text("[if another-run] More.\n[if last-session] End.\n[if not another-run] Done.\n", "utf-8")
    own = chooser(Style("own", (tmp_path,)), plan=find_plan("long-run"))
    assert own.draw(Part.TIP, {}, 2) == 2
    assert own.free_line(Part.TIP, {}, frozenset({"another-run"}))[0].text == "More."
    assert own.free_line(Part.TIP, {}, frozenset({"another-run"})) is None
    assert own.free_line(Part.TIP, {})[0].text == "Done."


@pytest.mark.parametrize("session", [1, 2, 3])
def test_the_first_of_a_part_has_lines_of_its_own(tmp_path, session):
    text = "".join(f"Tip {'a' * (number + 1)}.\n" for number in range(30))
    (tmp_path / "tip.j2").write_text(f"{text}[if first-of-part, first-week] Welcome to the tips.\n", "utf-8")
    own = chooser(Style("own", (tmp_path,)), 1, session)
    assert own.is_first(Part.TIP)
    assert own.free_line(Part.TIP, {}, frozenset({"first-of-part"}))[0].text == "Welcome to the tips."
    assert own.free_line(Part.TIP, {})[0].text != "Welcome to the tips."
    assert not own.is_first(Part.TIP)


def test_a_phrase_that_is_not_true_is_left_out(tmp_path):
    (tmp_path / "tip.j2").write_text("Hello. / [if later-week] Again. / [if first-week] New here. | Hi.\n", "utf-8")
    plan = find_plan("long-run")
    assert chooser(Style("own", (tmp_path,)), plan=plan).free_line(Part.TIP, {})[0].text == "Hello."
    assert chooser(Style("own", (tmp_path,))).free_line(Part.TIP, {})[0].text == "Hello. New here."


def test_lines_that_no_place_of_the_topic_allows_are_not_counted(tmp_path):
    style = style_of(tmp_path, 24, "[if in-walk]")
    assert chooser(style).draw(Part.TIP, {}, 4, IN_RUNS) == 0
    assert chooser(style).draw(Part.TIP, {}, 4, ANYWHERE, IN_RUNS) == 0
    assert chooser(style).draw(Part.TIP, {}, 4) == 24 // SESSIONS_APART


def test_a_part_that_a_style_may_leave_out_is_not_said(tmp_path):
    style = style_of(tmp_path, 4)
    assert chooser(style).line_of_turn(Part.WEEK_NEWS, {}) is None
    assert chooser(style).line_number(Part.TONES, {}, 0, frozenset()) is None


def test_the_same_session_chooses_the_same_line():
    variables = {"coaching": "walk-run"}
    style = load_style("warm")
    assert chooser(style).variant(Part.STORY_END, variables) == chooser(load_style("warm")).variant(Part.STORY_END, variables)


@pytest.mark.parametrize("choose", [Chooser.variant, Chooser.free_line])
def test_a_part_without_a_line_is_named(tmp_path, choose):
    (tmp_path / "tip.j2").write_text("{% if false %}\nTip.\n{% endif %}\n", "utf-8")
    with pytest.raises(LinesError, match=r"style own: tip\.j2: says nothing for a walk session; add a line"):
        choose(chooser(Style("own", (tmp_path,))), Part.TIP, {"coaching": "walk"})


def test_a_part_whose_template_is_empty_is_silent(tmp_path):
    own = chooser(style_of(tmp_path, 0))
    assert own.variant(Part.TIP, {}) == ()
    assert own.free_line(Part.TIP, {}) is None
