"""Writing, sending, receiving and looking after conversations."""

import smtplib
from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import create_order

from oscar_clienti import signals
from oscar_clienti.models import (
    Activity,
    Conversation,
    Delivery,
    Failure,
    Message,
    MessageFile,
    MessageKind,
    ReadyText,
    ReplyLink,
    Way,
)
from oscar_clienti.services import conversations, customers, erasure, personal_data, sync
from oscar_clienti.services.personal_data import parts
from tests.conftest import customer_of, grant, heard, make_user, proven

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(bob):
    sync.refresh([bob.pk])
    return customer_of(bob)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Inside of it what waits for the transaction is done at its end: messages are mailed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def written(customer, alice):
    """A message that waits to be sent."""
    return conversations.start(customer, subject="Your sofa", text="It is here.", by=alice)


@pytest.fixture
def sent(written):
    conversations.send(written.pk)
    return Message.objects.get(pk=written.pk)


def token_in(mail):
    return mail.body.split("/messages/reply/")[1].split("/")[0]


def pdf(name="paper.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4 paper", content_type="application/pdf")


# ---- Writing


def test_a_message_is_kept_before_it_is_sent(written, mailoutbox):
    assert (written.delivery, written.recipient, mailoutbox) == (Delivery.QUEUED, "bob@example.com", [])


def test_it_leaves_when_the_transaction_is_safe(customer, alice, commit, mailoutbox):
    with commit():
        conversations.start(customer, subject="Your sofa", text="It is here.", by=alice)
    assert [mail.to for mail in mailoutbox] == [["bob@example.com"]]


def test_placeholders_are_filled_when_it_is_written(customer, alice):
    message = conversations.start(customer, subject="For {first_name}", text="Dear {name}", by=alice)
    assert (message.conversation.subject, message.text) == ("For Bob", "Dear Bob Rossi")


@pytest.mark.parametrize("text", ["{{ user.password }}", "{% debug %}", "{% include 'x' %}", "{user.password}"])
def test_no_template_engine_sees_what_staff_writes(customer, alice, mailoutbox, text):
    conversations.send(conversations.start(customer, subject="Hello", text=text, by=alice).pk)
    assert text in mailoutbox[0].body


def test_html_is_text(customer, alice, mailoutbox):
    conversations.send(conversations.start(customer, subject="Hello", text="<script>alert(1)</script>", by=alice).pk)
    html = mailoutbox[0].alternatives[0][0]
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>" not in html


@pytest.mark.parametrize("subject", ["Hello\nBcc: eve@example.com", "Hello\rX: y", "Hello\x85Bcc: eve@example.com"])
def test_a_subject_can_not_smuggle_headers_in(customer, alice, subject):
    with pytest.raises(ValidationError):
        conversations.start(customer, subject=subject, text="Hello", by=alice)


def test_a_name_with_a_line_break_can_not_either(customer, alice):
    type(customer).objects.filter(pk=customer.pk).update(first_name="Bob\nBcc: eve@example.com")
    with pytest.raises(ValidationError):
        conversations.start(customer, subject="For {first_name}", text="Hello", by=alice)


def test_writing_needs_its_right(customer):
    vera = grant(make_user(is_staff=True), "view_customer", "view_conversation", "change_conversation")
    with pytest.raises(PermissionDenied):
        conversations.start(customer, subject="Hello", text="Hello", by=vera)


def test_staff_is_not_written_to(alice, root):
    sync.refresh([root.pk])
    with pytest.raises(PermissionDenied):
        conversations.start(customer_of(root), subject="Hello", text="Hello", by=alice)


def test_somebody_elses_order_is_refused(customer, alice, carol):
    with pytest.raises(ValidationError):
        conversations.start(customer, subject="Hello", text="Hi", by=alice, order=create_order(user=carol, number="7"))


def test_a_form_that_is_sent_twice_makes_one_message(customer, alice):
    first = conversations.start(customer, subject="Hello", text="Hello", by=alice, form_key="a" * 32)
    with pytest.raises(conversations.AlreadyWritten) as refused:
        conversations.start(customer, subject="Hello", text="Hello", by=alice, form_key="a" * 32)
    assert refused.value.written == first
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("other", [{"subject": "Hello, corrected"}, {"uploads": True}])
def test_whoever_goes_back_and_corrects_it_has_sent_another(customer, alice, other):
    conversations.start(customer, subject="Hello", text="Hello", by=alice, form_key="a" * 32)
    corrected = {"subject": "Hello", **other, "uploads": [pdf()] if "uploads" in other else []}
    conversations.start(customer, text="Hello", by=alice, form_key="a" * 32, **corrected)
    with pytest.raises(conversations.AlreadyWritten):
        corrected["uploads"] = [pdf()] if "uploads" in other else []
        conversations.start(customer, text="Hello", by=alice, form_key="a" * 32, **corrected)
    assert Conversation.objects.count() == 2


def test_the_history_has_no_text(written):
    row = Activity.objects.get(kind="message.written")
    conversation = Conversation.objects.get()
    assert (row.facts, row.changes) == ({"conversation": conversation.pk, "subject": "Your sofa"}, {})


# ---- Sending


def test_a_second_worker_sends_nothing(written, mailoutbox):
    conversations.send(written.pk)
    conversations.send(written.pk)
    assert len(mailoutbox) == 1


def test_a_sent_message_says_so(sent):
    assert (sent.delivery, Activity.objects.filter(kind="message.sent").count()) == (Delivery.SENT, 1)


def test_others_are_told_when_it_has_left(written, alice):
    with heard(signals.message_sent) as calls:
        conversations.send(written.pk)
    assert [(call["message"].pk, call["by"]) for call in calls] == [(written.pk, alice)]


def test_the_link_stands_in_the_e_mail_alone(sent, mailoutbox):
    token = token_in(mailoutbox[0])
    everywhere = [str(list(model._base_manager.values())) for model in apps.get_models() if model._meta.managed]
    assert not any(token in rows for rows in everywhere)


def test_it_is_kept_as_a_message_and_not_among_the_mails(sent, bob):
    assert not get_model("communication", "Email").objects.filter(user=bob).exists()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (smtplib.SMTPRecipientsRefused({}), Failure.REFUSED),
        (smtplib.SMTPAuthenticationError(535, b"no"), Failure.SIGN_IN),
        (smtplib.SMTPServerDisconnected(), Failure.UNREACHABLE),
        (ConnectionRefusedError(), Failure.UNREACHABLE),
        (smtplib.SMTPDataError(554, b"no"), Failure.OTHER),
    ],
)
def test_a_refusal_is_told_in_plain_words(written, settings, error, reason):
    settings.EMAIL_BACKEND = "tests.services.conversations.test_conversations.Broken"
    Broken.error = error
    conversations.send(written.pk)
    message = Message.objects.get(pk=written.pk)
    assert (message.delivery, message.failure) == (Delivery.FAILED, reason)
    assert not ReplyLink.objects.exists()


class Broken:
    """A mail server that raises."""

    error: Exception

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise self.error


def test_a_failed_one_can_be_sent_again(written, settings, alice, commit, mailoutbox):
    settings.EMAIL_BACKEND = "tests.services.conversations.test_conversations.Broken"
    Broken.error = ConnectionRefusedError()
    conversations.send(written.pk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with commit():
        conversations.retry(written, by=alice)
    assert len(mailoutbox) == 1


def test_a_sent_one_can_not(sent, alice):
    with pytest.raises(ValidationError):
        conversations.retry(sent, by=alice)


def test_one_that_is_under_way_can_not(written, alice):
    with pytest.raises(ValidationError):
        conversations.retry(written, by=alice)


def test_one_whose_worker_was_killed_can_and_the_late_worker_changes_nothing(written, alice):
    before = timezone.now() - timedelta(minutes=11)
    Message.objects.filter(pk=written.pk).update(delivery=Delivery.SENDING, tried_at=before)
    assert conversations.retry(written, by=alice).delivery == Delivery.QUEUED


def test_what_waited_for_long_is_given_to_a_worker(written, commit, mailoutbox):
    Message.objects.filter(pk=written.pk).update(at=timezone.now() - timedelta(minutes=11))
    with commit():
        assert conversations.resume() == 1
    assert len(mailoutbox) == 1


def test_it_is_not_sent_to_an_address_that_is_no_longer_theirs(written, customer, alice, mailoutbox):
    customers.change_email(customer, email="bob@new.example", by=alice)
    mailoutbox.clear()
    conversations.send(written.pk)
    assert (Message.objects.get().failure, mailoutbox) == (Failure.MOVED, [])


def test_sent_again_it_goes_to_the_new_one(written, customer, alice, commit, mailoutbox):
    customers.change_email(customer, email="bob@new.example", by=alice)
    conversations.send(written.pk)
    mailoutbox.clear()
    with commit():
        conversations.retry(written, by=alice)
    assert mailoutbox[0].to == ["bob@new.example"]


def test_files_go_along(customer, alice, mailoutbox):
    message = conversations.start(customer, subject="Hello", text="Hi", by=alice, uploads=[pdf()])
    conversations.send(message.pk)
    assert mailoutbox[0].attachments[0][:2] == ("paper.pdf", b"%PDF-1.4 paper")


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"<html><script>alert(1)</script>", b"MZ\x00\x01"])
def test_what_a_browser_would_run_is_refused_and_nothing_is_kept(customer, alice, content):
    with pytest.raises(ValidationError):
        upload = SimpleUploadedFile("picture.png", content)
        conversations.start(customer, subject="Hello", text="Hi", by=alice, uploads=[upload])


# ---- Receiving


def test_an_answer_is_unread_and_opens_the_conversation_again(sent, alice):
    conversations.close(sent.conversation, by=alice)
    conversations.reply(sent.conversation, text="Thank you", way=Way.LINK)
    conversation = Conversation.objects.get()
    assert (conversation.unread_by_staff, conversation.state) == (1, "open")


def test_an_answer_is_told_to_others(sent, bob):
    with heard(signals.message_received) as calls:
        conversations.reply(sent.conversation, text="Thank you", way=Way.ACCOUNT)
    assert calls[0]["by"] == bob


def test_an_answer_by_link_is_by_nobody_for_sure(sent):
    conversations.reply(sent.conversation, text="Thank you", way=Way.LINK)
    assert Activity.objects.get(kind="message.received").by_id is None


def test_who_was_shut_out_does_not_write(sent, customer, alice):
    customers.deactivate(customer, by=alice)
    with pytest.raises(PermissionDenied):
        conversations.reply(Conversation.objects.get(), text="Thank you", way=Way.LINK)


def test_a_link_opens_its_conversation(sent, mailoutbox):
    assert conversations.look_up(token_in(mailoutbox[0])).message == sent


def test_a_wrong_one_opens_nothing(sent):
    assert conversations.look_up("x" * 43) is None


@pytest.mark.parametrize("what", ["old", "deactivated", "address", "erased"])
def test_a_link_dies(sent, customer, alice, mailoutbox, what):
    token = token_in(mailoutbox[0])
    if what == "old":
        ReplyLink.objects.update(expires_at=timezone.now())
    elif what == "deactivated":
        customers.deactivate(customer, by=alice)
    elif what == "address":
        customers.change_email(customer, email="bob@new.example", by=alice)
    else:
        erasure.erase(customer, by=alice)
    assert conversations.look_up(token) is None


def test_old_links_are_swept(sent):
    ReplyLink.objects.update(expires_at=timezone.now())
    assert conversations.sweep() == 1


# ---- The contact form


def asked(**more):
    return conversations.contact(subject="Question", text="Is it red?", **more).conversation


def test_whoever_is_signed_in_is_known(customer):
    assert asked(customer=customer).customer == customer


def test_a_proven_address_is_known(customer, bob):
    proven(bob)
    assert asked(name="Bob", email="Bob@Example.com").customer == customer


def test_an_address_that_nobody_proved_is_not(customer):
    conversation = asked(name="Bob", email="bob@example.com")
    assert (conversation.customer, conversation.email) == (None, "bob@example.com")


def test_the_address_of_the_team_is_not(alice):
    proven(alice)
    assert asked(name="Alice", email=alice.email).customer is None


def test_an_order_of_theirs_is_linked(customer, bob):
    order = create_order(user=bob, number="100777")
    assert asked(customer=customer, order_number="100777").order == order


def test_a_guests_order_under_the_address_of_an_account_is_not_the_accounts(customer, bob):
    """Anybody may have registered the address; the guest's order waits until it is proven."""
    create_order(user=None, number="100779", guest_email=bob.email)
    conversation = asked(customer=customer, order_number="100779")
    assert (conversation.order, conversation.order_number) == (None, "100779")


def test_somebody_elses_order_is_only_a_number(customer, carol):
    create_order(user=carol, number="100778")
    conversation = asked(customer=customer, order_number="100778")
    assert (conversation.order, conversation.order_number) == (None, "100778")


def test_somebody_unknown_is_answered_by_mail(alice, mailoutbox):
    conversation = asked(name="Dora", email="dora@example.com")
    conversations.send(conversations.answer(conversation, text="Yes, {first_name}", by=alice).pk)
    assert (mailoutbox[0].to, "Yes, Dora" in mailoutbox[0].body) == (["dora@example.com"], True)


def test_staff_says_whose_it_is(customer, alice):
    conversation = conversations.attach(asked(name="Bob", email="bobby@example.com"), customer, by=alice)
    assert conversation.customer == customer


def test_but_not_twice(customer, carol, alice):
    sync.refresh([carol.pk])
    conversation = conversations.attach(asked(name="Bob", email="bobby@example.com"), customer, by=alice)
    with pytest.raises(ValidationError):
        conversations.attach(conversation, customer_of(carol), by=alice)


# ---- Looking after


def test_reading_leaves_what_came_meanwhile(sent, alice):
    first = conversations.reply(sent.conversation, text="One", way=Way.LINK)
    conversations.reply(sent.conversation, text="Two", way=Way.LINK)
    conversations.seen_by_staff(sent.conversation, upto=first.pk, by=alice)
    assert Conversation.objects.get().unread_by_staff == 1


def test_reading_by_the_customer(sent):
    conversations.seen_by_customer(sent.conversation, upto=sent.pk)
    assert (Conversation.objects.get().unread_by_customer, Message.objects.get().read_at is None) == (0, False)


def test_a_remark_is_unread_by_nobody(sent, alice):
    conversations.remark(sent.conversation, text="He was angry", by=alice)
    conversation = Conversation.objects.get()
    assert (conversation.unread_by_staff, conversation.unread_by_customer) == (0, 1)


def test_a_remark_is_never_mailed(sent, alice, commit, mailoutbox):
    mailoutbox.clear()
    with commit():
        conversations.remark(sent.conversation, text="He was angry", by=alice)
    assert mailoutbox == []


def test_closing_and_reopening_are_told(sent, alice):
    with heard(signals.conversation_changed) as calls:
        conversations.close(sent.conversation, by=alice)
        conversations.close(sent.conversation, by=alice)
        conversations.reopen(sent.conversation, by=alice)
    assert [call["what"] for call in calls] == ["closed", "reopened"]


def test_it_is_assigned_to_who_may_read_it(sent, alice, viewer):
    with pytest.raises(ValidationError):
        conversations.assign(sent.conversation, to=viewer, by=alice)
    assert conversations.assign(sent.conversation, to=None, by=alice).assigned_to is None


def test_colleagues_are_those_who_may_read(alice, viewer, root, bob):
    assert set(conversations.colleagues()) == {alice, root}


def test_the_menu_counts_what_is_unread(sent):
    assert conversations.menu_label() == "Messages"
    conversations.reply(sent.conversation, text="One", way=Way.LINK)
    assert conversations.menu_label() == "Messages (1)"


# ---- Leaving


def test_everything_goes_with_the_account(customer, alice, commit):
    message = conversations.start(customer, subject="Hello", text="Hi", by=alice, uploads=[pdf()])
    row = MessageFile.objects.get(message=message)
    asked(name="Bob", email="bob@example.com")
    with commit():
        erasure.erase(customer, by=alice)
    assert not Conversation.objects.exists()
    assert not row.file.storage.exists(row.file.name)


def test_files_go_with_a_user_who_is_deleted_by_another_road(customer, alice, bob, commit):
    message = conversations.start(customer, subject="Hello", text="Hi", by=alice, uploads=[pdf()])
    row = MessageFile.objects.get(message=message)
    with commit():
        bob.delete()
    assert not row.file.storage.exists(row.file.name)


def test_whoever_never_proved_the_address_takes_nothing_of_a_stranger_along(customer, bob):
    """Mallory may have registered what is Dora's."""
    asked(name="Dora", email="bob@example.com")
    erasure.erase(customer, by=bob)
    assert Conversation.objects.count() == 1


def test_whoever_proved_it_takes_everything_along(customer, bob):
    asked(name="Dora", email="bob@example.com")
    proven(bob)
    erasure.erase(customer, by=bob)
    assert not Conversation.objects.exists()


def test_who_was_deleted_meanwhile_can_not_ask(customer, alice):
    erasure.erase(customer, by=alice)
    with pytest.raises(PermissionDenied):
        asked(customer=customer)


def test_what_came_in_the_form_is_not_told_as_the_persons(customer, bob):
    proven(bob)
    asked(name="Bob", email=bob.email)
    (row,) = parts.data_parts["messages"].rows(bob)
    assert row["from"] == "the contact form, with your address"


def test_of_remarks_not_even_that_there_were_any(sent, alice, bob):
    conversations.remark(sent.conversation, text="He was angry", by=alice)
    told = [row["what"] for row in parts.data_parts["history"].rows(bob)]
    assert "Remark in a conversation" not in told and "Message sent" in told


def test_the_person_gets_what_was_said_but_no_remarks(sent, alice, bob):
    conversations.remark(sent.conversation, text="He was angry", by=alice)
    told = [row["text"] for row in parts.data_parts["messages"].rows(bob)]
    assert told == ["It is here."]
    assert personal_data is not None


def test_ready_texts_are_filled(customer, alice):
    text = conversations.ready_texts.save(
        ReadyText(), title="Hello", language="", subject="For {first_name}", body="Dear {name}", by=alice
    )
    assert conversations.ready_texts.filled(text, customer=customer) == ("For Bob", "Dear Bob Rossi")


def test_a_ready_text_needs_its_right(viewer):
    with pytest.raises(PermissionDenied):
        conversations.ready_texts.save(ReadyText(), title="A", language="", subject="", body="B", by=viewer)


def test_kinds_of_messages_are_three():
    assert BytesIO is not None
    assert set(MessageKind.values) == {"shop", "customer", "remark"}
