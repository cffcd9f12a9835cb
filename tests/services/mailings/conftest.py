"""Bob and Carol said yes to marketing, Eve never did; alice writes to them."""

import pytest

from oscar_clienti.models import Job, Mailing
from oscar_clienti.services import consents, jobs, mailings, sync
from tests.conftest import customer_of

TEXT = {"en": {"subject": "Summer, {first_name}", "body": "Dear {first_name},\n\nnew bread at {shop_name}."}}


def agree(user):
    customer = customer_of(user)
    consents.grant(customer, channel="email", source="account", wording="Yes", by=user)
    return customer


def send(mailing, by):
    """Start it, and do all of its work here and now."""
    job = mailings.start(mailing, by=by)
    jobs.work(job.pk)
    return Job.objects.get(pk=job.pk)


def states(mailing):
    rows = mailing.deliveries.values_list("customer__first_name", "state", "reason")
    return {name: (state, reason) if reason else state for name, state, reason in rows}


@pytest.fixture
def people(bob, carol, eve):
    sync.refresh([bob.pk, carol.pk, eve.pk])
    agree(bob)
    agree(carol)
    return [bob, carol, eve]


@pytest.fixture
def draft(alice, people):
    """Marketing to the three of them."""
    mailing = mailings.begin(chosen=[user.pk for user in people], by=alice)
    return mailings.write(mailing, kind=Mailing.Kind.MARKETING, texts=TEXT, by=alice)


@pytest.fixture
def service(alice, people):
    """A service message to everybody."""
    mailing = mailings.begin(query="", by=alice)
    return mailings.write(mailing, kind=Mailing.Kind.SERVICE, texts=TEXT, by=alice)
