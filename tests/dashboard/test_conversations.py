"""The pages of conversations and ready-made texts."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from oscar.test.factories import create_order

from oscar_clienti.models import Conversation, Customer, Message, MessageFile, ReadyText
from oscar_clienti.services import conversations, sync
from tests.conftest import customer_of, grant, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("dashboard:customer-conversation-list")
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def customer(bob):
    sync.refresh([bob.pk])
    return customer_of(bob)


@pytest.fixture
def sofa(customer, alice):
    """A conversation in which Bob has answered."""
    message = conversations.start(customer, subject="Your sofa", text="It is here.", by=alice)
    conversations.send(message.pk)
    conversations.reply(message.conversation, text="I come tomorrow", way="account")
    return Conversation.objects.get()


@pytest.fixture
def unknown(db):
    return conversations.contact(
        name="Dora <b>", email="dora@example.com", subject="Is it red?", text="<script>alert(1)</script>"
    ).conversation


def address(page, conversation, *more):
    return reverse(f"dashboard:customer-conversation{page and '-'}{page}", args=[conversation.pk, *more])


def body(response):
    return response.content.decode()


def shown(client, **asked):
    return [row.subject for row in client.get(LIST, asked).context["rows"]]


# ---- The list


def test_the_list_shows_what_is_open(as_alice, alice, sofa, unknown):
    conversations.close(sofa, by=alice)
    assert shown(as_alice) == ["Is it red?"]


@pytest.mark.parametrize(
    ("show", "subjects"),
    [
        ("unread", ["Is it red?", "Your sofa"]),
        ("unsent", []),
        ("mine", ["Your sofa"]),
        ("unknown", ["Is it red?"]),
        ("closed", []),
        ("nonsense", ["Is it red?", "Your sofa"]),
    ],
)
def test_the_list_is_narrowed(as_alice, sofa, unknown, show, subjects):
    assert shown(as_alice, show=show) == subjects


def test_what_did_not_leave_is_found_and_marked(as_alice, sofa, unknown):
    sofa.messages.filter(delivery="sent").update(delivery="failed", failure="refused")
    assert shown(as_alice, show="unsent") == ["Your sofa"]
    assert body(as_alice.get(LIST)).count("cl-mark-no") == 1


def test_nor_did_that_of_which_nothing_is_heard(as_alice, sofa, unknown):
    hour_ago = timezone.now() - timedelta(hours=1)
    sofa.messages.filter(delivery="sent").update(delivery="sending", tried_at=hour_ago)
    assert shown(as_alice, show="unsent") == ["Your sofa"]


def test_what_is_on_its_way_is_no_trouble(as_alice, sofa):
    sofa.messages.filter(delivery="sent").update(delivery="sending", tried_at=timezone.now())
    assert shown(as_alice, show="unsent") == []


def test_whoever_found_another_way_closes_it(as_alice, alice, sofa):
    sofa.messages.filter(delivery="sent").update(delivery="failed")
    conversations.close(sofa, by=alice)
    assert shown(as_alice, show="unsent") == []


@pytest.mark.parametrize("words", ["sofa", "rossi", "BOB", "bob@example.com", "your rossi"])
def test_the_list_is_searched(as_alice, sofa, unknown, words):
    assert shown(as_alice, q=words) == ["Your sofa"]


def test_conversations_of_who_works_here_now_are_not_shown(as_alice, sofa, bob):
    bob.is_staff = True
    bob.save()
    assert shown(as_alice, show="all") == []
    assert as_alice.get(address("", sofa)).status_code == 404


def test_the_queries_of_the_list_do_not_grow(as_alice, sofa, customer, django_assert_max_num_queries):
    for number in range(20):
        Conversation.objects.create(customer=customer, subject=str(number))
    as_alice.get(LIST)
    with django_assert_max_num_queries(10):
        as_alice.get(LIST)


def test_the_menu_says_how_many_are_unread(as_alice, sofa):
    assert "Messages (1)" in body(as_alice.get(reverse("dashboard:users-index")))


def test_the_row_of_the_customer_says_so_too(as_alice, sofa, customer):
    assert "1 unread message" in body(as_alice.get(reverse("dashboard:users-index")))


def test_but_not_to_who_may_not_read(client, viewer, sofa):
    client.force_login(viewer)
    assert "unread message" not in body(client.get(reverse("dashboard:users-index")))


# ---- One conversation


def test_texts_of_others_are_text(as_alice, unknown):
    page = body(as_alice.get(address("", unknown)))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "Dora &lt;b&gt;" in page


def test_opening_it_reads_nothing(as_alice, sofa):
    as_alice.get(address("", sofa))
    assert Conversation.objects.get().unread_by_staff == 1


def test_the_button_reads(as_alice, sofa):
    latest = Message.objects.latest("pk").pk
    as_alice.post(address("read", sofa), {"upto": latest})
    assert Conversation.objects.get().unread_by_staff == 0


def test_an_answer_is_kept_and_sent_once(as_alice, sofa, mailoutbox, django_capture_on_commit_callbacks):
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            as_alice.post(address("answer", sofa), {"text": "See you, {first_name}", "form_key": KEY})
    assert [mail.subject for mail in mailoutbox] == ["Re: Your sofa"]
    assert "See you, Bob" in mailoutbox[0].body


def test_whoever_answers_has_read_what_stood_there(as_alice, sofa):
    assert sofa.unread_by_staff
    as_alice.post(address("answer", sofa), {"text": "See you", "upto": sofa.messages.latest("pk").pk})
    sofa.refresh_from_db()
    assert not sofa.unread_by_staff


def test_an_empty_answer_is_shown_again(as_alice, sofa):
    page = as_alice.post(address("answer", sofa), {"text": " "})
    assert page.context["answer_form"].errors
    assert Message.objects.count() == 2


def test_a_file_that_a_browser_would_run_is_refused_at_its_field(as_alice, sofa):
    svg = SimpleUploadedFile("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    page = as_alice.post(address("answer", sofa), {"text": "Look", "uploads": [svg], "form_key": KEY})
    assert "uploads" in page.context["answer_form"].errors


@pytest.mark.parametrize("page", ["answer", "write"])
def test_files_of_a_message_with_a_mistake_are_asked_for_again(as_alice, sofa, customer, page):
    url = address("answer", sofa) if page == "answer" else reverse("dashboard:customer-write", args=[customer.pk])
    sent = {"subject": "Sofa", "text": "", "uploads": SimpleUploadedFile("plan.txt", b"some text")}
    assert "Choose your files again." in body(as_alice.post(url, sent))


def test_two_files_go_with_an_answer(as_alice, sofa):
    uploads = [SimpleUploadedFile(f"{number}.txt", b"some text") for number in (1, 2)]
    as_alice.post(address("answer", sofa), {"text": "Look", "uploads": uploads, "form_key": KEY})
    assert MessageFile.objects.count() == 2


def test_a_remark_looks_different(as_alice, sofa):
    as_alice.post(address("remark", sofa), {"text": "He was angry"})
    assert "Remark, only for the team" in body(as_alice.get(address("", sofa)))


def test_a_remark_is_kept_once(as_alice, sofa):
    for _click in range(2):
        answer = as_alice.post(address("remark", sofa), {"text": "He was angry", "form_key": KEY})
        assert answer.url.startswith(address("", sofa))
    assert Message.objects.filter(kind="remark").count() == 1


def test_the_remarks_form_has_a_key(as_alice, sofa):
    form = as_alice.get(address("", sofa)).context["remark_form"]
    assert str(form["form_key"]) in body(as_alice.post(address("remark", sofa), {"form_key": form["form_key"].value()}))


@pytest.mark.parametrize("act", ["answer", "remark", "assign", "close", "reopen", "read"])
def test_whoever_loads_an_act_anew_comes_back_to_the_conversation(as_alice, sofa, act):
    assert as_alice.get(address(act, sofa)).url == address("", sofa)
    assert Conversation.objects.get().unread_by_staff == 1


def test_a_ready_text_is_asked_of_the_conversation_after_a_refusal_too(as_alice, sofa):
    ReadyText.objects.create(title="Hours", body="Nine to five")
    page = body(as_alice.post(address("answer", sofa), {"text": " "}))
    assert f'action="{address("", sofa)}" class="cl-ready"' in page
    assert f'hx-get="{address("", sofa)}"' in page


def test_it_is_assigned_closed_and_reopened(as_alice, alice, root, sofa):
    as_alice.post(address("assign", sofa), {"to": root.pk})
    as_alice.post(address("close", sofa))
    closed = Conversation.objects.get()
    assert (closed.assigned_to, closed.is_open) == (root, False)
    as_alice.post(address("reopen", sofa))
    assert Conversation.objects.get().is_open


def close_on(client, page, conversation):
    """Press *Close* on the page as it was drawn."""
    form = body(page).split(f'action="{address("close", conversation)}"')[1].split("</form>")[0]
    upto = re.search(r'name="upto" value="(\d+)"', form)
    return client.post(address("close", conversation), {"upto": upto[1]} if upto else {}, follow=True)


def test_what_came_meanwhile_is_not_closed_unread(as_alice, sofa):
    page = as_alice.get(address("", sofa))
    conversations.reply(sofa, text="Wait, the leg is broken", way="account")
    told = close_on(as_alice, page, sofa)
    assert "The customer has written meanwhile" in body(told)
    assert Conversation.objects.get().is_open


def test_what_came_meanwhile_and_a_colleague_has_read_is_closed(as_alice, alice, sofa):
    page = as_alice.get(address("", sofa))
    written = conversations.reply(sofa, text="Thank you!", way="account")
    conversations.seen_by_staff(sofa, upto=written.pk, by=alice)
    close_on(as_alice, page, sofa)
    assert not Conversation.objects.get().is_open


def test_what_stood_there_is_closed_without_a_word(as_alice, sofa):
    close_on(as_alice, as_alice.get(address("", sofa)), sofa)
    assert not Conversation.objects.get().is_open


def test_it_is_not_assigned_to_a_customer(as_alice, alice, carol, sofa):
    as_alice.post(address("assign", sofa), {"to": carol.pk})
    assert Conversation.objects.get().assigned_to == alice


def test_a_failed_message_offers_to_be_sent_again(as_alice, sofa):
    message = Message.objects.get(kind="shop")
    Message.objects.filter(pk=message.pk).update(delivery="failed", failure="unreachable")
    page = body(as_alice.get(address("", sofa)))
    assert "The mail server could not be reached." in page
    assert "Send again to bob@example.com" in page
    as_alice.post(address("retry", sofa, message.pk))
    assert Message.objects.get(pk=message.pk).delivery == "queued"


def test_one_that_waits_for_long_says_so(as_alice, sofa):
    Message.objects.filter(kind="shop").update(delivery="sending", tried_at=timezone.now() - timedelta(hours=1))
    assert "nothing has been heard of it for a while" in body(as_alice.get(address("", sofa)))


def test_a_message_of_another_conversation_is_not_found(as_alice, sofa, unknown):
    message = Message.objects.get(kind="shop")
    assert as_alice.post(address("retry", unknown, message.pk)).status_code == 404


def test_a_file_of_another_conversation_is_not_found(as_alice, alice, sofa, unknown):
    upload = SimpleUploadedFile("plan.txt", b"some text")
    row = conversations.answer(sofa, text="Look", by=alice, uploads=[upload]).files.get()
    assert as_alice.get(address("file", unknown, row.public_id)).status_code == 404
    served = as_alice.get(address("file", sofa, row.public_id))
    assert served["Content-Disposition"].startswith("attachment")
    assert served["X-Content-Type-Options"] == "nosniff"


def test_whose_an_unknown_one_is(as_alice, customer, unknown):
    found = as_alice.get(address("attach", unknown), {"q": "rossi"})
    assert found.context["found"] == [customer]
    as_alice.post(address("attach", unknown), {"customer": customer.pk})
    assert Conversation.objects.get().customer == customer


def test_who_may_not_see_customers_does_not_find_them_there(client, customer, unknown):
    client.force_login(grant(make_user(is_staff=True), "view_conversation", "change_conversation"))
    assert client.get(address("attach", unknown), {"q": "rossi"}).context["found"] == []


def test_staff_is_never_attached(as_alice, root, unknown):
    sync.refresh([root.pk])
    assert as_alice.post(address("attach", unknown), {"customer": root.pk}).status_code == 404


# ---- Writing


def write(customer, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse("dashboard:customer-write", args=[customer.pk]) + (f"?{query}" if query else "")


def test_writing_begins_a_conversation(as_alice, customer):
    answer = as_alice.post(write(customer), {"subject": "Hello", "text": "Dear {name}", "form_key": KEY})
    assert answer.url == address("", Conversation.objects.get())


def test_a_second_click_leads_to_the_same(as_alice, customer):
    posts = [as_alice.post(write(customer), {"subject": "Hello", "text": "Hi", "form_key": KEY}) for _click in range(2)]
    assert posts[0].url == posts[1].url
    assert Message.objects.count() == 1


@pytest.mark.parametrize(("right", "page"), [("message_customers", "answer"), ("change_conversation", "remark")])
def test_whoever_may_not_read_is_shown_nothing_by_a_form_with_a_mistake(client, sofa, right, page):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), right))
    answer = client.post(address(page, sofa), {"text": ""}, follow=True)
    assert "I come tomorrow" not in body(answer)
    assert answer.resolver_match.url_name == "index" and list(answer.context["messages"])


@pytest.mark.parametrize(("rights", "page"), [(["view_customer"], "user-detail"), ([], "index")])
def test_whoever_may_write_and_not_read_is_led_to_where_they_may_go(client, customer, rights, page):
    """A page that says "forbidden" would let them write a second time."""
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "message_customers", *rights))
    answer = client.post(write(customer), {"subject": "Hello", "text": "Hi", "form_key": KEY}, follow=True)
    assert (answer.status_code, answer.resolver_match.url_name) == (200, page)
    assert "on its way" in body(answer)


def test_a_subject_of_two_lines_is_an_error_of_the_form(as_alice, customer):
    page = as_alice.post(write(customer), {"subject": "Hello\nBcc: eve@example.com", "text": "Hi"})
    assert "subject" in page.context["form"].errors


def test_a_ready_text_is_filled_in(as_alice, customer):
    text = ReadyText.objects.create(title="Hello", subject="For {first_name}", body="Dear {name}")
    assert as_alice.get(write(customer, text=text.pk)).context["form"].initial["text"] == "Dear Bob Rossi"


def test_ready_texts_are_those_of_the_customers_language(as_alice, customer):
    for language in ("", "en", "it"):
        ReadyText.objects.create(title=f"Hours {language}", language=language, body="Nine to five")
    Customer.objects.filter(pk=customer.pk).update(language="it")
    texts = as_alice.get(write(customer)).context["texts"]
    assert [text.language for text in texts] == ["", "it"]


def test_writing_about_an_order(as_alice, customer, bob):
    create_order(user=bob, number="100777")
    as_alice.post(write(customer, order="100777"), {"subject": "Your order", "text": "Hi", "form_key": KEY})
    assert Conversation.objects.get().order.number == "100777"


def test_somebody_elses_order_is_not_written_about(as_alice, customer, carol):
    create_order(user=carol, number="100778")
    assert as_alice.get(write(customer, order="100778")).context["order"] is None


def test_the_order_leads_to_it(as_alice, alice, root, client, customer, bob):
    order = create_order(user=bob, number="100777")
    conversations.start(customer, subject="About it", text="Hi", by=alice, order=order)
    client.force_login(root)
    page = body(client.get(reverse("dashboard:order-detail", args=["100777"])))
    assert "About it" in page
    assert write(customer, order="100777") in page


def test_the_profile_has_conversations_and_mails(as_alice, sofa, customer):
    page = body(as_alice.get(reverse("dashboard:customer-panel", args=[customer.pk, "emails"])))
    assert address("", sofa) in page
    assert "Sent e-mails" in page


def test_who_may_not_read_messages_still_sees_the_mails(client, viewer, sofa, customer):
    client.force_login(viewer)
    page = body(client.get(reverse("dashboard:customer-panel", args=[customer.pk, "emails"])))
    assert "Your sofa" not in page
    assert "Sent e-mails" in page


def test_ready_texts_are_kept_changed_and_deleted(as_alice):
    fields = {"title": "Hours", "language": "it", "subject": "Orari", "body": "Dalle nove"}
    as_alice.post(reverse("dashboard:customer-ready-text-add"), fields)
    text = ReadyText.objects.get()
    as_alice.post(reverse("dashboard:customer-ready-text-edit", args=[text.pk]), {**fields, "title": "Opening"})
    assert ReadyText.objects.get().title == "Opening"
    assert "Opening" in body(as_alice.get(reverse("dashboard:customer-ready-texts")))
    as_alice.post(reverse("dashboard:customer-ready-text-delete", args=[text.pk]))
    assert not ReadyText.objects.exists()
