"""What the members of a group pay, over HTTP: Carol buys for the trade, Bob buys bread."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.apps.address.models import Country
from oscar.core.loading import get_class, get_model
from oscar.test.factories import (
    BenefitFactory,
    ConditionalOfferFactory,
    ConditionFactory,
    RangeFactory,
    VoucherFactory,
    create_product,
)

from oscar_clienti.models import Customer, CustomerGroup, OfferAudience
from oscar_clienti.services import groups, offers
from tests.conftest import customer_of, make_user
from tests.sandbox.test_shop import buy, check_out

pytestmark = pytest.mark.django_db

Offer = get_model("offer", "ConditionalOffer")
Order = get_model("order", "Order")
Basket = get_model("basket", "Basket")


@pytest.fixture
def bread(db):
    Country.objects.create(
        iso_3166_1_a2="IT", iso_3166_1_a3="ITA", printable_name="Italy", name="Italy", is_shipping_country=True
    )
    return create_product(title="Bread board", price=D("24.00"), num_in_stock=99)


@pytest.fixture
def wholesale(alice, carol):
    group = groups.create(name="Wholesale", by=alice)
    groups.assign([customer_of(carol)], group=group, by=alice)
    return group


@pytest.fixture
def ten_off(alice, wholesale):
    return offers.give_discount(wholesale, percent=D(10), by=alice).offer


@pytest.fixture
def wizard(client, alice):
    """Alice, who may edit offers as well."""
    rights = Permission.objects.filter(content_type__app_label="offer", codename__endswith="conditionaloffer")
    alice.user_permissions.add(*rights)
    client.force_login(alice)
    return client


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def offer_of(percent, name, everything=None, **fields):
    """An offer of Oscar's: so many per cent off everything."""
    everything = everything or RangeFactory(name=f"All for {name}", includes_all_products=True)
    return ConditionalOfferFactory(
        name=name,
        condition=ConditionFactory(range=everything, type="Count", value=1),
        benefit=BenefitFactory(range=everything, type="Percentage", value=percent, max_affected_items=None),
        **fields,
    )


def basket_total(client):
    return client.get(reverse("basket:summary")).context["basket"].total_incl_tax


def walk(client, kind, groups=(), **restrictions):
    """Oscar's wizard from the first step to the last; returns the page that follows."""
    everything = get_model("offer", "Range").objects.filter(includes_all_products=True).first()
    everything = everything or RangeFactory(name="Whole shop", includes_all_products=True)
    for step, data in {
        "metadata": {"name": f"Trade {kind}", "description": "", "offer_type": kind},
        "benefit": {"range": everything.pk, "type": "Percentage", "value": "20"},
        "condition": {"range": everything.pk, "type": "Count", "value": "1"},
        "restrictions": {"priority": "0", "customer_groups": [group.pk for group in groups], **restrictions},
    }.items():
        answer = client.post(reverse(f"dashboard:offer-{step}"), data, follow=step == "restrictions")
        assert answer.status_code == (200 if step == "restrictions" else 302), answer.context["form"].errors
    return answer


# The price.


def test_a_member_pays_less_in_the_basket_on_the_order_and_in_the_mail(carol, bread, ten_off):
    client = signed_in(carol)
    buy(client, bread)
    assert basket_total(client) == D("21.60")
    check_out(client, shipping="collect")
    order = Order.objects.get()
    discount = order.discounts.get()
    assert (order.user, order.total_incl_tax, order.lines.get().line_price_incl_tax) == (carol, D("21.60"), D("21.60"))
    assert (discount.offer_name, discount.amount, discount.offer) == ("Wholesale −10%", D("2.40"), ten_off)
    assert "21.60" in mail.outbox[0].body
    ten_off.refresh_from_db()
    assert (ten_off.num_orders, ten_off.total_discount) == (1, D("2.40"))


def test_others_pay_the_list_price(bob, bread, ten_off):
    client = signed_in(bob)
    buy(client, bread)
    check_out(client, shipping="collect")
    order = Order.objects.get()
    assert (order.total_incl_tax, order.discounts.count()) == (D("24.00"), 0)


def test_a_visitor_pays_the_list_price(client, bread, ten_off):
    buy(client, bread)
    assert basket_total(client) == D("24.00")


def test_a_basket_that_a_visitor_filled_costs_less_once_carol_signs_in(client, carol, bread, ten_off):
    buy(client, bread)
    client.force_login(carol)
    assert basket_total(client) == D("21.60")


def test_every_piece_is_cheaper(carol, bread, ten_off):
    client = signed_in(carol)
    client.post(reverse("basket:add", kwargs={"pk": bread.pk}), {"quantity": 7})
    assert basket_total(client) == D("151.20")


def test_a_site_offer_can_be_limited_too(alice, bob, carol, wholesale, bread):
    offers.limit(offer_of(25, "Sale"), [wholesale], by=alice)
    for user, total in ((bob, D("24.00")), (carol, D("18.00"))):
        client = signed_in(user)
        buy(client, bread)
        assert basket_total(client) == total


def test_the_owner_of_the_basket_decides_not_who_looks_at_it(alice, bob, carol, wholesale, bread, ten_off):
    groups.assign([customer_of(bob)], group=groups.create(name="Club", by=alice), by=alice)
    Applicator, Selector = get_class("offer.applicator", "Applicator"), get_class("partner.strategy", "Selector")
    for owner, looking, total in ((carol, alice, D("21.60")), (bob, carol, D("24.00")), (carol, None, D("21.60"))):
        basket = Basket(owner=owner)
        basket.strategy = Selector().strategy(user=looking)
        basket.add_product(bread)
        Applicator().apply(basket, looking, None)
        assert basket.total_incl_tax == total
        basket.delete()


# Open baskets follow.


def test_the_open_basket_follows_the_group(alice, carol, bread, wholesale, ten_off):
    client = signed_in(carol)
    buy(client, bread)
    club = groups.create(name="Club", by=alice)
    offers.give_discount(club, percent=D(50), by=alice)
    for group, total in ((club, D("12.00")), (None, D("24.00")), (wholesale, D("21.60"))):
        groups.assign([customer_of(carol)], group=group, by=alice)
        page = client.get(reverse("basket:summary"))
        assert page.context["basket"].total_incl_tax == total
        assert "has increased" not in page.content.decode()
        assert "has decreased" not in page.content.decode()


def test_the_open_basket_follows_the_discount(alice, carol, bread, wholesale, ten_off):
    client = signed_in(carol)
    buy(client, bread)
    offers.give_discount(wholesale, percent=D(25), by=alice)
    assert basket_total(client) == D("18.00")
    offers.give_discount(wholesale, percent=D(25), starts_on=timezone.localdate() + timedelta(days=1), by=alice)
    assert basket_total(client) == D("24.00")
    offers.give_discount(wholesale, percent=D(25), by=alice)
    offers.end_discount(wholesale, by=alice)
    assert basket_total(client) == D("24.00")


def test_a_membership_that_ended_yesterday_gives_nothing(carol, bread, ten_off):
    client = signed_in(carol)
    buy(client, bread)
    for days, total in ((0, D("21.60")), (-1, D("24.00"))):
        last_day = timezone.localdate() + timedelta(days=days)
        Customer.objects.filter(pk=carol.pk).update(group_until=last_day)
        assert basket_total(client) == total
    assert client.get(ten_off.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("road", ["service", "orm"])
@pytest.mark.parametrize("kind", [Offer.SITE, Offer.USER])
def test_an_offer_whose_group_is_gone_is_for_nobody(alice, bob, carol, bread, wholesale, road, kind):
    offers.limit(offer_of(25, "Sale", offer_type=kind), [wholesale], by=alice)
    clients = [signed_in(bob), signed_in(carol)]
    for client in clients:
        buy(client, bread)
    if road == "orm":
        CustomerGroup.objects.all().delete()
    else:
        groups.delete(wholesale, move_to=None, by=alice)
    assert [basket_total(client) for client in clients] == [D("24.00"), D("24.00")]


# Several offers for the same things: Oscar's rules.


@pytest.mark.parametrize(("priority", "total"), [(-1, "21.60"), (0, "21.60"), (1, "12.00")])
def test_of_exclusive_offers_the_one_of_higher_priority_wins_and_at_a_tie_the_groups(
    carol, bread, ten_off, priority, total
):
    offer_of(50, "Sale", priority=priority, exclusive=True)
    client = signed_in(carol)
    buy(client, bread)
    assert basket_total(client) == D(total)


def test_offers_that_may_be_combined_add_up(carol, bread, ten_off):
    sale = offer_of(50, "Sale", exclusive=False)
    Offer.objects.filter(pk=ten_off.pk).update(exclusive=False)
    for one, other in ((sale, ten_off), (ten_off, sale)):
        one.combinations.add(other)
    client = signed_in(carol)
    buy(client, bread)
    # Oscar takes each of them off the list price: 2.40 and 12.00.
    assert basket_total(client) == D("9.60")


def test_a_range_leaves_the_rest_at_its_price(alice, carol, bread, wholesale):
    knives = create_product(title="Knife", price=D("10.00"), num_in_stock=9)
    only_knives = RangeFactory(name="Knives", products=[knives])
    offers.give_discount(wholesale, percent=D(10), range=only_knives, by=alice)
    client = signed_in(carol)
    buy(client, bread)
    buy(client, knives)
    assert basket_total(client) == D("33.00")


# Vouchers.


@pytest.fixture
def code(alice, wholesale):
    offer = offer_of(50, "Half", offer_type=Offer.VOUCHER)
    offers.limit(offer, [wholesale], by=alice)
    voucher = VoucherFactory(code="TRADE", usage="Multi-use")
    voucher.offers.add(offer)
    return voucher


def enter(client, code):
    """Type the code in; returns what Oscar says to it."""
    page = client.post(reverse("basket:vouchers-add"), {"code": code.code}, follow=True)
    return [str(message) for message in page.context["messages"]][-1]


def test_a_voucher_of_a_group_works_for_members(carol, bread, code):
    client = signed_in(carol)
    buy(client, bread)
    assert enter(client, code) == "Coupon 'TRADE' added to cart"
    check_out(client, shipping="collect")
    assert (Order.objects.get().total_incl_tax, Order.objects.get().discounts.get().voucher_code) == (
        D("12.00"),
        "TRADE",
    )


def test_a_voucher_of_a_group_is_refused_to_others_in_oscars_words(bob, bread, code):
    client = signed_in(bob)
    buy(client, bread)
    assert enter(client, code) == "Your cart does not qualify for a coupon discount"
    assert basket_total(client) == D("24.00")


def test_a_voucher_in_the_basket_gives_nothing_once_its_owner_left_the_group(alice, carol, bread, code):
    client = signed_in(carol)
    buy(client, bread)
    enter(client, code)
    assert basket_total(client) == D("12.00")
    groups.assign([customer_of(carol)], group=None, by=alice)
    assert basket_total(client) == D("24.00")


# Pages.


@pytest.mark.parametrize("kind", [Offer.USER, Offer.SITE, Offer.VOUCHER, Offer.SESSION])
def test_the_page_of_an_offer_exists_for_its_group_only(client, alice, bob, carol, wholesale, kind):
    offer = offer_of(10, "Trade", offer_type=kind)
    offers.limit(offer, [wholesale], by=alice)
    address = offer.get_absolute_url()
    assert [signed_in(user).get(address).status_code for user in (bob, carol)] == [404, 200]
    assert client.get(address).status_code == 404


def test_the_page_of_an_offer_for_all_is_as_it_was(client, bob, wholesale):
    address = offer_of(10, "Sale").get_absolute_url()
    assert [client.get(address).status_code, signed_in(bob).get(address).status_code] == [200, 200]


def test_staff_who_edit_offers_find_the_page_and_other_staff_do_not(wizard, viewer, ten_off):
    assert wizard.get(ten_off.get_absolute_url()).status_code == 200
    assert signed_in(viewer).get(ten_off.get_absolute_url()).status_code == 404


def test_the_list_of_offers_shows_members_what_is_theirs(client, alice, bob, carol, wholesale, ten_off):
    offers.limit(offer_of(25, "Trade sale"), [wholesale], by=alice)
    offer_of(5, "Sale")
    seen = {}
    for name, shopper in {"visitor": client, "bob": signed_in(bob), "carol": signed_in(carol)}.items():
        seen[name] = [offer.name for offer in shopper.get(reverse("offer:list")).context["offers"]]
    assert seen == {"visitor": ["Sale"], "bob": ["Sale"], "carol": ["Wholesale −10%", "Trade sale", "Sale"]}


def test_the_basket_does_not_talk_of_offers_that_are_for_others(alice, bob, wholesale, bread):
    three = offer_of(25, "Trade pack")
    three.condition.value = 3
    three.condition.save()
    offers.limit(three, [wholesale], by=alice)
    client = signed_in(bob)
    buy(client, bread)
    page = client.get(reverse("basket:summary"))
    assert page.context["upsell_messages"] == []


# Queries.


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.fixture
def plain_shop(monkeypatch):
    """Oscar's own applicator in the places that ask for it."""
    from oscar.apps.basket import middleware, views
    from oscar.apps.offer.applicator import Applicator

    def use():
        for module in (middleware, views):
            monkeypatch.setattr(module, "Applicator", Applicator)

    return use


@pytest.mark.parametrize("who", ["visitor", "bob", "carol"])
def test_the_basket_of_a_product_page_asks_no_more(alice, bob, carol, bread, ten_off, plain_shop, who):
    """What Carol's group has is read once, for the price on the page and for her basket."""
    trade_sale = offer_of(25, "Trade sale")
    offers.limit(trade_sale, [ten_off.audiences.get().group], by=alice)
    offer_of(5, "Sale")
    if who == "carol":
        # With them she would need what Oscar asks to apply an offer, too.
        Offer.objects.filter(pk__in=[ten_off.pk, trade_sale.pk]).delete()
    client = {"visitor": Client, "bob": lambda: signed_in(bob), "carol": lambda: signed_in(carol)}[who]()
    buy(client, bread)
    address = bread.get_absolute_url()
    ours = queries_of(client, address)
    Offer.objects.exclude(name="Sale").delete()
    plain_shop()
    assert ours == queries_of(client, address)


# Through Oscar's own wizard.


def test_the_wizard_makes_an_offer_for_a_group(wizard, bob, carol, bread, wholesale):
    page = walk(wizard, "User", [wholesale])
    assert "Only for the customer group Wholesale" in page.content.decode()
    clients = [signed_in(bob), signed_in(carol)]
    for client in clients:
        buy(client, bread)
    assert [basket_total(client) for client in clients] == [D("24.00"), D("19.20")]
    check_out(clients[1], shipping="collect")
    assert Order.objects.get().discounts.get().offer_name == "Trade User"
    assert clients[0].get(Offer.objects.get().get_absolute_url()).status_code == 404


def test_the_wizard_makes_a_voucher_offer_for_a_group(wizard, wholesale):
    walk(wizard, "Voucher", [wholesale])
    assert offers.told([Offer.objects.get()]) == {Offer.objects.get().pk: [wholesale]}


def test_the_wizard_says_when_nobody_gets_a_user_offer(wizard):
    assert "Nobody gets this user offer yet" in walk(wizard, "User").content.decode()


def test_without_groups_an_offer_is_for_everybody_as_ever(wizard, bob, bread):
    page = walk(wizard, "Site")
    assert "Nobody gets" not in page.content.decode()
    client = signed_in(bob)
    buy(client, bread)
    assert basket_total(client) == D("19.20")


def test_a_group_that_does_not_exist_is_refused_at_the_field(wizard):
    walk(wizard, "User")
    offer = Offer.objects.get()
    address = reverse("dashboard:offer-restrictions", kwargs={"pk": offer.pk})
    wizard.post(reverse("dashboard:offer-metadata", kwargs={"pk": offer.pk}), {"name": "Trade", "offer_type": "User"})
    answer = wizard.post(address, {"priority": "0", "customer_groups": ["4711"]})
    assert "customer_groups" in answer.context["form"].errors


def edit(client, offer, **data):
    """Change the last step of an offer that exists."""
    data = {"name": offer.name, "offer_type": offer.offer_type, "priority": "0", **data}
    client.post(reverse("dashboard:offer-metadata", kwargs={"pk": offer.pk}), data)
    return client.post(reverse("dashboard:offer-restrictions", kwargs={"pk": offer.pk}), data, follow=True)


def test_editing_shows_what_was_chosen_and_changes_it(wizard, alice, wholesale):
    walk(wizard, "User", [wholesale])
    offer, club = Offer.objects.get(), groups.create(name="Club", by=alice)
    form = wizard.get(reverse("dashboard:offer-restrictions", kwargs={"pk": offer.pk})).context["form"]
    assert form["customer_groups"].value() == [wholesale.pk]
    edit(wizard, offer, customer_groups=[wholesale.pk, club.pk])
    assert set(offers.told([offer])[offer.pk]) == {wholesale, club}
    edit(wizard, offer, customer_groups=[])
    assert offers.told([offer]) == {}


def test_an_offer_whose_group_is_gone_is_not_opened_by_saving_it(wizard, alice, wholesale):
    offer = offer_of(10, "Sale")
    offers.limit(offer, [wholesale], by=alice)
    groups.delete(wholesale, move_to=None, by=alice)
    page = wizard.get(reverse("dashboard:offer-restrictions", kwargs={"pk": offer.pk})).content.decode()
    assert "Its customer group was deleted" in page
    assert "For nobody: its customer group was deleted" in edit(wizard, offer).content.decode()
    assert offers.told([offer]) == {offer.pk: []}
    edit(wizard, offer, for_everybody="on")
    assert offers.told([offer]) == {}


def test_a_user_offer_whose_group_is_gone_waits_for_another_group(wizard, alice, wholesale, ten_off):
    groups.delete(wholesale, move_to=None, by=alice)
    form = wizard.get(reverse("dashboard:offer-restrictions", kwargs={"pk": ten_off.pk})).context["form"]
    assert "for_everybody" not in form.fields
    edit(wizard, ten_off)
    assert offers.told([ten_off]) == {ten_off.pk: []}
    club = groups.create(name="Club", by=alice)
    edit(wizard, ten_off, customer_groups=[club.pk])
    assert offers.told([ten_off]) == {ten_off.pk: [club]}


def test_who_may_not_manage_groups_neither_sees_the_field_nor_changes_anything(wizard, alice, wholesale):
    walk(wizard, "User", [wholesale])
    offer = Offer.objects.get()
    alice.user_permissions.remove(Permission.objects.get(codename="manage_groups"))
    assert (
        "customer_groups"
        not in wizard.get(reverse("dashboard:offer-restrictions", kwargs={"pk": offer.pk})).context["form"].fields
    )
    assert "Only for the customer group Wholesale" in edit(wizard, offer, customer_groups=[]).content.decode()
    assert offers.told([offer]) == {offer.pk: [wholesale]}


def test_a_right_that_was_lost_on_the_way_limits_nothing(wizard, alice, wholesale):
    alice.user_permissions.remove(Permission.objects.get(codename="manage_groups"))
    walk(wizard, "User", [wholesale])
    assert not OfferAudience.objects.exists()


def test_the_list_of_offers_in_the_dashboard_names_the_groups(wizard, alice, wholesale, ten_off):
    club = groups.create(name="Club & Co", by=alice)
    offers.limit(offer_of(10, "Sale"), [wholesale, club], by=alice)
    page = wizard.get(reverse("dashboard:offer-list")).content.decode()
    assert "Only for the customer group Wholesale" in page
    assert "Only for the customer groups Wholesale and Club &amp; Co" in page


# A store's own applicator.


def test_what_a_stores_own_applicator_adds_is_asked_as_well(alice, bob, carol, wholesale, bread):
    from oscar.apps.offer.applicator import Applicator

    from oscar_clienti.shop.offers import AudienceMixin

    tied, free = offer_of(10, "Tied", offer_type=Offer.SESSION), offer_of(5, "Free", offer_type=Offer.SESSION)
    offers.limit(tied, [wholesale], by=alice)

    class StoresOwn(Applicator):
        def get_offers(self, basket, user=None, request=None):
            return [tied, free, *super().get_offers(basket, user, request)]

        def get_session_offers(self, request):
            return [tied]

    class Mixed(AudienceMixin, StoresOwn):
        pass

    found = [[offer.name for offer in Mixed().get_offers(Basket(owner=user), user)] for user in (bob, carol)]
    assert found == [["Free"], ["Tied", "Free", "Tied"]]


def test_every_road_of_oscars_uses_the_mixed_class():
    from oscar.apps.basket import middleware, utils, views

    from oscar_clienti.shop.offers import AudienceMixin

    assert all(issubclass(module.Applicator, AudienceMixin) for module in (middleware, views, utils))


def test_the_user_of_another_kind_of_request_needs_no_group(db):
    """Somebody whom Oscar knows nothing of, such as a webhook."""
    Applicator = get_class("offer.applicator", "Applicator")
    assert Applicator().get_offers(Basket(), None, None) == []
    assert Applicator().get_user_offers(make_user()) == []


# The product's own page.


def product_page(client, product):
    return client.get(product.get_absolute_url()).content.decode()


def test_a_member_reads_the_price_on_the_page_of_the_product(carol, bread, ten_off):
    assert "Wholesale −10%: <strong>€21.60</strong> in the basket" in product_page(signed_in(carol), bread)


def test_others_read_nothing_of_it(bob, bread, ten_off):
    assert "in the basket" not in product_page(signed_in(bob), bread)


def test_the_page_promises_what_the_basket_keeps(carol, ten_off):
    odd = create_product(title="Odd", price=D("13.65"), num_in_stock=9)
    client = signed_in(carol)
    promised = product_page(client, odd)
    buy(client, odd)
    assert f"€{basket_total(client)}</strong>" in promised


def test_nothing_is_promised_for_what_the_discount_is_not_for(alice, carol, bread, wholesale):
    fair = RangeFactory(name="Fair")
    offers.give_discount(wholesale, percent=D(10), range=fair, by=alice)
    assert "in the basket" not in product_page(signed_in(carol), bread)
    fair.add_product(bread)
    assert "€21.60</strong> in the basket" in product_page(signed_in(carol), bread)


def test_nothing_is_promised_where_a_sale_comes_first(carol, bread, ten_off):
    offer_of(50, "Sale", priority=1)
    assert "in the basket" not in product_page(signed_in(carol), bread)


def test_a_sale_that_comes_after_changes_nothing(carol, bread, ten_off):
    offer_of(50, "Sale")
    assert "€21.60</strong> in the basket" in product_page(signed_in(carol), bread)


def test_nothing_is_promised_where_a_sale_of_the_group_comes_first(carol, bread, ten_off, wholesale):
    sale = offer_of(50, "Sale", priority=1)
    OfferAudience.objects.create(offer=sale, group=wholesale)
    assert "in the basket" not in product_page(signed_in(carol), bread)


def test_nothing_is_promised_of_a_discount_that_has_an_end(carol, bread, ten_off):
    type(ten_off).objects.filter(pk=ten_off.pk).update(max_user_applications=1)
    assert "in the basket" not in product_page(signed_in(carol), bread)


def test_a_code_may_beat_the_discount_of_the_group(carol, bread, ten_off):
    voucher = VoucherFactory(code="HALF")
    voucher.offers.all().delete()
    voucher.offers.add(offer_of(50, "Half", offer_type=Offer.VOUCHER))
    client = signed_in(carol)
    buy(client, bread)
    client.post(reverse("basket:vouchers-add"), {"code": "HALF"})
    assert basket_total(client) == D("12.00")


def test_nothing_is_promised_for_what_is_never_discounted(carol, bread, ten_off):
    type(bread).objects.filter(pk=bread.pk).update(is_discountable=False)
    assert "in the basket" not in product_page(signed_in(carol), bread)
