"""What every act on several customers keeps."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from oscar_clienti.models import Activity, Customer
from oscar_clienti.services import bulk, groups, sync, tags
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def options(alice):
    """Options that fit every act."""
    return {"group": groups.create(name="VIP", by=alice), "tags": [tags.create(name="Press", by=alice)]}


@pytest.mark.parametrize("act", bulk.acts, ids=lambda act: act.key)
def test_its_options_come_back_from_json(act, options):
    assert act.unpack(act.pack(**options)).items() <= options.items()


@pytest.mark.parametrize("act", bulk.acts, ids=lambda act: act.key)
def test_it_has_words_for_before_and_after(act, options):
    said = [act.effect(2), act.done(2, **options), act.heading(**options), str(act.label), str(act.confirm_label)]
    assert all(said)


@pytest.mark.parametrize("act", bulk.acts, ids=lambda act: act.key)
def test_it_says_for_whom_there_is_nothing_to_do_if_it_knows(act):
    assert bool(act.already_words(2)) == (act.already is not None)


@pytest.mark.parametrize("act", bulk.acts, ids=lambda act: act.key)
def test_needless_and_needed_are_everybody(act, bob, carol, alice, options):
    sync.refresh([bob.pk, carol.pk])
    groups.assign([bob.pk], group=options["group"], by=alice)
    everybody = Customer.objects.shoppers()
    assert act.needless(everybody).count() + act.needed(everybody).count() == everybody.count()


def test_a_group_that_was_deleted_meanwhile_is_refused(alice, options):
    packed = bulk.acts["assign-group"].pack(**options)
    groups.delete(options["group"], move_to=None, by=alice)
    with pytest.raises(ValidationError):
        bulk.acts["assign-group"].unpack(packed)


def test_a_tag_that_was_deleted_meanwhile_is_refused(alice, options):
    packed = bulk.acts["add-tags"].pack(**options)
    tags.delete(options["tags"][0], by=alice)
    with pytest.raises(ValidationError):
        bulk.acts["add-tags"].unpack(packed)


def test_the_outcome_counts_who_changed_and_who_did_not(alice, bob, carol, options):
    people = [customer_of(bob).pk, customer_of(carol).pk]
    groups.assign([bob.pk], group=options["group"], by=alice)
    outcome = bulk.do(bulk.acts["assign-group"], people, by=alice, options=options)
    assert (outcome.asked, outcome.changed, outcome.same) == (2, 1, 1)


def test_staff_are_not_even_asked(alice, bob, root):
    people = [customer_of(bob).pk, customer_of(root).pk]
    assert bulk.do(bulk.acts["deactivate"], people, by=alice, options={}).asked == 1


@pytest.mark.parametrize("key", [act.key for act in bulk.acts])
def test_it_asks_for_its_right(viewer, bob, options, key):
    customer_of(bob)
    with pytest.raises(PermissionDenied):
        bulk.do(bulk.acts[key], [bob.pk], by=viewer, options=options)
    assert not Activity.objects.filter(customer=bob.pk).exists()


def test_a_filter_that_is_no_longer_understood_is_not_everybody():
    crowd = bulk.Crowd.now("group=4711")
    with pytest.raises(ValidationError):
        list(crowd.customers)


def test_a_filter_of_an_app_that_is_gone_is_not_everybody():
    with pytest.raises(ValidationError):
        list(bulk.Crowd.now("gone=yes").customers)


def test_who_comes_later_is_not_in_the_crowd(bob):
    customer_of(bob)
    crowd = bulk.Crowd.now("")
    sync.refresh([make_user().pk])
    assert [customer.pk for customer in crowd.customers] == [bob.pk]
