"""Pages of the tags."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...loading import get_classes
from ...models import Tag
from ...models.labels import Label
from ...services import tags
from ...services.labels import Size
from ...services.wording import spell
from . import labels

TagForm, DeleteTagForm = get_classes("dashboard.users.forms", ["TagForm", "DeleteTagForm"])


class TagMixin(labels.LabelMixin):
    """The words of tags."""

    model, service, word = Tag, tags, "tag"
    form, delete_form = TagForm, DeleteTagForm
    plural = gettext_lazy("Customer tags")
    lead = gettext_lazy("A customer wears any number of tags. Tags only label: they change no prices.")
    nothing_yet = gettext_lazy("No tags yet")
    why = gettext_lazy("Tags such as “Press” or “Met at the fair” help you find customers again.")
    add_title = gettext_lazy("Add a tag")

    def edit_title(self, label: Label) -> str:
        return _("Edit the tag “%(name)s”") % {"name": label.name}

    def merge_title(self, label: Label) -> str:
        return _("Merge the tag “%(name)s” into another") % {"name": label.name}

    def delete_title(self, label: Label) -> str:
        return _("Delete the tag “%(name)s”?") % {"name": label.name}

    def merge_effect(self, size: Size) -> str:
        if not size.people:
            return _("Nobody wears this tag. Only the tag itself is deleted; there is no way back.")
        return ngettext(
            "%(number)s customer gets the tag that you choose, and this tag is deleted. There is no way back.",
            "%(number)s customers get the tag that you choose, and this tag is deleted. There is no way back.",
            size.people,
        ) % {"number": spell(size.people)}

    def delete_effect(self, size: Size) -> str:
        if not size.people:
            return _("Nobody wears this tag. Only the tag itself is deleted; there is no way back.")
        return ngettext(
            "%(number)s customer wears this tag and loses it. There is no way back.",
            "%(number)s customers wear this tag and lose it. There is no way back.",
            size.people,
        ) % {"number": spell(size.people)}

    def merged(self, label: Label, into: Label, people: int) -> str:
        return ngettext(
            "“%(name)s” was merged into “%(into)s”; %(number)s customer wore it.",
            "“%(name)s” was merged into “%(into)s”; %(number)s customers wore it.",
            people,
        ) % {"name": label.name, "into": into.name, "number": spell(people)}

    def deleted(self, label: Label, people: int) -> str:
        return ngettext(
            "The tag “%(name)s” was deleted; %(number)s customer wore it.",
            "The tag “%(name)s” was deleted; %(number)s customers wore it.",
            people,
        ) % {"name": label.name, "number": spell(people)}


class CustomerTagListView(TagMixin, labels.LabelListView):
    pass


class CustomerTagAddView(TagMixin, labels.LabelAddView):
    pass


class CustomerTagEditView(TagMixin, labels.LabelEditView):
    pass


class CustomerTagMergeView(TagMixin, labels.LabelMergeView):
    pass


class CustomerTagDeleteView(TagMixin, labels.LabelDeleteView):
    pass


class CustomerTagOrderView(TagMixin, labels.LabelOrderView):
    pass
