"""Segments on the pages: saved from the list, opened from its menu, looked after on a page of their own."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from oscar_clienti.models import Customer, Segment
from oscar_clienti.services import groups, segments
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db

LIST = reverse("dashboard:users-index")
PAGE = reverse("dashboard:customer-segment-list")
ADD = reverse("dashboard:customer-segment-add")


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def html(client, address, query=None):
    return client.get(address, query or {}).content.decode()


@pytest.fixture
def loyal(alice):
    return segments.save("Loyal", query="orders_from=3", by=alice)


def of(segment, page):
    return reverse(f"dashboard:customer-segment-{page}", args=[segment.pk])


def test_a_filtered_list_offers_to_save_it(as_alice, bob):
    customer_of(bob)
    assert f"{ADD}?q=bob" in html(as_alice, LIST, {"q": "bob"})


def test_a_list_without_a_filter_does_not(as_alice, bob):
    customer_of(bob)
    assert ADD not in html(as_alice, LIST)


def test_who_may_only_look_is_not_offered_it(client, viewer, bob):
    customer_of(bob)
    client.force_login(viewer)
    assert ADD not in html(client, LIST, {"q": "bob"})


def test_the_list_has_a_menu_of_segments(as_alice, loyal):
    assert f'<a href="{LIST}?orders_from=3">Loyal</a>' in html(as_alice, LIST)


def test_saving_shows_the_filter_in_words(as_alice):
    assert "Orders: from 3" in html(as_alice, ADD, {"orders_from": "3"})


def test_saving_keeps_the_filter_and_goes_back_to_it(as_alice):
    response = as_alice.post(f"{ADD}?orders_from=3&sort=name", {"name": "Loyal"})
    assert response.url == f"{LIST}?orders_from=3"
    assert Segment.objects.get().query == "orders_from=3"


def test_a_filter_that_lost_a_part_is_not_saved(as_alice, alice):
    """The rest alone would be more people than were seen."""
    vip = groups.create(name="VIP", by=alice)
    address = f"{ADD}?group={vip.pk}&orders_from=3"
    vip.delete()
    page = as_alice.post(address, {"name": "Loyal"})
    assert page.status_code == 200 and "was left out" in page.content.decode()
    assert not Segment.objects.exists()


@pytest.mark.parametrize("days", ["joined_to=9999-12-31", "joined_from=0001-01-01", "last_order_to=9999-12-31"])
def test_a_day_that_is_too_far_off_is_told_and_not_saved(as_alice, days):
    assert "between the years" in html(as_alice, f"{LIST}?{days}")
    as_alice.post(f"{ADD}?{days}&q=bob", {"name": "Loyal"})
    assert not Segment.objects.exists()


def test_saving_may_replace_the_filter_of_another(as_alice, loyal):
    as_alice.post(f"{ADD}?orders_from=5", {"replaces": loyal.pk})
    assert [(segment.name, segment.query) for segment in Segment.objects.all()] == [("Loyal", "orders_from=5")]


@pytest.mark.parametrize("both", [True, False])
def test_saving_wants_a_name_or_a_segment(as_alice, loyal, both):
    data = {"name": "New", "replaces": loyal.pk} if both else {}
    assert as_alice.post(f"{ADD}?orders_from=5", data).context["form"].errors
    assert Segment.objects.get().query == "orders_from=3"


def test_a_name_that_exists_is_told_at_the_field(as_alice, loyal):
    response = as_alice.post(f"{ADD}?orders_from=5", {"name": "LOYAL"})
    assert "name" in response.context["form"].errors


def test_saving_without_a_filter_goes_back_to_the_list(as_alice):
    assert "without a filter" in said(as_alice.get(ADD))


def test_the_page_says_name_filter_size_and_who(as_alice, bob, loyal):
    Customer.objects.filter(pk=customer_of(bob).pk).update(num_orders=4)
    page = html(as_alice, PAGE)
    for words in ("Loyal", "Orders: from 3", "1 customer", "Alice Bottega", f"{LIST}?orders_from=3"):
        assert words in page


def test_the_page_is_there_without_segments_too(as_alice):
    assert "No segments yet" in html(as_alice, PAGE)


def test_a_filter_that_lost_its_group_says_so_and_is_not_counted(as_alice, alice):
    vip = groups.create(name="VIP", by=alice)
    segments.save("VIP", query=f"group={vip.pk}&orders_from=1", by=alice)
    groups.delete(vip, move_to=None, by=alice)
    page = html(as_alice, PAGE)
    assert "The filter “Group” was left out" in page and "not counted" in page


def test_a_filter_of_an_app_that_is_gone_says_so(as_alice):
    Segment.objects.create(name="Old", query="gone=1&orders_from=1")
    assert "no longer understood" in html(as_alice, PAGE)


def test_who_may_only_look_sees_the_segments_but_no_acts(client, viewer, loyal):
    client.force_login(viewer)
    page = html(client, PAGE)
    assert "Loyal" in page and of(loyal, "edit") not in page


def test_rename(as_alice, loyal):
    as_alice.post(of(loyal, "edit"), {"name": "Faithful"})
    assert Segment.objects.get().name == "Faithful"


def test_rename_shows_the_name(as_alice, loyal):
    assert 'value="Loyal"' in html(as_alice, of(loyal, "edit"))


def test_delete_asks_first(as_alice, loyal):
    assert "Nothing happens to the customers" in html(as_alice, of(loyal, "delete"))
    assert Segment.objects.exists()


def test_delete(as_alice, loyal):
    assert "was deleted" in said(as_alice.post(of(loyal, "delete")))
    assert not Segment.objects.exists()


@pytest.mark.parametrize("page", ["edit", "delete"])
def test_a_segment_that_is_gone_is_not_found(as_alice, loyal, page):
    Segment.objects.all().delete()
    assert as_alice.get(of(loyal, page)).status_code == 404


def test_a_name_is_text_and_no_markup(as_alice, alice):
    segments.save("<b>Loyal</b>", query="orders_from=3", by=alice)
    for address in (LIST, PAGE):
        assert "<b>Loyal</b>" not in html(as_alice, address)
