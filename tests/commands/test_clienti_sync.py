"""``clienti_sync``: told in words, and with an exit status that a cron job understands."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from oscar_clienti.models import Customer, ForeignSpending, SyncRun
from tests.services.test_sync import behind_our_back

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    out = StringIO()
    call_command("clienti_sync", *arguments, stdout=out, **options)
    return out.getvalue()


def check():
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("clienti_sync", "--check", stdout=out)
    return out.getvalue(), error.value.returncode


def test_it_gives_everybody_a_row():
    behind_our_back("a@example.com", "b@example.com")
    assert "Done: 2 customer rows were written." in run()
    assert Customer.objects.count() == 2


def test_it_tells_how_far_it_is(bob, carol):
    told = run("--chunk", "1").splitlines()
    assert told[0] == "1 of 2"
    assert told[1].startswith("2 of 2, ")
    assert told[1].endswith(" a second, 0 s left")


def test_it_can_be_quiet(bob):
    assert run(verbosity=0).splitlines() == ["Done: 0 customer rows were written."]


def test_check_is_content_with_the_truth(bob):
    assert "All 1 customer rows are true." in run("--check")


def test_check_tells_who_is_missing_and_fails(bob):
    behind_our_back("dora@example.com")
    told, status = check()
    assert "1 users have no customer row." in told
    assert status == 1
    assert Customer.objects.count() == 1


def test_check_tells_what_differs(bob):
    Customer.objects.filter(pk=bob.pk).update(num_orders=5, city="Roma")
    told, _status = check()
    assert "1 customer rows are not true (address 1, figures 1)." in told


def test_check_tells_wrong_sums(bob):
    ForeignSpending.objects.create(customer_id=bob.pk, currency="USD", num_orders=1, total_spent=1)
    assert "1 sums in other currencies are not true." in check()[0]


def test_restart_forgets_the_bookmark(bob):
    SyncRun.objects.create(last_pk=10**9)
    Customer.objects.update(city="Roma")
    run()
    assert Customer.objects.get().city == "Roma"
    SyncRun.objects.create(last_pk=10**9)
    run("--restart")
    assert Customer.objects.get().city == ""


def test_a_chunk_of_nothing_is_refused():
    with pytest.raises(CommandError, match="at least 1"):
        run("--chunk", "0")
