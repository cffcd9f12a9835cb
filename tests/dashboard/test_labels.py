"""Groups and tags share their pages; what differs is asked of both."""

import pytest
from django.urls import reverse

from oscar_clienti.models import CustomerGroup, Tag
from oscar_clienti.services import groups, tags
from tests.conftest import customer_of, grant, make_user
from tests.crawling import form_with

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize(("word", "model"), [("group", CustomerGroup), ("tag", Tag)])
GREEN = "#2a6f4e"


def page(word, name, *args):
    return reverse(f"dashboard:customer-{word}-{name}", args=args)


def make(word, name, by):
    return {"group": groups, "tag": tags}[word].create(name=name, by=by)


def put(word, label, *users):
    people = [customer_of(user) for user in users]
    if word == "group":
        return groups.assign(people, group=label, by=None)
    return tags.change(people, add=[label], by=None)


def labels_of(word, user):
    row = customer_of(user)
    return [row.group] if word == "group" else list(row.tags.all())


@BOTH
def test_the_list_says_how_many_there_are(as_alice, alice, bob, carol, word, model):
    label = make(word, "Trade", alice)
    put(word, label, bob, carol)
    response = as_alice.get(page(word, "list"))
    assert "2 customers" in response.content.decode()
    assert f'href="{reverse("dashboard:users-index")}?{word}={label.pk}"' in response.content.decode()


@BOTH
def test_the_list_counts_those_who_may_not_sign_in_apart(as_alice, alice, bob, word, model):
    label = make(word, "Trade", alice)
    put(word, label, bob)
    row = customer_of(bob)
    type(row).objects.filter(pk=row.pk).update(state=row.State.INACTIVE)
    html = as_alice.get(page(word, "list")).content.decode()
    assert "No customers" in html
    assert "1 inactive" in html


@BOTH
def test_the_queries_of_the_list_do_not_grow(as_alice, alice, word, model, django_assert_max_num_queries):
    for number in range(3):
        make(word, f"Label {number}", alice)
    as_alice.get(page(word, "list"))
    with django_assert_max_num_queries(12):
        as_alice.get(page(word, "list"))
    for number in range(3, 30):
        make(word, f"Label {number}", alice)
    with django_assert_max_num_queries(12):
        as_alice.get(page(word, "list"))


@BOTH
def test_an_empty_list_says_what_to_do(as_alice, word, model):
    html = as_alice.get(page(word, "list")).content.decode()
    assert f"No {word}s yet" in html
    assert page(word, "add") in html


@BOTH
def test_a_viewer_sees_the_list_without_buttons(client, viewer, alice, word, model):
    make(word, "Trade", alice)
    client.force_login(viewer)
    html = client.get(page(word, "list")).content.decode()
    assert "Trade" in html
    assert page(word, "add") not in html
    assert "Move Trade up" not in html


@BOTH
@pytest.mark.parametrize("name", ["add", "order", "edit", "merge", "delete"])
def test_a_viewer_is_refused_everything_else(client, viewer, alice, word, model, name):
    label = make(word, "Trade", alice)
    client.force_login(viewer)
    args = [label.pk] if name in ("edit", "merge", "delete") else []
    assert client.post(page(word, name, *args), {"name": "Taken over", "colour": GREEN}).status_code == 403
    assert [row.name for row in model.objects.all()] == ["Trade"]


@BOTH
def test_the_right_for_one_is_no_right_for_the_other(client, word, model):
    other = {"group": "tag", "tag": "group"}[word]
    client.force_login(grant(make_user(is_staff=True), f"manage_{other}s"))
    assert client.post(page(word, "add"), {"name": "Trade", "colour": GREEN}).status_code == 403


@BOTH
def test_add(as_alice, word, model):
    response = as_alice.post(page(word, "add"), {"name": "Trade", "colour": GREEN, "description": "Shops"})
    assert response.url == page(word, "list")
    assert model.objects.values_list("name", "colour", "description").get() == ("Trade", GREEN, "Shops")


@BOTH
def test_what_a_colleague_changed_meanwhile_stays(as_alice, alice, root, word, model):
    label = make(word, "Trade", alice)
    shown = form_with("colour", as_alice.get(page(word, "edit", label.pk)).content.decode()).data()
    {"group": groups, "tag": tags}[word].update(label, name="Shops", description="Two\nlines", by=root)
    as_alice.post(page(word, "edit", label.pk), {**shown, "colour": GREEN})
    assert model.objects.values_list("name", "colour", "description").get() == ("Shops", GREEN, "Two\nlines")


@pytest.mark.parametrize("exempt", [True, False])
def test_an_exemption_of_a_group_that_a_colleague_changed_stays(as_alice, alice, root, exempt):
    label = groups.create(name="Trade", tax_exempt=not exempt, by=alice)
    shown = form_with("colour", as_alice.get(page("group", "edit", label.pk)).content.decode()).data()
    groups.update(label, tax_exempt=exempt, by=root)
    as_alice.post(page("group", "edit", label.pk), {**shown, "description": "Shops"})
    assert CustomerGroup.objects.values_list("description", "tax_exempt").get() == ("Shops", exempt)


def test_an_exemption_of_a_group_is_given_and_taken_on_its_page(as_alice, alice):
    label, said = groups.create(name="Trade", by=alice), []
    for tick in ({"tax_exempt": "on"}, {}):
        shown = form_with("colour", as_alice.get(page("group", "edit", label.pk)).content.decode()).data()
        shown.pop("tax_exempt", None)
        as_alice.post(page("group", "edit", label.pk), {**shown, **tick})
        said.append(CustomerGroup.objects.get().tax_exempt)
    assert said == [True, False]


@BOTH
@pytest.mark.parametrize("name", ["TRADE", "", "  ", "x" * 65, "nul\x00l"])
def test_add_says_what_is_wrong_at_the_field(as_alice, alice, word, model, name):
    make(word, "Trade", alice)
    response = as_alice.post(page(word, "add"), {"name": name, "colour": GREEN})
    assert response.status_code == 200
    assert "name" in response.context["form"].errors


@BOTH
def test_add_takes_emoji(as_alice, word, model):
    as_alice.post(page(word, "add"), {"name": "Amici 🍋", "colour": GREEN})
    assert model.objects.get().name == "Amici 🍋"


@BOTH
def test_add_refuses_a_colour_that_is_none(as_alice, word, model):
    response = as_alice.post(page(word, "add"), {"name": "Trade", "colour": "red;--x:url(//evil)"})
    assert "colour" in response.context["form"].errors


@BOTH
def test_edit(as_alice, alice, word, model):
    label = make(word, "Trade", alice)
    as_alice.post(page(word, "edit", label.pk), {"name": "Wholesale", "colour": GREEN, "description": ""})
    assert model.objects.values_list("name", "slug", "colour").get() == ("Wholesale", "trade", GREEN)


@BOTH
def test_edit_shows_the_title_of_before_when_the_new_name_is_wrong(as_alice, alice, word, model):
    label = make(word, "Trade", alice)
    make(word, "Club", alice)
    response = as_alice.post(page(word, "edit", label.pk), {"name": "club", "colour": GREEN})
    assert "“Trade”" in str(response.context["title"])


@BOTH
@pytest.mark.parametrize("name", ["edit", "merge", "delete"])
def test_one_that_was_deleted_is_not_found(as_alice, word, model, name):
    assert as_alice.get(page(word, name, 4711)).status_code == 404


def test_the_form_of_a_group_tells_the_designer_its_class(as_alice, alice):
    group = make("group", "Gold Club", alice)
    assert "customer-group-gold-club" in as_alice.get(page("group", "edit", group.pk)).content.decode()


@BOTH
def test_merge_says_its_effect_in_numbers(as_alice, alice, bob, carol, word, model):
    label = make(word, "Trade", alice)
    make(word, "Club", alice)
    put(word, label, bob, carol)
    assert "2 customers" in as_alice.get(page(word, "merge", label.pk)).content.decode()


@BOTH
def test_merge(as_alice, alice, bob, word, model):
    label, club = make(word, "Trade", alice), make(word, "Club", alice)
    put(word, label, bob)
    as_alice.post(page(word, "merge", label.pk), {"into": club.pk})
    assert (labels_of(word, bob), list(model.objects.all())) == ([club], [club])


@BOTH
@pytest.mark.parametrize("into", ["itself", "", "nonsense", "4711"])
def test_merge_into_nothing_sensible_is_refused(as_alice, alice, word, model, into):
    label = make(word, "Trade", alice)
    response = as_alice.post(page(word, "merge", label.pk), {"into": label.pk if into == "itself" else into})
    assert "into" in response.context["form"].errors
    assert model.objects.count() == 1


@BOTH
def test_delete_of_an_unused_one_asks_only_once(as_alice, alice, word, model):
    label = make(word, "Trade", alice)
    assert "move_to" not in as_alice.get(page(word, "delete", label.pk)).context["form"].fields
    as_alice.post(page(word, "delete", label.pk))
    assert model.objects.count() == 0


@BOTH
def test_delete_of_a_used_one_asks_where_its_people_go(as_alice, alice, bob, word, model):
    label = make(word, "Trade", alice)
    put(word, label, bob)
    response = as_alice.post(page(word, "delete", label.pk))
    assert "move_to" in response.context["form"].errors
    assert model.objects.count() == 1


@BOTH
def test_delete_to_another(as_alice, alice, bob, word, model):
    label, club = make(word, "Trade", alice), make(word, "Club", alice)
    put(word, label, bob)
    as_alice.post(page(word, "delete", label.pk), {"move_to": club.pk})
    assert (labels_of(word, bob), list(model.objects.all())) == ([club], [club])


@BOTH
def test_delete_to_nowhere(as_alice, alice, bob, word, model):
    label = make(word, "Trade", alice)
    put(word, label, bob)
    response = as_alice.post(page(word, "delete", label.pk), {"move_to": "none"}, follow=True)
    assert labels_of(word, bob) in ([None], [])
    assert "1 customer" in response.content.decode()


@BOTH
def test_a_click_moves_one_up(as_alice, alice, word, model):
    first, second = make(word, "Trade", alice), make(word, "Club", alice)
    data = {"order": f"{first.pk},{second.pk}", "move": f"up-{second.pk}"}
    response = as_alice.post(page(word, "order"), data)
    assert response.url == f"{page(word, 'list')}#label-{second.pk}"
    assert list(model.objects.all()) == [second, first]


@BOTH
def test_dragging_sends_the_whole_order(as_alice, alice, word, model):
    first, second, third = (make(word, name, alice) for name in ("Trade", "Club", "Press"))
    data = {"order": f"{third.pk},{first.pk},{second.pk}"}
    assert as_alice.post(page(word, "order"), data, headers={"X-Requested-With": "fetch"}).status_code == 204
    assert list(model.objects.all()) == [third, first, second]


@BOTH
@pytest.mark.parametrize("data", [{}, {"order": "x,,-1,²"}, {"order": "9" * 30}, {"move": "sideways-1"}])
def test_nonsense_changes_no_order(as_alice, alice, word, model, data):
    first, second = make(word, "Trade", alice), make(word, "Club", alice)
    assert as_alice.post(page(word, "order"), data).status_code == 302
    assert list(model.objects.all()) == [first, second]


@BOTH
def test_the_order_is_changed_by_post_only(as_alice, word, model):
    assert as_alice.get(page(word, "order")).status_code == 405
