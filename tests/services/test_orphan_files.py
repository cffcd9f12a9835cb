"""No private file stays that belongs to nothing, and none goes that somebody is just bringing."""

import os
import tempfile
import time

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from oscar_clienti import private_files
from oscar_clienti.models import NoteFile
from oscar_clienti.services import orphan_files
from tests.services.test_notes import paper, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def storage():
    return NoteFile._meta.get_field("file").storage


def lost(storage, hours, name="notefile/lost.pdf"):
    path = storage.save(name, ContentFile(b"%PDF-1.7"))
    then = time.time() - hours * 3600
    os.utime(storage.path(path), (then, then))
    return path


def test_a_file_without_a_row_goes_after_a_day(storage):
    path = lost(storage, hours=25)
    assert orphan_files.sweep() == 1
    assert not storage.exists(path)


def test_an_upload_under_way_is_left_alone(storage):
    path = lost(storage, hours=23)
    assert orphan_files.sweep() == 0
    assert storage.exists(path)
    storage.delete(path)


def test_a_file_that_has_a_row_stays_however_old(storage, bob):
    row = write(bob, uploads=[paper()]).files.get()
    os.utime(storage.path(row.file.name), (0, 0))
    assert orphan_files.sweep() == 0
    assert storage.exists(row.file.name)
    storage.delete(row.file.name)


def test_files_of_other_kinds_are_not_looked_at(storage):
    path = lost(storage, hours=99, name="certificates/a.pdf")
    assert orphan_files.sweep() == 0
    storage.delete(path)


def test_nobody_has_brought_a_file_yet(storage, monkeypatch, settings, tmp_path):
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = tmp_path / "empty"
    monkeypatch.setattr(NoteFile._meta.get_field("file"), "storage", private_files.storage())
    assert orphan_files.sweep() == 0


@pytest.fixture
def neighbour(settings, monkeypatch, tmp_path):
    """The storage of another shop on this machine; like ours it has named no folder of its own."""
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = None
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with monkeypatch.context() as there:
        for fact, value in {"HOST": "db.internal", "PORT": "5432", "NAME": "/srv/neighbour/shop"}.items():
            there.setitem(connection.settings_dict, fact, value)
        storage = private_files.storage()
    monkeypatch.setattr(NoteFile._meta.get_field("file"), "storage", private_files.storage())
    return storage


def test_files_of_another_shop_on_the_machine_are_not_looked_at(neighbour):
    path = lost(neighbour, hours=25)
    assert orphan_files.sweep() == 0
    assert neighbour.exists(path)


def test_every_process_and_every_release_finds_the_same_folder(neighbour):
    assert neighbour.location.rpartition("/")[2] == "oscar_clienti-e446ccac90a0"


def test_it_runs_every_night(storage, capsys):
    from django.core.management import call_command

    path = lost(storage, hours=25)
    call_command("clienti_daily", "--dry-run")
    assert "1 files that belong to nothing would be deleted." in capsys.readouterr().out
    call_command("clienti_daily")
    assert not storage.exists(path)
