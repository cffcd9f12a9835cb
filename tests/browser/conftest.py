"""A Chromium, a running shop and alice signed in to its dashboard."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

import pytest
from django.conf import settings as shop_settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from oscar.test.factories import create_order

from oscar_clienti.models import Customer, CustomerGroup, Tag
from oscar_clienti.services import sync
from tests.conftest import make_user, proven

# Only make test-browser installs the browser's driver; a run of this folder without it collects nothing, and so fails.
collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]

# Playwright's own loop runs in this thread; Django would take the tests for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# Oscar's page of an order (dashboard/orders/order_detail.html) calls what Oscar's script has not.
OSCARS_OWN = "oscar.dashboard.orders.initTable is not a function"
# The shop's pages ask for nothing from elsewhere; what does finds nothing.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


def let_in(context, shop, user):
    """The browser of ``context`` is signed in as ``user``, without the way through the door."""
    client = Client()
    client.force_login(user)
    name = shop_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": shop.url}])


@pytest.fixture(scope="session")
def chromium():
    from playwright import sync_api as playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "No Chromium: name it with CHROMIUM=/path/to/chromium"
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=[*QUIET, ALONE])
        yield browser
        browser.close()


@pytest.fixture
def shop(transactional_db, settings, live_server):
    """Thirty customers, a group and a tag; Bob Rossi has an order."""
    settings.OSCAR_CLIENTI_STAFF_SET_PASSWORDS = True
    cache.clear()  # All tests come from one network address, which may sign in thirty times a minute.
    CustomerGroup.objects.create(name="VIP", colour="#7a4f8f")
    Tag.objects.create(name="newsletter")
    first = ["Ada", "Bob", "Carla", "Dino", "Ezio", "Giò"]
    last = ["Bianchi", "Rossi", "Verdi", "Neri", "Gallo"]
    users = [
        make_user(f"{f}.{n}@example.com".lower().replace("ò", "o"), first_name=f, last_name=n)
        for f in first
        for n in last
    ]
    sync.refresh([user.pk for user in users])
    for day, user in enumerate(users):
        Customer.objects.filter(pk=user.pk).update(date_joined=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day))
    bob = next(user for user in users if user.get_full_name() == "Bob Rossi")
    create_order(user=bob, number="100777")
    return live_server


@pytest.fixture
def page(chromium, shop, request):
    """A page at the list, signed in; ``@pytest.mark.parametrize("page", [390], indirect=True)`` makes it narrow."""
    width = getattr(request, "param", 1280)
    name = {"first_name": "Alice", "password": "alice-in-the-shop"}
    alice = make_user("alice@shop.example", is_staff=True, is_superuser=True, **name)
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: str(error) == OSCARS_OWN or page.problems.append(str(error)))
    let_in(context, shop, alice)
    # The scripts are deferred: what is clicked before they have run is an ordinary link.
    page.goto(f"{shop.url}/dashboard/users/", wait_until="load")
    yield page
    context.close()
    assert not page.problems, page.problems


@pytest.fixture
def shopper(chromium, shop):
    """Opens the shop, signed in as whoever is named, who has proven the address: Bob's password is "Bob-buys-here"."""
    contexts = []

    def sign_in(name):
        proven(get_user_model().objects.get(email=f"{name.lower()}@example.com"))
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB"))
        contexts[-1].set_default_timeout(15_000)
        page = contexts[-1].new_page()
        page.goto(f"{shop.url}/accounts/login/")
        page.click(".cl-with-password > summary")
        page.fill("#id_login", f"{name.lower()}@example.com")
        page.fill("#id_password", f"{name}-buys-here")
        page.press("#id_password", "Enter")
        page.wait_for_selector("#logout_link, a[href*=logout]", state="attached")
        return page

    yield sign_in
    for context in contexts:
        context.close()
