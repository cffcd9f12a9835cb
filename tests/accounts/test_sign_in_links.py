"""Signing in by a mailed link, and everything that must not be possible with it."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.sites.models import Site
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.apps.basket.models import Basket
from oscar.apps.partner.models import Partner
from oscar.test.factories import create_product

from oscar_clienti.models import Activity, Customer, SignInLink
from oscar_clienti.services import customers, erasure, sign_in
from oscar_clienti.signals import sign_in_link_used
from tests.conftest import customer_of, heard, make_user

pytestmark = pytest.mark.django_db

ASK, SENT, OPEN = "account_link", "account_link_sent", "account_link_open"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    """Ask in a browser for a link to an address; the page that follows."""

    def asking(email, *, browser=None, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return (browser or client).post(reverse(ASK), {"email": email, **data}, follow=True)

    return asking


def mailed_path():
    """The path of the link in the newest e-mail."""
    return re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1]


def mailed_code():
    return re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def press(browser, path):
    """Open the link and press the button."""
    browser.get(path)
    signed_in = browser.session.get("_auth_user_id", "")
    return browser.post(reverse(OPEN), {"signed_in": signed_in})


def who(browser):
    return browser.session.get("_auth_user_id")


@pytest.fixture
def bob(bob):
    customer_of(bob)
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    Customer.objects.filter(pk=bob.pk).update(email_key=bob.email)
    return bob


@pytest.fixture
def link(ask, bob):
    """The path that bob was mailed."""
    ask("bob@example.com")
    return mailed_path()


def test_the_button_signs_in(client, link, bob):
    assert press(client, link).status_code == 302
    assert who(client) == str(bob.pk)


def test_another_browser_may_open_it(link, bob):
    phone = Client()
    press(phone, link)
    assert who(phone) == str(bob.pk)


def test_another_browser_is_asked(link):
    phone = Client()
    assert "another browser" in phone.get(link, follow=True).content.decode()


def test_the_browser_that_asked_is_not_asked(client, link):
    assert "another browser" not in client.get(link, follow=True).content.decode()


def test_the_page_says_who_you_are_about_to_be_and_no_more(client, link):
    page = client.get(link, follow=True).content.decode()
    assert "b•••@example.com" in page
    assert "bob@example.com" not in page


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_neither_signs_in_nor_uses_the_link_up(client, link, bob, method):
    for _time in range(2):
        scanner = Client()
        getattr(scanner, method)(link, follow=True)
        getattr(scanner, method)(reverse(OPEN))
        assert who(scanner) is None
    press(client, link)
    assert who(client) == str(bob.pk)


def test_the_button_needs_its_csrf_token(link):
    forger = Client(enforce_csrf_checks=True)
    forger.get(link)
    assert forger.post(reverse(OPEN), {"signed_in": ""}).status_code == 403
    assert who(forger) is None


def test_a_link_works_once(client, link):
    press(client, link)
    second = Client()
    assert press(second, link).status_code == 410
    assert who(second) is None


def test_who_opened_it_before_it_was_used_comes_too_late(client, link):
    second = Client()
    second.get(link)
    press(client, link)
    assert second.post(reverse(OPEN), {"signed_in": ""}).status_code == 410


def test_using_one_link_kills_the_others(client, ask, link):
    ask("bob@example.com")
    press(client, mailed_path())
    assert press(Client(), link).status_code == 410


def test_the_token_leaves_the_address_bar(client, link):
    page = client.get(link)
    assert page["Location"] == reverse(OPEN)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in client.get(reverse(OPEN))["Cache-Control"]


def test_a_sign_in_has_a_new_session_key(client, link):
    client.get(link)
    before = client.session.session_key
    client.post(reverse(OPEN), {"signed_in": ""})
    assert client.session.session_key != before


def test_the_link_of_one_while_another_is_signed_in_asks_first(client, link, carol):
    client.force_login(carol)
    page = client.get(link, follow=True).content.decode()
    assert "Somebody else is signed in here: c•••@example.com" in page
    assert who(client) == str(carol.pk)


def test_the_link_of_one_replaces_the_other_who_is_signed_in(client, link, bob, carol):
    client.force_login(carol)
    press(client, link)
    assert who(client) == str(bob.pk)


def test_who_signed_in_while_the_page_was_open_is_asked(client, link, carol):
    client.get(link)
    client.force_login(carol)
    client.get(link)
    assert client.post(reverse(OPEN), {"signed_in": ""}).status_code == 200
    assert who(client) == str(carol.pk)


def test_the_link_names_the_shops_own_host(ask, bob, client, settings, django_capture_on_commit_callbacks):
    settings.ALLOWED_HOSTS = ["*"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse(ASK), {"email": bob.email}, headers={"host": "evil.example"})
    letter = mail.outbox[-1]
    assert Site.objects.get_current().domain in letter.body
    assert "evil" not in letter.body + str(letter.alternatives)


EVIL = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "http:///evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "https://shop@evil.example",
    "///evil.example",
    "evil.example",
    "/%0d/evil\r\nLocation: x",
    "//evil。example",
]


@pytest.mark.parametrize("place", EVIL)
def test_the_way_back_is_a_path_of_this_shop(client, ask, bob, place):
    ask(bob.email, next=place)
    assert SignInLink.objects.get().next_path == ""


def test_an_evil_place_beside_a_good_one_counts_for_both(client, bob):
    client.post(f"{reverse(ASK)}?next=//evil.example", {"email": bob.email, "next": "/basket/"})
    assert SignInLink.objects.get().next_path == ""


def test_the_way_back_leads_back(client, ask, bob):
    ask(bob.email, next="/basket/?a=1")
    assert press(client, mailed_path())["Location"] == "/basket/?a=1"


def test_the_basket_is_kept(client, ask, bob):
    product = create_product(price=10, num_in_stock=5)
    client.post(reverse("basket:add", kwargs={"pk": product.pk}), {"quantity": 1})
    ask(bob.email, next="/basket/")
    press(client, mailed_path())
    client.get("/basket/")
    assert Basket.open.get(owner=bob).num_items == 1


def test_a_hundred_wrong_tokens_are_too_many(client):
    answers = [client.get(reverse("account_link_token", args=[f"{number:032}"])).status_code for number in range(100)]
    assert answers[0] == 302
    assert answers[-1] == 429


def test_a_wrong_token_is_gone(client, db):
    page = client.get(reverse("account_link_token", args=["x" * 43]), follow=True)
    assert page.status_code == 410
    assert 'name="email"' in page.content.decode()


def moved(seconds):
    """As if the link had been sent so many seconds earlier."""
    link = SignInLink.objects.get()
    SignInLink.objects.update(
        asked_at=link.asked_at - timedelta(seconds=seconds), expires_at=link.expires_at - timedelta(seconds=seconds)
    )


def test_after_nine_minutes_and_fifty_nine_seconds_it_is_good(client, link, bob):
    moved(599 - 5)
    press(client, link)
    assert who(client) == str(bob.pk)


def test_after_ten_minutes_it_is_gone(client, link):
    moved(601)
    assert press(client, link).status_code == 410


def test_it_lives_for_ten_minutes(link):
    row = SignInLink.objects.get()
    assert row.expires_at - row.sent_at == timedelta(minutes=10)


def change_email(bob, alice):
    customers.change_email(customer_of(bob), email="bob@new.example", by=alice)


def change_password(bob, alice):
    bob.set_password("another-password")
    bob.save()


def deactivate(bob, alice):
    customers.deactivate(customer_of(bob), by=alice)


def erase(bob, alice):
    erasure.erase(customer_of(bob), by=None)


def promote(bob, alice):
    bob.is_staff = True
    bob.save()


def revoke(bob, alice):
    sign_in.revoke(bob)


@pytest.mark.parametrize("change", [change_email, change_password, deactivate, erase, promote, revoke])
def test_a_link_dies_with(client, link, bob, alice, change):
    opened = Client()
    opened.get(link)
    change(bob, alice)
    assert press(client, link).status_code == 410
    assert opened.post(reverse(OPEN), {"signed_in": ""}).status_code == 410
    assert who(client) is who(opened) is None


def test_a_sign_in_elsewhere_leaves_it_alone(client, link, bob):
    Client().force_login(bob)
    type(bob).objects.filter(pk=bob.pk).update(last_login=timezone.now())
    press(client, link)
    assert who(client) == str(bob.pk)


def test_no_table_keeps_token_or_code(client, ask, bob):
    ask(bob.email)
    token, code = mailed_path().rstrip("/").rpartition("/")[2], mailed_code()
    client.get(mailed_path())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = repr(cursor.fetchall())
            assert token not in rows, table
            assert code not in rows and code.replace("-", "") not in rows, table
    kept = repr(dict(client.session.items()))
    assert token not in kept and code not in kept


# --- The code -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelt", [str, str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_the_code_signs_in_the_browser_that_asked(client, ask, bob, spelt):
    ask(bob.email, next="/basket/")
    assert client.post(reverse(SENT), {"code": spelt(mailed_code())})["Location"] == "/basket/"
    assert who(client) == str(bob.pk)


def test_the_code_is_worth_nothing_in_another_browser(ask, bob):
    ask(bob.email)
    code, eve = mailed_code(), Client()
    ask(bob.email, browser=eve)
    eve.post(reverse(SENT), {"code": code})
    assert who(eve) is None


def test_five_wrong_codes_are_enough(client, ask, bob):
    ask(bob.email)
    answers = [client.post(reverse(SENT), {"code": "AAAA-AAAA"}).status_code for _try in range(5)]
    assert answers == [200] * 5
    assert client.post(reverse(SENT), {"code": mailed_code()}).status_code == 410
    assert who(client) is None


def test_the_code_of_either_e_mail_works(client, ask, bob):
    ask(bob.email)
    code = mailed_code()
    ask(bob.email)
    client.post(reverse(SENT), {"code": code})
    assert who(client) == str(bob.pk)


def test_link_and_code_are_used_up_together(client, ask, bob):
    ask(bob.email)
    code = mailed_code()
    press(Client(), mailed_path())
    client.post(reverse(SENT), {"code": code})
    assert who(client) is None


def test_the_code_dies_after_ten_minutes(client, ask, bob):
    ask(bob.email)
    moved(601)
    client.post(reverse(SENT), {"code": mailed_code()})
    assert who(client) is None


# --- Nobody learns who has an account -------------------------------------------------------------------------------


@pytest.fixture
def everybody(bob, alice, carol):
    carol.is_active = False
    carol.save()
    for person in (alice, carol):
        customer_of(person)
        Customer.objects.filter(pk=person.pk).update(email_key=person.email)
    return {"known": bob.email, "staff": alice.email, "inactive": carol.email, "unknown": "nobody@example.com"}


KINDS = ["known", "staff", "inactive", "unknown"]


def plain(page, email):
    """The page without what must differ: the address itself and the CSRF token."""
    text = page.content.decode().replace(email, "…")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_the_answer_is_the_same_for_all(ask, everybody):
    pages = [ask(email, browser=Client()) for email in everybody.values()]
    texts = {plain(page, email) for page, email in zip(pages, everybody.values(), strict=True)}
    assert len(texts) == 1
    assert {page.status_code for page in pages} == {200}
    assert len({tuple(page.redirect_chain) for page in pages}) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_one_e_mail_leaves_for_each(ask, everybody, kind):
    ask(everybody[kind])
    assert [letter.to for letter in mail.outbox] == [[everybody[kind]]]


def test_asking_costs_the_same_questions_for_all(everybody):
    counts = set()
    for email in everybody.values():
        with CaptureQueriesContext(connection) as queries:
            Client().post(reverse(ASK), {"email": email})
        counts.add(len(queries))
    assert len(counts) == 1


def test_a_wrong_code_is_answered_alike_for_all(ask, everybody):
    answers = set()
    for email in everybody.values():
        browser = Client()
        ask(email, browser=browser)
        pages = [browser.post(reverse(SENT), {"code": "AAAA-AAAA"}) for _try in range(6)]
        answers.add(tuple((page.status_code, plain(page, email)) for page in pages))
    assert len(answers) == 1


@pytest.mark.parametrize("kind", ["staff", "inactive"])
def test_who_may_not_come_in_gets_no_link(ask, everybody, kind):
    ask(everybody[kind])
    assert "/link/" not in mail.outbox[-1].body
    assert SignInLink.objects.get().token_hash is None


def test_a_partners_account_gets_no_link(ask, bob):
    Partner.objects.create(name="Mill").users.add(bob)
    ask(bob.email)
    assert SignInLink.objects.get().token_hash is None


def test_a_superuser_gets_no_link(ask, bob):
    bob.is_superuser = True
    bob.save()
    ask(bob.email)
    assert SignInLink.objects.get().token_hash is None


def test_a_mailbox_is_not_filled(ask, bob):
    first, *others = (plain(ask(bob.email, browser=Client()), bob.email) for _time in range(6))
    assert len(mail.outbox) == 3
    assert others == [first] * 5


def test_one_network_address_may_not_ask_for_ever(ask, db):
    answers = [ask(f"person{number}@example.com", browser=Client()).status_code for number in range(21)]
    assert answers == [200] * 20 + [429]


# --- Whose address it is --------------------------------------------------------------------------------------------


def test_the_link_proves_the_address_and_allauth_hears_of_it(client, ask, bob):
    EmailAddress.objects.update(verified=False)
    ask(bob.email)
    with heard(email_confirmed) as calls:
        press(client, mailed_path())
    assert EmailAddress.objects.get().verified
    assert [call["email_address"].email for call in calls] == [bob.email]


def test_a_customer_without_allauths_row_gets_it(client, ask, bob):
    EmailAddress.objects.all().delete()
    ask(bob.email)
    press(client, mailed_path())
    row = EmailAddress.objects.get(user=bob)
    assert (row.email, row.verified, row.primary) == (bob.email, True, True)


def test_who_waited_in_the_unproved_account_is_shut_out(client, ask, bob):
    EmailAddress.objects.update(verified=False)
    stranger = Client()
    stranger.force_login(bob)
    ask(bob.email)
    press(client, mailed_path())
    bob.refresh_from_db()
    assert not bob.has_usable_password()
    assert not stranger.get("/").wsgi_request.user.is_authenticated


def test_a_proved_account_keeps_its_password(client, link, bob):
    press(client, link)
    bob.refresh_from_db()
    assert bob.check_password("bob-buys-bread")


def test_an_unproved_second_address_signs_in_nobody(ask, bob, eve, client):
    EmailAddress.objects.create(user=eve, email="victim@example.com", verified=False)
    ask("victim@example.com")
    assert SignInLink.objects.get().user is None


def test_a_proved_second_address_signs_in_its_owner(ask, bob, client):
    EmailAddress.objects.create(user=bob, email="bob@home.example", verified=True)
    ask("BOB@home.example")
    press(client, mailed_path())
    assert who(client) == str(bob.pk)


def test_a_link_goes_to_the_address_of_the_account(ask, bob):
    ask("BOB@EXAMPLE.com")
    assert mail.outbox[-1].to == ["bob@example.com"]


# --- Somebody new ---------------------------------------------------------------------------------------------------


def test_an_unknown_address_opens_an_account_without_a_password(ask, client, db):
    ask("new@example.com")
    press(client, mailed_path())
    customer = Customer.objects.get(email="new@example.com")
    assert who(client) == str(customer.pk)
    assert not customer.user.has_usable_password()
    assert EmailAddress.objects.get(user=customer.user).verified
    assert customer.source == "registration"


def test_asking_alone_opens_no_account(ask, client, db):
    ask("new@example.com")
    client.get(mailed_path(), follow=True)
    assert not Customer.objects.exists()


def test_an_account_that_came_in_between_kills_the_link_for_a_new_one(ask, client, db):
    ask("new@example.com")
    make_user("new@example.com")
    assert press(client, mailed_path()).status_code == 410


# --- What is written down -------------------------------------------------------------------------------------------


def test_the_activity_says_sent_and_used(client, link, bob):
    with heard(sign_in_link_used) as calls:
        press(client, link)
    rows = Activity.objects.filter(customer_id=bob.pk, kind__startswith="sign_in.").order_by("pk")
    assert [row.kind for row in rows] == ["sign_in.link_sent", "sign_in.link_used", "sign_in.signed_in"]
    assert rows[2].facts == {"way": "code"}
    assert calls[0]["by"] == bob


def test_where_the_shop_has_no_links_nobody_asks_for_one(client, settings, db):
    settings.OSCAR_CLIENTI_SIGN_IN = "password"
    assert client.get(reverse(ASK)).status_code == 404


def test_sending_twice_sends_once(link):
    sign_in.send(SignInLink.objects.get().pk)
    assert len(mail.outbox) == 1


def test_old_rows_are_swept(link):
    SignInLink.objects.update(asked_at=timezone.now() - timedelta(days=31))
    assert sign_in.sweep() == 1


def test_the_letter_speaks_the_language_of_the_page(ask, client, settings, db):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "it"
    ask("nuovo@example.com")
    assert SignInLink.objects.get().language == "it"
