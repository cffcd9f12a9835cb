"""Who is exempt, when and where; and that whoever looks at somebody's basket sees what that person pays."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from oscar.core.loading import get_class, get_model
from oscar.test import factories

from oscar_clienti.models import Customer, CustomerGroup, TaxExemption
from oscar_clienti.services import taxes
from oscar_clienti.services.taxes.policy import TaxDecision
from tests.conftest import customer_of, make_user

from .shoppers import Shopper
from .shops import address_of, crate, shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GROSS, NET = "€16.38", "€13.65"


@pytest.fixture
def uk():
    with shop("uk", "nothing"):
        yield


def exempt(user, **particulars):
    customer = customer_of(user)
    Customer.objects.filter(pk=customer.pk).update(tax_exempt=True)
    if particulars:
        TaxExemption.objects.create(customer=customer, **particulars)
    return user


def price_for(user):
    return Shopper(user).price_of(crate())


def test_a_visitor_pays_taxes(client, uk):
    assert GROSS in client.get(crate().get_absolute_url()).content.decode()


def test_a_customer_pays_taxes(uk, bob):
    assert price_for(bob) == GROSS


def test_somebody_exempt_does_not(uk, bob):
    assert price_for(exempt(bob)) == NET


@pytest.mark.parametrize(
    ("particulars", "price"),
    [
        ({"valid_until": -1}, GROSS),
        ({"valid_until": 0}, NET),
        ({"valid_from": 1}, GROSS),
        ({"valid_from": 0}, NET),
        ({"valid_from": -9, "valid_until": 9}, NET),
    ],
    ids=str,
)
def test_only_on_the_days_of_the_certificate(uk, bob, particulars, price):
    days = {name: timezone.localdate() + distance * DAY for name, distance in particulars.items()}
    assert price_for(exempt(bob, **days)) == price


def test_the_members_of_an_exempt_group(uk, bob):
    group = CustomerGroup.objects.create(name="Embassies", tax_exempt=True)
    Customer.objects.filter(pk=customer_of(bob).pk).update(group=group)
    assert price_for(bob) == NET


def test_whoever_left_the_group_pays_again(uk, bob):
    group = CustomerGroup.objects.create(name="Embassies", tax_exempt=True)
    yesterday = timezone.localdate() - DAY
    Customer.objects.filter(pk=customer_of(bob).pk).update(group=group, group_until=yesterday)
    assert price_for(bob) == GROSS


def test_elsewhere_than_in_the_countries_of_the_certificate(uk, bob):
    address_of(bob)
    assert price_for(exempt(bob, countries=["CH"])) == GROSS


def test_in_the_countries_of_the_certificate(uk, bob):
    address_of(bob)
    assert price_for(exempt(bob, countries=["IT", "CH"])) == NET


def test_the_address_chosen_in_the_checkout_counts(uk, bob):
    swiss = get_model("address", "Country").objects.create(
        iso_3166_1_a2="CH", iso_3166_1_a3="CHE", printable_name="Switzerland", is_shipping_country=True
    )
    address_of(bob)
    shopper = Shopper(exempt(bob, countries=["CH"])).take(crate())
    there = factories.UserAddressFactory(user=bob, country=swiss, phone_number="")
    assert GROSS in shopper.basket_page()
    shopper.client.post(reverse("checkout:shipping-address"), {"action": "ship_to", "address_id": there.pk})
    shopper.client.get(reverse("checkout:shipping-method"))
    assert NET in shopper.client.get(reverse("checkout:preview")).content.decode()
    assert shopper.place().total_tax == 0


def test_an_exemption_that_ends_between_basket_and_order(uk, bob):
    shopper = Shopper(exempt(bob, reason="Museum")).take(crate())
    shopper.go_to_the_preview()
    TaxExemption.objects.update(valid_until=timezone.localdate() - DAY)
    order = shopper.place()
    assert order.total_incl_tax == D("22.38")


def basket_of(owner, strategy):
    basket = factories.BasketFactory(owner=owner)
    basket.strategy = strategy
    basket.add_product(crate(), 2)
    return type(basket).objects.get(pk=basket.pk)


def total(basket, *, asked_by):
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(user=asked_by)
    return basket.total_incl_tax


def selector(user):
    return get_class("partner.strategy", "Selector")().strategy(user=user)


def test_the_owner_decides_not_who_looks(uk, bob, alice):
    basket = basket_of(exempt(bob), selector(bob))
    assert total(basket, asked_by=alice) == D("27.30")


def test_whoever_is_exempt_does_not_free_the_baskets_of_others(uk, bob, carol):
    basket = basket_of(bob, selector(bob))
    assert total(basket, asked_by=exempt(carol)) == D("32.76")


def test_a_basket_that_is_priced_without_anybody_signed_in(uk, bob):
    """As when a bank calls back."""
    basket = basket_of(exempt(bob), selector(bob))
    assert total(basket, asked_by=None) == D("27.30")


def test_a_strategy_shared_by_everybody_stays_as_it_is(bob, carol):
    with shop("shared", "nothing"):
        product = crate()
        assert Shopper(exempt(bob)).price_of(product) == NET
        assert Shopper(carol).price_of(product) == GROSS


def says_yes(user, request, address):
    return TaxDecision(True, "Everybody is")


def test_a_policy_of_the_shop(uk, settings, client):
    settings.OSCAR_CLIENTI_TAX_POLICY = f"{__name__}.says_yes"
    assert NET in client.get(crate().get_absolute_url()).content.decode()


def test_the_reason_is_the_certificate_s(bob):
    assert taxes.decide(exempt(bob, reason="Art. 72")) == TaxDecision(True, "Art. 72")


def test_nobody_is_told_of_a_changed_price_when_the_exemption_comes(uk, bob, alice):
    from oscar_clienti.services import customers

    shopper = Shopper(bob).take(crate())
    customers.update(customer_of(bob), tax_exempt=True, by=alice)
    page = shopper.basket_page()
    assert "price of" not in page.lower()
    assert NET in page


prices = st.decimals("0.01", "9999.99", places=2)


@given(lines=st.lists(st.tuples(prices, st.integers(1, 40)), min_size=1, max_size=4), rate=st.integers(0, 30))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_line_drifts_from_the_total(lines, rate, db):
    from oscar.apps.partner.strategy import UK

    from oscar_clienti.shop.pricing import for_buyers

    class Rate(UK):
        pass

    Rate.rate = D(rate) / 100
    dora = exempt(make_user())
    basket = factories.BasketFactory(owner=dora)
    basket.strategy = for_buyers(Rate(), user=dora)
    for price, quantity in lines:
        basket.add_product(crate(price), quantity)
    assert basket.total_incl_tax == basket.total_excl_tax == sum(price * quantity for price, quantity in lines)
    assert basket.total_tax == 0


@given(gross=st.lists(st.tuples(prices, st.integers(1, 40)), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_nor_where_the_net_is_worked_out(gross, db):
    with shop("gross", "nothing"):
        dora = exempt(make_user())
        basket = factories.BasketFactory(owner=dora)
        basket.strategy = selector(dora)
        for price, quantity in gross:
            basket.add_product(crate(price), quantity)
        units = [(line.unit_price_incl_tax, line.quantity) for line in basket.all_lines()]
        assert all(unit == unit.quantize(D("0.01")) for unit, _quantity in units)
        assert basket.total_incl_tax == sum(unit * quantity for unit, quantity in units)
        assert basket.total_tax == 0


@given(
    lines=st.lists(st.tuples(prices, st.integers(1, 12)), min_size=1, max_size=4),
    percents=st.lists(st.integers(1, 100), min_size=1, max_size=2),
    of_gross=st.booleans(),
)
@example(lines=[(D("13.65"), 1), (D("13.65"), 1)], percents=[10], of_gross=True)
@example(lines=[(D("13.65"), 1), (D("13.65"), 1)], percents=[10], of_gross=False)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_nor_do_cents_of_tax_appear_where_offers_take_per_cents_off(lines, percents, of_gross, db):
    with shop("uk", "nothing"), override_settings(OSCAR_OFFERS_INCL_TAX=of_gross):
        Offer = get_model("offer", "ConditionalOffer")
        Offer.objects.all().delete()
        for percent in percents:
            percent_off(percent)
        dora = exempt(make_user())
        basket = factories.BasketFactory(owner=dora)
        basket.strategy = selector(dora)
        for price, quantity in lines:
            basket.add_product(crate(price), quantity)
        get_class("offer.applicator", "Applicator")().apply(basket, dora)
        shares = [D(line.line_price_incl_tax_incl_discounts) for line in basket.all_lines()]
        assert basket.total_tax == 0 and {line.line_tax for line in basket.all_lines()} == {0}
        assert all(share == share.quantize(D("0.01")) >= 0 for share in shares)
        assert basket.total_incl_tax == basket.total_excl_tax == sum(shares)
        exact = sum((line.line_price_excl_tax for line in basket.all_lines()), D(0))
        for percent in percents:
            exact *= D(100 - percent) / 100
        # Combinable offers are each worked out of the full price: Oscar's own sum is compared with one only.
        if len(percents) == 1:
            assert abs(basket.total_incl_tax - exact) <= D("0.005")


def percent_off(percent):
    everything, _made = get_model("offer", "Range").objects.get_or_create(
        name="Everything", defaults={"includes_all_products": True}
    )
    factories.ConditionalOfferFactory(
        name=f"{percent} % off {make_user().pk}", exclusive=False, offer_type="Site",
        condition=factories.ConditionFactory(range=everything, type="Count", value=1, proxy_class=None),
        benefit=factories.BenefitFactory(range=everything, type="Percentage", value=percent, proxy_class=None),
    )  # fmt: skip


@pytest.mark.parametrize("of_gross", [True, False])
def test_an_order_of_two_products_less_per_cents_has_no_tax(uk, bob, of_gross, settings):
    settings.OSCAR_OFFERS_INCL_TAX = of_gross
    percent_off(10)
    shopper = Shopper(exempt(bob)).take(crate()).take(factories.create_product(price=D("13.65"), num_in_stock=9))
    preview = shopper.go_to_the_preview()
    order = shopper.place()
    assert order.basket_total_incl_tax == order.basket_total_excl_tax == D("24.57")
    assert order.total_tax == 0 and "24.57" in preview
    assert sum(line.line_price_incl_tax for line in order.lines.all()) == D("24.57")


def test_an_address_of_before_says_nothing_of_a_download(uk, bob):
    swiss = get_model("address", "Country").objects.create(
        iso_3166_1_a2="CH", iso_3166_1_a3="CHE", printable_name="Switzerland", is_shipping_country=True
    )
    home = address_of(bob)
    home.is_default_for_shipping = True
    home.save()
    parcel, download = crate(), factories.create_product(title="Song", price=D("13.65"), num_in_stock=9)
    kind = factories.ProductClassFactory(name="Downloads", requires_shipping=False)
    type(download).objects.filter(pk=download.pk).update(product_class=kind)
    shopper = Shopper(exempt(bob, countries=["CH"])).take(parcel)
    there = factories.UserAddressFactory(user=bob, country=swiss, phone_number="")
    shopper.client.post(reverse("checkout:shipping-address"), {"action": "ship_to", "address_id": there.pk})
    get_model("basket", "Line").objects.all().delete()
    shopper.take(download)
    for step in ("shipping-address", "shipping-method", "payment-method", "payment-details"):
        shopper.client.get(reverse(f"checkout:{step}"))
    assert GROSS in shopper.client.get(reverse("checkout:preview")).content.decode()
    order = shopper.place()
    assert order.total_tax > 0 and not order.tax_record.exempt


def test_a_policy_always_gets_a_user(uk, settings):
    asked = []
    settings.OSCAR_CLIENTI_TAX_POLICY = f"{__name__}.curious"
    curious.asked = asked
    selector(None).fetch_for_product(crate())
    assert [user.is_authenticated for user in asked] == [False]


def curious(user, request, address):
    curious.asked.append(user)
    return TaxDecision(exempt=False)


def test_the_date_is_the_shop_s(bob):
    assert TaxExemption(valid_until=date(2026, 1, 31)).is_valid(date(2026, 1, 31))
