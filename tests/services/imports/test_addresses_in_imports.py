"""Addresses from a file: what they add to a book, and what they leave as it is."""

import pytest
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, Customer
from oscar_clienti.services import imports, sync
from tests.conftest import customer_of
from tests.services.file_columns.shop import add_countries

from .conftest import customer

pytestmark = pytest.mark.django_db

HEAD = "email,address1_line1,address1_line4,address1_postcode,address1_country,address1_phone_number\n"
TWO_IN_ONE = "011 5550100 / 333 1234567"


@pytest.fixture(autouse=True)
def italy(db):
    add_countries("IT")


@pytest.fixture
def book(bob):
    """Bob's address in Via Po, with a number at which he can be called."""
    customer_of(bob)
    address = get_model("address", "UserAddress").objects.create(
        user=bob, line1="Via Po 1", line4="Torino", postcode="10100", country_id="IT", phone_number="+390115550100",
        is_default_for_shipping=True, is_default_for_billing=True,
    )  # fmt: skip
    sync.refresh([bob.pk])
    return address


def addresses(email):
    return list(get_model("address", "UserAddress").objects.filter(user__email=email).order_by("pk"))


def line(phone, email="bob@example.com", street="Via Po 1"):
    return f"{email},{street},Torino,10100,IT,{phone}\n"


def kept(job, kind):
    return [words for outcome in imports.every(job, kind) for words in outcome.kept]


@pytest.mark.parametrize("unread", [TWO_IN_ONE, "n/d"])
def test_a_number_that_nobody_can_read_leaves_the_one_that_is_there(unread, book, imported):
    imported(HEAD + line(unread))
    book.refresh_from_db()
    assert str(book.phone_number) == "+390115550100"


def test_a_number_that_can_be_read_takes_its_place(book, imported):
    imported(HEAD + line("011 5550199"))
    book.refresh_from_db()
    assert str(book.phone_number) == "+390115550199"


def test_a_number_that_nobody_can_read_is_told(book, imported):
    (words,) = kept(imported(HEAD + line(TWO_IN_ONE)), "same")
    assert TWO_IN_ONE in words


def test_two_numbers_in_one_cell_are_not_lost_where_there_was_none(book, imported):
    get_model("address", "UserAddress").objects.update(phone_number="")
    imported(HEAD + line(TWO_IN_ONE))
    assert customer("bob@example.com").phone == TWO_IN_ONE


def test_somebody_new_keeps_them_too(imported):
    imported(HEAD + line(TWO_IN_ONE, "ada@example.com"))
    assert customer("ada@example.com").phone == TWO_IN_ONE


def test_the_customers_own_number_stays(book, imported):
    Customer.objects.filter(pk=book.user_id).update(phone="+39 333 7654321")
    imported(HEAD + line(TWO_IN_ONE))
    assert customer("bob@example.com").phone == "+39 333 7654321"


def test_words_are_no_number(imported):
    job = imported(HEAD + line("n/d", "ada@example.com"))
    assert customer("ada@example.com").phone == "" and "n/d" in kept(job, "new")[0]


def test_what_is_told_of_a_number_is_no_consent(book, imported):
    assert imported(HEAD + line("n/d")).counts == {"same": 1}


def test_the_copies_of_a_number_that_became_the_customers_own_are_true(book, imported):
    get_model("address", "UserAddress").objects.update(phone_number="")
    imported(HEAD + line(TWO_IN_ONE) + line(TWO_IN_ONE, "ada@example.com"))
    assert not sync.check()


# Records of one person that don't stand together.

PRESTASHOP = "Alias*;Customer e-mail*;Company;Address 1*;Zipcode*;City*;Country*;Mobile Phone\n"
CAROL = "Casa;carol@example.com;;Via Arno 4;56100;Pisa;Italy;\n"


@pytest.fixture
def apart(bob, carol, imported):
    """Import two records of Bob with one of Carol between them."""
    for user in (bob, carol):
        customer_of(user)

    def go(first, second):
        lines = [f"Casa;bob@example.com;{record}\n" for record in (first, second)]
        return imported(PRESTASHOP + CAROL.join(lines))

    return go


VIA_PO, VIA_LAGO = "Via Po 1;10100;Torino;Italy", "Via Lago 2;14100;Asti;Italy"


def test_addresses_that_stand_apart_are_both_added(apart):
    apart(f";{VIA_PO};", f";{VIA_LAGO};")
    assert [address.line1 for address in addresses("bob@example.com")] == ["Via Po 1", "Via Lago 2"]


def test_only_the_first_of_them_is_the_default(apart):
    apart(f";{VIA_PO};", f";{VIA_LAGO};")
    assert [address.is_default_for_billing for address in addresses("bob@example.com")] == [True, False]


def test_the_same_address_twice_is_one(apart):
    job = apart(f";{VIA_PO};", f";{VIA_PO};")
    assert (job.counts["changed"], job.counts["same"]) == (2, 1) and len(addresses("bob@example.com")) == 1


def test_the_first_record_says_what_belongs_to_the_person(apart):
    apart(f"Neri Srl;{VIA_PO};", f"Rossi Srl;{VIA_LAGO};")
    assert customer("bob@example.com").company == "Neri Srl"


def test_what_only_the_second_says_is_not_lost(apart):
    apart(f"Neri Srl;{VIA_PO};", f";{VIA_LAGO};+39 333 7654321")
    assert customer("bob@example.com").phone == "+39 333 7654321"


def test_what_each_of_them_changed_is_written_down(apart):
    apart(f"Neri Srl;{VIA_PO};", f";{VIA_LAGO};+39 333 7654321")
    (changes,) = Activity.objects.filter(kind="customer.changed").values_list("changes", flat=True)
    assert changes == {"company": ["", "Neri Srl"], "phone": ["", "+39 333 7654321"]}
