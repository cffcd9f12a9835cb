"""Offers limited to groups: whom they are for, and what becomes of them when a group goes."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import ConditionalOfferFactory, RangeFactory

from oscar_clienti import signals
from oscar_clienti.models import Activity, CustomerGroup, OfferAudience
from oscar_clienti.services import groups, offers
from tests.conftest import heard

pytestmark = pytest.mark.django_db

Offer = get_model("offer", "ConditionalOffer")
Range = get_model("offer", "Range")


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


@pytest.fixture
def wholesale(alice):
    return groups.create(name="Wholesale", by=alice)


@pytest.fixture
def sale(db):
    return ConditionalOfferFactory(name="Sale")


def for_whom(offer, *whom):
    """Which of these groups (``None``: no group) find the offer, by a query and among offers that are loaded."""
    found = [group for group in whom if offers.for_group(Offer.objects.filter(pk=offer.pk), group).exists()]
    assert found == [group for group in whom if offers.for_group([offer], group)]
    return found


# For whom.


def test_an_offer_without_groups_is_for_everybody(sale, vip):
    assert for_whom(sale, None, vip) == [None, vip]


def test_a_limited_offer_is_for_its_groups_only(alice, sale, vip, wholesale):
    club = groups.create(name="Club", by=alice)
    assert offers.limit(sale, [vip, club], by=alice) == [vip, club]
    assert for_whom(sale, None, vip, wholesale, club) == [vip, club]


def test_another_choice_takes_the_place_of_the_first(alice, sale, vip, wholesale):
    offers.limit(sale, [vip], by=alice)
    offers.limit(sale, [wholesale], by=alice)
    assert for_whom(sale, None, vip, wholesale) == [wholesale]


def test_no_groups_open_it_to_everybody_again(alice, sale, vip):
    offers.limit(sale, [vip], by=alice)
    offers.limit(sale, [], by=alice)
    assert for_whom(sale, None, vip) == [None, vip]


def test_limiting_needs_the_right(viewer, sale, vip):
    with pytest.raises(PermissionDenied):
        offers.limit(sale, [vip], by=viewer)
    assert not OfferAudience.objects.exists()


def test_a_group_that_is_gone_limits_nothing(alice, sale, vip):
    CustomerGroup.objects.filter(pk=vip.pk).delete()
    with pytest.raises(ValidationError):
        offers.limit(sale, [vip], by=alice)


def test_limiting_is_written_down_and_told(alice, sale, vip):
    with heard(signals.offer_limited) as calls:
        offers.limit(sale, [vip], by=alice)
        offers.limit(sale, [vip], by=alice)
    assert [(call["offer"], call["groups"], call["by"]) for call in calls] == [(sale, [vip], alice)]
    row = Activity.objects.get(kind="offer.limited")
    assert (row.changes, row.facts["name"], row.by) == ({"groups": [None, ["VIP"]]}, "Sale", alice)


def test_opening_it_to_everybody_is_told_as_none(alice, sale, vip):
    offers.limit(sale, [vip], by=alice)
    with heard(signals.offer_limited) as calls:
        offers.limit(sale, [], by=alice)
    assert [call["groups"] for call in calls] == [None]


# A group goes.


@pytest.mark.parametrize("road", ["service", "orm"])
def test_an_offer_whose_group_was_deleted_is_for_nobody(alice, sale, vip, wholesale, road):
    offers.limit(sale, [vip], by=alice)
    if road == "service":
        groups.delete(vip, move_to=None, by=alice)
    else:
        CustomerGroup.objects.get(pk=vip.pk).delete()
    assert for_whom(sale, None, wholesale) == []


def test_deleting_a_group_suspends_the_offers_for_it_alone(alice, sale, vip, wholesale):
    both, voucher = ConditionalOfferFactory(name="Both"), ConditionalOfferFactory(name="V", offer_type=Offer.VOUCHER)
    offers.limit(sale, [vip], by=alice)
    offers.limit(voucher, [vip], by=alice)
    offers.limit(both, [vip, wholesale], by=alice)
    with heard(signals.offer_limited) as calls:
        groups.delete(vip, move_to=wholesale, by=alice)
    statuses = dict(Offer.objects.values_list("name", "status"))
    assert statuses == {"Sale": Offer.SUSPENDED, "V": Offer.SUSPENDED, "Both": Offer.OPEN}
    assert for_whom(both, None, wholesale) == [wholesale]
    assert {call["offer"].name: call["groups"] for call in calls} == {"Sale": [], "V": [], "Both": [wholesale]}


def test_merging_takes_the_offers_along(alice, sale, vip, wholesale):
    offers.limit(sale, [vip], by=alice)
    groups.merge(vip, into=wholesale, by=alice)
    sale.refresh_from_db()
    assert (for_whom(sale, None, wholesale), sale.status) == ([wholesale], Offer.OPEN)


def test_merging_into_a_group_that_has_the_offer_already(alice, sale, vip, wholesale):
    offers.limit(sale, [vip, wholesale], by=alice)
    groups.merge(vip, into=wholesale, by=alice)
    assert OfferAudience.objects.get().group == wholesale


def test_a_discount_moves_with_the_merge(alice, vip, wholesale):
    offers.give_discount(vip, percent=D(10), by=alice)
    groups.merge(vip, into=wholesale, by=alice)
    discount = offers.discount_of(wholesale)
    assert (discount.percent, discount.is_running) == (10, True)


def test_of_two_discounts_the_one_of_the_group_that_stays_wins(alice, vip, wholesale):
    gone = offers.give_discount(vip, percent=D(10), by=alice).offer
    offers.give_discount(wholesale, percent=D(5), by=alice)
    groups.merge(vip, into=wholesale, by=alice)
    assert offers.discount_of(wholesale).percent == 5
    gone.refresh_from_db()
    assert gone.status == Offer.SUSPENDED


def test_a_discount_that_had_ended_gives_way_to_the_one_that_runs(alice, vip, wholesale):
    offers.give_discount(vip, percent=D(10), by=alice)
    offers.give_discount(wholesale, percent=D(5), by=alice)
    offers.end_discount(wholesale, by=alice)
    groups.merge(vip, into=wholesale, by=alice)
    assert (offers.discount_of(wholesale).percent, offers.discount_of(wholesale).is_running) == (10, True)


# A group's discount.


def test_a_discount_is_an_offer_of_oscars(alice, vip):
    offer = offers.give_discount(vip, percent=D("10"), by=alice).offer
    offer.full_clean()
    offer.benefit.full_clean(exclude=["proxy_class"])
    assert (offer.name, offer.offer_type, offer.is_available()) == ("VIP −10%", Offer.USER, True)
    assert (offer.benefit.type, offer.benefit.value, offer.benefit.range) == ("Percentage", 10, offer.condition.range)
    assert (offer.condition.type, offer.condition.value) == ("Count", 1)
    assert offer.benefit.range.includes_all_products
    assert for_whom(offer, None, vip) == [vip]


def test_all_discounts_share_one_range_of_all_products(alice, vip, wholesale):
    for group in (vip, wholesale):
        offers.give_discount(group, percent=D(10), by=alice)
    assert Range.objects.count() == 1


def test_a_range_that_leaves_things_out_is_not_everything(alice, vip):
    from oscar.test.factories import create_product

    most = RangeFactory(name="All products", includes_all_products=True)
    most.excluded_products.add(create_product())
    discount = offers.give_discount(vip, percent=D(10), by=alice)
    assert (discount.range, discount.offer.benefit.range.name) == (None, "All products (2)")
    assert offers.give_discount(vip, percent=D(10), range=most, by=alice).range == most


def test_a_discount_off_a_range_with_dates(alice, vip):
    bread, first, last = RangeFactory(name="Bread"), date(2026, 12, 1), date(2026, 12, 24)
    offers.give_discount(vip, percent=D("12.50"), range=bread, starts_on=first, ends_on=last, by=alice)
    discount = offers.discount_of(vip)
    assert discount.terms() == {"percent": D("12.5"), "range": bread, "starts_on": first, "ends_on": last}
    assert discount.offer.name == "VIP −12.5%"
    assert timezone.localtime(discount.offer.start_datetime).isoformat()[:16] == "2026-12-01T00:00"
    assert timezone.localtime(discount.offer.end_datetime).isoformat()[:19] == "2026-12-24T23:59:59"


def test_the_last_day_counts(alice, vip):
    today = timezone.localdate()
    assert offers.give_discount(vip, percent=D(10), starts_on=today, ends_on=today, by=alice).is_running
    assert offers.give_discount(vip, percent=D(10), ends_on=today - timedelta(days=1), by=alice).is_over
    assert offers.give_discount(vip, percent=D(10), starts_on=today + timedelta(days=1), by=alice).is_coming


def test_changing_it_keeps_the_offer_and_its_figures(alice, vip):
    offer = offers.give_discount(vip, percent=D(10), by=alice).offer
    Offer.objects.filter(pk=offer.pk).update(num_orders=3, total_discount=D("41.00"))
    changed = offers.give_discount(vip, percent=D(15), by=alice).offer
    changed.refresh_from_db()
    assert (changed.pk, changed.name, changed.benefit.value) == (offer.pk, "VIP −15%", 15)
    assert (changed.num_orders, changed.total_discount) == (3, D("41.00"))


def test_saying_the_same_again_writes_nothing(alice, vip):
    for _ in range(2):
        offers.give_discount(vip, percent=D(10), by=alice)
    assert Activity.objects.filter(kind="group.discount_given").count() == 1


def test_an_ended_discount_is_suspended_and_can_come_back(alice, vip):
    offer = offers.give_discount(vip, percent=D(10), by=alice).offer
    assert offers.end_discount(vip, by=alice)
    assert not offers.end_discount(vip, by=alice)
    assert (offers.discount_of(vip).is_ended, set(offers.discount_of(vip).terms().values())) == (True, {None})
    again = offers.give_discount(vip, percent=D(5), by=alice)
    assert (again.offer.pk, again.is_running) == (offer.pk, True)


def test_ending_what_never_was(alice, vip):
    assert not offers.end_discount(vip, by=alice)


@pytest.mark.parametrize("percent", ["0", "-1", "100.01"])
def test_a_percentage_that_is_none(alice, vip, percent):
    with pytest.raises(ValidationError):
        offers.give_discount(vip, percent=D(percent), by=alice)


def test_dates_the_wrong_way_round(alice, vip):
    with pytest.raises(ValidationError):
        offers.give_discount(vip, percent=D(5), starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 1), by=alice)


def test_discounts_need_the_right(viewer, alice, vip):
    with pytest.raises(PermissionDenied):
        offers.give_discount(vip, percent=D(10), by=viewer)
    offers.give_discount(vip, percent=D(10), by=alice)
    with pytest.raises(PermissionDenied):
        offers.end_discount(vip, by=viewer)


def test_a_taken_name_gets_a_number(alice, vip):
    ConditionalOfferFactory(name="VIP −10%")
    assert offers.give_discount(vip, percent=D(10), by=alice).offer.name == "VIP −10% (2)"


def test_a_new_name_of_the_group_is_the_discounts_too(alice, vip):
    offers.give_discount(vip, percent=D(10), by=alice)
    groups.update(vip, name="Friends", by=alice)
    assert offers.discount_of(vip).offer.name == "Friends −10%"


def test_a_name_that_somebody_gave_it_stays(alice, vip):
    offer = offers.give_discount(vip, percent=D(10), by=alice).offer
    Offer.objects.filter(pk=offer.pk).update(name="Thank you")
    groups.update(vip, name="Friends", by=alice)
    offers.give_discount(CustomerGroup.objects.get(pk=vip.pk), percent=D(15), by=alice)
    assert offers.discount_of(vip).offer.name == "Thank you"


def test_what_was_made_into_something_else_is_not_changed_from_here(alice, vip):
    offer = offers.give_discount(vip, percent=D(10), by=alice).offer
    offer.benefit.type = offer.benefit.FIXED
    offer.benefit.save()
    with pytest.raises(ValidationError):
        offers.give_discount(vip, percent=D(15), by=alice)


def test_what_changed_of_a_discount_is_written_down(alice, vip):
    offers.give_discount(vip, percent=D(10), by=alice)
    offers.give_discount(vip, percent=D(15), by=alice)
    row = Activity.objects.filter(kind="group.discount_given").latest("pk")
    assert (row.changes, row.facts["name"]) == ({"percent": ["10", "15"]}, "VIP")
