"""What is done to many customers at once says and does the same as what is done to one."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from oscar.test.factories import PartnerFactory

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer, State
from oscar_clienti.services import customers, groups, sync, tags
from tests.conftest import customer_of, heard, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


@pytest.fixture
def press(alice):
    return tags.create(name="Press", by=alice)


@pytest.fixture(params=["activate", "deactivate", "exempt", "assign", "tag"])
def name(request):
    return request.param


@pytest.fixture
def act(name, vip, press):
    """One act after the other, as a function of the customers and of who does it."""
    return {
        "activate": customers.activate_many,
        "deactivate": customers.deactivate_many,
        "exempt": lambda people, *, by: customers.exempt_many(people, exempt=True, by=by),
        "assign": lambda people, *, by: groups.assign(people, group=vip, by=by),
        "tag": lambda people, *, by: tags.change(people, add=[press], by=by),
    }[name]


def people(number, **fields):
    users = [make_user(**fields) for _ in range(number)]
    sync.refresh([user.pk for user in users])
    return Customer.objects.filter(pk__in=[user.pk for user in users])


def test_it_needs_the_right(act, viewer, bob):
    with pytest.raises(PermissionDenied):
        act([customer_of(bob)], by=viewer)


def test_staff_partners_and_deleted_accounts_stay_as_they_are(act, alice, root, name):
    partner, gone = make_user(is_active=name != "activate"), make_user(is_active=name != "activate")
    PartnerFactory().users.add(partner)
    Customer.objects.filter(pk=customer_of(gone).pk).update(erased_at=timezone.now())
    sync.refresh([alice.pk, root.pk, partner.pk, gone.pk])
    assert list(act(Customer.objects.all(), by=alice)) == []


def test_who_has_just_become_staff_is_left_out(act, alice, bob, name):
    customer_of(bob)
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True, is_active=name != "activate")
    assert list(act([bob.pk], by=alice)) == []


def test_the_statements_do_not_grow_with_the_people(act, alice, name, django_assert_max_num_queries):
    everybody = list(people(60, is_active=name != "activate").values_list("pk", flat=True))
    with django_assert_max_num_queries(14):
        assert len(list(act(everybody, by=alice))) == 60


def test_the_copies_are_true_afterwards(act, alice, name):
    sync.refresh([alice.pk])
    act(people(3, is_active=name != "activate"), by=alice)
    assert not sync.check()


def test_each_has_a_row_of_activity_and_a_higher_version(act, alice, name):
    everybody = people(2, is_active=name != "activate")
    act(everybody, by=alice)
    assert Activity.objects.filter(customer__in=everybody, by=alice).count() == 2
    assert set(everybody.values_list("version", flat=True)) == {1}


def test_deactivating_returns_those_who_were_active(alice, bob, carol):
    customers.deactivate(customer_of(bob), by=alice)
    assert customers.deactivate_many([customer_of(bob), customer_of(carol)], by=alice) == [carol.pk]


def test_deactivated_people_stand_in_the_other_list(alice, bob):
    customers.deactivate_many([customer_of(bob)], by=alice)
    assert customer_of(bob).state == State.INACTIVE


def test_deactivated_people_can_not_sign_in(alice, bob, client):
    customers.deactivate_many([customer_of(bob)], by=alice)
    assert not client.login(username="bob@example.com", password="bob-buys-bread")


def test_who_is_let_in_again_has_the_old_password(alice, bob, client):
    customers.deactivate_many([customer_of(bob)], by=alice)
    customers.activate_many([customer_of(bob)], by=alice)
    assert client.login(username="bob@example.com", password="bob-buys-bread")


def test_an_unusable_password_is_renewed_so_that_sessions_stay_dead(alice):
    dora, gino = make_user(), make_user()
    before = {dora.password, gino.password}
    customers.deactivate_many([customer_of(dora), customer_of(gino)], by=alice)
    after = {user.password for user in get_user_model().objects.filter(pk__in=[dora.pk, gino.pk])}
    assert len(after) == 2 and not after & before
    assert not any(user.has_usable_password() for user in get_user_model().objects.filter(pk__in=[dora.pk, gino.pk]))


def test_activating_renews_no_password(alice, bob):
    dora = make_user(is_active=False)
    customers.activate_many([customer_of(dora)], by=alice)
    assert get_user_model().objects.get(pk=dora.pk).password == dora.password


def test_each_deactivated_customer_is_announced(alice, bob, carol):
    with heard(signals.customer_deactivated) as calls:
        customers.deactivate_many([customer_of(bob), customer_of(carol)], by=alice)
    assert [(call["customer"].pk, call["customer"].state, call["by"]) for call in calls] == [
        (bob.pk, State.INACTIVE, alice),
        (carol.pk, State.INACTIVE, alice),
    ]


def test_the_exemption_is_set_and_ended(alice, bob):
    customers.exempt_many([customer_of(bob)], exempt=True, by=alice)
    assert customer_of(bob).tax_exempt
    customers.exempt_many([customer_of(bob)], exempt=False, by=alice)
    assert not customer_of(bob).tax_exempt


def test_who_is_exempt_already_is_not_written_down_again(alice, bob):
    customers.exempt_many([customer_of(bob)], exempt=True, by=alice)
    assert customers.exempt_many([customer_of(bob)], exempt=True, by=alice) == []


def test_an_exemption_is_told_as_a_change_of_the_customer(alice, bob):
    with heard(signals.customer_changed) as calls:
        customers.exempt_many([customer_of(bob)], exempt=True, by=alice)
    assert [call["changes"] for call in calls] == [{"tax_exempt": (False, True)}]
    assert Activity.objects.get(customer=bob.pk).changes == {"tax_exempt": [False, True]}
