"""Price lists on the pages: made, filled, copied, deleted; what overlaps is told."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import Customer, CustomerGroup, PriceList
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db

LIST = reverse("dashboard:customer-price-lists")
ADD = reverse("dashboard:customer-price-list-add")
PRODUCTS = reverse("dashboard:customer-price-list-products")


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def html(client, address, query=None):
    return client.get(address, query or {}).content.decode()


def of(price_list, page=""):
    return reverse(f"dashboard:customer-price-list{page and '-'}{page}", args=[price_list.pk])


def line_page(line, page):
    return reverse(f"dashboard:customer-price-line-{page}", args=[line.price_list_id, line.pk])


def add_line(client, price_list, **data):
    address = reverse("dashboard:customer-price-line-add", args=[price_list.pk])
    return client.post(address, {"product": "", "range": "", "price": "", "percent": "", **data})


@pytest.fixture
def trade():
    return CustomerGroup.objects.create(name="Trade")


@pytest.fixture
def summer(trade):
    return PriceList.objects.create(name="Summer", group=trade)


@pytest.fixture
def crate():
    return factories.create_product(title="Crate", upc="CR-1", partner_sku="sku-crate", price=D("10.00"))


def test_the_page_without_lists_says_what_one_is(as_alice):
    page = html(as_alice, LIST)
    assert "No price lists yet" in page and ADD in page


def test_who_may_only_look_sees_lists_and_prices_but_no_acts(client, viewer, summer, crate):
    summer.lines.create(product=crate, price=D("8.19"))
    client.force_login(viewer)
    assert "Summer" in html(client, LIST) and ADD not in html(client, LIST)
    page = html(client, of(summer))
    assert "€8.19" in page
    for address in (of(summer, "edit"), of(summer, "delete"), line_page(summer.lines.get(), "remove")):
        assert address not in page


TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "In force"),
        ({"starts_on": TODAY + DAY}, "Not yet"),
        ({"ends_on": TODAY - DAY}, "Over"),
        ({"is_active": False}, "Switched off"),
        ({"starts_on": TODAY - DAY, "ends_on": TODAY + DAY}, "In force"),
    ],
)
def test_the_list_says_whether_it_counts(as_alice, summer, fields, words):
    PriceList.objects.filter(pk=summer.pk).update(**fields)
    assert f"</i> {words}</span>" in html(as_alice, LIST)
    assert f"</i> {words}</span>" in html(as_alice, of(summer))


def test_the_lists_stand_by_their_names(as_alice, trade, summer):
    for name in ("Winter", "Autumn"):
        PriceList.objects.create(name=name, group=trade)
    assert [row["list"].name for row in as_alice.get(LIST).context["rows"]] == ["Autumn", "Summer", "Winter"]


def test_the_page_of_a_group_leads_to_its_lists_alone(as_alice, summer):
    PriceList.objects.create(name="Schools 2026", group=CustomerGroup.objects.create(name="Schools"))
    address = f"{LIST}?group={summer.group_id}"
    assert address in html(as_alice, reverse("dashboard:customer-group-edit", args=[summer.group_id]))
    page = html(as_alice, address)
    assert "Summer" in page and "Schools 2026" not in page


@pytest.mark.parametrize("nonsense", ["x", "4711", "9" * 30, "²"])
def test_a_group_that_is_none_filters_nothing(as_alice, summer, nonsense):
    assert "Summer" in html(as_alice, LIST, {"group": nonsense})


def test_the_queries_of_the_page_do_not_grow(as_alice, trade, django_assert_max_num_queries):
    for number in range(30):
        PriceList.objects.create(name=f"List {number}", group=trade).lines.create(percent=5)
    html(as_alice, LIST)
    with django_assert_max_num_queries(12):
        html(as_alice, LIST)


def test_add(as_alice, trade):
    data = {"name": "Summer", "group": trade.pk, "starts_on": "2026-06-01", "ends_on": "2026-08-31", "is_active": "on"}
    response = as_alice.post(ADD, data)
    made = PriceList.objects.get()
    assert response.url == of(made)
    assert (made.group, made.starts_on, made.ends_on, made.is_active) == (
        trade,
        date(2026, 6, 1),
        date(2026, 8, 31),
        True,
    )


def test_add_takes_the_group_of_the_address(as_alice, trade):
    assert as_alice.get(ADD, {"group": trade.pk}).context["form"].initial["group"] == trade


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"group": "4711"}, "group"),
        ({"starts_on": "2026-06-02", "ends_on": "2026-06-01"}, "ends_on"),
        ({"starts_on": "soon"}, "starts_on"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_at_its_field(as_alice, trade, summer, data, field):
    for address in (ADD, of(summer, "edit")):
        response = as_alice.post(address, {"name": "Winter", "group": trade.pk, **data})
        assert field in response.context["form"].errors
    assert PriceList.objects.get().name == "Summer"


def test_edit_on_the_page_of_the_list(as_alice, trade, summer):
    as_alice.post(of(summer, "edit"), {"name": "Late summer", "group": trade.pk})
    assert PriceList.objects.values_list("name", "is_active").get() == ("Late summer", False)


def test_the_page_keeps_its_heading_when_the_new_name_is_wrong(as_alice, trade, summer):
    response = as_alice.post(of(summer, "edit"), {"name": "x" * 200, "group": trade.pk})
    assert "<h1>Summer</h1>" in response.content.decode()


def test_a_price_for_a_product(as_alice, summer, crate):
    response = add_line(as_alice, summer, what="product", product=crate.pk, price="8.19")
    assert said(response) == "Added: Crate: 8.19"
    page = html(as_alice, of(summer))
    for words in ("Crate", "CR-1", "€10.00", "€8.19"):
        assert words in page


def test_per_cent_off_a_range_and_everything(as_alice, summer):
    tools = get_model("offer", "Range").objects.create(name="Tools")
    # What the page hides for this choice is not read, whatever stands in it.
    add_line(as_alice, summer, what="range", range=tools.pk, percent="12.5", price="3")
    add_line(as_alice, summer, what="everything", range=tools.pk, percent="5")
    assert list(summer.lines.values_list("range", "percent", "price")) == [
        (tools.pk, D("12.5"), None),
        (None, D(5), None),
    ]
    assert "12.5 % off" in html(as_alice, of(summer))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"what": "product", "price": "1"}, "product"),
        ({"what": "range", "percent": "1"}, "range"),
        ({"what": "everything"}, "__all__"),
        ({"what": "everything", "percent": "101"}, "percent"),
        ({"what": "everything", "percent": "-1"}, "percent"),
        ({"what": "everything", "percent": "much"}, "percent"),
        ({"what": "nonsense", "percent": "1"}, "what"),
        ({"what": "product", "product": "4711", "price": "1"}, "product"),
        ({"what": "product", "product": "<b>", "price": "1"}, "product"),
        ({"what": "product", "product": "9" * 60, "price": "1"}, "product"),
    ],
    ids=str,
)
def test_a_line_that_is_wrong_is_told_and_not_saved(as_alice, summer, data, field):
    response = add_line(as_alice, summer, **data)
    errors = response.context["line_form"].errors
    assert field in errors or (field == "__all__" and errors)
    assert not summer.lines.exists()


def test_a_product_that_has_a_line_is_told_at_its_field(as_alice, summer, crate):
    summer.lines.create(product=crate, price=D(8))
    response = add_line(as_alice, summer, what="product", product=crate.pk, price="7")
    assert "product" in response.context["line_form"].errors


def test_change_and_remove_a_line(as_alice, summer, crate):
    line = summer.lines.create(product=crate, price=D(8))
    assert "own price: €10.00" in html(as_alice, line_page(line, "edit"))
    as_alice.post(line_page(line, "edit"), {"price": "", "percent": "20"})
    assert summer.lines.values_list("price", "percent").get() == (None, D(20))
    assert "Removed" in said(as_alice.post(line_page(line, "remove")))
    assert not summer.lines.exists()


def test_a_line_for_everything_has_no_fixed_price(as_alice, summer):
    line = summer.lines.create(percent=D(5))
    assert list(as_alice.get(line_page(line, "edit")).context["form"].fields) == ["percent"]


def test_a_line_of_another_list_is_not_found(as_alice, trade, summer):
    line = PriceList.objects.create(name="Other", group=trade).lines.create(percent=5)
    address = reverse("dashboard:customer-price-line-remove", args=[summer.pk, line.pk])
    assert as_alice.post(address).status_code == 404


def test_a_line_is_removed_by_post_only(as_alice, summer):
    assert as_alice.get(line_page(summer.lines.create(percent=5), "remove")).status_code == 405


def test_overlaps_are_told(as_alice, trade, summer, crate):
    summer.lines.create(product=crate, price=D("8.19"))
    other = PriceList.objects.create(name="Club", group=trade)
    other.lines.create(product=crate, price=D("8.00"))
    page = html(as_alice, of(summer))
    assert "Also in: Club, €8.00 – the lowest counts." in page
    assert of(other) in page


def test_a_price_that_never_counts_is_told(as_alice, summer, crate):
    line = summer.lines.create(product=crate, price=D("12.00"))
    assert "it doesn't count" in html(as_alice, of(summer)).replace("&#x27;", "'")
    summer.lines.filter(pk=line.pk).update(price=D("9.99"))
    assert "it doesn't count" not in html(as_alice, of(summer)).replace("&#x27;", "'")


def test_a_parent_shows_the_cheapest_of_its_variants(as_alice, summer):
    shirt = factories.create_product(title="Shirt", structure="parent")
    for price in ("12.00", "15.00"):
        factories.create_product(structure="child", parent=shirt, price=D(price))
    summer.lines.create(product=shirt, price=D("9.00"))
    assert "from €12.00" in html(as_alice, of(summer))


def test_the_queries_of_a_long_list_do_not_grow(as_alice, trade, summer, django_assert_max_num_queries):
    for _number in range(30):
        summer.lines.create(product=factories.create_product(price=D(10)), price=D(8))
    html(as_alice, of(summer))
    with django_assert_max_num_queries(20):
        html(as_alice, of(summer))


def test_a_long_list_has_pages(as_alice, summer):
    for _number in range(51):
        summer.lines.create(product=factories.create_product(), price=D(8))
    assert len(as_alice.get(of(summer)).context["rows"]) == 50
    assert len(as_alice.get(of(summer), {"page": "2"}).context["rows"]) == 1
    assert len(as_alice.get(of(summer), {"page": "nonsense"}).context["rows"]) == 50


@pytest.mark.parametrize(
    ("words", "shown"),
    [("crate", ["Crate"]), ("sku-cr", ["Crate"]), ("cr-1 RAT", ["Crate"]), ("tool", ["Tools"]), ("x\x00y", [])],
    ids=["title", "SKU", "UPC and title", "range", "nothing"],
)
def test_a_price_is_found_in_a_long_list(as_alice, summer, crate, words, shown):
    summer.lines.create(product=crate, price=D(8))
    summer.lines.create(product=factories.create_product(title="Barrel"), price=D(8))
    summer.lines.create(range=get_model("offer", "Range").objects.create(name="Tools"), percent=D(8))
    response = as_alice.get(of(summer), {"q": words})
    assert [row.title for row in response.context["rows"]] == shown
    assert ("Nothing matches" in response.content.decode()) == (not shown)


def test_pages_keep_what_was_searched_for(as_alice, summer):
    for number in range(51):
        summer.lines.create(product=factories.create_product(title=f"Crate & box {number}"), price=D(8))
    assert "?q=crate+%26&amp;page=2" in html(as_alice, of(summer), {"q": "crate &"})


def test_paste(as_alice, summer, crate):
    response = as_alice.post(of(summer, "paste"), {"text": "CR-1;8,19"})
    assert said(response) == "1 price was saved."
    assert summer.lines.get().price == D("8.19")


def test_paste_tells_bad_lines_and_keeps_what_was_typed(as_alice, summer, crate):
    response = as_alice.post(of(summer, "paste"), {"text": "CR-1;8.19\r\nXX;1"})
    assert response.context["form"].errors["text"] == ["Line 2: There is no product with the UPC or SKU “XX”."]
    assert "XX;1" in response.content.decode()
    assert not summer.lines.exists()


def test_copy(as_alice, summer, crate):
    summer.lines.create(product=crate, price=D("8.00"))
    schools = CustomerGroup.objects.create(name="Schools")
    as_alice.post(of(summer, "copy"), {"group": schools.pk, "name": "Summer", "percent": "-5"})
    assert schools.price_lists.get().lines.get().price == D("7.60")


@pytest.mark.parametrize("percent", ["-101", "", "x", "5000"])
def test_copy_by_an_impossible_percentage_is_refused(as_alice, summer, percent):
    response = as_alice.post(of(summer, "copy"), {"group": summer.group_id, "name": "Summer", "percent": percent})
    assert "percent" in response.context["form"].errors
    assert PriceList.objects.count() == 1


def test_delete_says_its_effect_in_numbers_and_asks(as_alice, summer, crate, bob):
    customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(group=summer.group)
    summer.lines.create(product=crate, price=D(8))
    page = html(as_alice, of(summer, "delete"))
    assert "1 price goes." in page and "1 customer of “Trade”" in page
    assert PriceList.objects.exists()
    as_alice.post(of(summer, "delete"))
    assert not PriceList.objects.exists()


@pytest.mark.parametrize("page", ["", "edit", "copy", "delete", "paste"])
def test_a_list_that_is_gone_is_not_found(as_alice, summer, page):
    PriceList.objects.all().delete()
    assert as_alice.get(of(summer, page)).status_code == 404


def found(client, words):
    return [result["id"] for result in client.get(PRODUCTS, {"q": words}).json()["results"]]


@pytest.mark.parametrize("words", ["crate", "rat", "CR-1", "sku-cr", "cr rat"])
def test_products_are_found_by_title_upc_and_sku(as_alice, crate, words):
    factories.create_product(title="Barrel", upc="BA-1")
    assert found(as_alice, words) == [crate.pk]


def test_variants_are_found_by_the_title_of_their_parent(as_alice):
    shirt = factories.create_product(title="Shirt", structure="parent")
    variant = factories.create_product(title="Red", structure="child", parent=shirt)
    assert found(as_alice, "shirt red") == [variant.pk]


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999999999999999999"])
def test_any_page_of_products_answers(as_alice, crate, page):
    assert as_alice.get(PRODUCTS, {"q": "a\x00", "page": page}).status_code == 200


def test_names_are_text_and_no_markup(as_alice, summer, crate):
    PriceList.objects.filter(pk=summer.pk).update(name="<b>Summer</b>")
    type(crate).objects.filter(pk=crate.pk).update(title="<b>Crate</b>")
    summer.lines.create(product=crate, price=D(8))
    for address in (LIST, of(summer), of(summer, "delete"), line_page(summer.lines.get(), "edit")):
        page = html(as_alice, address)
        assert "<b>Summer</b>" not in page and "<b>Crate</b>" not in page


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("delete", "Its price list is deleted with it."),
        ("merge", "Its price list goes to the other group"),
    ],
)
def test_the_page_of_a_group_that_goes_tells_what_becomes_of_its_lists(as_alice, summer, page, words):
    CustomerGroup.objects.create(name="Schools")
    address = reverse(f"dashboard:customer-group-{page}", args=[summer.group_id])
    assert words in html(as_alice, address)
    summer.delete()
    assert words not in html(as_alice, address)
