"""What an order was taxed by is written on the order, and shown to whoever may see it; nothing rewrites it later."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import Customer, CustomerGroup, JoiningRule, OrderTaxRecord, TaxExemption, VatState
from oscar_clienti.services import groups, taxes
from tests.conftest import customer_of

from .shoppers import Shopper
from .shops import crate, shop

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")


@pytest.fixture(autouse=True)
def uk():
    with shop("uk", "nothing"):
        yield


def says_yes(user, request, address):
    return taxes.TaxDecision(True, "Everybody is")


def breaks(user, request, address):
    raise ValueError("bob@example.com lives at 1, Secret Street")


def bought(user):
    shopper = Shopper(user).take(crate())
    shopper.go_to_the_preview()
    mail.outbox.clear()
    return shopper, shopper.place()


@pytest.fixture
def exempt(bob):
    taxes.grant(customer_of(bob), reason="Museum & “Archive”", by=None)
    return bob


def test_the_order_keeps_why_it_has_no_taxes(exempt):
    _shopper, order = bought(exempt)
    assert (order.total_tax, order.tax_record.exempt, order.tax_record.reason) == (0, True, "Museum & “Archive”")


def test_the_order_keeps_whom_its_invoice_is_for(bob):
    identity = {"company": "Rossi Srl", "vat_number": "IT12345670017", "vat_state": VatState.VALID, "tax_code": "RSS"}
    identity |= {"sdi_code": "ABC1234", "pec": "rossi@pec.example"}
    group = CustomerGroup.objects.create(name="Wholesale")
    Customer.objects.filter(pk=customer_of(bob).pk).update(group=group, **identity)
    _shopper, order = bought(bob)
    kept = order.tax_record
    assert {name: getattr(kept, name) for name in identity} == identity
    assert (kept.group_name, kept.exempt, kept.reason) == ("Wholesale", False, "")


def test_what_changes_later_does_not_rewrite_it(exempt, alice):
    _shopper, order = bought(exempt)
    taxes.end(customer_of(exempt), by=alice)
    taxes.record(order)
    assert OrderTaxRecord.objects.get().reason == "Museum & “Archive”"


def test_a_group_is_a_reason_too(bob, alice):
    group = groups.create(name="Embassies", tax_exempt=True, by=alice)
    groups.assign([customer_of(bob)], group=group, by=alice)
    _shopper, order = bought(bob)
    assert (order.total_tax, order.tax_record.exempt, order.tax_record.group_name) == (0, True, "Embassies")
    groups.update(group, name="Missions", tax_exempt=False, by=alice)
    assert OrderTaxRecord.objects.get().group_name == "Embassies"


def test_the_group_that_an_order_leads_into_is_not_the_one_it_was_priced_for(bob, alice):
    club = groups.create(name="Club", tax_exempt=True, by=alice)
    JoiningRule.objects.create(group=club, min_orders=1)
    _shopper, order = bought(bob)
    assert customer_of(bob).group == club
    assert (order.tax_record.exempt, order.tax_record.group_name) == (False, "")
    assert order.total_tax > 0


def test_a_certificate_that_runs_out_between_basket_and_order(exempt):
    shopper = Shopper(exempt).take(crate())
    shopper.go_to_the_preview()
    TaxExemption.objects.update(valid_until=timezone.localdate() - timedelta(1))
    order = shopper.place()
    assert order.total_tax > 0
    assert (order.tax_record.exempt, order.tax_record.reason) == (False, "")


@pytest.mark.parametrize(("countries", "is_exempt"), [(["IT"], True), (["CH"], False)])
def test_only_in_the_countries_of_the_certificate(bob, countries, is_exempt):
    for code, name in (("IT", "Italy"), ("CH", "Switzerland")):
        factories.CountryFactory(iso_3166_1_a2=code, printable_name=name, is_shipping_country=True)
    taxes.grant(customer_of(bob), reason="Museum", countries=countries, by=None)
    _shopper, order = bought(bob)
    assert (order.total_tax == 0, order.tax_record.exempt) == (is_exempt, is_exempt)


def guest_order():
    return factories.create_order(user=None, guest_email="guest@example.com", user_id=None)


def test_a_guest_has_no_record(db):
    assert taxes.record(guest_order()) is None
    assert not OrderTaxRecord.objects.exists()


def test_a_guest_who_is_exempt_has_one(db, settings):
    settings.OSCAR_CLIENTI_TAX_POLICY = f"{__name__}.says_yes"
    assert taxes.record(guest_order()).reason == "Everybody is"


def test_an_exempt_order_with_taxes_is_told_by_its_number_alone(exempt, caplog):
    order = factories.create_order(user=exempt)
    Order.objects.filter(pk=order.pk).update(total_incl_tax=12, total_excl_tax=10)
    OrderTaxRecord.objects.all().delete()
    with caplog.at_level(logging.ERROR, "oscar_clienti.taxes"):
        taxes.record(Order.objects.get(pk=order.pk))
    assert str(order.number) in caplog.text
    assert "bob" not in caplog.text
    assert "Museum" not in caplog.text


def test_a_policy_that_breaks_does_not_break_the_checkout(bob, settings, caplog):
    order = factories.create_order(user=bob)
    OrderTaxRecord.objects.all().delete()
    settings.OSCAR_CLIENTI_TAX_POLICY = f"{__name__}.breaks"
    assert taxes.record(order) is None
    assert str(order.number) in caplog.text
    assert "ValueError" in caplog.text
    assert "bob" not in caplog.text


# --- where it is shown


def test_the_shopper_reads_why(exempt):
    shopper, order = bought(exempt)
    words = "Tax-exempt: Museum &amp; “Archive”"
    thanks = shopper.client.get(reverse("checkout:thank-you"))
    assert words in thanks.content.decode()
    assert words in shopper.client.get(reverse("customer:order", args=[order.number])).content.decode()
    (letter,) = mail.outbox
    assert "Tax-exempt: Museum & “Archive”" in letter.body
    assert "We are pleased to confirm your order" in letter.body
    assert words in letter.alternatives[0][0]


def test_who_pays_taxes_reads_nothing_of_it(bob):
    shopper, order = bought(bob)
    pages = [shopper.client.get(reverse("customer:order", args=[order.number])).content.decode()]
    pages += [mail.outbox[0].body, mail.outbox[0].alternatives[0][0]]
    assert not any("exempt" in page for page in pages)


def test_orders_from_before_have_nothing_to_say(bob):
    order = factories.create_order(user=bob)
    OrderTaxRecord.objects.all().delete()
    client = Client()
    client.force_login(bob)
    assert "exempt" not in client.get(reverse("customer:order", args=[order.number])).content.decode()


def test_staff_read_it_on_the_order(exempt, alice, client):
    Customer.objects.filter(pk=exempt.pk).update(vat_number="IT12345670017", pec="<b>x</b>@pec.example")
    _shopper, order = bought(exempt)
    alice.user_permissions.add(*Permission.objects.filter(content_type__app_label="order", codename__in=["view_order"]))
    client.force_login(alice)
    page = client.get(reverse("dashboard:order-detail", args=[order.number])).content.decode()
    assert "Museum &amp; “Archive”" in page
    assert "IT12345670017" in page
    assert "&lt;b&gt;x&lt;/b&gt;@pec.example" in page


def test_the_orders_of_the_profile_say_which_were_exempt(exempt, as_alice, django_assert_max_num_queries):
    bought(exempt)
    url = reverse("dashboard:customer-panel", args=[exempt.pk, "orders"])
    with django_assert_max_num_queries(12):
        page = as_alice.get(url).content.decode()
    assert 'title="Museum &amp; “Archive”">Tax-exempt<' in page
