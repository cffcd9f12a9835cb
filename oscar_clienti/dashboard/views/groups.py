"""Pages of the customer groups."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...loading import get_classes
from ...models import CustomerGroup
from ...models.labels import Label
from ...services import groups
from ...services.labels import Size
from . import labels

CustomerGroupForm, DeleteCustomerGroupForm = get_classes(
    "dashboard.users.forms", ["CustomerGroupForm", "DeleteCustomerGroupForm"]
)


class GroupMixin(labels.LabelMixin):
    """The words of groups."""

    model, service, word = CustomerGroup, groups, "group"
    form, delete_form = CustomerGroupForm, DeleteCustomerGroupForm
    plural = gettext_lazy("Customer groups")
    lead = gettext_lazy("A customer is in one group or in none. Groups are for prices and for what the shop shows.")
    nothing_yet = gettext_lazy("No groups yet")
    why = gettext_lazy("Groups such as “Wholesale” or “Club” keep customers together who are treated alike.")
    add_title = gettext_lazy("Add a group")

    def edit_title(self, label: Label) -> str:
        return _("Edit the group “%(name)s”") % {"name": label.name}

    def merge_title(self, label: Label) -> str:
        return _("Merge the group “%(name)s” into another") % {"name": label.name}

    def delete_title(self, label: Label) -> str:
        return _("Delete the group “%(name)s”?") % {"name": label.name}

    def merge_effect(self, size: Size) -> str:
        if not size.people:
            return _("Nobody is in this group. Only the group itself is deleted; there is no way back.")
        return ngettext(
            "%(number)s customer moves to the group that you choose, and this group is deleted. "
            "Open baskets are priced anew. There is no way back.",
            "%(number)s customers move to the group that you choose, and this group is deleted. "
            "Open baskets are priced anew. There is no way back.",
            size.people,
        ) % {"number": labels.spell(size.people)}

    def delete_effect(self, size: Size) -> str:
        if not size.people:
            return _("Nobody is in this group. Only the group itself is deleted; there is no way back.")
        return ngettext(
            "%(number)s customer is in this group. The account and its orders stay; open baskets are priced anew. "
            "There is no way back.",
            "%(number)s customers are in this group. Their accounts and orders stay; open baskets are priced anew. "
            "There is no way back.",
            size.people,
        ) % {"number": labels.spell(size.people)}

    def merged(self, label: Label, into: Label, people: int) -> str:
        return ngettext(
            "“%(name)s” was merged into “%(into)s”: %(number)s customer moved.",
            "“%(name)s” was merged into “%(into)s”: %(number)s customers moved.",
            people,
        ) % {"name": label.name, "into": into.name, "number": labels.spell(people)}

    def deleted(self, label: Label, people: int) -> str:
        return ngettext(
            "The group “%(name)s” was deleted; %(number)s customer was in it.",
            "The group “%(name)s” was deleted; %(number)s customers were in it.",
            people,
        ) % {"name": label.name, "number": labels.spell(people)}


class CustomerGroupListView(GroupMixin, labels.LabelListView):
    pass


class CustomerGroupAddView(GroupMixin, labels.LabelAddView):
    pass


class CustomerGroupEditView(GroupMixin, labels.LabelEditView):
    template_name = "oscar_clienti/dashboard/labels/group_form.html"


class CustomerGroupMergeView(GroupMixin, labels.LabelMergeView):
    pass


class CustomerGroupDeleteView(GroupMixin, labels.LabelDeleteView):
    pass


class CustomerGroupOrderView(GroupMixin, labels.LabelOrderView):
    pass
