"""The tags of a customer, in one cell."""

import csv
from collections.abc import Sequence
from io import StringIO

from django.utils.translation import gettext_lazy as _

from ...models import Customer, Tag
from ..many import Among
from .base import SetColumn
from .spellings import Name

_NAME = Name.of(Tag, "name")


class TagsColumn(SetColumn):
    """Names with commas between them; a name with a comma of its own stands in quotes. The import puts them on."""

    key = "tags"
    label = _("Tags")

    def parse(self, text: str) -> list[str]:
        cells = [cell for line in csv.reader(StringIO(text, newline=""), skipinitialspace=True) for cell in line]
        return sorted({name for cell in cells if (name := _NAME.parse(cell))})

    def text(self, value: Sequence[str] | None) -> str:
        return ", ".join(map(_quoted, value or ()))

    def read(self, pks: Sequence[int]) -> dict[int, list[str]]:
        worn = Customer.tags.through.objects.filter(Among("customer_id", pks)).order_by("tag__name")
        names: dict[int, list[str]] = {}
        for pk, name in worn.values_list("customer_id", "tag__name"):
            names.setdefault(pk, []).append(name)
        return {pk: sorted(some) for pk, some in names.items()}


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"' if "," in name or doubled != name else name
