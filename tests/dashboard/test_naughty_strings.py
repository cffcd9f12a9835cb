"""Whatever somebody writes into whatever field is text on every page: it runs nowhere, is nowhere worked out."""

import csv
from functools import partial
from io import BytesIO, StringIO
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_clienti.dashboard.routes import routes
from oscar_clienti.models import Customer, ExtraField, Job, Visit
from oscar_clienti.services import imports, jobs
from tests import naughty
from tests.conftest import confirm
from tests.crawling import forms_in
from tests.dashboard.test_permissions import address, target  # noqa: F401
from tests.lives import live
from tests.spoiling import account_of, pages_of, spoilt  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_what_is_stored_is_text_in_the_dashboard(spoilt, as_alice, bob):  # noqa: F811
    faults, seen = [], 0
    for path, name in pages_of(spoilt, bob):
        answer = as_alice.get(path)
        seen += answer.status_code == 200
        assert answer.status_code < 500, (name, answer.status_code)
        faults += [f"{name}: {fault}" for fault in naughty.faults_of(answer)]
    for route in routes:
        with transaction.atomic():
            answer = as_alice.post(address(route, spoilt), {"selected": [bob.pk]})
            transaction.set_rollback(True)
        seen += answer.status_code == 200
        faults += [f"{route.name}, sent: {fault}" for fault in naughty.faults_of(answer)]
    assert not faults, told(faults)
    assert seen > 90


@pytest.mark.once
def test_what_is_stored_is_text_in_the_account(spoilt, client, bob):  # noqa: F811
    client.force_login(bob)
    faults, seen = [], 0
    for path in account_of(bob):
        answer = client.get(path)
        seen += answer.status_code == 200
        assert answer.status_code < 400, (path, answer.status_code)
        faults += [f"{path}: {fault}" for fault in naughty.faults_of(answer)]
    assert not faults, told(faults)
    assert seen > 20


@pytest.mark.once
def test_what_is_stored_is_text_during_a_visit(spoilt, as_alice, bob):  # noqa: F811
    """On the banner, too: whom, who, why, and what is not to be overlooked about him."""
    reason = {"reason": naughty.text(0, 255), "acts": "1"}
    assert as_alice.post(reverse("dashboard:customer-log-in-as", args=[bob.pk]), reason).status_code == 302
    faults, seen = [], 0
    for path in account_of(bob):
        answer = as_alice.get(path)
        seen += b"clv-alert" in answer.content
        assert answer.status_code in (200, 302, 403), (path, answer.status_code)
        faults += [f"{path}: {fault}" for fault in naughty.faults_of(answer)]
    Visit.objects.filter(ended_at=None).update(expires_at=timezone.now())
    faults += [f"over: {fault}" for fault in naughty.faults_of(as_alice.get("/"))]
    assert not faults, told(faults)
    assert seen > 20


def test_it_is_read_letter_by_letter(spoilt, as_alice):  # noqa: F811
    words = naughty.words_of(as_alice.get(reverse("dashboard:users-index")).content.decode())
    missing = [string for string in naughty.STRINGS if _plain(string) not in _plain(words)]
    assert not missing


# What is sent


class Writer:
    """Sends every form of a page with naughty strings; what it changed is undone after each."""

    # The bars around every page have forms of their own.
    skipped = ("/i18n/setlang/", "/search/", "/sign-in/logout/", "/accounts/logout/", "/dashboard/logout/")
    address = '"<img/src=x/onerror=window.pwned=99>"@example.com'
    # What a field gets that must not stay empty but takes no words.
    plain = {"email": "ada@example.com", "postcode": "N1 9RT", "price": "5", "exempt": "on", "min_orders": "3"}

    def __init__(self, client, captured, *, start=0, words=None, everywhere=False):
        self.client, self.captured, self.start = client, captured, start
        self.words, self.everywhere = words, everywhere
        self.faults, self.taken, self._sent = [], set(), set()

    def fill(self, path):
        page = self.client.get(path)
        if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
            return
        for form in forms_in(page.content.decode()):
            action = form.action.split("#")[0] or path
            known = (form.method, action.split("?")[0], *(field.name for field in form.fields))
            if known not in self._sent and action not in self.skipped:
                self._sent.add(known)
                self._send(form, action)

    def _send(self, form, action):
        """Once with everything; where the form says no to some fields, once more with these as they were."""
        places = {field.name: place for place, field in enumerate(form.fields)}

        def write(field):
            if self.words is not None:
                return self.words
            return (
                self.address if field.kind == "email" else naughty.text(self.start + places[field.name], field.longest)
            )

        data = form.data(write, everywhere=self.everywhere)
        if refused := self._post(form, action, data):
            plain = {name: values for name, values in form.data().items() if any(values)}
            self._post(form, action, data | {name: plain.get(name) or self.plain.get(name, "") for name in refused})

    def _post(self, form, action, data):
        mail.outbox.clear()
        with transaction.atomic(), connection.execute_wrapper(self._listen):
            with self.captured(execute=True):
                answer = getattr(self.client, form.method)(action, data, follow=True)
            transaction.set_rollback(True)
        assert answer.status_code < 500
        found = naughty.faults_of(answer) + [fault for sent in mail.outbox for fault in naughty.faults_of_mail(sent)]
        self.faults += [f"{form.method} {action}: {fault}" for fault in found]
        wrong = [form for form in _forms_of(answer) if form.is_bound and form.errors]
        if form.method == "post" and not wrong:
            self.taken.add(action)
        return {name for one in wrong for name in map(one.add_prefix, one.errors)}

    def _listen(self, execute, sql, params, many, context):
        """PostgreSQL can keep no NUL, nor ask for one."""
        if "\x00" in str(params or ""):
            self.faults.append(f"NUL: {sql[:300]}")
        return execute(sql, params, many, context)


def _forms_of(answer):
    contexts = answer.context or []
    found = {id(value): value for context in contexts for layer in context for value in dict(layer).values()}
    return [value for value in found.values() if isinstance(value, BaseForm)]


@pytest.fixture
def writer(as_alice, django_capture_on_commit_callbacks):
    return partial(Writer, as_alice, django_capture_on_commit_callbacks)


@pytest.mark.parametrize("start", [0, 40])
def test_every_form_of_the_dashboard_takes_it_or_says_no(target, writer, bob, start):  # noqa: F811
    writer = writer(start=start)
    for path, _name in pages_of(target, bob):
        writer.fill(path)
    assert not writer.faults, told(writer.faults)
    assert len(writer.taken) > 40, writer.taken
    print(sorted(writer._sent - writer.taken), sorted(k[:2] for k in writer._sent if k[1] not in writer.taken))


@pytest.mark.parametrize("words", [naughty.NUL, "9" * 60, pytest.param(naughty.text(3), marks=pytest.mark.once)])
def test_no_field_whatsoever_breaks_a_form_of_the_dashboard(target, writer, bob, words):  # noqa: F811
    """Numbers, days, choices and what is hidden, too: a browser's forms are not the only ones."""
    writer = writer(words=words, everywhere=True)
    for path, _name in pages_of(target, bob):
        writer.fill(path)
    assert not writer.faults, told(writer.faults)


@pytest.fixture
def told_all(target, bob, alice):  # noqa: F811
    """Bob has something on each page of his account, and is asked something everywhere."""
    customer = live(bob, alice)
    ExtraField.objects.update(in_account=True, in_checkout=True, in_registration=True)
    return customer


@pytest.mark.parametrize("words", [None, naughty.NUL])
def test_every_form_of_the_account_takes_it_or_says_no(
    told_all, client, bob, words, django_capture_on_commit_callbacks
):
    client.force_login(bob)
    confirm(client)
    writer = Writer(client, django_capture_on_commit_callbacks, words=words)
    for path in account_of(bob):
        writer.fill(path)
    assert not writer.faults, told(writer.faults)
    assert words or len(writer.taken) > 5, writer.taken


@pytest.mark.parametrize("words", [None, naughty.NUL])
def test_every_form_at_the_door_takes_it_or_says_no(told_all, client, bob, words, django_capture_on_commit_callbacks):
    writer = Writer(client, django_capture_on_commit_callbacks, words=words)
    for path in doors():
        cache.clear()
        writer.fill(path)
    assert not writer.faults, told(writer.faults)


def doors():
    """What a stranger can write into."""
    for name in ("account_signup", "account_login", "account_reset_password"):
        yield reverse(name)
    yield "/sign-in/link/"
    yield reverse("clienti-contact")
    yield get_model("catalogue", "Product").objects.last().get_absolute_url()


def test_a_file_may_say_anything(as_alice, alice):
    """Every heading and every cell of it."""
    # Whoever names an address in the first row has a customer there, and is told so; semicolons make columns.
    headings = [words for words in naughty.STRINGS if "@" not in words and ";" not in words]
    file = StringIO()
    rows = csv.writer(file)
    rows.writerow(["email", "first_name", "last_name", "tags", "group", *headings])
    for number, words in enumerate(naughty.STRINGS):
        email = f"person-{number}@example.com" if number % 5 else words
        rows.writerow([email, words, naughty.text(number + 1, 90), words, words, *headings])
    job = imports.bring(BytesIO(file.getvalue().encode()), name=f"{naughty.text(0, 90)}.csv", by=alice)
    wanted = {**imports.decisions_of(job).as_dict(), "create_labels": True}
    imports.decide(job, imports.Decisions.from_dict(wanted), by=alice)
    pages = {name: reverse(f"dashboard:customer-import-{name}", args=[job.pk]) for name in (
        "open", "matching", "decisions", "preview", "result", "refused", "invite", "undo", "discard"
    )}  # fmt: skip
    pages |= {"jobs": reverse("dashboard:customer-job-list"), "job": reverse("dashboard:customer-job", args=[job.pk])}
    pages |= {"list": reverse("dashboard:users-index"), "tags": reverse("dashboard:customer-tag-list")}
    faults = []
    for step in (lambda: None, imports.preview, imports.run):
        if step in (imports.preview, imports.run):
            jobs.work(step(Job.objects.get(pk=job.pk), by=alice).pk)
        for name, path in pages.items():
            answer = as_alice.get(path)
            assert answer.status_code < 500
            faults += [f"{name}: {fault}" for fault in naughty.faults_of(answer)]
    assert not faults, told(faults)
    assert Customer.objects.filter(email__contains="person-").count() > 30


def test_a_file_that_is_taken_out_calculates_nothing(spoilt, as_alice):  # noqa: F811
    words = {"who": "matching", "query": "", "preset": "all", "layout": "csv-comma", "reason": naughty.text(0, 200)}
    body = as_alice.post(reverse("dashboard:customer-export"), words).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(body, newline="")))
    assert len(rows) > len(naughty.STRINGS) and len({len(row) for row in rows}) == 1
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")] == []


ASKED = ("q", "page", "sort", "tab", "kind", "who", "next", "email", "query", "filter", "selected", "segment", "pk")


@pytest.mark.once
@pytest.mark.parametrize("start", [0, None])
def test_no_address_breaks_a_page_of_the_dashboard(target, writer, as_alice, bob, start):  # noqa: F811
    faults, listening = [], writer()
    for path, name in pages_of(target, bob):
        words = {key: naughty.NUL if start is None else naughty.text(start + n, 300) for n, key in enumerate(ASKED)}
        with connection.execute_wrapper(listening._listen):
            answer = as_alice.get(f"{path.split('?')[0]}?{urlencode(words)}")
        assert answer.status_code < 500
        faults += [f"{name}: {fault}" for fault in naughty.faults_of(answer)]
    assert not faults + listening.faults, told(faults + listening.faults)


def _plain(words):
    """Blanks folded, as a browser does it."""
    return " ".join(words.split())


def told(faults):
    return "\n".join(dict.fromkeys(faults))
