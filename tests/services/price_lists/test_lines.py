"""Lines of a price list: one by one, and many pasted at once."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import Activity, CustomerGroup, PriceList, PriceListLine
from oscar_clienti.services import price_lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def trade():
    return CustomerGroup.objects.create(name="Trade")


@pytest.fixture
def summer(trade):
    return PriceList.objects.create(name="Summer", group=trade)


@pytest.fixture
def crate():
    return factories.create_product(title="Crate", upc="CR-1", partner_sku="sku-crate", price=D("10.00"))


@pytest.fixture
def barrel():
    return factories.create_product(title="Barrel", upc="BA-1", partner_sku="sku-barrel", price=D("90.00"))


@pytest.fixture
def tools():
    return get_model("offer", "Range").objects.create(name="Tools")


def lines_of(price_list):
    return list(price_list.lines.values_list("product", "range", "price", "percent"))


def test_a_line_for_a_product_a_range_and_everything(summer, alice, crate, tools):
    price_lists.add_line(summer, by=alice, product=crate, price=D("8.19"))
    price_lists.add_line(summer, by=alice, range=tools, percent=D("12.5"))
    price_lists.add_line(summer, by=alice, percent=D(5))
    assert lines_of(summer) == [
        (crate.pk, None, D("8.19"), None),
        (None, tools.pk, None, D("12.5")),
        (None, None, None, D(5)),
    ]
    facts = Activity.objects.filter(kind="price_list.changed").order_by("pk").values_list("facts", flat=True)
    assert facts[0]["added"] == "Crate: 8.19"


@pytest.mark.parametrize(
    ("what", "value", "field"),
    [
        ("product", {}, "price"),
        ("product", {"price": D(8), "percent": D(8)}, "percent"),
        ("product", {"price": D("-1")}, "price"),
        ("product", {"price": D("1.005")}, "price"),
        ("product", {"percent": D(101)}, "percent"),
        ("range", {"price": D(8)}, "price"),
        ("everything", {"price": D(8)}, "price"),
        ("both", {"percent": D(8)}, "range"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(summer, alice, crate, tools, what, value, field):
    named = {"product": {"product": crate}, "range": {"range": tools}, "everything": {}}
    named["both"] = {**named["product"], **named["range"]}
    with pytest.raises(ValidationError) as refused:
        price_lists.add_line(summer, by=alice, **named[what], **value)
    assert field in refused.value.error_dict
    assert not summer.lines.exists()


@pytest.mark.parametrize("what", ["product", "range", "everything"])
def test_nothing_has_two_lines_in_one_list(summer, alice, crate, tools, what):
    named = {"product": {"product": crate}, "range": {"range": tools}, "everything": {}}[what]
    price_lists.add_line(summer, by=alice, percent=D(5), **named)
    with pytest.raises(ValidationError):
        price_lists.add_line(summer, by=alice, percent=D(6), **named)
    assert summer.lines.count() == 1


def test_a_price_becomes_per_cent(summer, alice, crate):
    line = price_lists.add_line(summer, by=alice, product=crate, price=D("8.19"))
    price_lists.change_line(line, by=alice, percent=D(20))
    assert lines_of(summer) == [(crate.pk, None, None, D(20))]


def test_the_same_again_leaves_no_trace(summer, alice):
    line = price_lists.add_line(summer, by=alice, percent=D(10))
    price_lists.change_line(line, by=alice, percent=D("10.00"))
    assert Activity.objects.filter(kind="price_list.changed").count() == 1


def test_a_line_that_is_gone_is_told(summer, alice):
    line = price_lists.add_line(summer, by=alice, percent=D(10))
    price_lists.remove_line(line, by=alice)
    gone = PriceListLine(pk=4711, price_list=summer)
    with pytest.raises(ValidationError):
        price_lists.change_line(gone, by=alice, percent=D(11))
    with pytest.raises(ValidationError):
        price_lists.remove_line(gone, by=alice)


def test_lines_go_with_their_product_and_their_range(summer, alice, crate, tools):
    price_lists.add_line(summer, by=alice, product=crate, price=D(8))
    price_lists.add_line(summer, by=alice, range=tools, percent=D(8))
    crate.delete()
    tools.delete()
    assert lines_of(summer) == []


@pytest.mark.parametrize(
    "text",
    ["CR-1;8.19\nBA-1;70", "sku-crate\t8,19\nsku-barrel\t70,0", "\n CR-1 , 8,19 \r\n\r\nsku-barrel, 70.00"],
    ids=["semicolons", "tabs and commas", "commas, blanks and empty lines"],
)
def test_prices_are_pasted(summer, alice, crate, barrel, text):
    assert price_lists.paste(summer, text, by=alice) == 2
    assert [(pk, price) for pk, _range, price, _percent in lines_of(summer)] == [
        (crate.pk, D("8.19")),
        (barrel.pk, D("70.00")),
    ]


@pytest.mark.parametrize(
    ("spelled", "price"),
    [("1.208,19", "1208.19"), ("1,208.19", "1208.19"), ("1208", "1208"), ("1 208,5", "1208.5"), ("0", "0")],
)
def test_prices_are_read_as_people_write_them(summer, alice, crate, spelled, price):
    price_lists.paste(summer, f"CR-1;{spelled}", by=alice)
    assert summer.lines.get().price == D(price)


def test_pasting_again_changes_the_price_and_adds_no_line(summer, alice, crate):
    price_lists.add_line(summer, by=alice, product=crate, percent=D(3))
    price_lists.paste(summer, "CR-1;7.77", by=alice)
    assert lines_of(summer) == [(crate.pk, None, D("7.77"), None)]


def test_each_bad_line_is_told_with_its_number_and_nothing_is_saved(summer, alice, crate):
    text = "CR-1;8.19\n\nXX-9;1.00\nCR-1;cheap\n;3\nsku-crate;7\nCR-1;-2\nCR-1;99999999999"
    with pytest.raises(ValidationError) as refused:
        price_lists.paste(summer, text, by=alice)
    assert refused.value.message_dict["text"] == [
        "Line 3: There is no product with the UPC or SKU “XX-9”.",
        "Line 4: “CR-1;cheap” is no UPC or SKU with a price.",
        "Line 5: “;3” is no UPC or SKU with a price.",
        "Line 6: “sku-crate” is the product of line 1 again.",
        "Line 7: “CR-1;-2” is no UPC or SKU with a price.",
        "Line 8: “CR-1;99999999999” is no UPC or SKU with a price.",
    ]
    assert lines_of(summer) == []


def test_of_many_bad_lines_the_first_twenty_are_told(summer, alice):
    with pytest.raises(ValidationError) as refused:
        price_lists.paste(summer, "\n".join(["nothing"] * 23), by=alice)
    told = refused.value.message_dict["text"]
    assert (len(told), told[-1]) == (21, "3 more lines are wrong.")


@pytest.mark.parametrize(
    "text", ["", "  \n ", "CR-1;\x00", "\n".join(["CR-1;1"] * 5001)], ids=["", "blank", "nul", "many"]
)
def test_texts_that_are_none_or_too_many_are_refused(summer, alice, text):
    with pytest.raises(ValidationError):
        price_lists.paste(summer, text, by=alice)


def test_a_sku_of_two_partners_names_no_product(summer, alice, crate, barrel):
    for product in (crate, barrel):
        factories.create_stockrecord(product, partner_sku="same", partner_name=f"Partner of {product}")
    with pytest.raises(ValidationError, match="several products"):
        price_lists.paste(summer, "same;1", by=alice)


def test_a_thousand_prices_take_few_questions(summer, alice, django_assert_max_num_queries):
    products = [factories.create_product(upc=f"U{number}") for number in range(30)]
    text = "\n".join(f"{product.upc};{number}.50" for number, product in enumerate(products))
    with django_assert_max_num_queries(20):
        price_lists.paste(summer, text, by=alice)


def test_what_other_lists_say_of_the_same_things(summer, trade, alice, crate, tools):
    lines = [
        price_lists.add_line(summer, by=alice, product=crate, price=D(8)),
        price_lists.add_line(summer, by=alice, range=tools, percent=D(8)),
        price_lists.add_line(summer, by=alice, percent=D(8)),
    ]
    assert price_lists.rivals(summer, lines) == {}
    other = PriceList.objects.create(name="Autumn", group=trade)
    same = [other.lines.create(product=crate, price=D(7)), other.lines.create(range=tools, percent=D(7))]
    other.lines.create(product=factories.create_product(), price=D(7))
    assert price_lists.rivals(summer, lines) == {lines[0].pk: same[:1], lines[1].pk: same[1:]}


@pytest.mark.parametrize(
    ("fields", "overlaps"),
    [
        ({}, True),
        ({"is_active": False}, False),
        ({"starts_on": date(2026, 8, 31)}, True),
        ({"starts_on": date(2026, 9, 1)}, False),
        ({"ends_on": date(2026, 5, 31)}, False),
        ({"ends_on": date(2026, 6, 1)}, True),
    ],
    ids=str,
)
def test_lists_overlap_by_their_days(summer, trade, alice, fields, overlaps):
    price_lists.update(summer, by=alice, starts_on=date(2026, 6, 1), ends_on=date(2026, 8, 31))
    PriceList.objects.create(name="Another", group=trade, **fields)
    PriceList.objects.create(name="Of others", group=CustomerGroup.objects.create(name="Schools"))
    assert bool(price_lists.other_lists(PriceList.objects.get(pk=summer.pk))) == overlaps
