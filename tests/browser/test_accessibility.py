"""Nobody is kept out: axe finds no serious fault in any page, in either language, wide or on a phone."""

import re

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import cache

from oscar_clienti.models import CustomerGroup, ExtraField, PriceList
from tests.conftest import make_user

EVERYWHERE = [(1280, "en"), (1280, "it"), (390, "en"), (390, "it")]
# Its pages are the widest and the most; each is looked at in both ways and in both languages, not in all four pairs.
DASHBOARD = [(1280, "it"), (390, "en")]
OPTIONS = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
# What Oscar's layouts put around every page of shop and dashboard: bars, header, footer.
NOT_OURS = [["#top_page"], ["header.header"], ["footer"], [".navbar"]]


class Visitor:
    """A browser of one width and language; what axe says of each page gathers in ``faults``."""

    def __init__(self, chromium, shop, width, language):
        self.shop, self.width, self.language, self.faults = shop, width, language, []
        self.context = chromium.new_context(viewport={"width": width, "height": 900}, locale=language)
        self.context.set_default_timeout(15_000)
        self.context.add_cookies([{"name": "django_language", "value": language, "url": shop.url}])
        self.page = self.context.new_page()
        self.page.route("**/*", lambda route: route.continue_() if shop.url in route.request.url else route.abort())

    def sign_in(self, email, password):
        self.page.goto(f"{self.shop.url}/sign-in/login/?next=/accounts/")
        self.page.click(".cl-with-password > summary")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", password)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_selector("a[href*=logout]", state="attached")

    def look(self, path=None, *, answers=200):
        if path is not None:
            answer = self.page.goto(self.shop.url + path)
            assert answer.status == answers, (path, answer.status)
        for fault in Axe().run(self.page, context={"exclude": NOT_OURS}, options=OPTIONS).response["violations"]:
            if fault["impact"] in ("serious", "critical"):
                where = " | ".join(node["html"][:160] for node in fault["nodes"][:3])
                self.faults.append(f"{path or self.page.url} {self.width} {self.language}: {fault['id']} – {where}")
        if self.page.evaluate("document.documentElement.scrollWidth") > self.width:
            self.faults.append(f"{path or self.page.url} {self.width} {self.language}: wider than the window")


@pytest.fixture
def visit(chromium, shop):
    visitors = []

    def come(width, language):
        cache.clear()  # They all come from one network address.
        visitors.append(Visitor(chromium, shop, width, language))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()


def told(faults):
    return "\n".join(dict.fromkeys(faults))


@pytest.fixture
def bob(shop):
    bob = make_user("bob@example.com", first_name="Bob", last_name="Rossi", password="bob-buys-bread")
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    return bob


@pytest.mark.parametrize(("width", "language"), EVERYWHERE)
def test_the_door(visit, bob, width, language):
    visitor = visit(width, language)
    for path in ("login", "signup", "password/reset", "password/reset/done", "link", "social/login/cancelled"):
        visitor.look(f"/sign-in/{path}/")
    visitor.page.goto(f"{visitor.shop.url}/sign-in/login/")
    visitor.page.click(".cl-with-password > summary")
    visitor.look()
    visitor.page.fill("#id_link_email", bob.email)
    visitor.page.locator("#id_link_email").press("Enter")
    visitor.page.wait_for_selector("input[name=code]")
    visitor.look()
    visitor.look(re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1])
    visitor.look("/sign-in/link/" + "a" * 40 + "/", answers=410)
    visitor.page.goto(f"{visitor.shop.url}/sign-in/signup/")
    visitor.page.fill("#id_email", f"ada{width}{language}@example.com")
    visitor.page.fill("#id_password1", "pane-e-vino-1")
    visitor.page.press("#id_password1", "Enter")
    visitor.page.wait_for_selector("#id_code")
    visitor.look()
    assert not visitor.faults, told(visitor.faults)


@pytest.mark.parametrize(("width", "language"), EVERYWHERE)
def test_the_account(visit, shop, bob, width, language):
    visitor = visit(width, language)
    visitor.sign_in("bob@example.com", "bob-buys-bread")
    for path in ("orders", "profile", "profile/edit", "addresses", "addresses/add", "preferences", "security",
                 "my-data", "profile/delete", "alerts", "emails"):  # fmt: skip
        visitor.look(f"/accounts/{path}/")
    for path in ("email", "password/change", "3rdparty", "sessions", "logout", "reauthenticate"):
        visitor.look(f"/sign-in/{path}/")
    assert not visitor.faults, told(visitor.faults)


@pytest.mark.parametrize(("width", "language"), DASHBOARD)
def test_the_dashboard(visit, shop, width, language):
    make_user("alice@shop.example", first_name="Alice", is_staff=True, is_superuser=True, password="alice-in-the-shop")
    group = CustomerGroup.objects.get(name="VIP")
    prices = PriceList.objects.create(name="VIP", group=group)
    ExtraField.objects.create(label="Shoe size", kind="number", in_account=True)
    pk = make_user("zoe@example.com", first_name="Zoe", last_name="Zanna").pk
    visitor = visit(width, language)
    visitor.sign_in("alice@shop.example", "alice-in-the-shop")
    for path in ("", "filters/", "columns/", "add/", "groups/", "groups/add/", f"groups/{group.pk}/edit/",
                 f"groups/{group.pk}/joining/", f"groups/{group.pk}/delete/", "tags/", "price-lists/",
                 f"price-lists/{prices.pk}/", f"price-lists/{prices.pk}/edit/", "extra-fields/", "extra-fields/add/",
                 "segments/", "guest-orders/", "export/", "import/", "jobs/", f"{pk}/", f"{pk}/edit/", f"{pk}/email/",
                 f"{pk}/password/", f"{pk}/exemption/", f"{pk}/consents/email/", f"{pk}/addresses/add/",
                 f"{pk}/delete/"):  # fmt: skip
        visitor.look(f"/dashboard/users/{path}")
    assert not visitor.faults, told(visitor.faults)
