"""The ledger of consents and the states on the row that follow from it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

import oscar_clienti
from oscar_clienti import signals
from oscar_clienti.models import Activity, ConsentEvent, ConsentState, Customer
from oscar_clienti.models.append_only import AppendOnlyError
from oscar_clienti.services import consents
from tests.conftest import customer_of, make_user

WORDS = {"source": "staff", "wording": "May we write to you?", "wording_language": "en"}
GRANTED, WITHDRAWN, PENDING, NEVER = (
    ConsentState.GRANTED,
    ConsentState.WITHDRAWN,
    ConsentState.PENDING,
    ConsentState.NEVER_ASKED,
)


@pytest.fixture
def customer(bob):
    customer = customer_of(bob)
    customer.phone = "+39 333 1234567"
    customer.save()
    return customer


def say_yes(customer, by, **more):
    return consents.grant(customer, **{"channel": "email", "by": by, "how": "By phone on Monday", **WORDS, **more})


def say_no(customer, by, **more):
    return consents.withdraw(customer, **{"channel": "email", "by": by, "source": "staff", **more})


def stored(customer):
    return Customer.objects.get(pk=customer.pk)


def test_a_yes_is_a_line_and_a_state(customer, alice):
    event = say_yes(customer, alice)
    line = ConsentEvent.objects.get(pk=event.pk)
    assert (line.state, line.address, line.wording, line.wording_language, line.how, line.by, line.by_name) == (
        GRANTED, "bob@example.com", "May we write to you?", "en", "By phone on Monday", alice, "Alice Bottega",
    )  # fmt: skip
    assert stored(customer).email_consent == customer.email_consent == GRANTED
    assert stored(customer).sms_consent == NEVER


def test_a_no_follows_a_yes(customer, alice):
    say_yes(customer, alice)
    say_no(customer, alice)
    assert stored(customer).email_consent == WITHDRAWN
    assert customer.consent_events.count() == 2


def test_who_was_never_asked_may_say_no(customer):
    say_no(customer, None, source="unsubscribe")
    assert stored(customer).email_consent == WITHDRAWN


def test_the_channels_are_apart(customer, alice):
    say_yes(customer, alice, channel="sms")
    assert consents.states(customer) == {"email": NEVER, "sms": GRANTED}
    assert stored(customer).sms_consent == GRANTED


def test_asking_waits_for_an_answer(customer):
    consents.request(customer, channel="email", by=None, **WORDS | {"source": "registration"})
    assert stored(customer).email_consent == PENDING


def test_asking_again_after_a_yes_takes_nothing_away(customer, alice):
    yes = say_yes(customer, alice)
    assert consents.request(customer, channel="email", by=alice, **WORDS) == yes
    assert stored(customer).email_consent == GRANTED


def test_the_same_said_twice_is_one_line(customer, alice):
    assert say_yes(customer, alice) == say_yes(customer, alice)
    assert ConsentEvent.objects.count() == Activity.objects.filter(kind="consent.granted").count() == 1


@pytest.mark.parametrize(
    "news", [{"wording": "May we send offers?"}, {"how": "In the shop"}, {"wording_language": "it"}]
)
def test_other_words_are_another_line(customer, alice, news):
    say_yes(customer, alice)
    say_yes(customer, alice, **news)
    assert ConsentEvent.objects.count() == 2


@pytest.mark.parametrize("how", ["", "  \n", "\x00"])
def test_staff_must_say_how(customer, alice, how):
    with pytest.raises(ValidationError, match="Say how"):
        say_yes(customer, alice, how=how)
    assert not ConsentEvent.objects.exists()


def test_staff_must_say_how_whatever_source_they_name(customer, alice):
    with pytest.raises(ValidationError, match="Say how"):
        say_yes(customer, alice, source="checkout", how="")


def test_customers_speak_for_themselves(customer, bob):
    say_yes(customer, bob, source="account", how="")
    assert stored(customer).email_consent == GRANTED


def test_sms_needs_a_number(customer, alice):
    customer.phone = ""
    customer.save()
    with pytest.raises(ValidationError, match="phone number"):
        say_yes(customer, alice, channel="sms")


def test_email_needs_an_address(alice):
    with pytest.raises(ValidationError, match="e-mail address"):
        say_yes(customer_of(make_user("")), alice)


def test_an_unknown_channel_is_refused(customer, alice):
    with pytest.raises(ValidationError, match="no such channel"):
        say_yes(customer, alice, channel="pigeon")


@pytest.mark.parametrize("source", ["", "x" * 65])
def test_a_source_is_named_and_short(customer, source):
    with pytest.raises(ValidationError):
        consents.withdraw(customer, channel="email", source=source, by=None)


def test_nothing_is_said_in_the_future(customer, alice):
    with pytest.raises(ValidationError, match="to come"):
        say_yes(customer, alice, at=timezone.now() + timedelta(hours=1))


def test_an_old_yes_does_not_overrule_a_later_no(customer, alice):
    say_no(customer, alice)
    say_yes(customer, alice, at=timezone.now() - timedelta(days=400))
    assert stored(customer).email_consent == WITHDRAWN


def test_an_old_line_told_twice_is_one_line(customer, alice):
    at = timezone.now().replace(microsecond=0) - timedelta(days=400)
    say_yes(customer, alice, at=at)
    say_no(customer, alice)
    say_yes(customer, alice, at=at)
    assert ConsentEvent.objects.count() == 2


def test_a_null_character_is_dropped(customer, alice):
    assert say_yes(customer, alice, wording="May\x00 we?").wording == "May we?"


def test_who_may_only_look_may_not_speak(customer, viewer):
    with pytest.raises(PermissionDenied):
        say_yes(customer, viewer)


def test_another_customer_may_not_speak(customer, eve):
    with pytest.raises(PermissionDenied):
        say_no(customer, eve)


def test_staff_have_no_consents_here(root, alice):
    with pytest.raises(PermissionDenied):
        say_yes(customer_of(root), alice)


def test_a_deleted_account_says_nothing_any_more(customer):
    Customer.objects.filter(pk=customer.pk).update(state=Customer.State.ERASED)
    with pytest.raises(PermissionDenied):
        say_no(customer, customer.user)


def test_a_consent_is_written_down(customer, alice):
    say_yes(customer, alice)
    row = Activity.objects.get(kind="consent.granted")
    assert (row.customer, row.by_name, row.changes) == (customer, "Alice Bottega", {"email_consent": [0, 1]})
    assert row.facts["how"] == "By phone on Monday"


def test_a_consent_is_announced(customer, alice):
    heard = []

    def listen(sender, event, customer, by, **kwargs):
        heard.append((sender, event.state, customer, by))

    signals.consent_recorded.connect(listen)
    try:
        say_yes(customer, alice)
    finally:
        signals.consent_recorded.disconnect(listen)
    assert heard == [(ConsentEvent, GRANTED, customer, alice)]


def test_a_refusing_receiver_leaves_nothing_behind(customer, alice):
    def refuse(**kwargs):
        raise RuntimeError("The newsletter is down.")

    signals.consent_recorded.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            say_yes(customer, alice)
    finally:
        signals.consent_recorded.disconnect(refuse)
    assert not ConsentEvent.objects.exists()
    assert stored(customer).email_consent == NEVER


def new_address(customer, email, by):
    customer.user.email = email
    customer.user.save()
    return consents.readdress(customer, by=by)


def test_a_new_address_was_never_asked(customer, alice):
    say_yes(customer, alice)
    new_address(customer, "robert@example.com", alice)
    assert stored(customer).email_consent == customer.email_consent == NEVER
    assert Activity.objects.get(kind="consent.readdressed").changes == {"email_consent": [1, 0]}


def test_an_address_that_shoppers_change_themselves_was_never_asked(customer, alice, bob):
    say_yes(customer, alice)
    bob.email = "robert@example.com"
    bob.save()
    assert stored(customer).email_consent == NEVER


def test_an_address_in_other_case_is_the_same(customer, alice):
    say_yes(customer, alice)
    new_address(customer, "BOB@Example.com", alice)
    assert stored(customer).email_consent == GRANTED
    assert not Activity.objects.filter(kind="consent.readdressed").exists()


def test_an_address_that_differs_by_an_accent_is_another(customer, alice):
    say_yes(customer, alice)
    new_address(customer, "bób@example.com", alice)
    assert stored(customer).email_consent == NEVER


def test_an_old_address_gets_back_what_was_said_of_it(customer, alice):
    say_yes(customer, alice)
    new_address(customer, "robert@example.com", alice)
    say_no(customer, alice)
    new_address(customer, "bob@example.com", alice)
    assert stored(customer).email_consent == GRANTED


def test_a_number_written_otherwise_is_the_same(customer, alice):
    say_yes(customer, alice, channel="sms")
    Customer.objects.filter(pk=customer.pk).update(phone="+393331234567")
    consents.readdress(stored(customer), by=alice)
    assert stored(customer).sms_consent == GRANTED


def test_rebuild_repairs_planted_drift(customer, carol, alice):
    say_yes(customer, alice)
    Customer.objects.filter(pk=customer.pk).update(email_consent=WITHDRAWN, sms_consent=GRANTED)
    Customer.objects.filter(pk=customer_of(carol).pk).update(email_consent=GRANTED)
    assert consents.rebuild(batch_size=1) == 2
    assert (stored(customer).email_consent, stored(customer).sms_consent) == (GRANTED, NEVER)
    assert customer_of(carol).email_consent == NEVER
    assert consents.rebuild() == 0


def test_rebuild_can_be_told_whom(customer, carol):
    Customer.objects.filter(pk=customer.pk).update(email_consent=GRANTED)
    assert consents.rebuild([customer_of(carol).pk]) == 0
    assert consents.rebuild([customer.pk]) == 1


@pytest.mark.parametrize("change", [lambda e: e.save(), lambda e: e.delete(), lambda e: type(e).objects.all().delete()])
def test_the_ledger_can_not_be_rewritten(customer, alice, change):
    with pytest.raises(AppendOnlyError):
        change(say_yes(customer, alice))


def test_nobody_else_writes_the_states():
    """A flag without its line would be a consent that nobody can prove."""
    allowed = {"services/consent_states.py", "services/erasure.py"}
    written = re.compile(
        r"""(?:\.(?:email|sms)_consent\s*=[^=])|(?:update\([^)]*(?:email|sms)_consent)|update\(state=.*_consent"""
    )
    home = Path(oscar_clienti.__file__).parent
    guilty = {
        str(file.relative_to(home))
        for file in home.rglob("*.py")
        if "migrations" not in file.parts and written.search(file.read_text())
    }
    assert guilty <= allowed
