"""Extra information comes and goes in files, by columns that follow the fields of the moment."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from oscar_clienti.models import Activity, ExtraAnswer, ExtraField
from oscar_clienti.services import exports, extra_fields, imports
from oscar_clienti.services.exports import Layout, Selection, Sheet, export_presets
from oscar_clienti.services.extra_fields import Choice
from oscar_clienti.services.file_columns import file_columns
from tests.conftest import customer_of

from .conftest import work
from .test_round_trip import everything

pytestmark = pytest.mark.django_db

KINDS = ("text", "number", "day", "yes_no", "choice")
KEPT = st.characters(exclude_categories=("Cs", "Cc"))
VALUES = {
    "text": st.text(KEPT, min_size=1, max_size=255).map(str.strip).filter(bool),
    "number": st.decimals(-(10**11) + 1, 10**11 - 1, places=4, allow_nan=False),
    "day": st.dates(),
    "yes_no": st.booleans(),
}


@pytest.fixture
def fields(alice):
    """One of each kind; the labels are "Text", "Number" …, in Italian "Domanda text" …"""
    for kind in KINDS:
        extra_fields.define(
            kind=kind,
            label=f"Q {kind}",
            translations={"it": {"label": f"Domanda {kind}"}},
            choices=[Choice("Red; very", {"it": "Rosso"}), Choice("=Blue")] if kind == "choice" else (),
            by=alice,
        )
    return {field.kind: field for field in extra_fields.everything()}


def answers_of(user):
    rows = ExtraAnswer.objects.filter(customer=user.pk).select_related("field", "choice")
    return {row.field.kind: row.choice.label if row.choice else row.value for row in rows}


def exported(alice, sheet=None, layout=Layout("csv", ",")):  # noqa: B008  It is frozen.
    sheet = sheet or export_presets["all"].sheet()
    download = exports.stream(Selection.everybody(), sheet=sheet, layout=layout, reason="a test", by=alice)
    return b"".join(download.content)


@pytest.mark.parametrize("kind", VALUES)
def test_what_is_written_is_read(kind, fields):
    column = file_columns[f"extra:q_{kind}"]

    @hypothesis_settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
    @given(VALUES[kind])
    def holds(value):
        assert column.parse(column.text(value)) == value

    holds()


def test_every_choice_is_read_from_what_is_written(fields):
    column = file_columns["extra:q_choice"]
    choices = [choice.pk for choice in fields["choice"].choices.all()]
    assert [column.parse(column.text(pk)) for pk in choices] == choices


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("number", "37,5", Decimal("37.5")), ("day", "31/12/2026", date(2026, 12, 31)), ("yes_no", "sì", True)],
)
def test_people_write_as_they_are_used_to(kind, text, value, fields):
    assert file_columns[f"extra:q_{kind}"].parse(text) == value


@pytest.mark.parametrize("text", ["red; very", "ROSSO", "rosso"])
def test_a_choice_is_known_in_either_language(text, fields):
    red = fields["choice"].choices.all()[0]
    assert file_columns["extra:q_choice"].parse(text) == red.pk


@pytest.mark.parametrize("layout", [Layout("csv", ","), Layout("csv", ";"), Layout("xlsx")], ids=str)
def test_an_export_that_comes_back_changes_nothing(layout, fields, bob, alice, imported):
    given = {
        "q_text": "=1+1, “due”", "q_number": Decimal("-0.5"), "q_day": date(2026, 2, 28), "q_yes_no": False,
        "q_choice": fields["choice"].choices.all()[1],
    }  # fmt: skip
    extra_fields.answer(customer_of(bob), given, by=alice)
    file, before = exported(alice, layout=layout), everything()
    assert imported(file).counts == {"same": 1}
    assert everything() == before


@pytest.mark.parametrize("head", ["extra:q_text", "Q text", "domanda text"])
def test_a_column_is_known_by_key_and_by_label_in_either_language(head, fields, bob, imported):
    customer_of(bob)
    imported(f"email,{head}\nbob@example.com,Vegan\n")
    assert answers_of(bob) == {"text": "Vegan"}


def test_somebody_new_comes_with_answers(fields, imported):
    imported("email,Q number,Q choice,Q yes_no\nada@example.com,42,Rosso,no\n")
    assert {row.value for row in ExtraAnswer.objects.select_related("field")} == {
        Decimal(42),
        False,
        fields["choice"].choices.all()[0].pk,
    }


def test_an_answer_that_is_none_refuses_the_row(fields, imported, bob):
    customer_of(bob)
    job = imported("email,Q choice\nbob@example.com,Green\n")
    (outcome,) = imports.outcomes(job, "refused").rows
    assert "Red; very, =Blue" in outcome.reasons[0][2]


def test_a_blank_cell_leaves_the_answer(fields, bob, alice, imported):
    extra_fields.answer(customer_of(bob), {"q_text": "Vegan"}, by=alice)
    imported("email,Q text\nbob@example.com,\n")
    assert answers_of(bob) == {"text": "Vegan"}


def test_a_change_is_written_down_and_can_be_undone(fields, bob, alice, imported):
    extra_fields.answer(customer_of(bob), {"q_choice": fields["choice"].choices.all()[1]}, by=alice)
    job = imported("email,Q choice\nbob@example.com,Rosso\n")
    changes = Activity.objects.filter(customer=bob.pk).latest("pk").changes
    assert changes == {"extra:q_choice": ["=Blue", "Red; very"]}
    work(imports.undo(job, by=alice))
    assert answers_of(bob) == {"choice": "=Blue"}


def test_retired_answers_are_not_among_all_columns(fields, alice):
    extra_fields.retire(fields["text"], by=alice)
    assert "Q text" not in export_presets["all"].sheet().headings


def test_retired_answers_go_out_when_they_are_chosen(fields, bob, alice):
    extra_fields.answer(customer_of(bob), {"q_text": "Vegan"}, by=alice)
    extra_fields.retire(fields["text"], by=alice)
    assert b"Vegan" in exported(alice, Sheet.of(["email", "extra:q_text"]))


def test_nothing_comes_in_for_a_retired_field(fields, bob, alice, imported):
    customer_of(bob)
    extra_fields.retire(fields["text"], by=alice)
    imported("email,phone,Q text\nbob@example.com,+39 011 5550100,Vegan\n")
    assert answers_of(bob) == {}


def test_which_fields_there_are_is_not_asked_for_every_row(fields, imported):
    def reads(rows, words):
        people = "".join(f"person{number}@example.com,{words},{number}\n" for number in range(rows))
        with CaptureQueriesContext(connection) as asked:
            imported(f"email,Q text,Q number\n{people}")
        return len([one for one in asked if "FROM oscar_clienti_extrafield" in one["sql"].translate({34: "", 96: ""})])

    reads(30, "Vegan")
    assert reads(30, "Kosher") == reads(3, "Fruit")


def test_fields_that_are_defined_later_have_a_column_at_once(alice):
    assert "extra:later" not in file_columns
    extra_fields.define(kind="text", label="Later", by=alice)
    assert str(file_columns["extra:later"].label) == "Later"
    assert ExtraField.objects.get().key == "later"
