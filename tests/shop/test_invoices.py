"""The shopper types once what invoices need, in the profile or the checkout, and finds it at the next order."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_class, get_model
from oscar.test.factories import create_product

from oscar_clienti.loading import class_loader
from oscar_clienti.models import Activity, Customer, OrderTaxRecord, VatCheck, VatState
from oscar_clienti.services import customers
from oscar_clienti.services.vat import checks
from oscar_clienti.shop import invoices
from tests.conftest import customer_of, make_user
from tests.vies import TROUBLES, in_trouble, serving

from .shoppers import Shopper
from .shops import address_of, crate, shop

pytestmark = pytest.mark.django_db

GERMAN = "DE136695976"
TYPED = {
    "company": "Verdi Regali", "vat_number": "de 136 695 976", "tax_code": "007 431 101 57",
    "sdi_code": "abc1234", "pec": "verdi@pec.example",
}  # fmt: skip
KEPT = {**TYPED, "vat_number": GERMAN, "tax_code": "00743110157", "sdi_code": "ABC1234"}


def kept(user):
    customer = customer_of(user)
    return {name: getattr(customer, name) for name in KEPT}


def fields(**typed):
    return {f"invoice-{name}": text for name, text in typed.items()}


# The profile.


@pytest.fixture
def as_bob(client, bob):
    customer_of(bob)
    client.force_login(bob)
    return client


def save_profile(client, **typed):
    names = {"first_name": "Bob", "last_name": "Rossi", "email": "bob@example.com"}
    return client.post(reverse("customer:profile-update"), {**names, **typed})


def test_it_is_typed_in_the_profile_and_read_there(as_bob, bob):
    assert save_profile(as_bob, **TYPED).status_code == 302
    assert kept(bob) == KEPT
    page = as_bob.get(reverse("customer:profile-view")).content.decode()
    assert all(text in page for text in KEPT.values())
    assert f'value="{GERMAN}"' in as_bob.get(reverse("customer:profile-update")).content.decode()


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(as_bob, bob):
    answer = save_profile(as_bob, **{**TYPED, "vat_number": "IT00743110158", "sdi_code": "?", "first_name": "Robert"})
    assert set(answer.context["form"].errors) == {"vat_number", "sdi_code"}
    assert kept(bob) == dict.fromkeys(KEPT, "")


def test_an_old_mistake_does_not_stop_another_change(as_bob, bob):
    Customer.objects.filter(pk=bob.pk).update(vat_number="00123", tax_code="456")
    assert save_profile(as_bob, vat_number="00123", tax_code="456", company="Rossi").status_code == 302
    assert (kept(bob)["vat_number"], kept(bob)["company"]) == ("00123", "Rossi")


def test_a_page_that_does_not_ask_wipes_nothing_out(as_bob, bob):
    save_profile(as_bob, **TYPED)
    save_profile(as_bob)
    assert kept(bob) == KEPT
    save_profile(as_bob, company="", vat_number="")
    assert (kept(bob)["company"], kept(bob)["vat_number"], kept(bob)["pec"]) == ("", "", "verdi@pec.example")


def test_a_change_is_written_down_and_the_number_asked_about(as_bob, bob):
    save_profile(as_bob, **TYPED)
    row = Activity.objects.get(kind="customer.changed")
    assert (row.changes["vat_number"], row.by_id, row.by_name) == (["", GERMAN], bob.pk, "Bob Rossi")
    assert VatCheck.objects.get().number == GERMAN


def test_nothing_else_of_the_customer_can_be_written(as_bob, bob):
    save_profile(as_bob, **TYPED, vat_state="1", tax_exempt="on", group="1", source="staff")
    customer = customer_of(bob)
    assert (customer.vat_state, customer.tax_exempt, customer.group) == (VatState.UNKNOWN, False, None)


def test_staff_has_an_account_without_these_fields(client, alice):
    customer_of(alice)
    client.force_login(alice)
    assert "vat_number" not in client.get(reverse("customer:profile-update")).context["form"].fields
    assert client.get(reverse("customer:profile-view")).status_code == 200


def test_the_forms_and_views_of_a_store_are_mixed():
    for label, name, mixin in (
        ("customer.forms", "ProfileForm", invoices.ProfileFormMixin),
        ("customer.views", "ProfileView", invoices.ProfileViewMixin),
        ("checkout.views", "PaymentDetailsView", invoices.CheckoutMixin),
    ):
        assert issubclass(class_loader(label, [name], "oscar.apps")[0], mixin)
        assert issubclass(get_class(label, name), mixin)


# The checkout.


@pytest.fixture(autouse=True)
def uk():
    with shop("uk", "nothing"):
        yield


@pytest.fixture
def bobs(bob):
    """Bob on the page about payment."""
    customer_of(bob)
    shopper = Shopper(bob).take(crate())
    shopper.go_to_the_preview()
    return shopper


def save_box(client, page="payment-details", **typed):
    return client.post(reverse(f"checkout:{page}"), {"action": "invoice", **fields(**typed)})


@pytest.mark.parametrize("page", ["payment-details", "preview"])
def test_it_is_typed_in_the_checkout_and_stands_on_the_order(bobs, bob, page):
    answer = save_box(bobs.client, page, **TYPED)
    assert answer.url == reverse("checkout:payment-details")
    assert all(text in bobs.client.get(answer.url).content.decode() for text in KEPT.values())
    record = bobs.place().tax_record
    assert {name: getattr(record, name) for name in KEPT} == KEPT


def test_typed_once_it_is_there_at_the_next_order(bobs, bob):
    save_box(bobs.client, **TYPED)
    bobs.place()
    bob.addresses.all().delete()
    again = Shopper(bob).take(create_product(price=5, num_in_stock=5))
    preview = again.go_to_the_preview()
    assert all(text in preview for text in KEPT.values())
    assert again.place().tax_record.vat_number == GERMAN
    assert OrderTaxRecord.objects.count() == 2


def test_the_last_page_before_the_order_shows_it_and_leads_to_the_box(bobs):
    save_box(bobs.client, **TYPED)
    page = bobs.client.get(reverse("checkout:preview")).content.decode()
    assert f'href="{reverse("checkout:payment-details")}#invoice"' in page and 'name="invoice-company"' not in page


def test_what_staff_corrected_is_there_too(bobs, bob, alice):
    customers.update(customer_of(bob), by=alice, vat_number=GERMAN)
    assert GERMAN in bobs.client.get(reverse("checkout:preview")).content.decode()


@pytest.mark.parametrize("page", ["payment-details", "preview"])
def test_what_is_wrong_is_told_where_it_was_typed(bobs, bob, page):
    answer = save_box(bobs.client, page, **{**TYPED, "vat_number": "IT00743110158"})
    assert answer.status_code == 200
    assert "its digits don&#x27;t fit" in answer.content.decode()
    assert "<details open>" in answer.content.decode()
    assert kept(bob) == dict.fromkeys(KEPT, "")
    # Nobody is kept from buying.
    assert bobs.place().total_incl_tax


def test_nobody_has_to_say_anything(bobs):
    assert bobs.place().tax_record.company == ""


def test_it_needs_a_token(bobs, bob):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = bobs.client.cookies
    assert save_box(strict, **TYPED).status_code == 403


@pytest.mark.once
@pytest.mark.parametrize("mood", TROUBLES)
def test_whatever_is_wrong_with_vies_the_checkout_works(bobs, settings, mood):
    assert save_box(bobs.client, **TYPED).status_code == 302
    with in_trouble(settings, mood):
        assert checks.answer(VatCheck.objects.get().pk).tries == 1
        order = bobs.place()
    assert (order.tax_record.vat_number, order.tax_record.vat_state) == (GERMAN, VatState.UNKNOWN)
    assert order.total_tax > 0


def test_the_order_keeps_what_was_known_of_the_number(bobs, bob, settings):
    save_box(bobs.client, **TYPED)
    with serving() as server:
        settings.OSCAR_CLIENTI_VIES_URL = server.url
        checks.answer(VatCheck.objects.get().pk)
    assert bobs.place().tax_record.vat_state == VatState.VALID


# Guests.


@pytest.fixture
def guest(settings):
    settings.OSCAR_ALLOW_ANON_CHECKOUT = True
    country = address_of(make_user()).country
    client = Client()
    client.post(reverse("basket:add", kwargs={"pk": crate().pk}), {"quantity": 1})
    client.post(reverse("checkout:index"), {"username": "ada@example.com", "options": "anonymous"})
    client.post(
        reverse("checkout:shipping-address"),
        {"first_name": "Ada", "last_name": "Neri", "line1": "Via Po 1", "line4": "Torino", "postcode": "10100",
         "country": country.pk},
    )  # fmt: skip
    for step in ("shipping-method", "payment-method"):
        client.get(reverse(f"checkout:{step}"))
    return client


def placed(client):
    answer = client.post(reverse("checkout:preview"), {"action": "place_order"})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return get_model("order", "Order").objects.order_by("-pk").first()


def test_a_guest_types_it_for_one_order(guest):
    assert save_box(guest, **TYPED).status_code == 302
    assert GERMAN in guest.get(reverse("checkout:preview")).content.decode()
    mail.outbox.clear()
    order = placed(guest)
    assert {name: getattr(order.tax_record, name) for name in KEPT} == KEPT
    assert not Customer.objects.filter(vat_number=GERMAN).exists()
    assert "checkout_data" not in guest.session or not guest.session["checkout_data"].get("clienti")


def test_a_guest_who_says_nothing_has_no_record(guest):
    assert not OrderTaxRecord.objects.filter(order=placed(guest)).exists()


def test_a_guest_is_told_what_is_wrong(guest):
    assert save_box(guest, vat_number="123").status_code == 200
    assert not OrderTaxRecord.objects.filter(order=placed(guest)).exists()


def test_staff_who_buys_types_it_for_one_order(alice):
    customer_of(alice)
    shopper = Shopper(alice).take(crate())
    shopper.go_to_the_preview()
    save_box(shopper.client, **TYPED)
    assert shopper.place().tax_record.vat_number == GERMAN
    assert customer_of(alice).vat_number == ""


def test_the_box_costs_no_question_of_its_own(bobs):
    with CaptureQueriesContext(connection) as queries:
        bobs.client.get(reverse("checkout:preview"))
    assert len([query for query in queries if 'FROM "oscar_clienti_customer"' in query["sql"].replace("`", '"')]) == 1


def test_what_a_visitor_typed_is_not_for_whoever_signs_in_after(bob, db):
    with shop("uk", "nothing"):
        customer_of(bob)
        Customer.objects.filter(pk=bob.pk).update(company="Rossi Pane")
        shopper = Shopper(bob).take(crate())
        shopper.go_to_the_preview()
        session = shopper.client.session
        session["checkout_data"] = {**session["checkout_data"], "clienti": {"invoice": {"company": "Eve Ltd"}}}
        session.save()
        order = shopper.place()
    assert OrderTaxRecord.objects.get(order=order).company == "Rossi Pane"
