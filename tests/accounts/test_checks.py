"""Each setting that opens the shopper's door too wide is told by its own sentence."""

from types import ModuleType

import pytest
from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.core import checks as django_checks
from django.urls import path
from django.views.generic import RedirectView

from oscar_clienti.accounts import checks

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def ids(check):
    return [message.id for message in check()]


def test_the_demo_shop_has_none_of_them():
    assert [
        message for message in django_checks.run_checks(tags=["oscar_clienti"]) if message.id >= "oscar_clienti.W030"
    ] == []


def test_without_the_backend_nobody_comes_in(settings):
    settings.AUTHENTICATION_BACKENDS = ["shop.backends.Own"]
    assert ids(checks.backends) == ["oscar_clienti.E030"]


@pytest.mark.parametrize(
    "name", ["django.contrib.auth.backends.ModelBackend", "oscar.apps.customer.auth_backends.EmailBackend"]
)
def test_a_backend_that_tells_by_the_time(settings, name):
    settings.AUTHENTICATION_BACKENDS = [BACKEND, name]
    assert ids(checks.backends) == ["oscar_clienti.W031"]


def test_the_name_of_a_page_is_no_address(settings):
    settings.LOGIN_URL = "account_login"
    assert ids(checks.login_url) == ["oscar_clienti.E032"]


def test_nobody_proves_an_address(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    assert ids(checks.verification) == ["oscar_clienti.W033"]


@pytest.mark.parametrize(
    "name", ["ACCOUNT_CONFIRM_EMAIL_ON_GET", "ACCOUNT_LOGOUT_ON_GET", "SOCIALACCOUNT_LOGIN_ON_GET"]
)
def test_an_address_that_acts(settings, name):
    setattr(settings, name, True)
    assert ids(checks.on_get) == ["oscar_clienti.W034"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCOUNT_PREVENT_ENUMERATION", False),
        ("ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS", False),
        ("ACCOUNT_EMAIL_VERIFICATION", "optional"),
    ],
)
def test_pages_that_tell_who_has_an_account(settings, name, value):
    setattr(settings, name, value)
    assert ids(checks.enumeration) == ["oscar_clienti.W035"]


def test_changes_that_nobody_hears_of(settings):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = False
    assert ids(checks.notifications) == ["oscar_clienti.W036"]


def test_every_provider_believed(settings):
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
    assert ids(checks.email_authentication) == ["oscar_clienti.E037"]


@pytest.mark.parametrize(
    "facts",
    [
        {"EMAIL_AUTHENTICATION": True},
        {"VERIFIED_EMAIL": True},
        {"APPS": [{"client_id": "1", "settings": {"email_authentication": True}}]},
        {"APP": {"client_id": "1", "settings": {"verified_email": ["example.com"]}}},
    ],
)
def test_a_provider_believed_that_verifies_nothing(settings, facts):
    settings.SOCIALACCOUNT_PROVIDERS = {"facebook": facts}
    assert ids(checks.email_authentication) == ["oscar_clienti.E038"]


@pytest.mark.parametrize("provider", checks.VOUCHING)
def test_a_provider_that_says_what_it_verified_may_be_believed(settings, provider):
    settings.SOCIALACCOUNT_PROVIDERS = {provider: {"EMAIL_AUTHENTICATION": True}}
    assert ids(checks.email_authentication) == []


@pytest.mark.parametrize("provider", checks.VOUCHING)
def test_but_not_beyond_its_word(settings, provider):
    settings.SOCIALACCOUNT_PROVIDERS = {provider: {"VERIFIED_EMAIL": True}}
    assert ids(checks.email_authentication) == ["oscar_clienti.E038"]


def test_a_proxy_that_allauth_does_not_know_of(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ids(checks.proxy) == ["oscar_clienti.W039"]


@pytest.mark.parametrize(
    ("name", "value"), [("ALLAUTH_TRUSTED_PROXY_COUNT", 1), ("ALLAUTH_TRUSTED_CLIENT_IP_HEADER", "X-Real-IP")]
)
def test_a_proxy_that_allauth_knows_of(settings, name, value):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    setattr(settings, name, value)
    assert ids(checks.proxy) == []


SIDE_DOORS = [
    ("wagtailadmin_login", path("cms/login/", LoginView.as_view(), name="wagtailadmin_login")),
    ("wagtailcore_login", path("_util/login/", LoginView.as_view(), name="wagtailcore_login")),
    ("admin:login", path("admin/", (admin.AdminSite().get_urls(), "admin", "admin"))),
]


def addresses(*patterns):
    module = ModuleType("addresses")
    module.urlpatterns = list(patterns)
    return module


@pytest.mark.parametrize(("name", "door"), SIDE_DOORS)
def test_a_door_beside_the_door(settings, name, door):
    settings.ROOT_URLCONF = addresses(door)
    assert ids(checks.side_doors) == ["oscar_clienti.W043"]


def test_a_side_door_that_leads_to_the_door(settings):
    leads_on = path("cms/login/", RedirectView.as_view(pattern_name="account_login"), name="wagtailadmin_login")
    settings.ROOT_URLCONF = addresses(leads_on)
    assert ids(checks.side_doors) == []


DEVICES = "allauth.usersessions.middleware.UserSessionsMiddleware"


@pytest.mark.parametrize("place", [None, 0])
def test_devices_that_nothing_notes(settings, place):
    settings.USERSESSIONS_TRACK_ACTIVITY = True
    others = [name for name in settings.MIDDLEWARE if name != DEVICES]
    settings.MIDDLEWARE = others if place is None else [DEVICES, *others]
    assert ids(checks.devices) == ["oscar_clienti.W044"]


def test_devices_that_the_middleware_notes(settings):
    settings.USERSESSIONS_TRACK_ACTIVITY = True
    assert ids(checks.devices) == []


def test_a_shop_that_notes_devices_by_signing_in_alone(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != DEVICES]
    assert ids(checks.devices) == []


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_that_is_not_shared(settings, backend):
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}
    assert ids(checks.shared_cache) == ["oscar_clienti.W040"]


def test_a_cache_that_is_shared(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://x"}}
    assert ids(checks.shared_cache) == []


@pytest.mark.parametrize(
    ("name", "other"),
    [("ACCOUNT_DEFAULT_HTTP_PROTOCOL", "OSCAR_URL_SCHEMA"), ("OSCAR_URL_SCHEMA", "ACCOUNT_DEFAULT_HTTP_PROTOCOL")],
)
def test_links_that_can_be_overheard(settings, name, other):
    setattr(settings, name, "http")
    setattr(settings, other, "https")
    assert ids(checks.https) == ["oscar_clienti.W041"]


def test_the_dummy_provider_is_for_the_demo():
    assert ids(checks.dummy_provider) == ["oscar_clienti.E042"]
