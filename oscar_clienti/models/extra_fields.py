"""What a shop wants to know of its customers besides what everybody asks: fields that the merchant defines."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..text import fold


class Worded(models.Model):
    """Words in the shop's first language, and in others: ``translations`` is {language: {name of the words: text}}."""

    translations: Any = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.words("label")

    def words(self, name: str, language: str | None = None) -> str:
        """The words ``name`` in ``language`` (by default that of the page), or in the shop's first language."""
        code = language or get_language() or settings.LANGUAGE_CODE
        for known in (code, code.split("-")[0]):
            if text := self.translations.get(known, {}).get(name):
                return str(text)
        return str(getattr(self, name))

    def spellings(self) -> list[str]:
        """The label in every language, each once."""
        others = (words.get("label", "") for words in self.translations.values())
        return list(dict.fromkeys(text for text in (self.label, *others) if text))  # type: ignore[attr-defined]


class ExtraField(Worded):
    """A question that the merchant puts; ``key`` is made of its first label and never changes.

    A field that has answers is retired, not deleted: no form asks any more, and the answers stay.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DAY = "day", pgettext_lazy("kind of field", "Date")
        CHOICE = "choice", _("One of several choices")
        YES_NO = "yes_no", _("Yes or no")

    # The places where it is asked, with the field that says so.
    PLACES = ("in_registration", "in_checkout", "in_account", "in_dashboard")

    key = models.CharField(max_length=40, unique=True, editable=False)
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind.choices)
    label = models.CharField(_("Label"), max_length=80)
    help_text = models.CharField(_("Help text"), max_length=255, blank=True)
    required = models.BooleanField(_("Required"), default=False)
    in_registration = models.BooleanField(_("When signing up"), default=False)
    in_checkout = models.BooleanField(_("In the checkout"), default=False)
    in_account = models.BooleanField(_("In the customer's account"), default=True)
    in_dashboard = models.BooleanField(_("In the dashboard, when staff edits a customer"), default=True)
    position = models.PositiveIntegerField(_("Position"), default=0)
    retired_at = models.DateTimeField(_("Retired on"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("extra field")
        verbose_name_plural = _("extra fields")
        permissions = [("manage_extra_fields", _("Can define, change and retire fields of extra information"))]

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def column(self) -> str:
        """Where answers to it stand in ``ExtraAnswer``."""
        return ExtraAnswer.COLUMNS[self.kind]

    def offered(self) -> list["ExtraChoice"]:
        """The choices that can be chosen today, in order; no question where they were prefetched."""
        return [choice for choice in self.choices.all() if not choice.is_retired]


class ExtraChoice(Worded):
    """One of the answers to a field of choices: renamed, it is still the same; retired, it can't be chosen any more."""

    field = models.ForeignKey(ExtraField, models.CASCADE, related_name="choices")
    label = models.CharField(_("Label"), max_length=80)
    position = models.PositiveIntegerField(_("Position"), default=0)
    is_retired = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("choice")
        verbose_name_plural = _("choices")


class ExtraAnswer(models.Model):
    """What one customer answered: in the column of the field's kind, the others are empty. No answer is no row."""

    COLUMNS: ClassVar[dict[str, str]] = {
        ExtraField.Kind.TEXT: "text",
        ExtraField.Kind.NUMBER: "number",
        ExtraField.Kind.DAY: "day",
        ExtraField.Kind.CHOICE: "choice_id",
        ExtraField.Kind.YES_NO: "yes",
    }

    customer = models.ForeignKey("oscar_clienti.Customer", models.CASCADE, related_name="extra_answers")
    # Each index below begins with the field.
    field = models.ForeignKey(ExtraField, models.PROTECT, related_name="answers", db_index=False)
    text = models.CharField(max_length=255, blank=True)
    # Folded, for the filter.
    text_key = models.CharField(max_length=255, blank=True, editable=False)
    number = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    choice = models.ForeignKey(
        ExtraChoice, models.PROTECT, null=True, blank=True, related_name="answers", db_index=False
    )
    yes = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="clienti_one_answer")]
        indexes = [
            models.Index(fields=["field", "text_key", "customer"], name="clienti_extra_text"),
            models.Index(fields=["field", "number", "customer"], name="clienti_extra_number"),
            models.Index(fields=["field", "day", "customer"], name="clienti_extra_day"),
            models.Index(fields=["field", "choice", "customer"], name="clienti_extra_choice"),
            models.Index(fields=["choice"], name="clienti_extra_chosen"),
            models.Index(fields=["field", "yes", "customer"], name="clienti_extra_yes"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}, {self.field_id}: {self.value}"

    @property
    def value(self) -> str | Decimal | date | int | bool | None:
        """The answer, typed; a choice is its number."""
        return getattr(self, self.field.column)

    @classmethod
    def of(cls, customer_id: int, field: ExtraField, value: Any) -> "ExtraAnswer":
        """An unsaved row for a ``value`` that was checked."""
        columns = {field.column: value}
        if field.kind == ExtraField.Kind.TEXT:
            columns["text_key"] = fold(value)[:255]
        return cls(customer_id=customer_id, field=field, **columns)
