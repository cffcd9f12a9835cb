"""The consents of one customer: the tab, and writing down a yes or a no."""

import pytest
from django.urls import reverse
from django.utils import translation

from oscar_clienti.models import ConsentEvent, ConsentState
from oscar_clienti.services import consents
from tests.conftest import customer_of, grant, make_user

pytestmark = pytest.mark.django_db

HOW = "On the phone on Monday"


@pytest.fixture
def customer(bob):
    return customer_of(bob)


def url(customer, channel="email", say="yes"):
    return reverse("dashboard:customer-consent", args=[customer.pk, channel]) + f"?say={say}"


def tab(client, customer, **query):
    return client.get(reverse("dashboard:user-detail", args=[customer.pk]), {"tab": "consents", **query})


def html_of(response):
    return " ".join(response.content.decode().split())


def test_a_yes_is_written_down(as_alice, customer, alice):
    words = {"how": HOW, "wording": "News by mail?", "wording_language": "en"}
    response = as_alice.post(url(customer), words)
    assert response.status_code == 302
    line = ConsentEvent.objects.get()
    assert (line.state, line.how, line.wording, line.wording_language, line.source, line.by) == (
        ConsentState.GRANTED, HOW, "News by mail?", "en", "staff", alice,
    )  # fmt: skip
    assert customer_of(customer.user).email_consent == ConsentState.GRANTED


@pytest.mark.parametrize("how", ["", "   "])
def test_a_yes_needs_a_how(as_alice, customer, how):
    response = as_alice.post(url(customer), {"how": how})
    assert response.status_code == 200
    assert response.context["form"].errors["how"]
    assert not ConsentEvent.objects.exists()


def test_a_no_needs_nothing(as_alice, customer):
    as_alice.post(url(customer, say="no"), {})
    assert customer_of(customer.user).email_consent == ConsentState.WITHDRAWN


def test_a_time_to_come_is_refused_at_its_field(as_alice, customer):
    response = as_alice.post(url(customer), {"how": HOW, "at": "2999-01-01T10:00"})
    assert response.context["form"].errors["at"]


def test_a_time_past_is_kept(as_alice, customer):
    as_alice.post(url(customer), {"how": HOW, "at": "2024-05-01T10:00"})
    assert ConsentEvent.objects.get().at.year == 2024


@pytest.mark.parametrize("at", ["yesterday", "0001-01-01T00:00", "0000-00-00T00:00", "\x00"])
def test_nonsense_for_a_time_is_a_message(as_alice, customer, at):
    assert as_alice.post(url(customer), {"how": HOW, "at": at}).context["form"].errors["at"]


def test_words_without_text_have_no_language(as_alice, customer):
    as_alice.post(url(customer), {"how": HOW, "wording": "", "wording_language": "it"})
    assert ConsentEvent.objects.get().wording_language == ""


def test_without_a_number_the_form_sends_back(as_alice, customer):
    response = as_alice.get(url(customer, "sms"), follow=True)
    assert "no address for this channel" in html_of(response)


def test_an_unknown_channel_is_not_found(as_alice, customer):
    assert as_alice.get(url(customer, "pigeon")).status_code == 404


def test_staff_are_not_found(as_alice, root):
    customer_of(root)
    assert as_alice.get(url(root)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_only_look_can_not_write(client, viewer, customer, method):
    client.force_login(viewer)
    assert getattr(client, method)(url(customer), {"how": HOW}).status_code == 403
    assert not ConsentEvent.objects.exists()


def test_a_get_writes_nothing(as_alice, customer):
    assert as_alice.get(url(customer)).status_code == 200
    assert not ConsentEvent.objects.exists()


def test_the_tab_says_the_state_in_words(as_alice, customer):
    assert html_of(tab(as_alice, customer)).count("Never asked") >= 2


def test_the_tab_shows_the_proof(as_alice, alice, customer):
    consents.grant(
        customer, channel="email", source="staff", wording="Notizie?", wording_language="it", how=HOW, by=alice
    )
    html = html_of(tab(as_alice, customer))
    assert 'lang="it">Notizie?' in html
    assert HOW in html
    assert "Staff, written down by Alice Bottega" in html
    assert "E-mail · bob@example.com" in html


def test_what_was_said_is_shown_as_text(as_alice, alice, customer):
    consents.grant(customer, channel="email", source="staff", wording="<script>x</script>", how="<b>a</b>", by=alice)
    html = html_of(tab(as_alice, customer))
    assert "<script>x" not in html
    assert "<b>a</b>" not in html


def test_an_unknown_source_shows_its_key(as_alice, customer):
    consents.withdraw(customer, channel="email", source="fair-2026", by=None)
    assert "fair-2026" in html_of(tab(as_alice, customer))


def test_the_ledger_has_pages(as_alice, customer):
    for number in range(25):
        consents.withdraw(customer, channel="email", source="account", wording=f"Text {number:02}", by=None)
    assert "Text 24" in html_of(tab(as_alice, customer))
    assert "Text 00" in html_of(tab(as_alice, customer, page="2"))


def test_who_may_only_look_sees_no_buttons(client, viewer, customer):
    client.force_login(viewer)
    assert "Record a consent" not in html_of(tab(client, customer))


def test_the_tab_speaks_italian(as_alice, customer):
    """The words are looked up when shown, not when written."""
    with translation.override("it"):
        assert tab(as_alice, customer).status_code == 200


def test_another_right_than_ours_opens_nothing(client, customer):
    client.force_login(grant(make_user(is_staff=True), "add_customer"))
    assert tab(client, customer).status_code == 403
