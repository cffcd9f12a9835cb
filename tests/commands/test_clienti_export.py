"""``clienti_export``: the same file as the page's, from the command line."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from oscar_clienti.models import CustomerGroup, Segment
from oscar_clienti.services import sync
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(bob, carol):
    carols = customer_of(carol)
    carols.group = CustomerGroup.objects.create(name="VIP")
    carols.save()
    sync.refresh([bob.pk, carol.pk])


@pytest.fixture
def exported(people, tmp_path):
    def export(*arguments):
        file = tmp_path / "people.csv"
        call_command("clienti_export", *arguments, "-o", str(file), stderr=StringIO())
        return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))

    return export


def test_everybody(exported):
    assert [row[1] for row in exported()] == ["E-mail", "bob@example.com", "carol@example.com"]


def test_who_matches_a_filter_by_names(exported):
    assert exported("--filter", "group=vip", "--columns", "email") == [["E-mail"], ["carol@example.com"]]


def test_a_segment_by_its_name(exported):
    Segment.objects.create(name="Best", query=f"group={CustomerGroup.objects.get().pk}")
    assert exported("--segment", "best", "--columns", "email") == [["E-mail"], ["carol@example.com"]]


def test_another_shops_columns(exported):
    assert exported("--preset", "shopify")[0][:3] == ["First Name", "Last Name", "Email"]


@pytest.mark.parametrize(
    "arguments", [("--segment", "nobody"), ("--filter", "group=nobody"), ("--filter", "x=1"), ("--columns", "x")]
)
def test_what_is_not_there_is_told(exported, arguments):
    with pytest.raises(CommandError):
        exported(*arguments)


def test_the_file_is_for_its_owner_alone(exported, tmp_path):
    exported()
    assert (tmp_path / "people.csv").stat().st_mode & 0o777 == 0o600


def test_nothing_else_is_left_beside_it(exported, tmp_path):
    exported()
    assert [file.name for file in tmp_path.iterdir()] == ["people.csv"]
