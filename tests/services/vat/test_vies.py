"""Asking VIES: valid, not valid, or – whatever goes wrong – not known yet."""

import time

import pytest

from oscar_clienti.models import VatState
from oscar_clienti.services.vat import numbers, vies
from tests.vies import SECONDS, TROUBLES, in_trouble, serving

NUMBER = numbers.check("DE136695976")


def ask(settings, server):
    settings.OSCAR_CLIENTI_VIES_URL = server.url
    return vies.ask(NUMBER)


def test_a_valid_number_has_its_proof(settings):
    with serving() as server:
        answer = ask(settings, server)
    assert answer == vies.Answer(
        VatState.VALID, "WAPIAAAAZ0000001", "Brot und Buch GmbH", "Hauptstr. 1\n01067 Dresden", ""
    )
    assert server.asked == [{"countryCode": "DE", "vatNumber": "136695976"}]


def test_what_a_member_does_not_disclose_is_nothing(settings):
    with serving("invalid", userError="INVALID") as server:
        answer = ask(settings, server)
    assert answer == vies.Answer(VatState.INVALID, "WAPIAAAAZ0000002")


def test_the_shop_says_who_it_is(settings):
    settings.OSCAR_CLIENTI_SHOP_VAT_NUMBER = "it 007.431.101-57"
    with serving() as server:
        ask(settings, server)
    own = {"requesterMemberStateCode": "IT", "requesterNumber": "00743110157"}
    assert server.asked == [{"countryCode": "DE", "vatNumber": "136695976", **own}]


def test_a_shop_with_a_wrong_number_asks_nobody(settings):
    settings.OSCAR_CLIENTI_SHOP_VAT_NUMBER = "IT123"
    with serving() as server:
        assert ask(settings, server) == vies.Answer(trouble="requester")
    assert server.asked == []


@pytest.mark.parametrize(("mood", "word"), TROUBLES.items())
def test_whatever_goes_wrong_nothing_is_known(settings, mood, word):
    with in_trouble(settings, mood) as (_server, other):
        began = time.monotonic()
        assert vies.ask(NUMBER) == vies.Answer(trouble=word)
        assert time.monotonic() - began < SECONDS + 5
    assert other.asked == []


@pytest.mark.parametrize("url", ["", "nonsense", "file:///etc/passwd", "https://", "http://127.0.0.1:99999/"])
def test_a_wrong_address_is_trouble_too(settings, url):
    settings.OSCAR_CLIENTI_VIES_URL = url
    assert vies.ask(NUMBER).state == VatState.UNKNOWN


def test_nul_characters_are_not_kept(settings):
    with serving(name="Brot\x00GmbH") as server:
        assert ask(settings, server).name == "BrotGmbH"
