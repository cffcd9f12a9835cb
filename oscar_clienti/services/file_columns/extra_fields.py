"""A column for each field of extra information, as the fields are at this moment."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import lazystr

from ...models import ExtraAnswer, ExtraField
from .. import extra_fields
from ..extra_fields import values
from ..extra_fields.answering import PREFIX
from ..many import Among
from .base import SetColumn, file_columns
from .spellings import Day, Text, YesNo

_SPELLINGS = {
    ExtraField.Kind.TEXT: Text(values.TEXT_LENGTH),
    ExtraField.Kind.DAY: Day(),
    ExtraField.Kind.YES_NO: YesNo(),
}


class ExtraColumn(SetColumn):
    """The answers to ``field``; those to a retired one go out, but nothing comes in."""

    def __init__(self, field: ExtraField) -> None:
        self.field, self.key = field, f"{PREFIX}{field.key}"
        # The key itself is a head, too: labels may change.
        self.label, self.names = lazystr(field), (self.key,)
        self.importable = not field.is_retired

    def parse(self, text: str) -> Any:
        if self.field.kind == ExtraField.Kind.CHOICE:
            return values.choice_named(self.field, text).pk
        if self.field.kind == ExtraField.Kind.NUMBER:
            return values.number(_with_a_point(text))
        return _SPELLINGS[self.field.kind].parse(text)  # type: ignore[index]

    def text(self, value: Any) -> str:
        return values.text(self.field, value)

    def shown(self, text: str) -> str:
        """What a page says where a file says ``text``."""
        return values.shown(self.field, self.parse(text)) if text else ""

    def read(self, pks: Sequence[int]) -> dict[int, str | Decimal | date | int | bool]:
        answers = ExtraAnswer.objects.filter(Among("customer_id", pks), field=self.field)
        return dict(answers.values_list("customer_id", self.field.column))

    def write(self, values: Mapping[int, Any], *, by: Any) -> None:
        extra_fields.answer_many(self.field, values, by=by)


def _with_a_point(text: str) -> str:
    """People write 37,5 as well; a point and a comma together are nobody's to guess."""
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def provide_extra_fields() -> None:
    file_columns.provide(PREFIX, lambda: [ExtraColumn(field) for field in extra_fields.everything()])
