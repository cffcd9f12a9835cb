"""The crowd: customer number n is always the same person for the same seed, however many are made."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from oscar_clienti.models import ConsentState
from oscar_clienti.text import fold

from . import names, numbers

GROUPS = {"Wholesale": 0.04, "VIP": 0.02, "Friends": 0.03}
TAGS = ("newsletter", "fair 2026", "likes ceramics", "gift buyer", "slow payer", "press", "local", "returns often")
SOURCES = ("order", "registration", "guest", "import", "staff", "social")
_SOURCE_WEIGHTS = (46, 74, 82, 95, 98, 100)
_DAYS_OPEN = 1000
_PLAIN = str.maketrans(dict.fromkeys(" '-.", ""))


@dataclass(slots=True)
class Person:
    """Everything that is drawn of somebody; the orders come from ``orders.draw``."""

    number: int
    land: names.Land
    first_name: str
    last_name: str
    email: str
    joined: datetime
    active: bool
    phone: str = ""
    language: str = ""
    company: str = ""
    vat_number: str = ""
    tax_code: str = ""
    birthday: date | None = None
    source: str = ""
    tax_exempt: bool = False
    system_notifications: bool = True
    group: str = ""
    tags: list[str] = field(default_factory=list)
    email_consents: list[int] = field(default_factory=list)
    sms_consents: list[int] = field(default_factory=list)
    places: list["Place"] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    line1: str
    city: str
    region: str
    postcode: str
    country: str


def crowd(first: int, last: int, *, seed: int, now: datetime) -> Iterator[tuple[Person, Random]]:
    """Yield the people with the numbers ``first`` to ``last`` (without), each with their own dice for what follows."""
    rng = Random()
    for number in range(first, last):
        rng.seed(seed * 1_000_003 + number)
        yield person(number, rng, now), rng


def person(number: int, rng: Random, now: datetime) -> Person:
    """Draw customer ``number``."""
    land = _land(rng)
    woman = rng.random() < 0.56
    first, last = _one(rng, land.women if woman else land.men), _one(rng, land.surnames)
    made = Person(
        number,
        land,
        first,
        last,
        _email(first, last, number, land, rng),
        now - timedelta(days=_DAYS_OPEN * rng.random() ** 1.4, seconds=rng.random() * 86400),
        rng.random() >= 0.04,
        source=SOURCES[_step(rng.random() * 100, _SOURCE_WEIGHTS)],
        tax_exempt=rng.random() < 0.03,
        system_notifications=rng.random() >= 0.07,
    )
    _contact(made, rng)
    _papers(made, rng, woman)
    _labels(made, rng)
    _consents(made, rng)
    return made


def _one(rng: Random, options: tuple) -> Any:
    # Several times faster than ``rng.choice``, which matters a million times.
    return options[int(rng.random() * len(options))]


def _step(value: float, limits: tuple[int, ...]) -> int:
    return next(place for place, limit in enumerate(limits) if value < limit)


_LAND_OF = [land for land in names.LANDS for _ in range(land.weight)]


def _land(rng: Random) -> names.Land:
    return _LAND_OF[int(rng.random() * len(_LAND_OF))]


def _email(first: str, last: str, number: int, land: names.Land, rng: Random) -> str:
    """An address that is nobody's (reserved domains) and nobody else's (it ends in the number)."""
    a, b = fold(first).translate(_PLAIN), fold(last).translate(_PLAIN).replace("ß", "ss")
    local = _one(rng, (f"{a}.{b}", f"{a[0]}.{b}", f"{b}.{a}", f"{a}_{b}", a, f"{a}{b}"))
    return f"{local}{number}@{_one(rng, land.domains)}"


def _contact(made: Person, rng: Random) -> None:
    land = made.land
    if rng.random() < 0.8:
        made.phone = numbers.phone(land.code, rng)
    made.language = _one(rng, land.languages) if rng.random() < 0.9 else ""
    for _ in range(_step(rng.random() * 100, (42, 92, 100))):
        city, postcode, region = _one(rng, land.places)
        street = land.street.format(street=_one(rng, land.streets), number=1 + int(rng.random() * 180))
        region = "" if land is names.ITALY else region
        made.places.append(Place(street, city, region, postcode, land.code))


def _papers(made: Person, rng: Random, woman: bool) -> None:
    land = made.land
    if rng.random() < 0.12:
        made.company = _one(rng, land.companies).format(name=made.last_name)
        made.vat_number = numbers.vat_number(land.code, rng)
    if rng.random() < 0.55:
        made.birthday = date(1943, 1, 1) + timedelta(days=int(rng.random() * 23000))
        if land is names.ITALY and rng.random() < 0.4:
            place = _one(rng, land.places)[2]
            made.tax_code = numbers.tax_code(made.first_name, made.last_name, made.birthday, woman, place)


def _labels(made: Person, rng: Random) -> None:
    throw = rng.random()
    for name, share in GROUPS.items():
        if 0 <= throw < share:
            made.group = name
        throw -= share
    if rng.random() < 0.22:
        made.tags = sorted({_one(rng, TAGS) for _ in range(1 + int(rng.random() * 3))})


def _consents(made: Person, rng: Random) -> None:
    """What they said, oldest first; the last word counts."""
    yes, no, waiting = ConsentState.GRANTED.value, ConsentState.WITHDRAWN.value, ConsentState.PENDING.value
    made.email_consents = ([yes], [yes, no], [no], [waiting], [])[_step(rng.random() * 100, (40, 46, 50, 52, 100))]
    if made.phone and rng.random() < 0.08:
        made.sms_consents = [yes] if rng.random() < 0.8 else [yes, no]
