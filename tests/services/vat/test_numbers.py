"""VAT numbers, one by one and at random: right ones get one spelling, wrong ones are told what is wrong."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from oscar_clienti.services.vat import numbers

# (as typed, as stored): the examples that the registers' own documents give.
RIGHT = [
    ("AT U13585627", "ATU13585627"),
    ("BE 428759497", "BE0428759497"),
    ("BG175074752", "BG175074752"),
    ("CY-10259033P ", "CY10259033P"),
    ("cz 25123891", "CZ25123891"),
    ("DE 136,695 976", "DE136695976"),
    ("DK 13585628", "DK13585628"),
    ("EE100594102", "EE100594102"),
    ("EL 094259216", "EL094259216"),
    ("GR 094259216", "EL094259216"),
    ("es B-64717838", "ESB64717838"),
    ("FI 20774740", "FI20774740"),
    ("FR 23 334 175 221", "FR23334175221"),
    ("HR 33392005961", "HR33392005961"),
    ("HU-12892312", "HU12892312"),
    ("IE 6433435OA", "IE6433435OA"),
    ("it 007.431.101-57", "IT00743110157"),
    ("LT 100001919017", "LT100001919017"),
    ("LU 150 274 42", "LU15027442"),
    ("LV 4000 3521 600", "LV40003521600"),
    ("MT 1167-9112", "MT11679112"),
    ("NL4495445B01", "NL004495445B01"),
    ("PL 8567346215", "PL8567346215"),
    ("PT 501 964 843", "PT501964843"),
    ("RO 185 472 90", "RO18547290"),
    ("SE 123456789701", "SE123456789701"),
    ("SI 5022 3054", "SI50223054"),
    ("SK 202 274 96 19", "SK2022749619"),
    ("GB 980 7806 84", "GB980780684"),
    ("XI 980 7806 84", "XI980780684"),
    ("CHE-107.787.577 IVA", "CHE107787577"),
]


def one_digit_off(number):
    last = max(place for place, letter in enumerate(number) if letter.isdigit())
    return f"{number[:last]}{(int(number[last]) + 1) % 10}{number[last + 1 :]}"


@pytest.mark.parametrize(("typed", "stored"), RIGHT)
def test_a_right_number_gets_one_spelling(typed, stored):
    assert str(numbers.check(typed)) == stored
    assert str(numbers.check(stored)) == stored


# In these two the last figure is no check digit.
@pytest.mark.parametrize("stored", [stored for _, stored in RIGHT if stored[:2] not in ("NL", "SE")])
def test_a_mistyped_digit_is_found(stored):
    with pytest.raises(ValidationError, match="its digits don't fit"):
        numbers.check(one_digit_off(stored))


@pytest.mark.parametrize("number", ["NL004495446B01", "SE123456788701", "CHE107787578", "GB802311781", "IT00743110158"])
def test_one_that_only_looks_right_is_none(number):
    with pytest.raises(ValidationError):
        numbers.check(number)


def test_every_country_is_tried():
    assert {stored[:2] for _, stored in RIGHT} == numbers.PREFIXES


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("00743110157", "", "IT00743110157"),
        ("136695976", "DE", "DE136695976"),
        ("094259216", "GR", "EL094259216"),
        ("u13585627", "AT", "ATU13585627"),
        ("K7399859412", "FR", "FRK7399859412"),
        ("E107787577", "CH", "CHE107787577"),
        # What its letters say counts, wherever the customer lives.
        ("IT00743110157", "DE", "IT00743110157"),
        # Letters that are no country's: Irish numbers may begin so.
        ("8D79739I", "IE", "IE8D79739I"),
    ],
)
def test_without_letters_it_is_of_the_customers_country_else_of_the_shops(typed, country, stored):
    assert str(numbers.check(typed, country=country)) == stored


def test_the_shop_may_be_at_home_elsewhere(settings):
    settings.OSCAR_CLIENTI_SHOP_COUNTRY = "DE"
    assert str(numbers.check("136695976")) == "DE136695976"


@pytest.mark.parametrize(
    "typed",
    ["", "IT", "123", "IT123", "XX00743110157", "00743110157 IT", "٠٠٧٤٣١١٠١٥٧", "EU372022452", "IT\x00", "ß" * 40],
)
def test_what_is_no_number_is_told(typed):
    with pytest.raises(ValidationError):
        numbers.check(typed)


def test_the_words_say_what_to_do():
    with pytest.raises(ValidationError, match="a number of another country begins with its two letters"):
        numbers.check("B64717838")


@pytest.mark.parametrize(("typed", "kept"), [("no 987 654 321 mva", "NO987654321MVA"), ("12-3456789", "123456789")])
def test_from_elsewhere_it_is_kept_as_typed(typed, kept):
    number = numbers.check(typed, country="US")
    assert (str(number), number.country, number.is_in_vies) == (kept, "", False)


def test_from_elsewhere_too_it_must_fit():
    with pytest.raises(ValidationError, match="too long"):
        numbers.check("1" * 40, country="US")


@pytest.mark.parametrize(
    ("typed", "country", "european", "in_vies"),
    [
        ("EL094259216", "GR", True, True),
        ("IT00743110157", "IT", True, True),
        ("XI980780684", "GB", False, True),
        ("GB980780684", "GB", False, False),
        ("CHE107787577", "CH", False, False),
    ],
)
def test_whose_number_it_is(typed, country, european, in_vies):
    number = numbers.check(typed)
    assert (number.country, number.is_european, number.is_in_vies) == (country, european, in_vies)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("it 007 431 101 57", "IT00743110157"), ("00123", "00123"), ("IT00000000000", "IT00000000000"), ("n. a.", "n. a."),
     ("GR094259216", "EL094259216")],
)  # fmt: skip
def test_in_a_file_a_right_number_is_tidied_and_nothing_else_is_touched(typed, kept):
    assert numbers.tidy(typed) == kept


@given(st.integers(0, 10**10 - 1))
def test_of_ten_last_digits_one_at_most_is_right(beginning):
    right = []
    for last in range(10):
        try:
            right.append(numbers.check(f"{beginning:010}{last}"))
        except ValidationError:
            pass
    assert len(right) <= 1


separators = st.lists(st.sampled_from(["", " ", ".", "-", "\u00a0", " / "]), min_size=14, max_size=14)


@given(st.sampled_from([stored for _, stored in RIGHT]), separators, st.booleans())
def test_blanks_dots_and_case_say_nothing(stored, between, lower):
    typed = "".join(f"{gap}{letter}" for gap, letter in zip(between, stored.ljust(14), strict=False))
    assert str(numbers.check(typed.lower() if lower else typed)) == stored


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_number_or_told(typed):
    try:
        number = numbers.check(typed)
    except ValidationError:
        return
    assert numbers.check(str(number)) == number
    assert len(str(number)) <= numbers.LONGEST


@given(st.text(max_size=40).map(str.strip))
def test_tidying_twice_changes_nothing_more(typed):
    assert numbers.tidy(numbers.tidy(typed)) == numbers.tidy(typed)
