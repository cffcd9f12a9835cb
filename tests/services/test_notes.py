"""Notes: who may write what, the one alert, follow-ups, files that never outlive their note."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from oscar_clienti import private_files, signals
from oscar_clienti.models import Activity, Customer, Note, NoteFile
from oscar_clienti.services import erasure, notes, personal_data
from tests.conftest import customer_of, grant, heard, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
KEY = "0123456789abcdef0123456789abcdef"


def paper(name="Contratto.pdf", content=b"%PDF-1.7 paper"):
    return SimpleUploadedFile(name, content)


def write(user, text="Deaf: write, don't call", by=None, **more):
    return notes.write(customer_of(user), text=text, by=by, **more)


def edit(note, by=None, **more):
    same = {"text": note.text, "pinned": note.pinned, "alert": note.is_alert, "colour": note.colour}
    return notes.edit(note, by=by, **{**same, "follow_up_on": note.follow_up_on, **more})


def stored():
    """The names of the notes' files that lie in the private storage."""
    try:
        return set(private_files.storage().listdir("notefile")[1])
    except FileNotFoundError:
        return set()


@pytest.fixture
def writer(db):
    return grant(make_user("vera@shop.example", first_name="Vera", is_staff=True), "view_note", "add_note")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


# --- writing


def test_a_note_says_who_wrote_it(bob, alice):
    note = write(bob, by=alice)
    assert (note.by, note.by_name, note.edited_at) == (alice, "Alice Bottega", None)


def test_a_form_is_one_note_however_often_it_comes(bob, alice):
    first = write(bob, by=alice, form_key=KEY, uploads=[paper()])
    with pytest.raises(notes.AlreadyWritten) as twice:
        write(bob, by=alice, form_key=KEY, uploads=[paper()])
    assert twice.value.written == first


@pytest.mark.parametrize(
    "other",
    [{"text": "Blind"}, {"pinned": True}, {"alert": True}, {"follow_up_on": TODAY}, {"uploads": [paper("Bozza.pdf")]}],
)
def test_something_else_from_the_same_form_is_another_note(bob, other):
    write(bob, form_key=KEY)
    write(bob, **{"form_key": KEY, **other})
    assert Note.objects.count() == 2


def test_a_second_time_leaves_the_alert_of_meanwhile(bob):
    write(bob, form_key=KEY, alert=True)
    newer = write(bob, "Moves in May", alert=True)
    with pytest.raises(notes.AlreadyWritten):
        write(bob, form_key=KEY, alert=True)
    assert notes.alert_of(customer_of(bob)) == newer


def test_the_name_outlives_the_author(bob, writer):
    note = write(bob, by=writer)
    writer.delete()
    note.refresh_from_db()
    assert (note.by, note.by_name) == (None, "Vera")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5001, "a\x00b"])
def test_a_text_that_is_none_or_too_much_is_refused(bob, text):
    with pytest.raises(ValidationError):
        write(bob, text)
    assert not Note.objects.exists()


def test_line_ends_count_once(bob):
    assert write(bob, "a\r\n" * 2500 + "b" * 0).text == ("a\n" * 2500).strip()


def test_writing_needs_the_right(bob, viewer):
    with pytest.raises(PermissionDenied):
        write(bob, by=viewer)


@pytest.mark.parametrize("who", ["staff", "superuser"])
def test_nobody_notes_things_down_about_colleagues(alice, who):
    other = make_user("other@shop.example", is_staff=who == "staff", is_superuser=who == "superuser")
    with pytest.raises(PermissionDenied):
        write(other, by=alice)


def test_the_activity_tells_of_a_note_and_not_what_it_says(bob, alice):
    note = write(bob, "Pays late", by=alice, pinned=True, uploads=[paper()])
    edit(note, text="Pays very late", by=alice)
    notes.delete(note, by=alice)
    rows = Activity.objects.filter(kind__startswith="note.")
    assert [row.kind for row in rows] == ["note.deleted", "note.edited", "note.written"]
    assert all(row.by_name == "Alice Bottega" for row in rows)
    assert "late" not in str([(row.changes, row.facts) for row in rows])
    assert rows[0].facts == {"files": ["Contratto.pdf"]}


def test_colleagues_apps_hear_of_it(bob, alice):
    with heard(signals.note_written) as written, heard(signals.note_changed) as changed:
        note = write(bob, by=alice)
        notes.pin(note, pinned=True, by=alice)
    assert [one["note"] for one in (*written, *changed)] == [note, note]


def test_the_customer_gets_no_trace_of_it_with_their_data(bob, alice):
    write(bob, by=alice, alert=True)
    assert not [row for row in personal_data.person.history(bob) if "ote" in row["what"]]


# --- editing


def test_authors_edit_what_they_wrote(bob, writer):
    note = edit(write(bob, by=writer), text="Deaf", by=writer)
    assert (note.text, note.edited_by_name) == ("Deaf", "Vera")
    assert note.edited_at is not None


def test_others_need_the_right(bob, alice, writer):
    note = write(bob, by=alice)
    with pytest.raises(PermissionDenied):
        edit(note, text="Rich", by=writer)


def test_an_author_without_rights_edits_nothing(bob, viewer):
    note = write(bob)
    Note.objects.update(by=viewer)
    note.refresh_from_db()
    with pytest.raises(PermissionDenied):
        edit(note, text="Rich", by=viewer)


def test_marks_alone_are_no_edit(bob, alice):
    note = edit(write(bob, by=alice), pinned=True, by=alice)
    assert note.pinned
    assert note.edited_at is None


def test_saving_without_a_change_writes_nothing(bob, alice):
    note = write(bob, by=alice)
    edit(note, by=alice)
    assert not Activity.objects.filter(kind="note.edited").exists()


def test_the_second_editor_is_told(bob, alice):
    note = write(bob, by=alice)
    edit(note, text="First", by=alice, version=0)
    with pytest.raises(ValidationError, match="meanwhile"):
        edit(note, text="Second", by=alice, version=0)
    assert Note.objects.get().text == "First"


def test_a_note_that_is_gone_is_told(bob, alice):
    note = write(bob, by=alice)
    Note.objects.filter(pk=note.pk).delete()
    with pytest.raises(ValidationError, match="deleted"):
        notes.pin(note, pinned=True, by=alice)


def test_deleting_needs_the_right(bob, writer):
    note = write(bob, by=writer)
    with pytest.raises(PermissionDenied):
        notes.delete(note, by=writer)


# --- the alert


def test_a_new_alert_takes_the_place_of_the_old_one(bob, alice):
    first = write(bob, "Deaf", by=alice, alert=True, colour="red")
    second = write(bob, "Pays late", by=alice, alert=True)
    first.refresh_from_db()
    assert not first.is_alert
    assert notes.alert_of(customer_of(bob)) == second


def test_the_database_itself_allows_one(bob):
    from django.db import IntegrityError, transaction

    write(bob, alert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(customer=customer_of(bob), alert_for=customer_of(bob), text="x")


def test_an_alert_ends_and_stays_a_note(bob, alice):
    note = write(bob, by=alice, alert=True)
    notes.quieten(note, by=alice)
    assert notes.alert_of(customer_of(bob)) is None
    assert Note.objects.count() == 1


def test_an_unknown_colour_is_refused(bob, alice):
    note = write(bob, by=alice)
    with pytest.raises(ValidationError):
        notes.alert(note, colour="red;background:url(//evil)", by=alice)


def test_the_line_is_the_first_that_says_something(bob):
    assert write(bob, "\n  \nDeaf \nreally").line == "Deaf"


def test_the_alerts_of_a_page_are_one_query(bob, carol, django_assert_num_queries):
    write(bob, alert=True)
    write(carol, alert=True)
    with django_assert_num_queries(1):
        assert {note.line for note in notes.alerts_of([bob.pk, carol.pk]).values()} == {"Deaf: write, don't call"}


def test_there_is_no_alert_of_nobody(alice):
    assert notes.alert_of(None) is None


# --- following up


def test_a_follow_up_is_due_on_its_day(bob, carol):
    late, today = write(bob, follow_up_on=TODAY - DAY), write(carol, follow_up_on=TODAY)
    coming = write(carol, follow_up_on=TODAY + DAY)
    assert list(notes.due()) == [late, today]
    assert list(notes.due(coming=True)) == [coming]
    assert notes.due_count() == 2


def test_done_and_not_done(bob, writer):
    note = write(bob, follow_up_on=TODAY)
    assert notes.done(note, by=writer).done_by_name == "Vera"
    assert not notes.due()
    notes.reopen(note, by=writer)
    assert list(notes.due()) == [note]


def test_postponing_opens_it_for_another_day(bob, writer):
    note = notes.done(write(bob, follow_up_on=TODAY), by=writer)
    notes.postpone(note, to=TODAY + DAY, by=writer)
    assert list(notes.due(coming=True)) == [note]


def test_nothing_is_postponed_into_the_past(bob, writer):
    with pytest.raises(ValidationError):
        notes.postpone(write(bob, follow_up_on=TODAY), to=TODAY - DAY, by=writer)


def test_a_note_without_a_day_is_not_done(bob, writer):
    with pytest.raises(ValidationError):
        notes.done(write(bob), by=writer)


def test_people_who_are_gone_are_not_called(bob):
    write(bob, follow_up_on=TODAY)
    Customer.objects.update(state=Customer.State.STAFF)
    assert notes.due_count() == 0


# --- finding


def test_words_are_found_whatever_their_case_and_accents(bob, carol):
    note = write(bob, "Verrà LUNEDÌ con la figlia")
    write(carol, "Lunedì")
    assert list(notes.matching("figlia lunedi")) == [note]


def test_an_edited_note_is_found_by_its_new_words(bob, alice):
    edit(write(bob, "old", by=alice), text="Novità", by=alice)
    assert notes.matching("novita").count() == 1
    assert not notes.matching("old")


# --- files


def test_a_file_comes_with_its_note(bob, alice):
    file = write(bob, by=alice, uploads=[paper()]).files.get()
    assert (file.name, file.size, file.by_name, file.content_type) == (
        "Contratto.pdf",
        14,
        "Alice Bottega",
        "application/pdf",
    )
    assert "Contratto" not in file.file.name


def test_private_files_have_no_address(bob):
    with pytest.raises(ValueError, match="URL"):
        write(bob, uploads=[paper()]).files.get().file.url  # noqa: B018


@pytest.mark.parametrize("name", ["a.svg", "a.pdf", "a.png", "a.txt"])
@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"<!doctype html><script>alert(1)</script>", b"MZ\x00"])
def test_what_could_run_is_refused_and_nothing_is_kept(bob, name, content):
    before = stored()
    with pytest.raises(ValidationError) as refused:
        write(bob, uploads=[paper(), paper(name, content)])
    assert list(refused.value.message_dict) == ["uploads"]
    assert not Note.objects.exists()
    assert stored() == before


def test_all_that_is_wrong_is_told_at_once(bob):
    with pytest.raises(ValidationError) as refused:
        write(bob, uploads=[paper("a.svg", b"<svg>"), paper("b.html", b"<html>")])
    assert len(refused.value.messages) == 2


def test_there_is_a_limit_for_each_customer(bob, carol, settings):
    settings.OSCAR_CLIENTI_FILES_PER_CUSTOMER = 2
    note = write(bob, uploads=[paper(), paper()])
    with pytest.raises(ValidationError, match="No more than 2"):
        edit(note, uploads=[paper()])
    write(carol, uploads=[paper()])
    assert NoteFile.objects.count() == 3


def test_room_is_made_before_it_is_taken(bob, settings):
    settings.OSCAR_CLIENTI_FILES_PER_CUSTOMER = 1
    note = write(bob, uploads=[paper("a.pdf")])
    edit(note, uploads=[paper("b.pdf")], without=[note.files.get().public_id])
    assert note.files.get().name == "b.pdf"


def refuse(upload):
    raise ValidationError("Eicar!")


def test_the_scanner_has_its_say(bob, settings):
    settings.OSCAR_CLIENTI_FILE_SCANNER = f"{__name__}.refuse"
    with pytest.raises(ValidationError, match="Eicar"):
        write(bob, uploads=[paper()])


def test_a_file_of_another_note_is_not_taken_away(bob, carol):
    theirs = write(carol, uploads=[paper()]).files.get()
    edit(write(bob), without=[theirs.public_id])
    assert NoteFile.objects.get() == theirs


@pytest.mark.parametrize(
    "how", ["the note is deleted", "the file is removed", "the account is erased", "the user goes"]
)
def test_no_file_is_left_behind(bob, alice, committed, how):
    before = stored()
    note = write(bob, by=alice, uploads=[paper()])
    assert len(stored() - before) == 1
    with committed():
        if how == "the note is deleted":
            notes.delete(note, by=alice)
        elif how == "the file is removed":
            edit(note, by=alice, without=[note.files.get().public_id])
        elif how == "the account is erased":
            erasure.erase(customer_of(bob), by=alice)
        else:
            bob.delete()
    assert stored() == before


def test_a_deletion_that_fails_keeps_the_file(bob, alice):
    note = write(bob, by=alice, uploads=[paper()])
    name = note.files.get().file.name

    def fail(**kwargs):
        raise RuntimeError

    signals.note_deleted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            notes.delete(note, by=alice)
    finally:
        signals.note_deleted.disconnect(fail)
    assert private_files.storage().exists(name)
    assert note.files.exists()


def test_the_plan_of_an_erasure_counts_the_notes(bob, alice):
    write(bob, by=alice)
    counts = {str(count.label): count.number for count in erasure.plan([customer_of(bob)]).total.deleted}
    assert counts["Notes"] == 1


def test_erasing_leaves_no_word_of_it(bob, alice):
    write(bob, "Segreto", by=alice, uploads=[paper("Segreto.pdf")])
    erasure.erase(customer_of(bob), by=alice)
    assert not Note.objects.exists()
    assert "Segreto" not in str(list(Activity.objects.values_list("facts", "changes")))
