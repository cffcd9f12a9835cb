"""The people of the tests: alice works in the shop, bob and carol buy there, eve should not be let in."""

import itertools
import time
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import translation

from oscar_clienti import private_files
from oscar_clienti.models import Customer, TaxExemption
from oscar_clienti.models.files import PrivateFile

_numbers = itertools.count(1)


def make_user(email=None, **fields):
    """Any of the three kinds of user, saved; without a password unless one is given."""
    User = get_user_model()
    number = next(_numbers)
    email = email if email is not None else f"person{number}@example.com"
    if "username" in [field.name for field in User._meta.get_fields()]:
        fields.setdefault("username", f"user{number}")
    user = User(email=email, **{key: value for key, value in fields.items() if key != "password"})
    user.set_password(fields.get("password"))
    user.save()
    return user


def grant(user, *codenames):
    """Give ``user`` rights of ours, by codename, and return them afresh (Django caches rights on the object)."""
    permissions = Permission.objects.filter(content_type__app_label="oscar_clienti", codename__in=codenames)
    assert len(permissions) == len(codenames), f"some of {codenames} don't exist"
    user.user_permissions.add(*permissions)
    return type(user).objects.get(pk=user.pk)


def proven(user):
    """``user``, who has proven the address: at the shopper's door a password is enough then."""
    apps.get_model("account", "EmailAddress").objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def confirm(client):
    """Whoever is signed in at this browser has just been asked who they are, as allauth's session tells."""
    session = client.session
    proofs = [{"method": method, "at": time.time(), "reauthenticated": True} for method in ("password", "code")]
    session["account_authentication_methods"] = proofs
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


@contextmanager
def heard(signal):
    """Collect the arguments of every sending of ``signal`` inside the block."""
    calls = []

    def listen(sender, **arguments):
        calls.append(arguments)

    signal.connect(listen)
    try:
        yield calls
    finally:
        signal.disconnect(listen)


def is_to_keep(answer):
    """Is it a file that no browser shows, guesses at or keeps in its cache?"""
    told = {
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return answer["Content-Disposition"].startswith("attachment; filename") and told.items() <= answer.headers.items()


def customer_of(user):
    """The customer row of ``user``, read afresh; made plainly where nothing else has made it yet."""
    Customer.objects.get_or_create(
        user=user,
        defaults={
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "date_joined": user.date_joined,
            "state": Customer.State.STAFF if user.is_staff else Customer.State.ACTIVE,
        },
    )
    return Customer.objects.get(pk=user.pk)


def pytest_collection_modifyitems(config, items):
    """Leave to SQLite's suite what is the same on every database: what asks none, and what is marked ``once``."""
    if connection.vendor == "sqlite":
        return
    once = {item for item in items if item.get_closest_marker("once") or not _asks_a_database(item)}
    config.hook.pytest_deselected(items=list(once))
    items[:] = [item for item in items if item not in once]


def _asks_a_database(item):
    return item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)


@pytest.fixture(autouse=True, scope="session")
def private_root(tmp_path_factory):
    """Uploads and exports of a run go with it."""
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = tmp_path_factory.mktemp("private")
    # A field looks its storage up once, when the models are loaded.
    TaxExemption._meta.get_field("certificate").storage = private_files.storage()
    for model in apps.get_models():
        if issubclass(model, PrivateFile):
            model._meta.get_field("file").storage = private_files.storage()


@pytest.fixture(autouse=True)
def english():
    """Every test starts in English, whatever language the pages of the one before were in."""
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture
def alice(db):
    """Staff with every right of ours, but no superuser."""
    name = {"first_name": "Alice", "last_name": "Bottega"}
    user = make_user("alice@shop.example", is_staff=True, password="alice-in-the-shop", **name)
    rights = Permission.objects.filter(content_type__app_label="oscar_clienti").values_list("pk", flat=True)
    # As ``set`` does it, without its questions and signals: a thousand tests have her.
    held = type(user).user_permissions
    whose = held.field.m2m_column_name()
    held.through.objects.bulk_create(held.through(**{whose: user.pk, "permission_id": pk}) for pk in rights)
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def viewer(db):
    """Staff who may only look."""
    return grant(make_user("viewer@shop.example", first_name="Vera", is_staff=True), "view_customer")


@pytest.fixture
def root(db):
    return make_user("root@shop.example", is_staff=True, is_superuser=True)


@pytest.fixture
def bob(db):
    return make_user("bob@example.com", first_name="Bob", last_name="Rossi", password="bob-buys-bread")


@pytest.fixture
def carol(db):
    return make_user("carol@example.com", first_name="Carol", last_name="Verdi", password="carol-buys-crates")


@pytest.fixture
def eve(db):
    return make_user("eve@example.com", first_name="Eve", last_name="Nero", password="eve-listens-in")


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


# The pretend store has settings of its own: `DJANGO_SETTINGS_MODULE=tests.shop_fork.settings pytest tests/shop_fork`.
collect_ignore = [] if settings.SETTINGS_MODULE == "tests.shop_fork.settings" else ["shop_fork"]
