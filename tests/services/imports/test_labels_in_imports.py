"""Groups and tags of a file: each row gets what it says, or is refused; nothing stops the others."""

import pytest

from oscar_clienti.models import Customer, CustomerGroup, Job, Tag
from oscar_clienti.services import imports
from oscar_clienti.services.imports.splitting import MOST_LABELS

from .conftest import customer, work

pytestmark = pytest.mark.django_db

# What the shop wrote itself: a cell that a spreadsheet would work out has an apostrophe in front.
OURS = "id,email,group,tags,tax_exempt,email_consent\n,ada@example.com,'=VIP,\"'+39, blu\",no,\n"


def test_a_name_that_looks_like_a_formula_is_made_as_it_was(imported):
    assert imported(OURS, create_labels=True).counts == {"new": 1}
    ada = customer("ada@example.com")
    assert (ada.group.name, sorted(tag.name for tag in ada.tags.all())) == ("=VIP", ["+39", "blu"])


def test_a_name_that_is_too_long_is_refused_alone(imported):
    job = imported(f"email,group\nada@example.com,{'g' * 300}\ntom@example.com,VIP\n", create_labels=True)
    assert job.counts == {"new": 1, "refused": 1} and customer("tom@example.com").group.name == "VIP"


def test_more_new_names_than_can_be_meant_are_refused_and_the_preview_says_so(previewed, alice):
    rows = (f"person{number}@example.com,group {number}" for number in range(MOST_LABELS + 2))
    job = previewed("email,group\n" + "\n".join(rows), create_labels=True)
    assert job.counts["refused"] == 2
    assert work(imports.run(job, by=alice)).counts == {"new": MOST_LABELS, "refused": 2}


@pytest.mark.parametrize(("column", "model"), [("group", CustomerGroup), ("tags", Tag)])
def test_a_label_that_is_deleted_during_the_run_refuses_its_rows_alone(column, model, previewed, alice):
    job = imports.run(
        previewed(f"email,{column}\nada@example.com,VIP\ntom@example.com,\n", create_labels=True), by=alice
    )
    model.objects.all().delete()
    assert work(job).counts == {"new": 1, "refused": 1} and customer("tom@example.com")


def test_nobody_is_written_without_the_group_for_all_when_that_is_deleted(previewed, alice):
    job = previewed("email\nada@example.com\n", group=CustomerGroup.objects.create(name="VIP").pk)
    CustomerGroup.objects.all().delete()
    job = work(imports.run(job, by=alice))
    assert job.state == Job.State.FAILED and "group was deleted" in job.error
    assert not Customer.objects.filter(email="ada@example.com").exists()
