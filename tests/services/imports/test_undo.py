"""An import is taken back: what nobody touched since, and nobody else's work."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import create_order

from oscar_clienti.models import Activity, ConsentEvent, ConsentState, Customer, CustomerGroup, Job, JobChunk, Tag
from oscar_clienti.services import addresses, consents, customers, imports, jobs, sync
from tests.conftest import customer_of

from .conftest import customer, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def undone(alice):
    return lambda job: work(imports.undo(job, by=alice))


def test_people_whom_it_made_are_gone(imported, undone):
    job = imported("email,first_name\nada@example.com,Ada\n")
    assert undone(job).counts["removed"] == 1
    assert not get_user_model().objects.filter(email="ada@example.com").exists()


def test_nothing_is_remembered_of_them(imported, undone):
    job = imported(
        "email,first_name,email_consent,email_consent_at,email_consent_source\nada@example.com,Ada,yes,2026-01-01,Fair\n"
    )
    undone(job)
    assert not ConsentEvent.objects.exists()
    assert not Activity.objects.filter(job=job).exclude(changes={}, facts={}).exists()


def test_who_has_ordered_stays(imported, undone):
    job = imported("email\nada@example.com\n")
    create_order(user=get_user_model().objects.get(email="ada@example.com"))
    taken_back = undone(job)
    assert taken_back.counts["kept"] == 1 and customer("ada@example.com")


def test_whom_somebody_changed_since_stays(imported, undone, alice):
    job = imported("email\nada@example.com\n")
    customers.update(customer("ada@example.com"), by=alice, company="Neri Srl")
    assert undone(job).counts["kept"] == 1


def test_who_signed_in_stays(imported, undone):
    job = imported("email\nada@example.com\n")
    get_user_model().objects.filter(email="ada@example.com").update(last_login=timezone.now())
    assert undone(job).counts["kept"] == 1


def test_who_became_staff_since_stays_as_it_is(imported, undone, bob):
    customer_of(bob)
    job = imported("email,company\nada@example.com,A\nbob@example.com,B\n")
    # By a road that tells nobody.
    get_user_model().objects.filter(email__in=["ada@example.com", "bob@example.com"]).update(is_staff=True)
    undone(job)
    assert customer("ada@example.com") and customer("bob@example.com").company == "B"


def test_a_field_says_again_what_it_said(imported, undone, bob, alice):
    customers.update(customer_of(bob), by=alice, company="Old Srl", birthday=None)
    job = imported("email,company,birthday,first_name,tax_exempt\nbob@example.com,New Srl,1980-05-01,Roberto,yes\n")
    assert undone(job).counts["reverted"] == 1
    found = customer("bob@example.com")
    assert (found.company, found.birthday, found.first_name, found.tax_exempt) == ("Old Srl", None, "Bob", False)


def test_a_field_that_was_touched_since_stays(imported, undone, bob, alice):
    job = imported("email,company,phone\nbob@example.com,New Srl,011\n")
    customers.update(customer("bob@example.com"), by=alice, company="Newer Srl")
    assert undone(job).counts["touched"] == 1
    assert (customer("bob@example.com").company, customer("bob@example.com").phone) == ("Newer Srl", "")


def test_the_group_and_the_tags_are_as_before(imported, undone, bob):
    vip, red = CustomerGroup.objects.create(name="VIP"), Tag.objects.create(name="red")
    customer_of(bob).tags.add(red)
    Tag.objects.create(name="blue")
    job = imported("email,group,tags\nbob@example.com,VIP,blue\n")
    undone(job)
    found = customer("bob@example.com")
    assert found.group is None and list(found.tags.all()) == [red] and not vip.customers.exists()


def test_who_was_shut_out_is_let_in_again(imported, undone, bob):
    customer_of(bob)
    undone(imported("email,active\nbob@example.com,no\n"))
    assert customer("bob@example.com").is_active


def test_a_yes_of_the_import_was_never_said(imported, undone, bob):
    customer_of(bob)
    text = "email,email_consent,email_consent_at,email_consent_source\nbob@example.com,yes,2026-01-01,Fair\n"
    undone(imported(text))
    assert customer("bob@example.com").email_consent == ConsentState.NEVER_ASKED
    assert consents.states(customer("bob@example.com"))["email"] == ConsentState.NEVER_ASKED


def test_the_same_file_can_be_imported_again(imported, undone, bob):
    customer_of(bob)
    text = "email,email_consent,email_consent_at,email_consent_source\nbob@example.com,yes,2026-01-01,Fair\n"
    undone(imported(text))
    imported(text)
    assert customer("bob@example.com").email_consent == ConsentState.GRANTED


def test_a_no_of_the_import_stays(imported, undone, bob):
    customer_of(bob)
    assert undone(imported("email,email_consent\nbob@example.com,no\n")).counts["touched"] == 1
    assert customer("bob@example.com").email_consent == ConsentState.WITHDRAWN


def test_an_address_that_it_brought_is_gone(imported, undone, bob):
    Country = get_model("address", "Country")
    Country.objects.create(iso_3166_1_a2="IT", iso_3166_1_a3="ITA", name="Italy", printable_name="Italy")
    customer_of(bob)
    head = "email,address1_line1,address1_line4,address1_postcode,address1_country\n"
    undone(imported(f"{head}bob@example.com,Via Po 1,Torino,10100,IT\n"))
    assert not get_model("address", "UserAddress").objects.exists() and not sync.check()


def test_it_is_undone_once(imported, undone):
    job = imported("email\nada@example.com\n")
    undone(job)
    with pytest.raises(ValidationError):
        undone(Job.objects.get(pk=job.pk))


def test_the_plan_counts_without_touching(imported, bob):
    customer_of(bob)
    job = imported("email,company\nada@example.com,A\ntom@example.com,B\nbob@example.com,C\n")
    create_order(user=get_user_model().objects.get(email="tom@example.com"))
    assert imports.undo_plan(job) == imports.UndoPlan(created=2, removable=1, changed=1)
    assert Customer.objects.filter(email="ada@example.com").exists()


def test_all_copies_stay_true(imported, undone, bob):
    CustomerGroup.objects.create(name="VIP")
    customer_of(bob)
    undone(imported("email,company,group\nada@example.com,A,VIP\nbob@example.com,C,VIP\n"))
    assert not sync.check()


# Addresses that were changed.

HEAD = "email,address1_id,address1_line1,address1_line4,address1_postcode,address1_country,address1_notes\n"


@pytest.fixture
def home(bob, alice):
    """The number of an address that bob has had for long."""
    Country = get_model("address", "Country")
    Country.objects.create(iso_3166_1_a2="IT", iso_3166_1_a3="ITA", name="Italy", printable_name="Italy")
    words = {"line1": "Via Po 1", "line4": "Torino", "postcode": "10100", "country_id": "IT"}
    return addresses.add(customer_of(bob), by=alice, first_name="Bob", **words)


def test_an_address_that_it_changed_says_again_what_it_said(imported, undone, home):
    job = imported(f"{HEAD}bob@example.com,{home.pk},Via Lago 2,Torino,10100,IT,Ring twice\n")
    assert undone(job).counts["reverted"] == 1
    home.refresh_from_db()
    assert (home.line1, home.notes) == ("Via Po 1", "") and not sync.check()


def test_what_somebody_changed_of_an_address_since_stays(imported, undone, home, alice):
    job = imported(f"{HEAD}bob@example.com,{home.pk},Via Lago 2,Torino,10100,IT,Ring twice\n")
    home.refresh_from_db()
    addresses.update(home, by=alice, notes="Don't ring")
    assert undone(job).counts["touched"] == 1
    home.refresh_from_db()
    assert (home.line1, home.notes) == ("Via Po 1", "Don't ring")


def test_an_address_does_not_go_back_to_what_another_says_by_now(imported, undone, home, alice):
    job = imported(f"{HEAD}bob@example.com,{home.pk},Via Lago 2,Torino,10100,IT,\n")
    words = {"line1": "Via Po 1", "line4": "Torino", "postcode": "10100", "country_id": "IT"}
    addresses.add(customer("bob@example.com"), by=alice, first_name="Bob", **words)
    assert undone(job).counts["touched"] == 1
    home.refresh_from_db()
    assert home.line1 == "Via Lago 2"


def test_what_goes_back_is_written_down(imported, undone, home, alice):
    job = imported(f"{HEAD}bob@example.com,{home.pk},Via Lago 2,Torino,10100,IT,\n")
    job = undone(job)
    row = Activity.objects.get(job=job, kind="address.changed")
    assert (row.by, row.changes) == (alice, {"line1": ["Via Lago 2", "Via Po 1"]})


# Addresses that it brought, and what became of them.

NEW = "email,address1_line1,address1_line4,address1_postcode,address1_country,address1_is_default_for_shipping\n"


def shipping_default():
    return get_model("address", "UserAddress").objects.filter(is_default_for_shipping=True).first()


def test_an_address_that_somebody_added_a_note_to_since_stays(imported, undone, home, alice):
    job = imported(f"{NEW}bob@example.com,Via Lago 2,Torino,10100,IT,\n")
    brought = get_model("address", "UserAddress").objects.get(line1="Via Lago 2")
    addresses.update(brought, by=alice, notes="Ring twice")
    assert undone(job).counts["touched"] == 1
    brought.refresh_from_db()
    assert brought.notes == "Ring twice"


def test_an_address_that_somebody_made_the_default_since_stays(imported, undone, home, alice):
    job = imported(f"{NEW}bob@example.com,Via Lago 2,Torino,10100,IT,\n")
    addresses.set_default(get_model("address", "UserAddress").objects.get(line1="Via Lago 2"), by=alice, shipping=True)
    undone(job)
    assert shipping_default().line1 == "Via Lago 2"


def test_the_default_before_it_is_the_default_again(imported, undone, home, alice):
    addresses.set_default(home, by=alice, shipping=True)
    undone(imported(f"{NEW}bob@example.com,Via Lago 2,Torino,10100,IT,yes\n"))
    assert shipping_default() == home and not sync.check()


def test_what_became_the_default_by_a_change_gives_its_place_back(imported, undone, home, alice):
    words = {"line1": "Via Lago 2", "line4": "Torino", "postcode": "10100", "country_id": "IT"}
    second = addresses.add(customer("bob@example.com"), by=alice, first_name="Bob", **words)
    addresses.set_default(home, by=alice, shipping=True)
    job = imported(f"email,address1_id,address1_is_default_for_shipping\nbob@example.com,{second.pk},yes\n")
    assert shipping_default() == second
    undone(job)
    assert shipping_default() == home


def test_a_default_that_was_chosen_since_stays(imported, undone, home, alice):
    addresses.set_default(home, by=alice, shipping=True)
    job = imported(f"{NEW}bob@example.com,Via Lago 2,Torino,10100,IT,yes\n")
    words = {"line1": "Via Mare 3", "line4": "Genova", "postcode": "16100", "country_id": "IT"}
    addresses.add(customer("bob@example.com"), by=alice, first_name="Bob", is_default_for_shipping=True, **words)
    undone(job)
    assert shipping_default().line1 == "Via Mare 3"


# An undo that was stopped.


def test_an_undo_that_was_stopped_can_be_begun_anew(imported, undone, alice):
    job = imported("email\nada@example.com\n")
    jobs.cancel(imports.undo(job, by=alice), by=alice)
    assert undone(Job.objects.get(pk=job.pk)).counts["removed"] == 1


def test_an_undo_that_was_stopped_undid_nothing(imported, alice):
    job = imported("email\nada@example.com\n")
    jobs.cancel(imports.undo(job, by=alice), by=alice)
    assert imports.undone_by(Job.objects.get(pk=job.pk)) is None
    assert not Activity.objects.filter(kind="import.undone").exists()


def test_a_part_that_is_being_written_is_waited_for(imported, alice):
    job = imported("email\nada@example.com\n")
    soon = timezone.now() + timedelta(minutes=1)
    JobChunk.objects.filter(job=job, phase="writing").update(state="running", lease_until=soon)
    with pytest.raises(ValidationError, match="still being done"):
        imports.undo(job, by=alice)


def test_a_part_whose_worker_died_is_not_waited_for(imported, undone):
    job = imported("email\nada@example.com\n")
    ago = timezone.now() - timedelta(minutes=1)
    JobChunk.objects.filter(job=job, phase="writing").update(state="running", lease_until=ago)
    assert undone(job).counts["removed"] == 1
