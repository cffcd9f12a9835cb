"""The page of what everybody did in the shop, its filter and its file."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from oscar_clienti.models import Activity, Job
from oscar_clienti.services import activity, conversations, erasure
from tests.conftest import customer_of, grant, is_to_keep, make_user

pytestmark = pytest.mark.django_db
URL = "/dashboard/users/activity/"


def log(client, **query):
    return client.get(reverse("dashboard:customer-activity-log"), query)


def html_of(response):
    return " ".join(response.content.decode().split())


def kinds_shown(response):
    return [line.words.row.kind for line in response.context["lines"]]


@pytest.fixture
def busy(bob, alice):
    customer = customer_of(bob)
    Activity.objects.create(kind="tag.created", by=alice, by_name="Alice Bottega", facts={"name": "Fair"})
    activity.record(customer, "customer.changed", by=alice, changes={"phone": ("", "+39 333")})
    activity.record(customer, "consent.granted", by=bob)
    # Far from the day that is asked for: forty days of 24 hours are not forty dates where the clocks change.
    Activity.objects.create(kind="group.created", by=None, at=timezone.now() - timedelta(days=45))
    return customer


def test_acts_of_everybody_come_newest_first(as_alice, busy):
    assert kinds_shown(log(as_alice)) == ["consent.granted", "customer.changed", "tag.created", "group.created"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "groups"}, ["tag.created", "group.created"]),
        ({"kind": "customer.changed"}, ["customer.changed"]),
        ({"who": "customer"}, ["consent.granted"]),
        ({"who": "shop"}, ["group.created"]),
        ({"customer": "BOB@example.com"}, ["consent.granted", "customer.changed"]),
        ({"customer": "nobody@example.com"}, []),
        ({"customer": "999999"}, []),
        ({"job": "4711"}, []),
    ],
)
def test_it_is_narrowed(as_alice, busy, query, found):
    assert kinds_shown(log(as_alice, **query)) == found


def test_it_is_narrowed_by_member_of_staff(as_alice, alice, busy):
    assert kinds_shown(log(as_alice, who=f"user:{alice.pk}")) == ["customer.changed", "tag.created"]


def test_it_is_narrowed_by_days(as_alice, busy):
    long_ago = (timezone.localdate() - timedelta(days=39)).isoformat()
    assert kinds_shown(log(as_alice, until=long_ago)) == ["group.created"]
    assert len(kinds_shown(log(as_alice, since=long_ago))) == 3


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "nonsense"}, {"who": "user:x"}, {"who": "\x00"}, {"since": "x"}, {"until": "9999-12-31"},
        {"job": "x"}, {"job": "9" * 30}, {"before": "x"}, {"before": "1.2"}, {"before": "-1.activity.3"},
    ],
)  # fmt: skip
def test_nonsense_narrows_nothing(as_alice, busy, query):
    assert len(kinds_shown(log(as_alice, **query))) == 4


@pytest.mark.parametrize("day", ["x", "0202-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_told(as_alice, busy, day):
    assert 'class="cl-error" role="alert">From: ' in html_of(log(as_alice, since=day))


def test_an_export_that_is_refused_leads_back_to_what_was_asked(as_alice, busy):
    answer = export(as_alice, kind="details", since="0202-01-01")
    assert answer.url == f"{reverse('dashboard:customer-activity-log')}?kind=details&since=0202-01-01"


def test_an_unknown_address_says_so(as_alice, busy):
    assert "Nobody has this address." in html_of(log(as_alice, customer="nobody@example.com"))


def test_pages_follow_one_another(as_alice, alice):
    Activity.objects.bulk_create([Activity(kind="tag.created", by=alice) for _n in range(120)])
    seen, query = [], {}
    for _page in range(3):
        response = log(as_alice, **query)
        seen += [line.words.row.pk for line in response.context["lines"]]
        query = {"before": str(response.context["older"])}
    assert len(seen) == len(set(seen)) == 120 and response.context["older"] is None


def test_customers_are_linked_for_those_who_may_open_them(client, as_alice, busy):
    profile = reverse("dashboard:user-detail", args=[busy.pk])
    assert profile in html_of(log(as_alice))
    client.force_login(grant(make_user(is_staff=True), "view_activity"))
    html = html_of(log(client))
    assert profile not in html and "Bob Rossi" in html


def test_staff_accounts_and_deleted_ones_are_not_linked(as_alice, busy, bob, alice, root):
    erasure.erase(busy, by=alice)
    activity.record(customer_of(root), "customer.changed", by=None)
    html = html_of(log(as_alice))
    assert f"Deleted customer {bob.pk}" in html
    assert not any(reverse("dashboard:user-detail", args=[pk]) in html for pk in (bob.pk, root.pk))


def test_what_is_written_down_is_shown_as_text(as_alice, busy, alice):
    activity.record(busy, "customer.changed", by=alice, changes={"company": ("", "<script>x</script>")})
    assert "<script>x" not in html_of(log(as_alice))


def test_a_jobs_acts_are_found_by_its_number(as_alice, busy):
    job = Job.objects.create(kind="bulk", title="300 deactivated")
    with activity.during(job):
        activity.record(busy, "customer.deactivated", by=None)
    response = log(as_alice, job=job.pk)
    assert kinds_shown(response) == ["customer.deactivated"]
    assert "Only what the job “300 deactivated” did." in html_of(response)


@pytest.fixture
def as_vera(client):
    """Vera may read the log and take it out, but steers no jobs of others."""
    rights = ("view_activity", "export_activity", "view_customer")
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), *rights))
    return client


def test_other_peoples_jobs_are_not_named_to_who_asks_for_one(as_vera, busy):
    job = Job.objects.create(kind="bulk", title="300 deactivated")
    assert f"Only what the job “{job.pk}” did." in html_of(log(as_vera, job=job.pk))


def test_other_peoples_jobs_are_not_named_in_the_file(as_vera, busy):
    with activity.during(Job.objects.create(kind="bulk", title="300 deactivated")):
        activity.record(busy, "customer.deactivated", by=None)
    assert not any("300 deactivated" in line for line in lines_of(export(as_vera)))


def test_the_number_is_capped(as_alice, busy, settings):
    settings.OSCAR_CLIENTI_COUNT_LIMIT = 3
    assert "more than 3" in html_of(log(as_alice))


def test_the_queries_do_not_grow_with_the_rows(as_alice, alice, busy):
    def number():
        with CaptureQueriesContext(connection) as queries:
            assert log(as_alice).status_code == 200
        return len(queries)

    before = number()
    for n in range(30):
        with activity.during(Job.objects.create(kind="bulk", title=str(n))):
            activity.record(customer_of(make_user()), "customer.changed", by=alice)
    assert number() == before <= 13


# The file.


def export(client, **said):
    return client.post(reverse("dashboard:customer-activity-export"), said)


def lines_of(response):
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


def test_the_file_has_what_the_page_shows(as_alice, busy):
    response = export(as_alice, kind="details")
    head, line = lines_of(response)
    assert head == "When,What,Kind,Who,Customer number,Customer,Changes,Details,Job"
    assert f"Details changed,customer.changed,Alice Bottega,{busy.pk},Bob Rossi,Phone: nothing → +39 333,," in line
    assert response["Content-Disposition"].startswith('attachment; filename="activity-')
    assert is_to_keep(response)


def test_taking_it_is_an_act(as_alice, alice, busy):
    export(as_alice, customer="bob@example.com")
    row = Activity.objects.get(kind="activity.exported")
    assert (row.by, row.facts["filter"], row.facts["count"]) == (alice, f"customer={busy.pk}", 2)


def test_an_unknown_address_gives_no_file(as_alice, busy):
    assert export(as_alice, customer="nobody@example.com").status_code == 302
    assert not Activity.objects.filter(kind="activity.exported").exists()


def test_looking_is_not_taking(client, busy):
    client.force_login(grant(make_user(is_staff=True), "view_activity"))
    assert "customer-activity-export" not in html_of(log(client)) and "Export</button>" not in html_of(log(client))
    assert export(client).status_code == 403


def test_the_file_speaks_the_readers_language(as_alice, busy):
    response = as_alice.post(
        reverse("dashboard:customer-activity-export"), {"kind": "details"}, headers={"accept-language": "it"}
    )
    assert "Telefono" in lines_of(response)[1]


# After an account is deleted.


def test_nothing_in_the_log_or_its_file_speaks_of_somebody_deleted(client, as_alice, alice, bob):
    from oscar_clienti.services import customers

    customer = customer_of(bob)
    client.force_login(bob)
    client.force_login(alice)
    customer = customers.update(customer, by=alice, phone="+39 333 4455", company="Rossi Pane srl")
    activity.record(customer, "customer.changed", by=bob, changes={"company": ("", "Rossi Pane srl")})
    export(client, customer="bob@example.com")
    whom = {"query": "q=bob%40example.com", "who": "matching", "preset": "all", "layout": "csv-comma"}
    client.post(reverse("dashboard:customer-export"), {**whom, "reason": "He asked"})
    assert Activity.objects.filter(kind="customers.exported").exists()
    erasure.erase(customer, by=alice)
    everything = str(list(Activity.objects.values()))
    shown = html_of(log(client)).split("cl-log")[-1] + "\n".join(lines_of(export(client)))
    for word in ("Rossi", "bob@", "4455"):
        assert word not in everything and word not in shown, word


def test_what_somebody_unknown_wrote_goes_with_the_account_of_that_address(alice, bob):
    conversations.contact(subject="Rossi asks about bread", text="Is it fresh?", name="Bob", email=bob.email)
    other = conversations.contact(subject="Carla asks", text="Hello?", name="Carla", email="carla@example.com")
    erasure.erase(customer_of(bob), by=alice)
    told = str(list(Activity.objects.values("facts")))
    assert "Rossi" not in told and "Carla asks" in told and other.conversation.pk
