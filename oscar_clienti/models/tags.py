"""A customer has any number of tags: they only label."""

from django.utils.translation import gettext_lazy as _

from .labels import Label


class Tag(Label):
    """A word that staff sticks on customers, such as "newsletter 2026"."""

    class Meta(Label.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        permissions = [("manage_tags", _("Can create, change, merge and delete tags"))]
