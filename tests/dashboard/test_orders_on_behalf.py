"""The pages on which an order is put together for a customer; all of it works without JavaScript."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import Customer, StaffOrder, TaxExemption
from oscar_clienti.services import notes
from oscar_clienti.services import orders_on_behalf as on_behalf
from tests.conftest import customer_of, grant, make_user
from tests.shop.shops import CODE, address_of, crate, shop
from tests.shop.test_orders_on_behalf import draft_of, placed

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")


@pytest.fixture
def draft(bob, alice):
    return draft_of(bob, crate(), alice)


def url(draft, page="", *more):
    return reverse(f"dashboard:customer-order{page}", args=[draft.customer_id, draft.pk, *more])


def html(answer):
    return " ".join(answer.content.decode().split())


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_the_menu_leads_there(as_alice, bob):
    page = reverse("dashboard:customer-order-new", args=[customer_of(bob).pk])
    for place in (reverse("dashboard:users-index"), reverse("dashboard:user-detail", args=[bob.pk])):
        assert f'href="{page}"' in html(as_alice.get(place))
    Customer.objects.filter(pk=bob.pk).update(state=Customer.State.INACTIVE)
    assert f'href="{page}"' not in html(as_alice.get(reverse("dashboard:user-detail", args=[bob.pk])))


def test_beginning_twice_with_one_page_begins_one(as_alice, bob):
    page, key = reverse("dashboard:customer-order-new", args=[customer_of(bob).pk]), uuid.uuid4()
    answers = [as_alice.post(page, {"key": key}) for _click in range(2)]
    assert {answer.url for answer in answers} == {url(StaffOrder.objects.get())}
    assert "Begun already" in html(as_alice.get(page))


def test_searching_shows_what_this_customer_pays(as_alice, draft, carol):
    Customer.objects.filter(pk=draft.customer_id).update(tax_exempt=True)
    found = as_alice.get(url(draft), {"q": "crat"}).context["found"]
    assert [(one.product.get_title(), str(one.price)) for one in found] == [("Crate", "13.65")]
    sku = get_model("partner", "StockRecord").objects.get().partner_sku
    assert len(as_alice.get(url(draft), {"q": sku}).context["found"]) == 1
    assert "No product is called “nothing”." in html(as_alice.get(url(draft), {"q": "nothing"}))


def type_bread(client, draft):
    return client.get(url(draft), {"q": "bread"}, headers={"HX-Request": "true", "HX-Target": "cl-found"})


def bake(number):
    """Breads, one of them in two sizes and another with a name on it."""
    for one in range(number):
        factories.create_product(title=f"Bread {one}", num_in_stock=9)
    parent = factories.create_product(title=f"Sliced bread {number}", structure="parent")
    for size in "SM":
        factories.create_product(title=f"Slice {size}", structure="child", parent=parent, num_in_stock=5)
    option = get_model("catalogue", "Option").objects.create(name="Name on it", code=f"name{number}", type="text")
    factories.create_product(title=f"Bread roll {number}", num_in_stock=9).product_options.add(option)


def test_while_somebody_types_only_what_was_found_is_worked_out(as_alice, draft):
    bake(1)
    page = html(type_bread(as_alice, draft))
    assert page.count("Bread 0") > 0 and "cl-order-total" not in page


def test_many_hits_ask_as_much_as_few(as_alice, draft, django_assert_num_queries):
    bake(1)
    with CaptureQueriesContext(connection) as few:
        found = type_bread(as_alice, draft).context["found"]
    assert [(one.product.get_title(), one.asks) for one in found] == [
        ("Bread 0", False),
        ("Bread roll 1", True),
        ("Sliced bread 1", True),
    ]
    bake(6)
    with django_assert_num_queries(len(few)):
        assert len(type_bread(as_alice, draft).context["found"]) == 11


def test_searching_for_the_first_product_knows_where_it_goes(as_alice, bob, alice):
    crate()
    germany = factories.CountryFactory(iso_3166_1_a2="DE", printable_name="Germany", is_shipping_country=True)
    home = address_of(bob)
    home.is_default_for_shipping = True
    home.save()
    there = factories.UserAddressFactory(user=bob, country=germany, phone_number="")
    customer = customer_of(bob)
    Customer.objects.filter(pk=customer.pk).update(tax_exempt=True)
    TaxExemption.objects.create(customer=customer, countries=["DE"])
    draft = on_behalf.choose_address(on_behalf.start(customer, by=alice), by=alice, address=there)
    with shop("uk", "nothing"):
        found = as_alice.get(url(draft), {"q": "crat"}).context["found"]
    assert [str(one.price) for one in found] == ["13.65"]


def test_a_product_by_one_click_and_the_search_stays(as_alice, draft):
    product = factories.create_product(title="Bread", num_in_stock=4)
    answer = as_alice.post(url(draft, "-add"), {"product": product.pk, "quantity": 2, "q": "bread"})
    assert answer.url == f"{url(draft)}?q=bread"
    assert sorted(draft.basket.lines.values_list("product__title", "quantity")) == [("Bread", 2), ("Crate", 3)]


def test_more_than_there_is_is_told_on_the_products_page(as_alice, draft):
    product = factories.create_product(title="Bread", num_in_stock=4)
    answer = as_alice.post(url(draft, "-add"), {"product": product.pk, "quantity": 5})
    assert "maximum of 4" in html(answer)
    assert draft.basket.lines.count() == 1


def test_a_variant_and_an_option_are_chosen(as_alice, draft):
    shirt = factories.create_product(title="Shirt", structure="parent")
    small = factories.create_product(title="Shirt S", structure="child", parent=shirt, num_in_stock=5)
    option = get_model("catalogue", "Option").objects.create(name="Name on it", code="name", type="text")
    shirt.product_class.options.add(option)
    page = as_alice.get(url(draft, "-add"), {"product": shirt.pk})
    assert "Name on it" in html(page) and "Shirt S" in html(page)
    as_alice.post(url(draft, "-add"), {"product": shirt.pk, "child_id": small.pk, "quantity": 1, "name": "<i>Ada</i>"})
    line = draft.basket.lines.get(product=small)
    assert line.attributes.get().value == "<i>Ada</i>"
    assert "&lt;i&gt;Ada&lt;/i&gt;" in html(as_alice.get(url(draft)))
    draft.refresh_from_db()
    assert placed(draft, None).lines.get(product=small).attributes.get().value == "<i>Ada</i>"


def test_a_code_counts_until_it_is_taken_out(as_alice, bob, alice):
    with shop("uk", "voucher"):
        draft = draft_of(bob, crate(), alice)

        def total():
            return as_alice.get(url(draft)).context["quote"].total.incl_tax

        whole = total()
        page = html(as_alice.post(url(draft, "-code"), {"code": "spring"}, follow=True))
        assert CODE in page and total() < whole
        as_alice.post(url(draft, "-code"), {"remove": draft.basket.vouchers.get().pk})
        assert total() == whole


def test_quantity_code_shipping_and_note(as_alice, draft):
    line = draft.basket.lines.get()
    as_alice.post(url(draft, "-line", line.pk), {"quantity": "5"})
    as_alice.post(url(draft, "-details"), {"shipping": "collect", "note": "<b>Ring</b>"})
    page = as_alice.get(url(draft))
    assert page.context["quote"].submission["shipping_method"].code == "collect"
    assert "&lt;b&gt;Ring&lt;/b&gt;" in html(page)
    assert draft.basket.lines.get().quantity == 5
    answer = as_alice.post(url(draft, "-code"), {"code": "none"}, follow=True)
    assert told(answer) == ["There is no code “NONE”."]
    as_alice.post(url(draft, "-line", line.pk), {"remove": "1"})
    assert "Nothing in it yet" in html(as_alice.get(url(draft)))


def test_somebody_elses_line(as_alice, draft, carol, alice):
    theirs = draft_of(carol, crate(), alice).basket.lines.get()
    answer = as_alice.post(url(draft, "-line", theirs.pk), {"quantity": "9"}, follow=True)
    assert told(answer) == ["This line is no longer in the order."]


def test_an_address_of_theirs_or_a_new_one(as_alice, draft, bob):
    other = factories.UserAddressFactory(user=bob, line1="Via Due 2", country=bob.addresses.get().country)
    as_alice.post(url(draft, "-address"), {"address": other.pk})
    assert "Via Due 2" in html(as_alice.get(url(draft)))
    new = {"first_name": "Bob", "last_name": "Rossi", "line1": "Via Tre 3", "line4": "Roma", "postcode": "00100"}
    answer = as_alice.post(url(draft, "-address"), {**new, "country": "IT"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert "Via Tre 3" in html(as_alice.get(url(draft)))
    assert not bob.addresses.filter(line1="Via Tre 3").exists()


def test_an_address_of_somebody_else(as_alice, draft, carol):
    answer = as_alice.post(url(draft, "-address"), {"address": address_of(carol).pk}, follow=True)
    assert told(answer) == ["Choose one of the customer's addresses."]


def shown(client, draft):
    form = client.get(url(draft, "-place")).context["form"]
    return {"version": form["version"].value(), "seal": form["seal"].value(), "payment": "Cash"}


def test_placing_it(as_alice, draft, bob):
    answer = as_alice.post(url(draft, "-place"), {**shown(as_alice, draft), "reference": "R 1", "received": "on"})
    order = Order.objects.get()
    assert answer.url == f"{reverse('dashboard:user-detail', args=[bob.pk])}?tab=orders"
    assert (order.user, order.sources.get().reference) == (bob, "R 1")
    again = as_alice.post(url(draft, "-place"), {"version": 1, "seal": "x", "payment": "Cash"})
    assert again.status_code == 302 and Order.objects.count() == 1


def test_who_may_look_at_orders_is_led_to_it(client, draft, root):
    client.force_login(root)
    answer = client.post(url(draft, "-place"), shown(client, draft), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("dashboard:order-detail", args=[Order.objects.get().number])
    assert "Placed by root@shop.example for the customer." in html(answer)


def test_what_changed_is_shown_before_it_is_ordered(as_alice, draft):
    data = shown(as_alice, draft)
    get_model("partner", "StockRecord").objects.update(price=20)
    answer = as_alice.post(url(draft, "-place"), data)
    assert "The order changed since you looked at it" in html(answer)
    assert not Order.objects.exists()
    again = {name: answer.context["form"][name].value() for name in ("version", "seal")}
    as_alice.post(url(draft, "-place"), {**data, **again})
    assert Order.objects.get().total_incl_tax >= 60


def test_what_stands_in_the_way_is_told(as_alice, draft):
    get_model("partner", "StockRecord").objects.update(num_in_stock=0)
    answer = as_alice.get(url(draft, "-place"), follow=True)
    assert "Crate" in told(answer)[0]
    assert "Place the order …" not in html(answer)


def test_a_way_to_pay_that_is_not_offered(as_alice, draft):
    answer = as_alice.post(url(draft, "-place"), {**shown(as_alice, draft), "payment": "Buttons"})
    assert "payment" in answer.context["form"].errors


def test_somebody_elses_draft_is_not_found(as_alice, draft, carol):
    page = reverse("dashboard:customer-order", args=[customer_of(carol).pk, draft.pk])
    assert as_alice.get(page).status_code == 404


def test_the_link_and_discarding(as_alice, draft, bob, mailoutbox):
    answer = as_alice.post(url(draft, "-link"), follow=True)
    assert told(answer) == [f"The link was sent to {bob.email}."]
    assert [mail.to for mail in mailoutbox] == [[bob.email]]
    assert "Link sent" in html(as_alice.get(reverse("dashboard:customer-order-drafts")))
    as_alice.post(url(draft, "-discard"))
    assert "No draft orders" in html(as_alice.get(reverse("dashboard:customer-order-drafts")))
    assert as_alice.get(url(draft)).status_code == 302


def test_two_clicks_on_the_link_send_one(as_alice, draft, mailoutbox):
    seen = as_alice.get(url(draft, "-link")).context["draft"].version
    answers = [as_alice.post(url(draft, "-link"), {"version": seen}, follow=True) for _click in range(2)]
    assert told(answers[0]) == told(answers[1]) == [f"The link was sent to {draft.customer.user.email}."]
    assert len(mailoutbox) == 1


def test_a_link_is_not_sent_for_what_changed_since(as_alice, draft, alice, mailoutbox):
    seen = draft.version
    on_behalf.write_note(draft, "After five", by=alice)
    answer = as_alice.post(url(draft, "-link"), {"version": seen}, follow=True)
    assert "changed since you looked" in told(answer)[0] and not mailoutbox


@pytest.fixture
def taken(draft, bob, alice):
    """Bob has the products in his basket."""
    on_behalf.send_link(draft, by=alice)
    draft.refresh_from_db()
    basket = get_model("basket", "Basket").objects.create(owner=bob)
    basket.strategy = on_behalf.quote(draft).basket.strategy
    on_behalf.take(draft, by=bob, basket=basket, version=draft.version)
    draft.refresh_from_db()
    return draft


def test_of_what_was_taken_the_link_is_sent_again_after_a_warning(as_alice, taken, bob, mailoutbox):
    assert f'href="{url(taken, "-link")}"' in html(as_alice.get(url(taken)))
    page = as_alice.get(url(taken, "-link"))
    assert "stands in it twice" in html(page)
    answer = as_alice.post(url(taken, "-link"), {"version": page.context["draft"].version}, follow=True)
    assert told(answer) == [f"The link was sent to {bob.email}."]
    assert StaffOrder.objects.get().state == StaffOrder.State.LINK_SENT and len(mailoutbox) == 2


def test_who_places_what_may_be_in_the_basket_is_warned(as_alice, taken, alice):
    on_behalf.send_link(taken, by=alice)
    assert all("once more" in html(as_alice.get(page)) for page in (url(taken), url(taken, "-place")))


def test_who_may_only_send_links_is_led_to_the_profile(client, draft):
    client.force_login(
        grant(make_user("vera@shop.example", is_staff=True), "view_customer", "send_order_links", "change_customer")
    )
    assert client.post(url(draft, "-link"), follow=True).status_code == 200


@pytest.mark.parametrize("typed", ["", "abc", "1.5", "-3", "9" * 5000])
def test_a_quantity_that_is_no_number_changes_nothing(as_alice, draft, typed):
    line = draft.basket.lines.get()
    answer = as_alice.post(url(draft, "-line", line.pk), {"quantity": typed}, follow=True)
    assert "in figures" in told(answer)[0]
    assert draft.basket.lines.get().quantity == line.quantity


def test_none_of_a_product_takes_it_out(as_alice, draft):
    as_alice.post(url(draft, "-line", draft.basket.lines.get().pk), {"quantity": "0"})
    assert not draft.basket.lines.exists()


def test_products_with_high_numbers_are_found_by_them(as_alice, draft):
    product = factories.create_product(title="Bread")
    Product = get_model("catalogue", "Product")
    product.stockrecords.all().delete()
    Product.objects.filter(pk=product.pk).update(id=150_000)
    answer = as_alice.get(url(draft, "-add"), {"product": 150_000})
    assert "Bread" in html(answer)


def test_what_is_refused_to_one_click_is_told_on_the_draft(as_alice, draft):
    product = draft.basket.lines.get().product
    get_model("partner", "StockRecord").objects.update(num_in_stock=4)
    answer = as_alice.post(
        url(draft, "-add"), {"product": product.pk, "quantity": 5}, headers={"HX-Request": "true"}, follow=True
    )
    assert "maximum" in " ".join(told(answer)) and 'id="cl-draft"' in html(answer)


def test_the_note_has_a_form_of_its_own(as_alice, draft, alice):
    on_behalf.write_note(draft, "After five", by=alice)
    method = as_alice.get(url(draft)).context["quote"].methods[0][0]
    as_alice.post(url(draft, "-details"), {"shipping": method.code})
    assert StaffOrder.objects.get().note == "After five"
    assert html(as_alice.get(url(draft))).count('name="note"') == 1


def test_a_colleagues_note_is_not_overwritten_unasked(as_alice, draft, alice):
    on_behalf.write_note(draft, "Ring twice", by=alice)
    answer = as_alice.post(url(draft, "-details"), {"note": "After five", "was": ""})
    assert told(answer) == ["Somebody changed this note while you were writing. Yours isn't saved yet."]
    assert ">After five</textarea>" in html(answer) and '<blockquote class="mb-2">Ring twice<' in html(answer)
    assert StaffOrder.objects.get().note == "Ring twice"
    as_alice.post(url(draft, "-details"), {"note": "After five", "was": "Ring twice"})
    assert StaffOrder.objects.get().note == "After five"


def test_a_note_of_several_lines_is_known_again(as_alice, draft, alice):
    on_behalf.write_note(draft, "Ring\ntwice", by=alice)
    as_alice.post(url(draft, "-details"), {"note": "After five", "was": "Ring\r\ntwice"})
    assert StaffOrder.objects.get().note == "After five"


def test_ends_of_lines_count_once_in_a_note(as_alice, draft):
    as_alice.post(url(draft, "-details"), {"note": "a\r\n" * 1000})
    assert len(StaffOrder.objects.get().note) == 1999


def test_a_draft_whose_basket_was_cleaned_away_is_gone(as_alice, draft):
    draft.basket.delete()
    pages = (url(draft), url(draft, "-place"), url(draft, "-link"), url(draft, "-add") + "?product=1")
    assert [as_alice.get(page).status_code for page in pages] == [302, 302, 302, 302]
    assert as_alice.post(url(draft, "-place"), {"payment": "Cash"}).status_code == 302
    assert "No draft orders" in html(as_alice.get(reverse("dashboard:customer-order-drafts")))


def test_the_second_of_two_drafts_that_became_one_order_leads_to_it(as_alice, draft, bob, alice):
    order = placed(draft_of(bob, crate(), alice), alice)
    StaffOrder.objects.filter(pk=draft.pk).update(state=StaffOrder.State.PAID_BY_LINK, order_number=order.number)
    assert as_alice.get(url(draft)).url == f"{reverse('dashboard:user-detail', args=[bob.pk])}?tab=orders"


def test_without_the_right_to_send_there_is_no_button(client, draft):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "place_orders"))
    assert "Send a link" not in html(client.get(url(draft)))


def test_the_list_asks_as_much_for_many(as_alice, alice, django_assert_max_num_queries):
    page = reverse("dashboard:customer-order-drafts")
    for _number in range(12):
        on_behalf.start(customer_of(make_user()), by=alice)
    with django_assert_max_num_queries(12):
        assert html(as_alice.get(page)).count("Nothing in it yet") == 12


def test_the_activity_tells_it(as_alice, draft, bob):
    as_alice.post(url(draft, "-place"), shown(as_alice, draft))
    page = reverse("dashboard:customer-panel", args=[bob.pk, "activity"])
    assert "Order placed for the customer" in html(as_alice.get(page))


def test_the_alert_of_the_customer_is_on_the_pages(as_alice, client, draft, bob, alice):
    notes.write(customer_of(bob), text="Pays in advance <only>", alert=True, by=alice)
    pages = [reverse("dashboard:customer-order-new", args=[bob.pk]), url(draft), url(draft, "-place")]
    assert all("Pays in advance &lt;only&gt;" in html(as_alice.get(page)) for page in pages)
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "place_orders"))
    assert not any("Pays in advance" in html(client.get(page)) for page in pages)
