"""Columns of other tables, for many people at a time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from oscar.test.factories import UserAddressFactory

from oscar_clienti.models import Customer, Tag
from oscar_clienti.services import consents
from oscar_clienti.services.file_columns import FamilyColumn, FieldColumn, file_columns, heads
from oscar_clienti.text import fold
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db


def say(customer, source="checkout", **more):
    return consents.grant(customer, channel="email", source=source, wording="May we write?", by=None, **more)


def test_tags_are_read_in_order(bob, carol):
    for name in ("VIP", "Press"):
        customer_of(bob).tags.add(Tag.objects.create(name=name))
    assert file_columns["tags"].read([bob.pk, carol.pk]) == {bob.pk: ["Press", "VIP"]}


def test_the_default_address_comes_first(bob):
    UserAddressFactory(user=bob, line1="Via Po 1", is_default_for_shipping=False)
    UserAddressFactory(user=bob, line1="Via Roma 2", is_default_for_shipping=True)
    read = [file_columns[f"address{n}_line1"].read([bob.pk]) for n in (1, 2, 3)]
    assert read == [{bob.pk: "Via Roma 2"}, {bob.pk: "Via Po 1"}, {}]


def test_the_phone_of_an_address_is_written_as_the_world_dials_it(bob):
    UserAddressFactory(user=bob, phone_number="+39 06 5550100")
    assert (
        file_columns["address1_phone_number"].text(file_columns["address1_phone_number"].read([bob.pk])[bob.pk])
        == "+39065550100"
    )


def test_the_last_line_about_the_address_of_today_counts(bob):
    customer = customer_of(bob)
    say(customer, at=timezone.now() - timedelta(days=2))
    last = say(customer, source="account")
    assert file_columns["email_consent_at"].read([bob.pk]) == {bob.pk: last.at}
    assert file_columns["email_consent_source"].read([bob.pk]) == {bob.pk: "account"}
    assert file_columns["email_consent_wording"].read([bob.pk]) == {bob.pk: "May we write?"}


def test_a_line_about_an_old_address_does_not_count(bob):
    say(customer_of(bob))
    Customer.objects.filter(pk=bob.pk).update(email="bob@elsewhere.example")
    assert file_columns["email_consent_at"].read([bob.pk]) == {}


def test_the_case_of_an_address_does_not_count(bob):
    say(customer_of(bob))
    Customer.objects.filter(pk=bob.pk).update(email="BOB@example.com")
    assert bob.pk in file_columns["email_consent_at"].read([bob.pk])


@pytest.mark.parametrize("key", [c.key for c in file_columns.registered() if hasattr(c, "read")])
def test_one_question_for_many_people(key, django_assert_num_queries):
    pks = [customer_of(make_user()).pk for _ in range(20)]
    with django_assert_num_queries(1):
        file_columns[key].read(pks)


def test_columns_of_a_family_share_their_reader():
    families = {column.family for column in file_columns if isinstance(column, FamilyColumn)}
    assert len(families) == 3


@pytest.mark.parametrize("key", [c.key for c in file_columns.registered() if isinstance(c, FieldColumn)])
def test_every_path_leads_somewhere(key, bob):
    customer_of(bob)
    assert len(Customer.objects.values_list(file_columns[key].path)) == 1


def test_active_is_a_truth_not_a_state(bob):
    customer_of(bob)
    assert Customer.objects.values_list(file_columns["active"].path, flat=True).get() is True


@pytest.mark.parametrize("key", ["password", "password_hash"])
def test_passwords_only_come_in(key):
    assert file_columns[key].secret and not file_columns[key].exportable


@pytest.mark.parametrize("key", ["orders", "total_spent", "first_order", "last_order", "city", "country_code"])
def test_figures_only_go_out(key):
    assert not file_columns[key].importable


def test_heads_know_keys_and_labels_of_every_language():
    known = heads()
    assert [known[head] for head in ("vat_number", "vat number", "partita iva")] == ["vat_number"] * 3


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_two_columns_have_the_same_head(language):
    with override(language):
        labels = [fold(str(column.label)) for column in file_columns]
    assert len(labels) == len(set(labels))


def test_no_label_is_the_key_of_another_column():
    known = heads()
    assert all(known[column.key] == column.key for column in file_columns)
