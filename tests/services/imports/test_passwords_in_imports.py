"""Passwords of a file: they reach the new accounts, and nothing else."""

import hashlib
import logging

import pytest
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.serializers import serialize

from oscar_clienti.models import Job
from oscar_clienti.services import imports, jobs
from tests.conftest import make_user

from .conftest import work

pytestmark = pytest.mark.django_db

CANARIES = ("canary-Zx81-ada", "canary-Zx82-weak", "canary-Zx83-left", "canary-Zx84-old")
FILE = (
    "email,first_name,password,Codice segreto\n"
    f"ada@example.com,Ada,{CANARIES[0]},{CANARIES[2]}\n"
    f"nobody,Tom,{CANARIES[1]},{CANARIES[2]}\n"
    f"bob@example.com,Bob,{CANARIES[3]},{CANARIES[2]}\n"
)


def found_in(text):
    return [canary for canary in CANARIES if canary in text]


def everything():
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return "".join(serialize("json", model._base_manager.all()) for model in models)


def user(email):
    return get_user_model().objects.get(email=email)


def test_somebody_new_signs_in_with_the_password_of_the_file(imported):
    imported(FILE)
    ada = user("ada@example.com")
    assert authenticate(username=ada.get_username(), email=ada.email, password=CANARIES[0])


def test_who_has_a_password_keeps_it(imported, bob):
    before = user("bob@example.com").password
    imported(FILE)
    assert user("bob@example.com").password == before


def test_who_is_there_without_a_password_gets_none(imported):
    make_user("bob@example.com", password=None)
    imported(FILE)
    assert not user("bob@example.com").has_usable_password()


def test_no_table_ever_holds_one(previewed, alice, bob):
    job = previewed(FILE)
    assert not found_in(everything())
    imports.run(job, by=alice)
    while jobs.working._step(job.pk, "worker"):
        assert not found_in(everything())


def test_no_file_is_left_with_one(imported, private_root, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        imported(FILE)
    left = [path.read_bytes().decode(errors="replace") for path in private_root.rglob("*") if path.is_file()]
    assert not found_in("".join(left))


def test_no_log_and_no_letter_says_one(imported, bob, caplog):
    caplog.set_level(logging.DEBUG)
    imported(FILE)
    assert not found_in(caplog.text + "".join(str(letter.message()) for letter in mail.outbox))


def test_refused_rows_come_back_without_them(imported, bob):
    job = imported(FILE)
    back = b"".join(imports.refused_csv(job)).decode()
    assert "nobody,Tom,," in back and not found_in(back.replace(CANARIES[2], ""))


def test_the_page_shows_dots(brought):
    shown = imports.understanding(brought(FILE)).columns[2].samples
    assert set(shown) == {"••••"}


def test_a_weak_one_is_refused_without_being_shown(imported):
    job = imported("email,password\nada@example.com,12345678\n")
    (outcome,) = imports.every(job, "refused")
    assert outcome.reasons[0][0] == "password" and "12345678" not in str(outcome)


def test_a_shop_may_do_without(imported, settings):
    settings.OSCAR_CLIENTI_IMPORT_PASSWORDS = False
    imported(FILE)
    assert not user("ada@example.com").has_usable_password()


def test_a_shop_may_do_without_hashes_too(imported, settings):
    settings.OSCAR_CLIENTI_IMPORT_PASSWORDS = False
    imported(f"email,password_hash\nada@example.com,{make_password('canary')}\n")
    assert not user("ada@example.com").has_usable_password()


def test_staff_is_the_same_byte_for_byte(imported, root):
    before = get_user_model().objects.filter(pk=root.pk).values().get()
    imported(
        "email,first_name,password,active,group,id\n"
        f"ROOT@shop.example,Mallory,{CANARIES[0]},no,VIP,\n"
        f"root@shop.example,Mallory,{CANARIES[0]},no,VIP,{root.pk}\n"
        f",Mallory,{CANARIES[0]},no,VIP,{root.pk}\n",
        create_labels=True,
    )
    assert get_user_model().objects.filter(pk=root.pk).values().get() == before


def test_a_hash_of_another_shop_opens_the_account(imported, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "oscar_clienti.hashers.MagentoHasher",
    ]
    hashed = hashlib.sha256(b"x9pane e vino").hexdigest()
    imported(f"email,password_hash\nada@example.com,magento${hashed}:x9:1\n")
    ada = user("ada@example.com")
    assert authenticate(username=ada.get_username(), email=ada.email, password="pane e vino")


def test_a_part_that_fails_says_nothing(previewed, alice, caplog, django_capture_on_commit_callbacks):
    job = imports.run(previewed(FILE), by=alice)
    Job.objects.filter(pk=job.pk).update(params={**job.params, "mapping": None})
    work(job)
    assert not found_in(caplog.text + Job.objects.get(pk=job.pk).error)
