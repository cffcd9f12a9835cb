"""Countries: the code of two letters stands in the cell; of three letters, or a name, is understood."""

import time
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ...text import fold
from .choices import locales
from .spellings import Spelling

# How people call them and no table does, folded and without points.
_COMMON = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "inghilterra": "GB",
    "gran bretagna": "GB",
    "usa": "US",
    "united states of america": "US",
    "stati uniti d'america": "US",
    "america": "US",
    "holland": "NL",
    "olanda": "NL",
    "the netherlands": "NL",
    "czech republic": "CZ",
    "repubblica ceca": "CZ",
}
_SECONDS = 60


class Country(Spelling):
    """A country that the shop knows, by its code."""

    is_plain = True

    def parse(self, text: str) -> str:
        own = _shops_own(_now())
        if text in own:
            return text
        code = _code_of(text)
        if code in own or _knows(code):
            return code
        words = _("This country is not known to the shop: write a code such as IT, or its name in English or Italian.")
        raise ValidationError(words, code="country")


def _code_of(text: str) -> str:
    name = _plain(text)
    return _COMMON.get(name) or _names(_now()).get(name) or _everybodys().get(name) or text.upper()


def _plain(name: str) -> str:
    """Without case, accents, points and printers' apostrophes: "Côte d’Ivoire" is "cote d'ivoire"."""
    return " ".join(fold(name).replace(".", "").replace("’", "'").split())


def _knows(code: str) -> bool:
    """Asked for each cell that the copy doesn't have: it may have been added a moment ago."""
    return len(code) == 2 and code.isascii() and _countries().filter(pk=code).exists()


def _now() -> int:
    return int(time.monotonic() // _SECONDS)


@lru_cache(maxsize=1)
def _shops_own(minute: int) -> frozenset[str]:
    """The codes of the shop's table, looked up once a minute."""
    return frozenset(_countries().values_list("pk", flat=True))


@lru_cache(maxsize=1)
def _names(minute: int) -> dict[str, str]:
    """What the shop's table calls them, looked up once a minute."""
    names: dict[str, str] = {}
    for code, *spelt in _countries().values_list("pk", "name", "printable_name", "iso_3166_1_a3"):
        names |= {_plain(name): code for name in spelt if name}
    return names


@cache
def _everybodys() -> dict[str, str]:
    """Their names in English, Italian and the shop's languages."""
    return {
        _plain(name): code
        for locale in locales()
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha()
    }


def _countries() -> Any:
    return get_model("address", "Country")._default_manager.order_by()
