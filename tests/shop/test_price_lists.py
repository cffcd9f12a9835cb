"""What a group's price lists make of the shop: every page of it says the same price, and asks no question for each."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from haystack import connections
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import CustomerGroup, PriceList
from oscar_clienti.services import groups, price_lists
from tests.conftest import customer_of

from .shoppers import Shopper, euros
from .shops import shop

pytestmark = pytest.mark.django_db
CATALOGUE = reverse("catalogue:index")
SEARCH = reverse("search:search")
DAY = timedelta(days=1)


@pytest.fixture
def trade():
    return CustomerGroup.objects.create(name="Trade")


@pytest.fixture
def carol(carol, trade):
    """Carol is in Trade."""
    groups.assign([customer_of(carol)], group=trade, by=None)
    return carol


@pytest.fixture
def search_index(tmp_path, monkeypatch):
    """The catalogue lists what a real index knows; call it when there is something to be found."""
    whoosh = {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(tmp_path)}
    monkeypatch.setitem(connections.connections_info, "default", whoosh)
    connections.reload("default")
    yield lambda: call_command("rebuild_index", interactive=False, verbosity=0)
    monkeypatch.undo()
    connections.reload("default")


@pytest.fixture
def summer(trade):
    return PriceList.objects.create(name="Summer", group=trade)


@pytest.fixture
def crate():
    return sold("Crate")


def sold(title, price="10.00", **fields):
    fields = {"num_in_stock": 50} | fields
    return factories.create_product(title=title, price=D(price), **fields)


def visit(user, address, query=None):
    client = Client()
    client.force_login(user)
    return client.get(address, query or {}).content.decode()


def test_carol_sees_her_price_everywhere_and_bob_the_shops(carol, bob, summer, crate, search_index):
    summer.lines.create(product=crate, price=D("8.19"))
    search_index()
    for user, price, other in ((carol, "8.19", "10.00"), (bob, "10.00", "8.19")):
        shopper = Shopper(user)
        assert shopper.price_of(crate) == euros(D(price))
        shopper.take(crate, 2)
        pages = [visit(user, CATALOGUE), visit(user, SEARCH, {"q": "Crate"}), shopper.basket_page()]
        for page in pages:
            assert euros(D(price)) in page and euros(D(other)) not in page
        assert euros(2 * D(price)) in pages[-1]


def test_a_visitor_sees_the_shops_price(summer, crate, search_index):
    summer.lines.create(product=crate, price=D("8.19"))
    search_index()
    assert euros(D("10.00")) in Client().get(CATALOGUE).content.decode()


def test_the_order_is_at_the_price_of_the_list(carol, summer):
    with shop("default", "nothing"):
        crate = sold("Crate", "13.65")
        summer.lines.create(product=crate, price=D("8.19"))
        receipt = Shopper(carol).buy(crate, 3)
    assert receipt.product_page == euros(D("8.19"))
    assert receipt.order.basket_total_incl_tax == D("24.57")
    assert euros(receipt.order.total_incl_tax) in receipt.letter


def test_an_offer_comes_on_top(carol, summer):
    with shop("default", "percent"):
        crate = sold("Crate", "13.65")
        summer.lines.create(product=crate, price=D("8.00"))
        order = Shopper(carol).buy(crate, 3).order
    # 10 % off 24.00.
    assert order.basket_total_incl_tax == D("21.60")


def test_of_two_lists_the_lowest_price_counts(carol, trade, summer, crate):
    summer.lines.create(product=crate, price=D("8.19"))
    PriceList.objects.create(name="Club", group=trade).lines.create(percent=D(25))
    assert Shopper(carol).price_of(crate) == euros(D("7.50"))


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_on": timezone.localdate() + DAY},
        {"ends_on": timezone.localdate() - DAY},
        {"is_active": False},
    ],
    ids=["not yet", "no more", "switched off"],
)
def test_a_list_that_is_not_in_force_changes_nothing(carol, summer, crate, fields):
    summer.lines.create(product=crate, price=D("8.19"))
    PriceList.objects.filter(pk=summer.pk).update(**fields)
    assert Shopper(carol).price_of(crate) == euros(D("10.00"))


def test_a_price_above_the_shops_own_raises_nothing(carol, summer, crate):
    summer.lines.create(product=crate, price=D("12.00"))
    assert Shopper(carol).price_of(crate) == euros(D("10.00"))


@pytest.mark.parametrize("what", ["product", "range"])
def test_what_is_gone_changes_nothing(carol, summer, crate, what):
    tools = get_model("offer", "Range").objects.create(name="Tools")
    other = sold("Barrel")
    tools.add_product(crate)
    summer.lines.create(range=tools, percent=D(20))
    summer.lines.create(product=other, price=D(1))
    assert Shopper(carol).price_of(crate) == euros(D("8.00"))
    (other if what == "product" else tools).delete()
    assert Shopper(carol).price_of(crate) == euros(D("8.00" if what == "product" else "10.00"))


def test_a_line_for_a_product_is_for_its_variants(carol, summer, search_index):
    shirt = factories.create_product(title="Shirt", structure="parent")
    red, blue = (
        factories.create_product(structure="child", parent=shirt, title=colour, price=D("20.00"), num_in_stock=5)
        for colour in ("Red", "Blue")
    )
    summer.lines.create(product=shirt, price=D("15.00"))
    search_index()
    shopper = Shopper(carol)
    assert euros(D("15.00")) in visit(carol, CATALOGUE)
    shopper.take(red)
    price_lists.add_line(summer, by=None, product=blue, price=D("14.00"))
    shopper.take(blue)
    page = shopper.basket_page()
    assert euros(D("15.00")) in page and euros(D("14.00")) in page and euros(D("29.00")) in page


def test_no_page_says_that_prices_have_changed(carol, summer, crate):
    shopper = Shopper(carol).take(crate)
    price_lists.add_line(summer, by=None, product=crate, price=D("8.00"))
    page = shopper.basket_page()
    assert euros(D("8.00")) in page and "decreased" not in page
    price_lists.delete(summer, by=None)
    page = shopper.basket_page()
    assert euros(D("10.00")) in page and "increased" not in page


def questions(user, address):
    """How many a page asks the database, and how often it says Carol's price."""
    client = Client()
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content.decode()
    return len(asked), page.count(euros(D("8.19")))


def test_twenty_products_are_no_more_questions_than_five(carol, bob, summer, search_index):
    tools, everything = (get_model("offer", "Range").objects.create(name=name) for name in ("Tools", "Everything"))
    type(everything).objects.filter(pk=everything.pk).update(includes_all_products=True)
    for range_ in (tools, everything):
        summer.lines.create(range=range_, percent=D(5))
    more = {}
    for number in range(1, 21):
        crate = sold(f"Crate {number}")
        summer.lines.create(product=crate, price=D("8.19"))
        if number in (5, 20):
            tools.add_product(crate)
            search_index()
            for address in (CATALOGUE, f"{SEARCH}?q=Crate"):
                asked, shown = questions(carol, address)
                assert shown == number
                # Oscar itself asks for each product: so many are asked for Bob, too.
                more[number, address] = asked - questions(bob, address)[0]
    assert more[20, CATALOGUE] == more[5, CATALOGUE]
    assert more[20, f"{SEARCH}?q=Crate"] == more[5, f"{SEARCH}?q=Crate"]


def test_a_list_of_products_is_one_question_more(carol, bob, summer, search_index):
    for number in range(3):
        summer.lines.create(product=sold(f"Crate {number}"), price=D("8.19"))
    search_index()
    assert questions(carol, CATALOGUE)[0] - questions(bob, CATALOGUE)[0] == 1


def test_a_product_with_variants_shows_what_its_variant_costs(carol, summer):
    shirt = factories.create_product(title="Shirt", structure="parent")
    red = sold("Red", "20.00", structure="child", parent=shirt)
    summer.lines.create(product=red, price=D("14.00"))
    assert Shopper(carol).price_of(shirt) == Shopper(carol).price_of(red) == euros(D("14.00"))


def test_what_a_line_costs_more_than_its_product_stays(carol, summer, crate):
    summer.lines.create(product=crate, price=D("8.00"))
    with shop("engraving", "nothing"):
        shopper = Shopper(carol).take(crate)
        # 10.00 and 5.00 for the engraving; the product is 8.00 for her, which is four fifths.
        assert euros(D("12.00")) in shopper.basket_page()


def test_a_line_that_costs_less_than_its_product_is_taken_as_it_is(carol, summer, crate):
    """Ten pieces are 8.00 each in this shop; the list's 9.00 is no reason to go below."""
    summer.lines.create(product=crate, price=D("9.00"))
    with shop("by_the_dozen", "nothing"):
        shopper = Shopper(carol).take(crate, 12)
        assert euros(D("96.00")) in shopper.basket_page()


def test_a_line_may_have_a_price_where_its_product_has_none(carol, summer, crate):
    summer.lines.create(product=crate, price=D("8.00"))
    shopper = Shopper(carol).take(crate)
    with shop("bundles", "nothing"):
        assert euros(D("7.00")) in shopper.basket_page()


def test_a_dearer_line_in_a_shop_that_keeps_shelf_prices(carol, summer):
    bread = sold("Bread", "12.00")
    summer.lines.create(product=bread, price=D("9.60"))
    with shop("engraving_gross", "nothing"):
        # 13.20 with the engraving, four fifths of it.
        assert euros(D("10.56")) in Shopper(carol).take(bread).basket_page()
