"""A link that fills the customer's basket with what the shop has put together."""

import re
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from smtplib import SMTPException
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import Activity, Customer, StaffOrder
from oscar_clienti.services import customers, erasure
from oscar_clienti.services import orders_on_behalf as on_behalf
from tests.conftest import customer_of
from tests.shop.shoppers import Shopper
from tests.shop.shops import CODE, crate, shop
from tests.shop.test_orders_on_behalf import draft_of

pytestmark = pytest.mark.django_db
Basket, Email = get_model("basket", "Basket"), get_model("communication", "Email")


@pytest.fixture
def draft(bob, alice):
    return draft_of(bob, crate(), alice)


@pytest.fixture
def link(draft, alice):
    """The path in the e-mail."""
    on_behalf.send_link(draft, by=alice)
    return link_in(mail.outbox[-1])


def link_in(letter):
    return re.search(r"https?://[^/]+(/\S*prepared-order/\S+)", letter.body)[1]


def check_out(shopper):
    """All the steps of the checkout, with an address of its own."""
    shopper.user.addresses.all().delete()
    with shop("uk", "nothing"), TestCase.captureOnCommitCallbacks(execute=True):
        shopper.go_to_the_preview()
        order = shopper.place()
    assert order is not None
    return order


def own_basket(user):
    return Basket.objects.get(owner=user, status=Basket.OPEN)


def take(client, link, draft):
    draft.refresh_from_db()
    return client.post(link, {"version": draft.version}, follow=True)


def test_the_code_comes_along(bob, alice, client):
    with shop("uk", "voucher"):
        draft = draft_of(bob, crate(), alice, code=CODE)
        on_behalf.send_link(draft, by=alice)
        client.force_login(bob)
        take(client, link_in(mail.outbox[-1]), draft)
    assert own_basket(bob).vouchers.get().code == CODE


def test_a_code_that_came_along_can_be_taken_out(bob, alice, client):
    with shop("uk", "voucher"):
        draft = draft_of(bob, crate(), alice, code=CODE)
        on_behalf.send_link(draft, by=alice)
        client.force_login(bob)
        take(client, link_in(mail.outbox[-1]), draft)
        voucher = own_basket(bob).vouchers.get()
        client.post(reverse("basket:vouchers-remove", args=[voucher.pk]))
    assert not own_basket(bob).vouchers.exists()
    voucher.refresh_from_db()
    assert voucher.num_basket_additions == 0


def test_a_code_that_the_basket_has_already_is_counted_once(bob, alice):
    with shop("uk", "voucher"):
        draft = draft_of(bob, crate(), alice, code=CODE)
        on_behalf.send_link(draft, by=alice)
        shopper = Shopper(bob).take(crate()).say_code()
        take(shopper.client, link_in(mail.outbox[-1]), draft)
    assert own_basket(bob).vouchers.get().num_basket_additions == 1


def test_a_code_that_ended_meanwhile_does_not(bob, alice, client):
    with shop("uk", "voucher"):
        draft = draft_of(bob, crate(), alice, code=CODE)
        on_behalf.send_link(draft, by=alice)
        draft.basket.vouchers.update(end_datetime=timezone.now() - timedelta(hours=1))
        client.force_login(bob)
        take(client, link_in(mail.outbox[-1]), draft)
    assert not own_basket(bob).vouchers.exists() and own_basket(bob).lines.get().quantity == 3


def test_from_the_mail_to_the_order(draft, link, bob, alice):
    shopper = Shopper(bob)
    page = shopper.client.get(link).content.decode()
    assert "Crate" in page and "Take it into my basket" in page
    assert "The products are in your basket" in take(shopper.client, link, draft).content.decode()
    assert own_basket(bob).lines.get().quantity == 3
    order = check_out(shopper)
    row = StaffOrder.objects.get()
    assert (row.state, row.order, row.by_name) == (StaffOrder.State.PAID_BY_LINK, order, "Alice Bottega")
    assert Activity.objects.get(kind="order.link_bought").facts["prepared_by"] == "Alice Bottega"


@pytest.mark.parametrize(("strategy", "is_told"), [("us", True), ("uk", False)])
def test_a_sum_without_taxes_says_so(draft, link, bob, client, strategy, is_told):
    client.force_login(bob)
    with shop(strategy, "nothing"):
        page = client.get(link).content.decode()
    assert "With shipping about" in page
    assert ("Taxes are worked out in the checkout." in page) == is_told


def test_links_that_were_mailed_long_ago_stay_good(draft, link, client):
    StaffOrder.objects.update(token_hash=sha256(b"mailed-long-ago").hexdigest())
    assert "Crate" in client.get(reverse("customer:prepared-order", args=["mailed-long-ago"])).content.decode()


def test_looking_changes_nothing(draft, link, bob, client):
    client.force_login(bob)
    client.get(link)
    assert StaffOrder.objects.get().state == StaffOrder.State.LINK_SENT
    assert not get_model("basket", "Line").objects.filter(basket__owner=bob).exists()


def test_the_link_is_kept_nowhere(draft, link):
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert not Email.objects.exists()
    assert token not in str(list(StaffOrder.objects.values()) + list(Activity.objects.values()))


def test_strangers_see_the_products_and_must_sign_in(draft, link, client, bob):
    page = client.get(link)
    assert "Sign in to go on" in page.content.decode() and bob.first_name not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin" and "no-store" in page["Cache-Control"]
    take(client, link, draft)
    assert StaffOrder.objects.get().state == StaffOrder.State.LINK_SENT


def test_somebody_else_sees_nothing_and_takes_nothing(draft, link, client, eve):
    client.force_login(eve)
    page = client.get(link).content.decode()
    assert "somebody else" in page and "Crate" not in page
    take(client, link, draft)
    assert StaffOrder.objects.get().state == StaffOrder.State.LINK_SENT
    assert not get_model("basket", "Line").objects.filter(basket__owner=eve).exists()


def test_twice_puts_it_in_once(draft, link, bob, client):
    client.force_login(bob)
    take(client, link, draft)
    assert "already" in take(client, link, draft).content.decode()
    assert own_basket(bob).lines.get().quantity == 3


def test_what_was_taken_may_be_sent_again(draft, link, bob, alice, client):
    client.force_login(bob)
    take(client, link, draft)
    own_basket(bob).lines.all().delete()
    on_behalf.send_link(StaffOrder.objects.get(), by=alice)
    assert "no longer valid" in client.get(link).content.decode()
    take(client, link_in(mail.outbox[-1]), draft)
    assert own_basket(bob).lines.get().quantity == 3
    assert StaffOrder.objects.get().state == StaffOrder.State.IN_BASKET


def test_what_is_bought_from_the_earlier_link_ends_the_later_one(draft, link, bob, alice):
    shopper = Shopper(bob)
    take(shopper.client, link, draft)
    on_behalf.send_link(StaffOrder.objects.get(), by=alice)
    later = link_in(mail.outbox[-1])
    order = check_out(shopper)
    assert (StaffOrder.objects.get().state, StaffOrder.objects.get().order) == (StaffOrder.State.PAID_BY_LINK, order)
    assert "no longer valid" in shopper.client.get(later).content.decode()


def test_who_took_it_and_put_it_back_is_told_the_truth(draft, link, bob, client):
    client.force_login(bob)
    take(client, link, draft)
    own_basket(bob).lines.all().delete()
    for page in (client.get(link), take(client, link, draft)):
        assert "none of them is there any more" in page.content.decode()


def test_a_draft_that_changed_while_it_was_looked_at(draft, link, bob, alice, client):
    client.force_login(bob)
    seen = StaffOrder.objects.get().version
    on_behalf.change_line(draft, draft.basket.lines.get().pk, by=alice, quantity=5)
    client.post(link, {"version": seen})
    assert StaffOrder.objects.get().state == StaffOrder.State.LINK_SENT
    take(client, link, draft)
    assert own_basket(bob).lines.get().quantity == 5


def test_what_is_sold_out_is_left_out_and_named(draft, link, bob, alice, client):
    bread = factories.create_product(title="Bread", price=Decimal(3), num_in_stock=9)
    on_behalf.add_line(draft, bread, by=alice)
    get_model("partner", "StockRecord").objects.exclude(product=bread).update(num_in_stock=0)
    client.force_login(bob)
    assert "any more: Crate" in take(client, link, draft).content.decode()
    assert own_basket(bob).lines.get().product == bread


def test_while_all_of_it_is_sold_out_the_link_stays_good(draft, link, bob, client):
    get_model("partner", "StockRecord").objects.update(num_in_stock=0)
    client.force_login(bob)
    assert "at the moment: Crate" in take(client, link, draft).content.decode()
    assert StaffOrder.objects.get().state == StaffOrder.State.LINK_SENT
    get_model("partner", "StockRecord").objects.update(num_in_stock=9)
    take(client, link, draft)
    assert own_basket(bob).lines.get().quantity == 3


def test_a_link_whose_basket_was_cleaned_away(draft, link, bob, client):
    draft.basket.delete()
    client.force_login(bob)
    assert "no longer valid" in client.get(link).content.decode()


def test_the_note_goes_onto_the_order_that_the_customer_places(draft, bob, alice):
    on_behalf.write_note(draft, "Gift wrap", by=alice)
    on_behalf.send_link(draft, by=alice)
    shopper = Shopper(bob)
    take(shopper.client, link_in(mail.outbox[-1]), draft)
    assert check_out(shopper).notes.get().message == "Gift wrap"


def test_two_prepared_orders_in_one_basket_are_both_bought(draft, link, bob, alice):
    second = draft_of(bob, factories.create_product(title="Bread", price=Decimal(3), num_in_stock=9), alice)
    on_behalf.send_link(second, by=alice)
    shopper = Shopper(bob)
    take(shopper.client, link, draft)
    take(shopper.client, link_in(mail.outbox[-1]), second)
    order = check_out(shopper)
    rows = StaffOrder.objects.order_by("pk")
    assert {(row.state, row.order_number) for row in rows} == {(StaffOrder.State.PAID_BY_LINK, order.number)}
    assert [row.order for row in rows] == [None, order]


@pytest.mark.parametrize("why", ["late", "discarded", "newer", "erased", "deactivated", "staff", "nonsense"])
def test_a_link_that_opens_nothing(draft, link, bob, alice, client, why):
    if why == "late":
        StaffOrder.objects.update(link_expires_at=timezone.now() - timedelta(seconds=1))
    elif why == "discarded":
        on_behalf.discard(draft, by=alice)
    elif why == "newer":
        on_behalf.send_link(draft, by=alice)
    elif why == "erased":
        erasure.erase(customer_of(bob), by=alice)
    elif why == "deactivated":
        customers.deactivate(customer_of(bob), by=alice)
    elif why == "staff":
        Customer.objects.filter(pk=bob.pk).update(state=Customer.State.STAFF)
    else:
        link = reverse("customer:prepared-order", args=["x" * 43])
    page = client.get(link)
    assert page.status_code == 200
    assert "no longer valid" in page.content.decode()
    assert "Crate" not in page.content.decode()


def test_placing_it_ends_the_link(draft, link, alice, client):
    draft.refresh_from_db()
    seal = on_behalf.quote(draft).seal
    on_behalf.place(draft, by=alice, version=draft.version, seal=seal, payment="Cash")
    assert "no longer valid" in client.get(link).content.decode()


def test_the_letter_speaks_the_customers_language(draft, bob, alice):
    Customer.objects.filter(pk=bob.pk).update(language="it")
    on_behalf.send_link(draft, by=alice)
    assert '<html lang="it">' in mail.outbox[-1].alternatives[0][0]


def test_a_mail_server_that_is_down(draft, alice):
    with (
        patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=SMTPException),
        pytest.raises(ValidationError, match="mail server"),
    ):
        on_behalf.send_link(draft, by=alice)
    assert StaffOrder.objects.get().state == StaffOrder.State.DRAFT


def test_one_of_another_protocol_that_takes_nothing(draft, alice, settings):
    settings.EMAIL_BACKEND = "tests.mail_server.Stumbling"
    with pytest.raises(ValidationError, match="mail server"):
        on_behalf.send_link(draft, by=alice)


def test_whoever_buys_something_else_did_not_buy_it(draft, link, bob, client):
    shopper = Shopper(bob)
    take(shopper.client, link, draft)
    own_basket(bob).lines.all().delete()
    shopper.take(crate("5.00"))
    check_out(shopper)
    assert StaffOrder.objects.get().state == StaffOrder.State.IN_BASKET
