"""What is written in a cell is read from it again, for every value of every column."""

import string
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.translation import override
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from oscar.core.loading import get_model

from oscar_clienti.models import ConsentState
from oscar_clienti.services.file_columns import file_columns
from oscar_clienti.services.vat import numbers
from oscar_clienti.sources import sources
from tests.services.file_columns.shop import add_countries

pytestmark = pytest.mark.django_db

KEPT = st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t\r")
TEXTS = st.text(KEPT, min_size=1, max_size=32)
LABELS = st.text(KEPT, max_size=60).map(lambda name: " ".join(name.split())).filter(bool)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(8999, 12, 31), timezones=st.just(UTC))
AMOUNTS = st.decimals(0, 10**11, places=2, allow_nan=False)
COUNTS = st.integers(0, 10**17)
VALUES = {
    "id": COUNTS,
    "orders": COUNTS,
    "total_spent": AMOUNTS,
    "birthday": st.dates(),
    "group_until": st.dates(),
    "exemption_until": st.dates(),
    "language": st.sampled_from([code for code, _name in settings.LANGUAGES]),
    "group": LABELS,
    "tags": st.sets(LABELS, min_size=1).map(sorted),
    "source": st.sampled_from([source.key for source in sources]),
    "email_consent": st.sampled_from(ConsentState),
    "sms_consent": st.sampled_from(ConsentState),
    "email_consent_source": st.sampled_from(["staff", "checkout", "a form of our own"]),
    "sms_consent_source": st.sampled_from(["staff", "checkout", "a form of our own"]),
    "email_consent_wording": TEXTS,
    "vat_number": TEXTS.map(numbers.tidy),
    "sdi_code": st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=7),
    "country_code": st.sampled_from(["IT", "DE"]),
    **dict.fromkeys(("tax_exempt", "system_notifications", "active"), st.booleans()),
    **dict.fromkeys(("date_joined", "email_consent_at", "sms_consent_at", "first_order", "last_order"), MOMENTS),
}
ADDRESS_VALUES = {
    "id": COUNTS,
    "country": st.sampled_from(["IT", "DE"]),
    "is_default_for_shipping": st.booleans(),
    "is_default_for_billing": st.booleans(),
}


def values_of(column):
    return VALUES.get(column.key, ADDRESS_VALUES.get(getattr(column, "field", ""), TEXTS))


@pytest.mark.parametrize("key", [column.key for column in file_columns.registered()])
@pytest.mark.parametrize("language", ["en", "it"])
def test_what_is_written_is_read(key, language):
    add_countries("IT", "DE")
    column = file_columns[key]

    @hypothesis_settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
    @given(values_of(column))
    def holds(value):
        with override("en"):
            cell = column.text(value)
        with override(language):
            assert column.parse(cell) == value

    holds()


@pytest.mark.parametrize("key", [column.key for column in file_columns.registered()])
def test_nothing_is_an_empty_cell(key):
    assert file_columns[key].text(None) == ""


def test_every_country_of_the_shop_is_known_by_its_name():
    add_countries("IT", "DE", "CI")
    parse = file_columns["address1_country"].parse
    for country in get_model("address", "Country").objects.all():
        assert parse(country.printable_name) == country.pk


def test_an_amount_stands_without_an_exponent():
    assert file_columns["total_spent"].text(Decimal("1E+3")) == "1000"
