"""The choices of a field: renamed without losing an answer, retired where somebody chose them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ...models import ExtraChoice, ExtraField
from ...text import fold
from .. import editing

LENGTH = ExtraChoice._meta.get_field("label").max_length or 80


@dataclass(frozen=True)
class Choice:
    """A choice as the merchant wrote it: ``pk`` of one that is there already, labels of other languages by code."""

    label: str
    translations: Mapping[str, str] = field(default_factory=dict)
    pk: int | None = None


def write(owner: ExtraField, wanted: Sequence[Choice]) -> tuple[list[str], list[str]]:
    """Make the choices of ``owner`` these, in this order; return the labels before and after.

    One that is left out goes, or is retired where customers chose it. Raises ``ValidationError`` for labels that are
    empty, too long or twice, and where no choice is left.
    """
    there = {choice.pk: choice for choice in owner.choices.all()}
    before = [choice.label for choice in there.values() if not choice.is_retired]
    rows = [_row(owner, one, there) for one in wanted]
    _check(rows)
    for row in rows:
        _require_free(row, rows, (one for one in there.values() if one not in rows))
    for position, row in enumerate(rows):
        row.position, row.is_retired = position, False
        row.save()
    _drop([choice for choice in there.values() if choice not in rows], len(rows))
    return before, [row.label for row in rows]


def _row(owner: ExtraField, wanted: Choice, there: Mapping[int, ExtraChoice]) -> ExtraChoice:
    row = there.get(wanted.pk) if wanted.pk else None
    row = row or ExtraChoice(field=owner)
    row.label = _words(wanted.label)
    spoken = {code: text for code, words in wanted.translations.items() if (text := _words(words))}
    row.translations = {code: {"label": text} for code, text in spoken.items()}
    return row


def _words(text: Any) -> str:
    return " ".join(editing.text(text).split())


def _check(rows: Sequence[ExtraChoice]) -> None:
    if len(rows) < 2:
        raise ValidationError({"choices": _("Write at least two choices, one a line.")}, code="choices")
    for row in rows:
        if not row.label:
            raise ValidationError({"choices": _("Every choice needs a label in the shop's first language.")})
        if any(len(text) > LENGTH for text in row.spellings()):
            words = _("The label of a choice has at most %(number)s characters.") % {"number": LENGTH}
            raise ValidationError({"choices": words}, code="too_long")


def _require_free(row: ExtraChoice, rows: Iterable[ExtraChoice], left: Iterable[ExtraChoice]) -> None:
    """A file names a choice by its label, so none may stand for two; not even for one that somebody chose once."""
    own = set(map(fold, row.spellings()))
    for other in [*rows, *(one for one in left if one.answers.exists())]:
        if other is not row and own & set(map(fold, other.spellings())):
            words = _("There is another choice “%(label)s”, or there was one that customers chose.")
            raise ValidationError({"choices": words % {"label": row.label}}, code="twice")


def _drop(choices: Iterable[ExtraChoice], position: int) -> None:
    for choice in choices:
        if choice.answers.exists():
            choice.is_retired, choice.position = True, position
            choice.save()
        else:
            choice.delete()
