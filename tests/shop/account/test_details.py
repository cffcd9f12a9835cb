"""Who the customer is, in their own hands."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from oscar_clienti.models import Activity, Customer
from oscar_clienti.services import customers
from tests.conftest import customer_of
from tests.timelines import told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(name="me.png"):
    out = BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def save(client, **typed):
    return client.post(reverse("customer:profile-update"), {"first_name": "Bob", "last_name": "Rossi", **typed})


def bobs(bob):
    return Customer.objects.get(pk=bob.pk)


def test_phone_language_and_birthday_are_kept_and_read(as_bob, bob):
    assert save(as_bob, phone="+39 333 1234567", language="it", birthday="1980-05-03").status_code == 302
    assert (bobs(bob).phone, bobs(bob).language, bobs(bob).birthday) == ("+39 333 1234567", "it", date(1980, 5, 3))
    page = as_bob.get(reverse("customer:profile-view")).content.decode()
    assert all(text in page for text in ("+39 333 1234567", "Italiano", "May 3, 1980"))


def test_the_activity_says_that_it_was_the_customer(as_bob, bob):
    save(as_bob, phone="+39 333 1234567")
    row = Activity.objects.get(customer=bob.pk, kind="customer.changed")
    assert (row.by_id, row.changes) == (bob.pk, {"phone": ["", "+39 333 1234567"]})


def test_a_new_name_is_told_in_one_act_with_the_rest(as_bob, bob, alice):
    save(as_bob, first_name="Roberto", phone="+39 333 1234567")
    (entry,) = told(bob, to=alice, kind="customer.changed")
    assert entry.who == "Roberto Rossi"
    # PostgreSQL keeps the keys of JSON in an order of its own.
    changes = {(change.label, change.old, change.new) for change in entry.changes}
    assert changes == {("First name", "Bob", "Roberto"), ("Phone", "nothing", "+39 333 1234567")}


def test_a_new_name_is_written(as_bob, bob):
    save(as_bob, first_name="Roberto")
    bob.refresh_from_db()
    assert (bob.first_name, bobs(bob).first_name) == ("Roberto", "Roberto")


def test_whoever_edits_meanwhile_hears_of_a_new_name(as_bob, bob):
    before = bobs(bob).version
    save(as_bob, first_name="Roberto")
    assert bobs(bob).version == before + 1


def test_a_form_that_is_saved_as_it_was_is_no_act(as_bob, bob):
    save(as_bob)
    assert not Activity.objects.filter(customer=bob.pk, kind__startswith="customer.").exists()


def test_a_picture_comes_and_goes(as_bob, bob):
    save(as_bob, picture=picture())
    assert bobs(bob).picture.name.startswith("customers/")
    assert bobs(bob).picture.url in as_bob.get(reverse("customer:profile-update")).content.decode()
    save(as_bob)
    assert bobs(bob).picture
    save(as_bob, **{"picture-clear": "on"})
    assert not bobs(bob).picture


def test_what_is_no_picture_is_told_at_its_field(as_bob, bob):
    answer = save(as_bob, picture=SimpleUploadedFile("me.png", b"<svg onload=alert(1)>", "image/png"))
    assert "picture" in answer.context["form"].errors and not bobs(bob).picture


def test_a_birthday_to_come_is_told_at_its_field(as_bob):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "birthday" in save(as_bob, birthday=tomorrow.isoformat()).context["form"].errors


def test_a_page_that_does_not_ask_wipes_nothing_out(as_bob, bob):
    save(as_bob, phone="+39 333 1234567", birthday="1980-05-03")
    save(as_bob)
    assert bobs(bob).phone == "+39 333 1234567" and bobs(bob).birthday


def test_the_address_is_changed_on_allauth_s_page(as_bob, bob):
    save(as_bob, email="robert@example.com")
    assert bobs(bob).email == "bob@example.com"
    assert reverse("account_email") in as_bob.get(reverse("customer:profile-view")).content.decode()


@pytest.mark.urls("tests.shop.account.plain_urls")
def test_without_allauth_the_address_is_in_the_form(as_bob):
    assert 'name="email"' in as_bob.get(reverse("customer:profile-update")).content.decode()


@pytest.mark.urls("tests.shop.account.plain_urls")
def test_a_new_address_is_told_where_it_is_in_the_form(as_bob, bob, alice):
    save(as_bob, email="robert@example.com")
    (entry,) = told(bob, to=alice, kind="customer.email_changed")
    assert entry.who == "Bob Rossi"
    assert [(change.old, change.new) for change in entry.changes] == [("bob@example.com", "robert@example.com")]


@pytest.mark.urls("tests.shop.account.plain_urls")
def test_an_address_that_stays_is_no_act(as_bob, bob):
    save(as_bob, email="bob@example.com")
    assert not Activity.objects.filter(kind="customer.email_changed").exists()


@pytest.mark.urls("tests.shop.account.plain_urls")
def test_of_staff_no_new_name_or_address_is_written_down(as_alice, alice):
    save(as_alice, first_name="Alicia", email="alicia@shop.example")
    alice.refresh_from_db()
    assert (alice.first_name, alice.email) == ("Alicia", "alicia@shop.example")
    assert not Activity.objects.filter(kind__startswith="customer.").exists()


@pytest.mark.parametrize("field", ("group", "tags", "tax_exempt", "source"))
def test_nobody_gives_themselves_what_the_shop_gives(as_bob, bob, field):
    value = True if field == "tax_exempt" else [] if field == "tags" else None if field == "group" else "x"
    with pytest.raises(PermissionDenied):
        customers.update(customer_of(bob), by=bob, **{field: value})


def test_nobody_changes_somebody_else(bob, eve):
    with pytest.raises(PermissionDenied):
        customers.update(customer_of(bob), by=eve, phone="1")


def test_staff_keep_oscar_s_form(as_alice):
    assert 'name="phone"' not in as_alice.get(reverse("customer:profile-update")).content.decode()
