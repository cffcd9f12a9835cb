"""A customer has at most one group: it will decide prices, it never decides Django permissions."""

from django.utils.translation import gettext_lazy as _

from .labels import Label


class CustomerGroup(Label):
    """A kind of customer, such as "Wholesale"; deliberately not an ``auth.Group``."""

    class Meta(Label.Meta):
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        permissions = [("manage_groups", _("Can create, change, merge and delete customer groups"))]
