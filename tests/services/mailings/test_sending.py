"""Sent to whom it may be sent to, once, and written down."""

from collections import Counter
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer, Job, JobChunk, Mailing, MailingDelivery
from oscar_clienti.services import consents, customers, erasure, jobs, mailings, sync
from oscar_clienti.services.mailings.claims import Claim
from oscar_clienti.services.mailings.journal import Journal
from tests.conftest import customer_of, heard, make_user

from .conftest import TEXT, agree, send, states

pytestmark = pytest.mark.django_db


class Moody(EmailBackend):
    """Raises what its class attribute says for these addresses."""

    moods: dict = {}
    closed = False

    def open(self):
        if Moody.closed:
            raise ConnectionRefusedError

    def send_messages(self, messages):
        for message in messages:
            if error := Moody.moods.get(message.to[0]):
                raise error
        return super().send_messages(messages)


@pytest.fixture
def moody(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Moody"
    monkeypatch.setattr(Moody, "moods", {})
    monkeypatch.setattr(Moody, "closed", False)
    return Moody


def recipients():
    return sorted(message.to[0] for message in mail.outbox)


def test_marketing_goes_to_those_who_said_yes(draft, alice):
    job = send(draft, alice)
    assert recipients() == ["bob@example.com", "carol@example.com"]
    assert states(draft) == {"Bob": "sent", "Carol": "sent", "Eve": ("skipped", "no_consent")}
    assert (job.state, job.counts["sent"], job.counts["no_consent"]) == (Job.State.DONE, 2, 1)


def test_a_service_message_goes_to_everybody(service, alice):
    send(service, alice)
    assert recipients() == ["bob@example.com", "carol@example.com", "eve@example.com"]


def test_everybody_reads_their_own_name(draft, alice):
    send(draft, alice)
    letter = next(message for message in mail.outbox if message.to == ["bob@example.com"])
    assert letter.subject == "Summer, Bob"
    assert "Dear Bob," in letter.body and "Dear Bob," in letter.alternatives[0][0]


def test_whoever_says_no_between_writing_and_sending_gets_nothing(draft, alice, bob):
    job = mailings.start(draft, by=alice)
    consents.withdraw(customer_of(bob), channel="email", source="account", by=bob)
    jobs.work(job.pk)
    assert recipients() == ["carol@example.com"]
    assert states(draft)["Bob"] == ("skipped", "no_consent")


def test_whoever_says_no_while_others_are_written_to_gets_nothing(draft, alice, bob, carol, settings, monkeypatch):
    class Slow(EmailBackend):
        def send_messages(self, messages):
            consents.withdraw(customer_of(carol), channel="email", source="account", by=carol)
            return super().send_messages(messages)

    monkeypatch.setattr("tests.services.mailings.test_sending.Moody", Slow)
    settings.EMAIL_BACKEND = f"{__name__}.Moody"
    send(draft, alice)
    assert recipients() == ["bob@example.com"]


def test_a_yes_belongs_to_its_address(draft, alice, bob):
    get_user_model().objects.filter(pk=bob.pk).update(email="new@example.com")
    send(draft, alice)
    assert recipients() == ["carol@example.com"]


def test_the_address_is_the_one_of_the_moment_of_sending(service, alice, bob):
    job = mailings.start(service, by=alice)
    customers.change_email(customer_of(bob), email="new@example.com", by=alice)
    mail.outbox.clear()
    jobs.work(job.pk)
    assert "new@example.com" in recipients()
    assert service.deliveries.get(customer=bob.pk).address == "new@example.com"


def test_inactive_people_get_nothing(service, alice, bob):
    customers.deactivate(customer_of(bob), by=alice)
    send(service, alice)
    assert "bob@example.com" not in recipients()
    assert mailings.reach(service).match == 2


def test_of_the_chosen_ones_the_inactive_get_nothing(draft, alice, bob):
    customers.deactivate(customer_of(bob), by=alice)
    send(draft, alice)
    assert states(draft)["Bob"] == ("skipped", "inactive")


def test_people_without_an_address_get_nothing(service, alice, bob):
    get_user_model().objects.filter(pk=bob.pk).update(email="")
    send(service, alice)
    assert states(service)["Bob"] == ("skipped", "no_address")


def test_whoever_was_deleted_meanwhile_gets_nothing(service, alice, bob):
    job = mailings.start(service, by=alice)
    jobs.work(job.pk, seconds=0)
    erasure.erase(customer_of(bob), by=alice)
    mail.outbox.clear()
    jobs.work(job.pk)
    assert recipients() == ["carol@example.com", "eve@example.com"]


def test_whoever_became_staff_meanwhile_gets_nothing(draft, alice, bob):
    job = mailings.start(draft, by=alice)
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    jobs.work(job.pk)
    assert recipients() == ["carol@example.com"]


def test_who_came_after_the_numbers_were_seen_gets_nothing(service, alice):
    upper = Customer.objects.order_by("-pk").first().pk
    late = make_user("late@example.com")
    sync.refresh([late.pk])
    jobs.work(mailings.start(service, by=alice, upper=upper).pk)
    assert "late@example.com" not in recipients()


def test_a_double_click_gives_one_job(draft, alice):
    first, second = mailings.start(draft, by=alice), mailings.start(draft, by=alice)
    assert first == second
    assert Job.objects.count() == 1


def test_started_twice_is_sent_once(draft, alice):
    send(draft, alice)
    send(draft, alice)
    assert recipients() == ["bob@example.com", "carol@example.com"]


def test_a_part_that_is_done_again_sends_nothing_again(draft, alice):
    job = send(draft, alice)
    JobChunk.objects.filter(job=job).update(state="ready")
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
    jobs.work(job.pk)
    assert len(mail.outbox) == 2
    assert Activity.objects.filter(kind="message.mailed").count() == 2


def test_what_was_claimed_and_not_marked_is_never_sent_again(draft, alice, bob):
    MailingDelivery.objects.create(mailing=draft, customer=customer_of(bob), address=bob.email)
    job = send(draft, alice)
    assert recipients() == ["carol@example.com"]
    assert job.counts["claimed"] == 1
    assert "1 was perhaps sent" in " ".join(jobs.kinds["mailing"].summary(job))


def test_it_stands_in_the_timeline_of_those_who_got_it(draft, alice, bob):
    job = send(draft, alice)
    rows = Activity.objects.filter(kind="message.mailed")
    assert set(rows.values_list("customer__first_name", flat=True)) == {"Bob", "Carol"}
    row = rows.get(customer=bob.pk)
    assert row.facts == {"subject": "Summer, Bob", "mailing": draft.pk}
    assert (row.by, row.job) == (alice, job)


def test_the_store_log_has_one_row(draft, alice):
    send(draft, alice)
    row = Activity.objects.get(kind="mailing.started")
    assert (row.customer, row.by, row.facts["number"]) == (None, alice, 3)


def test_it_is_kept_among_the_e_mails_of_those_who_got_it(draft, alice, bob):
    send(draft, alice)
    kept = get_model("communication", "Email").objects.get(user=bob)
    assert (kept.subject, kept.email) == ("Summer, Bob", "bob@example.com")
    assert "Dear Bob" in kept.body_text and "Dear Bob" in kept.body_html
    assert "unsubscribe" not in (kept.body_text + kept.body_html).lower()


def test_a_shop_that_keeps_no_e_mails_keeps_none(draft, alice, settings):
    settings.OSCAR_SAVE_SENT_EMAILS_TO_DB = False
    send(draft, alice)
    assert not get_model("communication", "Email").objects.exists()


def test_each_reads_it_in_their_own_language(alice, people, bob):
    Customer.objects.filter(pk=bob.pk).update(language="it")
    texts = {**TEXT, "it": {"subject": "Estate", "body": "Caro {first_name}"}}
    mailing = mailings.begin(query="", by=alice)
    send(mailings.write(mailing, kind="marketing", texts=texts, by=alice), alice)
    letters = {message.to[0]: message for message in mail.outbox}
    assert letters["bob@example.com"].subject == "Estate"
    assert letters["carol@example.com"].subject == "Summer, Carol"


def test_a_refused_address_stops_nobody_else(draft, alice, moody):
    moody.moods = {"bob@example.com": SMTPRecipientsRefused({"bob@example.com": (550, b"no such user")})}
    send(draft, alice)
    assert states(draft)["Bob"] == ("failed", "refused") and states(draft)["Carol"] == "sent"


def test_a_broken_connection_leaves_the_one_open_and_goes_on(draft, alice, moody):
    moody.moods = {"bob@example.com": SMTPServerDisconnected("gone")}
    send(draft, alice)
    assert states(draft)["Bob"] == ("claimed", "cut_off") and states(draft)["Carol"] == "sent"


@pytest.mark.parametrize("error", [RuntimeError("500"), ValueError("the answer is no JSON"), KeyError("id")])
def test_what_a_backend_of_another_protocol_says_in_its_own_words_is_not_a_sure_no(draft, alice, moody, error):
    """It may have sent the e-mail, and stumbled over the answer."""
    moody.moods = {"bob@example.com": error}
    send(draft, alice)
    assert states(draft)["Bob"] == ("claimed", "cut_off") and states(draft)["Carol"] == "sent"


@pytest.mark.parametrize("address", ["bob@", f"bob@{'ü' * 70}.example"])
def test_what_is_no_address_is_surely_not_sent_to(service, alice, bob, moody, address):
    moody.moods = {address: RuntimeError("400")}
    get_user_model().objects.filter(pk=bob.pk).update(email=address)
    send(service, alice)
    assert states(service)["Bob"] == ("failed", "unwritable") and states(service)["Carol"] == "sent"


def test_without_a_mail_server_nobody_is_touched_and_the_job_says_so(draft, alice, moody):
    moody.closed = True
    job = send(draft, alice)
    assert job.state == Job.State.FAILED and "could not be reached" in job.error
    assert not draft.deliveries.filter(state="claimed").exists()
    moody.closed = False
    jobs.work(jobs.resume(job, by=alice).pk)
    assert recipients() == ["bob@example.com", "carol@example.com"]


def test_a_mail_server_that_refuses_everything_stops_the_job(alice, moody):
    users = [make_user() for _number in range(15)]
    sync.refresh([user.pk for user in users])
    moody.moods = {user.email: SMTPRecipientsRefused({}) for user in users}
    mailing = mailings.begin(chosen=[user.pk for user in users], by=alice)
    mailings.write(mailing, kind="service", texts=TEXT, by=alice)
    job = send(mailing, alice)
    assert job.state == Job.State.FAILED and "one after the other" in job.error
    assert mailing.deliveries.count() == 10


@pytest.fixture
def in_small_parts(alice, moody, monkeypatch):
    """A service message to twelve people in parts of three, all of whom are refused but those in ``taken``."""
    monkeypatch.setattr("oscar_clienti.services.mailings.starting.PIECE_AT_ONCE", 3)

    def write(taken=()):
        users = [make_user() for _number in range(12)]
        sync.refresh([user.pk for user in users])
        refused = [user.email for number, user in enumerate(users, start=1) if number not in taken]
        moody.moods = {email: SMTPRecipientsRefused({}) for email in refused}
        mailing = mailings.begin(chosen=[user.pk for user in users], by=alice)
        return mailings.write(mailing, kind="service", texts=TEXT, by=alice)

    return write


def test_also_where_its_parts_are_small(in_small_parts, alice):
    mailing = in_small_parts()
    job = send(mailing, alice)
    assert job.state == Job.State.FAILED and "one after the other" in job.error
    assert mailing.deliveries.count() == 10


def test_one_that_was_sent_in_between_lets_it_go_on(in_small_parts, alice):
    assert send(in_small_parts(taken=[5]), alice).state == Job.State.DONE


def test_who_is_left_out_in_between_is_none(in_small_parts, alice):
    mailing = in_small_parts()
    customers.deactivate(Customer.objects.get(pk=mailing.chosen[4]), by=alice)
    assert send(mailing, alice).state == Job.State.FAILED
    assert mailing.deliveries.filter(state="failed").count() == 10


def test_whoever_goes_on_when_the_mail_server_is_well_again_writes_to_the_rest(in_small_parts, alice, moody):
    mailing = in_small_parts()
    job = send(mailing, alice)
    moody.moods = {}
    jobs.work(jobs.resume(job, by=alice).pk)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE and len(mail.outbox) == 2


def test_the_failures_of_the_first_try_do_not_stop_the_second(in_small_parts, alice, moody):
    mailing = in_small_parts(taken=[1, 2, 3])
    send(mailing, alice)
    moody.moods = dict(list(moody.moods.items())[:1])
    job = mailings.retry(mailing, by=alice)
    jobs.work(job.pk)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert mailings.outcome(mailing).failed == 1


def test_those_who_were_refused_are_tried_again_and_nobody_else(draft, alice, moody):
    moody.moods = {"bob@example.com": SMTPRecipientsRefused({})}
    send(draft, alice)
    moody.moods = {}
    job = mailings.retry(draft, by=alice)
    jobs.work(job.pk)
    assert recipients() == ["bob@example.com", "carol@example.com"]
    assert states(draft)["Bob"] == "sent"
    assert mailings.outcome(Mailing.objects.get(pk=draft.pk)).sent == 2
    assert Job.objects.get(pk=job.pk).counts["sent"] == 1


def test_whoever_said_no_since_is_not_tried_again(draft, alice, bob, moody):
    moody.moods = {"bob@example.com": SMTPRecipientsRefused({})}
    send(draft, alice)
    moody.moods = {}
    consents.withdraw(customer_of(bob), channel="email", source="account", by=bob)
    jobs.work(mailings.retry(draft, by=alice).pk)
    assert recipients() == ["carol@example.com"]
    assert states(draft)["Bob"] == ("skipped", "no_consent")


class Killed(BaseException):
    """As SIGKILL does it: nothing that comes after it is done."""


class Deadly(EmailBackend):
    """The worker dies with the letter in its hand, as often as ``times`` says."""

    times = 0

    def send_messages(self, messages):
        if Deadly.times:
            Deadly.times -= 1
            raise Killed
        return super().send_messages(messages)


@pytest.fixture
def deadly(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Deadly"
    monkeypatch.setattr(Deadly, "times", 1)
    return Deadly


def go_on_after_a_kill(job):
    """What the sweeper does when the dead worker's time has run out."""
    JobChunk.objects.filter(job=job).exclude(state="done").update(state="ready", lease_until=None)
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)
    jobs.work(job.pk)


def sent_but_for_bob(draft, alice):
    """Bob's letter was in the hands of a worker that was killed."""
    job = mailings.start(draft, by=alice)
    with pytest.raises(Killed):
        jobs.work(job.pk)
    go_on_after_a_kill(job)
    draft.deliveries.filter(state="claimed").update(at=timezone.now() - timedelta(hours=1))
    return Job.objects.get(pk=job.pk)


def test_a_worker_killed_with_a_letter_in_its_hand_leaves_one_open(draft, alice, deadly):
    job = sent_but_for_bob(draft, alice)
    assert recipients() == ["carol@example.com"]
    assert (job.state, states(draft)["Bob"]) == (Job.State.DONE, "claimed")


def test_a_worker_killed_while_it_writes_a_letter_leaves_nobody_open(draft, alice, monkeypatch):
    from oscar_clienti.services import letters

    written, calls = letters.written, []

    def dies_once(*args, **kwargs):
        calls.append(args)
        if len(calls) == 1:
            raise Killed
        return written(*args, **kwargs)

    monkeypatch.setattr(letters, "written", dies_once)
    job = mailings.start(draft, by=alice)
    with pytest.raises(Killed):
        jobs.work(job.pk)
    go_on_after_a_kill(job)
    assert recipients() == ["bob@example.com", "carol@example.com"]


def test_what_is_open_is_sent_again_only_by_the_merchants_word(draft, alice, deadly):
    sent_but_for_bob(draft, alice)
    with pytest.raises(ValidationError):
        mailings.retry(draft, by=alice)
    jobs.work(mailings.retry(draft, by=alice, also_unsure=True).pk)
    assert recipients() == ["bob@example.com", "carol@example.com"]
    assert states(draft)["Bob"] == "sent"


def test_what_may_still_be_on_its_way_is_not_sent_again(draft, alice, deadly):
    sent_but_for_bob(draft, alice)
    draft.deliveries.filter(state="claimed").update(at=timezone.now())
    with pytest.raises(ValidationError):
        mailings.retry(draft, by=alice, also_unsure=True)


def test_a_second_kill_leaves_the_one_sent_again_open(draft, alice, deadly):
    sent_but_for_bob(draft, alice)
    deadly.times = 1
    job = mailings.retry(draft, by=alice, also_unsure=True)
    with pytest.raises(Killed):
        jobs.work(job.pk)
    go_on_after_a_kill(job)
    assert recipients() == ["carol@example.com"] and states(draft)["Bob"] == "claimed"


def test_a_worker_that_was_thought_dead_marks_nothing_of_another(draft, alice, bob):
    late = Claim(MailingDelivery(mailing=draft, customer_id=bob.pk), None, Journal())
    late.take()
    MailingDelivery.objects.update(at=timezone.now() + timedelta(seconds=1))
    late.mark("sent", "")
    assert states(draft)["Bob"] == "claimed"


def test_a_dispatcher_of_the_stores_own_has_its_letters_claimed_before(draft, alice, monkeypatch):
    """It may send by any road, and never touch the connection that it was given."""
    claimed = []

    class Dispatcher(get_class("communication.utils", "Dispatcher")):
        def send_email_messages(self, recipient_email, messages, from_email=None, attachments=None):
            claimed.append(MailingDelivery.objects.filter(address=recipient_email, state="claimed").exists())

    def find(module, name):
        return Dispatcher if name == "Dispatcher" else get_class(module, name)

    monkeypatch.setattr("oscar_clienti.services.letters.get_class", find)
    send(draft, alice)
    assert claimed == [True, True]
    assert states(draft)["Bob"] == "sent"


def test_nor_has_it_a_letter_to_what_is_no_address(service, alice, bob, monkeypatch):
    class Dispatcher(get_class("communication.utils", "Dispatcher")):
        def send_email_messages(self, recipient_email, messages, from_email=None, attachments=None):
            raise RuntimeError("400")

    def find(module, name):
        return Dispatcher if name == "Dispatcher" else get_class(module, name)

    monkeypatch.setattr("oscar_clienti.services.letters.get_class", find)
    get_user_model().objects.filter(pk=bob.pk).update(email="bob@")
    send(service, alice)
    assert states(service)["Bob"] == ("failed", "unwritable") and states(service)["Carol"] == ("claimed", "cut_off")


def test_the_same_letter_has_the_same_name(draft, alice, deadly):
    deadly.times = 0
    send(draft, alice)
    draft.deliveries.update(state="claimed", at=timezone.now() - timedelta(hours=1))
    jobs.work(mailings.retry(draft, by=alice, also_unsure=True).pk)
    names = Counter(message.message()["Message-ID"] for message in mail.outbox)
    assert sorted(names.values()) == [2, 2]


def test_nothing_is_tried_again_while_it_is_being_sent(draft, alice):
    mailings.start(draft, by=alice)
    with pytest.raises(ValidationError):
        mailings.retry(draft, by=alice)


def test_a_stopped_mailing_writes_to_nobody_more(draft, alice):
    job = mailings.start(draft, by=alice)
    jobs.cancel(job, by=alice)
    jobs.work(job.pk)
    assert not mail.outbox


def test_a_paused_mailing_goes_on_where_it_was(draft, alice, monkeypatch):
    monkeypatch.setattr("oscar_clienti.services.mailings.starting.PIECE_AT_ONCE", 1)
    job = mailings.start(draft, by=alice)

    def first_only(*arguments, **options):
        jobs.pause(job, by=alice)
        return deliver(*arguments, **options)

    from oscar_clienti.services.mailings import job as module

    deliver = module.deliver
    monkeypatch.setattr(module, "deliver", first_only)
    jobs.work(job.pk)
    assert recipients() == ["bob@example.com"]
    monkeypatch.setattr(module, "deliver", deliver)
    jobs.work(jobs.resume(job, by=alice).pk)
    assert recipients() == ["bob@example.com", "carol@example.com"]


def test_a_shop_may_say_how_many_leave_in_a_minute(draft, alice, settings, monkeypatch):
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    settings.OSCAR_CLIENTI_MAILINGS_PER_MINUTE = 60
    send(draft, alice)
    assert len(mail.outbox) == 2
    assert waited and 0.5 < waited[0] <= 1


def test_the_first_of_each_part_waits_too(draft, alice, settings, monkeypatch):
    """With so few in a minute each person is a part."""
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    settings.OSCAR_CLIENTI_MAILINGS_PER_MINUTE = 30
    send(draft, alice)
    assert len(mail.outbox) == 2
    assert [1.5 < seconds <= 2 for seconds in waited] == [True, True]


def test_a_line_that_was_silent_for_long_is_made_anew(draft, alice, settings, monkeypatch, moody):
    opened = []
    monkeypatch.setattr(Moody, "open", lambda line: opened.append(line))
    monkeypatch.setattr("oscar_clienti.services.mailings.line.SILENCE_SECONDS", -1.0)
    send(draft, alice)
    assert len(opened) == 2


def test_a_line_in_use_stays(draft, alice, monkeypatch, moody):
    opened = []
    monkeypatch.setattr(Moody, "open", lambda line: opened.append(line))
    send(draft, alice)
    assert len(opened) == 1


def test_it_needs_its_right(draft, viewer):
    with pytest.raises(PermissionDenied):
        mailings.start(draft, by=viewer)


def test_whoever_loses_the_right_sends_nothing_more(draft, alice):
    job = mailings.start(draft, by=alice)
    alice.user_permissions.clear()
    jobs.work(job.pk)
    assert not mail.outbox and Job.objects.get(pk=job.pk).state == Job.State.FAILED


def test_without_a_text_nothing_is_sent(alice, people):
    with pytest.raises(ValidationError):
        mailings.start(mailings.begin(query="", by=alice), by=alice)


def test_a_signal_tells_that_it_begins(draft, alice):
    with heard(signals.mailing_started) as calls:
        mailings.start(draft, by=alice)
        mailings.start(draft, by=alice)
    assert [call["mailing"] for call in calls] == [draft]


def test_erasing_a_customer_takes_the_rows_along(draft, alice, bob):
    send(draft, alice)
    erasure.erase(customer_of(bob), by=alice)
    assert set(states(draft)) == {"Carol", "Eve"}
    assert mailings.outcome(Mailing.objects.get(pk=draft.pk)).sent == 2


def test_the_queries_of_a_part_do_not_grow_but_by_person(alice, django_assert_max_num_queries):
    users = [make_user(first_name=f"Nr {number}") for number in range(10)]
    sync.refresh([user.pk for user in users])
    for user in users:
        agree(user)
    mailing = mailings.begin(chosen=[user.pk for user in users], by=alice)
    mailings.write(mailing, kind="marketing", texts=TEXT, by=alice)
    job = mailings.start(mailing, by=alice)
    # Each person: look twice, write the claim down and mark it, with the savepoints of a test's transaction.
    with django_assert_max_num_queries(10 * 8 + 60):
        jobs.work(job.pk)
    assert len(mail.outbox) == 10
