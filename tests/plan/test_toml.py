"""Plans as TOML: what is accepted, and how what is not accepted is answered."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coach.errors import PlanError
from coach.plan import toml
from coach.plan.model import Coaching, Effort, Flavour, Runner, ScaleUnit
from coach.plan.text import plan_text
from coach.plan.toml import folder_name, load_plan, parse_plan
from coach.toml_table import LARGEST_FILE
from coach.units import MINUTE, SECOND

WEEK = "[[week]]\n"
MAIN = 'main = [{ run = "1m" }]\n'


def parsed(text):
    return parse_plan(text, "mine", "mine.toml")


def refusal(text):
    with pytest.raises(PlanError) as caught:
        parsed(text)
    message = str(caught.value)
    assert message.startswith("mine.toml: ")
    assert "\n" not in message
    assert len(message) < 500
    return message.removeprefix("mine.toml: ")


def test_everything_that_a_plan_can_say_is_read():
    plan = parsed("""
        title = "My plan"
        description = "What it is for."
        coaching = "long-run"
        runner = "experienced"
        sessions-a-week = 2
        warm-up = "6m"
        cool-down = { duration = "7m", flavour = "easy", note = "Slower now." }
        [[week]]
        title = "The first week"
        note = "Take care."
        main = [{ repeat = 2, of = [
            { repeat = 3, of = [{ run = "30s", flavour = "race pace" }, { walk = "1:30" }] },
            { walk = "3m" },
        ] }]
        [[week]]
        warm-up = "8m"
        [[week.session]]
        title = "Hills"
        main = [{ run = "1h", flavour = "uphill", note = "Mind the road." }]
        [[week.session]]
        cool-down = "9m"
        note = "Easy."
        main = [{ walk = "20m", flavour = "brisk" }]
    """)
    assert (plan.name, plan.title, plan.description) == ("mine", "My plan", "What it is for.")
    assert (plan.coaching, plan.runner) == (Coaching.LONG_RUN, Runner.EXPERIENCED)
    first, second = plan.weeks
    assert len(first.sessions) == 2
    assert first.title == "The first week"
    assert first.sessions[0] == first.sessions[1]
    assert first.sessions[0].note == "Take care."
    assert first.sessions[0].duration == (6 + 2 * (3 * 2 + 3) + 7) * MINUTE
    assert (first.sessions[0].cool_down.flavour, first.sessions[0].cool_down.note) == (Flavour.EASY, "Slower now.")
    hills, walk = second.sessions
    assert (hills.title, hills.warm_up.duration, hills.cool_down.duration) == ("Hills", 8 * MINUTE, 7 * MINUTE)
    assert hills.main[0].note == "Mind the road."
    assert (walk.note, walk.cool_down.duration, walk.main[0].flavour) == ("Easy.", 9 * MINUTE, Flavour.BRISK)


def test_what_is_not_said_has_a_default():
    plan = parsed(WEEK + MAIN)
    session = plan.weeks[0].sessions[0]
    assert (plan.title, plan.description, plan.coaching, plan.runner) == ("mine", "", Coaching.WALK_RUN, Runner.BEGINNER)
    assert (len(plan.weeks[0].sessions), session.warm_up.duration, session.cool_down.duration) == (3, 5 * MINUTE, 5 * MINUTE)


def test_a_session_takes_from_its_week_what_it_does_not_say():
    week = parsed(WEEK + MAIN + 'note = "Slowly."\n[[week.session]]\n[[week.session]]\nmain = [{ walk = "9m" }]').weeks[0]
    assert [session.main[0].effort for session in week.sessions] == [Effort.RUN, Effort.WALK]
    assert [session.note for session in week.sessions] == ["Slowly.", "Slowly."]


def test_a_scale_says_how_long_the_walk_is_for_each_mile():
    plan = parsed(
        'warm-up = "30s"\ncool-down = "30s"\nscale = { by = "miles", each = "45s", least = "30s", most = "1m", default = 4 }\n'
        + WEEK
        + 'main = [{ walk = "2m" }]'
    )
    assert (plan.scale.by, plan.scale.each, plan.scale.default) == (ScaleUnit.MILES, 45 * SECOND, 4)


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_read(tmp_path):
    path = tmp_path / "My Plan.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (WEEK + MAIN).replace("\n", "\r\n").encode())
    assert load_plan(path).name == "my-plan"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has 0 weeks; write [[week]]"),
        ("week = 3", "week is 3; write a list"),
        ("week = [3]", "week 1: 3 is no table"),
        (WEEK, "week 1: has nothing between warm-up and cool-down"),
        (WEEK + "[[week.session]]", "week 1, session 1: has nothing between"),
        (WEEK + "session = []", "week 1: has 0 sessions"),
        (WEEK + "sessions-a-week = 2\n[[week.session]]\n" + MAIN, "week 1: says both sessions-a-week and"),
        ("sessions-a-week = true\n" + WEEK + MAIN, "sessions-a-week is True; write a whole number from 1 to 14"),
        ("sessions-a-week = nan\n" + WEEK + MAIN, "sessions-a-week is nan; write a whole number"),
        ("sessions-a-week = inf\n" + WEEK + MAIN, "sessions-a-week is inf; write a whole number"),
        (f"sessions-a-week = 0x{'f' * 9_000}\n{WEEK}{MAIN}", "sessions-a-week is a number of thousands of digits"),
        (f"sessions-a-week = {'9' * 9_000}\n{WEEK}{MAIN}", "is not valid TOML"),
        ("titel = 'x'\n" + WEEK + MAIN, "unknown key 'titel'; did you mean title?"),
        ("title = 3\n" + WEEK + MAIN, "title is 3; write a text in quotes"),
        (f"title = '{'x' * 101}'\n{WEEK}{MAIN}", "title has 101 characters; use at most 100"),
        ("coaching = 'runing'\n" + WEEK + MAIN, "coaching is 'runing'; write one of: walk-run, long-run"),
        ("runner = ['beginner']\n" + WEEK + MAIN, "runner is ['beginner']; write one of: beginner"),
        (WEEK + "main = 3", "week 1: main is 3; write a list"),
        (WEEK + "main = [3]", "week 1, interval 1: 3 is no table"),
        (WEEK + "main = [{}]", "week 1, interval 1: has neither run nor walk"),
        (WEEK + "main = [{ run = '1m', walk = '1m' }]", "week 1, interval 1: has both run and walk"),
        (WEEK + "main = [{ runs = '1m' }]", "week 1, interval 1: unknown key 'runs'; did you mean run?"),
        (
            WEEK + "main = [{ run = '1m' }, { walk = '0s' }]",
            "week 1, interval 2: walk is 0 s; use at least 4 s or leave it out",
        ),
        (WEEK + "main = [{ walk = '0m00s' }]", "week 1, interval 1: walk is 0 s"),
        (WEEK + "main = [{ walk = '0:00' }]", "week 1, interval 1: walk is 0 s"),
        (WEEK + "main = [{ walk = 0 }]", "walk is 0; write a duration in quotes"),
        (WEEK + "main = [{ walk = nan }]", "walk is nan; write a duration in quotes"),
        (WEEK + "main = [{ walk = '-1m' }]", "walk: '-1m' is not a duration"),
        (WEEK + "main = [{ walk = '3s' }]", "walk is 3 s; use at least 4 s"),
        (WEEK + "main = [{ walk = '25h' }]", "walk: '25h' is not a duration"),
        (WEEK + f"main = [{{ walk = '{'1' * 9_000}s' }}]", "write a duration in quotes"),
        (WEEK + "main = [{ walk = '13h' }]", "week 1: lasts 13:10:00; make it at most 12:00:00"),
        (WEEK + "main = [{ repeat = 2 }]", "week 1, interval 1: repeats nothing; write repeat = 6"),
        (WEEK + "main = [{ repeat = 0, of = [{ run = '1m' }] }]", "repeat is 0; write a whole number from 1 to 5000"),
        (
            WEEK + "main = [{ repeat = 2, of = [{ run = '1m' }, { walk = '1s' }] }]",
            "week 1, interval 1, interval 2: walk is 1 s",
        ),
        (WEEK + "main = [{ repeat = 2, run = '1m' }]", "interval 1: unknown key 'run'; runs and walks of a repeat stand in of"),
        (WEEK + "main = [{ repeat = 5000, of = [{ run = '4s' }, { walk = '4s' }] }]", "week 1: has more than 5000 intervals"),
        (
            WEEK + "main = [{ run = '1m', flavour = 'spicy' }]",
            "flavour is 'spicy'; write one of: easy, brisk, brisker, race pace, uphill",
        ),
        (
            WEEK + MAIN + "warm-up = '4m'",
            "week 1: has a warm-up of 4 min; that of a session with runs can be lengthened, never shortened",
        ),
        (WEEK + MAIN + "cool-down = '4m59s'", "week 1: has a cool-down of 4 min 59 s"),
        (WEEK + "main = [{ walk = '9m' }]\nwarm-up = '29s'", "week 1: has a warm-up of 29 s; that of a walk"),
        (WEEK + MAIN + "warm-up = { length = '5m' }", "week 1, warm-up: unknown key 'length'"),
        ("scale = { by = 'feet' }\n" + WEEK + MAIN, "scale: by is 'feet'; write one of: miles, minutes"),
        ("scale = {}\n" + WEEK + MAIN, "scale: by is missing; write by = "),
        ("scale = { by = 'miles' }\n" + WEEK + MAIN, "scale: each is missing; write each = "),
        ("scale = { by = 'miles', each = '9s', least = '20s', most = '30s' }\n" + WEEK + MAIN, "do not grow in this order"),
        (
            "scale = { by = 'miles', each = '9m', least = '9m', most = '9m' }\n" + WEEK + MAIN,
            "scale: its sessions run or repeat",
        ),
        (
            "scale = { by = 'miles', each = '9m', least = '9m', most = '9m' }\n" + WEEK + "main = [{ walk = '9m' }]",
            "scale: 1 miles make 9:00 in all, but a session lasts 19:00; make them equal",
        ),
        ("title = ", "is not valid TOML: Invalid value (at end of document); correct it there"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_place_and_the_remedy(text, message):
    assert message in refusal(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (WEEK + "main = [{ repeats = 5, of = [{ run = '1m' }] }]", "unknown key 'repeats'; did you mean repeat?"),
        (WEEK + "main = [{ times = 5, of = [{ run = '1m' }] }]", "write repeat for how often: repeat = 6"),
        (WEEK + "main = [{ of = [{ run = '1m' }] }]", "has of without repeat; write how often: repeat = 6"),
        (WEEK + "main = [{ jog = '2m' }]", 'write an easy run: { run = "2m", flavour = "easy" }'),
        (WEEK + "main = [{ rest = '3m', note = 'Stretch' }]", 'write a walk with a note: { walk = "3m", note = "Stretch." }'),
        (WEEK + "repeat = 6\nrun = '1m'\nwalk = '2m'", "intervals stand in main: main = [{ repeat = 6, of = ["),
        ("weeks = 4\n" + WEEK + MAIN, "write [[week]] once for each week"),
        (WEEK + "main = [{ run = 90 }]", 'run is 90; write a duration in quotes, such as "90s" or "90 min"'),
        (WEEK + "main = [{ run = 00:01:00 }]", 'run is 00:01:00; write a duration in quotes, such as "1:00"'),
        (WEEK + "main = [{ repeat = 5, of = [{ run = 1:30 }, { walk = '1m' }] }]", 'write it in quotes: run = "1:30"'),
        (WEEK + "main = [{ run = 1m }]", 'write it in quotes: run = "1m"'),
        (WEEK + "main = [{ run = '1m' }]\nwarm-up = 6 min\n", 'write it in quotes: warm-up = "6 min"'),
        ("title = My plan\n" + WEEK + MAIN, 'write a text in quotes: title = "My plan"'),
        ("title = “My first month”\n" + WEEK + MAIN, 'it has curly quotes; use straight ones: "'),
        ("title: 'Mine'\n" + WEEK + MAIN, "write an equals sign after a key, not a colon"),
        ('{"title": "Mine", "week": []}', "it looks like JSON; write TOML instead"),
        (WEEK + "main = [{ run = '400m' }]", "minutes or metres? For minutes write 400 min"),
    ],
)
def test_a_mistyped_plan_is_answered_with_the_likely_cause(text, remedy):
    assert remedy in refusal(text)


def test_a_table_that_is_nested_very_deeply_is_refused():
    assert "too deeply" in refusal("x = " + "[" * 20_000)
    assert "too deeply" in refusal("a." * 400_000 + "a = 1")
    assert "too deeply" in refusal("[" + "'a' . " * 400_000 + "a]")
    assert "runner is" in refusal("runner." + "a." * 18 + "a = 1\n" + WEEK + MAIN)
    assert "is not valid" in refusal("a" * 900_000)


def test_repeats_stand_at_most_five_deep():
    def nested(depth):
        return WEEK + "main = [" + "{ repeat = 1, of = [" * depth + "{ run = '1m' }" + "] }" * depth + "]"

    assert parsed(nested(5)).weeks[0].sessions[0].running == MINUTE
    assert "is a repeat 6 deep" in refusal(nested(6))


def test_texts_become_one_line_of_what_can_be_printed():
    plan = parsed(f'title = "My\\u001b[31m  \\n plan"\n{WEEK}{MAIN}')
    assert plan.title == "My [31m plan"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("My Plan", "my-plan"),
        ("Été à Nîmes", "ete-a-nimes"),
        ("custom", "custom-plan"),
        ("NUL", "nul-plan"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_plans_name_makes_a_folder_that_every_system_takes(name, folder):
    assert folder_name(name) == folder


@given(st.text(max_size=80))
def test_no_name_makes_a_folder_that_is_empty_or_leaves_its_place(name):
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", folder_name(name))


def test_names_in_other_alphabets_do_not_share_a_folder():
    assert folder_name("Бег") != folder_name("走")


def test_a_file_that_cannot_be_read_is_refused_with_its_path(tmp_path):
    for path, message in (
        (tmp_path / "gone.toml", "no such file"),
        (tmp_path, "is a folder; give one of the plans in it"),
        (tmp_path / ("x" * 300), "cannot be"),
    ):
        with pytest.raises(PlanError, match=message) as caught:
            load_plan(path)
        assert str(path) in str(caught.value)


def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_bytes(b"title = '\xff'")
    with pytest.raises(PlanError, match="not text in UTF-8"):
        load_plan(path)
    path.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(PlanError, match="larger than 250 kB"):
        load_plan(path)


KEYS = st.sampled_from(
    [*toml.PLAN_KEYS, *toml.WEEK_KEYS, *toml.INTERVAL_KEYS, *toml.REPEAT_KEYS, *toml.EASING_KEYS, *toml.SCALE_KEYS, "x"]
)
LEAVES = (
    st.sampled_from(["5m", "0s", "1:30", "walk-run", "beginner", "easy", "miles", "", "99999h"]).map(lambda text: f'"{text}"')
    | st.integers(-2, 10**20).map(str)
    | st.sampled_from(["nan", "inf", "-0.0", "true", "2026-01-01", "07:30:00", "[]", "{}"])
)


def tables(values):
    pairs = st.lists(st.tuples(KEYS, values), max_size=4, unique_by=lambda pair: pair[0])
    return pairs.map(lambda found: "{" + ", ".join(f"{key} = {value}" for key, value in found) + "}")


def lists(values):
    return st.lists(values, max_size=3).map(lambda found: "[" + ", ".join(found) + "]")


VALUES = st.recursive(LEAVES, lambda inner: tables(inner) | lists(inner), max_leaves=12)
ALMOST_PLANS = st.lists(st.tuples(KEYS, VALUES), max_size=6, unique_by=lambda pair: pair[0]).map(
    lambda pairs: "\n".join(f"{key} = {value}" for key, value in pairs)
)
WHOLE_PLANS = st.tuples(st.sampled_from(["main", "session"]), VALUES).map(lambda pair: f"{WEEK}{pair[0]} = {pair[1]}")


@settings(max_examples=400)
@given(st.text(max_size=200) | ALMOST_PLANS | WHOLE_PLANS)
@example("[[week]]\nmain = [{run='1m'}]\n[week.session]")
def test_whatever_a_file_holds_it_is_a_plan_or_a_plan_error(text):
    try:
        plan = parsed(text)
    except PlanError as error:
        assert str(error).startswith("mine.toml: ")  # noqa: PT017  # a property: any of the two may happen
    else:
        assert all(session.main for week in plan.weeks for session in week.sessions)


@given(st.data())
def test_a_plan_is_read_as_it_is_written(shapes, data):
    plan = data.draw(shapes.plan)
    assert parse_plan(plan_text(plan, "A comment\nof two lines."), "mine") == plan


LONG_MAIN = "main = [{repeat=2490,of=[{run='4s'},{walk='4s'}]}]\n"


@pytest.mark.parametrize(
    "text",
    [
        ".".join(['"!"'] * 1_000),
        ".".join(['"\\""'] * 4_000) + " = 1",
        "x = {" + ".".join(["'a b'"] * 4_000) + " = 1}",
        "[[" + ".".join(["a"] * 4_000) + "]]",
        "\n".join(f"{'.'.join(['a'] * 19)}.b{number} = 1" for number in range(4_000)),
        LONG_MAIN + ("[[week]]\n" + "[[week.session]]\n" * 14) * 104,
        "sessions-a-week = 14\n" + (WEEK + LONG_MAIN) * 104,
    ],
    ids=["quoted parts", "escapes", "in a table", "heading", "many long keys", "wide", "many a week"],
)  # fmt: skip
def test_what_would_take_minutes_is_refused_at_once(text):
    import time

    begun = time.process_time()
    assert refusal(text)
    assert time.process_time() - begun < 1
