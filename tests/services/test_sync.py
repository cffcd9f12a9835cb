"""The copied columns: what they say, and how they are made true again."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_clienti.models import Customer, CustomerGroup, ForeignSpending, State, SyncRun, Tag
from oscar_clienti.services import sync

pytestmark = pytest.mark.django_db

_numbers = itertools.count(1)


def order(user, total="10.00", *, currency="EUR", status="Complete", placed=None, save=True):
    row = get_model("order", "Order")(
        number=f"S{next(_numbers)}",
        user=user,
        currency=currency,
        status=status,
        total_incl_tax=Decimal(total),
        total_excl_tax=Decimal(total),
        date_placed=placed or timezone.now(),
    )
    get_model("order", "Order").objects.bulk_create([row])
    return row


def address(user, city, *, shipping=False, billing=False, phone="", country="IT"):
    Country = get_model("address", "Country")
    Country.objects.get_or_create(iso_3166_1_a2=country, defaults={"printable_name": country, "name": country})
    row = get_model("address", "UserAddress")(
        user=user,
        last_name="Rossi",
        line1="Via Roma 1",
        line4=city,
        postcode="20100",
        country_id=country,
        phone_number=phone,
        is_default_for_shipping=shipping,
        is_default_for_billing=billing,
        hash=f"{city}",
    )
    get_model("address", "UserAddress").objects.bulk_create([row])
    return row


def behind_our_back(*emails, **fields):
    """Users without rows, as ``bulk_create`` and raw SQL make them."""
    User = get_user_model()
    names = [field.name for field in User._meta.get_fields()]
    users = [
        User(email=email, password="!", **({"username": email} if "username" in names else {}), **fields)
        for email in emails
    ]
    User.objects.bulk_create(users)
    return list(User.objects.filter(email__in=emails).order_by("pk"))


def row(user):
    sync.refresh([user.pk], orders=True)
    return Customer.objects.get(pk=user.pk)


def own(user, **fields):
    sync.refresh([user.pk])
    Customer.objects.filter(pk=user.pk).update(**fields)
    return user


# What the columns say.


def test_a_user_without_a_row_gets_one_with_the_defaults():
    (user,) = behind_our_back("dora@example.com", first_name="Dora", last_name="Neri")
    customer = row(user)
    assert (customer.name, customer.email) == ("Dora Neri", "dora@example.com")
    assert (customer.tax_exempt, customer.system_notifications, customer.source) == (False, True, "")
    assert customer.date_joined == user.date_joined


def test_own_columns_keep_what_they_say(bob):
    own(bob, company="Rossi & figli", tax_exempt=True, version=7)
    assert row(bob).company == "Rossi & figli"
    assert (row(bob).tax_exempt, row(bob).version) == (True, 7)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, State.ACTIVE),
        ({"is_active": False}, State.INACTIVE),
        ({"is_staff": True}, State.STAFF),
        ({"is_superuser": True, "is_active": False}, State.STAFF),
    ],
)
def test_the_state_follows_the_account(fields, state):
    (user,) = behind_our_back("dora@example.com", **fields)
    assert row(user).state == state


def test_who_works_for_a_partner_is_staff(bob):
    get_model("partner", "Partner").objects.create(name="Mill").users.add(bob)
    assert row(bob).state == State.STAFF


def test_deleted_wins_over_everything(alice):
    own(alice, erased_at=timezone.now())
    assert row(alice).state == State.ERASED


def test_the_default_address_is_the_one_for_shipping(bob):
    address(bob, "Roma", billing=True)
    address(bob, "Forlì", shipping=True, phone="+393331234567")
    address(bob, "Bari")
    customer = row(bob)
    assert (customer.city, customer.country_code, customer.postcode) == ("Forlì", "IT", "20100")
    assert customer.contact_phone == "+393331234567"


def test_without_defaults_the_newest_address_counts(bob):
    address(bob, "Roma")
    address(bob, "Bari")
    assert row(bob).city == "Bari"


def test_own_phone_comes_before_the_address(bob):
    address(bob, "Roma", phone="+393331234567")
    own(bob, phone="+390212345678")
    assert row(bob).contact_phone == "+390212345678"


def test_orders_are_counted_without_the_cancelled_ones(bob, carol):
    first, last = datetime(2025, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    order(bob, "10.10", placed=last)
    order(bob, "20.20", placed=first)
    order(bob, "99.00", status="Cancelled", placed=datetime(2024, 1, 1, tzinfo=UTC))
    order(carol, "5.00")
    customer = row(bob)
    assert (customer.num_orders, customer.total_spent) == (2, Decimal("30.30"))
    assert (customer.first_order_at, customer.last_order_at) == (first, last)


def test_which_statuses_are_cancelled_is_a_setting(bob, settings):
    settings.OSCAR_CLIENTI_CANCELLED_STATUSES = ["Lost"]
    order(bob, "10.00", status="Cancelled")
    order(bob, "20.00", status="Lost")
    assert row(bob).total_spent == 10


def test_without_cancelled_statuses_every_order_counts(bob, settings):
    settings.OSCAR_CLIENTI_CANCELLED_STATUSES = []
    order(bob, "10.00", status="Cancelled")
    assert row(bob).num_orders == 1


def test_other_currencies_are_kept_apart(bob):
    order(bob, "10.00")
    order(bob, "7.50", currency="USD")
    order(bob, "2.50", currency="USD")
    order(bob, "100.00", currency="USD", status="Cancelled")
    customer = row(bob)
    assert (customer.num_orders, customer.total_spent) == (3, 10)
    spending = customer.foreign_spendings.get()
    assert (spending.currency, spending.num_orders, spending.total_spent) == ("USD", 2, 10)
    assert customer.average_order == 10


def test_spending_that_is_no_longer_true_goes_away(bob):
    dollars = order(bob, "7.50", currency="USD")
    row(bob)
    type(dollars).objects.filter(pk=dollars.pk).update(status="Cancelled")
    row(bob)
    assert not ForeignSpending.objects.exists()


def test_the_sort_name_is_folded_and_starts_with_the_last_name():
    (user,) = behind_our_back("gio@example.com", first_name="Giò", last_name="D'Àvila")
    assert row(user).sort_name == "d'avila gio"


def test_without_a_name_people_are_sorted_by_their_email():
    (user,) = behind_our_back("Gio@Example.com")
    assert row(user).sort_name == "gio@example.com"


def test_the_keys_come_from_group_tags_and_birthday(bob):
    group = CustomerGroup.objects.create(name="Città")
    own(bob, group=group, birthday=date(1980, 2, 29))
    bob.customer.tags.add(Tag.objects.create(name="VIP"), Tag.objects.create(name="Amici"))
    customer = row(bob)
    assert (customer.group_key, customer.tag_key, customer.birth_month) == ("citta", "amici", 2)


def test_the_search_text_has_everything_that_can_be_searched(bob):
    address(bob, "Forlì", phone="+393331234567")
    own(bob, phone="02 / 123-45", company="Caffè Bob", vat_number="IT01234567890", tax_code="RSSBBO80A01H501U")
    text = row(bob).search_text
    for word in (
        "bob rossi",
        "bob@example.com",
        "forli",
        "20100",
        "+393331234567",
        "02 / 123-45",
        "0212345",
        "caffe bob",
        "it01234567890",
        "rssbbo80a01h501u",
    ):
        assert word in text


# Refreshing.


def test_a_refresh_costs_one_lock_and_one_statement(bob):
    sync.refresh([bob.pk])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sync.refresh([bob.pk])
    assert len(_own_statements(queries)) == 1 + connection.features.has_select_for_update


def test_a_thousand_people_cost_as_much_as_one(bob):
    users = behind_our_back(*(f"many{n}@example.com" for n in range(1000)))
    sync.refresh([bob.pk])
    with CaptureQueriesContext(connection) as queries:
        sync.refresh([user.pk for user in users])
    assert len(_own_statements(queries)) == 1 + connection.features.has_select_for_update
    assert Customer.objects.filter(pk__in=[user.pk for user in users]).count() == 1000


def _own_statements(queries):
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


def test_nobody_is_refreshed_for_free(django_assert_num_queries):
    with django_assert_num_queries(0):
        sync.refresh([])


def test_who_is_being_deleted_does_not_come_back():
    (user,) = behind_our_back("dora@example.com")
    sync.refresh([user.pk], create=False)
    assert not Customer.objects.filter(pk=user.pk).exists()


# Drift: planted, found, repaired.


def _names(user, **fields):
    """Change a user as raw SQL does: nobody is told."""
    get_user_model().objects.filter(pk=user.pk).update(**fields)


def _bulk_created(bob):
    behind_our_back("dora@example.com")


def _renamed(bob):
    _names(bob, last_name="rossi")


def _promoted(bob):
    _names(bob, is_staff=True)


def _moved(bob):
    address(bob, "Bari")


def _cancelled(bob):
    get_model("order", "Order").objects.filter(user=bob).update(status="Cancelled")


def _regrouped(bob):
    Customer.objects.filter(pk=bob.pk).update(group=CustomerGroup.objects.create(name="Wholesale"))


def _scribbled(bob):
    Customer.objects.filter(pk=bob.pk).update(search_text="nonsense")


def _spent_elsewhere(bob):
    ForeignSpending.objects.create(customer_id=bob.pk, currency="JPY", num_orders=1, total_spent=1)


@pytest.fixture
def synced(bob):
    order(bob, "10.00")
    sync.run()
    assert not sync.check()
    return bob


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (_bulk_created, {"missing": 1}),
        (_renamed, {"differing": 1, "user": 1}),
        (_promoted, {"differing": 1, "state": 1}),
        (_moved, {"differing": 1, "address": 1, "search": 1}),
        (_cancelled, {"differing": 1, "figures": 1}),
        (_regrouped, {"differing": 1, "keys": 1}),
        (_scribbled, {"differing": 1, "search": 1}),
        (_spent_elsewhere, {"spendings": 1}),
    ],
)
def test_planted_drift_is_found_and_repaired(synced, plant, found):
    plant(synced)
    drift = sync.check()
    counted = {"missing": drift.missing, "differing": drift.differing, "spendings": drift.spendings, **drift.kinds}
    assert {kind: count for kind, count in counted.items() if count} == found
    sync.run()
    assert not sync.check()


def test_checking_writes_nothing(synced):
    behind_our_back("dora@example.com")
    sync.check()
    assert sync.check().missing == 1


def test_a_run_writes_only_what_is_wrong(synced):
    behind_our_back("dora@example.com")
    assert sync.run().rows == 1


def test_progress_is_told_after_each_chunk(bob, carol, eve):
    told = []
    sync.run(chunk=2, progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 3), (3, 3)]


class Killed(Exception):
    pass


def _killed_after_the_first_chunk():
    def die(done, total):
        raise Killed

    with pytest.raises(Killed):
        sync.run(chunk=1, progress=die)


def test_a_killed_run_continues_where_it_stopped():
    users = behind_our_back("a@example.com", "b@example.com", "c@example.com")
    _killed_after_the_first_chunk()
    assert Customer.objects.count() == 1
    told = []
    finished = sync.run(chunk=1, progress=lambda done, total: told.append(done))
    assert told == [2, 3]
    assert (finished.rows, finished.last_pk) == (3, users[-1].pk)
    assert SyncRun.objects.get().finished_at


def test_restart_begins_anew():
    behind_our_back("a@example.com", "b@example.com")
    _killed_after_the_first_chunk()
    told = []
    sync.run(restart=True, chunk=1, progress=lambda done, total: told.append(done))
    assert told == [1, 2]
    assert not SyncRun.objects.filter(finished_at=None).exists()


def test_a_finished_run_is_not_continued(synced):
    _renamed(synced)
    sync.run()
    assert not sync.check()


def test_the_newest_without_a_row_are_seen_and_repaired(synced):
    users = behind_our_back("a@example.com", "b@example.com")
    assert sorted(sync.missing_sample()) == [user.pk for user in users]
    assert sync.repair_missing() == 2
    assert sync.missing_sample() == []


def test_looking_for_missing_rows_costs_two_queries(synced, django_assert_num_queries):
    with django_assert_num_queries(2):
        sync.missing_sample()
