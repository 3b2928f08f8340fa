from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.mixer.options import Choices
from coach.web.addresses import parse_address

CHOICES = Choices({"heart": "Heart", "joe": "Joe"}, ("calm", "plain", "warm"))


def test_an_address_is_parsed_into_its_parts():
    address = parse_address("walk.1m30s/from.2026-12-01_days.tue-sat/week-2-session-1/transcript.vtt", CHOICES)
    assert address.options.values == {"walk": "1m30s"}
    assert address.training.step == "from.2026-12-01_days.tue-sat"
    assert address.session == (2, 1)
    assert address.file == "transcript.vtt"


@given(st.text(max_size=60))
def test_any_text_in_an_address_is_parsed_or_refused_with_a_message(text):
    try:
        parse_address(text, CHOICES)
    except CoachError as error:
        message = str(error)
    else:
        message = "read"
    assert message
