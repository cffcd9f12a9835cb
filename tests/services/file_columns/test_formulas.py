import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oscar_clienti.services.file_columns.formulas import DANGEROUS, escape, unescape


@given(st.text())
@example("'=1+1")
@example("''")
@example("=SUM(A1)")
@example("'")
def test_what_is_made_harmless_comes_back(text):
    assert unescape(escape(text)) == text


@given(st.text() | st.sampled_from(sorted(DANGEROUS)).flatmap(lambda first: st.text().map(lambda rest: first + rest)))
def test_no_cell_begins_like_a_formula(text):
    assert escape(text)[:1] not in DANGEROUS


@pytest.mark.parametrize("text", ["+39 011 555", "-5", "=1+1", "@SUM(1)", "\tx", "＝1", "\nx"])
def test_dangerous_cells_get_an_apostrophe(text):
    assert escape(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Bob", "0039", "a=b", "O'Brien", " =1"])
def test_others_stay_as_they_are(text):
    assert escape(text) == text


def test_an_apostrophe_of_somebody_elses_stays():
    assert unescape("'t Hooft") == "'t Hooft"
