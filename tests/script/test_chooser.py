"""The chooser: which line is spoken in which session."""

import pytest

from coach.errors import LinesError
from coach.plan.catalogue import find_plan
from coach.plan.context import session_context
from coach.script.chooser import FEWEST_A_SESSION, Chooser
from coach.script.facts import session_facts
from coach.script.lines import Style, load_style
from coach.script.parts import Part

PLAN = find_plan("walk-run-start")
SESSIONS = sum(len(week.sessions) for week in PLAN.weeks)


def style_of(folder, lines):
    (folder / "tip.j2").write_text("".join(f"Tip {'a' * (number + 1)}.\n" for number in range(lines)), "utf-8")
    return Style("own", (folder,))


def chooser(style, week=1, session=1):
    context = session_context(PLAN, week, session)
    return Chooser(style, context, session_facts(context))


def contexts():
    return [(week, session) for week, content in enumerate(PLAN.weeks, 1) for session in range(1, len(content.sessions) + 1)]


def test_each_turn_has_another_variant_until_all_were_used(tmp_path):
    style = style_of(tmp_path, 5)
    texts = [chooser(style).variant(Part.TIP, {}, turn)[0].text for turn in range(6)]
    assert len(set(texts[:5])) == 5
    assert texts[5] == texts[0]


def test_sessions_begin_with_different_variants(tmp_path):
    style = style_of(tmp_path, 4)
    first = [chooser(style, week, session).variant(Part.TIP, {})[0].text for week, session in contexts()[:4]]
    assert len(set(first)) == 4


def test_a_pool_that_is_large_enough_is_shared_out_without_a_repeat(tmp_path):
    style = style_of(tmp_path, SESSIONS * 4)
    texts = []
    for week, session in contexts():
        own = chooser(style, week, session)
        texts += [own.free_line(Part.TIP, {})[0].text for _ in range(4)]
    assert len(set(texts)) == len(texts)


def test_a_session_says_no_line_twice_and_is_silent_when_all_are_said(tmp_path):
    own = chooser(style_of(tmp_path, 2))
    assert own.is_first(Part.TIP)
    assert len({own.free_line(Part.TIP, {})[0].text for _ in range(2)}) == 2
    assert own.free_line(Part.TIP, {}) is None
    assert not own.is_first(Part.TIP)


def test_only_lines_that_are_true_at_the_moment_are_chosen(tmp_path):
    (tmp_path / "tip.j2").write_text("[if another-run] More.\n[if last-session] End.\n[if not another-run] Done.\n", "utf-8")
    own = chooser(Style("own", (tmp_path,)))
    assert own.quota(Part.TIP, {}) == 2
    assert own.free_line(Part.TIP, {}, frozenset({"another-run"}))[0].text == "More."
    assert own.free_line(Part.TIP, {}, frozenset({"another-run"})) is None
    assert own.free_line(Part.TIP, {})[0].text == "Done."


@pytest.mark.parametrize("session", [1, 2, 3])
def test_the_first_of_a_part_has_lines_of_its_own(tmp_path, session):
    text = "".join(f"Tip {'a' * (number + 1)}.\n" for number in range(30))
    (tmp_path / "tip.j2").write_text(f"{text}[if first-of-part, first-week] Welcome to the tips.\n", "utf-8")
    own = chooser(Style("own", (tmp_path,)), 1, session)
    assert own.free_line(Part.TIP, {}, frozenset({"first-of-part"}))[0].text == "Welcome to the tips."
    assert own.free_line(Part.TIP, {})[0].text != "Welcome to the tips."


def test_a_phrase_that_is_not_true_is_left_out(tmp_path):
    (tmp_path / "tip.j2").write_text("Hello. / [if later-week] Again. / [if first-week] New here. | Hi.\n", "utf-8")
    assert chooser(Style("own", (tmp_path,))).free_line(Part.TIP, {})[0].text == "Hello. New here."


@pytest.mark.parametrize(("lines", "quota"), [(SESSIONS * 5, 5), (SESSIONS, FEWEST_A_SESSION), (2, 2), (0, 0)])
def test_a_session_uses_its_share_of_the_lines(tmp_path, lines, quota):
    assert chooser(style_of(tmp_path, lines)).quota(Part.TIP, {}) == quota


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
