import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError, Field, UsageError
from coach.fields import declarations
from coach.plan.ratio import Feel
from coach.script.topics import Talk
from coach.settings import Settings
from coach.units import Milliseconds, duration_label
from coach.web.cue_choices import CUE_CHOICES
from coach.web.options import LONGEST, Choices, field_label, parse_form, parse_step, plan_for, requests_for

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
