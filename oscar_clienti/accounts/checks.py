"""Settings of allauth that open the shopper's door too wide, told as sentences by ``manage.py check``.

Those that only matter in a running shop come with ``--deploy``.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from allauth import app_settings as allauth_settings
from allauth.account import app_settings as account
from allauth.socialaccount import app_settings as social
from django.apps import apps
from django.conf import settings
from django.contrib.auth.views import LoginView
from django.core import checks
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

Messages = Iterator[checks.CheckMessage]

_OURS = "allauth.account.auth_backends.AuthenticationBackend"
# By how long they take, these tell whether an address has an account.
_TELLING = ("django.contrib.auth.backends.ModelBackend", "oscar.apps.customer.auth_backends.EmailBackend")
# A cache of each process counts each process's own attempts.
_UNSHARED = ("LocMemCache", "DummyCache")
# They say of each address whether they verified it; the others say so of every one, or of none.
VOUCHING = ("google", "openid_connect")
_TRACKING = "allauth.usersessions.middleware.UserSessionsMiddleware"
_SIGNING_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"


def register() -> None:
    """Called once by ``apps.py``."""
    for check in (
        backends, login_url, verification, on_get, enumeration, notifications, email_authentication, proxy, side_doors,
        devices,
    ):  # fmt: skip
        checks.register(_listed(check), "oscar_clienti", checks.Tags.security)
    for check in (shared_cache, https, dummy_provider):
        checks.register(_listed(check), "oscar_clienti", checks.Tags.security, deploy=True)


def backends() -> Messages:
    """One backend: every other is a second door beside the one that is watched."""
    if _OURS not in settings.AUTHENTICATION_BACKENDS:
        yield checks.Error(
            "Nobody can sign in by allauth: its backend is missing.",
            hint=f"Set AUTHENTICATION_BACKENDS = [{_OURS!r}], or star-import oscar_clienti.accounts.defaults.",
            id="oscar_clienti.E030",
        )
    for name in settings.AUTHENTICATION_BACKENDS:
        if name in _TELLING:
            yield checks.Warning(
                f"{name} answers sooner for an address without an account: whoever measures learns who buys here.",
                hint="Take it out of AUTHENTICATION_BACKENDS: allauth's own does what it did.",
                id="oscar_clienti.W031",
            )


def login_url() -> Messages:
    """Oscar's wish lists put “?next=” behind it (``oscar/apps/wishlists/views.py``)."""
    url = str(settings.LOGIN_URL)
    if not url.startswith(("/", "https://", "http://")):
        yield checks.Error(
            f"LOGIN_URL is {url!r}, the name of a page: Oscar needs its address.",
            hint=f"Set LOGIN_URL = reverse_lazy({url!r}).",
            id="oscar_clienti.E032",
        )


def verification() -> Messages:
    """Only a proven address gets the orders that were placed with it."""
    if account.EMAIL_VERIFICATION == account.EmailVerificationMethod.NONE:
        yield checks.Warning(
            "Nobody is asked to prove their e-mail address: orders of guests will wait for ever.",
            hint="Set ACCOUNT_EMAIL_VERIFICATION = “mandatory”.",
            id="oscar_clienti.W033",
        )


def on_get() -> Messages:
    """Mail scanners and pictures in foreign pages open addresses; only a button may do something."""
    for name, is_on in (
        ("ACCOUNT_CONFIRM_EMAIL_ON_GET", account.CONFIRM_EMAIL_ON_GET),
        ("ACCOUNT_LOGOUT_ON_GET", account.LOGOUT_ON_GET),
        ("SOCIALACCOUNT_LOGIN_ON_GET", social.LOGIN_ON_GET),
    ):
        if is_on:
            yield checks.Warning(
                f"{name} lets an address do what only a button may: mail scanners open every link.",
                hint=f"Take {name} out of your settings.",
                id="oscar_clienti.W034",
            )


def enumeration() -> Messages:
    """Who buys where is nobody's business."""
    if account.EMAIL_VERIFICATION == account.EmailVerificationMethod.OPTIONAL:
        yield checks.Warning(
            "The page for signing up tells everybody who has an account: it lets in at once whoever has none.",
            hint="Set ACCOUNT_EMAIL_VERIFICATION = “mandatory”.",
            id="oscar_clienti.W035",
        )
    if not account.PREVENT_ENUMERATION:
        yield checks.Warning(
            "The pages for signing in and signing up tell everybody who has an account.",
            hint="Take ACCOUNT_PREVENT_ENUMERATION out of your settings.",
            id="oscar_clienti.W035",
        )
    if not account.EMAIL_UNKNOWN_ACCOUNTS:
        yield checks.Warning(
            "Only addresses with an account get an e-mail: by the time it takes, the page tells which those are.",
            hint="Take ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS out of your settings.",
            id="oscar_clienti.W035",
        )


def notifications() -> Messages:
    """Whoever's account is taken over should hear of it."""
    if not account.EMAIL_NOTIFICATIONS:
        yield checks.Warning(
            "Nobody is told by e-mail when their password, address or sign-in methods change.",
            hint="Set ACCOUNT_EMAIL_NOTIFICATIONS = True.",
            id="oscar_clienti.W036",
        )


def email_authentication() -> Messages:
    """A provider that doesn't verify addresses would sign anybody in to anybody's account."""
    if social.EMAIL_AUTHENTICATION:
        yield checks.Error(
            "Every social provider may sign people in to the account of any e-mail address it names.",
            hint="Take SOCIALACCOUNT_EMAIL_AUTHENTICATION out; set EMAIL_AUTHENTICATION for Google or LinkedIn alone.",
            id="oscar_clienti.E037",
        )
    for provider, facts in social.PROVIDERS.items():
        if provider not in VOUCHING and _takes_its_word(facts):
            yield checks.Error(
                f"The provider {provider!r} doesn't say whether it verified an address, and yet its word counts.",
                hint="Take EMAIL_AUTHENTICATION and VERIFIED_EMAIL out of its settings in SOCIALACCOUNT_PROVIDERS.",
                id="oscar_clienti.E038",
            )
    for provider in VOUCHING:
        if social.PROVIDERS.get(provider, {}).get("VERIFIED_EMAIL"):
            yield checks.Error(
                f"VERIFIED_EMAIL overrules what {provider!r} itself says of each address.",
                hint="Take VERIFIED_EMAIL out of its settings in SOCIALACCOUNT_PROVIDERS.",
                id="oscar_clienti.E038",
            )


def proxy() -> Messages:
    """Behind a proxy everybody has its address, and shares one limit of attempts."""
    told = allauth_settings.TRUSTED_PROXY_COUNT or allauth_settings.TRUSTED_CLIENT_IP_HEADER
    if settings.SECURE_PROXY_SSL_HEADER and not told:
        yield checks.Warning(
            "Behind its proxy the shop sees everybody at one address: a few wrong passwords lock all out.",
            hint="Set ALLAUTH_TRUSTED_PROXY_COUNT, or ALLAUTH_TRUSTED_CLIENT_IP_HEADER.",
            id="oscar_clienti.W039",
        )


def side_doors() -> Messages:
    """Pages that sign in by themselves know no limit of attempts and no second factor."""
    for name in ("admin:login", "wagtailadmin_login", "wagtailcore_login"):
        try:
            view = resolve(reverse(name)).func
        except (NoReverseMatch, Resolver404):
            continue
        if _signs_in_by_itself(view):
            yield checks.Warning(
                f"The page {name!r} lets people in past the door: no limit of attempts, no second factor.",
                hint="Lead it to the page “account_login”: docs/accounts.md says how.",
                id="oscar_clienti.W043",
            )


def devices() -> Messages:
    """allauth itself refuses to start without its other middleware."""
    if not apps.is_installed("allauth.usersessions") or not getattr(settings, "USERSESSIONS_TRACK_ACTIVITY", False):
        return
    names = list(settings.MIDDLEWARE)
    if _TRACKING not in names[names.index(_SIGNING_IN) if _SIGNING_IN in names else 0 :]:
        yield checks.Warning(
            "The list of devices will miss some: USERSESSIONS_TRACK_ACTIVITY needs its middleware, behind Django's.",
            hint=f"Put {_TRACKING!r} into MIDDLEWARE, behind {_SIGNING_IN!r}.",
            id="oscar_clienti.W044",
        )


def shared_cache() -> Messages:
    """The limits of attempts are counted in the cache."""
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(_UNSHARED):
        yield checks.Warning(
            "Attempts to sign in are counted in a cache that every process has for itself.",
            hint="Use a cache that all processes share, such as Redis, Memcached or the database.",
            id="oscar_clienti.W040",
        )


def https() -> Messages:
    """Links in e-mails carry secrets."""
    schemes = {"ACCOUNT_DEFAULT_HTTP_PROTOCOL": account.DEFAULT_HTTP_PROTOCOL}
    for name, scheme in {**schemes, "OSCAR_URL_SCHEMA": settings.OSCAR_URL_SCHEMA}.items():
        if scheme != "https":
            yield checks.Warning(
                "Links in e-mails about accounts begin with http: whoever listens can use them.",
                hint=f"Set {name} = “https”.",
                id="oscar_clienti.W041",
            )


def dummy_provider() -> Messages:
    """It asks nobody for a proof."""
    if apps.is_installed("allauth.socialaccount.providers.dummy"):
        yield checks.Error(
            "allauth's dummy provider is installed: everybody is whoever they say they are.",
            hint="Take “allauth.socialaccount.providers.dummy” out of INSTALLED_APPS; it is for trying things out.",
            id="oscar_clienti.E042",
        )


def _signs_in_by_itself(view: Any) -> bool:
    """One of Django's classes, which Wagtail uses too, or the admin's own page without allauth's wrapping around it."""
    if view_class := getattr(view, "view_class", None):
        return issubclass(view_class, LoginView)
    function = getattr(view, "__func__", view)
    return not function.__globals__["__name__"].startswith("allauth.")


def _takes_its_word(facts: dict[str, Any]) -> bool:
    own = [app.get("settings", {}) for app in [*facts.get("APPS", []), facts.get("APP") or {}]]
    words = [facts.get("EMAIL_AUTHENTICATION"), facts.get("VERIFIED_EMAIL")]
    return any([*words, *(app.get(name) for app in own for name in ("email_authentication", "verified_email"))])


@cache
def _listed(check: Any) -> Any:
    def listed(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
        return list(check())

    return listed
