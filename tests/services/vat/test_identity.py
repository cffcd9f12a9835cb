"""What an Italian invoice needs: tax code, recipient code, PEC address – and what staff may save of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from oscar_clienti.models import Customer
from oscar_clienti.services import customers
from oscar_clienti.services.vat import identity
from tests.conftest import customer_of


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("rss mra 80a01 h501 u", "RSSMRA80A01H501U"),
        # A company's is eleven digits.
        ("007.431.101 57", "00743110157"),
        # Two people with one code: digits become letters, from the right.
        ("RSSMRA80A01H50MM", "RSSMRA80A01H50MM"),
    ],
)
def test_a_right_tax_code_gets_one_spelling(typed, stored):
    if len(stored) == 16:
        from stdnum.it.codicefiscale import calc_check_digit

        assert stored[-1] == calc_check_digit(stored[:-1])
    assert identity.clean("tax_code", typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["RSSMRA80A01H501V", "RSSMRA80A32H501U", "RSSMRA80A01H501", "00743110158", "1234", "RSSMRA80F01H501U",
     "ÀSSMRA80A01H501U"],
)  # fmt: skip
def test_a_wrong_tax_code_is_told(typed):
    with pytest.raises(ValidationError, match="codice fiscale"):
        identity.clean("tax_code", typed)


def test_codes_of_other_countries_are_not_ours_to_judge():
    assert identity.clean("tax_code", "12 345/6789", "DE") == "12 345/6789"


@given(st.integers(0, 25))
def test_one_letter_alone_ends_a_tax_code(last):
    letter = chr(ord("A") + last)
    if letter == "U":
        assert identity.clean("tax_code", f"RSSMRA80A01H501{letter}")
    else:
        with pytest.raises(ValidationError):
            identity.clean("tax_code", f"RSSMRA80A01H501{letter}")


@pytest.mark.parametrize(
    ("typed", "stored"), [("abc 1234", "ABC1234"), ("0000000", "0000000"), ("UFABC1", "UFABC1"), ("xxxxxxx", "XXXXXXX")]
)
def test_a_recipient_code(typed, stored):
    assert identity.clean("sdi_code", typed) == stored


@pytest.mark.parametrize("typed", ["ABC12", "ABC12345", "ABC123!", "ABC12é"])
def test_a_wrong_recipient_code_is_told(typed):
    with pytest.raises(ValidationError, match="7 letters and digits"):
        identity.clean("sdi_code", typed)


def test_a_pec_address_is_an_address():
    assert identity.clean("pec", "Ditta@pec.example") == "Ditta@pec.example"
    with pytest.raises(ValidationError, match="company@pec.it"):
        identity.clean("pec", "ditta at pec")


# Staff saves it.


def test_staff_saves_it_in_our_spelling(alice, bob):
    fields = {"vat_number": " it 00743110157", "tax_code": "00743110157", "sdi_code": "abc1234", "pec": "d@pec.example"}
    bob = customers.update(customer_of(bob), by=alice, **fields)
    assert (bob.vat_number, bob.tax_code, bob.sdi_code, bob.pec) == (
        "IT00743110157", "00743110157", "ABC1234", "d@pec.example",
    )  # fmt: skip


def test_the_customers_country_counts(alice, bob):
    Customer.objects.filter(pk=customer_of(bob).pk).update(country_code="DE")
    bob = customers.update(customer_of(bob), by=alice, vat_number="136695976", tax_code="12/345")
    assert (bob.vat_number, bob.tax_code) == ("DE136695976", "12/345")


def test_a_wrong_number_is_not_saved(alice, bob):
    with pytest.raises(ValidationError) as error:
        customers.update(customer_of(bob), by=alice, vat_number="IT00743110158", company="Rossi")
    assert "vat_number" in error.value.error_dict
    assert customer_of(bob).company == ""


def test_an_old_mistake_does_not_stop_another_change(alice, bob):
    Customer.objects.filter(pk=customer_of(bob).pk).update(vat_number="00123", tax_code="'00456")
    bob = customers.update(customer_of(bob), by=alice, vat_number="00123", tax_code="'00456", company="Rossi")
    assert (bob.vat_number, bob.tax_code, bob.company) == ("00123", "'00456", "Rossi")
    assert customers.update(bob, by=alice, vat_number="").vat_number == ""


def test_customers_say_themselves_whom_invoices_are_for_and_not_what_they_pay(bob, carol):
    assert customers.update(customer_of(bob), by=bob, company="Rossi", vat_number="IT00743110157").company == "Rossi"
    for fields in (
        {"source": "import"},
        {"company": "X", "tax_exempt": True},
        {"group": None},
        {"company": "X", "tags": []},
    ):
        with pytest.raises(PermissionDenied):
            customers.update(customer_of(bob), by=bob, **fields)
    with pytest.raises(PermissionDenied):
        customers.update(customer_of(carol), by=bob, company="Rossi")
    assert customer_of(carol).company == ""
