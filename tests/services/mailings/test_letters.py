"""What stands in the letters: values once, as text; the way out on marketing alone."""

from datetime import timedelta

import pytest
from django.contrib.sites.models import Site
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from oscar_clienti.models import Customer, Mailing
from oscar_clienti.services import mailings

from .conftest import TEXT, send

pytestmark = pytest.mark.django_db


def letter_to(address):
    return next(message for message in mail.outbox if message.to == [address])


def write(mailing, alice, subject="News", body="Text", **more):
    texts = {"en": {"subject": subject, "body": body}}
    return mailings.write(mailing, kind=mailing.kind, texts=texts, by=alice, **more)


def test_who_lacks_what_the_subject_is_made_of_reads_the_shops_name(draft, alice, settings):
    settings.OSCAR_SHOP_NAME = "Bottega"
    send(write(draft, alice, subject="{company}"), alice)
    assert letter_to("bob@example.com").subject == "Bottega"


def test_marketing_names_the_way_out_in_its_headers(draft, alice):
    send(draft, alice)
    headers = letter_to("bob@example.com").extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http") and headers["List-Unsubscribe"].endswith("/>")


@pytest.fixture
def buecher(db):
    """A shop with other letters in its domain, which is known to the process."""
    Site.objects.update(domain="bücher.example:8000")
    Site.objects.clear_cache()
    yield
    Site.objects.clear_cache()


def test_that_of_a_shop_with_other_letters_in_its_domain_is_in_ascii(draft, alice, buecher):
    """Otherwise the header is encoded, and no mailbox makes a button of it."""
    send(draft, alice)
    header = letter_to("bob@example.com").message()["List-Unsubscribe"]
    assert "//xn--bcher-kva.example:8000/" in header


def test_by_mail_too_where_the_shop_reads_it(draft, alice, settings):
    settings.OSCAR_CLIENTI_UNSUBSCRIBE_ADDRESS = "no@shop.example"
    send(draft, alice)
    ways = letter_to("bob@example.com").extra_headers["List-Unsubscribe"]
    assert "<mailto:no@shop.example?subject=unsubscribe>" in ways


def test_marketing_says_why_it_came_and_shows_the_way_out(draft, alice, settings):
    settings.OSCAR_SHOP_NAME = "Bottega"
    send(draft, alice)
    letter = letter_to("bob@example.com")
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    for text in (letter.body, letter.alternatives[0][0]):
        assert address in text and "Unsubscribe" in text and "Bottega" in text


def test_a_service_message_has_nothing_of_it(service, alice):
    send(service, alice)
    letter = letter_to("bob@example.com")
    headers = " ".join(letter.extra_headers)
    assert "List-" not in headers and "unsubscribe" not in letter.body.lower()


def test_everybody_has_a_link_of_their_own(draft, alice):
    send(draft, alice)
    assert len({message.extra_headers["List-Unsubscribe"] for message in mail.outbox}) == 2


def test_the_message_can_be_sent_with_its_headers(draft, alice):
    send(draft, alice)
    raw = letter_to("bob@example.com").message().as_bytes().decode()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in raw


@pytest.mark.parametrize("subject", ["News\nBcc: eve@example.com", "News\rBcc: eve@example.com", "News\u2028x"])
def test_a_subject_of_two_lines_is_refused(draft, alice, subject):
    with pytest.raises(ValidationError) as error:
        write(draft, alice, subject=subject)
    assert "subject-en" in error.value.error_dict


def test_a_name_of_two_lines_smuggles_nothing_into_the_headers(draft, alice, bob):
    Customer.objects.filter(pk=bob.pk).update(first_name="Bob\r\nBcc: eve@example.com")
    send(draft, alice)
    letter = letter_to("bob@example.com")
    assert letter.subject == "Summer, Bob Bcc: eve@example.com"
    assert letter.recipients() == ["bob@example.com"]
    assert "\nBcc:" not in letter.message().as_bytes().decode().partition("\n\n")[0]


@pytest.mark.parametrize("name", ["{email}", "{{ user.password }}", "{% debug %}", "{shop_name}"])
def test_a_name_that_looks_like_a_placeholder_stays_a_name(draft, alice, bob, name):
    Customer.objects.filter(pk=bob.pk).update(first_name=name)
    send(draft, alice)
    assert f"Dear {name}," in letter_to("bob@example.com").body


def test_a_name_with_tags_is_text(draft, alice, bob):
    Customer.objects.filter(pk=bob.pk).update(first_name="<script>alert(1)</script>")
    send(draft, alice)
    assert "<script" not in letter_to("bob@example.com").alternatives[0][0]


@pytest.mark.parametrize("text", ["{{ user.password }}", "{% include 'x' %}", "<script>alert(1)</script>"])
def test_what_staff_writes_is_text(draft, alice, text):
    write(draft, alice, body=text)
    send(draft, alice)
    letter = letter_to("bob@example.com")
    assert text in letter.body and "<script" not in letter.alternatives[0][0]


def test_a_placeholder_that_does_not_exist_is_refused(draft, alice):
    with pytest.raises(ValidationError, match="frist_name"):
        write(draft, alice, body="Dear {frist_name}")


def test_half_a_text_is_refused(draft, alice):
    with pytest.raises(ValidationError) as error:
        mailings.write(draft, kind="service", texts={**TEXT, "it": {"subject": "Estate"}}, by=alice)
    assert list(error.value.error_dict) == ["body-it"]


def test_no_text_at_all_is_refused(draft, alice):
    with pytest.raises(ValidationError):
        mailings.write(draft, kind="service", texts={}, by=alice)


def test_what_is_being_sent_stays_as_it_was_written(draft, alice):
    mailings.start(draft, by=alice)
    for act in (lambda: write(draft, alice), lambda: mailings.discard(draft, by=alice)):
        with pytest.raises(ValidationError):
            act()


def test_a_draft_is_thrown_away(draft, alice):
    mailings.discard(draft, by=alice)
    assert not Mailing.objects.exists()


def test_drafts_without_a_word_do_not_pile_up(alice):
    mailings.begin(query="", by=alice)
    Mailing.objects.update(created_at=timezone.now() - timedelta(days=2))
    mailings.begin(query="", by=alice)
    assert Mailing.objects.count() == 1


def test_one_that_is_being_written_in_another_window_stays(alice):
    first = mailings.begin(query="", by=alice)
    mailings.begin(query="", by=alice)
    assert mailings.write(first, kind="service", texts=TEXT, by=alice).title == "Summer, {first_name}"


def test_a_filter_that_is_not_understood_makes_no_draft(alice):
    with pytest.raises(ValidationError):
        mailings.begin(query="group=4711", by=alice)


def test_the_numbers_say_who_will_get_it(draft):
    reach = mailings.reach(draft)
    assert (reach.match, reach.consenting, reach.marketing, reach.service) == (3, 2, 2, 3)


def test_a_test_goes_to_whoever_asks_and_to_nobody_else(draft, alice):
    assert mailings.send_test(draft, by=alice) == "alice@shop.example"
    assert [(message.to, message.subject) for message in mail.outbox] == [(["alice@shop.example"], "Summer, Alice")]
    assert not draft.deliveries.exists()


def test_a_test_needs_the_right(draft, viewer):
    with pytest.raises(PermissionDenied):
        mailings.send_test(draft, by=viewer)


def test_writing_needs_the_right(draft, viewer):
    for act in (
        lambda: mailings.begin(query="", by=viewer),
        lambda: mailings.write(draft, kind="service", texts=TEXT, by=viewer),
        lambda: mailings.discard(draft, by=viewer),
        lambda: mailings.retry(draft, by=viewer),
    ):
        with pytest.raises(PermissionDenied):
            act()
