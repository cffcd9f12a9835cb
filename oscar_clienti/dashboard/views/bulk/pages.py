"""A page for each act; what the act is called and does is said in ``services.bulk``."""

from typing import Any

from ....loading import get_classes
from ....services import erasure
from .base import BulkView

ChooseGroupForm, ChooseTagsForm, UnderstandForm = get_classes(
    "dashboard.users.forms", ["ChooseGroupForm", "ChooseTagsForm", "UnderstandForm"]
)


class ActivateCustomersView(BulkView):
    key = "activate"


class DeactivateCustomersView(BulkView):
    key = "deactivate"


class AssignGroupView(BulkView):
    key, form_class = "assign-group", ChooseGroupForm


class ClearGroupView(BulkView):
    key = "clear-group"


class AddTagsView(BulkView):
    key, form_class = "add-tags", ChooseTagsForm


class RemoveTagsView(BulkView):
    key, form_class = "remove-tags", ChooseTagsForm


class ExemptCustomersView(BulkView):
    key = "exempt"


class EndExemptionView(BulkView):
    key = "end-exemption"


class DeleteCustomersView(BulkView):
    """Shows what goes and what stays, for each of them."""

    key, form_class = "delete", UnderstandForm
    template_name = "oscar_clienti/dashboard/deletion/several.html"

    def _context(self, choice: Any, candidates: Any, *about: Any) -> dict[str, Any]:
        plan = erasure.plan(candidates.order_by("sort_name", "pk"))
        return super()._context(choice, candidates, *about) | {"plan": plan, "effects": plan.total}
