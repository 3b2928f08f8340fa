"""The page of limits says what the code does, and no number is beyond what can be handled."""

import importlib
import re
from pathlib import Path

import pytest

from coach.errors import InputError, UsageError
from coach.fields import declarations
from coach.plan.ratio import Ratio
from coach.settings import Settings
from coach.units import parse_duration

PAGE = Path(__file__).parents[1] / "docs" / "limits.md"
ROWS = re.findall(r"^\| (.+) \| (\d+) \| `([\w.]+)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)
NO_NUMBERS = ["inf", "-inf", "nan", "1e400", "-1", "0x10", "1_000", "٣", "9" * 5_000, "", " ", "\x1b[31m", "1" * 400 + ".5"]


def test_the_page_has_rows():
    assert len(ROWS) > 30
    assert len({constant for _, _, constant in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("what", "number", "constant"), ROWS)
def test_each_limit_is_that_of_the_code(what, number, constant):
    module, _, name = constant.rpartition(".")
    assert getattr(importlib.import_module(module), name) == int(number), what


@pytest.mark.parametrize("text", NO_NUMBERS)
@pytest.mark.parametrize(
    "declaration",
    [*declarations(Settings).values(), *declarations(Ratio).values()],
    ids=lambda declaration: declaration.name,
)
def test_what_is_no_number_is_a_text_or_an_error_of_ours(declaration, text):
    try:
        value = declaration.read(text)
    except (UsageError, InputError, ValueError) as error:
        assert isinstance(error, UsageError | InputError)  # noqa: PT017 - some fields take any text
    else:
        assert isinstance(value, str) or not isinstance(value, float) or abs(value) < 1e6


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(InputError):
        parse_duration(text)
