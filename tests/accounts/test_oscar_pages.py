"""The pages by which Oscar lets people in lead to allauth's, and the way back is kept."""

from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import user_display
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from oscar.apps.customer.signals import user_logged_in, user_registered
from oscar.test import factories

from oscar_clienti.models import Customer, EmailLock
from tests.conftest import confirm, customer_of, heard

pytestmark = pytest.mark.django_db

PASSWORD = "pane-e-vino-1"
EVIL = [
    "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "%2f%2fevil.example",
    "\t//evil.example", "javascript:alert(1)", "https://testserver@evil.example", "https://evil。example",
]  # fmt: skip


@pytest.fixture
def bob(bob):
    """He has proven his address."""
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    return bob


def sign_in(client, email, password, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def sign_up(client, email, **more):
    return client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD, **more})


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("customer:login", "account_login"),
        ("customer:register", "account_signup"),
        ("customer:logout", "account_logout"),
        ("dashboard:login", "account_login"),
    ],
)
def test_a_page_of_oscar_leads_on_with_its_question(client, page, leads_to):
    answer = client.get(reverse(page), {"next": "/basket/"})
    assert answer.url == f"{reverse(leads_to)}?next=%2Fbasket%2F"


def test_who_changes_a_password_does_so_on_allauths_page(client, bob):
    client.force_login(bob)
    assert client.get(reverse("customer:change-password")).url == reverse("account_change_password")


def test_who_has_no_password_chooses_one(client, bob):
    bob.set_unusable_password()
    bob.save()
    client.force_login(bob)
    confirm(client)
    answer = client.get(reverse("customer:change-password"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("account_set_password")


def test_the_dashboard_is_where_staff_go_on(client):
    assert client.get(reverse("dashboard:login")).url == f"{reverse('account_login')}?next=%2Fdashboard%2F"


@pytest.mark.parametrize("page", ["customer:login", "customer:register", "dashboard:login"])
def test_what_is_posted_to_a_page_of_oscar_signs_nobody_in(client, bob, page):
    words = {"username": "bob@example.com", "password": "bob-buys-bread"}
    words |= {f"login-{name}": value for name, value in words.items()} | {"login_submit": "1"}
    client.post(reverse(page), words)
    assert "_auth_user_id" not in client.session


def test_bob_signs_in_and_goes_on_where_he_was(client, bob):
    answer = sign_in(client, "bob@example.com", "bob-buys-bread", next="/basket/")
    assert (answer.url, client.session["_auth_user_id"]) == ("/basket/", str(bob.pk))


def test_capitals_make_no_difference(client, bob):
    sign_in(client, "BOB@Example.com", "bob-buys-bread")
    assert client.session["_auth_user_id"] == str(bob.pk)


def test_bob_is_called_by_his_name(client, bob):
    answer = client.post(reverse("account_login"), {"login": bob.email, "password": "bob-buys-bread"}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Successfully signed in as Bob Rossi."]


def test_who_has_neither_name_nor_address_is_called_by_what_they_sign_in_with():
    User = get_user_model()
    assert user_display(User(**{User.USERNAME_FIELD: "root"})) == "root"


@pytest.mark.parametrize("evil", EVIL)
def test_nobody_goes_on_in_a_foreign_place(client, bob, evil):
    answer = sign_in(client, "bob@example.com", "bob-buys-bread", next=evil)
    assert urlsplit(urljoin("http://testserver/sign-in/login/", answer.url)).netloc == "testserver"


def test_what_is_in_the_basket_comes_along(client, bob):
    product = factories.create_product(num_in_stock=5)
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    sign_in(client, "bob@example.com", "bob-buys-bread")
    assert client.get("/basket/").context["basket"].owner == bob
    assert client.get("/basket/").context["basket"].num_items == 1


@pytest.fixture
def basket(client):
    client.post(reverse("basket:add", args=[factories.create_product(num_in_stock=5).pk]), {"quantity": 1})


def test_who_has_an_account_comes_back_to_the_checkout(client, basket):
    answer = client.post(reverse("checkout:index"), {"options": "existing", "username": "bob@example.com"})
    assert answer.url == f"{reverse('account_login')}?next=%2Fcheckout%2F&email=bob%40example.com"


def test_the_address_need_not_be_typed_again(client):
    page = client.get(reverse("account_login"), {"email": "bob@example.com"}).content.decode()
    assert page.count('value="bob@example.com"') == 2  # for the link, and behind it for the password


def test_the_checkout_asks_for_no_password(client, basket):
    page = client.get(reverse("checkout:index")).content.decode()
    assert '<input type="hidden" name="password"' in page and "my password is" not in page


@pytest.mark.parametrize("option", ["anonymous", "new"])
@pytest.mark.parametrize("email", ["bob@example.com", "nobody@example.com"])
def test_the_checkout_tells_nobody_who_has_an_account(client, bob, basket, option, email):
    answer = client.post(reverse("checkout:index"), {"options": option, "username": email})
    assert (answer.status_code, "already exists" in answer.content.decode()) == (302, False)


def test_signing_out_asks_first(client, bob):
    client.force_login(bob)
    client.get(reverse("customer:logout"), follow=True)
    assert "_auth_user_id" in client.session


def test_signing_out_forgets_what_was_looked_at(client, bob, settings):
    client.force_login(bob)
    answer = client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
    assert [answer.cookies[name].value for name in settings.OSCAR_COOKIES_DELETE_ON_LOGOUT] == [""]


# --- signing up


def test_somebody_signs_up(client):
    assert sign_up(client, "ada@example.com").status_code == 302
    assert get_user_model().objects.filter(email="ada@example.com").exists()


def test_it_is_known_where_she_is_from_and_what_she_speaks(client):
    client.cookies["django_language"] = "it"
    sign_up(client, "ada@example.com")
    ada = Customer.objects.get(email="ada@example.com")
    assert (ada.source, ada.language) == ("registration", "it")


def test_who_listens_to_oscar_hears_of_her(client):
    with heard(user_registered) as calls:
        sign_up(client, "ada@example.com")
    assert [call["user"].email for call in calls] == ["ada@example.com"]


def test_who_listens_to_oscar_hears_of_every_sign_in(client, bob):
    with heard(user_logged_in) as calls:
        sign_in(client, "bob@example.com", "bob-buys-bread")
    assert [call["user"] for call in calls] == [bob]


def test_an_address_has_one_account(client, bob):
    sign_up(client, "BOB@example.com")
    assert get_user_model().objects.filter(email__iexact="bob@example.com").count() == 1


def test_no_lock_is_left_behind(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_up(client, "ada@example.com")
    assert not EmailLock.objects.exists()


def test_nobody_makes_themselves_staff(client):
    sign_up(client, "ada@example.com", is_staff="on", is_superuser="on")
    ada = get_user_model().objects.get(email="ada@example.com")
    assert not (ada.is_staff or ada.is_superuser)


# --- e-mails


@pytest.mark.parametrize(("language", "words"), [("en", "Choose a new password"), ("it", "Scegli una nuova password")])
def test_an_e_mail_is_in_the_readers_language(client, bob, language, words):
    customer_of(bob)
    Customer.objects.filter(pk=bob.pk).update(language=language)
    client.post(reverse("account_reset_password"), {"email": "bob@example.com"})
    assert mail.outbox[0].subject == words


def test_an_e_mail_with_a_link_is_kept_nowhere(client, bob):
    client.post(reverse("account_reset_password"), {"email": "bob@example.com"})
    assert not bob.emails.exists()


def test_a_link_names_the_shop_whatever_the_request_says(client, bob, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("account_reset_password"), {"email": "bob@example.com"}, headers={"host": "evil.example"})
    assert "evil.example" not in mail.outbox[0].body


def test_each_address_gets_the_same_answer_and_one_e_mail(client, bob, alice):
    answers = []
    for email in ("bob@example.com", "alice@shop.example", "nobody@example.com"):
        mail.outbox.clear()
        answer = client.post(reverse("account_reset_password"), {"email": email})
        answers.append((answer.status_code, answer.url, len(mail.outbox)))
    assert len(set(answers)) == 1


# --- side doors


def test_the_admin_lets_in_by_the_same_door(client):
    answer = client.get("/admin/login/", {"next": "/admin/"})
    assert answer.url.startswith(reverse("account_login"))


def test_a_forgotten_password_is_asked_for_on_allauths_page(client):
    assert client.get("/password-reset/").url == reverse("account_reset_password")


def test_after_many_wrong_passwords_nobody_comes_in(client, bob):
    for _attempt in range(10):
        answer = sign_in(client, "bob@example.com", "wrong")
    assert sign_in(client, "bob@example.com", "bob-buys-bread").status_code != 302
    assert "_auth_user_id" not in client.session
    assert "Too many" in answer.content.decode()
