"""Whatever somebody wrote, Chromium runs none of it and asks nobody else for anything."""

import pytest
from django.urls import reverse

from tests import naughty
from tests.dashboard.test_permissions import target  # noqa: F401
from tests.spoiling import account_of, pages_of, spoilt  # noqa: F401

from .conftest import let_in

# A mouse and a keyboard pass over everything: what shows only then is shown.
PASS_OVER = """() => document.querySelectorAll("a, button, input, textarea, summary, [title], [data-toggle]").forEach(
    (one) => ["mouseover", "mouseenter", "focus", "focusin"].forEach((kind) => one.dispatchEvent(new Event(kind)))
)"""


@pytest.fixture
def shop(transactional_db, live_server):
    """Nobody is in it but whom the tests bring."""
    return live_server


class Reader:
    """Reads pages as ``user``; what ran, opened or was asked for elsewhere gathers in ``faults``."""

    def __init__(self, chromium, shop, user):
        self.shop, self.faults, self.seen = shop, [], 0
        self.context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        let_in(self.context, shop, user)
        self.page = self.context.new_page()
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda dialog: (self.faults.append(f"a dialog: {dialog.message}"), dialog.dismiss()))

    def _asked(self, request):
        if "pwned" in request.url.split("?")[0] and not request.url.startswith(self.shop.url):
            self.faults.append(f"{self.page.url} asked for {request.url[:100]}")

    def read(self, path):
        # Files come as downloads, and "not by this method" has no page: nothing to read.
        plain = self.context.request.get(self.shop.url + path).headers
        if "content-disposition" in plain or plain.get("content-length") == "0":
            return
        answer = self.page.goto(self.shop.url + path)
        assert answer.status < 500, path
        self.seen += answer.status == 200
        self.page.evaluate(PASS_OVER)
        for frame in self.page.frames:
            if (ran := frame.evaluate("window.pwned")) is not None:
                self.faults.append(f"{path}: {ran} ran")


@pytest.fixture
def reader(chromium, shop):
    readers = []

    def come(user):
        readers.append(Reader(chromium, shop, user))
        return readers[-1]

    yield come
    for reader in readers:
        reader.context.close()


def test_nothing_runs_in_the_dashboard(shop, spoilt, reader, alice, bob):  # noqa: F811
    boss = reader(alice)
    for path, _name in pages_of(spoilt, bob):
        boss.read(path)
    assert not boss.faults, "\n".join(dict.fromkeys(boss.faults))
    assert boss.seen > 90


def test_nothing_runs_in_the_account(shop, spoilt, reader, bob):  # noqa: F811
    shopper = reader(bob)
    for path in account_of(bob):
        shopper.read(path)
    assert not shopper.faults, "\n".join(dict.fromkeys(shopper.faults))
    assert shopper.seen > 20


def test_nothing_runs_during_a_visit(shop, spoilt, reader, alice, bob):  # noqa: F811
    boss = reader(alice)
    boss.page.goto(shop.url + reverse("dashboard:customer-log-in-as", args=[bob.pk]))
    boss.page.fill("#id_reason", naughty.text(0, 255))
    boss.page.click(".cl-savebar .btn-primary")
    boss.page.wait_for_selector(".clv-alert")
    for path in account_of(bob):
        boss.read(path)
    assert not boss.faults, "\n".join(dict.fromkeys(boss.faults))
    assert boss.seen > 15


def test_the_reader_notices(shop, reader, bob):
    """This test's own trap works: a page that does run something is a fault."""
    shopper = reader(bob)
    shopper.page.route("**/basket/", lambda route: route.fulfill(
        content_type="text/html", body="<img src=x onerror=window.pwned=4><img src=//pwned.example/>"
    ))  # fmt: skip
    shopper.read("/basket/")
    assert len(shopper.faults) == 2
