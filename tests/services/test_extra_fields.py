"""Extra information: what merchants ask of their customers besides what everybody asks."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from oscar_clienti.models import Activity, Customer, ExtraAnswer, ExtraField
from oscar_clienti.services import erasure, extra_fields
from oscar_clienti.services.extra_fields import Choice
from oscar_clienti.signals import extra_answered, extra_field_changed
from tests.conftest import customer_of, grant, heard, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def size(alice):
    """A choice of three, in two languages."""
    choices = [Choice("Small", {"it": "Piccola"}), Choice("Medium", {"it": "Media"}), Choice("Large")]
    return extra_fields.define(
        kind="choice", label="Shirt size", choices=choices, by=alice, translations={"it": {"label": "Taglia"}}
    )


@pytest.fixture
def diet(alice):
    return extra_fields.define(kind="text", label="Diet", by=alice)


def again(field):
    """As it is now, with its choices."""
    return ExtraField.objects.prefetch_related("choices").get(pk=field.pk)


def answer_of(user, field):
    row = ExtraAnswer.objects.select_related("field").filter(customer=user.pk, field=field.pk).first()
    return row.value if row else None


def chosen(field, label):
    return field.choices.get(label=label).pk


# Defining.


def test_the_key_is_made_of_the_label(alice):
    assert extra_fields.define(kind="text", label="Città d'origine", by=alice).key == "citta_dorigine"


def test_the_key_stays_when_the_label_changes(diet, alice):
    assert extra_fields.update(diet, label="Food", by=alice).key == "diet"


def test_a_key_that_was_taken_gets_a_number(diet, alice):
    extra_fields.update(diet, label="Food", by=alice)
    assert extra_fields.define(kind="text", label="Diet", by=alice).key == "diet_2"


def test_a_label_without_letters_of_ours_has_a_key_all_the_same(alice):
    assert extra_fields.define(kind="text", label="サイズ", by=alice).key == "field"


def test_fields_stand_in_the_order_in_which_they_were_defined(diet, size):
    assert [field.key for field in extra_fields.everything()] == ["diet", "shirt_size"]


def test_they_can_be_put_in_another_order(diet, size, alice):
    extra_fields.reorder([size.pk], by=alice)
    assert [field.key for field in extra_fields.everything()] == ["shirt_size", "diet"]


@pytest.mark.parametrize("label", ["diet", "DIÉT", "Phone", "telefono", "vat_number"])
def test_a_label_that_a_column_of_files_has_already_is_refused(label, diet, alice):
    with pytest.raises(ValidationError):
        extra_fields.define(kind="text", label=label, by=alice)


def test_so_is_one_of_another_language(diet, size, alice):
    with pytest.raises(ValidationError):
        extra_fields.update(diet, translations={"it": {"label": "Taglia"}}, by=alice)


def test_a_field_needs_a_label(alice):
    with pytest.raises(ValidationError) as refused:
        extra_fields.define(kind="text", label="  ", by=alice)
    assert "label" in refused.value.message_dict


def test_a_kind_that_is_none_is_refused(alice):
    with pytest.raises(ValidationError):
        extra_fields.define(kind="colour", label="Colour", by=alice)


def test_a_choice_needs_two_choices(alice):
    with pytest.raises(ValidationError):
        extra_fields.define(kind="choice", label="Size", choices=[Choice("One")], by=alice)
    assert not ExtraField.objects.exists()


def test_no_two_choices_may_have_the_same_words(alice):
    with pytest.raises(ValidationError):
        extra_fields.define(
            kind="choice", label="Size", choices=[Choice("One"), Choice("Two", {"it": "óne"})], by=alice
        )


@pytest.mark.parametrize(("language", "label"), [("en", "Shirt size"), ("it", "Taglia"), ("de", "Shirt size")])
def test_everybody_reads_their_own_language(language, label, size):
    with override(language):
        assert str(size) == label


@pytest.mark.parametrize("act", ["define", "update", "reorder", "retire", "restore", "delete"])
def test_each_act_needs_the_right(act, diet):
    vera = grant(make_user(is_staff=True), "change_customer", "manage_groups")
    acts = {
        "define": lambda: extra_fields.define(kind="text", label="Food", by=vera),
        "reorder": lambda: extra_fields.reorder([diet.pk], by=vera),
    }
    with pytest.raises(PermissionDenied):
        acts.get(act, lambda: getattr(extra_fields, act)(diet, by=vera))()


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("extra.changed", lambda field, by: extra_fields.update(field, required=True, by=by)),
        ("extra.retired", lambda field, by: extra_fields.retire(field, by=by)),
        ("extra.deleted", lambda field, by: extra_fields.delete(field, by=by)),
    ],
)
def test_each_act_is_written_down_and_announced(kind, act, diet, alice):
    with heard(extra_field_changed) as calls:
        act(diet, alice)
    assert [call["field"] for call in calls] == [diet]
    assert Activity.objects.latest("pk").kind == kind


def test_what_changed_is_written_down(diet, alice):
    extra_fields.update(diet, label="Food", required=True, by=alice)
    assert Activity.objects.latest("pk").changes == {"label": ["Diet", "Food"], "required": [False, True]}


def test_saving_the_same_writes_nothing(size, alice):
    before, field = Activity.objects.count(), again(size)
    choices = [Choice(one.label, {"it": one.words("label", "it")}, one.pk) for one in field.choices.all()]
    extra_fields.update(field, label="Shirt size", choices=choices, by=alice)
    assert Activity.objects.count() == before


# Choices.


def test_a_renamed_choice_keeps_its_answers(size, bob, alice):
    small = chosen(size, "Small")
    extra_fields.answer(customer_of(bob), {"shirt_size": small}, by=alice)
    rest = [Choice(label, pk=chosen(size, label)) for label in ("Medium", "Large")]
    extra_fields.update(size, choices=[Choice("S", pk=small), *rest], by=alice)
    assert [one.words for one in extra_fields.shown(customer_of(bob))] == ["S"]


def test_a_choice_that_nobody_chose_goes(size, alice):
    kept = [Choice(label, pk=chosen(size, label)) for label in ("Small", "Medium")]
    extra_fields.update(size, choices=kept, by=alice)
    assert size.choices.count() == 2


def test_a_choice_that_somebody_chose_is_retired(size, bob, alice):
    extra_fields.answer(customer_of(bob), {"shirt_size": chosen(size, "Large")}, by=alice)
    kept = [Choice(label, pk=chosen(size, label)) for label in ("Small", "Medium")]
    extra_fields.update(size, choices=kept, by=alice)
    assert [one.label for one in again(size).offered()] == ["Small", "Medium"]
    assert [one.words for one in extra_fields.shown(customer_of(bob))] == ["Large"]


def test_choices_stand_in_the_order_that_they_were_given(size, alice):
    order = ("Large", "Small", "Medium")
    extra_fields.update(size, choices=[Choice(label, pk=chosen(size, label)) for label in order], by=alice)
    assert tuple(one.label for one in again(size).offered()) == order


def test_the_choice_of_another_field_is_not_taken(size, bob, alice):
    other = extra_fields.define(kind="choice", label="Team", choices=[Choice("Red"), Choice("Blue")], by=alice)
    with pytest.raises(ValidationError):
        extra_fields.answer(customer_of(bob), {"shirt_size": chosen(other, "Red")}, by=alice)


# Answering.


@pytest.mark.parametrize(
    ("kind", "value"),
    [("text", "Vegan"), ("number", Decimal("37.5")), ("day", date(2026, 2, 28)), ("yes_no", False), ("yes_no", True)],
)
def test_an_answer_is_kept_by_its_kind(kind, value, bob, alice):
    field = extra_fields.define(kind=kind, label="Question", by=alice)
    extra_fields.answer(customer_of(bob), {"question": value}, by=alice)
    assert answer_of(bob, field) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "x" * 256),
        ("text", "a\x00b"),
        ("number", "many"),
        ("number", Decimal("NaN")),
        ("number", Decimal("1e11")),
        ("number", Decimal("0.00001")),
        ("day", "soon"),
        ("yes_no", "maybe"),
        ("choice", 999_999),
    ],
)
def test_what_is_no_answer_is_refused_at_its_field(kind, value, bob, alice):
    choices = [Choice("One"), Choice("Two")] if kind == "choice" else []
    extra_fields.define(kind=kind, label="Question", choices=choices, by=alice)
    with pytest.raises(ValidationError) as refused:
        extra_fields.answer(customer_of(bob), {"question": value}, by=alice)
    assert list(refused.value.message_dict) == ["question"]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_takes_an_answer_away(nothing, diet, bob, alice):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    extra_fields.answer(customer_of(bob), {"diet": nothing}, by=alice)
    assert not ExtraAnswer.objects.exists()


def test_what_is_not_named_stays(diet, size, bob, alice):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    extra_fields.answer(customer_of(bob), {"shirt_size": chosen(size, "Small")}, by=alice)
    assert answer_of(bob, diet) == "Vegan"


def test_an_answer_is_written_down_with_what_it_was(size, bob, alice):
    for label in ("Small", "Large"):
        extra_fields.answer(customer_of(bob), {"shirt_size": chosen(size, label)}, by=alice)
    row = Activity.objects.filter(customer=bob.pk).latest("pk")
    assert (row.kind, row.changes) == ("extra.answered", {"extra:shirt_size": ["Small", "Large"]})


def test_an_answer_is_announced(diet, bob, alice):
    with heard(extra_answered) as calls:
        extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    assert [(call["changes"], call["by"]) for call in calls] == [({"extra:diet": ("", "Vegan")}, alice)]


def test_the_same_answer_again_is_no_change(diet, bob, alice):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    with heard(extra_answered) as calls:
        extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    assert not calls


def test_customers_answer_for_themselves(diet, bob):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=bob)
    assert answer_of(bob, diet) == "Vegan"


def test_customers_do_not_answer_for_others(diet, bob, eve):
    with pytest.raises(PermissionDenied):
        extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=eve)


def test_staff_needs_the_right_to_change_customers(diet, bob):
    vera = grant(make_user(is_staff=True), "view_customer", "manage_extra_fields")
    with pytest.raises(PermissionDenied):
        extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=vera)


def test_nobody_answers_for_staff(diet, alice):
    with pytest.raises(PermissionDenied):
        extra_fields.answer(customer_of(alice), {"diet": "Vegan"}, by=alice)


def test_a_retired_field_takes_no_answers(diet, bob, alice):
    extra_fields.retire(diet, by=alice)
    with pytest.raises(ValidationError):
        extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)


# Retiring.


def test_a_retired_field_keeps_its_answers(diet, bob, alice):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    extra_fields.retire(diet, by=alice)
    assert answer_of(bob, diet) == "Vegan"


@pytest.mark.parametrize("text", ["label", "help_text"])
def test_what_merchants_wrote_is_no_html_where_templates_take_it_for_html(text, diet):
    """Oscar's own print both with ``|safe``."""
    setattr(diet, text, "<b>Rose & lily")
    (field,) = extra_fields.form_fields([diet], known={}, shopper=True).values()
    assert str(getattr(field, text)) == "&lt;b&gt;Rose &amp; lily"


def test_a_retired_field_is_asked_nowhere(diet, alice):
    extra_fields.retire(diet, by=alice)
    assert not extra_fields.asked("in_account")


def test_a_restored_field_is_asked_again(diet, alice):
    extra_fields.restore(extra_fields.retire(diet, by=alice), by=alice)
    assert extra_fields.asked("in_account") == [diet]


def test_a_field_that_somebody_answered_is_not_deleted(diet, bob, alice):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    with pytest.raises(ValidationError):
        extra_fields.delete(diet, by=alice)


def test_a_field_that_nobody_answered_goes_with_its_choices(size, alice):
    extra_fields.delete(size, by=alice)
    assert not ExtraField.objects.exists()


def test_a_field_that_is_gone_is_told(diet, alice):
    extra_fields.delete(diet, by=alice)
    with pytest.raises(ValidationError):
        extra_fields.retire(diet, by=alice)


# The person.


def test_answers_go_with_the_account(diet, bob, alice):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=bob)
    erasure.erase(Customer.objects.get(pk=bob.pk), by=alice)
    assert not ExtraAnswer.objects.exists()
    assert "Vegan" not in str(list(Activity.objects.values_list("changes", "facts")))


def test_a_persons_own_data_has_the_answers_in_words(diet, size, bob, alice):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan", "shirt_size": chosen(size, "Small")}, by=bob)
    extra_fields.retire(diet, by=alice)
    with override("it"):
        assert extra_fields.told(customer_of(bob)) == [("Diet", "Vegan"), ("Taglia", "Piccola")]


def test_a_shop_without_fields_asks_one_question_of_a_customer(bob, django_assert_num_queries):
    customer = customer_of(bob)
    with django_assert_num_queries(1):
        extra_fields.shown(customer)
