"""Which column fills what, the reader made of it, and what it leaves behind."""

import json

import pytest

from oscar_clienti.services.imports.formats import Format, Match
from oscar_clienti.services.imports.formats.reasons import GROUP_NUMBER, Left
from oscar_clienti.services.imports.mapping import LeftBehind, Mapping, compile, left_behind, suggest

HEADER = ["E-mail", "Telefono", "Nome", "Cognome"]


@pytest.fixture
def mapping():
    return suggest(HEADER)


def of(*columns, header=None):
    return Mapping(header=tuple(header or [f"head {n}" for n, _key in enumerate(columns, 1)]), columns=columns)


def test_a_mapping_can_be_stored(mapping):
    assert Mapping.from_dict(json.loads(json.dumps(mapping.as_dict()))) == mapping


def test_the_format_is_remembered():
    class Till(Format):
        key = "till"

    assert suggest(HEADER, Till()).format == "till"


def test_what_the_merchant_chooses_is_not_automatic(mapping):
    chosen = mapping.choose(["email", "company", "first_name", None])
    assert chosen.columns == ("email", "company", "first_name", None)
    assert chosen.automatic == {0, 2}


def test_what_the_merchant_leaves_as_it_is_stays_certain():
    mapping = suggest(["email", "phone"])
    assert mapping.choose(["email", None]).certain == {0}


def test_a_reader_takes_only_what_is_matched():
    read = compile(of("email", None, "phone"))
    assert read(["ada@example.com", "no", "1"]) == {"email": "ada@example.com", "phone": "1"}


def test_a_reader_of_one_column():
    assert compile(of(None, "email"))(["x", "ada@example.com"]) == {"email": "ada@example.com"}


def test_a_reader_of_nothing():
    assert compile(of(None))(["x"]) == {}


def test_cells_that_are_missing_at_the_end_are_blank():
    assert compile(of("email", "phone", "company"))(["ada@example.com"]) == {
        "email": "ada@example.com",
        "phone": "",
        "company": "",
    }


def test_cells_are_not_touched_where_nothing_converts_them():
    assert compile(of("email", "company"))([" a ", "'x"]) == {"email": " a ", "company": "'x"}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("address1_line1", "a, b"),
        ("address2_notes", "a\nb"),
        ("first_name", "a b"),
        ("tags", "a,b"),
        ("address1_first_name", "a b"),
    ],
)
def test_several_columns_are_put_together(key, text):
    assert compile(of(key, "email", key))([" a", "", "b "])[key] == text


def test_a_blank_part_leaves_no_trace():
    assert compile(of("address1_line1", "address1_line1"))(["", "Via Po"]) == {"address1_line1": "Via Po"}


def test_parts_that_are_missing_at_the_end_are_blank():
    assert compile(of("tags", "email", "tags"))(["vip"]) == {"tags": "vip", "email": ""}


@pytest.mark.parametrize(("cells", "phone"), [(["1", "2"], "1"), ([" ", "2"], "2"), (["", ""], "")])
def test_where_texts_can_not_be_put_together_the_first_counts(cells, phone):
    assert compile(of("phone", "phone"))(cells) == {"phone": phone}


def test_what_is_not_taken_because_another_column_comes_first_is_said():
    mapping = of("phone", "phone", header=["Telefono", "Cellulare"])
    rows = [["1", "2"], ["1", "1"], ["", "2"], ["1", ""]]
    assert left_behind(mapping, rows).sentences() == [
        "Cellulare: 1 person has a value that is not taken, because another column has filled the field."
    ]


class Till(Format):
    """Shouts the names, and knows where everybody lives."""

    key = "till"
    label = "The till"
    columns = {"who": Match("first_name", str.upper), "where": "address1_line1", "mail": "email"}
    left = {"class": GROUP_NUMBER}
    constants = {"source": "till", "address1_country": "IT", "address2_country": "IT"}


def test_a_format_converts_what_it_matches():
    till = Till()
    assert compile(suggest(["who"], till), till)(["ada"])["first_name"] == "ADA"


def test_a_format_does_not_convert_what_the_merchant_matched_otherwise():
    till = Till()
    mapping = suggest(["who"], till).choose(["company"])
    assert compile(mapping, till)(["ada"])["company"] == "ada"


def test_constants_are_set_for_everybody_and_those_of_an_address_for_who_has_it():
    till = Till()
    read = compile(suggest(["mail", "where"], till), till)
    assert read(["a@example.com", "Via Po 1"]) == {
        "email": "a@example.com",
        "address1_line1": "Via Po 1",
        "address1_country": "IT",
        "source": "till",
    }
    assert read(["a@example.com", ""]) == {"email": "a@example.com", "address1_line1": "", "source": "till"}


def test_a_column_goes_before_a_constant():
    till = Till()
    mapping = suggest(["mail", "origin"], till).choose(["email", "source"])
    assert compile(mapping, till)(["a@example.com", "fair"])["source"] == "fair"


def test_columns_that_a_format_does_not_know_are_matched_by_their_words():
    mapping = suggest(["mail", "Telefono"], Till())
    assert mapping.columns == ("email", "phone")
    assert mapping.certain == {0}


def test_what_a_format_leaves_behind_is_not_matched_by_its_words():
    class Strange(Till):
        left = {"telefono": GROUP_NUMBER}

    assert suggest(["mail", "Telefono"], Strange()).columns == ("email", None)


def test_a_column_that_stands_twice_is_read_once_and_said():
    header = ["Email", "Phone", "email"]
    mapping = suggest(header)
    assert mapping.columns == ("email", "phone", None)
    assert left_behind(mapping, [["a@example.com", "1", "b@example.com"]]).sentences() == [
        "email: 1 person has a value. The column stands in the file twice, and the first one is read."
    ]


def test_a_column_that_the_merchant_leaves_out_is_said(mapping):
    chosen = mapping.choose(["email", None, "first_name", "last_name"])
    rows = [["a@example.com", "1", "Ada", "Neri"], ["b@example.com", "", "Bob", "Fisher"]]
    assert left_behind(chosen, rows).sentences() == ["Telefono: 1 person has a value. The column is left out."]


def test_a_column_without_values_is_not_worth_a_sentence(mapping):
    chosen = mapping.choose(["email", None, None, None])
    assert left_behind(chosen, [["a@example.com", " ", ""]]).sentences() == []


def test_a_column_without_a_head_is_called_by_its_number():
    assert left_behind(of(None, header=["\ufeff"]), [["x"]]).sentences() == [
        "Column 1: 1 person has a value. The column is left out."
    ]


def test_a_zero_in_a_column_that_nobody_knows_is_a_value():
    assert left_behind(of(None, header=["points"]), [["0"]]).sentences() == [
        "points: 1 person has a value. The column is left out."
    ]


def test_when_the_merchant_finds_a_place_nothing_is_said():
    till = Till()
    mapping = suggest(["mail", "class"], till).choose(["email", "group"])
    assert left_behind(mapping, [["a@example.com", "3"]], till).sentences() == [
        "Passwords of The till don't come along: the file doesn't have them. People sign in by a link."
    ]


def test_values_that_are_told_one_by_one_are_told_by_their_number():
    counted = LeftBehind(["class"], {0: GROUP_NUMBER})
    for value in "1112234567":
        counted.see([value])
    said = counted.sentences()
    assert said[0].startswith("class: 3 people are in group 1.")
    assert said[-1] == "class: 2 more people have other values, which are left out too."
    assert len(said) == 6


def test_a_file_with_endless_values_does_not_fill_the_memory():
    counted = LeftBehind(["class"], {0: GROUP_NUMBER})
    for number in range(1, 1001):
        counted.see([str(number)])
    assert len(counted.counts["values"]["0"]) == 100
    assert counted.sentences()[-1] == "class: 995 more people have other values, which are left out too."


def test_counts_of_two_parts_of_a_file_are_added():
    first, second = LeftBehind(["class"], {0: GROUP_NUMBER}), LeftBehind(["class"], {0: GROUP_NUMBER})
    first.see(["3"])
    second.see(["3"])
    first.add(json.loads(json.dumps(second.counts)))
    assert first.sentences() == [
        "class: 2 people are in group 3. The file has only the number: create a group, and choose it for these people."
    ]


def test_a_reason_may_count_only_some_of_the_values():
    some = Left("%(column)s: %(count)d", counts=lambda text: text > "b")
    assert left_behind(of(None, header=["x"]), [], None).counts == {"filled": {}, "values": {}}
    counted = LeftBehind(["x"], {0: some})
    for text in "abc":
        counted.see([text])
    assert counted.sentences() == ["x: 1"]
