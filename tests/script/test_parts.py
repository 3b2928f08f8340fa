"""The parts of a style: one table, which the writer and the review both follow."""

import ast
from pathlib import Path
from typing import ClassVar

import pytest
from support import SpokenAtReadingSpeed

from coach import script
from coach.cache import Cache
from coach.language.english import ENGLISH
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.script.cues import Phrase
from coach.script.lines import Style, bundled_styles, load_style
from coach.script.parts import Part
from coach.script.review import review, sessions, situations
from coach.script.writer import ScriptOptions, write_script


class RecordingStyle(Style):
    """Keeps which parts were asked for."""

    asked: ClassVar = set()

    def lines(self, part, context):
        self.asked.add(part)
        return super().lines(part, context)


def test_the_writer_asks_for_every_part_and_for_no_other():
    warm = load_style("warm")
    style = RecordingStyle(warm.name, warm.folders)
    for name in bundled_names():
        plan = find_plan(name)
        for number, week in enumerate(plan.weeks, 1):
            for session in range(1, len(week.sessions) + 1):
                context = session_context(plan, number, session)
                write_script(context, style, SpokenAtReadingSpeed(), ScriptOptions(), (Phrase("Once upon a time."),))
    assert style.asked | {Part.TALK_REMINDER} == set(Part)


def test_no_part_is_named_in_the_script_room_but_in_the_table():
    """A part's name as a literal would be asked for without the review's knowledge."""
    for path in Path(script.__file__).parent.glob("*.py"):
        if path.name in ("parts.py", "cues.py", "facts.py"):
            continue
        texts = {node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)}
        assert not {part.value for part in Part if "-" in part} & texts, path.name


def test_the_review_brings_about_every_part():
    assert {situation.part for context in sessions() for situation in situations(context, ENGLISH)} == set(Part)


def test_every_bundled_style_has_exactly_the_parts():
    for name in bundled_styles():
        assert set(load_style(name).parts()) == set(Part)


def test_the_bundled_styles_pass_their_review():
    assert [fault for name in bundled_styles() for fault in review(load_style(name))] == []


@pytest.mark.parametrize("part", [Part.FUEL, Part.TIME_LEFT])
def test_the_review_names_a_part_that_is_missing(tmp_path, part):
    warm = load_style("warm")
    for path in warm.folders[0].glob("*.j2"):
        if path.stem != part:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    faults = review(Style("own", (tmp_path,), cache=Cache(tmp_path / "cache")))
    assert [f"no {part}.j2 in English (en)" in fault for fault in faults] == [True]


def test_the_review_names_commands_that_do_not_say_what_to_do(tmp_path):
    (tmp_path / "command-walk.j2").write_text("Stroll for {{ duration }}. | Walk.\n", "utf-8")
    faults = review(load_style(str(tmp_path)))
    assert any("command-walk.j2: 'Stroll for two minutes.' does not say 'walk'" in fault for fault in faults)
    assert not any("'Walk.'" in fault for fault in faults)
