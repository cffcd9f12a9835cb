"""Notes on the profile, their files, the alert wherever a customer is met, today's calls, and the search."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from oscar.test.factories import create_order

from oscar_clienti.models import Note, NoteFile
from oscar_clienti.services import notes
from tests.conftest import customer_of, grant, make_user
from tests.services.test_notes import DAY, KEY, TODAY, paper, write
from tests.shop.shops import crate
from tests.shop.test_orders_on_behalf import draft_of

pytestmark = pytest.mark.django_db
LIST = "/dashboard/users/"


def page(name, user, *more):
    return reverse(f"dashboard:customer-note-{name}", args=[user.pk, *more])


def panel(client, user, **query):
    answer = client.get(reverse("dashboard:customer-panel", args=[user.pk, "notes"]), query)
    return " ".join(answer.content.decode().split())


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def reader(db):
    """Staff who may look at customers, and read and write notes, but not change what others wrote."""
    rights = ("view_customer", "view_note", "add_note")
    return grant(make_user("vera@shop.example", first_name="Vera", is_staff=True), *rights)


# --- the box and the panel


def test_alice_writes_a_note_with_a_file(as_alice, alice, bob):
    fields = {"text": "Deaf", "alert": "red", "follow_up_on": str(TODAY), "pinned": "on", "uploads": [paper(), paper()]}
    answer = as_alice.post(page("add", bob), fields)
    assert answer.status_code == 302, answer.context["form"].errors
    note = Note.objects.get()
    assert (note.text, note.colour, note.is_alert, note.follow_up_on, note.pinned) == ("Deaf", "red", True, TODAY, True)
    assert note.files.count() == 2


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", {"text": " "}),
        ("text", {"text": "x" * 5001}),
        ("text", {"text": "a\x00b"}),
        ("alert", {"alert": "purple"}),
        ("follow_up_on", {"follow_up_on": "soon"}),
        ("uploads", {"uploads": [paper("a.svg", b"<svg onload=alert(1)>")]}),
        ("uploads", {"uploads": [paper(), paper("a.pdf", b"")]}),
    ],
)
def test_a_mistake_is_told_at_its_field_and_the_words_stay(as_alice, bob, field, wrong):
    answer = as_alice.post(page("add", bob), {"text": "Deaf", **wrong})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Note.objects.exists()


def test_a_second_click_makes_no_second_note(as_alice, bob):
    for _click in range(2):
        answer = as_alice.post(page("add", bob), {"text": "Deaf", "alert": "red", "form_key": KEY}, follow=True)
        assert "Your note was saved." in text(answer)
    assert Note.objects.count() == 1


def test_the_box_has_another_key_each_time(as_alice, bob):
    keys = [re.search(r'name="form_key" value="([0-9a-f]{32})"', panel(as_alice, bob))[1] for _look in range(2)]
    assert keys[0] != keys[1]


def test_the_panel_shows_pinned_notes_first_then_the_newest(as_alice, bob):
    for number, pinned in enumerate([True, False, False]):
        note = write(bob, f"Note-{number}", pinned=pinned)
        Note.objects.filter(pk=note.pk).update(at=timezone.now() + number * timedelta(minutes=1))
    html = panel(as_alice, bob)
    assert html.index("Note-0") < html.index("Note-2") < html.index("Note-1")


def test_the_panel_has_pages_and_few_queries(as_alice, bob, django_assert_max_num_queries):
    for number in range(21):
        write(bob, f"Note-{number:02}", uploads=[paper()] if number < 3 else [])
    panel(as_alice, bob)
    with django_assert_max_num_queries(11):
        assert "Note-00" in panel(as_alice, bob, page=2)
    with django_assert_max_num_queries(11):
        assert "Page 1 of 2" in panel(as_alice, bob)


def test_what_is_written_is_text_and_nothing_else(as_alice, bob):
    write(bob, "<script>alert(1)</script> {{ user.password }} {% debug %}", alert=True)
    for html in (
        panel(as_alice, bob),
        text(as_alice.get(LIST)),
        text(as_alice.get(reverse("dashboard:customer-notes"))),
    ):
        assert "<script>alert" not in html
        assert "{{ user.password }}" in html


def test_who_may_not_read_notes_sees_no_tab_and_no_alert(client, viewer, bob):
    write(bob, "Deaf", alert=True)
    client.force_login(viewer)
    profile = text(client.get(reverse("dashboard:user-detail", args=[bob.pk])))
    assert "tab=notes" not in profile
    assert "Deaf" not in profile + text(client.get(LIST))
    assert client.get(reverse("dashboard:customer-panel", args=[bob.pk, "notes"])).status_code == 403


def test_everybody_has_the_buttons_that_they_may_use(client, reader, alice, bob):
    own, others = write(bob, by=reader), write(bob, by=alice)
    client.force_login(reader)
    html = panel(client, bob)
    assert page("edit-own", bob, own.pk) in html
    assert page("edit-own", bob, others.pk) not in html
    assert "/delete/" not in html


# --- editing and deleting


def test_an_author_edits_their_own(client, reader, bob):
    note = write(bob, by=reader)
    client.force_login(reader)
    answer = client.post(page("edit-own", bob, note.pk), {"text": "Better", "version": note.version})
    assert answer.status_code == 302, answer.context["form"].errors
    assert "edited on" in panel(client, bob)


def test_an_author_does_not_find_what_others_wrote(client, reader, alice, bob):
    note = write(bob, by=alice)
    client.force_login(reader)
    assert client.post(page("edit-own", bob, note.pk), {"text": "Worse"}).status_code == 404
    assert client.post(page("edit", bob, note.pk), {"text": "Worse"}).status_code == 403


def test_the_form_shows_what_is_known_and_takes_files_away(as_alice, bob):
    note = write(bob, "Deaf", alert=True, colour="green", follow_up_on=TODAY, uploads=[paper()])
    html = as_alice.get(page("edit", bob, note.pk)).content.decode()
    assert '<option value="green" selected>' in html
    assert f'value="{TODAY}"' in html
    fields = {"text": "Deaf", "alert": "green", "follow_up_on": str(TODAY), "version": 0}
    as_alice.post(page("edit", bob, note.pk), {**fields, "without": [str(note.files.get().public_id)]})
    assert not NoteFile.objects.exists()


def test_the_second_editor_keeps_their_words(as_alice, bob):
    note = write(bob)
    as_alice.post(page("edit", bob, note.pk), {"text": "First", "version": 0})
    answer = as_alice.post(page("edit", bob, note.pk), {"text": "Second", "version": 0})
    assert "Somebody changed this note meanwhile" in text(answer)
    assert "Second" in text(answer)
    assert Note.objects.get().text == "First"


def test_deleting_asks_first_and_counts_the_files(as_alice, bob):
    note = write(bob, "Deaf", alert=True, follow_up_on=TODAY, uploads=[paper(), paper()])
    html = text(as_alice.get(page("delete", bob, note.pk)))
    assert "2 files go with it" in html
    assert Note.objects.exists()
    as_alice.post(page("delete", bob, note.pk))
    assert not Note.objects.exists()


@pytest.mark.parametrize("name", ["edit", "edit-own", "delete", "pin", "alert", "done", "postpone"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_note_is_not_found_under_another_customer(as_alice, alice, bob, carol, name, method):
    note = write(bob, by=alice, follow_up_on=TODAY)
    customer_of(carol)
    status = getattr(as_alice, method)(page(name, carol, note.pk), {"text": "x", "to": str(TODAY)}).status_code
    assert status in (404, 405)
    note.refresh_from_db()
    assert (note.version, note.text) == (0, "Deaf: write, don't call")


# --- marks by one click


def test_pinning_and_no_more(as_alice, bob):
    note = write(bob)
    as_alice.post(page("pin", bob, note.pk), {"on": "1"})
    assert Note.objects.get().pinned
    as_alice.post(page("pin", bob, note.pk), {"on": "0"})
    assert not Note.objects.get().pinned


def test_another_alert_tells_of_the_one_before(as_alice, bob):
    write(bob, "Deaf", alert=True)
    note = write(bob, "Pays late")
    answer = as_alice.post(page("alert", bob, note.pk), follow=True)
    assert "in the place of “Deaf”" in text(answer)
    assert notes.alert_of(customer_of(bob)) == note


def test_a_written_alert_tells_of_the_one_before(as_alice, bob):
    write(bob, "Deaf", alert=True)
    answer = as_alice.post(page("add", bob), {"text": "Pays late", "alert": "blue"}, follow=True)
    assert "took the place of the alert “Deaf”" in text(answer)


@pytest.fixture
def writer(client):
    """Staff who may write and delete notes, but not read what others wrote."""
    rights = ("view_customer", "add_note", "delete_note")
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), *rights))
    return client


def test_whoever_may_not_read_notes_is_not_told_the_alert_of_before(writer, bob):
    write(bob, "Deaf", alert=True)
    answer = writer.post(page("add", bob), {"text": "Pays late", "alert": "blue"}, follow=True)
    assert "Deaf" not in text(answer)
    note = write(bob, "Moves in May")
    assert "Pays late" not in text(writer.post(page("alert", bob, note.pk), follow=True))


def test_whoever_may_not_read_notes_deletes_them_unread(writer, bob):
    note = write(bob, "Deaf")
    assert "Deaf" not in text(writer.get(page("delete", bob, note.pk)))


def test_a_note_that_asks_for_nothing_is_not_done(as_alice, bob):
    answer = as_alice.post(page("done", bob, write(bob).pk), follow=True)
    assert "asks for no follow-up" in text(answer)


# --- files


def test_a_file_comes_to_keep_and_never_as_a_page(as_alice, bob):
    file = write(bob, uploads=[paper("Prova è\r\nSet-Cookie: a=b.html")]).files.get()
    answer = as_alice.get(page("file", bob, file.public_id))
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store, private"
    assert "Set-Cookie" not in answer
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 paper"


def test_another_customers_file_is_not_found(as_alice, bob, carol):
    file = write(bob, uploads=[paper()]).files.get()
    write(carol, uploads=[paper()])
    assert as_alice.get(page("file", carol, file.public_id)).status_code == 404
    assert as_alice.get(page("file", bob, uuid4())).status_code == 404


@pytest.mark.parametrize("role", ["shopper", "the customer", "staff who may look at customers"])
def test_nobody_else_gets_a_file(client, viewer, bob, eve, role):
    file = write(bob, uploads=[paper()]).files.get()
    client.force_login({"shopper": eve, "the customer": bob}.get(role, viewer))
    assert client.get(page("file", bob, file.public_id)).status_code == 403


def test_a_file_that_is_lost_is_not_found(as_alice, bob):
    file = write(bob, uploads=[paper()]).files.get()
    file.file.storage.delete(file.file.name)
    assert as_alice.get(page("file", bob, file.public_id)).status_code == 404


# --- the alert


def test_the_alert_stands_in_the_list_and_on_the_profile(as_alice, bob, carol):
    write(bob, "Deaf: write\nReally", alert=True, colour="red")
    for html in (text(as_alice.get(LIST)), text(as_alice.get(reverse("dashboard:user-detail", args=[bob.pk])))):
        assert html.count("cl-alert-red") == 1
        assert "Deaf: write<" in html


def test_the_alerts_of_the_list_are_one_query(as_alice, django_assert_num_queries, connection_queries):
    users = [make_user(f"ada-{number}@example.com") for number in range(12)]
    write(users[0], "Deaf", alert=True)
    as_alice.get(LIST)
    one = connection_queries(lambda: as_alice.get(LIST))
    for user in users:
        write(user, "Deaf", alert=True)
    with django_assert_num_queries(one):
        assert text(as_alice.get(LIST)).count("cl-alert-amber") == 12


@pytest.fixture
def connection_queries():
    """How many questions something costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(act):
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    return count


def order_page(client, user):
    order = create_order(user=user, number="100555")
    return text(client.get(reverse("dashboard:order-detail", args=[order.number])))


def with_orders(user):
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label="order"))
    return type(user).objects.get(pk=user.pk)


def test_the_alert_stands_on_the_orders(client, root, bob):
    write(bob, "Deaf", alert=True, colour="blue")
    client.force_login(root)
    assert "cl-alert-blue" in order_page(client, bob)


def test_orders_without_an_alert_stay_as_they_are(client, root, bob):
    client.force_login(root)
    assert "cl-alert-" not in order_page(client, bob)


def test_the_order_keeps_it_from_who_may_not_read_notes(client, viewer, bob):
    write(bob, "Deaf", alert=True)
    client.force_login(with_orders(viewer))
    assert "Deaf" not in order_page(client, bob)


def test_the_alert_stands_where_staff_orders_for_a_customer(as_alice, alice, bob):
    write(bob, "Deaf", alert=True)
    page = reverse("dashboard:customer-order", args=[bob.pk, draft_of(bob, crate(), alice).pk])
    assert "cl-alert-amber" in text(as_alice.get(page))


@pytest.mark.parametrize("reads", [True, False])
def test_the_alert_stands_on_every_page_of_a_visit_for_who_may_read_notes(client, bob, reads):
    write(bob, "Deaf", alert=True)
    rights = ["view_customer", "log_in_as_customer", *(["view_note"] if reads else [])]
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), *rights))
    client.post(reverse("dashboard:customer-log-in-as", args=[bob.pk]), {"reason": "Lost an invoice"})
    html = text(client.get("/", follow=True))
    assert "Lost an invoice" in html
    assert ("Deaf" in html) is reads


# --- today's calls


def calls(client, **query):
    return text(client.get(reverse("dashboard:customer-follow-ups"), query))


def test_the_overdue_are_called_first(as_alice, bob, carol):
    write(bob, "Second", follow_up_on=TODAY)
    write(carol, "First", follow_up_on=TODAY - DAY)
    html = calls(as_alice)
    assert html.index("First") < html.index("Second")
    assert "Overdue since" in html


def test_days_to_come_stand_apart(as_alice, bob):
    write(bob, "Later", follow_up_on=TODAY + DAY)
    assert "Later" not in calls(as_alice)
    assert "1 call on days to come" in calls(as_alice)
    assert "Later" in calls(as_alice, coming=1)


@pytest.mark.parametrize("wrong", [{"text": ""}, {"text": "Deaf", "uploads": [paper(), paper("a.svg", b"<svg>")]}])
def test_files_of_a_note_with_a_mistake_are_asked_for_again(as_alice, bob, wrong):
    answer = as_alice.post(page("add", bob), {"uploads": [paper()], **wrong})
    assert "Choose your files again." in answer.content.decode()


def test_a_note_takes_the_kinds_of_files_that_a_message_takes(as_alice, bob):
    field = re.search(r'<input type="file"[^>]*>', as_alice.get(page("add", bob)).content.decode())[0]
    assert 'accept=".pdf,' in field
    assert "multiple" in field


def test_a_call_is_done_or_postponed_where_it_stands(as_alice, bob):
    note = write(bob, follow_up_on=TODAY)
    fields = {"to": str(TODAY + 3 * DAY), "next": "follow-ups"}
    answer = as_alice.post(page("postpone", bob, note.pk), fields)
    assert answer["Location"] == reverse("dashboard:customer-follow-ups")
    assert Note.objects.get().follow_up_on == TODAY + 3 * DAY
    as_alice.post(page("done", bob, note.pk), {"next": "follow-ups"})
    assert Note.objects.get().done_at is not None


@pytest.mark.parametrize("day", ["", "soon", "2020-01-01"])
def test_a_day_that_makes_no_sense_changes_nothing(as_alice, bob, day):
    note = write(bob, follow_up_on=TODAY)
    as_alice.post(page("postpone", bob, note.pk), {"to": day})
    assert Note.objects.get().follow_up_on == TODAY


def test_the_queries_of_the_calls_do_not_grow(as_alice, connection_queries, django_assert_num_queries):
    write(make_user("ada@example.com"), follow_up_on=TODAY)
    calls(as_alice)
    one = connection_queries(lambda: calls(as_alice))
    for number in range(20):
        write(make_user(f"ada-{number}@example.com"), follow_up_on=TODAY)
    with django_assert_num_queries(one):
        calls(as_alice)


def test_the_customers_page_says_how_many_are_to_be_called(as_alice, bob, carol):
    health = reverse("dashboard:customer-health")
    assert "until today" not in text(as_alice.get(health))
    write(bob, follow_up_on=TODAY)
    write(carol, follow_up_on=TODAY - DAY)
    assert "2 calls until today" in text(as_alice.get(health))


def test_the_number_is_not_told_to_who_may_not_read_notes(client, viewer, bob):
    write(bob, follow_up_on=TODAY)
    client.force_login(viewer)
    assert "until today" not in text(client.get(reverse("dashboard:customer-health")))


# --- the search


def test_the_notes_of_all_are_searched(as_alice, bob, carol):
    write(bob, "Vuole la fattura")
    write(carol, "Sorda")
    html = text(as_alice.get(reverse("dashboard:customer-notes"), {"q": "FATTURA"}))
    assert "Vuole la fattura" in html
    assert "Sorda" not in html


def test_a_search_of_the_list_tells_of_notes_that_mention_it(as_alice, bob):
    write(bob, "Vuole la fattura & <b>")
    assert reverse("dashboard:customer-note-mentions") in text(as_alice.get(LIST, {"q": "fattura"}))
    html = text(as_alice.get(reverse("dashboard:customer-note-mentions"), {"q": "fattura &"}))
    assert "1 note mentions it" in html
    assert "?q=fattura%20%26" in html


@pytest.mark.parametrize("words", ["", " ", "zebedee", "x" * 3000, "\x00"])
def test_nothing_found_says_nothing(as_alice, bob, words):
    write(bob)
    answer = as_alice.get(reverse("dashboard:customer-note-mentions"), {"q": words})
    assert answer.status_code == 200
    assert "mention" not in text(answer)


def test_who_may_not_read_notes_learns_nothing_by_searching(client, viewer, bob):
    write(bob, "Segreto")
    client.force_login(viewer)
    html = text(client.get(LIST, {"q": "segreto"}))
    assert "mentions" not in html
    assert "Bob Rossi" not in html


def test_the_activity_reads_in_words(as_alice, alice, bob):
    write(bob, by=alice, alert=True, follow_up_on=TODAY, uploads=[paper()])
    html = as_alice.get(reverse("dashboard:customer-panel", args=[bob.pk, "activity"])).content.decode()
    for words in ("Note written", "Alert", "Follow up on", "Contratto.pdf"):
        assert words in html
