"""The lines that keep the runner company: how many there are, how different they are, and what they never say."""

import re
from collections import Counter
from itertools import combinations

import pytest

from coach.language.english import ENGLISH
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.plan.model import Runner
from coach.script.conditions import resolved
from coach.script.facts import FACTS
from coach.script.lines import bundled_styles, load_style
from coach.script.parts import Part
from coach.script.variables import session_variables
from coach.units import DistanceUnit

FREE = (
    *(Part.ENCOURAGEMENT, Part.TALK_TEST, Part.TALK_REMINDER, Part.TIP, Part.FORM, Part.MINDFUL, Part.BY_FEEL, Part.HILLS),
    *(Part.FUEL, Part.UPHILL, Part.CHECK_IN, Part.WALK_EARLY, Part.SAFETY),
)
ENOUGH = 400
MOST_SHARED = 0.6
"""The part of their words that two lines of a part may share."""

EDGE = 3
"""Words that are taken away at either end."""

VARIABLES = session_variables(session_context(find_plan("walk-run-start"), 1, 1), "Alex", DistanceUnit.MI, ENGLISH)

MISHEARD = re.compile(r"\b(calm|calmly|steady|steadily|patience|patient|tense|unwell)\b", re.IGNORECASE)
"""Words that the default voice says in a way that is taken for other words."""

MANNERED = re.compile(
    r"\b(willing|round, without|officialese|control question|sufficient|maintain|accept it|[a-z]+ily walk)\b", re.IGNORECASE
)

every_style = pytest.mark.parametrize("style", bundled_styles())


def words_of(text):
    return re.findall(r"[a-z'’]+", text.lower())


def free_lines(style):
    """The longest wording of every free line, with the part that it is from."""
    loaded = load_style(style)
    for part in FREE:
        for _, text in loaded.lines(part, VARIABLES).lines:
            yield part, loaded.variant(part.value, text)[0].text


def texts(style):
    return [text for _, text in free_lines(style)]


@every_style
@pytest.mark.parametrize(
    "cut",
    [slice(None), slice(EDGE, None), slice(None, -EDGE), slice(EDGE, -EDGE)],
    ids=["whole", "without the first words", "without the last words", "without both"],
)
def test_there_are_enough_different_lines(style, cut):
    cores = {tuple(words_of(text)[cut]) for text in texts(style)} - {()}
    assert len(cores) >= ENOUGH, len(cores)


@every_style
def test_no_line_is_there_twice(style):
    assert [text for text, count in Counter(texts(style)).items() if count > 1] == []


@every_style
def test_lines_are_no_families_that_differ_in_a_slot(style):
    """Talk tests are left out: they all end with what to do if talking is hard."""
    of_parts = {part: [] for part in FREE}
    for part, text in free_lines(style):
        of_parts[part].append((text, set(words_of(text))))
    alike = [
        (one, other)
        for part, lines in of_parts.items()
        if part not in (Part.TALK_TEST, Part.TALK_REMINDER)
        for (one, words), (other, more) in combinations(lines, 2)
        if len(words & more) > MOST_SHARED * len(words | more)
    ]
    assert alike == []


@every_style
def test_no_opening_is_worn_out(style):
    """By feel and in the hills every line begins with if; elsewhere four words at the start are those of few lines."""
    openings = Counter(tuple(words_of(text)[:4]) for part, text in free_lines(style) if len(words_of(text)) > 4)
    assert [(opening, count) for opening, count in openings.items() if count > 4] == []


@every_style
def test_the_default_voice_can_say_every_word(style):
    loaded = load_style(style)
    for part in Part:
        for folder in loaded.folders:
            source = (folder / f"{part}.j2").read_text("utf-8")
            assert MISHEARD.findall(source) == [], part


@every_style
def test_no_line_is_a_list_of_fragments(style):
    for text in texts(style):
        assert " - " not in text, text
        assert not MANNERED.search(text), text


@every_style
def test_every_free_line_can_be_said_somewhere(style):
    """A condition that nothing fulfils would be a line that nobody hears."""
    from coach.plan.ratio import Feel
    from coach.script.facts import session_facts
    from coach.script.moment_facts import Moments

    found = set()
    for name in bundled_names():
        plan = find_plan(name)
        last = len(plan.weeks)
        for week in {1, 2, last - 1, last} & set(range(1, last + 1)):
            for session in (1, len(plan.weeks[week - 1].sessions)):
                for runner in Runner:
                    context = session_context(plan, week, session, runner=runner)
                    timeline = context.timeline
                    for feel, indoor in ((None, False), (Feel.TIRED, True), (Feel.GREAT, False)):
                        facts = session_facts(context, text=True, feel=feel, indoor=indoor)
                        for index, interval in enumerate(timeline.intervals):
                            for first in (False, True):
                                found.add(
                                    facts | Moments(timeline).facts(index, interval.start, interval.start, first_of_part=first)
                                )
    loaded = load_style(style)
    conditions = {condition for part in FREE for condition, _ in loaded.lines(part, VARIABLES).lines}
    assert [condition for condition in conditions if not any(condition.holds(facts) for facts in found)] == []


OUTDOORS = re.compile(
    r"\b(out here|out there|out of the door|you came out|the road|corner|street|view|fresh air|weather|lamp post|traffic)\b",
    re.IGNORECASE,
)
SHORT = re.compile(r"\bshort (one|session|runs)|\bruns (today )?are short|\bfew minutes|\bsmall one|^short\b", re.IGNORECASE)


def texts_where(style, missing):
    """The free lines that may be said where these facts do not hold; a road belongs to sessions in the hills."""
    loaded = load_style(style)
    known = frozenset(FACTS) - missing
    for part in set(FREE) - {Part.HILLS, Part.UPHILL}:
        for condition, text in loaded.lines(part, VARIABLES).lines:
            needs = {fact for group in condition.groups if len(group) == 1 for fact, holds in group if holds}
            if needs <= known:
                yield resolved(text, known)


@every_style
def test_indoors_no_line_speaks_of_what_is_outdoors(style):
    found = [text for text in texts_where(style, frozenset({"outdoor"})) if OUTDOORS.search(text)]
    assert [text for text in found if "no weather" not in text and "your street" not in text] == []


@every_style
def test_only_short_sessions_and_short_runs_are_called_short(style):
    loaded = load_style(style)
    for condition, text in loaded.lines(Part.COMPANY, VARIABLES).lines:
        if SHORT.search(text):
            assert {"short", "short-runs", "brief"} & condition.facts, text
