"""Placing an order for a customer: what is left of it, once, and by whom."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from oscar.apps.checkout.signals import post_checkout
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, Customer, StaffOrder
from oscar_clienti.services import customers, erasure
from oscar_clienti.services import orders_on_behalf as on_behalf
from oscar_clienti.signals import order_placed_for_customer
from tests.conftest import customer_of, grant, heard, make_user
from tests.shop.shops import CODE, address_of, crate, shop
from tests.shop.test_orders_on_behalf import draft_of, placed

pytestmark = pytest.mark.django_db
Order, Basket = get_model("order", "Order"), get_model("basket", "Basket")


@pytest.fixture
def draft(bob, alice):
    return draft_of(bob, crate(), alice)


def refusal(call, *args, **words):
    with pytest.raises(ValidationError) as refused:
        call(*args, **words)
    return refused.value


def test_the_order_is_the_customers(draft, bob, alice):
    order = placed(draft, alice)
    assert (order.user, order.guest_email, order.is_anonymous) == (bob, "", False)
    assert (order.shipping_address.line1, order.basket.status) == ("1 King Road", Basket.SUBMITTED)
    assert customer_of(bob).num_orders == 1
    assert customer_of(bob).total_spent == order.total_incl_tax
    assert get_model("analytics", "UserRecord").objects.get(user=bob).num_orders == 1


def test_the_stock_is_allocated(bob, alice):
    product = crate()
    placed(draft_of(bob, product, alice), alice)
    assert product.stockrecords.get().num_allocated == 3


def test_an_address_that_comes_into_the_book_with_it_is_the_doing_of_staff(draft, bob, alice):
    typed = {"first_name": "Bob", "last_name": "Rossi", "line1": "Via Po 1", "postcode": "10121", "country_id": "IT"}
    placed(on_behalf.choose_address(draft, by=alice, fields=typed), alice)
    row = Activity.objects.get(customer=bob.pk, kind="address.added")
    assert (row.by, row.facts) == (alice, {"address": "Bob Rossi, Via Po 1, 10121, Italy"})


def test_how_it_is_paid_is_written_down(draft, alice):
    order = placed(draft, alice, reference="CRO 123")
    source = order.sources.get()
    assert (source.source_type.name, source.reference) == ("Cash", "CRO 123")
    assert (source.amount_allocated, source.amount_debited) == (order.total_incl_tax, 0)


def test_money_that_is_here_already(draft, alice):
    order = placed(draft, alice, received=True)
    assert order.sources.get().amount_debited == order.total_incl_tax


def test_the_status_is_the_shops_first_one_or_the_chosen_one(bob, alice, settings):
    assert placed(draft_of(bob, crate(), alice), alice).status == settings.OSCAR_INITIAL_ORDER_STATUS
    last = list(Order.pipeline)[-1]
    assert placed(draft_of(bob, crate(), alice), alice, status=last).status == last


def test_a_status_that_the_shop_does_not_know(draft, alice):
    assert "status" in refusal(placed, draft, alice, status="Nonsense").error_dict
    assert StaffOrder.objects.get().state == StaffOrder.State.DRAFT


def test_the_confirmation_reaches_the_history(draft, bob, alice, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order = placed(draft, alice)
    assert [mail.to for mail in mailoutbox] == [[bob.email]]
    assert order.number in get_model("communication", "Email").objects.get(user=bob).body_text


def test_the_order_stands_though_the_confirmation_fails(draft, alice, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"
    with django_capture_on_commit_callbacks(execute=True):
        order = placed(draft, alice)
    assert type(order).objects.filter(pk=order.pk).exists()


class Unwilling:
    """A backend that speaks a protocol of its own."""

    def __init__(self, *args, **kwargs):
        raise RuntimeError("No")


def test_no_confirmation_where_none_is_wanted(draft, alice, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        placed(draft, alice, confirm=False)
    assert not mailoutbox


def test_the_confirmation_speaks_the_customers_language(
    draft, bob, alice, mailoutbox, django_capture_on_commit_callbacks
):
    Customer.objects.filter(pk=bob.pk).update(language="it")
    with django_capture_on_commit_callbacks(execute=True):
        placed(draft, alice)
    assert "ordine" in mailoutbox[0].body.lower()


def test_who_placed_it_is_known_when_their_account_is_gone(draft, bob, alice):
    order = placed(draft, alice)
    get_user_model().objects.get(pk=alice.pk).delete()
    row = StaffOrder.objects.get(order=order)
    assert (row.by, row.by_name, row.order_number) == (None, "Alice Bottega", order.number)
    told = Activity.objects.get(kind="order.placed_for")
    assert (told.customer_id, told.by_name, told.facts["order"]) == (bob.pk, "Alice Bottega", order.number)


def test_the_note_stands_on_the_order(draft, alice):
    draft = on_behalf.write_note(draft, "<b>Ring</b> twice", by=alice)
    messages = set(placed(draft, alice).notes.values_list("message", "user"))
    assert messages == {("<b>Ring</b> twice", alice.pk), ("Placed by Alice Bottega for the customer.", None)}


def test_it_is_announced(draft, bob, alice):
    with heard(order_placed_for_customer) as calls:
        order = placed(draft, alice)
    assert [(call["order"], call["customer"].pk, call["by"]) for call in calls] == [(order, bob.pk, alice)]


def test_the_end_of_the_shops_own_checkout_is_announced(draft, bob, alice, django_capture_on_commit_callbacks):
    with heard(post_checkout) as calls, django_capture_on_commit_callbacks(execute=True):
        order = placed(draft, alice, confirm=False)
    (call,) = calls
    assert (call["order"], call["user"], call["request"].user) == (order, bob, bob)
    assert call["request"].session["checkout_order_id"] == order.pk
    assert call["response"].url == reverse("checkout:thank-you")


def test_the_order_stands_though_somebody_who_listens_fails(draft, alice, django_capture_on_commit_callbacks):
    def listen(sender, **arguments):
        raise RuntimeError("No")

    post_checkout.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            order = placed(draft, alice)
    finally:
        post_checkout.disconnect(listen)
    assert type(order).objects.filter(pk=order.pk).exists()


def test_a_way_of_shipping_that_is_no_longer_to_be_had_is_swapped_for_no_other(draft, alice):
    draft = on_behalf.choose_shipping(draft, "by-balloon", by=alice)
    quoted = on_behalf.quote(draft)
    words = "The way of shipping that was chosen isn't to be had for this address: choose another."
    assert (quoted.problems, quoted.submission["shipping_method"]) == ([words], None)
    assert refusal(placed, draft, alice).messages == [words]


def test_of_what_is_not_sent_no_way_of_shipping_is_missed(draft, alice):
    draft = on_behalf.choose_shipping(draft, "by-balloon", by=alice)
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    assert on_behalf.quote(draft).problems == []


def test_a_code_that_takes_nothing_off_any_more_is_told(bob, alice):
    with shop("uk", "voucher"):
        draft = draft_of(bob, crate(), alice, code=CODE)
        draft.basket.vouchers.update(end_datetime=timezone.now() - timedelta(hours=1))
        words = "The code “SPRING” takes nothing off any more: take it out."
        assert on_behalf.quote(draft).problems == [words]
        assert refusal(placed, draft, alice).messages == [words]


def test_a_code_for_shipping_alone_counts(bob, alice):
    with shop("uk", "shipping"):
        offer = get_model("offer", "ConditionalOffer").objects.get()
        offer.offer_type = "Voucher"
        offer.save()
        times = {
            "start_datetime": timezone.now() - timedelta(days=1),
            "end_datetime": timezone.now() + timedelta(days=1),
        }
        get_model("voucher", "Voucher").objects.create(name="Spring", code=CODE, **times).offers.add(offer)
        draft = draft_of(bob, crate(), alice, code=CODE)
        assert on_behalf.quote(draft).problems == []


def test_while_a_product_has_no_price_no_code_is_blamed(bob, alice):
    with shop("uk", "voucher"):
        draft = draft_of(bob, crate(), alice, code=CODE)
        get_model("partner", "StockRecord").objects.all().delete()
        assert not any(CODE in problem for problem in on_behalf.quote(draft).problems)


def test_a_second_click_gets_the_same_order(draft, alice):
    seal = on_behalf.quote(draft).seal
    orders = [
        on_behalf.place(draft, by=alice, version=draft.version, seal=seal, payment="Cash", confirm=False)
        for _click in range(2)
    ]
    assert orders[0] == orders[1]
    assert Order.objects.count() == 1


def test_a_draft_that_changed_in_another_tab_is_not_placed(draft, alice):
    seal = on_behalf.quote(draft).seal
    on_behalf.write_note(draft, "wait", by=alice)
    error = refusal(on_behalf.place, draft, by=alice, version=draft.version, seal=seal, payment="Cash")
    assert error.code == "changed"
    assert not Order.objects.exists()


def test_a_price_that_changed_is_told(draft, alice):
    seal = on_behalf.quote(draft).seal
    get_model("partner", "StockRecord").objects.update(price=99)
    error = refusal(on_behalf.place, draft, by=alice, version=draft.version, seal=seal, payment="Cash")
    assert error.code == "changed"
    assert StaffOrder.objects.get().state == StaffOrder.State.DRAFT


def test_what_is_sold_out_meanwhile_is_told(draft, alice):
    get_model("partner", "StockRecord").objects.update(num_in_stock=2)
    assert "Crate" in refusal(placed, draft, alice).messages[0]


def test_the_draft_is_nobodys_basket(draft, bob, alice):
    assert Basket.objects.get(pk=draft.basket_id).owner is None
    on_behalf.quote(draft)
    assert not Basket.objects.filter(owner=bob).exists()


def test_the_customers_own_basket_stays_as_it_is(bob, alice):
    own = Basket.objects.create(owner=bob)
    placed(draft_of(bob, crate(), alice), alice)
    assert list(Basket.objects.filter(owner=bob, status=Basket.OPEN)) == [own]


def test_an_address_for_this_order_goes_into_the_book(bob, alice):
    country = address_of(make_user()).country
    draft = on_behalf.add_line(on_behalf.start(customer_of(bob), by=alice), crate(), by=alice)
    new = {"first_name": "Bob", "last_name": "Rossi", "line1": "Via Nuova 1", "line4": "Roma", "postcode": "00100"}
    draft = on_behalf.choose_address(draft, by=alice, fields={**new, "country_id": country.pk})
    assert placed(draft, alice).shipping_address.line1 == "Via Nuova 1"
    assert bob.addresses.get().line1 == "Via Nuova 1"


def test_somebody_elses_address(draft, alice, carol):
    error = refusal(on_behalf.choose_address, draft, by=alice, address=address_of(carol))
    assert error.code == "address"


def test_without_an_address(bob, alice):
    draft = on_behalf.add_line(on_behalf.start(customer_of(bob), by=alice), crate(), by=alice)
    assert on_behalf.quote(draft).problems == ["Choose where it goes."]


def test_an_empty_one(bob, alice):
    draft = on_behalf.start(customer_of(bob), by=alice)
    assert on_behalf.quote(draft).problems == ["Choose at least one product."]


@pytest.mark.parametrize("what", ["staff", "erased", "deactivated", "deleted"])
def test_what_became_of_the_customer_meanwhile(draft, bob, alice, what):
    version, seal = draft.version, on_behalf.quote(draft).seal
    if what == "staff":
        get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    elif what == "erased":
        erasure.erase(customer_of(bob), by=alice)
    elif what == "deactivated":
        customers.deactivate(customer_of(bob), by=alice)
    else:
        get_user_model().objects.get(pk=bob.pk).delete()
        draft.refresh_from_db()
    with pytest.raises((ValidationError, PermissionDenied)):
        on_behalf.place(draft, by=alice, version=version, seal=seal, payment="Cash")
    assert not Order.objects.exists()


def test_erasing_throws_the_draft_away(draft, bob, alice):
    on_behalf.write_note(draft, "Bob's dog bites", by=alice)
    erasure.erase(customer_of(bob), by=alice)
    row = StaffOrder.objects.get()
    assert (row.state, row.note, row.new_address, row.address, row.basket) == (6, "", {}, None, None)
    assert not Basket.objects.filter(pk=draft.basket_id).exists()


@pytest.mark.parametrize("right", ["change_customer", "send_order_links"])
def test_without_the_right(bob, right):
    vera = grant(make_user(is_staff=True), "view_customer", right)
    with pytest.raises(PermissionDenied):
        on_behalf.start(customer_of(bob), by=vera)


def test_one_click_twice_begins_one_order(bob, alice):
    first = on_behalf.start(customer_of(bob), by=alice)
    assert on_behalf.start(customer_of(bob), by=alice, key=first.key) == first
    assert StaffOrder.objects.count() == Basket.objects.count() == 1


def test_the_key_of_somebody_elses_draft(bob, carol, alice):
    first = on_behalf.start(customer_of(bob), by=alice)
    assert refusal(on_behalf.start, customer_of(carol), by=alice, key=first.key).code == "gone"


def test_a_discarded_draft_is_gone(draft, alice):
    on_behalf.discard(draft, by=alice)
    assert not on_behalf.going().exists()
    assert refusal(on_behalf.write_note, draft, "x", by=alice).code == "gone"
    assert not get_model("basket", "Line").objects.exists()


def test_quantities_are_changed_and_lines_taken_out(draft, alice):
    line = draft.basket.lines.get()
    draft = on_behalf.change_line(draft, line.pk, by=alice, quantity=7)
    assert draft.basket.lines.get().quantity == 7
    on_behalf.change_line(draft, line.pk, by=alice, quantity=0)
    assert not draft.basket.lines.exists()


def test_more_than_there_is(draft, alice):
    line = draft.basket.lines.get()
    assert "500" in refusal(on_behalf.change_line, draft, line.pk, by=alice, quantity=501).messages[0]
    assert "500" in refusal(on_behalf.add_line, draft, line.product, by=alice, quantity=498).messages[0]


def test_a_code_that_does_not_exist(draft, alice):
    assert refusal(on_behalf.add_voucher, draft, "nothing", by=alice).code == "unknown"
