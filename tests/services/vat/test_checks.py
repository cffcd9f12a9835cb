"""A new number is asked about, again until it is known; an old answer never counts for a new number."""

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from oscar_clienti import tasks
from oscar_clienti.models import Activity, Customer, VatCheck, VatState
from oscar_clienti.services import customers
from oscar_clienti.services.vat import checks, vies
from oscar_clienti.signals import vat_checked
from tests.conftest import customer_of, heard, make_user
from tests.vies import TROUBLES, in_trouble, serving

pytestmark = pytest.mark.django_db

GERMAN, OTHER = "DE136695976", "FR23334175221"
QUEUE = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
ANSWERS = {}


def by_heart(number):
    """A register without a network."""
    answer = ANSWERS.get(str(number), vies.Answer(VatState.VALID, "N1", "Brot und Buch GmbH"))
    if isinstance(answer, Exception):
        raise answer
    return answer() if callable(answer) else answer


@pytest.fixture(autouse=True)
def register(settings):
    ANSWERS.clear()
    settings.OSCAR_CLIENTI_VIES = f"{__name__}.by_heart"
    return ANSWERS


@pytest.fixture
def queued(settings):
    """What the queue was told, which nobody works on."""
    settings.TASKS = QUEUE
    return lambda: [result.args[0] for result in tasks.answer_vat_check.get_backend().results]


def numbered(user, number=GERMAN):
    """The customer, and the question that is open about their number."""
    customer = customers.update(customer_of(user), by=None, vat_number=number)
    return customer, VatCheck.objects.filter(customer=customer).first()


def state(user):
    return customer_of(user).vat_state


# Asking.


def test_a_new_number_is_asked_about_in_the_background(bob, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _bob, check = numbered(bob)
    assert queued() == [check.pk]
    assert (check.number, check.state, state(bob)) == (GERMAN, VatState.UNKNOWN, VatState.UNKNOWN)


def test_without_a_queue_nobody_is_kept_waiting(bob, register, django_capture_on_commit_callbacks):
    register[GERMAN] = AssertionError("asked inside the request")
    with django_capture_on_commit_callbacks(execute=True):
        _bob, check = numbered(bob)
    assert (check.tries, check.next_try_at <= timezone.now()) == (0, True)


def test_a_customer_who_is_added_with_a_number_is_asked_about(alice):
    dora = customers.create(email="dora@example.com", vat_number=GERMAN, by=alice)
    assert dora.vat_checks.get().next_try_at


def test_the_same_number_again_is_no_question(bob):
    numbered(bob)
    numbered(bob)
    assert VatCheck.objects.count() == 1


def test_a_queue_that_is_down_stops_nobody(bob, settings, django_capture_on_commit_callbacks, caplog):
    settings.TASKS = {"default": {"BACKEND": "tests.test_tasks.Unreachable"}}
    with django_capture_on_commit_callbacks(execute=True):
        _bob, check = numbered(bob)
    assert check.next_try_at


@pytest.mark.parametrize("number", ["GB980780684", "CHE107787577"])
def test_in_a_register_that_we_do_not_know_nothing_is_asked(bob, number, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _bob, check = numbered(bob, number)
    assert (check.trouble, check.next_try_at, queued(), state(bob)) == ("not_covered", None, [], VatState.UNKNOWN)


def test_digits_that_do_not_fit_are_an_answer_without_asking(bob):
    Customer.objects.filter(pk=customer_of(bob).pk).update(vat_number="IT00743110158")
    check = checks.open_check(customer_of(bob))
    assert (check.trouble, check.state, state(bob)) == ("digits", VatState.INVALID, VatState.INVALID)


# Answers.


def test_the_answer_is_kept_with_its_proof(bob):
    _bob, check = numbered(bob)
    with heard(vat_checked) as calls:
        answered = checks.answer(check.pk)
    assert (answered.state, answered.request_id, answered.name) == (VatState.VALID, "N1", "Brot und Buch GmbH")
    assert answered.answered_at and answered.next_try_at is None
    assert state(bob) == VatState.VALID
    assert [(call["check"], call["customer"].pk, call["by"]) for call in calls] == [(answered, bob.pk, None)]
    row = Activity.objects.get(kind="vat.checked")
    assert (row.customer_id, row.changes) == (bob.pk, {"vat_state": [VatState.UNKNOWN, VatState.VALID]})


def test_answering_twice_is_answering_once(bob):
    _bob, check = numbered(bob)
    assert checks.answer(check.pk) and checks.answer(check.pk) is None
    assert checks.answer(12345) is None


def test_a_worker_answers(bob):
    _bob, check = numbered(bob)
    tasks.answer_vat_check.enqueue(check.pk)
    assert state(bob) == VatState.VALID


def test_another_number_forgets_the_answer(bob):
    _bob, check = numbered(bob)
    checks.answer(check.pk)
    numbered(bob, OTHER)
    assert state(bob) == VatState.UNKNOWN
    assert VatCheck.objects.filter(customer=bob.pk, next_try_at__isnull=False).get().number == OTHER


def test_no_number_is_nothing_to_know(bob):
    _bob, check = numbered(bob)
    checks.answer(check.pk)
    bob, _check = numbered(bob, "")
    assert (bob.vat_state, VatCheck.objects.exclude(next_try_at=None).exists()) == (VatState.UNKNOWN, False)


def test_an_old_question_is_not_asked_any_more(bob, register):
    _bob, check = numbered(bob)
    Customer.objects.filter(pk=bob.pk).update(vat_number=OTHER)
    register[GERMAN] = AssertionError("asked")
    assert checks.answer(check.pk) is None
    check.refresh_from_db()
    assert check.next_try_at is None


def test_an_answer_to_a_number_that_was_changed_meanwhile_does_not_count(bob, register):
    _bob, check = numbered(bob)

    def slow():
        numbered(bob, OTHER)
        return vies.Answer(VatState.VALID, "N1")

    register[GERMAN] = slow
    with heard(vat_checked) as calls:
        checks.answer(check.pk)
    assert (state(bob), calls) == (VatState.UNKNOWN, [])


def test_an_answer_about_somebody_who_is_gone_is_nothing(bob, register):
    _bob, check = numbered(bob)

    def slow():
        bob.delete()
        return vies.Answer(VatState.VALID)

    register[GERMAN] = slow
    assert checks.answer(check.pk) is None


# No answer.


@pytest.mark.parametrize("mood", TROUBLES)
def test_whatever_is_wrong_with_vies_it_is_not_known_yet(bob, settings, mood):
    del settings.OSCAR_CLIENTI_VIES
    _bob, check = numbered(bob)
    with in_trouble(settings, mood):
        check = checks.answer(check.pk)
    assert (state(bob), check.state, check.answered_at) == (VatState.UNKNOWN, VatState.UNKNOWN, None)
    assert (check.trouble, check.tries, check.next_try_at > timezone.now()) == (TROUBLES[mood], 1, True)


def test_when_vies_is_back_it_answers(bob, settings):
    del settings.OSCAR_CLIENTI_VIES
    _bob, check = numbered(bob)
    with serving("busy") as server:
        settings.OSCAR_CLIENTI_VIES_URL = server.url
        assert checks.answer(check.pk).trouble == "busy"
        server.mood = "invalid"
        assert checks.answer(check.pk).trouble == ""
    assert state(bob) == VatState.INVALID


def test_the_waits_grow(bob, register):
    register[GERMAN] = vies.Answer(trouble="busy")
    _bob, check = numbered(bob)
    waits = []
    for _try in range(8):
        check = checks.answer(check.pk)
        waits.append(round((check.next_try_at - timezone.now()) / timedelta(minutes=1)))
    assert waits == [5, 15, 60, 240, 720, 1440, 1440, 1440]


def test_a_register_of_the_shops_own_may_break(bob, register, caplog):
    register[GERMAN] = ValueError(f"{GERMAN} of bob@example.com")
    _bob, check = numbered(bob)
    with caplog.at_level(logging.ERROR):
        assert checks.answer(check.pk).trouble == "error"
    assert "ValueError" in caplog.text
    assert GERMAN not in caplog.text and "bob@" not in caplog.text


def test_it_may_say_more_than_fits(bob, register):
    register[GERMAN] = vies.Answer(VatState.VALID, "1" * 99, "x" * 999, "y" * 9999)
    _bob, check = numbered(bob)
    answered = checks.answer(check.pk)
    answered.refresh_from_db()
    assert (len(answered.request_id), len(answered.name), len(answered.address)) == (64, 255, 1000)


# Asking again.


def test_staff_asks_again_and_waits_for_it(alice, bob, django_capture_on_commit_callbacks):
    _bob, check = numbered(bob)
    with django_capture_on_commit_callbacks(execute=True):
        again = checks.ask_again(customer_of(bob), by=alice)
    again.refresh_from_db()
    assert again != check and again.answered_at
    assert state(bob) == VatState.VALID


def test_what_is_known_stays_known_until_there_is_another_answer(alice, bob, register, queued):
    _bob, check = numbered(bob)
    checks.answer(check.pk)
    register[GERMAN] = vies.Answer(trouble="busy")
    checks.answer(checks.ask_again(customer_of(bob), by=alice).pk)
    assert state(bob) == VatState.VALID
    register[GERMAN] = vies.Answer(VatState.INVALID)
    checks.answer(checks.ask_again(customer_of(bob), by=alice).pk)
    assert state(bob) == VatState.INVALID


def test_only_one_question_is_open(alice, bob, queued):
    numbered(bob)
    checks.ask_again(customer_of(bob), by=alice)
    assert VatCheck.objects.exclude(next_try_at=None).count() == 1


def test_without_a_number_there_is_nothing_to_ask(alice, bob):
    assert checks.ask_again(customer_of(bob), by=alice) is None


def test_it_needs_the_right(viewer, alice, bob):
    numbered(bob)
    with pytest.raises(PermissionDenied):
        checks.ask_again(customer_of(bob), by=viewer)
    with pytest.raises(PermissionDenied):
        checks.ask_again(customer_of(make_user("sara@shop.example", is_staff=True)), by=alice)
