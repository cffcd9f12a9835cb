"""Two clicks, two workers, an answer while somebody reads: at the same moment.

With real connections and real threads; SQLite lets only one write at a time and has nothing to race.
"""

import pytest
from django.core import mail
from django.db import connection

from oscar_clienti.models import Conversation, Message, Way
from oscar_clienti.services import conversations
from tests.conftest import customer_of, make_user
from tests.racing import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time"),
]
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def customer():
    return customer_of(make_user("bob@example.com", first_name="Bob"))


def test_a_double_click_makes_one_message_and_one_e_mail(customer):
    def click():
        try:
            conversations.start(customer, subject="Hello", text="Hi", by=None, form_key=KEY)
        except conversations.AlreadyWritten:
            pass

    race(click, click, click)
    assert (Conversation.objects.count(), Message.objects.count(), len(mail.outbox)) == (1, 1, 1)


def test_two_workers_send_once(customer, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    message = conversations.start(customer, subject="Hello", text="Hi", by=None)
    race(*[lambda: conversations.send(message.pk)] * 3)
    assert len(mail.outbox) == 1


def test_what_comes_in_while_somebody_reads_stays_unread_or_is_read_but_never_miscounted(customer):
    conversation = conversations.start(customer, subject="Hello", text="Hi", by=None).conversation
    first = conversations.reply(conversation, text="One", way=Way.LINK)
    race(
        lambda: conversations.reply(conversation, text="Two", way=Way.LINK),
        lambda: conversations.seen_by_staff(conversation, upto=first.pk, by=None),
    )
    unread = Message.objects.filter(kind="customer", read_at=None).count()
    assert (Conversation.objects.get().unread_by_staff, unread) == (1, 1)
