"""``clienti_import``: the same steps as the pages, with an exit status that a script can trust."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from oscar_clienti.models import Customer, CustomerGroup, ImportMapping, Job, JobChunk, Tag
from oscar_clienti.services.file_columns import SetColumn, file_columns
from oscar_clienti.signals import customer_created
from tests.services.imports.conftest import customer, private_root  # noqa: F401

pytestmark = pytest.mark.django_db

GOOD = "email,first_name\nada@example.com,Ada\ntom@example.com,Tom\n"


@pytest.fixture
def run(tmp_path):
    def run(text, *arguments):
        file, out, errors = tmp_path / "people.csv", StringIO(), StringIO()
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            call_command("clienti_import", str(file), *arguments, stdout=out, stderr=errors)
        except CommandError as error:
            return error.returncode, out.getvalue(), f"{errors.getvalue()}{error}"
        return 0, out.getvalue(), errors.getvalue()

    return run


def test_every_row_came_in(run):
    status, said, _errors = run(GOOD)
    assert status == 0 and "2 new customers" in said and customer("ada@example.com").first_name == "Ada"


def test_a_dry_run_changes_nothing(run):
    status, said, _errors = run(GOOD, "--dry-run")
    assert status == 0 and "2 new customers" in said and not Customer.objects.exists()


def test_a_file_that_is_no_table_is_refused(run):
    status, _said, errors = run(b"%PDF-1.7 not a table")
    assert status == 1 and "PDF" in errors


def test_a_file_that_breaks_in_the_middle_changes_nothing(run):
    status, _said, errors = run(GOOD + 'eve@example.com,"Eve\n')
    assert status == 1 and errors and not Customer.objects.exists()


def test_refused_rows_are_listed_with_row_column_value_and_reason(run, tmp_path):
    mended = tmp_path / "mend.csv"
    status, _said, errors = run(f"{GOOD}nobody,Eve\n", "--refused", str(mended))
    assert status == 3 and "Row 4, email, “nobody”: " in errors
    assert mended.read_text(encoding="utf-8-sig").splitlines()[1].startswith("nobody,Eve,")
    assert customer("tom@example.com")


def test_a_group_and_tags_for_everybody(run):
    vip, red = CustomerGroup.objects.create(name="VIP"), Tag.objects.create(name="Red")
    assert run(GOOD, "--group", "vip", "--tag", "red")[0] == 0
    assert vip.customers.count() == red.customers.count() == 2


def test_a_group_that_is_not_there(run):
    status, _said, errors = run(GOOD, "--group", "nobody")
    assert status == 1 and "There is no group" in errors


def test_a_saved_matching(run):
    columns = {"header": ["a", "b"], "columns": ["email", "company"], "format": None, "automatic": [], "certain": []}
    ImportMapping.objects.create(name="old", header=["a", "b"], mapping=columns)
    assert run("a,b\nada@example.com,Neri Srl\n", "--mapping", "old")[0] == 0
    assert customer("ada@example.com").company == "Neri Srl"


def test_a_matching_in_a_file(run, tmp_path):
    matching = tmp_path / "matching.json"
    matching.write_text('{"a": "email", "b": "company", "c": null}')
    assert run("a,b,c\nada@example.com,Neri Srl,x\n", "--mapping", str(matching))[0] == 0
    assert customer("ada@example.com").company == "Neri Srl"


@pytest.mark.parametrize("text", ['{"nowhere": "email"}', "[]", "{", '{"a": "is_staff"}', '{"a": ["email"]}'])
def test_a_matching_in_a_file_that_makes_no_sense(text, run, tmp_path):
    matching = tmp_path / "matching.json"
    matching.write_text(text)
    assert run("a,b\nada@example.com,Neri Srl\n", "--mapping", str(matching))[0] == 1


def test_a_file_of_which_no_column_is_an_address(run):
    status, _said, errors = run("a,b\n1,2\n")
    assert status == 1 and "Say which column has the e-mail address" in errors


def test_doubts_about_its_letters_are_told(run):
    errors = run("email,first_name\nada@example.com,Nicolò\n".encode("cp1252"))[2]
    assert "Its letters are read as cp1252" in errors


def test_an_encoding_that_the_file_does_not_tell(run):
    run("email,first_name\nada@example.com,Nicolò\n".encode("mac_roman"), "--encoding", "mac_roman")
    assert customer("ada@example.com").first_name == "Nicolò"


def test_a_consent_that_can_be_proved(run):
    run("email,email_consent\nada@example.com,yes\n", "--consent-source", "fair", "--consent-at", "2026-01-01")
    assert customer("ada@example.com").email_consent == 1


def test_whoever_imports_is_written_down(run, alice):
    run(GOOD, "--by", "alice@shop.example")
    assert customer("ada@example.com").activities.get().by == alice


def test_whoever_imports_needs_the_right(run, viewer):
    status, _said, _errors = run(GOOD, "--by", "viewer@shop.example")
    assert status == 1 and not Customer.objects.filter(email="ada@example.com").exists()


def test_what_is_left_behind_is_told(run):
    errors = run("email,Favourite colour\nada@example.com,blue\n")[2]
    assert "Favourite colour" in errors


class Bell(SetColumn):
    """Somebody presses Ctrl-C while a customer of this column is written."""

    key, label, rung = "bell", "Bell", False

    def read(self, pks):
        return {}

    def write(self, values, *, by):
        if not self.rung:
            Bell.rung = True
            raise KeyboardInterrupt


@pytest.fixture
def bell():
    Bell.rung = False
    yield file_columns.register(Bell())
    file_columns.unregister("bell")


def test_what_was_interrupted_goes_on_where_it_was(run, bell, settings):
    settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS = 1
    status, _said, errors = run("email,bell\nada@example.com,\ntom@example.com,ring\neva@example.com,\n")
    assert status == 4 and "clienti_jobs --work" in errors
    assert [one.email for one in Customer.objects.all()] == ["ada@example.com"]
    JobChunk.objects.update(lease_until=timezone.now())
    call_command("clienti_jobs", "--work", stdout=StringIO())
    assert Job.objects.get().counts == {"new": 3} and Customer.objects.count() == 3


def test_what_fails_half_way_is_no_file_that_was_refused(run, alice, settings):
    settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS = 1

    def take_the_right_away(customer, **_arguments):
        alice.user_permissions.clear()

    customer_created.connect(take_the_right_away)
    status, _said, errors = run(GOOD, "--by", "alice@shop.example")
    customer_created.disconnect(take_the_right_away)
    assert status == 4 and errors and customer("ada@example.com")


def test_a_file_that_is_not_there(db):
    with pytest.raises(CommandError) as refused:
        call_command("clienti_import", "nowhere.csv")
    assert refused.value.returncode == 1
