"""The list, as a merchant meets it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from oscar_clienti.models import Customer, CustomerGroup, ListPreference, Tag
from oscar_clienti.services import sync
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db
LIST = "/dashboard/users/"


@pytest.fixture
def people(db):
    """Twenty-five customers, one a day, Ada-00 the first."""
    users = [make_user(f"ada-{n:02}@example.com", first_name="Ada", last_name=f"No{n:02}") for n in range(25)]
    sync.refresh([user.pk for user in users])
    for n, user in enumerate(users):
        Customer.objects.filter(pk=user.pk).update(
            date_joined=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n), num_orders=n
        )
    return users


def names(response):
    return [customer.last_name for customer in response.context["window"].rows]


def test_the_newest_come_first(as_alice, people):
    assert names(as_alice.get(LIST))[:2] == ["No24", "No23"]


def test_twenty_on_a_page_and_the_rest_on_the_next(as_alice, people):
    assert len(names(as_alice.get(LIST))) == 20
    assert names(as_alice.get(LIST, {"page": 2})) == ["No04", "No03", "No02", "No01", "No00"]


def test_a_page_beyond_the_end_is_the_last_one_and_says_so(as_alice, people):
    response = as_alice.get(LIST, {"page": 77})
    assert names(response)[-1] == "No00"
    assert "There is no such page" in response.content.decode()


def test_the_last_page_of_many_is_walked_from_the_end(as_alice, people, settings):
    settings.OSCAR_CLIENTI_COUNT_LIMIT = 10
    response = as_alice.get(LIST, {"page": "last"})
    assert names(response) == [f"No{n:02}" for n in range(19, -1, -1)]
    assert response.context["window"].previous == -2


def test_the_count_is_exact_up_to_the_limit_and_honest_beyond(as_alice, people, settings):
    assert "25 customers" in as_alice.get(LIST).content.decode()
    settings.OSCAR_CLIENTI_COUNT_LIMIT = 10
    assert "more than 10 customers" in as_alice.get(LIST).content.decode()
    assert "25 customers" in as_alice.get(LIST, {"count": "exact"}).content.decode()


@pytest.mark.parametrize("page", ["0", "-0", "nonsense", "1e9", "٣", "99999999999999999999", "-5", "--2", ""])
def test_no_page_number_breaks_the_list(as_alice, people, page):
    assert as_alice.get(LIST, {"page": page}).status_code == 200


def test_an_unknown_order_is_told(as_alice, people):
    response = as_alice.get(LIST, {"sort": "password"})
    assert "no such order" in response.content.decode()
    assert names(response)[0] == "No24"


def test_every_column_sorts_both_ways(as_alice, people):
    for heading, _ in as_alice.get(LIST).context["sorts"]:
        assert heading.sort, heading.label
        for sort in (heading.key, f"-{heading.key}"):
            response = as_alice.get(LIST, {"sort": sort})
            assert response.context["table"].sort == sort
            assert len(names(response)) == 20


def test_one_direction_is_the_exact_reverse_of_the_other(as_alice, people):
    up, down = (names(as_alice.get(LIST, {"sort": sort, "size": 50})) for sort in ("group", "-group"))
    assert up == down[::-1]


def test_walking_the_index_and_sorting_a_few_give_the_same_order(as_alice, people, settings):
    """Few matches are found first and sorted then, many are met along the index; nobody may notice."""
    Customer.objects.filter(last_name="No05").update(last_order_at=datetime(2026, 2, 1, tzinfo=UTC))
    Customer.objects.filter(last_name="No09").update(last_order_at=datetime(2026, 3, 1, tzinfo=UTC))
    for heading, _ in as_alice.get(LIST).context["sorts"]:
        for sort in (heading.key, f"-{heading.key}"):
            settings.OSCAR_CLIENTI_COUNT_LIMIT = 1000
            few = names(as_alice.get(LIST, {"sort": sort, "size": 50}))
            settings.OSCAR_CLIENTI_COUNT_LIMIT = 1
            assert names(as_alice.get(LIST, {"sort": sort, "size": 50})) == few, sort


def test_people_who_never_ordered_are_the_last_of_the_latest_orders(as_alice, people):
    Customer.objects.filter(last_name="No05").update(last_order_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert names(as_alice.get(LIST, {"sort": "-last_order"}))[0] == "No05"
    assert names(as_alice.get(LIST, {"sort": "last_order", "size": 50}))[-1] == "No05"


def test_htmx_gets_the_results_alone(as_alice, people):
    response = as_alice.get(LIST, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_going_back_in_the_browser_gets_the_whole_page(as_alice, people):
    response = as_alice.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in response.content.decode()


def test_a_search_says_who_matches(as_alice, people):
    assert names(as_alice.get(LIST, {"q": "no07 ADA"})) == ["No07"]


def test_nobody_matches_is_said_with_a_way_out(as_alice, people):
    page = as_alice.get(LIST, {"q": "zebedee"}).content.decode()
    assert "Nobody matches" in page
    assert "Show all customers" in page


def test_an_empty_shop_says_what_to_do(as_alice):
    assert "No customers yet" in as_alice.get(LIST).content.decode()


@pytest.mark.parametrize("text", ["x" * 10_000, "a\x00b", "🦊", "' OR 1=1 --", "%", "\\", "<script>alert(1)</script>"])
def test_no_search_breaks_the_list(as_alice, people, text):
    response = as_alice.get(LIST, {"q": text})
    assert response.status_code == 200
    assert "<script>alert(1)</script>" not in response.content.decode()


def test_a_removed_chip_leaves_the_other_filters(as_alice, people):
    group = CustomerGroup.objects.create(name="VIP")
    chips = dict(as_alice.get(LIST, {"group": group.pk, "orders_from": 3, "sort": "name"}).context["chips"])
    assert chips["Orders: from 3"] == f"{LIST}?group={group.pk}&sort=name"


def test_names_are_shown_as_text(as_alice):
    user = make_user("eve@example.com", first_name="<img src=x onerror=alert(1)>")
    sync.refresh([user.pk])
    assert "<img src=x" not in as_alice.get(LIST).content.decode()


def test_staff_chooses_columns_once_and_they_stay(as_alice, alice, people):
    as_alice.post(reverse("dashboard:customer-columns"), {"columns": ["orders", "language"], "page_size": 50})
    response = as_alice.get(LIST)
    assert [column.key for column in response.context["table"].shown] == ["language", "orders"]
    assert response.context["window"].size == 50


def test_an_order_by_a_column_that_is_not_shown_is_named_no_other(as_alice, alice, people):
    """The phone's choice of orders would otherwise stand at its first, which nobody could choose then."""
    ListPreference.objects.create(user=alice, columns=["orders"])
    assert "<option selected disabled>A hidden column</option>" in as_alice.get(LIST).content.decode()


def test_the_columns_of_one_are_not_those_of_another(as_alice, people, viewer, client):
    ListPreference.objects.create(user=viewer, columns=["orders"])
    assert len(as_alice.get(LIST).context["table"].shown) > 1


def test_the_row_menu_offers_only_what_is_allowed(client, viewer, people):
    client.force_login(viewer)
    page = client.get(LIST).content.decode()
    assert f"/dashboard/users/{people[-1].pk}/" in page
    assert "Delete" not in page
    assert "Deactivate" not in page


def test_the_number_of_queries_does_not_grow_with_the_rows(as_alice, people, django_assert_max_num_queries):
    tag = Tag.objects.create(name="red")
    for user in people:
        customer_of(user).tags.add(tag)
    as_alice.get(LIST)
    with django_assert_max_num_queries(12):
        as_alice.get(LIST, {"tag": tag.pk, "orders_from": 1, "size": 20})
    with django_assert_max_num_queries(12):
        as_alice.get(LIST, {"tag": tag.pk, "orders_from": 1, "size": 100})


def test_people_missing_from_the_list_are_told_and_added(as_alice, people):
    bob = make_user("bob@example.com")
    Customer.objects.filter(pk=bob.pk).delete()
    assert "1 recent account is missing" in as_alice.get(reverse("dashboard:customer-health")).content.decode()
    as_alice.post(reverse("dashboard:customer-repair"))
    assert Customer.objects.filter(pk=bob.pk).exists()


def test_the_sheet_of_filters_opens_with_what_is_active(as_alice, people):
    group = CustomerGroup.objects.create(name="VIP")
    page = as_alice.get(reverse("dashboard:customer-filters"), {"group": group.pk, "orders_from": "3"}).content.decode()
    assert re.search(rf'<input type="checkbox" name="group" value="{group.pk}"[^>]* checked', page)
    assert 'value="3"' in page


def test_the_page_of_filters_keeps_order_and_page_size(as_alice, people):
    """Without JavaScript the sheet is a page of its own, and its form leads back to the list."""
    address = as_alice.get(LIST, {"orders_from": 3, "sort": "name", "size": 50}).context["addresses"]["filters"]
    page = as_alice.get(address).content.decode()
    assert '<input type="hidden" name="sort" value="name">' in page
    assert '<input type="hidden" name="size" value="50">' in page


def test_the_old_bulk_post_of_oscar_is_gone(as_alice, people):
    assert as_alice.post(LIST, {"action": "make_inactive", "selected_user": people[0].pk}).status_code == 405
