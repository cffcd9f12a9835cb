"""A file to start from: the head that an import understands, and two people who don't exist."""

import csv
import io

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..file_columns import file_columns

_PEOPLE: tuple[dict[str, str], ...] = (
    {
        "email": "ada.neri@example.com",
        "first_name": "Ada",
        "last_name": "Neri",
        "phone": "+39 011 5550100",
        "company": "Neri Srl",
        "language": "it",
        "group": "VIP",
        "tags": "newsletter, 2026",
        "email_consent": "yes",
        "email_consent_at": "2026-03-01",
        "address1_line1": "Via Po 1",
        "address1_line4": "Torino",
        "address1_postcode": "10100",
        "address1_country": "IT",
    },
    {"email": "tom.baker@example.com", "first_name": "Tom", "last_name": "Baker", "language": "en"},
)


def delimiter_of_spreadsheets() -> str:
    """What spreadsheets in the active language expect between cells: in Italian, semicolons."""
    return ";" if (get_language() or "").startswith("it") else ","


def sample_file() -> bytes:
    """Return a CSV that a spreadsheet opens with a double click, with the heads in the active language."""
    keys = [*_PEOPLE[0], "email_consent_source"]
    people = [{**_PEOPLE[0], "email_consent_source": _("Fair in Turin, paper form")}, _PEOPLE[1]]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter_of_spreadsheets())
    writer.writerow([str(file_columns[key].label) for key in keys])
    writer.writerows([person.get(key, "") for key in keys] for person in people)
    return text.getvalue().encode("utf-8-sig")
