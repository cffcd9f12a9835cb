"""Who may look at the shop as whom: the whole matrix, before a visit begins."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import PartnerFactory

from oscar_clienti.models import Activity, Customer, Visit, VisitChoice
from oscar_clienti.services import activity_log, consents, customers, erasure, log_in_as, sync
from tests.conftest import customer_of, grant, heard, make_user

pytestmark = pytest.mark.django_db
WHY = "Does not find her invoice"


def visit(user, by, **more):
    return log_in_as.start(customer_of(user), by=by, reason=WHY, **more)


def any_permission():
    return Permission.objects.exclude(content_type__app_label="oscar_clienti").first()


def partner(user):
    PartnerFactory().users.add(user)


def with_a_permission(user):
    user.user_permissions.add(any_permission())


def in_a_group_with_a_permission(user):
    group = Group.objects.create(name="Warehouse")
    group.permissions.add(any_permission())
    user.groups.add(group)


def in_a_group_without_permissions(user):
    user.groups.add(Group.objects.create(name="Readers"))


def flagged(**flags):
    def change(user):
        for name, value in flags.items():
            setattr(user, name, value)
        user.save()

    change.__name__ = "_".join(flags)
    return change


POWERS = [flagged(is_staff=True), flagged(is_superuser=True), partner, with_a_permission, in_a_group_with_a_permission]


@pytest.mark.parametrize("change", POWERS, ids=lambda change: change.__name__)
def test_nobody_with_any_power_is_visited(alice, bob, change):
    row = customer_of(bob)
    change(bob)
    with pytest.raises(ValidationError) as refused:
        log_in_as.start(row, by=alice, reason=WHY)
    assert refused.value.code == "powers"


def test_an_inactive_account_is_not_visited(alice, bob):
    customers.deactivate(customer_of(bob), by=alice)
    with pytest.raises(ValidationError) as refused:
        visit(bob, alice)
    assert refused.value.code == "inactive"


def test_a_deleted_account_is_not_visited(alice, bob):
    erasure.erase(customer_of(bob), by=alice)
    with pytest.raises(ValidationError):
        visit(bob, alice)


def test_nobody_visits_themselves(alice):
    sync.refresh([alice.pk])
    with pytest.raises(ValidationError) as refused:
        visit(alice, alice)
    assert refused.value.code == "self"


def test_a_group_without_permissions_does_no_harm(alice, bob):
    in_a_group_without_permissions(bob)
    assert visit(bob, alice).customer_id == bob.pk


@pytest.mark.parametrize("right", ["view_customer", "change_customer", "act_as_customer"])
def test_other_rights_are_not_enough(bob, right):
    clerk = grant(make_user(is_staff=True), right)
    with pytest.raises(PermissionDenied):
        visit(bob, clerk)


def test_looking_does_not_include_acting(bob):
    clerk = grant(make_user(is_staff=True), "log_in_as_customer")
    assert not visit(bob, clerk).acts
    with pytest.raises(PermissionDenied):
        visit(bob, clerk, acts=True)


def test_the_right_alone_does_not_make_somebody_staff(bob, carol):
    with pytest.raises(PermissionDenied):
        visit(bob, grant(carol, "log_in_as_customer"))


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_a_reason_is_needed(alice, bob, reason):
    with pytest.raises(ValidationError):
        log_in_as.start(customer_of(bob), by=alice, reason=reason)


def test_off_means_off(alice, bob, settings):
    settings.OSCAR_CLIENTI_LOG_IN_AS = "off"
    with pytest.raises(ValidationError) as refused:
        visit(bob, alice)
    assert refused.value.code == "off"


def test_sessions_in_the_browser_are_not_safe_enough(alice, bob, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    with pytest.raises(ValidationError) as refused:
        visit(bob, alice)
    assert refused.value.code == "sessions"


@pytest.mark.parametrize(
    ("how", "said", "comes_in"),
    [
        ("unless_refused", None, True),
        ("unless_refused", False, False),
        ("unless_refused", True, True),
        ("if_allowed", None, False),
        ("if_allowed", True, True),
        ("if_allowed", False, False),
        ("always", False, True),
    ],
)
def test_what_the_customer_said_counts(alice, bob, settings, how, said, comes_in):
    settings.OSCAR_CLIENTI_LOG_IN_AS = how
    if said is not None:
        log_in_as.choose(customer_of(bob), allowed=said, by=bob)
    if comes_in:
        assert visit(bob, alice)
    else:
        with pytest.raises(ValidationError) as refused:
            visit(bob, alice)
        assert refused.value.code == "refused"


# A refusal is written down.


def refused_rows():
    return Activity.objects.filter(kind="log_in_as.refused")


def without_the_right(alice, bob):
    return grant(make_user(is_staff=True), "view_customer")


def without_the_right_to_act(alice, bob):
    return grant(make_user(is_staff=True), "log_in_as_customer")


def into_an_account_with_powers(alice, bob):
    with_a_permission(bob)
    return alice


def into_an_inactive_account(alice, bob):
    customers.deactivate(customer_of(bob), by=alice)
    return alice


def against_the_customers_will(alice, bob):
    log_in_as.choose(customer_of(bob), allowed=False, by=bob)
    return alice


@pytest.mark.parametrize(
    ("comes", "why"),
    [
        (without_the_right, "right"),
        (without_the_right_to_act, "right"),
        (into_an_account_with_powers, "powers"),
        (into_an_inactive_account, "inactive"),
        (against_the_customers_will, "refused"),
    ],
)
def test_who_was_refused_is_written_down_and_why(alice, bob, comes, why):
    customer_of(bob)
    staff = comes(alice, bob)
    with pytest.raises((PermissionDenied, ValidationError)):
        visit(bob, staff, acts=True)
    row = refused_rows().get()
    assert (row.customer_id, row.by_id, row.facts) == (bob.pk, staff.pk, {"why": why})


def test_a_silence_that_is_no_yes_is_a_refusal_too(alice, bob, settings):
    settings.OSCAR_CLIENTI_LOG_IN_AS = "if_allowed"
    with pytest.raises(ValidationError):
        visit(bob, alice)
    assert refused_rows().get().facts == {"why": "refused"}


def test_a_slip_in_the_form_is_no_refusal(alice, bob):
    with pytest.raises(ValidationError):
        log_in_as.start(customer_of(bob), by=alice, reason=" ")
    assert not refused_rows().exists()


WORK_HERE = [flagged(is_staff=True), flagged(is_superuser=True), partner]


@pytest.mark.parametrize("change", WORK_HERE, ids=lambda change: change.__name__)
def test_nothing_is_written_of_accounts_that_work_here(alice, bob, change):
    row = customer_of(bob)
    change(bob)
    with pytest.raises(ValidationError):
        log_in_as.start(row, by=alice, reason=WHY)
    assert not refused_rows().exists()


def test_nothing_is_written_where_the_customers_row_is_behind(alice, bob):
    row = customer_of(bob)
    type(bob).objects.filter(pk=bob.pk).update(is_staff=True)
    with pytest.raises(ValidationError):
        log_in_as.start(row, by=alice, reason=WHY)
    assert not refused_rows().exists()


def test_nothing_is_written_of_a_deleted_account(alice, bob):
    erasure.erase(customer_of(bob), by=alice)
    with pytest.raises(ValidationError):
        visit(bob, alice)
    assert not refused_rows().exists()


def test_who_comes_in_was_not_refused(alice, bob):
    visit(bob, alice)
    assert not refused_rows().exists()


def test_only_the_customer_says_so(alice, bob):
    with pytest.raises(PermissionDenied):
        log_in_as.choose(customer_of(bob), allowed=True, by=alice)


def test_nobody_says_so_in_their_name(alice, bob):
    with log_in_as.during(visit(bob, alice), staff=alice), pytest.raises(PermissionDenied):
        log_in_as.choose(customer_of(bob), allowed=True, by=bob)


def test_nobody_consents_in_their_name(alice, bob):
    with log_in_as.during(visit(bob, alice), staff=alice), pytest.raises(PermissionDenied):
        consents.grant(customer_of(bob), channel="email", source="account", wording="Yes.", by=bob)


def test_the_second_visit_of_the_same_person_ends_the_first(alice, bob, carol):
    first = visit(bob, alice)
    visit(carol, alice)
    first.refresh_from_db()
    assert first.end == Visit.End.REPLACED


def test_it_ends_once(alice, bob):
    going = visit(bob, alice)
    with heard(log_in_as.visiting.signals.visit_ended) as said:
        log_in_as.end(going, why=Visit.End.STOPPED)
        log_in_as.end(Visit.objects.get(pk=going.pk), why=Visit.End.EXPIRED)
    assert [one["visit"].end for one in said] == [Visit.End.STOPPED]


def test_beginning_and_end_are_written_down(alice, bob):
    log_in_as.end(visit(bob, alice), why=Visit.End.STOPPED)
    rows = Activity.objects.filter(customer=bob.pk, kind__startswith="log_in_as.").order_by("pk")
    assert [(row.kind, row.by_id) for row in rows] == [
        ("log_in_as.started", alice.pk),
        ("log_in_as.ended", alice.pk),
    ]
    assert rows[0].facts["reason"] == WHY


def test_what_is_done_in_their_name_says_who_did_it(alice, bob):
    with log_in_as.during(visit(bob, alice), staff=alice):
        customers.update(customer_of(bob), by=bob, system_notifications=False)
    row = Activity.objects.filter(kind="customer.changed").latest("pk")
    assert (row.by_id, row.by_name, row.facts["as"]) == (alice.pk, "Alice Bottega", "Bob Rossi")


def test_the_row_outlives_both_accounts(alice, bob):
    going = visit(bob, alice)
    alice.delete()
    bob.delete()
    going.refresh_from_db()
    assert (going.by, going.customer) == (None, None)
    assert (going.by_name, going.customer_name) == ("Alice Bottega", "Bob Rossi")


def test_the_row_outlives_staff_with_a_second_factor(alice, bob):
    apps.get_model("mfa.Authenticator").objects.create(user=alice, type="totp", data={})
    going = visit(bob, alice)
    alice.delete()
    going.refresh_from_db()
    assert (going.by, going.by_name) == (None, "Alice Bottega")


def test_a_deleted_customer_leaves_no_name_in_it(alice, bob):
    going = visit(bob, alice)
    erasure.erase(customer_of(bob), by=alice)
    going.refresh_from_db()
    assert (going.end, going.customer_name, going.reason) == (Visit.End.CUSTOMER, "", "")
    assert not VisitChoice.objects.exists()


def test_the_night_ends_what_nobody_ended(alice, bob):
    going = visit(bob, alice)
    later = timezone.now() - timedelta(minutes=1)
    Visit.objects.update(expires_at=later)
    assert log_in_as.sweep() == 1
    going.refresh_from_db()
    assert (going.end, going.ended_at) == (Visit.End.EXPIRED, later)


def test_after_years_a_visit_no_longer_says_whom_and_why(alice, bob):
    old, new = visit(bob, alice), visit(bob, alice)
    Visit.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=800))
    assert log_in_as.fade(activity_log.limit(timezone.localdate())) == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.customer_name, old.reason, old.by) == ("", "", alice)
    assert new.reason


def test_a_visit_that_goes_on_is_left_alone_by_the_night(alice, bob):
    visit(bob, alice)
    assert log_in_as.sweep() == 0


def test_the_session_of_a_visit_is_forgotten_with_it(alice, bob, django_capture_on_commit_callbacks):
    going = visit(bob, alice)
    assert log_in_as.visiting.session_of(going).get("password")
    with django_capture_on_commit_callbacks(execute=True):
        log_in_as.end(going, why=Visit.End.STOPPED)
    assert not log_in_as.visiting.session_of(going).get("password")


def test_a_row_of_the_customer_that_is_behind_lets_nobody_in(alice, bob):
    """The copy says shopper, the account says staff: the account counts."""
    row = customer_of(bob)
    type(bob).objects.filter(pk=bob.pk).update(is_staff=True)
    with pytest.raises(ValidationError):
        log_in_as.start(row, by=alice, reason=WHY)
    assert Customer.objects.get(pk=bob.pk).state == Customer.State.ACTIVE


def test_notes_of_orders_are_written_only_during_a_visit(alice, bob):
    from oscar.test.factories import create_order

    create_order(number="100001", user=bob)
    assert not get_model("order", "OrderNote").objects.exists()
