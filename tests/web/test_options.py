import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError, Field, UsageError
from coach.fields import declarations
from coach.mixer.answers import DURATIONS, answer_mix, refused_mix
from coach.mixer.cue_choices import CUE_CHOICES
from coach.mixer.options import LONGEST, Choices, field_label, parse_form, parse_step, plan_for, requests_for
from coach.plan.ratio import Feel
from coach.script.topics import Talk
from coach.settings import Settings
from coach.units import Milliseconds, duration_label

CHOICES = Choices({"heart": "Heart", "joe": "Joe"}, ("calm", "plain", "warm"))

lengths = st.integers(4, 7200).map(lambda seconds: duration_label(Milliseconds(seconds * 1_000)))
forms = st.fixed_dictionaries(
    {},
    optional={
        "run": lengths,
        "walk": lengths,
        "warm-up": lengths,
        "repeat": st.integers(1, 250).map(str),
        "feel": st.sampled_from(list(map(str, Feel))),
        "voice": st.sampled_from(list(CHOICES.voices)),
        "style": st.sampled_from(CHOICES.styles),
        "bed": st.sampled_from(["none", "beat", "ambient"]),
        "talk": st.sampled_from(list(map(str, Talk))),
    },
)


@given(forms)
def test_a_mix_in_an_address_is_the_mix_of_the_form(form):
    options = parse_form(form, CHOICES)
    assert options.values == form
    if form:
        assert parse_step(options.step, CHOICES) == options
        assert set(options.step) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._")


WRITTEN = {"1 min": 60, "90 sec": 90, "1.5": 90, "1,5": 90, "1m30": 90, "1 minute": 60, "1:30": 90, "1,5 min": 90, "2 Min": 120}
"""What people write, and the seconds that they mean."""


@pytest.mark.parametrize("field", ["run", "walk", "warm-up", "cool-down"])
@pytest.mark.parametrize("text", WRITTEN)
def test_the_length_of_an_interval_is_understood_as_people_write_it(field, text):
    ratio = parse_form({field: text}, CHOICES).ratio
    assert getattr(ratio, field.replace("-", "_")) == WRITTEN[text] * 1_000


@pytest.mark.parametrize(
    ("text", "minutes"), [("40 min", 40), ("45m", 45), ("1:10:00", 70), ("1h10", 70), ("1 hour 10 minutes", 70)]
)
def test_a_total_is_understood_as_people_write_it(text, minutes):
    assert parse_form({"total": text}, CHOICES).ratio.total == minutes * 60_000


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        ("repeat", "8x", 8), ("repeat", "x 8", 8), ("repeat", "8 times", 8), ("repeat", "8", 8),
        ("miles", "6,5", 6.5), ("miles", "6.5 miles", 6.5), ("miles", "6,5 mi", 6.5),
        ("minutes", "20 min", 20), ("minutes", "20m", 20), ("minutes", "20 minutes", 20),
    ],
)  # fmt: skip
def test_a_number_may_carry_the_unit_of_its_field(field, text, number):
    assert getattr(parse_form({field: text}, CHOICES).ratio, field) == number


@pytest.mark.parametrize("field", DURATIONS)
@pytest.mark.parametrize(("text", "units"), [("90", "s min"), ("120", "s min"), ("1.5", "min h"), ("1,5", "min h")])
def test_a_number_that_may_mean_two_things_is_asked_about_and_each_answer_is_understood(field, text, units):
    values = {"run": "1m", "walk": "1m", field: text}
    try:
        parse_form(values, CHOICES)
    except CoachError as error:
        answer = refused_mix(error, values, None)
        assert (answer["problem_field"], answer["bare_number"], answer["units"]) == (field, text, units)
        for unit in units.split():
            assert parse_form(values | {field: f"{text} {unit}"}, CHOICES)
    else:
        assert "." in text or "," in text
        assert field != "total"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"run": "1m", "walk": "1m", "repeat": "6", "total": "40m"}, "repeat", "Times and a total"),
        ({"run": "1m", "walk": "1m", "repeat": "6", "warm-up": "2m"}, "warm-up", "Warm-up 2 min: .* use 5 min or more"),
        ({"run": "1m", "walk": "1m", "repeat": "6", "cool-down": "2m"}, "cool-down", "Cool-down 2 min: .* use 5 min or more"),
        ({"plan": "walk-run-start", "week": "9"}, "week", "Week 9: this plan has 4"),
        ({"plan": "walk-run-start", "session": "9"}, "session", "Session 9: this week has 3"),
        ({"plan": "walk-run-start", "week": "two"}, "week", "'two' is no number"),
    ],
)
def test_a_message_stands_beside_its_field_and_names_it_as_the_page_does(values, field, words):
    with pytest.raises(CoachError) as caught:
        answer_mix(values, "", CHOICES, Settings(), plan_for)
    answer = refused_mix(caught.value, values, None)
    assert answer["problem_field"] == field
    assert re.search(words, answer["problem"], re.IGNORECASE)
    assert "--" not in answer["problem"]


@pytest.mark.parametrize("bed", ["/etc/passwd", "../music", "music.mp3", "C:\\x", "~", "none/../x"])
def test_no_address_and_no_form_names_a_file(bed):
    with pytest.raises(UsageError):
        parse_form({"bed": bed}, CHOICES)
    with pytest.raises(UsageError):
        parse_step(f"bed.{bed}", CHOICES)


@pytest.mark.parametrize(
    "field",
    [
        {"voice": "nobody"},
        {"style": "/tmp"},
        {"repeat": "1e9"},
        {"repeat": "-1"},
        {"name": "x"},
        {"run": "5"},
        {"run": "{{7*7}}"},
    ],
)
def test_a_value_that_is_not_in_its_list_is_refused(field):
    with pytest.raises(CoachError):
        parse_form(field, CHOICES)


@pytest.mark.parametrize("form", [{"run": "4s", "walk": "4s", "repeat": "999"}, {"run": "2h", "walk": "2h", "repeat": "9"}])
def test_a_mix_that_asks_for_too_much_is_refused(form):
    options = parse_form(form, CHOICES)
    with pytest.raises(UsageError):
        requests_for(plan_for("custom", options), options, Settings())


def test_a_mix_within_the_bounds_is_made_as_it_is_asked_for():
    options = parse_form({"run": "8m", "walk": "1m", "repeat": "30"}, CHOICES)
    (request,) = requests_for(plan_for("custom", options), options, Settings())
    assert request.timeline.duration == (5 + 9 * 30 + 5) * 60_000 <= LONGEST


def test_messages_about_options_read_like_messages_about_a_form():
    error = UsageError(Field("warm_up"), " 4m would shorten it; give ", Field("run"), " --as {you} like")
    assert error.text(field_label) == "Warm-up 4m would shorten it; give Run --as {you} like"


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, offer in CUE_CHOICES.items() for value in offer.values])
def test_every_choice_about_cues_stands_in_an_address_as_it_is_written(name, value):
    options = parse_form({name: value}, CHOICES)
    assert options.step == f"{name}.{value}"
    assert parse_step(options.step, CHOICES) == options


def test_everything_about_cues_that_a_visitor_may_set_is_offered():
    offered = {"voice", "style", "talk", "bed", *CUE_CHOICES}
    assert {declaration.key for declaration in declarations(Settings).values() if declaration.on_page} == offered
