"""What the tests of exports share: a shop with people, and a reader of files."""

import csv
from io import StringIO

import pytest

from oscar_clienti.models import Customer
from oscar_clienti.services import exports, sync
from oscar_clienti.services.exports import Layout, Selection, Sheet
from tests.conftest import customer_of, make_user


@pytest.fixture
def shop(bob, carol):
    """Bob, whose data is full of traps for spreadsheets, and Carol."""
    for user in (bob, carol):
        customer_of(user)
    Customer.objects.filter(pk=bob.pk).update(phone="+39 011 555", tax_code="00123", company='=HYPERLINK("x")')
    sync.refresh([bob.pk, carol.pk])
    return [bob, carol]


@pytest.fixture
def crowd(db):
    """Twenty-five customers and nobody else."""
    users = [make_user(f"p{number:02}@example.com") for number in range(25)]
    sync.refresh([user.pk for user in users])
    return users


@pytest.fixture
def read(alice):
    """Export at once and return the rows of the file."""

    def go(selection=None, keys=("email",), layout=None, sheet=None):
        layout = layout or Layout()
        download = exports.stream(
            selection or Selection.everybody(), sheet=sheet or Sheet.of(keys), layout=layout, reason="a test", by=alice
        )
        return table(download, layout.delimiter)

    return go


def table(download, delimiter=","):
    text = b"".join(download.content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
