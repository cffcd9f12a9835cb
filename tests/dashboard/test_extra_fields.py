"""Merchants define what they ask, staff answers for customers and finds them by their answers."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.translation import override

from oscar_clienti.models import Customer, CustomerGroup, ExtraAnswer, ExtraField, ListPreference
from oscar_clienti.services import customers, extra_fields, sync
from oscar_clienti.services.extra_fields import Choice
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db

EVERYBODY = reverse("dashboard:users-index")


def page(name, *args):
    return reverse(f"dashboard:customer-extra-field-{name}", args=args)


@pytest.fixture
def diet(alice):
    return extra_fields.define(kind="text", label="Diet", by=alice)


@pytest.fixture
def size(alice):
    choices = [Choice("Small", {"it": "Piccola"}), Choice("Large")]
    return extra_fields.define(kind="choice", label="Shirt size", choices=choices, by=alice)


def typed(**changes):
    """What the form of a new field posts."""
    return {"kind": "text", "label": "Diet", "help_text": "", "in_account": "on", **changes}


# The pages of the fields.


def test_an_empty_shop_is_told_what_fields_are_for(as_alice):
    assert "No fields yet" in as_alice.get(page("list")).content.decode()


def test_a_field_is_defined(as_alice):
    as_alice.post(page("add"), typed(required="on", **{"label-it": "Dieta", "help_text-it": "Facoltativa"}))
    field = ExtraField.objects.get()
    assert (field.key, field.required, field.in_account, field.in_checkout) == ("diet", True, True, False)
    assert field.translations == {"it": {"label": "Dieta", "help_text": "Facoltativa"}}


def test_choices_are_written_one_a_line_in_both_languages(as_alice):
    as_alice.post(page("add"), typed(kind="choice", new_choices="Small | Piccola\n\nLarge\n"))
    choices = ExtraField.objects.get().choices.all()
    assert [(choice.label, choice.words("label", "it")) for choice in choices] == [
        ("Small", "Piccola"),
        ("Large", "Large"),
    ]


def test_what_is_wrong_is_told_at_the_form(as_alice, diet):
    html = as_alice.post(page("add"), typed()).content.decode()
    assert "is the name of another field or column already" in html


def test_a_choice_without_choices_is_told(as_alice):
    assert "Write at least two choices" in as_alice.post(page("add"), typed(kind="choice")).content.decode()


def test_a_choice_is_renamed_moved_and_taken_away(as_alice, size):
    small, large = size.choices.all()
    words = {f"choice-{small.pk}": "S", f"choice-{small.pk}-place": "2", f"choice-{large.pk}": ""}
    as_alice.post(page("edit", size.pk), {**typed(label="Shirt size"), **words, "new_choices": "Medium"})
    assert [choice.label for choice in size.choices.all()] == ["S", "Medium"]
    assert size.choices.get(label="S").pk == small.pk


def test_the_form_shows_what_is_stored(as_alice, size):
    html = as_alice.get(page("edit", size.pk)).content.decode()
    assert all(f'value="{text}"' in html for text in ("Shirt size", "Small", "Piccola", "Large"))


def test_saving_the_form_unchanged_changes_nothing(as_alice, size):
    form = as_alice.get(page("edit", size.pk)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    as_alice.post(page("edit", size.pk), {k: v for k, v in data.items() if v is not None and v is not False})
    assert [(c.label, c.translations) for c in size.choices.all()] == [
        ("Small", {"it": {"label": "Piccola"}}),
        ("Large", {}),
    ]


def test_the_list_says_how_many_answered_and_leads_to_them(as_alice, alice, bob, carol, diet):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    html = as_alice.get(page("list")).content.decode()
    assert "1 answer" in html
    found = as_alice.get(f"{EVERYBODY}?extra-diet-empty=no").context["window"].rows
    assert [row.pk for row in found] == [bob.pk]


def test_the_answers_beside_a_field_are_as_many_as_the_list_that_they_lead_to(as_alice, alice, bob, carol, eve, diet):
    """Carol's account is inactive, Eve works in the shop now."""
    for user in (bob, carol, eve):
        extra_fields.answer(customer_of(user), {"diet": "Vegan"}, by=alice)
    customers.deactivate(customer_of(carol), by=alice)
    type(eve).objects.filter(pk=eve.pk).update(is_staff=True)
    sync.refresh([eve.pk])
    html = as_alice.get(page("list")).content.decode()
    assert "1 answer<" in html and "1 inactive<" in html
    assert found(as_alice, "extra-diet-empty=no") == {"Bob"}
    assert found(as_alice, "extra-diet-empty=no&state=inactive") == {"Carol"}


def test_a_field_that_only_staff_answered_is_not_offered_for_deleting(as_alice, alice, eve, diet):
    extra_fields.answer(customer_of(eve), {"diet": "Vegan"}, by=alice)
    type(eve).objects.filter(pk=eve.pk).update(is_staff=True)
    sync.refresh([eve.pk])
    html = as_alice.get(page("list")).content.decode()
    assert "No answers" in html and page("delete", diet.pk) not in html


def test_the_queries_of_the_list_do_not_grow(as_alice, alice, django_assert_max_num_queries):
    for number in range(8):
        extra_fields.define(kind="text", label=f"Question {number}", by=alice)
    with django_assert_max_num_queries(12):
        as_alice.get(page("list"))


def test_a_field_is_moved(as_alice, diet, size):
    as_alice.post(page("order"), {"order": f"{diet.pk},{size.pk}", "move": f"down-{diet.pk}"})
    assert list(ExtraField.objects.all()) == [size, diet]


def test_retiring_asks_first_in_numbers(as_alice, alice, bob, diet):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    assert "1 customer has answered it" in as_alice.get(page("retire", diet.pk)).content.decode()


def test_a_field_is_retired_and_restored(as_alice, diet):
    as_alice.post(page("retire", diet.pk))
    assert "Nobody is asked any more" in as_alice.get(page("list")).content.decode()
    as_alice.post(page("restore", diet.pk))
    assert not ExtraField.objects.get().is_retired


def test_a_field_without_answers_is_deleted(as_alice, diet):
    response = as_alice.post(page("delete", diet.pk))
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["“Diet” was deleted."]
    assert not ExtraField.objects.exists()


def test_one_with_answers_is_not(as_alice, alice, bob, diet):
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    assert "can be retired, not deleted" in as_alice.post(page("delete", diet.pk)).content.decode()


# One customer.


def profile(bob):
    return reverse("dashboard:user-detail", args=[bob.pk])


def save(client, bob, **changes):
    """Post the form of a customer as a browser would."""
    address = reverse("dashboard:customer-edit", args=[bob.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if name != "picture"}
    return client.post(address, {k: v for k, v in {**data, **changes}.items() if v is not None and v is not False})


def test_the_profile_shows_answers_in_the_readers_words(as_alice, alice, bob, size):
    extra_fields.answer(customer_of(bob), {"shirt_size": size.choices.first()}, by=alice)
    html = as_alice.get(profile(bob), headers={"accept-language": "it"}).content.decode()
    assert "<dd>Piccola</dd>" in html


def test_a_shop_without_fields_has_no_card(as_alice, bob):
    customer_of(bob)
    assert "card-extra" not in as_alice.get(profile(bob)).content.decode()


def test_staff_answers_in_the_form_of_the_customer(as_alice, bob, diet, size):
    customer_of(bob)
    assert save(as_alice, bob, **{"extra-diet": "Vegan", "extra-shirt_size": size.choices.last().pk}).status_code == 302
    assert [one.words for one in extra_fields.shown(customer_of(bob))] == ["Vegan", "Large"]


def test_staff_may_leave_a_required_field_empty(as_alice, alice, bob, diet):
    extra_fields.update(diet, required=True, by=alice)
    customer_of(bob)
    assert save(as_alice, bob).status_code == 302


def test_only_fields_of_the_dashboard_are_asked_there(as_alice, alice, bob, diet):
    extra_fields.update(diet, in_dashboard=False, by=alice)
    customer_of(bob)
    save(as_alice, bob, **{"extra-diet": "Vegan"})
    assert not ExtraAnswer.objects.exists()


def test_a_new_customer_is_added_with_answers(as_alice, diet):
    as_alice.post(reverse("dashboard:customer-add"), {"email": "ada@example.com", "extra-diet": "Vegan"})
    assert ExtraAnswer.objects.get().customer.email == "ada@example.com"


def test_an_answer_that_is_none_is_told_at_its_field(as_alice, alice, bob):
    extra_fields.define(kind="number", label="Shoe", by=alice)
    customer_of(bob)
    response = save(as_alice, bob, **{"extra-shoe": "0.000001"})
    assert "extra-shoe" in response.context["form"].errors


def test_the_history_says_what_was_and_what_is(as_alice, bob, size):
    customer_of(bob)
    save(as_alice, bob, **{"extra-shirt_size": size.choices.first().pk})
    html = as_alice.get(f"{profile(bob)}?tab=activity", headers={"accept-language": "it"}).content.decode()
    assert "Piccola" in html


def test_who_saves_second_loses_nothing(as_alice, alice, bob, diet):
    """Somebody answered meanwhile: the field that was not touched shows the new answer."""
    extra_fields.answer(customer_of(bob), {"diet": "Vegan"}, by=alice)
    address = reverse("dashboard:customer-edit", args=[bob.pk])
    form = as_alice.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
    extra_fields.answer(customer_of(bob), {"diet": "Kosher"}, by=alice)
    again = as_alice.post(address, {**data, "phone": "+39 011 1"}).context["form"]
    assert (again["extra-diet"].value(), again["phone"].value()) == ("Kosher", "+39 011 1")


@pytest.fixture
def one_of_each(alice):
    """A field of each kind in which "No" and 0 are answers."""
    return [extra_fields.define(kind=kind, label=kind, by=alice) for kind in ("yes_no", "number")]


@pytest.mark.parametrize(
    ("key", "seen", "newer", "shown"),
    [
        ("yes_no", False, True, "yes"),
        ("yes_no", True, False, "no"),
        ("yes_no", False, None, ""),
        ("yes_no", None, False, "no"),
        ("number", Decimal(0), Decimal(5), "5"),
        ("number", Decimal(5), Decimal(0), "0"),
        ("number", Decimal(0), None, ""),
        ("number", None, Decimal(0), "0"),
    ],
)
def test_a_colleagues_answer_stays_when_it_was_or_is_no_or_nought(
    as_alice, root, bob, one_of_each, key, seen, newer, shown
):
    extra_fields.answer(customer_of(bob), {key: seen}, by=root)
    address = reverse("dashboard:customer-edit", args=[bob.pk])
    opened = posted_by(as_alice.get(address))
    extra_fields.answer(customer_of(bob), {key: newer}, by=root)
    again = as_alice.post(address, {**opened, "phone": "+39 011 1"})
    assert str(again.context["form"][f"extra-{key}"].value()) == shown
    assert as_alice.post(address, posted_by(again)).status_code == 302
    fields = extra_fields.everything()
    assert extra_fields.initial(customer_of(bob), fields).get(ExtraField.objects.get(key=key).pk) == newer
    assert customer_of(bob).phone == "+39 011 1"


def posted_by(page):
    """What the browser sends back of the form on ``page``."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if name != "picture"}
    return {name: value for name, value in values.items() if value not in (None, "") and value is not False}


# The list.


def found(client, query):
    return {row.first_name for row in client.get(f"{EVERYBODY}?{query}").context["window"].rows}


@pytest.fixture
def people(bob, carol, eve, alice):
    """Bob and Carol answered everything, Eve nothing."""
    for kind in ("text", "number", "day", "yes_no"):
        extra_fields.define(kind=kind, label=kind.title(), by=alice)
    field = extra_fields.define(kind="choice", label="Team", choices=[Choice("Red"), Choice("Blue")], by=alice)
    red, blue = field.choices.all()
    for user, answers in (
        (bob, {"text": "Caffè Nero", "number": Decimal(40), "day": date(2026, 3, 1), "yes_no": True, "team": red}),
        (carol, {"text": "tea", "number": Decimal("42.5"), "day": date(2026, 5, 1), "yes_no": False, "team": blue}),
    ):
        extra_fields.answer(customer_of(user), answers, by=alice)
    customer_of(eve)
    return {"red": red.pk, "blue": blue.pk}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("extra-text=CAFFE", {"Bob"}),
        ("extra-text=nobody", set()),
        ("extra-text-empty=yes", {"Eve"}),
        ("extra-text-empty=no", {"Bob", "Carol"}),
        ("extra-number-from=41", {"Carol"}),
        ("extra-number-to=40", {"Bob"}),
        ("extra-number-from=40&extra-number-to=42.5", {"Bob", "Carol"}),
        ("extra-day-from=2026-04-01", {"Carol"}),
        ("extra-day-to=2026-03-01", {"Bob"}),
        ("extra-yes_no=yes", {"Bob"}),
        ("extra-yes_no=no", {"Carol"}),
        ("extra-team={red}", {"Bob"}),
        ("extra-team={red}&extra-team={blue}", {"Bob", "Carol"}),
        ("extra-text=tea&extra-yes_no=yes", set()),
    ],
)
def test_customers_are_found_by_their_answers(as_alice, people, query, names):
    assert found(as_alice, query.format(**people)) == names


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("extra-text=tea", ["Text: contains “tea”"]),
        ("extra-number-from=41", ["Number: from 41"]),
        ("extra-yes_no=no", ["Yes_No: no"]),
        ("extra-team={red}", ["Team: Red"]),
        ("extra-team-empty=yes", ["Team: no answer"]),
    ],
)
def test_what_is_filtered_stands_as_a_chip(as_alice, people, query, words):
    response = as_alice.get(f"{EVERYBODY}?{query.format(**people)}")
    assert [text for text, _address in response.context["chips"]] == words


def test_the_sheet_offers_every_field(as_alice, people):
    html = as_alice.get(reverse("dashboard:customer-filters")).content.decode()
    assert all(f'name="extra-{name}"' in html for name in ("text", "number-from", "day-to", "yes_no", "team"))


def test_the_sheet_of_a_shop_without_fields_has_no_such_heading(as_alice):
    assert "<h3>Extra information</h3>" not in as_alice.get(reverse("dashboard:customer-filters")).content.decode()


def test_a_retired_field_is_offered_no_more_but_goes_on_filtering(as_alice, alice, people):
    """A segment that was saved with it must not turn into everybody."""
    extra_fields.retire(ExtraField.objects.get(key="team"), by=alice)
    assert 'name="extra-team"' not in as_alice.get(reverse("dashboard:customer-filters")).content.decode()
    assert found(as_alice, f"extra-team={people['red']}") == {"Bob"}


def test_the_list_asks_no_more_than_before(as_alice, people, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    as_alice.get(EVERYBODY)
    with CaptureQueriesContext(connection) as with_fields:
        as_alice.get(EVERYBODY)
    ExtraAnswer.objects.all().delete()
    ExtraField.objects.all().delete()
    with django_assert_num_queries(len(with_fields)):
        as_alice.get(EVERYBODY)


def test_answers_can_be_a_column_of_the_list(as_alice, alice, people):
    ListPreference.objects.create(user=alice, columns=["extra:team", "extra:number"])
    html = as_alice.get(EVERYBODY).content.decode()
    assert ">Red<" in html
    assert ">42.5<" in html


def test_the_column_can_be_chosen(as_alice, people):
    html = as_alice.get(reverse("dashboard:customer-columns")).content.decode()
    assert 'value="extra:team"' in html


def test_all_who_match_get_a_group(as_alice, people, alice):
    from oscar_clienti.filters import CustomerFilter

    group = CustomerGroup.objects.create(name="Reds")
    matching = CustomerFilter.exactly(f"extra-team={people['red']}").apply()
    customers.update(matching.get(), by=alice, group=group)
    assert Customer.objects.get(group=group).first_name == "Bob"


def test_a_chip_speaks_the_readers_language(as_alice, alice, people):
    field = ExtraField.objects.get(key="team")
    extra_fields.update(field, translations={"it": {"label": "Squadra"}}, by=alice)
    from oscar_clienti.filters import CustomerFilter

    with override("it"):
        chips = CustomerFilter.from_string(f"extra-team={people['red']}").chips()
    assert [chip.text for chip in chips] == ["Squadra: Red"]
