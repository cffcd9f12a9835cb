"""A customer has at most one group: it decides prices, it never decides Django permissions."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .labels import Label


class CustomerGroup(Label):
    """A kind of customer, such as "Wholesale"; deliberately not an ``auth.Group``."""

    tax_exempt = models.BooleanField(
        _("Tax-exempt"), default=False, help_text=_("Everybody in this group buys without taxes.")
    )

    class Meta(Label.Meta):
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        permissions = [("manage_groups", _("Can create, change, merge and delete customer groups"))]


class JoiningRule(models.Model):
    """Who joins a group by their figures of the last months, and leaves it again when they fall below.

    People whom somebody put into a group by hand are never moved by a rule.
    """

    group = models.OneToOneField(CustomerGroup, models.CASCADE, primary_key=True, related_name="joining_rule")
    is_active = models.BooleanField(_("In force"), default=True)
    months = models.PositiveSmallIntegerField(
        _("Of the last months"), default=12, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    min_spent = models.DecimalField(
        _("Spent at least"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    min_orders = models.PositiveIntegerField(_("Ordered at least"), null=True, blank=True)
    leaves = models.BooleanField(_("Who falls below leaves the group"), default=True)
    # The last run: when, and how many entered and left.
    applied_at = models.DateTimeField(null=True, editable=False)
    entered = models.PositiveIntegerField(default=0, editable=False)
    left = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("joining rule")
        verbose_name_plural = _("joining rules")

    def __str__(self) -> str:
        return str(self.group_id)

    def clean(self) -> None:
        super().clean()
        if not self.min_spent and not self.min_orders:
            raise ValidationError(_("Say how much must have been spent, or how many orders placed."))
