"""Company in proportion to the session: how often the coach speaks freely, and how seldom he repeats himself."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from support import STORY, SpokenAtReadingSpeed

from coach.plan.adjust import custom_plan
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.context import session_context
from coach.plan.model import Coaching, Effort, Interval, Plan, Repeat, Runner, Session, Week
from coach.plan.ratio import Ratio
from coach.plan.toml import parse_plan
from coach.script.chooser import SESSIONS_APART
from coach.script.clock import clock_talk, needed_talk
from coach.script.cues import CueKind, Delivery
from coach.script.lines import bundled_styles, load_style
from coach.script.topics import Talk
from coach.script.writer import ScriptOptions, write_script
from coach.units import HOUR, MINUTE, SECOND, Milliseconds

DURATIONS = SpokenAtReadingSpeed()
STYLES = {name: load_style(name) for name in bundled_styles()}

TOPICS = (CueKind.ENCOURAGEMENT, CueKind.TIP, CueKind.FUEL, CueKind.CHECK_IN)
FREE = (*TOPICS, CueKind.TALK_TEST)

every_style = pytest.mark.parametrize("style", STYLES)
every_plan = pytest.mark.parametrize("name", bundled_names())


@cache
def sheet_of(context, style, talk=Talk.NORMAL, take=1):
    text = STORY if context.coaching is Coaching.NARRATED else ()
    return write_script(context, STYLES[style], DURATIONS, ScriptOptions(talk=talk, take=take), text)


def contexts(plan, runner=None):
    for week, each in enumerate(plan.weeks, 1):
        for session in range(1, len(each.sessions) + 1):
            yield session_context(plan, week, session, runner=runner)


def own(run, walk, total):
    """A session of one's own; lengths in seconds, the total in minutes."""
    lengths = [Milliseconds(seconds * SECOND) for seconds in (run, walk)]
    plan = custom_plan(Ratio(run=lengths[0], walk=lengths[1], total=Milliseconds(total * MINUTE)))
    return session_context(plan, 1, 1)


def cues(sheet, *kinds):
    return [cue for cue in sheet.cues if cue.kind in kinds and cue.text]


def lines(sheet, *kinds):
    """What is said of these kinds; an exercise whose second half follows a pause counts once, by its first half."""
    found = cues(sheet, *kinds)
    return [
        cue.text
        for before, cue in pairwise([None, *found])
        if not (before and before.kind is cue.kind is CueKind.TALK_TEST and cue.start - before.end < 8 * SECOND)
    ]


def speech(sheet, *kinds):
    return sum(placed.length for cue in sheet.cues if not kinds or cue.kind in kinds for placed in cue.phrases)


def longest_silence(sheet, effort):
    """The longest time without a free line in one interval of this effort."""
    longest = 0
    for interval in sheet.timeline.intervals:
        if interval.effort is effort:
            starts = [cue.start for cue in cues(sheet, *FREE, CueKind.MILESTONE) if interval.start <= cue.start < interval.end]
            edges = [interval.start, *starts, interval.end]
            longest = max([longest, *(after - before for before, after in pairwise(edges))])
    return longest


def closest(sheets):
    """In how many sessions a line comes back at the earliest; None if none does."""
    heard, found = {}, []
    for number, sheet in enumerate(sheets):
        for line in set(lines(sheet, *FREE, CueKind.WALK_EARLY, CueKind.SAFETY)):
            if line in heard:
                found.append((number - heard[line], line))
            heard[line] = number
    return min(found, default=None)


@every_style
@every_plan
def test_no_line_is_heard_twice_in_a_session(name, style):
    plan = find_plan(name)
    others = [session_context(plan, 1, 1, runner=runner) for runner in Runner]
    for context in [*contexts(plan), *others]:
        counts = Counter(lines(sheet_of(context, style), *FREE, CueKind.MILESTONE, CueKind.NEWS))
        assert [line for line, count in counts.items() if count > 1] == []


@every_style
@pytest.mark.parametrize("name", [name for name in bundled_names() if len(find_plan(name).weeks) > 1])
def test_in_a_programme_a_line_comes_back_after_ten_sessions_at_the_earliest(name, style):
    found = closest([sheet_of(context, style) for context in contexts(find_plan(name))])
    assert found is None or found[0] >= 10, found


@every_style
def test_company_depends_on_the_session_and_not_on_the_length_of_its_plan(style):
    """Thirty minutes of running, in a plan of 36 sessions and as a session of one's own."""
    planned = sheet_of(session_context(find_plan("walk-run-to-30"), 12, 1), style)
    alone = sheet_of(own(1_800, 60, 41), style)
    counts = [len(cues(sheet, CueKind.ENCOURAGEMENT)) for sheet in (planned, alone)]
    assert min(counts) >= 7
    assert max(counts) <= 2 * min(counts)


@every_style
def test_nobody_runs_alone_for_long(style):
    for context in contexts(find_plan("walk-run-to-30")):
        assert longest_silence(sheet_of(context, style), Effort.RUN) <= 6.5 * MINUTE


@every_style
@pytest.mark.parametrize("name", ["returning", "small"])
def test_a_returning_runner_and_a_low_day_are_encouraged_in_every_session(name, style):
    for context in contexts(find_plan(name)):
        sheet = sheet_of(context, style)
        assert len(cues(sheet, CueKind.ENCOURAGEMENT)) >= (1 if name == "small" else 3), context.week


@every_style
@pytest.mark.parametrize("name", ["walk-run-start", "returning", "brisk-walk", "long-run"])
def test_more_talk_is_more_and_less_is_less(name, style):
    context = session_context(find_plan(name), 1, 1)
    less, normal, more = (len(cues(sheet_of(context, style, talk), *TOPICS)) for talk in (Talk.LESS, Talk.NORMAL, Talk.MORE))
    assert less < normal < more


@every_style
@pytest.mark.parametrize(
    ("run", "walk", "total"), [(240, 60, 90), (480, 60, 180), (240, 60, 180), (300, 60, 80), (60, 60, 180), (30, 30, 180)]
)
def test_over_an_hour_there_is_a_free_line_every_three_to_four_minutes(run, walk, total, style):
    sheet = sheet_of(own(run, walk, total), style)
    apart = sheet.timeline.duration / len(lines(sheet, *FREE, CueKind.MILESTONE))
    assert 3 * MINUTE <= apart <= 4.5 * MINUTE, apart / MINUTE


def clock_share(sheet):
    """What the clock does of the talking, as docs/lines.md defines it: the commands that a runner needs are left out."""
    clock = sum(clock_talk(cue, sheet.timeline) for cue in sheet.cues)
    return clock / sum(speech_of(cue) - needed_talk(cue, sheet.timeline) for cue in sheet.cues)


def speech_of(cue):
    return sum(placed.length for placed in cue.phrases)


LONG_RUNS = [
    *((run, walk, total) for run, walk in ((30, 30), (60, 60), (240, 60), (480, 60), (600, 60)) for total in (80, 120, 180)),
    (15, 45, 65),
    (60, 120, 120),
    (120, 120, 120),
    (240, 60, 300),
    (1_200, 60, 180),
    (1_800, 60, 130),
    (2_700, 300, 240),
]


@every_style
@pytest.mark.parametrize(("run", "walk", "total"), LONG_RUNS)
def test_in_a_long_run_the_clock_does_a_third_of_the_talking_at_most(run, walk, total, style):
    assert clock_share(sheet_of(own(run, walk, total), style)) <= 1 / 3


@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(15, 3_000), st.integers(15, 600), st.integers(61, 300), st.sampled_from(sorted(STYLES)))
def test_the_clock_does_a_third_of_the_talking_at_most_whatever_the_ratio(run, walk, total, style):
    context = own(run, walk, total)
    assume(context.timeline.duration > HOUR)
    assert clock_share(sheet_of(context, style)) <= 1 / 3


@every_style
@pytest.mark.parametrize(("run", "walk", "total"), [(30, 30, 40), (60, 60, 180), (480, 60, 180)])
def test_a_length_that_is_known_is_not_said_at_every_change(run, walk, total, style):
    sheet = sheet_of(own(run, walk, total), style)
    lengths = [STYLES[style].language.duration(Milliseconds(seconds * SECOND)) for seconds in (run, walk)]
    later = [
        cue.text
        for cue in cues(sheet, CueKind.COMMAND)
        if sheet.timeline.intervals[cue.interval].effort in (Effort.RUN, Effort.WALK)
        and sheet.timeline.intervals[cue.interval].repetition > 2
    ]
    assert not [text for text in later if any(length in text for length in lengths)]


@every_style
def test_of_more_than_twenty_runs_the_number_alone_is_said_until_the_last(style):
    sheet = sheet_of(own(30, 30, 40), style)
    runs = [cue for cue in cues(sheet, CueKind.COMMAND) if sheet.timeline.intervals[cue.interval].effort is Effort.RUN]
    assert [number for number, cue in enumerate(runs, 1) if "of thirty" in cue.text] == [30]
    assert [number for number, cue in enumerate(runs, 1) if len(cue.phrases) > 1] == [1, 2, 10, 20, 30]
    assert "thirty runs" in " ".join(cue.text for cue in cues(sheet, CueKind.OUTLINE)).lower()


@every_style
@pytest.mark.parametrize(("run", "walk", "total"), [(15, 15, 60), (30, 30, 40), (60, 60, 50), (60, 60, 52), (180, 60, 180)])
def test_of_more_than_twenty_runs_the_total_is_said_at_halfway_too(style, run, walk, total):
    sheet = sheet_of(own(run, walk, total), style)
    count = sum(interval.effort is Effort.RUN for interval in sheet.timeline.intervals)
    (halfway,) = cues(sheet, CueKind.HALFWAY)
    expected = f"the whole session has {STYLES[style].language.number(count)} runs."
    assert halfway.text.lower().endswith(expected) is (count > 20)


@every_style
def test_where_there_are_many_walks_and_no_run_halfway_says_how_many(style):
    plan = parse_plan('coaching = "walk"\n[[week]]\nmain = [{ repeat = 22, of = [{ walk = "1m" }] }]', "mine")
    (halfway,) = cues(sheet_of(session_context(plan, 1, 1), style), CueKind.HALFWAY)
    assert halfway.text.endswith("The whole session has twenty-two walks.")


@every_style
def test_intervals_of_half_a_minute_have_company(style):
    for total in (40, 90):
        sheet = sheet_of(own(30, 30, total), style)
        assert len(cues(sheet, CueKind.ENCOURAGEMENT)) >= total / 9
        assert cues(sheet, CueKind.OUTLINE)


@every_style
@pytest.mark.parametrize("total", [81, 90, 180])
def test_a_long_session_of_ones_own_has_drinks_in_its_walks_and_says_each_full_hour(total, style):
    sheet = sheet_of(own(240, 60, total), style)
    drinks = cues(sheet, CueKind.FUEL)
    assert len(drinks) >= total // 30
    assert {sheet.timeline.intervals[cue.interval].effort for cue in drinks} == {Effort.WALK}
    half = sheet.timeline.duration // 2
    hours = [hour for hour in range(HOUR, sheet.timeline.duration - 10 * MINUTE, HOUR) if abs(hour - half) >= 2 * MINUTE]
    said = cues(sheet, CueKind.MILESTONE)
    assert len(said) == len(hours)
    for cue, hour in zip(said, hours, strict=True):
        assert hour <= cue.start <= hour + 5 * MINUTE


def silences(sheet, *but_for):
    """The times between two cues with words, where those of some kinds do not count."""
    said = [cue for cue in sheet.cues if cue.text and cue.kind not in but_for]
    return [after.start - before.end for before, after in pairwise(said)]


LONG_SESSIONS = [
    (1_800, 90, 139),
    (600, 300, 25),
    (900, 60, 154),
    (60, 30, 160),
    (300, 450, 197),
    (600, 240, 143),
    (240, 60, 160),
]


@every_style
@pytest.mark.parametrize(("run", "walk", "total"), LONG_SESSIONS)
def test_no_stretch_is_long_without_a_word_or_with_commands_alone(run, walk, total, style):
    sheet = sheet_of(own(run, walk, total), style)
    assert max(silences(sheet)) <= 6.5 * MINUTE
    assert max(silences(sheet, CueKind.COMMAND, CueKind.WARNING, CueKind.TIME_LEFT, CueKind.LAST)) <= 9 * MINUTE


@every_style
@pytest.mark.parametrize("talk", [Talk.LESS, Talk.NORMAL, Talk.MORE])
@pytest.mark.parametrize("minutes", [19, 25, 37, 60])
def test_what_is_asked_in_a_long_cool_down_is_calm_also_where_it_fills_a_silence(minutes, talk, style):
    plan = custom_plan(Ratio(run=MINUTE, walk=MINUTE, repeat=3, cool_down=Milliseconds(minutes * MINUTE)))
    asked = cues(sheet_of(session_context(plan, 1, 1), style, talk), CueKind.CHECK_IN)
    assert len(asked) >= 2
    assert {placed.phrase.delivery for cue in asked for placed in cue.phrases} == {Delivery.CALM}


@every_style
@pytest.mark.parametrize(("run", "walk", "total"), [*LONG_SESSIONS[:1], *LONG_SESSIONS[2:], (60, 15, 100)])
def test_the_first_word_about_drinking_comes_within_forty_minutes_and_can_be_followed(run, walk, total, style):
    sheet = sheet_of(own(run, walk, total), style)
    drinks = cues(sheet, CueKind.FUEL)
    efforts = {sheet.timeline.intervals[cue.interval].effort for cue in drinks}
    assert drinks[0].start <= 40 * MINUTE
    assert len(drinks) >= total // 40
    if walk >= 20:
        assert efforts == {Effort.WALK}
    else:
        assert all(re.search(r"next walk|coming walk|when you walk|as soon as you walk", cue.text.lower()) for cue in drinks)


@every_style
@pytest.mark.parametrize(("run", "walk", "total"), [*LONG_SESSIONS, (30, 30, 180), (15, 15, 60)])
def test_the_first_warning_has_words_and_those_long_before_a_change_say_how_long(run, walk, total, style):
    sheet = sheet_of(own(run, walk, total), style)
    warnings = [cue for cue in sheet.cues if cue.kind is CueKind.WARNING]
    assert warnings[0].text
    early = [cue for cue in warnings if sheet.timeline.intervals[cue.interval].end - cue.start > 20 * SECOND]
    assert all("thirty seconds" in cue.text.lower() for cue in early)


@every_style
def test_a_text_that_is_much_shorter_than_its_walk_is_announced_so_and_company_follows_it(style):
    context = session_context(find_plan("narrated-walk"), 1, 1)
    sheet = write_script(context, STYLES[style], DURATIONS, ScriptOptions(), STORY[:4])
    (outline,) = cues(sheet, CueKind.OUTLINE)
    assert re.search(r"short", outline.text), outline
    end = cues(sheet, CueKind.STORY)[-1].end
    closing = next(cue for cue in cues(sheet, CueKind.NOTE) if cue.start > end)
    assert closing.start - end < 10 * SECOND
    assert not re.search(r"next time|bookmark|the rest", closing.text.split("The rest is a walk")[0])
    after = [
        cue for cue in cues(sheet, *TOPICS) if cue.start > end and sheet.timeline.intervals[cue.interval].effort is Effort.WALK
    ]
    assert len(after) >= 4


@every_style
def test_a_session_of_75_minutes_has_no_drinks(style):
    assert not cues(sheet_of(own(240, 60, 70), style), CueKind.FUEL)


@every_style
@pytest.mark.parametrize("name", bundled_names())
def test_a_later_take_shares_at_most_half_of_its_free_lines_with_the_one_before(name, style):
    sessions = list(contexts(find_plan(name)))
    for context in sessions[:: max(1, len(sessions) // 4)]:
        takes = [set(lines(sheet_of(context, style, take=take), *TOPICS)) for take in range(1, 7)]
        for before, after in pairwise(takes):
            assert len(before & after) <= len(after) / 2, before & after


def test_a_take_changes_no_time():
    context = session_context(find_plan("long-run"), 1, 1)
    kinds = (CueKind.COMMAND, CueKind.COUNTDOWN, CueKind.HALFWAY, CueKind.TIME_LEFT)
    first, second = (
        [(cue.start, cue.text) for cue in sheet_of(context, "warm", take=take).cues if cue.kind in kinds] for take in (1, 2)
    )
    assert first == second


@every_style
def test_every_line_about_safety_has_its_turn(style):
    heard = {
        text for context in contexts(find_plan("walk-run-to-30")) for text in lines(sheet_of(context, style), CueKind.SAFETY)
    }
    assert len(heard) >= 7


runs = st.integers(20, 1_500)
walks = st.integers(20, 300)


@st.composite
def programmes(draw):
    """Plans of one's own of four to six weeks, three sessions each, of up to an hour."""
    weeks = []
    for _ in range(draw(st.integers(4, 6))):
        run, walk = draw(runs), draw(walks)
        times = draw(st.integers(1, max(1, 2_700 // (run + walk))))
        main = (Repeat(times, (_interval(Effort.RUN, run), _interval(Effort.WALK, walk))),)
        weeks.append(Week((Session(_interval(Effort.WARM_UP, 300), main, _interval(Effort.COOL_DOWN, 300)),) * 3))
    return Plan("own", "Own", "", Coaching.WALK_RUN, draw(st.sampled_from(Runner)), tuple(weeks))


def _interval(effort, seconds):
    return Interval(effort, Milliseconds(seconds * SECOND))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programmes(), st.sampled_from(sorted(STYLES)))
def test_plans_of_ones_own_keep_the_same_rules(plan, style):
    sheets = [sheet_of(context, style) for context in contexts(plan)]
    for sheet in sheets:
        counts = Counter(lines(sheet, *FREE))
        assert [line for line, count in counts.items() if count > 1] == []
    found = closest(sheets)
    assert found is None or found[0] >= min(10, SESSIONS_APART), found
