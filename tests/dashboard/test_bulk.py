import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from oscar_clienti.dashboard.bulk_actions import bulk_actions
from oscar_clienti.models import Activity, Customer, State
from oscar_clienti.services import groups, tags
from tests.conftest import customer_of, make_user

pytestmark = pytest.mark.django_db

ALL = ["activate", "deactivate", "assign-group", "clear-group", "add-tags", "remove-tags", "exempt", "end-exemption"]


def route(name):
    return reverse(f"dashboard:customer-bulk-{name}")


def choose(*users, **more):
    for user in users:
        customer_of(user)
    return {"selected": [user.pk for user in users], **more}


def do(*users, **more):
    return choose(*users, confirmed="1", **more)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


@pytest.fixture
def press(alice):
    return tags.create(name="Press", by=alice)


@pytest.fixture
def dora(db):
    """An inactive customer."""
    user = make_user("dora@example.com", first_name="Dora", is_active=False)
    customer_of(user)
    Customer.objects.filter(pk=user.pk).update(state=State.INACTIVE)
    return user


@pytest.mark.parametrize("name", ALL)
def test_each_act_is_in_the_registry_and_has_a_page(as_alice, name):
    assert reverse(bulk_actions[name].url_name) == route(name)


@pytest.mark.parametrize("name", ALL)
def test_each_act_needs_its_right(client, viewer, bob, name):
    client.force_login(viewer)
    assert client.post(route(name), do(bob)).status_code == 403


@pytest.mark.parametrize("name", ALL)
def test_no_act_happens_by_get(as_alice, name):
    assert as_alice.get(route(name)).status_code == 405


@pytest.mark.parametrize("name", ["deactivate", "assign-group", "add-tags"])
def test_the_first_post_only_asks(as_alice, bob, carol, name):
    response = as_alice.post(route(name), choose(bob, carol))
    assert response.status_code == 200
    assert "2 customers" in response.content.decode()
    assert not Activity.objects.filter(customer=bob.pk).exists()


def test_the_page_says_who_is_left_out_and_why(as_alice, alice, bob, dora, eve):
    customer_of(eve)
    Customer.objects.filter(pk=eve.pk).update(state=State.ERASED)
    data = choose(alice, bob, dora)
    data["selected"] += [eve.pk, 987654321]
    html = as_alice.post(route("deactivate"), data).content.decode()
    for words in ("1 customer can", "1 is an account of staff", "1 was deleted", "1 was not found", "1 is inactive"):
        assert words in html


def test_nobody_left_is_said_on_the_list(as_alice, alice, dora):
    response = as_alice.post(route("deactivate"), choose(alice, dora))
    assert "Nothing was changed." in said(response)


def test_nobody_chosen(as_alice):
    assert "at least one" in said(as_alice.post(route("activate")))


@pytest.mark.parametrize("junk", ["abc", "-1", "1.5", "²", "9" * 40, "", "1\x00"])
def test_ids_that_are_none_are_ignored(as_alice, bob, junk):
    data = choose(bob)
    data["selected"].append(junk)
    assert "1 customer can" in as_alice.post(route("deactivate"), data).content.decode()


def test_too_many_at_once(as_alice):
    response = as_alice.post(route("activate"), {"selected": range(1, 502)})
    assert "501" in said(response)


def test_deactivate(as_alice, bob, carol):
    response = as_alice.post(route("deactivate"), do(bob, carol))
    assert "2 customers were deactivated." in said(response)
    bob.refresh_from_db()
    assert not bob.is_active


def test_activate(as_alice, dora):
    as_alice.post(route("activate"), do(dora))
    dora.refresh_from_db()
    assert dora.is_active


def test_staff_among_the_chosen_stay_as_they_are(as_alice, root, bob):
    response = as_alice.post(route("deactivate"), do(root, bob))
    root.refresh_from_db()
    assert root.is_active
    assert "account of staff" in said(response)


def test_assign_group(as_alice, alice, bob, carol, vip):
    groups.assign([customer_of(carol)], group=vip, by=alice)
    response = as_alice.post(route("assign-group"), do(bob, carol, group=vip.pk))
    assert customer_of(bob).group == vip
    assert "1 customer came into the group “VIP”. 1 needed no change." in said(response)


@pytest.mark.parametrize("group", ["", "4711", "vip", "\x00"])
def test_assign_without_a_group_asks_again(as_alice, bob, vip, group):
    response = as_alice.post(route("assign-group"), do(bob, group=group))
    assert "group" in response.context["form"].errors
    assert ("selected", str(bob.pk)) in response.context["fields"]


def test_clear_group(as_alice, alice, bob, carol, vip):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    response = as_alice.post(route("clear-group"), do(bob, carol))
    assert customer_of(bob).group is None
    assert "1 has no group anyway" in said(response)


@pytest.mark.parametrize("nonsense", ["<b>", "9" * 60])
def test_a_tag_that_is_no_number_is_no_tag(as_alice, bob, nonsense):
    response = as_alice.post(route("add-tags"), do(bob, tags=[nonsense]))
    assert "tags" in response.context["form"].errors


def test_add_tags(as_alice, bob, press):
    as_alice.post(route("add-tags"), do(bob, tags=[press.pk]))
    assert list(customer_of(bob).tags.all()) == [press]


def test_remove_tags(as_alice, alice, bob, press):
    tags.change([customer_of(bob)], add=[press], by=alice)
    as_alice.post(route("remove-tags"), do(bob, tags=[press.pk]))
    assert list(customer_of(bob).tags.all()) == []


def test_it_goes_back_to_the_list_as_it_was(as_alice, bob):
    where = f"{reverse('dashboard:users-index')}?q=rossi&page=2"
    assert as_alice.post(route("deactivate"), do(bob, next=where)).url == where


@pytest.mark.parametrize("where", ["//evil.example/", "https://evil.example", "javascript:alert(1)", "\\\\evil", "x"])
def test_it_never_goes_anywhere_else(as_alice, bob, where):
    assert as_alice.post(route("deactivate"), do(bob, next=where)).url == reverse("dashboard:users-index")


def test_the_queries_do_not_grow_with_the_chosen(as_alice, alice, vip, django_assert_max_num_queries):
    people = [make_user() for _ in range(50)]
    data = do(*people, group=vip.pk)
    with django_assert_max_num_queries(40):
        as_alice.post(route("assign-group"), data)
