"""What the shop places for a customer is to the cent what she would have paid in her own checkout."""

import pytest
from oscar.core.loading import get_model

from oscar_clienti.models import Customer, CustomerGroup, OrderTaxRecord, PriceList, TaxExemption
from oscar_clienti.services import orders_on_behalf as on_behalf
from tests.conftest import customer_of

from .receipts import QUANTITY
from .shoppers import Shopper
from .shops import CODE, EVERY_SHOP, SOME_SHOPS, address_of, crate, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def wholesale(db):
    """A group that pays a tenth less, and may be given a tenth more by offers."""
    group = CustomerGroup.objects.create(name="Wholesale")
    prices = PriceList.objects.create(name="Wholesale", group=group)
    prices.lines.create(percent=10, range=None)
    return group


def draft_of(user, product, by, *, code="", quantity=QUANTITY):
    """A draft with ``product`` in it, to be sent to the customer's address."""
    address = user.addresses.first() or address_of(user)
    draft = on_behalf.start(customer_of(user), by=by)
    draft = on_behalf.add_line(draft, product, by=by, quantity=quantity)
    draft = on_behalf.choose_address(draft, by=by, address=address)
    return on_behalf.add_voucher(draft, code, by=by) if code else draft


def placed(draft, by, **words):
    seal = on_behalf.quote(draft).seal
    return on_behalf.place(draft, by=by, version=draft.version, seal=seal, payment="Cash", **words)


def figures(order):
    """Everything about money that an order keeps."""
    names = ("total_incl_tax", "total_excl_tax", "shipping_incl_tax", "shipping_excl_tax", "currency")
    sides = [f"{what}_{side}_tax" for what in ("unit_price", "line_price") for side in ("incl", "excl")]
    sides += [
        "line_price_before_discounts_incl_tax",
        "line_price_before_discounts_excl_tax",
        "quantity",
        "num_allocated",
    ]
    return (
        [getattr(order, name) for name in names],
        [[getattr(line, side) for side in sides] for line in order.lines.order_by("pk")],
        [[price.price_incl_tax, price.price_excl_tax, price.quantity] for price in order.line_prices.order_by("pk")],
        [[charge.name, charge.incl_tax, charge.excl_tax] for charge in order.surcharges.order_by("pk")],
        [[one.category, one.amount, one.voucher_code] for one in order.discounts.order_by("pk")],
        [order.shipping_code, order.shipping_method, order.status],
    )


def both(user, alice, strategy, offer):
    """Bought by herself through the pages, and by alice for her; with another product of the same price."""
    code = CODE if offer == "voucher" else ""
    with shop(strategy, offer):
        own = Shopper(user).buy(crate(), QUANTITY, code=code).order
        theirs = placed(draft_of(user, crate(), alice, code=code), alice)
    return own, theirs


@pytest.mark.parametrize(("strategy", "offer"), EVERY_SHOP)
def test_somebody_exempt_of_a_group_pays_what_she_pays_herself(strategy, offer, carol, alice, wholesale):
    customer_of(carol)
    Customer.objects.filter(pk=carol.pk).update(tax_exempt=True, group=wholesale)
    own, theirs = both(carol, alice, strategy, offer)
    assert figures(theirs) == figures(own)
    assert theirs.total_tax == 0


@pytest.mark.parametrize(("strategy", "offer"), SOME_SHOPS)
def test_everybody_else_pays_what_they_pay_themselves(strategy, offer, bob, alice):
    if strategy == "us":
        return deferred(bob, alice, offer)
    own, theirs = both(bob, alice, strategy, offer)
    assert figures(theirs) == figures(own)
    return None


def test_a_shop_that_looks_where_it_goes_before_it_says_its_prices(bob, alice):
    own, theirs = both(bob, alice, "delivered", "nothing")
    assert own.total_tax > 0
    assert figures(theirs) == figures(own)


def deferred(bob, alice, offer):
    """Where the checkout alone knows the taxes, nothing is placed, and the reason is told."""
    with shop("us", offer):
        draft = draft_of(bob, crate(), alice, code=CODE if offer == "voucher" else "")
        (problem,) = on_behalf.quote(draft).problems
        assert "taxes" in problem
        with pytest.raises(Exception, match="taxes"):
            placed(draft, alice)
    assert not get_model("order", "Order").objects.exists()


@pytest.mark.parametrize("strategy", ["uk", "gross", "shared", "forked"])
def test_nothing_of_the_staffs_own_leaks(strategy, bob, alice, wholesale):
    """Alice herself is exempt and pays wholesale prices."""
    before = both(bob, alice, strategy, "nothing")[0].total_incl_tax
    customer_of(alice)
    Customer.objects.filter(pk=alice.pk).update(tax_exempt=True, group=wholesale)
    with shop(strategy, "nothing"):
        order = placed(draft_of(bob, crate(), alice), alice)
    assert order.total_tax > 0
    assert order.total_incl_tax == before


def test_what_it_was_taxed_by_is_written_down(carol, alice):
    TaxExemption.objects.create(customer=customer_of(carol), reason="Embassy")
    Customer.objects.filter(pk=carol.pk).update(tax_exempt=True, vat_number="IT12345678903", company="Verdi Srl")
    with shop("uk", "nothing"):
        order = placed(draft_of(carol, crate(), alice), alice)
    record = OrderTaxRecord.objects.get(order=order)
    assert (record.exempt, record.reason, record.company) == (True, "Embassy", "Verdi Srl")
    assert record.vat_number == "IT12345678903"
    assert (order.user, order.guest_email) == (carol, "")
