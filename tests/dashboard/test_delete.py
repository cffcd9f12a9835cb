"""The pages that ask before accounts are deleted, one or several."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer
from tests.conftest import customer_of, grant, make_user
from tests.lives import OPEN_STATUS, live, place_order

pytestmark = pytest.mark.django_db

SEVERAL = "dashboard:customer-bulk-delete"


def html_of(response):
    return " ".join(response.content.decode().split())


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def deleted():
    return set(Customer.objects.filter(state=Customer.State.ERASED).values_list("pk", flat=True))


def several(client, *users, **more):
    for user in users:
        customer_of(user)
    return client.post(reverse(SEVERAL), {"selected": [user.pk for user in users], **more}, follow=True)


def do(client, *users, **more):
    return several(client, *users, confirmed="1", understood="on", **more)


def test_several_are_asked_about_first(as_alice, bob, carol):
    response = several(as_alice, bob, carol)
    assert "2 accounts are deleted." in html_of(response)
    assert not deleted()


def test_the_page_warns_of_open_orders(as_alice, bob, carol):
    place_order(bob, OPEN_STATUS)
    place_order(carol, OPEN_STATUS)
    assert "2 orders are still open!" in html_of(several(as_alice, bob, carol))


def test_the_page_has_a_row_for_each(as_alice, bob, carol):
    html = html_of(several(as_alice, bob, carol))
    assert html.count("carol@example.com") == html.count("bob@example.com") == 1


def test_the_page_names_staff_as_left_out(as_alice, bob, root):
    html = html_of(several(as_alice, bob, root))
    assert "1 is an account of staff" in html


def test_without_the_tick_nothing_happens(as_alice, bob, carol):
    response = several(as_alice, bob, carol, confirmed="1")
    assert "Tick the box if you are sure." in html_of(response)
    assert not deleted()


def test_several_are_deleted(as_alice, bob, carol, eve):
    response = do(as_alice, bob, carol)
    assert "2 accounts were deleted." in said(response)
    assert deleted() == {bob.pk, carol.pk}
    assert get_user_model().objects.get(pk=eve.pk).is_active


def test_each_has_an_activity_row(as_alice, bob, carol):
    do(as_alice, bob, carol)
    assert Activity.objects.filter(kind="customer.erased").count() == 2


def test_staff_among_them_are_left_alone(as_alice, bob, root):
    response = do(as_alice, bob, root)
    assert deleted() == {bob.pk}
    assert "1 is an account of staff" in said(response)


def test_an_account_that_was_deleted_already_is_left_out(as_alice, bob, carol):
    do(as_alice, bob)
    assert "1 was deleted." in said(do(as_alice, bob, carol))
    assert deleted() == {bob.pk, carol.pk}


def test_who_becomes_staff_in_between_is_left_alone(as_alice, bob, carol):
    customer_of(carol)
    get_user_model().objects.filter(pk=carol.pk).update(is_staff=True)
    assert "1 account was deleted." in said(do(as_alice, bob, carol))
    assert deleted() == {bob.pk}


def test_each_is_a_transaction_of_its_own(client, alice, bob, carol):
    first, second = sorted([bob, carol], key=lambda user: user.pk)

    def refuse(customer, **kwargs):
        if customer.pk == second.pk:
            raise RuntimeError("The invoice system is down.")

    client.force_login(alice)
    signals.customer_erasing.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            do(client, first, second)
    finally:
        signals.customer_erasing.disconnect(refuse)
    assert deleted() == {first.pk}


@pytest.mark.parametrize("selected", [[], ["x"], ["\x00"], ["-1"], ["9" * 30]])
def test_nonsense_is_answered_with_a_sentence(as_alice, selected):
    response = as_alice.post(
        reverse(SEVERAL), {"selected": selected, "confirmed": "1", "understood": "on"}, follow=True
    )
    assert response.status_code == 200
    assert said(response)


def test_more_than_500_are_refused_clearly(as_alice):
    response = as_alice.post(reverse(SEVERAL), {"selected": list(range(1, 502)), "confirmed": "1"}, follow=True)
    assert "at most 500" in said(response)


@pytest.mark.parametrize("rights", [["view_customer"], ["view_customer", "change_customer"]])
def test_deleting_several_needs_its_own_right(client, bob, rights):
    client.force_login(grant(make_user(is_staff=True), *rights))
    assert do(client, bob).status_code == 403
    assert not deleted()


def test_a_get_deletes_nobody(as_alice):
    assert as_alice.get(reverse(SEVERAL)).status_code == 405


def test_the_red_button_is_not_the_first(as_alice, bob):
    html = html_of(several(as_alice, bob))
    assert html.index("Cancel") < html.index("btn-danger")


def page(pk):
    return reverse("dashboard:customer-delete", args=[pk])


def test_one_page_says_it_in_numbers(as_alice, alice, bob, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    live(bob, alice)
    html = html_of(as_alice.get(page(bob.pk)))
    assert "1 order is still open!" in html
    assert 'Wish lists <span class="cl-count">1</span>' in html
    assert 'Used vouchers <span class="cl-count">1</span>' in html
    assert "staff&#x27;s notes" in html or "staff's notes" in html


def test_one_get_deletes_nobody(as_alice, bob):
    customer_of(bob)
    as_alice.get(page(bob.pk))
    assert not deleted()


def test_one_is_deleted(as_alice, bob):
    place_order(bob)
    customer_of(bob)
    response = as_alice.post(page(bob.pk), follow=True)
    assert "The account was deleted. Its orders were kept." in said(response)
    assert deleted() == {bob.pk}
    assert get_model("order", "Order").objects.get().user_id == bob.pk


def test_twice_is_not_found(as_alice, bob):
    customer_of(bob)
    as_alice.post(page(bob.pk))
    assert as_alice.post(page(bob.pk)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_are_not_found(as_alice, root, method):
    customer_of(root)
    assert getattr(as_alice, method)(page(root.pk)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_deleting_one_needs_its_own_right(client, bob, method):
    customer_of(bob)
    client.force_login(grant(make_user(is_staff=True), "view_customer", "change_customer"))
    assert getattr(client, method)(page(bob.pk)).status_code == 403
    assert not deleted()
