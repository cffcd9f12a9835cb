"""The five pages of an import, as alice goes through them, and who gets to see them."""

import csv
from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from oscar.core.loading import get_model

from oscar_clienti import private_files
from oscar_clienti.models import Customer, CustomerGroup, ImportMapping, Job, Tag
from oscar_clienti.services import imports, jobs
from tests.conftest import customer_of, grant, is_to_keep, make_user

pytestmark = pytest.mark.django_db

START = "/dashboard/users/import/"
LEA = "email,first_name,last_name\nlea@example.com,Lea,Blu\n"
ONE_BAD = "email,first_name\nlea@example.com,Lea\nnobody,Mia\n"
SHOPIFY = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders,Tags\n"
    "'7000000000001,Lea,Blu,lea@example.com,yes,19.90,1,retail\n"
)


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = tmp_path / "private"


def file_of(text, name="people.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def page(name, job):
    return reverse(f"dashboard:customer-import-{name}", args=[job.pk])


def html(response):
    assert response.status_code == 200
    return response.content.decode()


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def work(job):
    """What a worker does after the request, until the job waits for somebody."""
    jobs.work(job.pk)
    return Job.objects.get(pk=job.pk)


@pytest.fixture
def brought(alice):
    return lambda text, name="people.csv": imports.bring(BytesIO(file_of(text).read()), name=name, by=alice)


@pytest.fixture
def checked(brought, alice):
    def check(text, **decisions):
        job = brought(text)
        wanted = {**imports.decisions_of(job).as_dict(), **decisions}
        imports.decide(job, imports.Decisions.from_dict(wanted), by=alice)
        return work(imports.preview(job, by=alice))

    return check


@pytest.fixture
def imported(checked, alice):
    return lambda text, **decisions: work(imports.run(checked(text, **decisions), by=alice))


def decisions(**changes):
    """What the form posts when nobody touches it."""
    return {"who": "both", "blanks": "leave", "tags_mode": "add", **changes}


def matching(job, **changes):
    columns = imports.understanding(job).columns
    return {**{f"column-{column.index}": column.key for column in columns}, **changes}


# Who sees it


def test_the_list_leads_to_the_import(as_alice):
    assert f'href="{START}"' in html(as_alice.get(reverse("dashboard:users-index")))


def test_without_the_right_the_list_has_no_such_button(client, viewer):
    client.force_login(viewer)
    assert f'href="{START}"' not in html(client.get(reverse("dashboard:users-index")))


PAGES = ["open", "matching", "decisions", "preview", "result", "refused", "retry", "invite", "undo", "discard"]


@pytest.mark.parametrize("name", PAGES)
def test_an_import_of_somebody_else_is_not_found(client, brought, name):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "import_customers"))
    assert client.get(page(name, brought(LEA))).status_code == 404


@pytest.mark.parametrize("name", ["matching", "decisions", "run", "retry", "invite", "undo", "discard"])
def test_nobody_acts_on_an_import_of_somebody_else(client, brought, name):
    job = brought(LEA)
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "import_customers"))
    assert client.post(page(name, job)).status_code == 404
    assert Job.objects.get(pk=job.pk).params == job.params


def test_who_may_see_all_jobs_sees_the_imports_of_others(client, brought):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "import_customers", "manage_jobs"))
    assert "lea@example.com" in html(client.get(page("matching", brought(LEA))))


def test_a_job_of_another_kind_is_no_import(as_alice, alice):
    job = Job.objects.create(kind="bulk", by=alice, params={"words": []})
    assert as_alice.get(page("result", job)).status_code == 404


# Bring


def test_a_file_leads_to_its_columns(as_alice):
    response = as_alice.post(START, {"file": file_of(LEA)})
    assert response.url == page("matching", Job.objects.get())


def test_pasted_addresses_are_a_file_too(as_alice):
    response = as_alice.post(START, {"pasted": "lea@example.com; Mia Verdi <mia@example.com>"})
    assert "mia@example.com" in html(as_alice.get(response.url))


def test_neither_a_file_nor_rows_is_told_at_the_field(as_alice):
    assert "Choose a file, or paste rows" in html(as_alice.post(START, {"pasted": "  "}))


def test_both_a_file_and_rows_is_told_at_the_field(as_alice):
    response = as_alice.post(START, {"file": file_of(LEA), "pasted": "mia@example.com"})
    assert "bring one after the other" in html(response) and not Job.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"email,name\n", "no rows under it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a picture."),
        (b'email\n"lea@example.com\nmia@example.com\n', "quot"),
    ],
)
def test_a_file_that_can_not_be_read_says_why_at_the_field(as_alice, content, words):
    response = as_alice.post(START, {"file": file_of(content)})
    assert words in html(response) and "file" in response.context["form"].errors


def test_the_upload_stops_at_the_limit(as_alice, settings):
    settings.OSCAR_CLIENTI_IMPORT_MAX_BYTES = 100_000
    response = as_alice.post(START, {"file": file_of(b"email\n" + b"lea@example.com\n" * 20_000)})
    assert "This file is too large: at most 97.7" in html(response).replace("\xa0", " ")
    assert not Job.objects.exists()


def test_a_file_at_the_limit_comes_in(as_alice, settings):
    settings.OSCAR_CLIENTI_IMPORT_MAX_BYTES = len(LEA)
    assert as_alice.post(START, {"file": file_of(LEA)}).status_code == 302


def test_rows_that_are_too_long_for_the_box_are_told(as_alice, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = as_alice.post(START, {"pasted": "lea@example.com\n" * 1000})
    assert response.url == START and "too long for the box" in told(response)


def test_the_upload_asks_for_the_forms_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(START, {"file": file_of(LEA)}).status_code == 403


def test_the_sample_file_comes_in_without_a_change(as_alice, checked):
    italy = {"iso_3166_1_a2": "IT", "iso_3166_1_a3": "ITA", "name": "Italy", "printable_name": "Italy"}
    get_model("address", "Country").objects.create(**italy)
    response = as_alice.get(f"{START}sample/")
    assert response["Content-Type"] == "text/csv; charset=utf-8" and is_to_keep(response)
    assert checked(response.content, create_labels=True).counts["new"] == 2


def test_an_import_is_found_again_where_it_was_left(as_alice, brought, checked):
    fresh, ready = brought(LEA, name="fresh.csv"), checked(ONE_BAD)
    content = html(as_alice.get(START))
    assert "fresh.csv" in content and content.count("Not finished: go on") == 2
    assert as_alice.get(page("open", fresh)).url == page("matching", fresh)
    assert as_alice.get(page("open", ready)).url == page("preview", ready)


# Understand


def test_a_file_of_a_known_shop_is_called_by_its_name(as_alice, brought):
    content = html(as_alice.get(page("matching", brought(SHOPIFY))))
    assert "This looks like a file of <strong>Shopify</strong>" in content


def test_what_stays_behind_is_said_in_the_words_of_the_file(as_alice, brought):
    assert "Total Spent: " in html(as_alice.get(page("matching", brought(SHOPIFY))))


def test_each_column_shows_what_is_in_it(as_alice, brought):
    content = html(as_alice.get(page("matching", brought(LEA))))
    assert "lea@example.com" in content and "recognised" in content


@pytest.mark.parametrize("heads", ["email,Address,City,Country", "email,Indirizzo,Città,Paese"])
def test_city_and_country_are_parts_of_an_address(as_alice, brought, heads):
    job = brought(heads + "\nlea@example.com,Via Po 1,Torino,IT\n")
    shown = [column.key for column, _field in as_alice.get(page("matching", job)).context["form"].rows()]
    assert shown == ["email", "address1_line1", "address1_line4", "address1_country"]


def test_what_only_an_export_says_is_left_out_and_told(as_alice, brought):
    job = brought("E-mail,Tax-exempt,E-mail marketing,Orders\nlea@example.com,yes,no,3\n")
    assert Job.objects.get(pk=job.pk).params["mapping"]["columns"][-1] is None
    assert "Orders: 1 person has a value." in html(as_alice.get(page("matching", job)))


def test_passwords_are_not_shown(as_alice, brought):
    job = brought("email,password\nlea@example.com,canary-Pass-1\n")
    content = html(as_alice.get(page("matching", job)))
    assert "canary-Pass-1" not in content and "••••" in content


def test_without_an_address_it_does_not_go_on(as_alice, brought):
    job = brought(LEA)
    response = as_alice.post(page("matching", job), matching(job, **{"column-0": ""}))
    assert "Say which column has the e-mail address" in html(response)


def test_what_was_chosen_is_still_there_after_an_error(as_alice, brought):
    job = brought(LEA)
    response = as_alice.post(page("matching", job), matching(job, **{"column-0": "", "column-1": "company"}))
    assert response.context["form"]["column-1"].value() == "company"


def test_a_field_that_does_not_exist_is_no_choice(as_alice, brought):
    job = brought(LEA)
    response = as_alice.post(page("matching", job), matching(job, **{"column-1": "is_superuser"}))
    assert "column-1" in response.context["form"].errors


def test_the_chosen_columns_lead_to_the_decisions(as_alice, brought):
    job = brought(LEA)
    response = as_alice.post(page("matching", job), matching(job, **{"column-2": "company"}))
    assert response.url == page("decisions", job)
    assert Job.objects.get(pk=job.pk).params["mapping"]["columns"] == ["email", "first_name", "company"]


def test_a_matching_is_kept_and_used_for_the_next_file(as_alice, brought):
    first = brought(LEA)
    as_alice.post(page("matching", first), matching(first, **{"column-2": "company", "save_as": "From the till"}))
    second = brought(LEA)
    assert "From the till" in html(as_alice.get(page("matching", second)))
    as_alice.post(page("matching", second), {"saved": ImportMapping.objects.get().pk})
    assert Job.objects.get(pk=second.pk).params["mapping"]["columns"] == ["email", "first_name", "company"]


@pytest.mark.parametrize("saved", ["999", "x", ""])
def test_a_matching_that_is_gone_is_not_found(as_alice, brought, saved):
    assert as_alice.post(page("matching", brought(LEA)), {"saved": saved}).status_code == 404


def test_a_matching_for_another_head_is_not_found(as_alice, brought):
    first = brought(LEA)
    as_alice.post(page("matching", first), matching(first, save_as="From the till"))
    other = brought("email,phone\nlea@example.com,1\n")
    assert as_alice.post(page("matching", other), {"saved": ImportMapping.objects.get().pk}).status_code == 404


CAFE = "email;first_name\nlea@example.com;Niccolò\n".encode("cp1252")


def test_an_uncertain_encoding_shows_how_each_reads_it(as_alice, brought):
    content = html(as_alice.get(page("matching", brought(CAFE))))
    assert "Which of these is spelt right?" in content and "Niccolò" in content and "NiccolÚ" in content


def test_the_merchant_says_how_the_file_is_read(as_alice, brought):
    job = brought(CAFE)
    as_alice.post(page("matching", job), {"read": "1", "encoding": "mac_roman", "delimiter": ";"})
    assert Job.objects.get(pk=job.pk).params["layout"]["encoding"] == "mac_roman"


def test_a_reading_that_does_not_fit_is_told(as_alice, brought):
    job = brought(CAFE)
    response = as_alice.post(page("matching", job), {"read": "1", "encoding": "utf-8", "delimiter": ";"})
    assert "UTF-8" in html(response) and response.context["reading_form"].errors


@pytest.mark.parametrize("encoding", ["idna", "zlib_codec", ""])
def test_only_real_encodings_are_choices(as_alice, brought, encoding):
    response = as_alice.post(page("matching", brought(CAFE)), {"read": "1", "encoding": encoding, "delimiter": ";"})
    assert "encoding" in response.context["reading_form"].errors


def test_what_stands_in_the_file_is_never_markup(as_alice, brought):
    evil = '"<img src=x onerror=alert(1)>"'
    job = brought(f"email,{evil}\nlea@example.com,{evil}\n", name="<script>alert(1)</script>.csv")
    for name in ("matching", "decisions"):
        content = html(as_alice.get(page(name, job)))
        assert "<img src=x" not in content and "<script>alert" not in content


def test_a_file_that_is_gone_is_told(as_alice, brought):
    job = brought(LEA)
    for name in ("samples", "original"):
        private_files.storage().delete(f"jobs/{job.folder}/{name}")
    response = as_alice.get(page("matching", job))
    assert response.url == START and "bring it again" in told(response)


# Decide


def test_the_decisions_lead_to_the_preview(as_alice, brought):
    job = brought(LEA)
    response = as_alice.post(page("decisions", job), decisions())
    assert response.url == page("preview", job) and Job.objects.get(pk=job.pk).phase == "splitting"


def test_group_and_tags_for_all_are_kept(as_alice, brought):
    vip, red = CustomerGroup.objects.create(name="VIP"), Tag.objects.create(name="red")
    job = brought(LEA)
    as_alice.post(page("decisions", job), decisions(group=vip.pk, tags=[red.pk], who="new", blanks="clear"))
    decided = imports.decisions_of(Job.objects.get(pk=job.pk))
    assert (decided.group, decided.tags, decided.who, decided.blanks) == (vip.pk, (red.pk,), "new", "clear")


def test_what_does_not_concern_the_file_is_not_asked(as_alice, brought):
    fields = as_alice.get(page("decisions", brought(LEA))).context["form"].fields
    assert not {"tags_mode", "create_labels", "country", "consent_source", "group", "tags"} & set(fields)


def test_the_file_of_another_shop_is_asked_about_tags_and_consent(as_alice, brought):
    fields = as_alice.get(page("decisions", brought(SHOPIFY))).context["form"].fields
    assert {"tags_mode", "create_labels", "consent_source", "consent_at"} <= set(fields)


def test_nobody_is_subscribed_unless_it_is_ticked(as_alice, brought):
    assert as_alice.get(page("decisions", brought(LEA))).context["form"]["subscribe"].value() is False


def test_a_subscription_without_words_is_told_at_the_field(as_alice, brought):
    response = as_alice.post(page("decisions", brought(LEA)), decisions(subscribe="on"))
    assert "consent_wording" in response.context["form"].errors


def test_a_source_without_a_day_is_told_at_the_field(as_alice, brought):
    response = as_alice.post(page("decisions", brought(SHOPIFY)), decisions(consent_source="the old shop"))
    assert "consent_at" in response.context["form"].errors


def test_a_day_to_come_is_told_at_the_field(as_alice, brought):
    response = as_alice.post(page("decisions", brought(SHOPIFY)), decisions(consent_at="2999-01-01"))
    assert "This day is still to come." in html(response)


def test_a_right_that_is_missing_is_told_and_nothing_typed_is_lost(client):
    vera = grant(make_user("vera@shop.example", is_staff=True), "import_customers", "change_customer")
    client.force_login(vera)
    job = imports.bring(BytesIO(LEA.encode()), name="people.csv", by=vera)
    response = client.post(page("decisions", job), decisions(who="new"))
    assert "every right that this import needs" in html(response).replace("&#x27;", "'")
    assert client.post(page("decisions", job), decisions(who="existing")).status_code == 302


# Preview


def test_the_preview_counts_and_writes_nothing(as_alice, checked):
    content = html(as_alice.get(page("preview", checked(ONE_BAD))))
    assert "Import 1 customer" in content and not Customer.objects.filter(email="lea@example.com").exists()


def test_a_preview_that_is_not_ready_shows_how_far_it_is(as_alice, brought, alice):
    job = imports.preview(brought(LEA), by=alice)
    content = html(as_alice.get(page("preview", job)))
    assert 'id="cl-progress"' in content and "Import 1 customer" not in content


def test_a_changed_field_shows_old_and_new(as_alice, checked, bob):
    customer_of(bob)
    content = html(as_alice.get(page("preview", checked("email,first_name\nbob@example.com,Robert\n"))))
    assert "<del>Bob</del>" in content and "<ins>Robert</ins>" in content


def test_a_refused_row_shows_column_value_and_reason(as_alice, checked):
    content = html(as_alice.get(page("preview", checked(ONE_BAD)) + "?rows=refused"))
    assert '<td class="cl-number">3</td>' in content
    assert "<strong>email</strong> <code>nobody</code>" in content


def test_a_yes_that_can_not_be_proved_is_told_apart(as_alice, checked):
    content = html(as_alice.get(page("preview", checked(SHOPIFY, create_labels=True))))
    assert "1 “yes”" in content


def test_groups_and_tags_that_are_made_are_named(as_alice, checked):
    content = html(as_alice.get(page("preview", checked(SHOPIFY, create_labels=True))))
    assert "These groups and tags are created: retail" in content


def test_rows_come_fifty_a_page(as_alice, checked):
    job = checked("email\n" + "".join(f"person{n}@example.com\n" for n in range(60)))
    assert html(as_alice.get(page("preview", job))).count("person") == 50
    assert html(as_alice.get(page("preview", job) + "?rows=new&page=2")).count("person") == 10


@pytest.mark.parametrize("query", ["?rows=nonsense", "?page=x", "?page=-1", "?page=999", "?rows=same&page=2"])
def test_a_nonsense_address_shows_rows_all_the_same(as_alice, checked, query):
    assert as_alice.get(page("preview", checked(LEA)) + query).status_code == 200


def test_the_refused_rows_are_a_file_with_the_reason_last(as_alice, checked):
    response = as_alice.get(page("refused", checked(ONE_BAD)))
    rows = list(csv.reader(b"".join(response).decode("utf-8-sig").splitlines()))
    assert rows[0] == ["email", "first_name", "Reason"] and rows[1][:2] == ["nobody", "Mia"] and rows[1][2]


def test_the_refused_rows_are_a_file_to_keep(as_alice, checked):
    assert is_to_keep(as_alice.get(page("refused", checked(ONE_BAD))))


@pytest.mark.parametrize(
    ("cell", "given_back"),
    [("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("+39 02 1234", "+39 02 1234"), ("'=1", "'=1"), ("Mia", "Mia")],
)
def test_the_file_of_refused_rows_calculates_nothing_and_keeps_numbers(as_alice, checked, cell, given_back):
    body = as_alice.get(page("refused", checked(f"email,phone\nnobody,{cell}\n"))).getvalue().decode()
    assert list(csv.reader(body.splitlines()))[1][1] == given_back


def test_the_file_of_refused_rows_has_no_passwords(as_alice, checked):
    response = as_alice.get(page("refused", checked("email,password\nnobody,canary-Pass-1\n")))
    assert b"canary-Pass-1" not in b"".join(response)


def test_earlier_steps_can_be_gone_back_to(as_alice, checked):
    job = checked(LEA)
    content = html(as_alice.get(page("preview", job)))
    assert f'href="{page("matching", job)}"' in content and f'href="{page("decisions", job)}"' in content
    assert as_alice.get(page("matching", job)).status_code == 200


def test_other_columns_make_the_preview_old(as_alice, checked):
    job = checked(LEA)
    as_alice.post(page("matching", job), matching(job))
    assert as_alice.get(page("preview", job)).url == page("decisions", job)


def test_a_file_that_breaks_off_half_way_can_be_mended(as_alice, brought, alice):
    broken = "email,first_name\n" + "lea@example.com,Lea\n" * 300 + 'mia@example.com,"Mi\n'
    job = work(imports.preview(brought(broken), by=alice))
    assert job.state == Job.State.FAILED
    assert escape(job.error) in html(as_alice.get(page("open", job), follow=True))
    assert as_alice.get(page("matching", job)).status_code == 200


# Run


def test_one_button_writes(as_alice, checked):
    job = checked(LEA)
    assert as_alice.post(page("run", job)).url == page("result", job)
    work(job)
    assert Customer.objects.get(email="lea@example.com").source == "import"


def test_looking_never_writes(as_alice, checked):
    assert as_alice.get(page("run", checked(LEA))).status_code == 405


def test_nothing_runs_without_a_preview(as_alice, brought):
    job = brought(LEA)
    response = as_alice.post(page("run", job))
    assert response.url == page("matching", job) and "preview" in told(response)


def test_a_second_press_of_the_button_changes_nothing(as_alice, checked):
    job = checked(LEA)
    as_alice.post(page("run", job))
    assert as_alice.post(page("run", job)).url == page("result", job)


@pytest.mark.parametrize("name", ["matching", "decisions", "preview"])
def test_a_step_before_the_run_leads_to_the_result(as_alice, imported, name):
    job = imported(LEA)
    assert as_alice.get(page(name, job)).url == page("result", job)


def test_the_result_says_what_was_done_and_what_comes_next(as_alice, imported):
    content = html(as_alice.get(page("result", imported(ONE_BAD))))
    for words in ("1 new customer", "1 row refused", "?source=import", "Undo this import", "Invite 1 new customer"):
        assert words in content


def test_a_run_that_failed_can_be_continued(as_alice, checked, alice):
    job = imports.run(checked(LEA), by=alice)
    jobs.fail(job, "The disk is full.")
    content = html(as_alice.get(page("result", job)))
    assert "The disk is full." in content and reverse("dashboard:customer-job-resume", args=[job.pk]) in content


def test_a_preview_that_was_stopped_says_that_nothing_was_written(as_alice, brought, alice):
    job = imports.preview(brought(LEA), by=alice)
    jobs.cancel(job, by=alice)
    assert "stopped before anything was written" in html(as_alice.get(page("open", job), follow=True))


def test_mended_rows_come_to_their_preview_with_the_same_decisions(as_alice, imported):
    job = imported(ONE_BAD, who="new")
    mended = b"".join(as_alice.get(page("refused", job))).replace(b"nobody", b"mia@example.com")
    response = as_alice.post(page("retry", job), {"file": file_of(mended)})
    again = Job.objects.latest("pk")
    assert response.url == page("preview", again) and imports.decisions_of(again).who == "new"
    assert work(again).counts == {"rows": 1, "new": 1}


def test_a_retry_without_a_file_is_told(as_alice, imported):
    assert "file" in as_alice.post(page("retry", imported(ONE_BAD))).context["form"].errors


def test_a_retry_with_no_table_is_told(as_alice, imported):
    response = as_alice.post(page("retry", imported(ONE_BAD)), {"file": file_of(b"%PDF-1.7 " + bytes(99))})
    assert "file" in response.context["form"].errors


def test_undoing_says_how_many_first(as_alice, imported):
    assert "1 customer who came by this import is removed." in html(as_alice.get(page("undo", imported(LEA))))


def test_undoing_is_a_job_of_its_own(as_alice, imported):
    job = imported(LEA)
    response = as_alice.post(page("undo", job))
    taking_back = Job.objects.get(kind="undo")
    assert response.url == reverse("dashboard:customer-job", args=[taking_back.pk])
    work(taking_back)
    assert not Customer.objects.filter(email="lea@example.com").exists()
    assert "This import was undone." in html(as_alice.get(page("result", job)))


def test_it_is_undone_once(as_alice, imported):
    job = imported(LEA)
    as_alice.post(page("undo", job))
    response = as_alice.post(page("undo", job))
    assert "undone already" in told(response) and Job.objects.filter(kind="undo").count() == 1


def test_nobody_is_invited_before_somebody_says_so(as_alice, imported):
    job = imported(LEA)
    assert "Invite 1 new customer?" in html(as_alice.get(page("invite", job)))
    assert mail.outbox == []


def test_invitations_go_out_once(as_alice, imported):
    job = imported(LEA)
    as_alice.post(page("invite", job))
    work(job)
    assert [message.to for message in mail.outbox] == [["lea@example.com"]]
    response = as_alice.post(page("invite", job))
    assert "nobody to invite" in told(response)


def test_who_may_not_change_customers_is_not_offered_invitations(client):
    vera = grant(make_user("vera@shop.example", is_staff=True), "import_customers", "add_customer")
    job = imports.bring(BytesIO(LEA.encode()), name="people.csv", by=vera)
    imports.decide(job, imports.Decisions(who="new"), by=vera)
    job = work(imports.run(work(imports.preview(job, by=vera)), by=vera))
    client.force_login(vera)
    content = html(client.get(page("result", job)))
    assert "1 new customer" in content and page("invite", job) not in content


def test_an_unfinished_import_is_thrown_away_after_a_question(as_alice, brought):
    job = brought(LEA)
    assert "No customer is touched" in html(as_alice.get(page("discard", job)))
    as_alice.post(page("discard", job))
    assert not Job.objects.exists()


@pytest.fixture
def being_checked(brought, alice):
    job = imports.preview(brought(LEA), by=alice)
    Job.objects.filter(pk=job.pk).update(state=Job.State.PAUSED)
    return job


def test_while_rows_are_checked_throwing_away_is_not_offered(as_alice, being_checked):
    content = html(as_alice.get(reverse("dashboard:customer-import")))
    assert "people.csv" in content and page("discard", being_checked) not in content


def test_whoever_throws_away_what_is_being_checked_is_told_so(as_alice, being_checked):
    assert "being checked" in told(as_alice.post(page("discard", being_checked)))


def test_the_result_of_an_import_whose_undo_was_stopped_offers_it_again(as_alice, alice, imported):
    job = imported(LEA)
    jobs.cancel(imports.undo(job, by=alice), by=alice)
    content = html(as_alice.get(page("result", job)))
    assert "was undone" not in content and page("undo", job) in content


def test_an_import_that_was_run_is_not_thrown_away(as_alice, imported):
    job = imported(LEA)
    response = as_alice.post(page("discard", job))
    assert response.url == page("result", job) and Job.objects.filter(pk=job.pk).exists()
