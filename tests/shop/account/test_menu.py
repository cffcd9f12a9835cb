"""The account's menu and who may open its pages."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

PAGES = ("preferences", "security", "my-data", "profile-delete")


@pytest.mark.parametrize("name", PAGES)
def test_visitors_sign_in_first(client, name):
    answer = client.get(reverse(f"customer:{name}"))
    assert answer.status_code == 302 and "login" in answer["Location"]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_kept_by_a_cache(as_bob, name):
    assert "no-store" in as_bob.get(reverse(f"customer:{name}"))["Cache-Control"]


def test_oscar_s_pages_have_the_menu(as_bob):
    page = as_bob.get(reverse("customer:address-list")).content.decode()
    assert all(reverse(f"customer:{name}") in page for name in ("order-list", "preferences", "security", "my-data"))


def test_the_page_that_is_open_is_marked(as_bob):
    page = as_bob.get(reverse("customer:preferences")).content.decode()
    assert f'href="{reverse("customer:preferences")}" class="nav-link active" aria-current="page"' in page


@pytest.mark.parametrize("name", ("preferences", "my-data", "profile-delete"))
def test_staff_are_told_that_it_does_not_concern_them(as_alice, name):
    assert "the shop's own people" in as_alice.get(reverse(f"customer:{name}")).content.decode()


@pytest.mark.parametrize("name", ("account_email", "account_change_password", "socialaccount_connections"))
def test_allauth_s_pages_have_the_menu(as_bob, name):
    answer = as_bob.get(reverse(name))
    assert answer.status_code == 200 and reverse("customer:preferences") in answer.content.decode()
