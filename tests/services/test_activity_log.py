"""The log of the whole shop: narrowed, in pages without gaps, into a file, forgotten when it is old."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscar_clienti.models import Activity, ConsentEvent, Job
from oscar_clienti.models.append_only import AppendOnlyError
from oscar_clienti.services import activity, activity_log, consents
from oscar_clienti.services.activity_log import Asked, Place
from tests.conftest import customer_of, grant, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def write(kind="customer.changed", at=NOON, **fields):
    return Activity.objects.create(kind=kind, at=at, **fields)


def kinds_of(asked, **how):
    return [row.kind for row in activity_log.window(asked, **how).rows]


def all_pages(asked, size):
    rows, before = [], None
    while True:
        page = activity_log.window(asked, before=before, size=size)
        rows += [row.pk for row in page.rows]
        if page.older is None:
            return rows
        # As an address carries it.
        before = Place.parse(str(page.older))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(moments=st.lists(st.integers(0, 3), max_size=14), size=st.integers(1, 5))
def test_pages_have_every_row_once_however_many_have_the_same_moment(db, moments, size):
    before = Activity.objects.count()
    made = [write("group.created" if n % 2 else "tag.created", NOON + timedelta(microseconds=n)) for n in moments]
    expected = [row.pk for row in sorted(made, key=lambda row: (row.at, row.pk), reverse=True)]
    try:
        for asked in (Asked(), Asked(what="groups")):
            assert all_pages(asked, size) == expected
    finally:
        Activity.objects.all().forget()
    assert before == 0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(what="consents"), ["consent.granted"]),
        (Asked(what="consent.granted"), ["consent.granted"]),
        (Asked(what="groups"), ["tag.created", "group.created"]),
        (Asked(what="other"), []),
        (Asked(what="nothing.of.ours"), []),
        (Asked(since=NOON + timedelta(days=1)), ["tag.created", "loyalty.given"]),
        (Asked(until=NOON + timedelta(days=1)), ["group.created", "consent.granted"]),
        (Asked(hidden=("groups", "consents")), ["loyalty.given"]),
        (Asked(what="groups", hidden=("groups",)), []),
    ],
)
def test_what_is_asked_for_is_found(asked, found):
    write("consent.granted", NOON)
    write("group.created", NOON)
    write("loyalty.given", NOON + timedelta(days=1))
    write("tag.created", NOON + timedelta(days=2))
    assert kinds_of(asked) == found


def test_other_is_what_no_group_has():
    activity.kinds.register(activity.Kind("loyalty.given", "Points given"))
    try:
        write("loyalty.given"), write("tag.created")
        assert kinds_of(Asked(what="other")) == ["loyalty.given"]
    finally:
        activity.kinds.unregister("loyalty.given")


@pytest.mark.parametrize("few", [True, False])
def test_kinds_of_one_person_are_found_newest_first(alice, few):
    made = [write(kind, NOON, by=alice) for kind in ("tag.created", "group.created", "tag.created")]
    write("tag.created"), write("customer.changed", by=alice)
    asked = Asked(what="groups", who=f"user:{alice.pk}")
    first = activity_log.window(asked, size=2, few=few)
    rest = activity_log.window(asked, size=2, few=few, before=first.older)
    assert [row.pk for row in [*first.rows, *rest.rows]] == [row.pk for row in reversed(made)]


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("shop", ["tag.created"]),
        ("customer", ["message.received", "customer.changed"]),
        ("alice", ["group.created"]),
    ],
)
def test_acts_are_found_by_who_did_them(alice, bob, who, found):
    write("tag.created")
    write("customer.changed", customer=customer_of(bob), by=bob, by_name="Bob Rossi")
    write("group.created", by=alice, by_name="Alice Bottega")
    # Nobody was signed in, but it came from outside.
    write("message.received", customer=customer_of(bob))
    # Somebody whose account is gone is not the shop itself.
    write("group.deleted", by_name="Paola")
    assert kinds_of(Asked(who=f"user:{alice.pk}" if who == "alice" else who)) == found


def test_acts_are_found_by_customer_and_by_job(bob, carol):
    job = Job.objects.create(kind="bulk")
    write("customer.changed", customer=customer_of(bob), job=job)
    write("customer.activated", customer=customer_of(carol))
    assert kinds_of(Asked(customer=bob.pk)) == kinds_of(Asked(job=job.pk)) == ["customer.changed"]


def test_nobody_counts_on_for_ever(settings):
    settings.OSCAR_CLIENTI_COUNT_LIMIT = 2
    write(), write()
    assert activity_log.count(Asked()) == (2, True)
    write()
    assert activity_log.count(Asked()) == (2, False)


def test_every_kind_has_a_group_of_its_own():
    for kind in activity.kinds:
        assert activity_log.group_of(kind.key) is not activity_log.OTHER, kind.key


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("note.added", "notes"),
        ("message.sent", "messages"),
        ("message.mailed", "emails"),
        ("mailing.started", "emails"),
        ("conversation.opened", "messages"),
        ("log_in_as.started", "log-in-as"),
        ("order_on_behalf.placed", "orders"),
        ("loyalty.given", "other"),
    ],
)
def test_a_kind_finds_its_group_by_its_first_part(kind, group):
    assert activity_log.group_of(kind).key == group


# The file.


def cells(row):
    return [row.kind, str(row.facts.get("name", ""))]


def text_of(download):
    return b"".join(download.content).decode("utf-8-sig")


def test_the_file_has_what_was_asked_for_and_the_log_says_who_took_it(alice):
    write("tag.created", facts={"name": "Fair"})
    write("group.created", facts={"name": "VIP"})
    out = activity_log.export(Asked(what="tag.created"), headings=["Kind", "Name"], words=cells, by=alice)
    assert text_of(out) == "Kind,Name\r\ntag.created,Fair\r\n"
    row = Activity.objects.get(kind="activity.exported")
    assert (row.by, row.facts) == (alice, {"filter": "what=tag.created", "count": 1})


def test_the_file_ends_at_the_moment_when_it_was_asked_for(alice):
    write("tag.created")
    out = activity_log.export(Asked(), headings=["Kind"], words=lambda row: [row.kind], by=alice)
    write("tag.deleted", timezone.now())
    assert text_of(out).split() == ["Kind", "tag.created"]


@pytest.mark.parametrize("name", ["=1+1", "+39", "-1", "@x", "\tx", "＝1"])
def test_no_cell_is_a_formula(alice, name):
    write("tag.created", facts={"name": name})
    out = activity_log.export(Asked(), headings=["K", "N"], words=lambda row: [row.facts["name"]], by=alice)
    assert f"'{name}" in text_of(out)


def test_the_file_needs_its_own_right(db):
    someone = grant(make_user(is_staff=True), "view_activity")
    with pytest.raises(PermissionDenied):
        activity_log.export(Asked(), headings=[], words=cells, by=someone)


def test_a_file_of_many_rows_is_read_in_few_queries(alice, django_assert_num_queries):
    Activity.objects.bulk_create(
        [Activity(kind="tag.created", at=NOON + timedelta(seconds=n // 3)) for n in range(4500)]
    )
    out = activity_log.export(Asked(), headings=["Kind"], words=lambda row: [row.kind], by=alice)
    with django_assert_num_queries(3):
        assert len(text_of(out).split()) == 4501


# Keeping.


@pytest.mark.parametrize(
    ("today", "months", "limit"),
    [
        (date(2026, 11, 27), 24, date(2024, 11, 27)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 99_999, date(1, 1, 15)),
    ],
)
def test_months_are_counted_as_people_count_them(settings, today, months, limit):
    settings.OSCAR_CLIENTI_ACTIVITY_KEEP_MONTHS = months
    write("tag.created", timezone.make_aware(datetime(2024, 11, 26, 12)))
    keeps = activity_log.keeping.limit(today)
    assert timezone.localtime(keeps).date() == limit if limit.year > 1 else keeps.year <= 1


def aged(days):
    return timezone.now() - timedelta(days=days)


def test_what_is_old_is_forgotten_and_the_log_says_so():
    write("tag.created", aged(800)), write("tag.changed", aged(790)), write("tag.deleted", aged(10))
    assert activity_log.sweep(timezone.localdate()) == 2
    assert list(Activity.objects.order_by("at").values_list("kind", flat=True)) == ["tag.deleted", "activity.swept"]
    assert Activity.objects.get(kind="activity.swept").facts["count"] == 2


@pytest.mark.parametrize("kind", ["customer.created", "log_in_as.ordered"])
def test_what_others_read_stays_as_long_as_the_customer_is_there(bob, kind):
    """Guest orders go to an account that no shopper made, which this row alone tells."""
    write(kind, at=aged(1500), customer=customer_of(bob))
    write(kind, at=aged(1500))
    activity_log.sweep(timezone.localdate())
    assert list(Activity.objects.filter(kind=kind).values_list("customer", flat=True)) == [bob.pk]


def test_nothing_old_means_nothing_to_say():
    write("tag.created", aged(10))
    assert activity_log.sweep(timezone.localdate()) == 0
    assert not Activity.objects.filter(kind="activity.swept").exists()


def test_each_batch_tells_of_itself():
    same = aged(800)
    for _n in range(7):
        write("tag.created", same)
    assert activity_log.sweep(timezone.localdate(), batch=3) == 7
    rows = Activity.objects.filter(kind="activity.swept").order_by("pk")
    assert [row.facts["count"] for row in rows] == [3, 3, 1]


def test_a_shop_may_keep_everything_for_ever(settings):
    settings.OSCAR_CLIENTI_ACTIVITY_KEEP_MONTHS = None
    write("tag.created", aged(5000))
    assert activity_log.sweep(timezone.localdate()) == activity_log.over(timezone.localdate()).count() == 0


def test_consents_are_never_forgotten(bob, alice):
    consents.grant(customer_of(bob), channel="email", source="staff", wording="", how="By phone", by=alice)
    ConsentEvent.objects.scrub(at=aged(5000))
    activity_log.sweep(timezone.localdate())
    assert ConsentEvent.objects.count() == 1
    with pytest.raises(AppendOnlyError):
        ConsentEvent.objects.all().delete()


def test_rows_are_forgotten_by_the_sweep_alone():
    write("tag.created", aged(800))
    with pytest.raises(AppendOnlyError):
        Activity.objects.all().delete()
