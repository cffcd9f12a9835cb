"""What staff sees of a VAT number, and the button that asks again."""

import pytest
from django.urls import reverse

from oscar_clienti.models import Customer, VatCheck, VatState
from oscar_clienti.services import customers
from oscar_clienti.services.vat import checks
from tests.conftest import customer_of
from tests.dashboard.test_profile import profile, text_of
from tests.vies import TROUBLES, in_trouble, serving

pytestmark = pytest.mark.django_db

GERMAN = "DE136695976"


@pytest.fixture
def vies(settings):
    with serving() as server:
        settings.OSCAR_CLIENTI_VIES_URL = server.url
        yield server


def numbered(user, number=GERMAN, **fields):
    customers.update(customer_of(user), by=None, vat_number=number, **fields)
    return VatCheck.objects.filter(customer=user.pk).first()


def card(client, user):
    text = text_of(client.get(profile(user)))
    return text[text.index("For invoices") : text.index("Default addresses")]


def press(client, user):
    return client.post(reverse("dashboard:customer-vat-check", args=[user.pk]), follow=True)


def test_the_answer_is_shown_with_its_proof(as_alice, bob, vies):
    checks.answer(numbered(bob, tax_code="00743110157", sdi_code="ABC1234", pec="bob@pec.example").pk)
    shown = card(as_alice, bob)
    for words in (
        GERMAN,
        "Valid",
        "WAPIAAAAZ0000001",
        "Brot und Buch GmbH",
        "Hauptstr. 1",
        "ABC1234",
        "bob@pec.example",
    ):
        assert words in shown


def test_a_number_that_is_not_valid(as_alice, bob, vies):
    vies.mood = "invalid"
    checks.answer(numbered(bob).pk)
    assert "Not valid" in card(as_alice, bob)


@pytest.mark.parametrize("mood", TROUBLES)
def test_why_it_is_not_known_is_said(as_alice, bob, settings, mood):
    check = numbered(bob)
    with in_trouble(settings, mood):
        checks.answer(check.pk)
    shown = card(as_alice, bob)
    assert "Not known yet" in shown
    assert "asked again by itself" in shown


def test_why_nobody_was_asked_is_said(as_alice, bob, carol):
    numbered(bob, "GB980780684")
    assert "VIES has no numbers of this country" in card(as_alice, bob)
    Customer.objects.filter(pk=customer_of(carol).pk).update(vat_number="IT00743110158")
    checks.open_check(customer_of(carol))
    assert "Not valid" in card(as_alice, carol) and "so nobody was asked" in card(as_alice, carol)


def test_an_answer_to_another_number_is_not_shown(as_alice, bob, vies):
    checks.answer(numbered(bob).pk)
    numbered(bob, "FR23334175221")
    assert "Not known yet" in card(as_alice, bob) and "WAPIAAAAZ0000001" not in card(as_alice, bob)


def test_who_has_the_same_number_is_told_and_not_stopped(as_alice, bob, carol, eve):
    for user in (bob, carol):
        numbered(user)
    assert "The same VAT number: Bob Rossi" in card(as_alice, carol)
    numbered(bob, "FR23334175221")
    numbered(eve, "")
    assert "The same VAT number" not in card(as_alice, carol) + card(as_alice, bob) + card(as_alice, eve)


def test_what_a_register_says_is_never_html(as_alice, bob, vies):
    vies.more = {"name": "<script>alert(1)</script>", "requestIdentifier": "<b>1</b>", "address": "<i>Via"}
    checks.answer(numbered(bob).pk)
    page = as_alice.get(profile(bob)).content.decode()
    assert "<script>alert" not in page and "<b>1</b>" not in page and "<i>Via" not in page


# The button.


def test_asking_again(as_alice, bob, vies, django_capture_on_commit_callbacks):
    numbered(bob)
    with django_capture_on_commit_callbacks(execute=True):
        page = press(as_alice, bob)
    assert page.redirect_chain[-1][0] == profile(bob)
    assert customer_of(bob).vat_state == VatState.VALID
    assert len(vies.asked) == 1


def test_asking_again_in_vain(as_alice, bob, settings, django_capture_on_commit_callbacks):
    numbered(bob)
    with in_trouble(settings, "silence"), django_capture_on_commit_callbacks(execute=True):
        page = press(as_alice, bob)
    assert "It was asked again" in text_of(page)


def test_without_a_number_there_is_nothing_to_ask(as_alice, bob):
    customer_of(bob)
    assert "There is no VAT number to ask about." in text_of(press(as_alice, bob))
    assert "Ask VIES again" not in card(as_alice, bob)


def test_who_may_only_look_has_no_button(client, viewer, bob):
    numbered(bob)
    client.force_login(viewer)
    assert "Ask VIES again" not in card(client, bob)
    assert press(client, bob).status_code == 403


def test_it_is_no_link(as_alice, bob):
    numbered(bob)
    assert as_alice.get(reverse("dashboard:customer-vat-check", args=[bob.pk])).status_code == 405


def test_a_wrong_number_is_told_at_its_field(as_alice, bob):
    from tests.dashboard.test_customer_forms import edit, errors

    customer_of(bob)
    assert "its digits don't fit" in errors(edit(as_alice, bob, vat_number="IT00743110158"))["vat_number"][0]


def test_the_history_reads_the_answer(as_alice, bob, vies):
    checks.answer(numbered(bob).pk)
    text = text_of(as_alice.get(profile(bob, tab="activity")))
    assert "VAT number checked" in text
