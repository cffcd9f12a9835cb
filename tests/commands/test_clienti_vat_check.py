"""``clienti_vat_check``: goes round whoever is due, and stops when nobody answers."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from oscar_clienti.models import Customer, VatCheck, VatState
from oscar_clienti.services import customers
from oscar_clienti.services.vat import vies
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db

GERMAN, FRENCH = "DE136695976", "FR23334175221"
ANSWERS, ASKED = {}, []


def by_heart(number):
    ASKED.append(str(number))
    return ANSWERS.get(str(number), vies.Answer(VatState.VALID))


@pytest.fixture(autouse=True)
def register(settings):
    ANSWERS.clear()
    ASKED.clear()
    settings.OSCAR_CLIENTI_VIES = f"{__name__}.by_heart"
    return ANSWERS


def said(*arguments):
    out = StringIO()
    call_command("clienti_vat_check", *arguments, stdout=out)
    return out.getvalue().strip()


def brought(user, number, **fields):
    """As an import or a program of the shop's own writes it."""
    Customer.objects.filter(pk=customer_of(user).pk).update(vat_number=number, **fields)


def test_it_asks_what_nobody_waited_for(bob, carol, register):
    register[FRENCH] = vies.Answer(VatState.INVALID)
    for user, number in ((bob, GERMAN), (carol, FRENCH)):
        customers.update(customer_of(user), by=None, vat_number=number)
    assert said() == "VAT numbers: 1 valid, 1 not valid, 0 not known yet."
    assert (customer_of(bob).vat_state, customer_of(carol).vat_state) == (VatState.VALID, VatState.INVALID)
    assert said() == "VAT numbers: 0 valid, 0 not valid, 0 not known yet."


def test_it_asks_about_numbers_that_came_by_other_roads(bob, carol, eve):
    brought(bob, "de 136 695 976")
    brought(carol, "IT00000000000")
    brought(eve, "GB980780684")
    assert said() == "VAT numbers: 1 valid, 1 not valid, 1 not known yet."
    assert ASKED == [GERMAN]
    assert customer_of(carol).vat_checks.get().trouble == "digits"
    assert said() == "VAT numbers: 0 valid, 0 not valid, 0 not known yet."


def test_an_import_makes_it_ask_again(bob, imported_number):
    customers.update(customer_of(bob), by=None, vat_number=GERMAN)
    said()
    imported_number(FRENCH)
    assert customer_of(bob).vat_state == VatState.UNKNOWN
    said()
    # Back to a number that was answered once: that answer is too old to count.
    imported_number(GERMAN)
    said()
    assert ASKED == [GERMAN, FRENCH, GERMAN]


@pytest.fixture
def imported_number(bob, alice, tmp_path):
    def bring(number):
        file = tmp_path / "numbers.csv"
        file.write_text(f"email,vat_number\nbob@example.com,{number}\n")
        call_command("clienti_import", str(file), stdout=StringIO())
        assert customer_of(bob).vat_number == number

    return bring


def test_it_tries_again_when_it_is_time(bob, register):
    customers.update(customer_of(bob), by=None, vat_number=GERMAN)
    register[GERMAN] = vies.Answer(trouble="busy")
    assert said() == "VAT numbers: 0 valid, 0 not valid, 1 not known yet."
    said()
    assert len(ASKED) == 1
    VatCheck.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    register.clear()
    assert said() == "VAT numbers: 1 valid, 0 not valid, 0 not known yet."


def test_old_answers_are_asked_for_again(bob, carol):
    for user, number in ((bob, GERMAN), (carol, FRENCH)):
        customers.update(customer_of(user), by=None, vat_number=number)
    said()
    customer_of(bob).vat_checks.update(answered_at=timezone.now() - timedelta(days=91))
    ASKED.clear()
    assert said("--all", "90") == "VAT numbers: 1 valid, 0 not valid, 0 not known yet."
    assert ASKED == [GERMAN]
    assert said("--all", "90") == "VAT numbers: 0 valid, 0 not valid, 0 not known yet."


def test_a_question_that_is_open_is_not_asked_twice(bob, register):
    customers.update(customer_of(bob), by=None, vat_number=GERMAN)
    said()
    VatCheck.objects.update(answered_at=timezone.now() - timedelta(days=91))
    register[GERMAN] = vies.Answer(trouble="member_away")
    said("--all", "90")
    said("--all", "90")
    assert len(ASKED) == 2
    assert customer_of(bob).vat_state == VatState.VALID


def test_a_register_that_is_down_is_not_asked_a_thousand_times(register):
    register[GERMAN] = vies.Answer(trouble="away")
    for _number in range(8):
        brought(make_user(), GERMAN)
    assert said() == "VAT numbers: 0 valid, 0 not valid, 5 not known yet."


def test_a_member_that_is_away_does_not_stop_the_others(register, bob):
    register[FRENCH] = vies.Answer(trouble="member_away")
    for _number in range(6):
        brought(make_user(), FRENCH)
    brought(bob, GERMAN)
    assert said() == "VAT numbers: 1 valid, 0 not valid, 6 not known yet."


def test_it_asks_no_more_often_than_it_is_told(bob, carol):
    for user, number in ((bob, GERMAN), (carol, FRENCH)):
        brought(user, number)
    assert said("--limit", "1") == "VAT numbers: 1 valid, 0 not valid, 0 not known yet."


def test_staff_and_deleted_accounts_are_left_alone(alice, bob):
    brought(alice, GERMAN)
    brought(bob, GERMAN, state=Customer.State.ERASED)
    said()
    assert ASKED == []
