"""What groups and tags share: a name, a colour and a place in the row."""

from functools import cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ..text import fold

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Enter a colour such as #2a6f4e."))


class Label(models.Model):
    """A named, coloured, ordered mark; ``name_key`` (folded) is what makes a name unique."""

    name = models.CharField(_("Name"), max_length=64)
    name_key = models.CharField(max_length=64, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    description = models.TextField(_("Description"), blank=True)
    colour = models.CharField(_("Colour"), max_length=7, default="#5b6b7f", validators=[hex_colour])
    position = models.PositiveIntegerField(_("Position"), default=0)

    objects: ClassVar[models.Manager[Any]]

    class Meta:
        abstract = True
        ordering = ["position", "name_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.name_key = fold(self.name)[:64]
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a name that differs from another's only by case or accents."""
        super().clean()
        self.name = " ".join(self.name.split())
        self.name_key = fold(self.name)[:64]
        if type(self).objects.filter(name_key=self.name_key).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("There is one with this name already.")})

    def _free_slug(self) -> str:
        wanted = slugify(self.name)[:64] or "n"
        taken = set(type(self).objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        return next(
            slug for n in range(1, len(taken) + 2) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken
        )

    @property
    def ink(self) -> str:
        """Black or white, whichever reads better on the colour."""
        return _ink_on(self.colour)


@cache
def _ink_on(colour: str) -> str:
    """By relative luminance, as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"
