"""The page that takes customers out: whom, what for, and what is written down about it."""

import csv

import pytest
from django.urls import reverse

from oscar_clienti.models import Activity, CustomerGroup, Job, Segment
from oscar_clienti.services import jobs, sync
from tests.conftest import customer_of, grant, is_to_keep, make_user

pytestmark = pytest.mark.django_db

PAGE = "/dashboard/users/export/"


@pytest.fixture
def people(bob, carol):
    vip = CustomerGroup.objects.create(name="VIP")
    carols = customer_of(carol)
    carols.group = vip
    carols.save()
    sync.refresh([bob.pk, carol.pk])
    return vip


def export(client, query="", **words):
    words = {"who": "matching", "preset": "all", "layout": "csv-comma", "reason": "for the fair", **words}
    return client.post(PAGE, {"query": query, **words})


def rows(response):
    return list(csv.DictReader(response.getvalue().decode("utf-8-sig").splitlines(keepends=True)))


def test_the_list_leads_there_with_its_filter(as_alice, people):
    content = as_alice.get(f"{reverse('dashboard:users-index')}?group={people.pk}").content.decode()
    assert f"{PAGE}?group={people.pk}" in content


def test_only_those_who_match_are_in_the_file(as_alice, people):
    assert [row["E-mail"] for row in rows(export(as_alice, query=f"group={people.pk}"))] == ["carol@example.com"]


def test_only_those_who_are_ticked_are_in_the_file(as_alice, people, bob):
    form = as_alice.post(PAGE, {"selected": [bob.pk]}).content.decode()
    assert "1 chosen customer" in form
    assert [row["E-mail"] for row in rows(export(as_alice, who="chosen", selected=[bob.pk]))] == ["bob@example.com"]


def test_all_who_match_may_be_meant_by_the_list(as_alice, people, bob):
    form = as_alice.post(PAGE, {"selected": [bob.pk], "across": "1", "filter": f"group={people.pk}"}).content.decode()
    assert "Group: VIP" in form and 'name="selected"' not in form


def test_a_group_that_was_deleted_meanwhile_does_not_make_it_everybody(as_alice, people):
    """The page had said: all who match, Group: VIP."""
    query = f"group={people.pk}"
    people.delete()
    response = export(as_alice, query=query)
    assert (response.status_code, response.url) == (302, reverse("dashboard:users-index"))
    assert not Activity.objects.filter(kind="customers.exported").exists()


def test_nor_from_the_lists_action_bar(as_alice, people, bob):
    posted = {"selected": [bob.pk], "across": "1", "filter": f"group={people.pk}"}
    people.delete()
    page = as_alice.post(PAGE, posted, follow=True).content.decode()
    assert "A part of the filter is no longer understood" in page


def test_a_part_of_the_address_that_is_not_understood_is_told(as_alice, people):
    assert "The filter “Group” was left out" in as_alice.get(PAGE, {"group": "999"}).content.decode()


def test_a_choice_that_makes_no_sense_leads_back(as_alice, people):
    assert as_alice.post(PAGE, {"selected": ["abc"]}).status_code == 302


def test_a_segment(as_alice, people):
    segment = Segment.objects.create(name="Best", query=f"group={people.pk}")
    assert [row["E-mail"] for row in rows(export(as_alice, who="segment", segment=segment.pk))] == ["carol@example.com"]


def test_staff_is_in_no_file(as_alice, people):
    emails = [row["E-mail"] for row in rows(export(as_alice, who="everybody"))]
    assert emails == ["bob@example.com", "carol@example.com"]


def test_a_reason_is_needed(as_alice, people):
    response = export(as_alice, reason="")
    assert response.status_code == 200 and not Activity.objects.filter(kind="customers.exported").exists()


def test_it_is_written_down_who_took_whom_what_for(as_alice, people, alice):
    export(as_alice, query=f"group={people.pk}")
    row = Activity.objects.get(kind="customers.exported")
    assert (row.by, row.facts["reason"], row.facts["count"], row.facts["filter"]) == (
        alice, "for the fair", 1, f"group={people.pk}",
    )  # fmt: skip


def test_chosen_columns(as_alice, people):
    (row, _carol) = rows(export(as_alice, preset="choose", columns=["email", "company"]))
    assert list(row) == ["E-mail", "Company"]


def test_who_said_no_is_told_before_a_newsletter(as_alice, people):
    response = export(as_alice, preset="newsletter")
    assert "2 of these customers did not agree" in response.content.decode()
    assert not Activity.objects.filter(kind="customers.exported").exists()


def test_a_newsletter_all_the_same(as_alice, people):
    assert len(rows(export(as_alice, preset="newsletter", anyway="on"))) == 2


def test_the_page_says_how_many_match(as_alice, people):
    assert "All who match (Group: VIP): 1" in as_alice.get(f"{PAGE}?group={people.pk}").content.decode()


def test_the_columns_stand_under_headings(as_alice, people):
    assert "Figures, for reading only" in as_alice.get(PAGE).content.decode()


def test_many_are_a_job_whose_file_is_fetched(as_alice, people, settings):
    settings.OSCAR_CLIENTI_EXPORT_STREAM_ROWS = 1
    response = export(as_alice, who="everybody")
    job = Job.objects.get(kind="export")
    assert response.url == reverse("dashboard:customer-job", args=[job.pk])
    jobs.work(job.pk)
    file = as_alice.get(reverse("dashboard:customer-export-file", args=[job.pk]))
    assert [row["E-mail"] for row in rows(file)] == ["bob@example.com", "carol@example.com"]
    assert Activity.objects.filter(kind="customers.export_fetched").count() == 1


def test_what_comes_at_once_is_a_file_to_keep(as_alice, people):
    assert is_to_keep(export(as_alice, who="everybody"))


def test_so_is_the_file_of_a_job(as_alice, people, settings):
    settings.OSCAR_CLIENTI_EXPORT_STREAM_ROWS = 1
    export(as_alice, who="everybody")
    job = Job.objects.get(kind="export")
    jobs.work(job.pk)
    assert is_to_keep(as_alice.get(reverse("dashboard:customer-export-file", args=[job.pk])))


def test_the_file_of_somebody_else_does_not_exist(as_alice, people, settings, client):
    settings.OSCAR_CLIENTI_EXPORT_STREAM_ROWS = 1
    export(as_alice, who="everybody")
    job = Job.objects.get(kind="export")
    jobs.work(job.pk)
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer", "export_customers"))
    assert client.get(reverse("dashboard:customer-export-file", args=[job.pk])).status_code == 404


def test_an_old_file_is_gone(as_alice, people, settings):
    settings.OSCAR_CLIENTI_EXPORT_STREAM_ROWS = 1
    settings.OSCAR_CLIENTI_EXPORT_KEEP_HOURS = 0
    export(as_alice, who="everybody")
    job = Job.objects.get(kind="export")
    jobs.work(job.pk)
    response = as_alice.get(reverse("dashboard:customer-export-file", args=[job.pk]), follow=True)
    assert "deleted because it is old" in response.content.decode()


def test_excel(as_alice, people):
    from io import BytesIO

    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(export(as_alice, layout="xlsx").getvalue())).active
    assert [cell.value for cell in next(sheet.iter_rows(max_row=1))][1] == "E-mail"


def test_who_may_not_export_sees_no_button(client, viewer, people):
    client.force_login(viewer)
    assert PAGE not in client.get(reverse("dashboard:users-index")).content.decode()
