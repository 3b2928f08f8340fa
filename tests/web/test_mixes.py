import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError, UsageError
from coach.plan.ratio import Feel
from coach.script.topics import Talk
from coach.settings import Settings
from coach.units import Milliseconds, duration_label
from coach.web.addresses import parse_address
from coach.web.options import LONGEST, Choices, parse_form, parse_step, plainly, plan_for, requests_for

OFFER = Choices({"heart": "Heart", "joe": "Joe"}, ("calm", "plain", "warm"))

lengths = st.integers(4, 7200).map(lambda seconds: duration_label(Milliseconds(seconds * 1_000)))
forms = st.fixed_dictionaries(
    {},
    optional={
        "run": lengths,
        "walk": lengths,
        "warm-up": lengths,
        "repeat": st.integers(1, 250).map(str),
        "feel": st.sampled_from(list(map(str, Feel))),
        "voice": st.sampled_from(list(OFFER.voices)),
        "style": st.sampled_from(OFFER.styles),
        "bed": st.sampled_from(["none", "beat", "ambient"]),
        "talk": st.sampled_from(list(map(str, Talk))),
    },
)


@given(forms)
def test_a_mix_in_an_address_is_the_mix_of_the_form(form):
    options = parse_form(form, OFFER)
    assert options.values == form
    if form:
        assert parse_step(options.step, OFFER) == options
        assert set(options.step) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._")


@given(st.text(max_size=60))
def test_whatever_stands_in_an_address_is_read_or_refused_in_words(text):
    try:
        parse_address(text, OFFER)
    except CoachError as error:
        message = str(error)
    else:
        message = "read"
    assert message


@pytest.mark.parametrize("bed", ["/etc/passwd", "../music", "music.mp3", "C:\\x", "~", "none/../x"])
def test_no_address_and_no_form_names_a_file(bed):
    with pytest.raises(UsageError):
        parse_form({"bed": bed}, OFFER)
    with pytest.raises(UsageError):
        parse_step(f"bed.{bed}", OFFER)


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
def test_what_is_not_on_offer_is_refused(field):
    with pytest.raises(CoachError):
        parse_form(field, OFFER)


@pytest.mark.parametrize("form", [{"run": "4s", "walk": "4s", "repeat": "999"}, {"run": "2h", "walk": "2h", "repeat": "9"}])
def test_a_mix_that_asks_for_too_much_is_refused(form):
    options = parse_form(form, OFFER)
    with pytest.raises(UsageError):
        requests_for(plan_for("custom", options), options, Settings())


def test_a_mix_within_the_bounds_is_made_as_it_is_asked_for():
    options = parse_form({"run": "8m", "walk": "1m", "repeat": "30"}, OFFER)
    (request,) = requests_for(plan_for("custom", options), options, Settings())
    assert request.timeline.duration == (5 + 9 * 30 + 5) * 60_000 <= LONGEST


def test_messages_about_options_read_like_messages_about_a_form():
    assert plainly("--warm-up 4m would shorten it; give --run") == "warm-up 4m would shorten it; give run"


def test_an_address_is_taken_apart():
    address = parse_address("walk.1m30s/from.2026-12-01_days.tue-sat/week-2-session-1/transcript.vtt", OFFER)
    assert address.options.values == {"walk": "1m30s"}
    assert address.training.step == "from.2026-12-01_days.tue-sat"
    assert address.session == (2, 1)
    assert address.leaf == "transcript.vtt"
