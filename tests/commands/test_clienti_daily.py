"""``clienti_daily``: what ended, who joined and left, what went wrong; once, twice, or only in words."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from oscar_clienti.models import Activity, Customer, JoiningRule, TaxExemption
from oscar_clienti.services import groups, memberships
from oscar_clienti.signals import customer_group_changed
from tests.conftest import customer_of
from tests.services.memberships.conftest import ordered

pytestmark = pytest.mark.django_db

DONE = (
    "1 memberships ended.\nVIP: 1 entered, 0 left.\n1 tax exemptions ended.\n0 price lists begin or ended.\n"
    "0 old sign-in links forgotten.\n"
    "0 old links for answering forgotten.\n0 messages that waited were given to a worker.\n"
    "0 visits to customers' accounts ended.\n0 visits of long ago no longer say whom and why.\n"
    "0 old entries of the activity log forgotten.\n"
    "0 files that belong to nothing deleted.\n"
)


class Killed(BaseException):
    pass


def said(*arguments, **options):
    out = StringIO()
    call_command("clienti_daily", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


def put_until_yesterday(user, group):
    customer_of(user)
    yesterday = timezone.localdate() - timedelta(days=1)
    Customer.objects.filter(pk=user.pk).update(group=group, group_key=group.name_key, group_until=yesterday)


@pytest.fixture
def night(alice, bob, carol, eve, vip):
    """Bob's membership and Eve's exemption ended yesterday; Carol has bought enough."""
    put_until_yesterday(bob, vip)
    customer_of(eve)
    Customer.objects.filter(pk=eve.pk).update(tax_exempt=True)
    TaxExemption.objects.create(customer_id=eve.pk, valid_until=timezone.localdate() - timedelta(days=1))
    memberships.set_rule(vip, min_spent=Decimal(100), by=alice)
    ordered(carol, 100)


def state():
    return list(Customer.objects.order_by("pk").values_list("pk", "group", "group_until", "tax_exempt", "version"))


def test_it_says_what_it_did(night, bob, carol, eve, vip):
    assert said() == DONE
    assert [customer_of(person).group for person in (bob, carol)] == [None, vip]
    assert not customer_of(eve).tax_exempt


def test_a_second_run_finds_nothing_to_do(night):
    said()
    before = state()
    nothing = DONE.replace("1 ", "0 ")
    assert said() == nothing
    assert state() == before


def test_a_dry_run_says_it_and_does_nothing(night):
    before, rows = state(), Activity.objects.count()
    words = "1 memberships would end.\nVIP: 1 would enter, 0 would leave.\n1 tax exemptions would end.\n"
    words += "0 price lists begin or ended.\n0 old sign-in links would be forgotten.\n"
    words += "0 old links for answering would be forgotten.\n"
    words += "0 messages that wait would be given to a worker.\n"
    words += "0 visits to customers' accounts would end.\n"
    words += "0 visits of long ago would no longer say whom and why.\n"
    words += "0 old entries of the activity log would be forgotten.\n"
    words += "0 files that belong to nothing would be deleted.\n"
    assert said("--dry-run") == words
    assert (state(), Activity.objects.count()) == (before, rows)
    assert JoiningRule.objects.get().applied_at is None


def test_whose_membership_ends_may_enter_again_by_the_rule(night, bob, vip):
    ordered(bob, 100)
    said()
    row = customer_of(bob)
    assert (row.group, row.group_until, row.group_by_rule) == (vip, None, True)


def test_a_shop_without_rules_is_told_so(db):
    assert "No joining rule is in force." in said()


def test_a_part_that_fails_stops_no_other(night, eve, vip):
    """Months beyond all calendars, which no form lets in, stand for whatever may be wrong."""
    JoiningRule.objects.update(months=32_000)
    errors = StringIO()
    with pytest.raises(CommandError) as failed:
        said(stderr=errors)
    assert failed.value.returncode == 1
    assert "1 of 11 parts failed" in str(failed.value)
    assert "Failed: ValueError" in errors.getvalue()
    assert not customer_of(eve).tax_exempt


def test_after_a_kill_the_rest_is_done(night, bob, carol, vip, monkeypatch):
    """Killed in the second of two batches: what was done stays done, and the next run does the other."""
    monkeypatch.setattr("oscar_clienti.services.many.BATCH", 1)
    put_until_yesterday(carol, vip)

    def kill(sender, customer, **kwargs):
        if customer.pk == carol.pk:
            raise Killed

    customer_group_changed.connect(kill)
    try:
        with pytest.raises(Killed):
            said()
    finally:
        customer_group_changed.disconnect(kill)
    assert [customer_of(person).group for person in (bob, carol)] == [None, vip]
    assert said().startswith("1 memberships ended.\nVIP: 1 entered")
