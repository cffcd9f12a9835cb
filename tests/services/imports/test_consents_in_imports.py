"""A yes of the file against what the ledger says since."""

from datetime import UTC, datetime

import pytest

from oscar_clienti.models import ConsentState, Customer
from oscar_clienti.services import consents, imports
from tests.conftest import customer_of

from .conftest import customer

pytestmark = pytest.mark.django_db

HEAD = "email,phone,{channel}_consent,{channel}_consent_at,{channel}_consent_source\n"


@pytest.fixture
def asked(bob):
    """Bob, who was asked on the first of March whether we may write to him."""

    def go(channel="email"):
        customer_of(bob)
        Customer.objects.filter(pk=bob.pk).update(phone="+39 011 5550100")
        at = datetime(2026, 3, 1, tzinfo=UTC)
        consents.request(customer_of(bob), channel=channel, source="account", wording="May we?", by=bob, at=at)
        return bob

    return go


def yes(day, channel="email", phone="+39 011 5550100"):
    return HEAD.format(channel=channel) + f"bob@example.com,{phone},yes,{day},Fair\n"


def kept(job):
    return [words for outcome in imports.every(job, "same") for words in outcome.kept]


def test_a_yes_older_than_the_question_is_not_promised(asked, previewed):
    asked()
    job = previewed(yes("2026-02-01"))
    assert job.counts["consents_kept"] == 1 and "older" in kept(job)[0]


def test_a_yes_after_the_question_answers_it(asked, imported):
    asked()
    imported(yes("2026-03-02"))
    assert customer("bob@example.com").email_consent == ConsentState.GRANTED


def test_a_yes_to_messages_is_compared_as_well(asked, previewed):
    asked("sms")
    assert previewed(yes("2026-02-01", "sms")).counts["consents_kept"] == 1


def test_a_question_to_another_number_says_nothing(asked, imported):
    asked("sms")
    imported(yes("2026-02-01", "sms", "+39 333 7654321"))
    assert customer("bob@example.com").sms_consent == ConsentState.GRANTED
