"""What allauth mails reads as the shop's other e-mails do: in both languages, as text and as HTML."""

import re
from html import unescape

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from oscar_clienti.models import Customer
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db

CODE, URL = "ABCD-1234", "https://shop.example/sign-in/here/"
NOTE = {"ip": "192.0.2.7", "user_agent": "Firefox", "timestamp": timezone.now()}
KINDS = {
    "account/email/email_confirmation": {"code": CODE},
    "account/email/email_confirmation_signup": {"code": CODE},
    "account/email/login_code": {"code": CODE},
    "account/email/password_reset_code": {"code": CODE},
    "account/email/password_reset_key": {"password_reset_url": URL},
    "account/email/account_already_exists": {"password_reset_url": URL, "signup_url": URL},
    "account/email/unknown_account": {"signup_url": URL},
    "account/email/email_changed": {**NOTE, "from_email": "old@example.com", "to_email": "ada@example.com"},
    "account/email/email_confirm": NOTE,
    "account/email/email_deleted": {**NOTE, "deleted_email": "old@example.com"},
    "account/email/password_changed": NOTE,
    "account/email/password_reset": NOTE,
    "account/email/password_set": NOTE,
    "socialaccount/email/account_connected": {**NOTE, "provider": "Google"},
    "socialaccount/email/account_disconnected": {**NOTE, "provider": "Google"},
    "mfa/email/totp_activated": NOTE,
    "mfa/email/totp_deactivated": NOTE,
    "mfa/email/recovery_codes_generated": NOTE,
    "mfa/email/webauthn_added": NOTE,
    "mfa/email/webauthn_removed": NOTE,
}
ENGLISH = re.compile(r"\b(the|your|you|this|was|please|address)\b", re.IGNORECASE)


@pytest.fixture
def ada():
    ada = make_user("ada@example.com", first_name="Ada <b>Eve</b>")
    customer_of(ada)
    return ada


def mailed(ada, kind, language="en", **more):
    Customer.objects.filter(pk=ada.pk).update(language=language)
    ada.refresh_from_db()
    with translation.override(language):
        get_adapter().send_mail(kind, ada.email, {"user": ada, **KINDS[kind], **more})
    message = mail.outbox[-1]
    (html,) = [content for content, kind in message.alternatives if kind == "text/html"]
    return message.subject, message.body, html


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same(ada, kind):
    _subject, body, html = mailed(ada, kind)
    plain = " ".join(unescape(re.sub(r"(?s)<head>.*</head>|<[^>]*>", " ", html)).split())
    told = [" ".join(part.split()) for part in body.split("\n\n")[:-1] if part.strip() != URL]
    assert told and all(part in plain for part in told)


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("kind", [kind for kind, facts in KINDS.items() if facts is not NOTE and "ip" not in facts])
def test_what_there_is_to_do_stands_in_both_parts(ada, kind, language):
    _subject, body, html = mailed(ada, kind, language)
    wanted = KINDS[kind].get("code", URL)
    assert f"\n{wanted}\n" in body
    assert f">{wanted}<" in html or f'href="{wanted}"' in html


@pytest.mark.parametrize("kind", KINDS)
def test_the_italian_one_is_italian(ada, kind):
    subject, body, html = mailed(ada, kind, "it")
    ours = body.replace(URL, "").replace("Google", "").replace("Firefox", "")
    assert not ENGLISH.search(subject) and not ENGLISH.search(ours), ours
    assert '<html lang="it">' in html


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "email_confirmation" not in kind])
def test_a_name_is_a_name_and_nothing_else(ada, kind):
    _subject, body, html = mailed(ada, kind)
    assert "Hello Ada <b>Eve</b>," in body
    assert "Hello Ada &lt;b&gt;Eve&lt;/b&gt;," in html and "<b>" not in html


def test_a_name_is_no_message_to_whoever_has_an_address_that_is_not_proven(ada):
    _subject, body, html = mailed(ada, "account/email/email_confirmation")
    assert "Eve" not in body and "Eve" not in html


def test_a_notice_is_in_the_language_of_whose_account_it_is(client, ada):
    Customer.objects.filter(pk=ada.pk).update(language="it", first_name="Ada")
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    ada.set_password("old-and-long-enough")
    ada.save()
    client.force_login(ada)
    new = {"password1": "new-and-long-enough", "password2": "new-and-long-enough"}
    client.post(reverse("account_change_password"), {"oldpassword": "old-and-long-enough", **new})
    assert mail.outbox[-1].subject == "Password cambiata" and mail.outbox[-1].body.startswith("Ciao Ada")


def test_a_link_names_the_shop_where_links_begin_with_https(client, ada, settings):
    settings.ALLOWED_HOSTS, settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = ["*"], "https"
    client.post(reverse("account_reset_password"), {"email": ada.email}, headers={"host": "evil.example"})
    assert "/password/reset/key/" in mail.outbox[-1].body and "evil.example" not in mail.outbox[-1].body


def test_a_shops_own_html_comes_first(ada, settings, tmp_path):
    folder = tmp_path / "account" / "email"
    folder.mkdir(parents=True)
    (folder / "password_changed_message.html").write_text("<p>As the shop likes it.</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert mailed(ada, "account/email/password_changed")[2] == "<p>As the shop likes it.</p>"


def test_a_shop_may_put_its_name_before_every_subject(ada, settings):
    settings.ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Bottega] "
    assert mailed(ada, "account/email/password_changed")[0].startswith("[Bottega] P")


def test_by_default_nothing_stands_before_a_subject(ada):
    assert not mailed(ada, "account/email/password_changed")[0].startswith("[")
