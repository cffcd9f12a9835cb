"""The customer takes their data along: everything of theirs, nothing of others, for them alone, for a day."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.test.factories import create_order

from oscar_clienti.models import Activity, Customer, Job
from oscar_clienti.services import customers, erasure, jobs, personal_data
from oscar_clienti.services.jobs.files import has
from oscar_clienti.services.personal_data import writing
from tests.conftest import confirm, customer_of, is_to_keep
from tests.lives import live

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(bob, alice, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    create_order(user=bob, number="100777")
    return live(bob, alice)


@pytest.fixture
def as_bob(client, bob, customer):
    client.force_login(bob)
    confirm(client)
    return client


@pytest.fixture
def asked(as_bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        as_bob.post(reverse("customer:my-data"))
    return Job.objects.get(kind="my_data")


def fetch(client, job):
    return client.get(reverse("customer:my-data-file", args=[job.pk]))


@pytest.fixture
def packed(as_bob, asked):
    return zipfile.ZipFile(io.BytesIO(fetch(as_bob, asked).content))


def test_who_was_signed_in_long_ago_is_asked_who_they_are(client, bob, customer):
    client.force_login(bob)
    assert "/reauthenticate/?next=" in client.post(reverse("customer:my-data")).url
    assert not Job.objects.filter(kind="my_data").exists()


def test_so_is_who_fetches_the_file_of_another_day(as_bob, asked, bob):
    browser = Client()
    browser.force_login(bob)
    assert "/reauthenticate/?next=" in fetch(browser, asked).url


def test_a_shop_without_a_queue_has_it_at_once(as_bob, asked):
    assert "Your file is ready" in as_bob.get(reverse("customer:my-data")).content.decode()


def test_everything_of_a_full_life_is_in_it(packed):
    data = json.loads(packed.read("data.json"))
    empty = {key for key, rows in data.items() if not rows}
    assert empty <= {"sign_in", "baskets", "wish_lists"}, empty
    assert data["extra_information"] == [{"question": "Diet", "answer": "Bob eats bread"}]
    assert data["account"][0]["email"] == "bob@example.com" and len(data["orders"]) == 3


def test_its_words_are_in_the_customer_s_language(customer, bob):
    Customer.objects.filter(pk=bob.pk).update(language="it")
    job = personal_data.ask(customer, by=bob)
    jobs.work(job.pk)
    with jobs.open_file(job, "data.zip") as file:
        told = json.loads(zipfile.ZipFile(io.BytesIO(file.read())).read("data.json"))
    assert told["account"][0]["email_marketing"] == "Sì"


def test_each_part_is_a_table_too(packed):
    names = set(packed.namelist())
    assert {"account.csv", "orders.csv", "order_lines.csv", "addresses.csv", "consents.csv", "history.csv"} <= names
    assert "Via del Segreto 7" in packed.read("addresses.csv").decode("utf-8-sig")


def test_nothing_tells_of_the_shop_s_people(packed):
    everything = " ".join(packed.read(name).decode() for name in packed.namelist())
    assert "Alice" not in everything and "alice@" not in everything


def test_what_a_spreadsheet_would_work_out_is_made_harmless(as_bob, customer, bob):
    customers.update(customer, by=bob, company="=1+1")
    table = zipfile.ZipFile(io.BytesIO(writing.archive(bob))).read("account.csv").decode("utf-8-sig")
    assert "'=1+1" in table


def test_it_is_a_file_to_keep(as_bob, asked):
    assert is_to_keep(fetch(as_bob, asked))


def test_nobody_else_can_fetch_it(asked, eve):
    customer_of(eve)
    others = Client()
    others.force_login(eve)
    confirm(others)
    assert fetch(others, asked).status_code == 404


def test_the_shop_s_people_can_neither_fetch_nor_see_it(asked, root):
    staff = Client()
    staff.force_login(root)
    confirm(staff)
    assert fetch(staff, asked).status_code == 404
    assert staff.get(reverse("dashboard:customer-job", args=[asked.pk])).status_code == 404
    assert "Data of a customer" not in staff.get(reverse("dashboard:customer-job-list")).content.decode()


def test_nobody_else_steers_it(asked, root):
    with pytest.raises(PermissionDenied):
        jobs.cancel(asked, by=root)


def test_it_is_no_export_of_the_dashboard(asked, root):
    staff = Client()
    staff.force_login(root)
    confirm(staff)
    assert staff.get(reverse("dashboard:customer-export-file", args=[asked.pk])).status_code == 404


def grow_old(job):
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(hours=25))


def test_after_a_day_it_is_gone(as_bob, asked):
    grow_old(asked)
    assert fetch(as_bob, asked).status_code == 302
    assert "Gather my data" in as_bob.get(reverse("customer:my-data")).content.decode()


def test_old_files_are_deleted(asked, django_capture_on_commit_callbacks):
    grow_old(asked)
    with django_capture_on_commit_callbacks(execute=True):
        assert personal_data.expire() == 1
    assert not Job.objects.exists() and not has(asked, "data.zip")


def test_asking_twice_makes_one(as_bob, bob, customer):
    first = personal_data.ask(customer, by=bob)
    assert personal_data.ask(customer, by=bob).pk == first.pk and Job.objects.count() == 1


def test_it_goes_with_the_account(asked, customer, bob):
    erasure.erase(customer, by=bob)
    assert not Job.objects.exists()


def test_asking_and_fetching_are_written_down(packed, bob):
    kinds = set(Activity.objects.filter(customer=bob.pk, by=bob).values_list("kind", flat=True))
    assert {"data.asked", "data.fetched"} <= kinds


def test_asking_needs_a_post_with_a_token(bob, customer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(bob)
    assert strict.post(reverse("customer:my-data")).status_code == 403 and not Job.objects.exists()


def test_somebody_deactivated_meanwhile_gets_nothing(as_bob, bob, customer):
    job = personal_data.ask(customer, by=bob)
    type(bob).objects.filter(pk=bob.pk).update(is_active=False)
    jobs.work(job.pk)
    assert Job.objects.get(pk=job.pk).state == Job.State.FAILED
