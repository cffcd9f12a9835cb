"""Messages as shoppers see them: in the account, by the link in an e-mail, and in the contact form."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from oscar_clienti.models import Conversation, Customer, Message, MessageFile
from oscar_clienti.services import conversations, sync
from tests.conftest import customer_of, proven

pytestmark = pytest.mark.django_db

KEY = "0123456789abcdef0123456789abcdef"
MESSAGES = "/accounts/messages/"
CONTACT = "/contact/"
ASKED = {
    "name": "Dora",
    "email": "dora@example.com",
    "subject": "Is it red?",
    "text": "I like red.",
    "form_key": KEY,
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def customer(bob):
    sync.refresh([bob.pk])
    return customer_of(bob)


@pytest.fixture
def sofa(customer, alice, mailoutbox):
    message = conversations.start(customer, subject="Your sofa", text="It is <b>here</b>.", by=alice)
    conversations.send(message.pk)
    conversations.remark(message.conversation, text="He was angry", by=alice)
    return Conversation.objects.get()


@pytest.fixture
def as_bob(client, bob):
    client.force_login(bob)
    return client


@pytest.fixture
def link(sofa, mailoutbox):
    return link_in(mailoutbox[-1])


def link_in(mail):
    return "/" + mail.body.split("://")[1].split("/", 1)[1].split()[0]


def thread(conversation):
    return f"{MESSAGES}{conversation.pk}/"


def body(response):
    return response.content.decode()


# ---- The account


def test_the_menu_says_how_many_are_unread(as_bob, sofa):
    assert "(1 unread)" in body(as_bob.get("/accounts/orders/"))


def test_the_list_has_the_customers_own(as_bob, sofa, carol):
    sync.refresh([carol.pk])
    Conversation.objects.create(customer_id=carol.pk, subject="Carol's crates")
    page = body(as_bob.get(MESSAGES))
    assert "Your sofa" in page
    assert "Carol" not in page


def test_the_thread_has_what_was_said_but_no_remarks(as_bob, sofa):
    page = body(as_bob.get(thread(sofa)))
    assert "It is &lt;b&gt;here&lt;/b&gt;." in page
    assert "He was angry" not in page


def test_reading_it_counts(as_bob, sofa):
    as_bob.get(thread(sofa))
    assert Conversation.objects.get().unread_by_customer == 0


def test_not_while_somebody_of_the_shop_is_looking(rf, bob, sofa):
    from oscar_clienti.shop.account.messages import MessageThreadView

    request = rf.get(thread(sofa))
    request.user, request.log_in_as = bob, object()
    MessageThreadView.as_view()(request, pk=sofa.pk)
    assert Conversation.objects.get().unread_by_customer == 1


def test_an_answer_is_kept_once(as_bob, sofa):
    for _click in range(2):
        answer = as_bob.post(thread(sofa), {"text": "Thank you", "form_key": KEY})
    assert answer.url == thread(sofa)
    assert [message.way for message in Message.objects.filter(kind="customer")] == ["account"]


def test_an_empty_one_is_shown_again(as_bob, sofa):
    assert as_bob.post(thread(sofa), {"text": ""}).context["form"].errors


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_customers_thread_does_not_exist(client, eve, sofa, method):
    sync.refresh([eve.pk])
    client.force_login(eve)
    assert getattr(client, method)(thread(sofa), {"text": "Hello"}).status_code == 404


def test_strangers_sign_in_first(client, sofa):
    assert client.get(thread(sofa)).status_code == 302


def test_a_file_is_for_its_customer_alone(as_bob, alice, eve, sofa):
    plan = SimpleUploadedFile("plan.txt", b"some text")
    row = conversations.answer(sofa, text="Look", by=alice, uploads=[plan]).files.get()
    address = f"{thread(sofa)}files/{row.public_id}/"
    served = as_bob.get(address)
    assert (served["Content-Disposition"], served["Cache-Control"]) == (
        'attachment; filename="plan.txt"',
        "no-store, private",
    )
    sync.refresh([eve.pk])
    other = Client()
    other.force_login(eve)
    assert other.get(address).status_code == 404


def test_staff_has_no_messages_of_their_own(client, alice, sofa):
    client.force_login(alice)
    assert "Your sofa" not in body(client.get(MESSAGES))
    assert client.get(thread(sofa)).status_code == 404


# ---- The link in the e-mail


def test_the_link_shows_its_message_and_nothing_else(client, link, sofa, customer, alice):
    conversations.answer(sofa, text="Call 555", by=alice)
    page = client.get(link)
    assert "It is &lt;b&gt;here" in body(page)
    assert not any(word in body(page) for word in ("Call 555", "He was angry", "bob@example.com", "Rossi"))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "strict-origin"


def test_looking_changes_nothing(client, link):
    before = list(Conversation.objects.values()), list(Message.objects.values())
    client.get(link)
    client.head(link)
    assert (list(Conversation.objects.values()), list(Message.objects.values())) == before


def test_it_signs_nobody_in(client, link):
    client.post(link, {"text": "Thank you", "form_key": KEY})
    assert "_auth_user_id" not in client.session


def test_an_answer_lands_in_the_conversation(client, link):
    client.post(link, {"text": "Thank you", "form_key": KEY})
    message = Message.objects.get(kind="customer")
    assert (message.text, message.way, message.conversation.unread_by_staff) == ("Thank you", "link", 1)


def test_a_form_from_elsewhere_is_refused(link):
    assert Client(enforce_csrf_checks=True).post(link, {"text": "Thank you"}).status_code == 403


def test_a_wrong_link_is_gone(client):
    assert client.get(f"{MESSAGES}reply/{'x' * 43}/").status_code == 410


@pytest.fixture
def guessed(client, settings):
    """Somebody has tried as many links as one may from this address."""
    settings.OSCAR_CLIENTI_MESSAGE_LIMITS = {"contact": (5, 600), "reply": (20, 600), "token": (2, 300)}
    for number in range(2):
        client.get(f"{MESSAGES}reply/{number}/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_guessing_is_stopped(client, guessed, method):
    assert getattr(client, method)(f"{MESSAGES}reply/3/", {"text": "Hello"}).status_code == 429


def test_a_true_link_opens_where_others_have_guessed(client, link, guessed):
    assert client.get(link).status_code == 200


def test_nor_is_an_answer_by_it_lost(client, link, guessed):
    client.post(link, {"text": "Thank you", "form_key": KEY})
    assert Message.objects.filter(kind="customer", text="Thank you").exists()


@pytest.fixture
def one_each(settings):
    """One message of each kind from one network address, and no more."""
    settings.OSCAR_CLIENTI_MESSAGE_LIMITS = {"contact": (1, 600), "reply": (1, 600), "token": (30, 300)}


def test_many_answers_are_stopped(client, link, one_each):
    client.post(link, {"text": "One"})
    assert client.post(link, {"text": "Two"}).status_code == 429
    assert [message.text for message in Message.objects.filter(kind="customer")] == ["One"]


def test_whoever_is_stopped_keeps_their_answer(client, link, one_each):
    client.post(link, {"text": "One"})
    page = body(client.post(link, {"text": "My sofa has a broken leg"}))
    assert "My sofa has a broken leg</textarea>" in page
    assert "this one was not sent" in page


def test_an_empty_answer_is_not_counted(client, link, one_each):
    client.post(link, {"text": ""})
    client.post(link, {"text": "One"})
    assert Message.objects.filter(kind="customer", text="One").exists()


def test_an_answer_whose_file_is_refused_is_not_counted(client, link, one_each):
    client.post(link, {"text": "One", "uploads": SimpleUploadedFile("page.html", b"<html><script>alert(1)</script>")})
    client.post(link, {"text": "One"})
    assert Message.objects.filter(kind="customer", text="One").exists()


def test_a_deactivated_customers_link_is_dead(client, link, customer):
    Customer.objects.filter(pk=customer.pk).update(state=Customer.State.INACTIVE)
    assert client.post(link, {"text": "Hello"}).status_code == 410


AGAIN = "Choose your files again."


def plan():
    return SimpleUploadedFile("plan.txt", b"some text")


def wrong():
    return SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>")


@pytest.mark.parametrize(
    "sent", [{"text": "", "uploads": plan()}, {"text": "Look", "uploads": [plan(), wrong()]}], ids=["ours", "service's"]
)
def test_files_of_an_answer_with_a_mistake_are_asked_for_again(client, link, sent):
    assert body(client.post(link, sent)).count(AGAIN) == 1


def test_also_where_too_much_was_sent(client, link, one_each):
    client.post(link, {"text": "One"})
    assert AGAIN in body(client.post(link, {"text": "Two", "uploads": plan()}))


def test_whoever_chose_no_files_is_not_asked_for_them(client, link):
    assert AGAIN not in body(client.post(link, {"text": ""}))


def test_files_of_an_answer_in_the_account_are_asked_for_again(as_bob, sofa):
    assert AGAIN in body(as_bob.post(thread(sofa), {"text": "", "uploads": plan()}))


# ---- The contact form


def test_a_stranger_waits_as_unknown(client):
    assert client.post(CONTACT, ASKED).url == "/contact/thanks/"
    conversation = Conversation.objects.get()
    assert (conversation.customer, conversation.name, conversation.unread_by_staff) == (None, "Dora", 1)


def test_a_second_click_opens_nothing(client):
    client.post(CONTACT, ASKED)
    assert client.post(CONTACT, ASKED).url == "/contact/thanks/"
    assert Conversation.objects.count() == 1


def test_the_owner_of_a_proven_address_is_found_and_nobody_learns_it(client, bob, customer):
    proven(bob)
    known = client.post(CONTACT, {**ASKED, "email": "bob@example.com"})
    unknown = Client().post(CONTACT, {**ASKED, "form_key": KEY[::-1]})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert {row.customer for row in Conversation.objects.all()} == {customer, None}


def test_files_of_strangers_take_no_room_and_tell_nothing(client, bob, customer, alice, settings):
    proven(bob)
    settings.OSCAR_CLIENTI_FILES_PER_CUSTOMER = 1
    for email in ("bob@example.com", "bob@example.com", "nobody@example.com"):
        asked = {**ASKED, "email": email, "form_key": uuid4().hex}
        answer = client.post(CONTACT, {**asked, "uploads": SimpleUploadedFile("a.txt", b"Which one?")})
        assert answer.url == "/contact/thanks/", answer.context["form"].errors
    talk = Conversation.objects.filter(customer=customer).first()
    conversations.answer(talk, text="This one", uploads=[SimpleUploadedFile("b.txt", b"This one")], by=alice)


def test_all_conversations_of_a_customer_share_the_room_for_files(as_bob, alice, customer, sofa, settings):
    settings.OSCAR_CLIENTI_FILES_PER_CUSTOMER = 1
    as_bob.post(thread(sofa), {"text": "Look", "uploads": plan()})
    other = conversations.start(customer, subject="Your crates", text="They are here.", by=alice).conversation
    assert "No more than 1 file" in body(as_bob.post(thread(other), {"text": "Look", "uploads": plan()}))


def test_files_of_somebody_unknown_are_not_taken_without_end(client, alice, mailoutbox, settings):
    settings.OSCAR_CLIENTI_FILES_PER_CUSTOMER = 2
    client.post(CONTACT, ASKED)
    conversations.send(conversations.answer(Conversation.objects.get(), text="Yes", by=alice).pk)
    link = link_in(mailoutbox[-1])
    for _time in range(3):
        answer = client.post(link, {"text": "Look", "form_key": uuid4().hex, "uploads": plan()})
    assert "No more than 2 files" in body(answer)
    assert MessageFile.objects.count() == 2


def test_another_text_from_the_same_page_is_another_message(client):
    for text in ("Do you make rolls?", "Do you make bread?", "Do you make bread?"):
        assert client.post(CONTACT, {**ASKED, "text": text}).url == "/contact/thanks/"
    assert [message.text for message in Message.objects.order_by("pk")] == ["Do you make rolls?", "Do you make bread?"]


def test_whoever_is_signed_in_is_not_asked_who_they_are(as_bob, customer):
    assert set(as_bob.get(CONTACT).context["form"].fields) & {"name", "email"} == set()
    as_bob.post(CONTACT, {**ASKED, "email": "carol@example.com"})
    assert Conversation.objects.get().customer == customer


def test_staff_is_a_stranger(client, alice):
    client.force_login(alice)
    assert "email" in client.get(CONTACT).context["form"].fields


def test_a_program_is_thanked_and_forgotten(client):
    assert client.post(CONTACT, {**ASKED, "website": "http://spam.example"}).url == "/contact/thanks/"
    assert not Conversation.objects.exists()


def test_too_many_are_stopped(client, one_each):
    client.post(CONTACT, ASKED)
    assert client.post(CONTACT, {**ASKED, "form_key": KEY[::-1]}).status_code == 429
    assert Conversation.objects.count() == 1


def test_whoever_is_stopped_keeps_what_they_wrote(client, one_each):
    client.post(CONTACT, ASKED)
    page = body(client.post(CONTACT, {**ASKED, "text": "My sofa has a broken leg"}))
    assert "My sofa has a broken leg</textarea>" in page
    assert "this one was not sent" in page


def test_a_form_with_a_mistake_is_not_counted(client, one_each):
    client.post(CONTACT, {**ASKED, "email": "dora@"})
    assert client.post(CONTACT, ASKED).url == "/contact/thanks/"


def test_a_form_whose_file_is_refused_is_not_counted(client, one_each):
    page = SimpleUploadedFile("page.html", b"<html><script>alert(1)</script>")
    assert client.post(CONTACT, {**ASKED, "uploads": page}).status_code == 200
    assert client.post(CONTACT, ASKED).url == "/contact/thanks/"


@pytest.mark.parametrize("field", ["name", "subject", "order_number"])
def test_lines_are_an_error_of_the_form(client, field):
    page = client.post(CONTACT, {**ASKED, field: "Hello\u2028Bcc: eve@example.com"})
    assert field in page.context["form"].errors


def test_pictures_of_every_camera_can_be_chosen(client):
    accepted = re.search(r'accept="([^"]*)"', body(client.get(CONTACT)))[1].split(",")
    assert {".jpg", ".jpeg", "image/jpeg"} <= set(accepted)


def test_files_of_a_form_with_a_mistake_are_asked_for_again(client):
    assert AGAIN in body(client.post(CONTACT, {**ASKED, "email": "dora@", "uploads": plan()}))


def test_files_come_along(client):
    upload = SimpleUploadedFile("photo.txt", b"some text")
    client.post(CONTACT, {**ASKED, "uploads": [upload, SimpleUploadedFile("b.txt", b"more")]})
    assert MessageFile.objects.count() == 2


def test_a_page_as_a_file_is_refused_and_nothing_is_kept(client):
    page = client.post(CONTACT, {**ASKED, "uploads": SimpleUploadedFile("a.txt", b"<html><script>alert(1)</script>")})
    assert "uploads" in page.context["form"].errors
    assert not Conversation.objects.exists()


def test_the_pages_speak_italian(client):
    client.cookies["django_language"] = "it"
    assert client.get(CONTACT).status_code == 200


def test_a_shop_without_the_page_has_no_link_to_it(as_bob, customer, settings):
    settings.ROOT_URLCONF = "tests.shop.account.plain_urls"
    assert "Write to us" not in body(as_bob.get(reverse("customer:messages", urlconf=settings.ROOT_URLCONF)))
