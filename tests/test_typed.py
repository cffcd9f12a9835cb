"""Whole numbers as somebody typed them."""

import pytest

from oscar_clienti.typed import whole_number


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), (" 150000 ", 150_000), ("0", 0), (7, 7), ("9" * 18, 10**18 - 1)]
)
def test_figures_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", None, "-1", "1.5", "1e3", "٣", "½", "seven", "9" * 19, "9" * 5000, "\x00"])
def test_anything_else_is_none(text):
    assert whole_number(text) is None
