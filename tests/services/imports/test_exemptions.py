"""A file says who pays taxes; what was known of an exemption doesn't outlive it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from oscar.test.factories import CountryFactory

from oscar_clienti.models import Activity, TaxExemption
from oscar_clienti.services import customers, imports, taxes
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


@pytest.fixture
def limited(alice, bob):
    """Bob is exempt for a while, in one country, by a paper."""
    CountryFactory(iso_3166_1_a2="CH", name="Switzerland", printable_name="Switzerland")
    paper = SimpleUploadedFile("paper.pdf", b"%PDF-1.7\n%paper")
    until = date(2999, 12, 31)
    return taxes.grant(
        customer_of(bob), reason="Embassy", valid_until=until, countries=["CH"], certificate=paper, by=alice
    )


def test_undoing_gives_an_exemption_back_with_its_limits(imported, alice, bob, limited):
    job = imported("email,tax_exempt\nbob@example.com,no\n")
    work(imports.undo(job, by=alice))
    found = TaxExemption.objects.get(customer=bob.pk)
    assert customer_of(bob).tax_exempt
    assert (found.reason, found.valid_until, found.countries) == ("Embassy", date(2999, 12, 31), ["CH"])


def test_the_paper_that_an_import_deleted_counts_as_not_taken_back(imported, alice, bob, limited):
    job = imported("email,tax_exempt\nbob@example.com,no\n")
    assert work(imports.undo(job, by=alice)).counts["touched"] == 1


def test_the_limits_that_come_back_are_written_down(imported, alice, bob, limited):
    job = work(imports.undo(imported("email,tax_exempt\nbob@example.com,no\n"), by=alice))
    row = Activity.objects.get(job=job, kind="exemption.changed")
    assert (row.by, row.changes["valid_until"], row.changes["countries"]) == (alice, [None, "2999-12-31"], [[], ["CH"]])


def test_undoing_a_yes_gives_the_particulars_back_that_had_run_out(imported, alice, bob):
    today = timezone.localdate()
    taxes.grant(customer_of(bob), reason="Embassy", valid_until=today, by=alice)
    taxes.expire(today + timedelta(1))
    job = imported("email,tax_exempt\nbob@example.com,yes\n")
    work(imports.undo(job, by=alice))
    found = TaxExemption.objects.get(customer=bob.pk)
    assert (customer_of(bob).tax_exempt, found.reason, found.valid_until) == (False, "Embassy", today)


def test_undoing_a_renewal_keeps_what_the_file_did_not_name(imported, alice, bob, limited):
    taxes.expire(date(3000, 1, 1))
    job = imported("email,tax_exempt,exemption_reason\nbob@example.com,yes,Museum\n")
    work(imports.undo(job, by=alice))
    found = TaxExemption.objects.get(customer=bob.pk)
    assert (found.reason, found.countries, found.certificate_name) == ("Embassy", ["CH"], "paper.pdf")


def test_an_exemption_that_alice_changed_since_stays_with_its_last_day(imported, alice, bob):
    job = imported(HEAD + "bob@example.com,yes,Embassy,2999-12-31\n")
    taxes.change(customer_of(bob), reason="Consulate", by=alice)
    work(imports.undo(job, by=alice))
    found = TaxExemption.objects.get(customer=bob.pk)
    assert (customer_of(bob).tax_exempt, found.valid_until) == (True, date(2999, 12, 31))


def test_who_was_exempted_again_since_is_not_limited_by_the_undo(imported, alice, bob, limited):
    job = imported("email,tax_exempt\nbob@example.com,no\n")
    customers.update(customer_of(bob), tax_exempt=True, by=alice)
    work(imports.undo(job, by=alice))
    assert customer_of(bob).tax_exempt and not TaxExemption.objects.exists()


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
