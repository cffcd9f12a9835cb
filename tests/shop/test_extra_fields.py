"""Shoppers answer what the merchant asks: when they sign up, in their account, before they pay."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from oscar.core.loading import get_class, get_model

from oscar_clienti.loading import class_loader
from oscar_clienti.models import Activity, Customer, ExtraAnswer
from oscar_clienti.services import extra_fields
from oscar_clienti.shop.extra_fields import AskingMixin
from tests.conftest import customer_of

from .shoppers import Shopper
from .shops import crate, shop

pytestmark = pytest.mark.django_db

NOWHERE = dict.fromkeys(("in_registration", "in_checkout", "in_account", "in_dashboard"), False)


@pytest.fixture
def ask(alice):
    """Define "Diet" in one place."""

    def ask(place, **fields):
        told = {"it": {"label": "Dieta"}}
        words = {"kind": "text", "label": "Diet", "translations": told, **NOWHERE, place: True, **fields}
        return extra_fields.define(by=alice, **words)

    return ask


def answer_of(user):
    return ExtraAnswer.objects.filter(customer=user.pk).values_list("text", flat=True).first()


# The account.


@pytest.fixture
def as_bob(client, bob):
    customer_of(bob)
    client.force_login(bob)
    return client


def save_profile(client, **typed):
    names = {"first_name": "Bob", "last_name": "Rossi", "email": "bob@example.com"}
    return client.post(reverse("customer:profile-update"), {**names, **typed})


def page(client, name, language="en"):
    return client.get(reverse(name), headers={"accept-language": language}).content.decode()


def test_it_is_answered_in_the_account_and_read_there(as_bob, bob, ask):
    ask("in_account")
    assert save_profile(as_bob, **{"extra-diet": "Vegan"}).status_code == 302
    assert answer_of(bob) == "Vegan"
    assert "Vegan" in page(as_bob, "customer:profile-view")
    assert 'value="Vegan"' in page(as_bob, "customer:profile-update")


def test_the_customer_is_who_answered(as_bob, bob, ask):
    ask("in_account")
    save_profile(as_bob, **{"extra-diet": "Vegan"})
    assert Activity.objects.filter(customer=bob.pk, kind="extra.answered").get().by_id == bob.pk


@pytest.mark.parametrize(("language", "label"), [("en", "Diet"), ("it", "Dieta")])
def test_the_shopper_reads_their_own_language(as_bob, ask, language, label):
    ask("in_account")
    assert label in page(as_bob, "customer:profile-update", language)


def test_a_required_answer_has_to_be_given(as_bob, bob, ask):
    ask("in_account", required=True)
    assert "This field is required" in save_profile(as_bob, **{"extra-diet": ""}).content.decode()


def test_a_page_of_the_stores_own_that_does_not_ask_wipes_nothing_out(as_bob, bob, ask):
    ask("in_account")
    save_profile(as_bob, **{"extra-diet": "Vegan"})
    save_profile(as_bob)
    assert answer_of(bob) == "Vegan"


@pytest.mark.parametrize("place", ["in_registration", "in_checkout", "in_dashboard"])
def test_what_is_asked_elsewhere_is_not_asked_in_the_account(as_bob, bob, ask, place):
    ask(place)
    save_profile(as_bob, **{"extra-diet": "Vegan"})
    assert answer_of(bob) is None


def test_a_retired_field_is_not_asked(as_bob, alice, ask):
    extra_fields.retire(ask("in_account"), by=alice)
    assert "Diet" not in page(as_bob, "customer:profile-update")


def test_staff_has_no_such_fields(client, alice, ask):
    ask("in_account")
    client.force_login(alice)
    assert "Diet" not in page(client, "customer:profile-update")


# Signing up.


def sign_up_by_allauth(client, **typed):
    words = {"email": "ada@example.com", "password1": "pane-e-vino-1"}
    return client.post(reverse("account_signup"), {**words, **typed})


def test_who_signs_up_by_allauths_page_is_asked(client, ask):
    ask("in_registration")
    assert 'name="extra-diet"' in client.get(reverse("account_signup")).content.decode()
    sign_up_by_allauth(client, **{"extra-diet": "Vegan"})
    assert answer_of(Customer.objects.get(email="ada@example.com")) == "Vegan"


def test_nor_does_anybody_sign_up_there_without_a_required_answer(client, ask):
    ask("in_registration", required=True)
    sign_up_by_allauth(client)
    assert not Customer.objects.filter(email="ada@example.com").exists()


# The checkout.


@pytest.fixture
def buying(bob):
    customer_of(bob)
    with shop("default", "nothing"):
        yield Shopper(bob).take(crate())


def test_the_checkout_asks_and_keeps(buying, bob, ask):
    ask("in_checkout")
    assert "A few more details" in buying.go_to_the_preview()
    buying.client.post(reverse("checkout:payment-details"), {"action": "extra", "extra-diet": "Vegan"})
    assert answer_of(bob) == "Vegan"


def test_nobody_pays_without_a_required_answer(buying, ask):
    ask("in_checkout", required=True)
    buying.go_to_the_preview()
    answer = buying.client.post(reverse("checkout:preview"), {"action": "place_order"})
    assert answer.url == reverse("checkout:payment-details") + "#extra"
    assert not get_model("order", "Order").objects.exists()


def test_what_was_answered_is_not_asked_again(buying, ask):
    ask("in_checkout", required=True)
    buying.go_to_the_preview()
    buying.client.post(reverse("checkout:payment-details"), {"action": "extra", "extra-diet": "Vegan"})
    assert buying.place()


def test_an_empty_answer_to_a_required_field_is_told(buying, ask):
    ask("in_checkout", required=True)
    buying.go_to_the_preview()
    answer = buying.client.post(reverse("checkout:payment-details"), {"action": "extra", "extra-diet": ""})
    assert "This field is required" in answer.content.decode()


def test_a_shop_that_asks_nothing_has_no_box(buying):
    assert "A few more details" not in buying.go_to_the_preview()


def test_a_guest_is_not_asked(ask, rf):
    ask("in_checkout", required=True)
    view = get_class("checkout.views", "PaymentDetailsView")()
    view.request = rf.get("/")
    view.request.user = AnonymousUser()
    assert view._extra_form() is None


@pytest.mark.parametrize("name", ["ProfileForm", "EmailUserCreationForm"])
def test_whatever_form_the_store_uses_asks(name):
    (form,) = class_loader("customer.forms", [name], "oscar.apps")
    assert issubclass(form, AskingMixin)
