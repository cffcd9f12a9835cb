"""The tab “Prices” of a profile."""

from decimal import Decimal as D

import pytest
from django.urls import reverse
from oscar.test import factories

from tests.conftest import customer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def crates():
    titles = {"Red crate": "101", "Blue crate": ""}
    return [factories.create_product(title=title, upc=upc, price=D("10.00")) for title, upc in titles.items()]


@pytest.fixture
def ask(client, alice, bob):
    client.force_login(alice)
    profile = reverse("dashboard:user-detail", kwargs={"pk": customer_of(bob).pk})

    def ask(**query):
        return client.get(profile, {"tab": "prices", **query}).content.decode()

    return ask


def test_it_says_what_it_is_for(ask):
    assert "Why this price?" in ask()


def test_a_number_finds_the_product(ask, crates):
    assert "The list price is €10.00." in ask(product="101")


def test_a_title_finds_the_product(ask, crates):
    assert "3 × €10.00 comes to €30.00" in ask(product="blue CRATE", quantity=3)


def test_several_are_offered_to_choose_from(ask, crates):
    page = ask(product="crate")
    assert "Which one?" in page
    assert "Red crate" in page and "Blue crate" in page


def test_the_chosen_one(ask, crates):
    assert "The list price is" in ask(product="crate", pk=crates[1].pk)


def test_no_product(ask):
    assert "No product has this title" in ask(product="unicorn")


@pytest.mark.parametrize("quantity", ["0", "-1", "99999999", "many"])
def test_a_quantity_that_is_none(ask, crates, quantity):
    page = ask(product="101", quantity=quantity)
    assert "The list price" not in page and 'role="alert"' in page


def test_no_words(ask):
    assert 'role="alert"' in ask(product="")
