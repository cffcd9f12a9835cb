"""What staff writes to customers is text, whatever it looks like."""

import pytest
from django.core.exceptions import ValidationError
from oscar.core.loading import get_model

from oscar_clienti.services import letters


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
