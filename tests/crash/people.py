"""The file of the crash test, and a plain model of it: what a shop must hold once it was imported."""

from collections.abc import Iterator
from dataclasses import dataclass

HEADER = "email,first_name,company,email_consent,email_consent_at,email_consent_source,group,tags,password"


@dataclass(frozen=True)
class Person:
    """What the file says of one person."""

    company: str
    group: str
    tags: frozenset[str]
    consents: bool
    password: str


@dataclass(frozen=True)
class File:
    """``rows`` people, of whom the first ``known`` are customers already, about ``passwords`` bring a password.

    Every 50th row has no address, every 100th person stands in the file twice.
    """

    rows: int
    known: int
    passwords: int = 0

    def text(self) -> str:
        return "\n".join([HEADER, *self._lines()])

    def people(self) -> dict[str, Person]:
        return {email_of(number): self._person(number) for number in range(self.rows) if not _nameless(number)}

    def brought(self) -> set[str]:
        """The addresses of those who are customers already and stay the same people."""
        return {email_of(number) for number in range(self.known) if not _nameless(number)}

    def counts(self) -> dict[str, int]:
        people, brought, twice = self.people(), self.brought(), self._twice()
        new = [person for email, person in people.items() if email not in brought]
        return {
            "new": len(new),
            "changed": len(brought),
            "same": 0,
            "refused": self.rows - len(people) + len(twice),
            "twins": len(twice),
            "consents": sum(person.consents for person in people.values()),
            "passwords": sum(bool(person.password) for person in new),
        }

    def _lines(self) -> Iterator[str]:
        twice = self._twice()
        for number in range(self.rows):
            person = self._person(number)
            consent = "yes,2025-01-01,Fair" if person.consents else ",,"
            email, tags = f"nobody{number}" if _nameless(number) else email_of(number), ", ".join(sorted(person.tags))
            line = f'{email},Ada,{person.company},{consent},{person.group},"{tags}",{person.password}'
            yield line
            if number in twice:
                # The second one says something else, and doesn't count.
                yield line.replace("Firm", "Other firm")

    def _person(self, number: int) -> Person:
        every = self.rows // self.passwords if self.passwords else 0
        return Person(
            company=f"Firm {number}",
            group="VIP" if number % 2 else "Retail",
            tags=frozenset({"red", "blue"} if number % 4 else {"red"}),
            consents=number % 3 != 0,
            password=f"walnut-harbour-{number}" if every and number % every == 1 else "",
        )

    def _twice(self) -> set[int]:
        return set(range(10, self.rows, 100))


def email_of(number: int) -> str:
    return f"person{number}@crash.example"


def _nameless(number: int) -> bool:
    return number % 50 == 49
