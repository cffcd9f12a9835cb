"""What people write in cells, and what is refused."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from oscar_clienti.models import ConsentState
from oscar_clienti.services.file_columns import file_columns
from oscar_clienti.sources import Source, sources
from tests.services.file_columns.shop import add_countries


def parse(key, text):
    return file_columns[key].parse(text)


def refusal(key, text):
    with pytest.raises(ValidationError) as refused:
        parse(key, text)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize("word", ["yes", "YES", "true", "1", "sì", "Sì", "SI", "x", "y", "vero", "VERO", "on"])
def test_words_for_yes(word):
    assert parse("tax_exempt", word) is True


@pytest.mark.parametrize("word", ["no", "No", "false", "0", "n", "falso", "FALSO", "off"])
def test_words_for_no(word):
    assert parse("tax_exempt", word) is False


@pytest.mark.parametrize("word", ["maybe", "2", "yes please", "forse"])
def test_other_words_are_neither_yes_nor_no(word):
    assert "yes" in refusal("tax_exempt", word)


@pytest.mark.parametrize("text", ["1980-12-31", "31/12/1980", "31.12.1980", "31-12-1980", "1980-12-31 00:00:00"])
def test_days(text):
    assert parse("birthday", text) == date(1980, 12, 31)


@pytest.mark.parametrize("text", ["31/02/1980", "12/31/1980", "1980", "yesterday", "31/12-1980", "١/٢/1980", "1/1/80"])
def test_what_is_no_day(text):
    assert "1980-12-31" in refusal("birthday", text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31T17:30:00+00:00",
        "2026-01-31 18:30",
        "31/01/2026 18:30",
        "31.01.2026, 18.30:00",
        "2026-01-31 18:30:00 +0100",
        "2026-01-31 17:30:00 UTC",
        "2026-01-31T17:30:00Z",
    ],
)
def test_moments_are_the_shops_unless_they_name_a_zone(text):
    assert parse("date_joined", text) == datetime(2026, 1, 31, 17, 30, tzinfo=UTC)


def test_a_day_is_its_first_moment():
    assert parse("date_joined", "31/01/2026") == datetime(2026, 1, 30, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["soon", "31/02/2026 10:00", "0001-01-01", "9999-12-31", "2026-01-31 25:00"])
def test_what_is_no_moment(text):
    assert "18:30" in refusal("date_joined", text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("IT", "IT"),
        ("it", "IT"),
        ("ITA", "IT"),
        ("Italy", "IT"),
        ("ITALIA", "IT"),
        ("Germania", "DE"),
        ("germany", "DE"),
        ("UK", "GB"),
        ("Regno Unito", "GB"),
        ("U.S.A.", "US"),
        ("Stati Uniti", "US"),
        ("cote d'ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Costa d'Avorio", "CI"),
    ],
)
def test_countries(text, code):
    add_countries("IT", "DE", "GB", "US", "CI")
    assert parse("address1_country", text) == code


@pytest.mark.django_db
def test_a_country_that_the_shop_added_a_moment_ago_is_known_by_its_name():
    add_countries("IT")
    parse("address1_country", "Italy")
    add_countries("CI")
    assert parse("address1_country", "Cote d'Ivoire") == "CI"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["FR", "Narnia", "X", "I T"])
def test_countries_that_the_shop_does_not_know(text):
    add_countries("IT")
    assert "IT" in refusal("address1_country", text)


@pytest.mark.parametrize("text", ["it", "IT", "it-IT", "it_IT", "Italian", "italiano", "ITALIANO"])
def test_languages(text):
    assert parse("language", text) == "it"


def test_a_language_that_is_none():
    assert "code" in refusal("language", "Klingon")


def test_a_language_that_the_shop_does_not_speak_is_kept():
    assert parse("language", "fr") == "fr"


@pytest.mark.parametrize("text", ["registration", "Registration", "registrazione"])
def test_a_source_by_its_key_or_label(text):
    assert parse("source", text) == "registration"


def test_a_source_whose_app_is_gone_is_kept():
    assert parse("source", "fair-2019") == "fair-2019"


def test_a_source_of_a_store():
    sources.register(Source("fair", "Trade fair"))
    try:
        assert parse("source", "trade FAIR") == "fair"
    finally:
        sources.unregister("fair")


def test_other_words_are_no_source():
    assert "Registration" in refusal("source", "a friend told me")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("yes", ConsentState.GRANTED),
        ("Sì", ConsentState.GRANTED),
        ("no", ConsentState.WITHDRAWN),
        ("never asked", ConsentState.NEVER_ASKED),
        ("Mai chiesto", ConsentState.NEVER_ASKED),
        ("pending", ConsentState.PENDING),
        ("In attesa", ConsentState.PENDING),
        ("Waiting for confirmation", ConsentState.PENDING),
    ],
)
def test_states_of_consent(text, state):
    assert parse("email_consent", text) == state


def test_a_state_of_consent_that_is_none():
    assert "never asked" in refusal("sms_consent", "perhaps")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("retail, VIP", ["VIP", "retail"]),
        ("retail,retail", ["retail"]),
        ('"Rome, north", VIP', ["Rome, north", "VIP"]),
        ('24" monitor, VIP', ['24" monitor', "VIP"]),
        ("  big   spender ,", ["big spender"]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_tags(text, names):
    assert parse("tags", text) == names


@pytest.mark.parametrize("key", ["first_name", "company", "group", "tags", "address1_line1", "password"])
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x85"])
def test_characters_that_cannot_be_kept(key, character):
    assert "character" in refusal(key, f"a{character}b")


@pytest.mark.parametrize(
    ("key", "limit"),
    [("phone", 32), ("vat_number", 32), ("sdi_code", 7), ("group", 64), ("tags", 64), ("company", 255)],
)
def test_too_long_names_the_limit(key, limit):
    parse(key, "x" * limit)
    assert str(limit) in refusal(key, "x" * (limit + 1))


@pytest.mark.parametrize("text", ["-1", "1.5", "²", "12a", "9" * 19])
def test_what_is_no_number_of_a_customer(text):
    assert "whole number" in refusal("id", text)


def test_leading_zeros_and_plus_signs_stay():
    assert (parse("phone", "+39 011 555"), parse("address1_postcode", "00100")) == ("+39 011 555", "00100")


def test_what_is_written_does_not_depend_on_the_language():
    with override("it"):
        assert (file_columns["tax_exempt"].text(True), file_columns["email_consent"].text(0)) == ("yes", "never asked")
