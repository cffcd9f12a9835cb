"""What staff writes to customers is text, whatever it looks like."""

import re

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.core.cache import cache
from django.core.exceptions import ValidationError
from oscar.core.loading import get_model

from oscar_clienti.services import erasure, letters, passwords
from oscar_clienti.services.mailings.unsubscribing import link_for
from sandbox import urls as shop_urls
from tests.conftest import customer_of

# A shop whose pages lie under their language.
urlpatterns = i18n_patterns(*shop_urls.urlpatterns)


@pytest.fixture
def kept(db):
    return get_model("communication", "Email").objects


def _write(customer, mailoutbox, **more):
    facts = {"to": customer.email, "subject": "Your chair", "text": "It is ready.", "language": "en"}
    letters.write(**{**facts, "customer": customer, **more})
    return mailoutbox[-1]


def test_placeholders_are_filled(bob):
    bob.customer.first_name = "Bob"
    assert letters.fill("Hello {first_name},", customer=bob.customer) == "Hello Bob,"


def test_a_missing_value_takes_its_space_along(bob):
    bob.customer.first_name = ""
    assert letters.fill("Hello {first_name},", customer=bob.customer) == "Hello,"


@pytest.mark.parametrize(
    "text", ["{password}", "{{ user.password }}", "{% debug %}", "{0.__class__}", "{first_name!r}"]
)
def test_what_is_no_placeholder_stays_as_it_was_written(bob, text):
    assert letters.fill(text, customer=bob.customer) == text


def test_a_name_that_looks_like_a_placeholder_is_not_filled_in_turn(bob):
    bob.customer.first_name = "{email}"
    assert letters.fill("{first_name}", customer=bob.customer) == "{email}"


def test_text_is_never_a_template(bob, mailoutbox):
    mail = _write(bob.customer, mailoutbox, text="{{ 7|add:7 }} {% now 'Y' %}")
    assert "{{ 7|add:7 }} {% now 'Y' %}" in mail.body


def test_html_shows_what_was_written_as_text(bob, mailoutbox):
    mail = _write(bob.customer, mailoutbox, text="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in mail.alternatives[0][0]


def test_it_is_kept_among_the_customers_e_mails(bob, mailoutbox, kept):
    _write(bob.customer, mailoutbox)
    assert "It is ready." in kept.get(user=bob).body_text


def test_links_are_sent_but_not_kept(bob, mailoutbox, kept):
    mail = _write(bob.customer, mailoutbox, links=[("Answer", "https://shop.example/answer/secret/")])
    assert "https://shop.example/answer/secret/" in mail.body
    assert "secret" not in kept.get(user=bob).body_text + kept.get(user=bob).body_html


def test_nothing_is_kept_of_a_letter_to_somebody_without_an_account(db, mailoutbox, kept):
    letters.write(to="vera@example.com", subject="Hello", text="Yes.", language="en")
    assert mailoutbox[-1].to == ["vera@example.com"]
    assert not kept.exists()


def test_headers_go_along(bob, mailoutbox):
    mail = _write(bob.customer, mailoutbox, headers={"List-Unsubscribe": "<https://shop.example/>"})
    assert mail.extra_headers["List-Unsubscribe"] == "<https://shop.example/>"


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: eve@example.com", "Hello\nthere", "Hello\x00", "Hello\u2028there"])
def test_a_subject_of_several_lines_is_refused(bob, mailoutbox, subject):
    with pytest.raises(ValidationError):
        _write(bob.customer, mailoutbox, subject=subject)
    assert not mailoutbox


@pytest.fixture
def under_languages(settings):
    """The shop's first language is "en-us" by name, as Django's own setting is, and it speaks "en"."""
    settings.ROOT_URLCONF, settings.LANGUAGE_CODE = __name__, "en-us"
    cache.clear()  # Nobody was sent a link a moment ago.


def _path(text):
    return re.search(r"https?://[^/]+(/\S+)", text).group(1)


def test_the_way_out_leads_to_a_page_where_pages_lie_under_their_language(client, bob, under_languages):
    link = link_for(customer_of(bob), bob.email, letters.language_for(customer_of(bob)))
    assert client.get(_path(link)).status_code == 200


def test_so_does_the_link_for_a_password(client, alice, bob, mailoutbox, under_languages):
    passwords.send_link(customer_of(bob), by=alice)
    link = re.search(r"\S*/password-reset/confirm/\S+", mailoutbox[-1].body).group()
    assert client.get(_path(link), follow=True).status_code == 200


def test_so_does_the_link_for_deleting_the_account(bob, mailoutbox, under_languages):
    erasure.send_link(customer_of(bob), by=bob)
    assert "/en/accounts/" in mailoutbox[-1].body and "/en-us/" not in mailoutbox[-1].body
