"""The timeline of one customer, as far as the activity fills it: readable, narrowed by kind, person and days, paged."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from oscar_clienti.models import Activity
from oscar_clienti.services import activity
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(bob):
    return customer_of(bob)


def tab(client, customer, **query):
    return client.get(reverse("dashboard:user-detail", args=[customer.pk]), {"tab": "activity", **query})


def html_of(response):
    return " ".join(response.content.decode().split())


def kinds_shown(response):
    return [entry.kind for entry in response.context["page"].entries]


def entry(response):
    (only,) = response.context["page"].entries
    return only


def changed(response):
    return {change.label: (change.old, change.new) for change in entry(response).changes}


def test_a_change_is_read_as_words(as_alice, alice, customer):
    activity.record(
        customer, "customer.changed", by=alice, changes={"phone": ("", "+39 333"), "tax_exempt": (False, True)}
    )
    assert changed(tab(as_alice, customer)) == {"Phone": ("nothing", "+39 333"), "Tax-exempt": ("No", "Yes")}


def test_states_are_read_as_their_names(as_alice, alice, customer):
    activity.record(customer, "consent.granted", by=alice, changes={"email_consent": (0, 1)})
    assert changed(tab(as_alice, customer)) == {"E-mail marketing": ("Never asked", "Yes")}


def test_dates_are_read_as_people_write_them(as_alice, alice, customer):
    activity.record(customer, "customer.changed", by=alice, changes={"birthday": (None, "1980-01-31")})
    ((old, new),) = changed(tab(as_alice, customer)).values()
    assert (old, "1980" in new, new != "1980-01-31") == ("nothing", True, True)


def test_sources_and_languages_have_names(as_alice, alice, customer):
    changes = {"source": ("", "order"), "language": ("", "it")}
    activity.record(customer, "customer.changed", by=alice, changes=changes)
    assert changed(tab(as_alice, customer)) == {"Source": ("nothing", "Shop order"), "Language": ("nothing", "Italian")}


def test_a_file_is_only_said_to_have_changed(as_alice, alice, customer):
    activity.record(customer, "customer.changed", by=alice, changes={"picture": ("customers/a.jpg", "customers/b.jpg")})
    assert "customers/b.jpg" not in html_of(tab(as_alice, customer))


def test_fields_of_addresses_have_their_words(as_alice, alice, customer):
    activity.record(customer, "address.changed", by=alice, changes={"line4": ("Roma", "Milano")})
    assert changed(tab(as_alice, customer)) == {"City": ("Roma", "Milano")}


def test_a_field_that_is_gone_shows_its_name(as_alice, alice, customer):
    activity.record(customer, "customer.changed", by=alice, changes={"shoe_size": (41, 42)})
    assert changed(tab(as_alice, customer)) == {"shoe size": ("41", "42")}


def test_facts_are_read_too(as_alice, alice, customer):
    activity.record(
        customer, "consent.granted", by=alice, facts={"channel": "sms", "source": "staff", "how": "By phone"}
    )
    assert entry(tab(as_alice, customer)).facts == [
        ("Channel", "SMS"), ("Source", "Staff"), ("How it was given", "By phone"),
    ]  # fmt: skip


def test_a_kind_whose_app_is_gone_shows_its_key(as_alice, customer):
    Activity.objects.create(customer=customer, kind="loyalty.points_given", changes={"points": "odd"})
    assert "loyalty.points_given" in html_of(tab(as_alice, customer))


def test_what_is_written_down_is_shown_as_text(as_alice, alice, customer):
    activity.record(customer, "customer.changed", by=alice, changes={"company": ("", "<script>x</script>")})
    assert "<script>x" not in html_of(tab(as_alice, customer))


def test_long_texts_are_cut(as_alice, alice, customer):
    activity.record(customer, "customer.changed", by=alice, changes={"company": ("", "x" * 1000)})
    assert "x" * 201 not in html_of(tab(as_alice, customer))


def test_the_shop_itself_has_a_name(as_alice, customer):
    activity.record(customer, "customer.created", by=None)
    assert "The shop ·" in html_of(tab(as_alice, customer))


@pytest.fixture
def busy(customer, alice, root):
    activity.record(customer, "customer.created", by=None)
    activity.record(customer, "customer.changed", by=alice)
    activity.record(customer, "group.assigned", by=root)
    old = timezone.now() - timedelta(days=40)
    Activity.objects.create(customer=customer, kind="customer.deactivated", by=alice, by_name="Alice Bottega", at=old)
    return customer


def test_the_newest_comes_first(as_alice, busy):
    assert kinds_shown(tab(as_alice, busy)) == [
        "group.assigned", "customer.changed", "customer.created", "customer.deactivated",
    ]  # fmt: skip


def test_it_is_narrowed_by_kind(as_alice, busy):
    assert kinds_shown(tab(as_alice, busy, kind="customer.changed")) == ["customer.changed"]


def test_it_is_narrowed_by_person(as_alice, busy):
    assert kinds_shown(tab(as_alice, busy, who="name:Alice Bottega")) == ["customer.changed", "customer.deactivated"]


def test_it_is_narrowed_to_the_shop(as_alice, busy):
    assert kinds_shown(tab(as_alice, busy, who="shop")) == ["customer.created"]


def test_it_is_narrowed_by_days(as_alice, busy):
    long_ago = (timezone.localdate() - timedelta(days=39)).isoformat()
    assert kinds_shown(tab(as_alice, busy, until=long_ago)) == ["customer.deactivated"]
    assert len(kinds_shown(tab(as_alice, busy, since=timezone.localdate().isoformat()))) == 3


def test_today_counts_to_its_end(as_alice, busy):
    assert len(kinds_shown(tab(as_alice, busy, until=timezone.localdate().isoformat()))) == 4


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "nonsense"},
        {"who": "name:\x00"},
        {"since": "31/31/31"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"before": "x"},
        {"before": "1.activity.x"},
        {"before": "99999999999999999999.activity.1"},
        {"before": "999999999999999999.activity.1"},
        {"before": "٣.activity.1"},
    ],
)
def test_nonsense_narrows_nothing(as_alice, busy, query):
    assert len(kinds_shown(tab(as_alice, busy, **query))) == 4


def test_nothing_found_says_so(as_alice, busy):
    assert "Nothing matches" in html_of(tab(as_alice, busy, since="2990-01-01"))


def test_pages_keep_what_was_asked(as_alice, alice, customer):
    for _ in range(30):
        activity.record(customer, "customer.changed", by=alice)
    html = html_of(tab(as_alice, customer, kind="customer.changed"))
    assert "?tab=activity&amp;kind=customer.changed&amp;before=" in html


def test_the_activity_of_others_is_not_shown(as_alice, alice, busy, carol):
    assert kinds_shown(tab(as_alice, customer_of(carol))) == []


def test_the_queries_do_not_grow_with_the_rows(as_alice, alice, customer, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    activity.record(customer, "customer.changed", by=alice, changes={"phone": ("", "1")})
    with CaptureQueriesContext(connection) as one:
        tab(as_alice, customer)
    for number in range(15):
        activity.record(customer, "customer.changed", by=alice, changes={"phone": ("", str(number))})
    with django_assert_max_num_queries(len(one)):
        tab(as_alice, customer)
