"""QR codes: they are drawn, and an address that is too long for any has none."""

import pytest

from coach.export.qr import qr_svg


@pytest.mark.parametrize("length", [20, 2_000])
def test_an_address_is_drawn(length):
    assert str(qr_svg("https://e.org/" + "x" * length)).startswith('<svg role="img"')


def test_an_address_that_is_too_long_for_any_code_has_none():
    assert qr_svg("https://e.org/" + "x" * 3_000) == ""
