"""With a real mail server: what it was not told to the end has not left, and nobody is left out or written to twice."""

import logging
import smtplib

import pytest
from django.utils import timezone

from oscar_clienti.models import Job, MailingDelivery
from oscar_clienti.services import jobs, mailings
from oscar_clienti.services.mailings.claims import Claim
from oscar_clienti.services.mailings.journal import Journal
from tests.conftest import customer_of
from tests.mail_server import serving

from .conftest import send, states
from .test_sending import Killed, go_on_after_a_kill

pytestmark = pytest.mark.django_db
BOTH = ["bob@example.com", "carol@example.com"]


@pytest.fixture
def post(db, settings):
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    with serving(settings) as server:
        yield server


@pytest.fixture
def dies(monkeypatch):
    """Let the worker die once at this place."""

    def at(place, name):
        real, died = getattr(place, name), []

        def deadly(*args, **kwargs):
            if not died:
                died.append(True)
                raise Killed
            return real(*args, **kwargs)

        monkeypatch.setattr(place, name, deadly)

    return at


def killed(draft, alice):
    """Begin it with a worker that dies, and go on."""
    job = mailings.start(draft, by=alice)
    with pytest.raises(Killed):
        jobs.work(job.pk)
    go_on_after_a_kill(job)
    return Job.objects.get(pk=job.pk)


def test_it_goes_to_those_who_said_yes(draft, alice, post):
    send(draft, alice)
    assert post.recipients == BOTH


def test_the_whole_text_is_there(draft, alice, post):
    send(draft, alice)
    text = post.received[0].content.decode()
    assert text.startswith("Content-Type: multipart/alternative") and text.rstrip().endswith("--")


def test_lines_that_look_like_the_end_are_text(draft, alice, post):
    mailings.write(draft, kind="service", texts={"en": {"subject": "Dots", "body": "One\n.\nTwo\n.\n"}}, by=alice)
    send(draft, alice)
    assert "One\r\n.\r\nTwo\r\n.\r\n" in post.received[0].content.decode()


def test_a_worker_killed_before_it_makes_the_claim_leaves_nobody_out(draft, alice, post, dies):
    """The server had heard Bob's whole e-mail, but not the end of it."""
    dies(Claim, "take")
    killed(draft, alice)
    assert post.heard.count("bob@example.com") == 2
    assert post.recipients == BOTH
    assert states(draft)["Bob"] == "sent"


def test_a_worker_killed_right_after_the_claim_leaves_nobody_out(draft, alice, post, dies):
    dies(Journal, "leaving")
    killed(draft, alice)
    assert post.recipients == BOTH
    assert states(draft)["Bob"] == "sent"


def test_a_worker_killed_after_the_server_took_it_sends_nothing_twice(draft, alice, post, dies):
    dies(Claim, "mark")
    killed(draft, alice)
    assert post.recipients == BOTH
    assert states(draft)["Bob"] == "claimed"


def test_whom_another_worker_has_claimed_meanwhile_is_not_written_to(draft, alice, bob, post, monkeypatch):
    take = Claim.take

    def late(claim):
        if claim.row.customer_id == bob.pk:
            MailingDelivery.objects.create(mailing=draft, customer=customer_of(bob), at=timezone.now(), state="sent")
        take(claim)

    monkeypatch.setattr(Claim, "take", late)
    send(draft, alice)
    assert "bob@example.com" in post.heard
    assert post.recipients == ["carol@example.com"]


def test_a_connection_that_broke_before_the_end_is_made_anew(draft, alice, post):
    post.moods = {"bob@example.com": "hangs up once"}
    send(draft, alice)
    assert post.recipients == BOTH
    assert states(draft)["Bob"] == "sent"


def test_where_it_breaks_again_the_e_mail_surely_did_not_leave(draft, alice, post):
    post.moods = {"bob@example.com": "hangs up"}
    send(draft, alice)
    assert states(draft) == {"Bob": ("failed", "cut_off"), "Carol": "sent", "Eve": ("skipped", "no_consent")}


def test_and_may_be_tried_again(draft, alice, post):
    post.moods = {"bob@example.com": "hangs up"}
    send(draft, alice)
    post.moods = {}
    jobs.work(mailings.retry(draft, by=alice).pk)
    assert post.recipients == BOTH


def test_one_that_the_server_closes_for_it_has_had_enough_is_made_anew(draft, alice, post):
    """It says so (421) when the next e-mail begins; that is nobody's address."""
    post.most = 1
    send(draft, alice)
    assert post.recipients == BOTH
    assert states(draft)["Carol"] == "sent"


def test_one_that_it_closes_when_it_hears_the_address_is_made_anew(draft, alice, post):
    post.moods = {"bob@example.com": "closes"}
    send(draft, alice)
    assert post.heard.count("bob@example.com") == 2
    assert states(draft)["Bob"] == ("failed", "cut_off") and states(draft)["Carol"] == "sent"


def test_a_connection_that_broke_after_the_end_leaves_the_one_open(draft, alice, post):
    post.moods = {"bob@example.com": "takes and hangs up"}
    send(draft, alice)
    assert post.recipients == BOTH
    assert states(draft)["Bob"] == ("claimed", "cut_off") and states(draft)["Carol"] == "sent"


def test_a_refused_address_stops_nobody_else(draft, alice, post):
    post.moods = {"bob@example.com": "refuses"}
    send(draft, alice)
    assert post.recipients == ["carol@example.com"]
    assert states(draft)["Bob"] == ("failed", "refused")


class TimedOut(Exception):
    """As a queue raises it in the middle of whatever is done."""


def test_who_is_interrupted_while_the_server_thinks_has_perhaps_sent_it(draft, alice, post, monkeypatch):
    """It is no answer of the server's: nobody may be sent it again without being asked."""
    getreply, interrupted = smtplib.SMTP.getreply, []

    def thinks(smtp):
        code, words = getreply(smtp)
        if post.received and not interrupted:
            interrupted.append(words)
            raise TimedOut
        return code, words

    monkeypatch.setattr(smtplib.SMTP, "getreply", thinks)
    send(draft, alice)
    assert states(draft)["Bob"] == ("claimed", "cut_off")
    assert post.recipients == BOTH


def test_an_answer_that_is_none_is_not_a_no(draft, alice, post, monkeypatch):
    getreply, mumbled = smtplib.SMTP.getreply, []

    def mumbles(smtp):
        code, words = getreply(smtp)
        if post.received and not mumbled:
            mumbled.append(words)
            return -1, b"?"
        return code, words

    monkeypatch.setattr(smtplib.SMTP, "getreply", mumbles)
    send(draft, alice)
    assert states(draft)["Bob"] == ("claimed", "cut_off")


def test_a_server_that_does_not_take_the_text_has_said_no(draft, alice, post):
    post.moods = {"bob@example.com": "takes nothing"}
    send(draft, alice)
    assert states(draft)["Bob"] == ("failed", "refused")
