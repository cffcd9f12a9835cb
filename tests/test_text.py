"""Folding is the same in Python and in the database that the tests run on."""

import unicodedata

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import CharField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscar_clienti.text import Fold, fold
from tests.conftest import make_user

# What every engine folds alike: ASCII, Latin, Greek, Cyrillic and their marks. Beyond, MySQL composes nothing.
ALPHABETS = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.characters(min_codepoint=0xA0, max_codepoint=0x21F),
    st.characters(min_codepoint=0x300, max_codepoint=0x36F),
    st.characters(min_codepoint=0x386, max_codepoint=0x3CE),
    st.characters(min_codepoint=0x400, max_codepoint=0x4BF),
    st.characters(min_codepoint=0x1E00, max_codepoint=0x1E99),
    st.sampled_from("😀한漢日本あア"),
)
ANYTHING = st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\x00")


def in_the_database(text):
    value = Value(text, output_field=CharField())
    return get_user_model().objects.values_list(Fold(value), flat=True).first()


@pytest.fixture
def one_row(db):
    make_user("bob@example.com")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Giò ROSSI", "gio rossi"),
        ("D'Àvila", "d'avila"),
        ("Gio\u0300", "gio"),
        ("Ørsted, Łódź, İzmir, ıssız", "orsted, lodz, izmir, issiz"),
        ("Straße", "straße"),
        ("ÆON Œuvre", "æon œuvre"),
        ("Νίκος ΝΊΚΟΣ", "νικοσ νικοσ"),
        ("Чайковский ЧАЙКОВСКИЙ", "чаиковскии чаиковскии"),
        ("한국 日本", "한국 日本"),
        ("😀 g.rossi+news@Example.com", "😀 g.rossi+news@example.com"),
        ("100% a_b \\ 'q' \"", "100% a_b \\ 'q' \""),
        ("", ""),
    ],
)
def test_what_folding_does(one_row, text, folded):
    assert fold(text) == folded
    assert in_the_database(text) == folded


def test_nothing_folds_to_nothing(one_row):
    assert in_the_database(None) is None


@given(st.text(ANYTHING))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(ANYTHING))
def test_how_accents_are_spelled_makes_no_difference(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(ALPHABETS, max_size=40))
def test_the_database_folds_like_python(one_row, text):
    text = unicodedata.normalize("NFC", text)
    assert in_the_database(text) == fold(text)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(ANYTHING, max_size=40))
def test_postgresql_folds_every_script_like_python(one_row, text):
    if connection.vendor == "mysql":
        pytest.skip("MySQL leaves the scripts beyond Latin, Greek and Cyrillic as they are spelled")
    assert in_the_database(text) == fold(text)


def test_every_single_letter_folds_alike(one_row):
    letters = "".join(
        map(
            chr,
            [
                *range(0x20, 0x220),
                *range(0x222, 0x234),
                *range(0x386, 0x3CF),
                *range(0x400, 0x4C0),
                *range(0x1E00, 0x1E9A),
            ],
        )
    )
    letters = "".join(letter for letter in letters if unicodedata.category(letter)[0] == "L")
    assert in_the_database(letters) == fold(letters)
