"""The discount in the group's form."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import RangeFactory, create_product

from oscar_clienti.models import CustomerGroup
from oscar_clienti.services import groups, offers
from tests.conftest import customer_of
from tests.crawling import form_with
from tests.sandbox.test_shop import buy

pytestmark = pytest.mark.django_db

Offer = get_model("offer", "ConditionalOffer")
ADD = reverse("dashboard:customer-group-add")
LIST = reverse("dashboard:customer-group-list")


@pytest.fixture
def wholesale(alice):
    return groups.create(name="Wholesale", by=alice)


def fill_in(percent="", **data):
    return {"name": "Wholesale", "colour": "#2a6f4e", "description": "", "discount_percent": percent, **data}


def edit(client, group, *args, **data):
    return client.post(reverse("dashboard:customer-group-edit", args=[group.pk]), fill_in(*args, **data), follow=True)


def form_of(client, group):
    return client.get(reverse("dashboard:customer-group-edit", args=[group.pk])).context["form"]


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_group_is_made_with_its_discount(as_alice, bob, carol):
    answer = as_alice.post(ADD, fill_in("10"), follow=True)
    assert told(answer) == ["“Wholesale” was added. Its members get 10% off."]
    assert "−10%" in answer.content.decode()
    groups.assign([customer_of(carol)], group=CustomerGroup.objects.get(), by=None)
    bread, totals = create_product(price=D("24.00"), num_in_stock=9), []
    for user in (bob, carol):
        client = Client()
        client.force_login(user)
        buy(client, bread)
        totals.append(client.get(reverse("basket:summary")).context["basket"].total_incl_tax)
    assert totals == [D("24.00"), D("21.60")]


def test_a_group_is_made_without_a_discount(as_alice):
    answer = as_alice.post(ADD, fill_in(), follow=True)
    assert told(answer) == ["“Wholesale” was added."]
    assert not Offer.objects.exists()


def test_a_discount_off_a_range_with_dates_comes_back_in_the_form(as_alice, wholesale):
    bread = RangeFactory(name="Bread")
    edit(as_alice, wholesale, "12.5", discount_range=bread.pk, discount_starts_on="2026-12-01")
    form = form_of(as_alice, wholesale)
    shown = {name: str(form[f"discount_{name}"].value()) for name in ("percent", "range", "starts_on", "ends_on")}
    assert shown == {"percent": "12.5", "range": str(bread.pk), "starts_on": "2026-12-01", "ends_on": "None"}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"discount_starts_on": 1}, "Its members get 10% off from "),
        ({"discount_ends_on": 0}, "Its members get 10% off."),
        ({"discount_ends_on": -1}, "Its discount of 10% is over: its last day has passed."),
    ],
)
def test_what_was_saved_is_said(as_alice, wholesale, days, words):
    dates = {name: str(timezone.localdate() + timedelta(days=number)) for name, number in days.items()}
    assert words in told(edit(as_alice, wholesale, "10", **dates))[0]


def test_saving_it_unchanged_says_nothing_of_the_discount(as_alice, alice, wholesale):
    offers.give_discount(wholesale, percent=D(10), by=alice)
    assert told(edit(as_alice, wholesale, "10")) == ["“Wholesale” was saved."]


def test_emptied_it_ends(as_alice, alice, wholesale):
    offers.give_discount(wholesale, percent=D(10), by=alice)
    answer = edit(as_alice, wholesale, "")
    assert told(answer) == ["“Wholesale” was saved. Its discount has ended."]
    assert "−10%" not in answer.content.decode()
    assert form_of(as_alice, wholesale)["discount_percent"].value() is None
    assert (
        "The discount so far"
        in as_alice.get(reverse("dashboard:customer-group-edit", args=[wholesale.pk])).content.decode()
    )


def opened(client, group):
    """What the browser sends of the group's page when nothing is touched."""
    return sent(client.get(reverse("dashboard:customer-group-edit", args=[group.pk])))


def sent(page):
    return form_with("discount_percent", page.content.decode()).data()


def post(client, group, data):
    return client.post(reverse("dashboard:customer-group-edit", args=[group.pk]), data, follow=True)


def test_a_discount_that_a_colleague_ended_does_not_come_back_by_saving_the_group(as_alice, alice, root, wholesale):
    offers.give_discount(wholesale, percent=D(10), by=alice)
    data = opened(as_alice, wholesale)
    offers.end_discount(wholesale, by=root)
    answer = post(as_alice, wholesale, {**data, "description": "Shops"})
    assert told(answer) == ["“Wholesale” was saved."]
    assert offers.discount_of(wholesale).is_ended


def test_a_discount_that_a_colleague_gave_does_not_end_by_saving_the_group(as_alice, root, wholesale):
    data = opened(as_alice, wholesale)
    offers.give_discount(wholesale, percent=D(10), by=root)
    post(as_alice, wholesale, {**data, "description": "Shops"})
    assert not offers.discount_of(wholesale).is_ended


def test_who_changes_a_discount_that_a_colleague_changed_is_told_and_sees_both(as_alice, alice, root, wholesale):
    bread = RangeFactory(name="Bread")
    offers.give_discount(wholesale, percent=D(10), range=bread, by=alice)
    data = opened(as_alice, wholesale)
    offers.give_discount(wholesale, percent=D(20), range=bread, ends_on=date(2099, 12, 31), by=root)
    answer = post(as_alice, wholesale, {**data, "discount_percent": "15"})
    assert "Somebody changed the discount of this group while you were editing." in answer.content.decode()
    assert offers.discount_of(wholesale).percent == 20
    assert told(post(as_alice, wholesale, sent(answer))) == ["“Wholesale” was saved. Its members get 15% off."]
    assert offers.discount_of(wholesale).terms() == {
        "percent": D(15), "range": bread, "starts_on": None, "ends_on": date(2099, 12, 31),
    }  # fmt: skip


def test_who_moves_the_last_day_of_a_discount_that_a_colleague_ended_does_not_bring_it_back(
    as_alice, alice, root, wholesale
):
    offers.give_discount(wholesale, percent=D(10), by=alice)
    data = opened(as_alice, wholesale)
    offers.end_discount(wholesale, by=root)
    answer = post(as_alice, wholesale, {**data, "discount_ends_on": "2099-12-31"})
    post(as_alice, wholesale, sent(answer))
    assert offers.discount_of(wholesale).is_ended


@pytest.mark.parametrize("field", ["discount_percent", "initial-discount_percent"])
def test_a_number_that_can_not_be_compared_breaks_nothing(as_alice, alice, wholesale, field):
    offers.give_discount(wholesale, percent=D(10), by=alice)
    assert post(as_alice, wholesale, {**opened(as_alice, wholesale), field: "sNaN"}).status_code == 200
    assert offers.discount_of(wholesale).percent == 10


def test_a_discount_that_was_suspended_on_oscars_page_does_not_come_back_by_saving_the_group(
    as_alice, alice, wholesale
):
    offers.give_discount(wholesale, percent=D(10), by=alice).offer.suspend()
    form = form_of(as_alice, wholesale)
    edit(as_alice, wholesale, form["discount_percent"].value() or "")
    assert offers.discount_of(wholesale).is_ended


def test_a_new_name_and_a_new_discount_at_once(as_alice, alice, wholesale):
    offers.give_discount(wholesale, percent=D(10), by=alice)
    edit(as_alice, wholesale, "15", name="Trade")
    assert Offer.objects.get().name == "Trade −15%"


@pytest.mark.parametrize("percent", ["0", "-5", "100.01", "ten", "1e99", "NaN", "10.001"])
def test_a_percentage_that_is_none_is_told_at_the_field(as_alice, wholesale, percent):
    answer = edit(as_alice, wholesale, percent)
    assert "discount_percent" in answer.context["form"].errors
    assert not Offer.objects.exists()


def test_a_last_day_before_the_first_is_told_at_the_field(as_alice, wholesale):
    answer = edit(as_alice, wholesale, "10", discount_starts_on="2026-12-02", discount_ends_on="2026-12-01")
    assert list(answer.context["form"].errors) == ["discount_ends_on"]


def test_a_range_that_is_gone_is_told_at_the_field(as_alice, wholesale):
    assert list(edit(as_alice, wholesale, "10", discount_range="4711").context["form"].errors) == ["discount_range"]


def test_a_group_that_is_refused_gets_no_discount(as_alice, wholesale):
    answer = as_alice.post(ADD, fill_in("10"))
    assert list(answer.context["form"].errors) == ["name"]
    assert not Offer.objects.exists()


def test_the_form_tells_how_the_discount_does(as_alice, alice, wholesale):
    offer = offers.give_discount(wholesale, percent=D(10), by=alice).offer
    Offer.objects.filter(pk=offer.pk).update(num_orders=8, total_discount=D("134.20"))
    address, link = reverse("dashboard:customer-group-edit", args=[wholesale.pk]), f"/dashboard/offers/{offer.pk}/"
    page = as_alice.get(address).content.decode()
    assert "€134.20" in page
    assert "Running" in page
    assert link not in page
    alice.user_permissions.add(Permission.objects.get(codename="view_conditionaloffer"))
    assert link in as_alice.get(address).content.decode()


def test_what_was_made_into_something_else_is_shown_and_left_alone(as_alice, alice, wholesale):
    offer = offers.give_discount(wholesale, percent=D(10), by=alice).offer
    offer.benefit.type = offer.benefit.FIXED
    offer.benefit.save()
    page = as_alice.get(reverse("dashboard:customer-group-edit", args=[wholesale.pk]))
    assert "made into something else" in page.content.decode()
    assert "discount_percent" not in page.context["form"].fields
    assert told(edit(as_alice, wholesale, "", name="Trade")) == ["“Trade” was saved."]
    offer.refresh_from_db()
    assert (offer.status, offer.benefit.type) == (Offer.OPEN, "Absolute")


def test_deleting_and_merging_say_what_becomes_of_the_offers(as_alice, alice, wholesale):
    groups.create(name="Club", by=alice)
    offers.give_discount(wholesale, percent=D(10), by=alice)
    pages = {
        name: as_alice.get(reverse(f"dashboard:customer-group-{name}", args=[wholesale.pk])).content.decode()
        for name in ("delete", "merge")
    }
    assert "1 offer that is only for this group is suspended." in pages["delete"]
    assert "1 offer that was for its customers is for all customers of the other group then." in pages["merge"]
