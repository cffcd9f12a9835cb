"""The last day in a group, where staff sees and sets it."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from oscar_clienti.filters import CustomerFilter
from oscar_clienti.models import Customer, Job
from oscar_clienti.services import bulk, groups, jobs
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db
LAST = date(2099, 12, 31)


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


@pytest.fixture
def bob(bob, vip):
    groups.assign([customer_of(bob)], group=vip, until=LAST, by=None)
    return bob


def edit(client, user, **typed):
    row = customer_of(user)
    names = ("first_name", "last_name", "group_until")
    known = {name: getattr(row, name) or "" for name in names}
    known |= {"version": row.version, "group": row.group_id or "", "system_notifications": "on"}
    return client.post(reverse("dashboard:customer-edit", args=[user.pk]), {**known, **typed})


def assign(client, *users, **typed):
    data = {"selected": [customer_of(user).pk for user in users], "confirmed": "1", **typed}
    return client.post(reverse("dashboard:customer-bulk-assign-group"), data)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def membership(user):
    row = customer_of(user)
    return (row.group, row.group_until)


def test_list_and_profile_say_until_when(as_alice, bob):
    for page in (reverse("dashboard:users-index"), reverse("dashboard:user-detail", args=[bob.pk])):
        assert "until 12/31/2099" in as_alice.get(page).content.decode()


def test_list_and_profile_say_when_it_has_ended(as_alice, bob):
    Customer.objects.filter(pk=bob.pk).update(group_until=date(2020, 1, 31))
    for page in (reverse("dashboard:users-index"), reverse("dashboard:user-detail", args=[bob.pk])):
        assert "ended on 01/31/2020" in as_alice.get(page).content.decode()


def test_the_profile_says_that_a_rule_did_it(as_alice, bob):
    Customer.objects.filter(pk=bob.pk).update(group_until=None, group_by_rule=True)
    html = as_alice.get(reverse("dashboard:user-detail", args=[bob.pk])).content.decode()
    assert "by its joining rule" in html


def test_the_activity_says_who_from_and_until(as_alice, bob):
    html = as_alice.get(reverse("dashboard:customer-panel", args=[bob.pk, "activity"])).content.decode()
    assert "Member until" in html
    assert "12/31/2099" in html


def test_the_edit_form_sets_and_clears_the_day(as_alice, bob, vip):
    edit(as_alice, bob, group_until="2098-06-30")
    assert membership(bob) == (vip, date(2098, 6, 30))
    edit(as_alice, bob, group_until="")
    assert membership(bob) == (vip, None)


def test_a_form_that_is_saved_as_it_is_changes_nothing(as_alice, bob):
    version = customer_of(bob).version
    assert edit(as_alice, bob).status_code == 302
    assert customer_of(bob).version == version


def test_whoever_leaves_the_group_need_not_empty_the_day(as_alice, bob):
    assert edit(as_alice, bob, group="").status_code == 302
    assert membership(bob) == (None, None)


def test_a_day_without_a_group_is_told_at_the_group(as_alice, carol):
    response = edit(as_alice, carol, group_until="2099-01-01")
    assert "group" in response.context["form"].errors


@pytest.mark.parametrize("day", ["2020-01-01", "soon", "2099-02-30"])
def test_a_day_that_can_not_be_is_told_at_the_day(as_alice, bob, vip, day):
    response = edit(as_alice, bob, group_until=day)
    assert "group_until" in response.context["form"].errors
    assert membership(bob) == (vip, LAST)


def test_a_membership_that_has_ended_does_not_keep_the_form_from_being_saved(as_alice, bob):
    Customer.objects.filter(pk=bob.pk).update(group_until=date(2020, 1, 31))
    assert edit(as_alice, bob, company="Rossi Snc").status_code == 302
    assert (customer_of(bob).company, customer_of(bob).group_until) == ("Rossi Snc", date(2020, 1, 31))


def test_somebody_is_added_with_a_last_day(as_alice, vip):
    data = {"email": "dora@example.com", "group": vip.pk, "group_until": "2099-12-31"}
    as_alice.post(reverse("dashboard:customer-add"), data)
    dora = Customer.objects.get(email="dora@example.com")
    assert (dora.group, dora.group_until) == (vip, LAST)


def test_several_get_a_group_and_a_last_day(as_alice, bob, carol, vip):
    response = assign(as_alice, bob, carol, group=vip.pk, until="2099-12-31")
    assert (membership(bob), membership(carol)) == ((vip, LAST), (vip, LAST))
    assert "1 customer came into the group “VIP”. 1 needed no change." in said(response)


def test_several_get_no_day_that_has_passed(as_alice, carol, vip):
    response = assign(as_alice, carol, group=vip.pk, until="2020-01-01")
    assert "until" in response.context["form"].errors
    assert membership(carol) == (None, None)


def test_all_who_match_get_the_day_too(alice, carol, vip):
    customer_of(carol)
    act, options = bulk.acts["assign-group"], {"group": vip, "until": LAST}
    job = bulk.start(act, bulk.Crowd.now(""), by=alice, options=options)
    assert job.title == "Put customers into the group “VIP” until 12/31/2099"
    jobs.work(job.pk)
    assert (Job.objects.get(pk=job.pk).counts["changed"], membership(carol)) == (1, (vip, LAST))


def test_the_filter_finds_whose_membership_ends_soon(bob, carol, eve, vip):
    today = timezone.localdate()
    days = {bob: 7, carol: 8, eve: -1, make_user(): None, make_user(): 0}
    for person, ahead in days.items():
        customer_of(person)
        until = None if ahead is None else today + timedelta(days=ahead)
        Customer.objects.filter(pk=person.pk).update(group=vip, group_until=until)
    found = CustomerFilter.from_string("membership_ends=7")
    assert sorted(found.apply().values_list("group_until", flat=True)) == [today, today + timedelta(days=7)]
    assert [chip.text for chip in found.chips()] == ["Membership ends within 7 days"]
