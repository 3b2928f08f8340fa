"""Loading a style: folders of one's own, broken templates, and the sandbox."""

from __future__ import annotations

import re

import pytest

from coach.errors import LinesError
from coach.script.lines import Wording, load_style
from coach.script.review import review


def test_a_folder_of_ones_own_replaces_one_part_and_leaves_the_others(tmp_path):
    folder = tmp_path / "calm"
    folder.mkdir()
    (folder / "halfway.j2").write_text("Tea time. / Half is done. | Tea time.\n", encoding="utf-8")
    own = load_style(str(folder))
    assert own.variants("halfway", {}) == ((Wording(("Tea time.", "Half is done.")), Wording(("Tea time.",))),)
    assert own.variants("story-end", {}) == load_style("calm").variants("story-end", {})
    assert own.parts() == load_style("calm").parts()


def test_a_folder_with_a_name_of_its_own_stands_on_the_warm_style(tmp_path):
    (tmp_path / "halfway.j2").write_text("Half.\n", encoding="utf-8")
    assert load_style(str(tmp_path)).variants("story-end", {}) == load_style("warm").variants("story-end", {})


def _own(folder, text, part="halfway", **context):
    (folder / f"{part}.j2").write_text(text, encoding="utf-8")
    return load_style(str(folder)).variants(part, context)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Half.\n{% if name %}\nHello.\n", r"halfway\.j2:\d.*endif"),
        ("Half.\nHello, {{ nobody }}.\n", r"halfway\.j2:2: 'nobody' is undefined"),
        ("Half.\n\n{{ name|shout }}\n", r"halfway\.j2:3: No filter named 'shout'"),
        ("Half.\nFifty % is done.\n", r"halfway\.j2: 'Fifty % is done\.': '%' cannot be spoken"),
        ("Half, 5 minutes.\n", r"halfway\.j2: .*'5' cannot be spoken"),
        ("Half. | \n", r"halfway\.j2: a wording without words"),
        ("[5s] / Half.\n", r"halfway\.j2: .*one pause a line"),
        ("Half. / [soon] / Half.\n", r"halfway\.j2: \[soon\]"),
        ("Half.\n\n[if another-runn] Half.\n", r"halfway\.j2:3: \[if another-runn\]: no fact .*did you mean another-run\?"),
        ("Half. / [if runs,] Half.\n", r"halfway\.j2:1: \[if runs,\]: cannot be read"),
    ],
)
def test_a_broken_template_is_named_with_what_is_wrong(tmp_path, text, complaint):
    with pytest.raises(LinesError, match=complaint):
        _own(tmp_path, text, name="Ada")


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ counted.__globals__ }}",
        "{{ name.format.__self__ }}{{ ().__class__.__bases__ }}",
        "{{ '{0.__class__}'.format(name) }}",
        "{{ range(999999999) }}",
    ],
)
def test_a_template_cannot_reach_out_of_its_sandbox(tmp_path, text):
    with pytest.raises(LinesError, match=r"halfway\.j2"):
        _own(tmp_path, f"Half.\n{text}\n", name="Ada")


def test_numbers_print_as_words(tmp_path):
    context = {"repetition": 3, "week": 21}
    variants = _own(tmp_path, "Run {{ repetition }}, {{ counted(1, 'run') }}, the {{ week|ordinal }}.\n", **context)
    assert variants[0][0].text == "Run three, one run, the twenty-first."


def test_a_condition_that_is_never_rendered_is_reviewed_too(tmp_path):
    (tmp_path / "halfway.j2").write_text("Half.\n{% if week > 500 %}\n[if hurry] Half.\n{% endif %}\n", encoding="utf-8")
    faults = review(load_style(str(tmp_path)))
    assert len(faults) == 1
    assert re.search(r"halfway\.j2:3: \[if hurry\]: no fact is called 'hurry'", faults[0])


def test_a_line_goes_on_after_a_slash_or_a_bar(tmp_path):
    variants = _own(tmp_path, "Half.\n  / And more.\n| Short.\nAnother.\n")
    assert [[wording.text for wording in variant] for variant in variants] == [["Half. And more.", "Short."], ["Another."]]


def test_a_style_that_is_nowhere_says_which_there_are():
    with pytest.raises(LinesError, match="calm, plain, warm"):
        load_style("cheerful")


def test_a_folder_without_a_template_is_refused(tmp_path):
    with pytest.raises(LinesError, match="no template"):
        load_style(str(tmp_path))


def test_a_part_that_nobody_has_is_refused(tmp_path):
    (tmp_path / "halfway.j2").write_text("Half.\n", encoding="utf-8")
    with pytest.raises(LinesError, match=r"no yodel\.j2"):
        load_style(str(tmp_path)).variants("yodel", {})
