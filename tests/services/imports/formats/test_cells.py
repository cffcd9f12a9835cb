"""Cells as other shops write them."""

import pytest

from oscar_clienti.services.imports.formats import cells


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("5/6/2024 15:59", "2024-05-06 15:59:00"),
        ("5/6/2024 3:59 PM", "2024-05-06 15:59:00"),
        ("5/6/2024, 12:05 am", "2024-05-06 00:05:00"),
        ("12/5/2024 12:05:09 PM", "2024-12-05 12:05:09"),
        ("07/14/1979", "1979-07-14"),
        ("7/14/79", "1979-07-14"),
        ("7/14/24", "2024-07-14"),
        ("May 6, 2024 3:59:00 PM", "2024-05-06 15:59:00"),
        ("September 6, 2024", "2024-09-06"),
        ("2024-05-06 15:59:00", "2024-05-06 15:59:00"),
        ("0000-00-00", ""),
        ("", ""),
        ("yesterday", "yesterday"),
        ("14/7/1979", "14/7/1979 (m/d/y?)"),
        ("2/30/2024", "2/30/2024 (m/d/y?)"),
        ("Foo 6, 2024", "Foo 6, 2024 (m/d/y?)"),
        ("5/6/2024 25:00", "5/6/2024 25:00 (m/d/y?)"),
    ],
)
def test_american_dates(text, date):
    assert cells.american_date(text) == date


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("it_IT", "it"),
        ("it-IT", "it"),
        ("it", "it"),
        ("Italiano", "it"),
        ("English", "en"),
        ("en_GB", "en"),
        ("site-default", ""),
        ("Klingon", "Klingon"),
        ("", ""),
    ],
)
def test_languages(text, code):
    assert cells.language(text) == code


@pytest.mark.parametrize(
    ("text", "group"), [("Retail", "Retail"), ("1,2", ""), ("1, Retail ,vip", "Retail"), ("", ""), (" ,", "")]
)
def test_the_first_group_that_is_a_name(text, group):
    assert cells.first_group(text) == group


@pytest.mark.parametrize(("text", "more"), [("Retail", False), ("Retail,vip", True), ("3", True), ("", False)])
def test_whether_there_are_more_groups(text, more):
    assert cells.has_more_groups(text) is more


@pytest.mark.parametrize(("text", "bare"), [("'00100", "00100"), ("00100", "00100"), ("''1", "'1"), ("", "")])
def test_the_apostrophe_in_front(text, bare):
    assert cells.without_apostrophe(text) == bare


@pytest.mark.parametrize(
    ("text", "full"), [("Y", "yes"), ("n", "no"), ("yes", "yes"), ("1", "1"), ("perhaps", "perhaps")]
)
def test_yes_and_no(text, full):
    assert cells.yes_or_no(text) == full
