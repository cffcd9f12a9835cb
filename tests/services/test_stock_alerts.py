"""Alerts that wait for an e-mail address belong to whoever proves it."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from oscar.apps.customer.models import ProductAlert
from oscar.test.factories import create_product

from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert():
    """Somebody who was not signed in asked for it, and confirmed it from the mailbox."""
    alert = ProductAlert.objects.create(product=create_product(), email="ada@example.com")
    alert.confirm()
    return alert


@pytest.fixture
def prove(django_capture_on_commit_callbacks):
    def proving(user, email="ada@example.com", verified=True):
        with django_capture_on_commit_callbacks(execute=True):
            EmailAddress.objects.create(user=user, email=email, verified=verified)

    return proving


def owner_of(alert):
    alert.refresh_from_db()
    return alert.user


def test_who_proves_the_address_has_the_alert(alert, prove):
    ada = make_user("other@example.com")
    prove(ada)
    assert owner_of(alert) == ada


def test_capitals_make_no_difference(alert, prove):
    ProductAlert.objects.update(email="Ada@Example.com")
    ada = make_user("other@example.com")
    prove(ada)
    assert owner_of(alert) == ada


def test_who_only_names_it_has_nothing(alert, prove):
    prove(make_user("eve@example.com"), verified=False)
    assert owner_of(alert) is None


def test_staff_get_none(alert, prove):
    prove(make_user("other@shop.example", is_staff=True))
    assert owner_of(alert) is None


def test_nobody_hears_twice_of_one_product(alert, prove):
    ada = make_user("other@example.com")
    ProductAlert.objects.create(product=alert.product, user=ada, status=ProductAlert.ACTIVE)
    prove(ada)
    assert ProductAlert.objects.get(product=alert.product).user == ada


def test_what_was_never_confirmed_stays_where_it_is(alert, prove):
    ProductAlert.objects.update(status=ProductAlert.UNCONFIRMED)
    prove(make_user("other@example.com"))
    assert owner_of(alert) is None


def test_an_account_alone_gets_nothing_with_djangos_users(alert):
    ada = make_user("ada@example.com")
    if get_user_model()._meta.label != "auth.User":
        pytest.skip("Oscar's own user model takes them at once")
    assert owner_of(alert) is None and not ada.alerts.exists()
