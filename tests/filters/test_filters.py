"""Which customers: every filter finds whom it says, and tells what it can't understand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oscar.test.factories import (
    CountryFactory,
    OrderFactory,
    ProductFactory,
    StockRecordFactory,
    UserAddressFactory,
    create_order,
    create_product,
)

from oscar_clienti.filters import CustomerFilter
from oscar_clienti.models import ConsentState, Customer, CustomerGroup, State, Tag, TaxExemption
from oscar_clienti.services import sync
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db


def person(first, last="", **fields):
    """A customer; fields that are copies are written into the row as if the shop had made them so."""
    user = make_user(
        f"{first}.{last}@example.com".lower().replace(" ", "").strip("."), first_name=first, last_name=last
    )
    customer_of(user)
    sync.refresh([user.pk])
    Customer.objects.filter(pk=user.pk).update(**fields)
    return Customer.objects.get(pk=user.pk)


def found(query):
    return {customer.first_name for customer in CustomerFilter.from_string(query).apply()}


def test_without_a_filter_every_active_customer_is_found():
    person("Bob")
    person("Ida", state=State.INACTIVE)
    assert found("") == {"Bob"}


def test_staff_is_never_found(alice, root):
    person("Bob")
    assert found("") == {"Bob"}


def test_deleted_accounts_are_never_found():
    person("Gone", state=State.ERASED)
    assert found("") == found("state=inactive") == set()


def test_inactive_people_have_a_list_of_their_own():
    person("Bob")
    person("Ida", state=State.INACTIVE)
    assert found("state=inactive") == {"Ida"}


def test_all_words_of_a_search_must_match_in_any_order():
    person("Giò", "Rossi")
    person("Giò", "Bianchi")
    assert CustomerFilter.from_string("q=rossi gio").apply().count() == 1


@pytest.mark.parametrize("words", ["gio rossi", "GIÒ", "Giò", "ROSSI", "giò.rossi@example"])
def test_accents_and_case_do_not_matter(words):
    person("Giò", "Rossi")
    assert found(f"q={words}") == {"Giò"}


def test_one_or_two_letters_match_where_a_word_begins():
    person("Zoe", "Rossi")
    person("Lorenzo", "Bianchi")
    assert found("q=z") == found("q=zo") == {"Zoe"}
    assert found("q=enz") == {"Lorenzo"}


def test_an_order_number_finds_its_customer():
    bob = person("Bob")
    person("Carol")
    OrderFactory(number="100234", user=bob.user)
    assert found("q=100234") == {"Bob"}


def test_an_order_number_goes_together_with_a_name():
    bob = person("Bob", "Rossi")
    OrderFactory(number="100234", user=bob.user)
    assert found("q=rossi 100234") == {"Bob"}
    assert found("q=verdi 100234") == set()


def test_the_company_the_vat_number_and_the_tax_code_are_searched():
    bob = person("Bob")
    Customer.objects.filter(pk=bob.pk).update(
        company="Forno Rossi Srl", vat_number="IT01234567890", tax_code="RSSBBO80A01H501X"
    )
    sync.refresh([bob.pk])
    assert found("q=forno") == found("q=it01234567890") == found("q=rssbbo80a01h501x") == {"Bob"}


def with_phone(first, phone):
    customer = person(first, phone=phone)
    sync.refresh([customer.pk])
    return customer


def with_address(customer, city, postcode):
    address = {"line1": "Via Roma 1", "line4": city, "postcode": postcode, "country": CountryFactory()}
    UserAddressFactory(user=customer.user, is_default_for_shipping=True, phone_number="", **address)
    sync.refresh([customer.pk])


SPELLINGS = [
    "333-1234567",
    "333/1234567",
    "333.1234567",
    "333 1234567",
    "333 123 45 67",
    "333 - 1234567",
    "(+39) 333 1234567",
    "+39 333-1234567",
    "+39.333.1234567",
    "+393331234567",
    "3331234567",
]


@pytest.mark.parametrize("stored", ["+39 333 1234567", "+393331234567", "(+39) 333/12 34 567"])
def test_a_phone_number_is_found_however_it_is_written(stored):
    with_phone("Bob", stored)
    with_phone("Carol", "+39 333 7654321")
    assert [spelling for spelling in SPELLINGS if found(urlencode({"q": spelling})) != {"Bob"}] == []


def test_blocks_of_a_phone_number_may_be_alike():
    with_phone("Bob", "+33142425300")
    with_phone("Carol", "+33142533900")
    assert found("q=01 42 42 53 00") == set()
    assert found("q=1 42 42 53 00") == {"Bob"}


def test_a_phone_number_goes_together_with_a_name_and_a_postcode():
    bob = with_phone("Bob", "+39 333 1234567")
    with_phone("Carol", "+39 333 1234567")
    with_address(bob, "Torino", "10123")
    assert found("q=bob 333-1234567") == found("q=333-1234567 bob") == {"Bob"}
    assert found("q=333-1234567 10123") == found("q=10123 333/1234567 torino") == {"Bob"}


def test_an_order_number_with_a_dash_goes_together_with_a_phone_number():
    bob = with_phone("Bob", "+39 333 1234567")
    OrderFactory(number="2026-100234", user=bob.user)
    assert found("q=2026-100234") == found("q=2026-100234 333-1234567") == {"Bob"}


@pytest.mark.parametrize("word", ["3331234567", "rossi", "1-2"])
def test_who_searches_without_a_phone_number_has_one_condition_as_before(word):
    asked = CustomerFilter.from_string(f"q={word}").apply().values("pk").query
    assert str(asked).count("search_text") == 1


def test_a_percent_sign_is_a_letter_like_any_other():
    person("Bob")
    assert found("q=%25") == found("q=_") == set()


def test_several_groups_and_none():
    vip, wholesale = CustomerGroup.objects.create(name="VIP"), CustomerGroup.objects.create(name="Wholesale")
    person("Vanna", group=vip)
    person("Walter", group=wholesale)
    person("Nino")
    assert found(f"group={vip.pk}") == {"Vanna"}
    assert found(f"group={vip.pk}&group={wholesale.pk}") == {"Vanna", "Walter"}
    assert found("group=none") == {"Nino"}
    assert found(f"group=none&group={vip.pk}") == {"Nino", "Vanna"}


def test_any_or_all_of_the_tags():
    red, blue = Tag.objects.create(name="red"), Tag.objects.create(name="blue")
    person("Rita").tags.add(red)
    person("Bea").tags.add(red, blue)
    person("Nino")
    assert found(f"tag={red.pk}&tag={blue.pk}") == {"Rita", "Bea"}
    assert found(f"tag={red.pk}&tag={blue.pk}&tag_match=all") == {"Bea"}


def test_the_way_of_matching_means_nothing_without_tags():
    person("Nino")
    query = CustomerFilter.from_string("tag_match=all")
    assert query.apply().count() == 1
    assert query.chips() == []


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("tax_exempt=yes", {"tax_exempt": True}),
        ("marketing=yes", {"email_consent": ConsentState.GRANTED}),
        ("marketing=no", {"email_consent": ConsentState.WITHDRAWN}),
        ("notifications=no", {"system_notifications": False}),
        ("orders_from=3", {"num_orders": 3}),
        ("orders_from=2&orders_to=4", {"num_orders": 4}),
        ("spent_from=99.50", {"total_spent": Decimal("99.50")}),
        (
            "last_order_from=2026-01-10&last_order_to=2026-01-10",
            {"last_order_at": datetime(2026, 1, 10, 12, tzinfo=UTC)},
        ),
        ("joined_to=2001-01-01", {"date_joined": datetime(2001, 1, 1, 20, tzinfo=UTC)}),
        ("country=FR", {"country_code": "FR"}),
        ("language=it", {"language": "it"}),
        ("source=import", {"source": "import"}),
        ("birthday_month=5", {"birth_month": 5}),
    ],
)
def test_each_simple_filter_finds_only_its_people(query, fields):
    CountryFactory(iso_3166_1_a2="FR", printable_name="France")
    person("Yes", **fields)
    person("No")
    assert found(query) == {"Yes"}


def test_never_asked_and_unknown_source_are_what_people_start_with():
    person("New")
    assert found("marketing=never") == found("source=unknown") == {"New"}


def bought(first, product):
    create_order(user=person(first).user).lines.update(product=product)


def test_who_bought_a_product_is_found_by_words_of_its_title():
    bought("Bob", create_product(title="Olive oil, early harvest"))
    bought("Carol", create_product(title="Rye bread"))
    assert found("bought=harvest olive") == {"Bob"}


@pytest.mark.parametrize("words", ["caffe", "CAFFÈ", "Caffè", "perù caffe", "PERU"])
def test_accents_and_case_of_a_title_do_not_matter(words):
    bought("Bob", create_product(title="CAFFÈ del Perù"))
    bought("Carol", create_product(title="Tè"))
    assert found(urlencode({"bought": words})) == {"Bob"}


@pytest.mark.parametrize("words", ["camicia lino", "LINO blu", "blu camicia", "CAM-1", "cam-1", "CAM-1-BLU", "sku-blu"])
def test_who_bought_a_variant_is_found_by_what_the_product_is_called_and_by_its_codes(words):
    shirt = ProductFactory(structure="parent", title="Camicia di lino", upc="CAM-1", stockrecords=[])
    variant = ProductFactory(structure="child", parent=shirt, title="Blu", upc="CAM-1-BLU", stockrecords=[])
    StockRecordFactory(product=variant, partner_sku="SKU-BLU")
    bought("Bob", variant)
    bought("Carol", create_product(title="Camicia di seta", upc="CAM-10"))
    assert found(f"bought={words}") == {"Bob"}


def test_the_codes_of_one_variant_find_only_its_buyers():
    shirt = ProductFactory(structure="parent", title="Camicia", upc="CAM-1", stockrecords=[])
    for buyer, code in (("Bob", "CAM-1-BLU"), ("Carol", "CAM-1-RED")):
        variant = ProductFactory(structure="child", parent=shirt, title="", upc=code, stockrecords=[])
        bought(buyer, variant)
    assert found("bought=CAM-1-BLU") == {"Bob"}
    assert found("bought=CAM-1") == found("bought=camicia") == {"Bob", "Carol"}


def test_products_are_looked_up_before_the_lines_of_orders(django_assert_num_queries):
    oil = create_product(title="Olive oil")
    bought("Bob", oil)
    with django_assert_num_queries(2) as asked:
        assert found("bought=olive") == {"Bob"}
    assert "order_line" not in asked[0]["sql"] and "catalogue_product" not in asked[1]["sql"]


def test_a_cancelled_order_bought_nothing():
    bob = person("Bob")
    oil = create_product(title="Olive oil")
    order = create_order(user=bob.user, status="Cancelled")
    order.lines.update(product=oil)
    type(order).objects.filter(pk=order.pk).update(status="Cancelled")
    assert found("bought=olive") == set()


def test_a_category_holds_what_its_children_hold():
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    bob = person("Bob")
    child = create_from_breadcrumbs("Food > Oils")
    oil = create_product(title="Olive oil")
    get_model("catalogue", "ProductCategory").objects.create(product=oil, category=child)
    order = create_order(user=bob.user)
    order.lines.update(product=oil)
    assert found(f"category={child.get_parent().pk}") == {"Bob"}


@pytest.mark.parametrize(
    "query",
    [
        "group=999",
        "orders_from=many",
        "country=ZZ",
        "joined_from=yesterday",
        "marketing=perhaps",
        "category=oil",
        "idle_days=0",
        "new_days=soon",
    ],
)
def test_a_value_that_can_not_be_understood_is_told_and_left_out(query):
    person("Bob")
    asked = CustomerFilter.from_string(query)
    assert asked.errors
    assert {customer.first_name for customer in asked.apply()} == {"Bob"}


def test_a_filter_written_down_means_the_same_when_it_is_read():
    asked = CustomerFilter.from_string("marketing=yes&q=rossi&orders_from=3")
    assert str(asked) == "marketing=yes&orders_from=3&q=rossi"
    assert str(CustomerFilter.from_string(str(asked))) == str(asked)


def test_each_condition_has_a_chip_that_says_how_to_remove_it():
    group = CustomerGroup.objects.create(name="VIP")
    chips = CustomerFilter.from_string(f"group={group.pk}&group=none&orders_from=3").chips()
    assert [(chip.text, chip.without) for chip in chips] == [
        ("Group: VIP", (("group", str(group.pk)),)),
        ("Group: No group", (("group", "none"),)),
        ("Orders: from 3", (("orders_from", "3"),)),
    ]


def ago(**time):
    return timezone.now() - timedelta(**time)


def test_who_ordered_once_but_not_in_the_last_days_is_found():
    person("Idle", last_order_at=ago(days=100))
    person("Busy", last_order_at=ago(days=10))
    person("Never")
    assert found("idle_days=90") == {"Idle"}


def test_who_joined_in_the_last_days_is_found():
    person("New", date_joined=ago(days=3))
    person("Old", date_joined=ago(days=30))
    assert found("new_days=7") == {"New"}


def test_the_last_days_begin_at_midnight_so_that_a_list_stays_the_same_all_day():
    morning = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    person("First", date_joined=morning - timedelta(days=1))
    person("Late", date_joined=morning - timedelta(days=1, seconds=1))
    assert found("new_days=1") == {"First"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("idle_days=90", "No order in the last 90 days"),
        ("idle_days=1", "No order since yesterday"),
        ("new_days=7", "Joined in the last 7 days"),
        ("new_days=1", "Joined since yesterday"),
    ],
)
def test_days_are_said_in_words(query, words):
    assert [chip.text for chip in CustomerFilter.from_string(query).chips()] == [words]


def test_days_are_days_where_the_shop_is():
    person("Late", date_joined=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert found(f"joined_from={date(2026, 3, 2)}") == {"Late"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "q",
                "group",
                "tag",
                "orders_from",
                "spent_to",
                "joined_from",
                "country",
                "category",
                "bought",
                "birthday_month",
                "idle_days",
                "new_days",
                "state",
                "nonsense",
            ]
        ),
        st.lists(st.text(max_size=40), max_size=3),
    )
)
def test_no_text_breaks_a_filter(db, data):
    asked = CustomerFilter(data)
    list(asked.apply()[:1])
    asked.chips()
    assert str(CustomerFilter.from_string(str(asked))) == str(asked)


def test_exemptions_that_end_soon_or_have_run_out():
    today = timezone.localdate()
    for name, days, exempt in (("Soon", 30, True), ("Today", 0, True), ("Later", 31, True), ("Over", -1, False)):
        customer = person(name, tax_exempt=exempt)
        TaxExemption.objects.create(customer=customer, valid_until=today + timedelta(days))
    TaxExemption.objects.create(customer=person("Endless", tax_exempt=True))
    TaxExemption.objects.create(customer=person("Tonight", tax_exempt=True), valid_until=today - timedelta(1))
    person("Taxed")
    assert found("exemption=ending") == {"Soon", "Today"}
    assert found("exemption=expired") == {"Over", "Tonight"}
    assert [chip.text for chip in CustomerFilter.from_string("exemption=expired").chips()] == [
        "Tax exemption has run out"
    ]
