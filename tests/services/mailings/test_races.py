"""Two workers at the same people at the same moment."""

import pytest
from django.core import mail
from django.db import connection

from oscar_clienti.models import Activity, Customer, MailingDelivery
from oscar_clienti.services import erasure, mailings, sync
from oscar_clienti.services.mailings.delivering import deliver, note
from tests.conftest import make_user
from tests.mail_server import serving
from tests.racing import race

from .conftest import TEXT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time"),
]


def test_nobody_gets_it_twice():
    users = [make_user() for _number in range(30)]
    pks = sorted(user.pk for user in users)
    sync.refresh(pks)
    mailing = mailings.write(mailings.begin(chosen=pks, by=None), kind="service", texts=TEXT, by=None)
    # locmem keeps one list for all threads.
    mail.outbox.clear()
    race(*(lambda: deliver(mailing, pks, by=None) for _worker in range(3)))
    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in users)
    assert MailingDelivery.objects.filter(state="sent", noted=True).count() == 30
    assert Activity.objects.filter(kind="message.mailed").count() == 30


def test_nobody_gets_it_twice_by_smtp(settings):
    """Where the claim is made when the server has heard nearly all of it."""
    users = [make_user() for _number in range(30)]
    pks = sorted(user.pk for user in users)
    sync.refresh(pks)
    mailing = mailings.write(mailings.begin(chosen=pks, by=None), kind="service", texts=TEXT, by=None)
    with serving(settings) as server:
        race(*(lambda: deliver(mailing, pks, by=None) for _worker in range(3)))
    assert server.recipients == sorted(user.email for user in users)
    assert MailingDelivery.objects.filter(state="sent", noted=True).count() == 30


@pytest.mark.parametrize("attempt", range(3))
def test_who_is_deleted_while_it_is_noted_down_is_gone(attempt):
    users = [make_user() for _number in range(20)]
    pks = sorted(user.pk for user in users)
    sync.refresh(pks)
    mailing = mailings.write(mailings.begin(chosen=pks, by=None), kind="service", texts=TEXT, by=None)
    rows = [MailingDelivery(mailing=mailing, customer_id=pk, address="a@example.com", state="sent") for pk in pks]
    MailingDelivery.objects.bulk_create(rows)
    leaving = Customer.objects.get(pk=pks[10])
    race(lambda: note(mailing, pks, by=None), lambda: erasure.erase(leaving, by=None))
    assert Customer.objects.get(pk=leaving.pk).erased_at
    assert MailingDelivery.objects.filter(noted=True).count() >= 19


def test_two_clicks_at_once_are_one_job():
    user = make_user()
    sync.refresh([user.pk])
    mailing = mailings.write(mailings.begin(chosen=[user.pk], by=None), kind="service", texts=TEXT, by=None)
    jobs = []
    race(*(lambda: jobs.append(mailings.start(mailing, by=None)) for _click in range(3)))
    assert len({job.pk for job in jobs}) == 1


def test_the_way_out_taken_twice_at_once_is_one_no():
    from oscar_clienti.models import ConsentEvent
    from oscar_clienti.services.mailings.unsubscribing import link_for
    from tests.conftest import customer_of

    user = make_user()
    sync.refresh([user.pk])
    token = link_for(customer_of(user), user.email, "en").rstrip("/").rsplit("/", 1)[1]
    race(*(lambda: mailings.unsubscribe(token) for _click in range(3)))
    assert ConsentEvent.objects.filter(customer=user.pk).count() == 1
