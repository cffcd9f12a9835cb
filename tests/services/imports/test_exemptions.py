"""A file says who pays taxes; what was known of an exemption doesn't outlive it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from oscar_clienti.models import TaxExemption
from oscar_clienti.services import imports, taxes
from tests.conftest import customer_of, grant, make_user

from .conftest import customer, work

pytestmark = pytest.mark.django_db


def test_an_import_that_ends_it_leaves_nothing_stale(imported, alice, bob):
    taxes.grant(customer_of(bob), reason="Embassy", by=alice)
    imported("email,tax_exempt\nbob@example.com,no\n")
    assert not customer_of(bob).tax_exempt
    assert not TaxExemption.objects.exists()


def test_an_import_that_says_the_same_leaves_the_particulars(imported, alice, bob):
    taxes.grant(customer_of(bob), reason="Embassy", by=alice)
    imported("email,tax_exempt\nbob@example.com,yes\n")
    assert TaxExemption.objects.get().reason == "Embassy"


HEAD = "email,tax_exempt,exemption_reason,exemption_until\n"


def test_a_file_says_why_and_until_when(imported, bob):
    imported(HEAD + "bob@example.com,yes,Embassy,31/12/2999\nada@example.com,yes,Museum,\n")
    assert customer_of(bob).tax_exempt
    exemption = TaxExemption.objects.get(customer=bob.pk)
    assert (exemption.reason, exemption.valid_until, exemption.by_name) == (
        "Embassy", date(2999, 12, 31), "Alice Bottega",
    )  # fmt: skip
    assert customer("ada@example.com").exemption.reason == "Museum"


def test_what_a_file_renews_keeps_the_rest(imported, alice, bob):
    today = timezone.localdate()
    taxes.grant(customer_of(bob), reason="Embassy", valid_until=today, countries=[], by=alice)
    taxes.expire(today + timedelta(1))
    imported(HEAD + "bob@example.com,yes,Embassy,2999-12-31\n")
    exemption = TaxExemption.objects.get()
    assert (exemption.reason, exemption.valid_until) == ("Embassy", date(2999, 12, 31))
    assert customer_of(bob).tax_exempt


def test_undoing_takes_them_back(imported, alice, bob):
    job = imported(HEAD + "bob@example.com,yes,Embassy,2999-12-31\n")
    work(imports.undo(job, by=alice))
    assert not customer_of(bob).tax_exempt
    assert not TaxExemption.objects.filter(reason="Embassy").exists()


def test_a_reason_alone_exempts_nobody(imported, bob):
    imported("email,exemption_reason\nbob@example.com,Embassy\n")
    assert not customer_of(bob).tax_exempt


@pytest.mark.parametrize("cell", ["soon", "31/02/2027"])
def test_a_day_that_is_none_is_refused(imported, bob, cell):
    assert imported(f"email,exemption_until\nbob@example.com,{cell}\n").counts == {"refused": 1}


def test_who_may_not_change_customers_may_not_bring_particulars(brought):
    dora = grant(make_user("dora@shop.example", is_staff=True), "import_customers", "add_customer")
    job = brought("email,exemption_until\nada@example.com,2999-12-31\n", who="new")
    with pytest.raises(PermissionDenied):
        imports.preview(job, by=dora)
