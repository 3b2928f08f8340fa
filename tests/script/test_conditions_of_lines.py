"""What a line says has the condition that makes it true: rules over every line of every style, said or not."""

import re

import pytest
from support import SpokenAtReadingSpeed

from coach.language.english import ENGLISH
from coach.plan.adjust import custom_plan
from coach.plan.catalogue import find_plan
from coach.plan.context import session_context
from coach.plan.model import Runner
from coach.plan.ratio import Feel, Ratio
from coach.plan.toml import parse_plan
from coach.script.cues import CueKind
from coach.script.facts import session_facts
from coach.script.lines import bundled_styles, load_style
from coach.script.parts import Part
from coach.script.variables import session_variables
from coach.script.writer import ScriptOptions, write_script
from coach.session.request import session_requests
from coach.units import DistanceUnit

VARIABLES = session_variables(session_context(find_plan("walk-run-start"), 1, 1), "Alex", DistanceUnit.MI, ENGLISH)
DURATIONS = SpokenAtReadingSpeed()
every_style = pytest.mark.parametrize("style", bundled_styles())

PLACES = (
    r"(the|a) road\b|\bcorner|(?<!phone )\bhome\b(?! with you)|(?<!all )the way down|downhill|heading down|near the top|a top\b"
    r"|climb (coming|ahead)|\bwindow\b|get in\b|when you're back\b|you pass\b"
)
RULES = {
    "early in the session": (r"^(it's early|it's still early|we're still early)|this early in|\bearly on\b", {"early"}),
    "early in a long run": (r"for a while yet|a while to go|a long way to go|the middle of this run", {"early-in-interval"}),
    "early walks are still to come": (
        r"\bearly( easy)? walks?\b|walks you take early",
        {"early", "before-halfway", "no-clock"},
    ),
    "the second half is not over": (r"(in the second half( now)?\b|more than half|past (halfway|the middle))", {"middle"}),
    "a longer walk": (r"nearly all of it back|give your breath back\.|longer than the run\.", {"next-is-longer-walk", "speed"}),
    "over an hour": (r"(more than|over) an hour\b", {"hour-done"}),
    "a plan": (r"\bthe plan is (only )?a template|the plan will still|weeks for this", {"not custom", "programme"}),
    "a day off is for runners": (r"a day (off|free)|rest(ing)? tomorrow|running days", {"runs", "speed", "returning"}),
    "every day is for walkers": (r"\btomorrow, if you feel like|these tomorrow|walk like this tomorrow", {"all-walk"}),
    "small": (r"small still counts|doing small|ten to fifteen|only took a few|in a few minutes", {"short", "not long"}),
    "warm walks": (r"brisk enough to warm|right pace for a brisk walk", {"brisk"}),
    "age": (r"too old", {"beginner"}),
    "for later weeks": (r"you've turned into|you're being consistent|week one\b", {"later-week", "past-weeks-3"}),
    "places": (PLACES, {"outdoor"}),
    "at race pace nothing is slow": (r"softest|smoothest|easy option", {"not at-race-pace"}),
}
"""What a line says, and the facts of which it must name one."""


def named(condition):
    """Return the facts that a condition asks for, those that must not hold with `not` before them."""
    return {fact if holds else f"not {fact}" for group in condition.groups if len(group) == 1 for fact, holds in group}


@every_style
@pytest.mark.parametrize("rule", RULES)
def test_a_line_names_what_makes_it_true(style, rule):
    pattern, facts = RULES[rule]
    loaded = load_style(style)
    parts = (Part.ENCOURAGEMENT, Part.TIP, Part.TALK_TEST, Part.CHECK_IN, Part.FORM, Part.FUEL, Part.COMPANY, Part.HILLS)
    lines = [
        (named(condition), text)
        for part in (*parts, Part.MINDFUL, Part.BY_FEEL, Part.LAST_RUN)
        for condition, text in loaded.lines(part, VARIABLES).lines
    ]
    bare = [text for names, text in lines if re.search(pattern, text, re.IGNORECASE) and not names & facts]
    assert bare == []


def spoken(context, style, **options):
    sheet = write_script(context, load_style(style), DURATIONS, ScriptOptions(**options))
    return [cue for cue in sheet.cues if cue.text]


def words(context, style, **options):
    return " ".join(cue.text for cue in spoken(context, style, **options))


@every_style
def test_a_later_take_has_no_first_times(style):
    first_times = re.compile(r"first session|(for the )?first time\b|your first (session|\w+ minutes)|a first\b", re.IGNORECASE)
    milestone = session_context(find_plan("walk-run-start"), 4, 1)
    assert first_times.search(words(milestone, style))
    assert not first_times.search(words(milestone, style, take=2))
    first = session_context(find_plan("walk-run-to-30"), 1, 1)
    assert not first_times.search(words(first, style, take=2))


@every_style
def test_one_walk_is_not_called_several(style):
    plan = parse_plan('[[week]]\nmain = [{ repeat = 1, of = [{ run = "30m" }, { walk = "1m" }] }]', "mine")
    context = session_requests(plan, 1, 1, Ratio.of(feel="tired"), None)[0].context
    text = words(context, style, feel=Feel.TIRED)
    assert re.search(r"(a longer walk|the walk is longer)", text, re.IGNORECASE)
    assert not re.search(r"longer walks|the walks are longer", text, re.IGNORECASE)


@every_style
def test_runs_that_the_runner_left_out_take_no_time_from_a_longer_session(style):
    ratio = Ratio.of(run="30m", repeat=1, feel="tired")
    context = session_requests(find_plan("walk-run-start"), 1, 1, ratio, None)[0].context
    text = words(context, style, feel=Feel.TIRED)
    assert not re.search(r"fewer runs|runs are (a (bit|little) )?shorter", text, re.IGNORECASE)


@every_style
def test_a_tired_runner_is_not_told_two_things_about_a_brisk_walk(style):
    text = words(session_context(find_plan("brisk-walk"), 1, 1), style, feel=Feel.TIRED)
    assert re.search(r"end of brisk|gently brisk", text)
    assert not re.search(r"as gently as you like|go gently, and stop|take it easy, and stop", text)


PACED = """title = "Track night"
[[week]]
main = [{ repeat = 5, of = [{ run = "400m", at = "5:00/km" }, { walk = "200m", at = "10:00/km" }] }]
[[week]]
main = [{ repeat = 4, of = [{ run = "800m", at = "5:10/km" }, { walk = "2m" }] }]
"""


@every_style
def test_where_the_plan_has_a_pace_no_other_pace_is_advised(style):
    context = session_context(parse_plan(PACED, "mine"), 1, 1)
    text = words(context, style)
    assert "paced" in session_facts(context)
    assert "new-runner" not in session_facts(context)
    assert re.search(r"(have a pace)", text)
    assert not re.search(r"easy pace is|hardly faster|very slow", text)


@every_style
def test_the_pace_of_distances_is_said_once(style):
    cues = spoken(session_context(parse_plan(PACED, "mine"), 1, 1), style)
    paces = [(cue.interval, cue.text) for cue in cues if cue.text.startswith("The pace is")]
    assert paces == [(1, "The pace is five minutes per kilometre."), (2, "The pace is ten minutes per kilometre.")]


MIXED = """title = "Park loops"
[[week]]
main = [{ run = "1m" }, { walk = "1m" }, { run = "3m" }, { walk = "1m" }, { run = "1m", flavour = "race pace" }]
[[week]]
main = [{ repeat = 4, of = [{ run = "3m" }, { walk = "2m" }] }]
"""


@every_style
def test_unequal_runs_do_not_stay_the_same(style):
    text = words(session_context(parse_plan(MIXED, "mine"), 2, 1), style)
    assert re.search(r"longest run (stays|is as long|doesn't get any longer)|your longest run is as long", text, re.IGNORECASE)
    assert not re.search(r"the runs (stay|are as long)|runs don't|your runs are", text, re.IGNORECASE)


@every_style
@pytest.mark.parametrize("take", range(1, 8))
def test_a_last_run_that_is_faster_is_not_like_the_others(style, take):
    (last,) = [
        cue for cue in spoken(session_context(parse_plan(MIXED, "mine"), 1, 1), style, take=take) if cue.kind is CueKind.LAST
    ]
    assert not re.search(r"same (pace|rhythm)|smoothest|speed up", last.text)


@every_style
@pytest.mark.parametrize("runner", Runner)
def test_the_tones_are_explained_to_whoever_starts_a_plan_but_not_on_every_low_day(style, runner):
    cues = spoken(session_context(find_plan("walk-run-start"), 1, 1, runner=runner), style)
    explained = any(cue.kind is CueKind.EXAMPLE for cue in cues)
    assert explained is (runner is not Runner.EXPERIENCED)
    assert not any(cue.kind is CueKind.EXAMPLE for cue in spoken(session_context(find_plan("small"), 1, 1), style))


@every_style
def test_only_a_beginner_has_a_very_first_session(style):
    for runner in set(Runner) - {Runner.BEGINNER}:
        text = words(session_context(find_plan("walk-run-start"), 1, 1, runner=runner), style)
        assert not re.search(r"your first session", text, re.IGNORECASE)


@every_style
@pytest.mark.parametrize("total", ["30m", "95m", "3h"])
def test_no_command_is_clipped_to_a_number(style, total):
    plan = custom_plan(Ratio.of(run="5m", walk="1m", total=total))
    text = words(session_context(plan, 1, 1), style)
    assert not re.search(r"\b(Run|Walk|walk), (\w+ )?(one|two|three|four|five|\w+teen) minutes?\b", text)
