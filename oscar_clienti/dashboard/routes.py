"""One table of pages: path, view, name, permission. No page can lack a right; the permission tests are made of it."""

from dataclasses import dataclass

from django.urls import URLPattern, path

from ..loading import get_class
from .rights import full_name


@dataclass(frozen=True)
class Route:
    """A page: ``view`` is a class name in ``dashboard.users.views``, ``right`` a codename of ours."""

    path: str
    view: str
    name: str
    right: str

    @property
    def permissions(self) -> tuple[str, ...]:
        """What Oscar's ``permissions_map`` wants: every one of these is needed."""
        return ("is_staff", full_name(self.right))

    def pattern(self) -> URLPattern:
        view = get_class("dashboard.users.views", self.view)
        return path(self.path, view.as_view(), name=self.name)  # type: ignore[attr-defined]


routes: list[Route] = [
    # The list.
    Route("", "IndexView", "users-index", "view_customer"),
    Route("columns/", "ColumnsView", "customer-columns", "view_customer"),
    Route("filters/", "FiltersView", "customer-filters", "view_customer"),
    Route("health/", "HealthView", "customer-health", "view_customer"),
    Route("health/repair/", "RepairView", "customer-repair", "change_customer"),
    # Acts on chosen rows.
    Route("bulk/activate/", "ActivateCustomersView", "customer-bulk-activate", "change_customer"),
    Route("bulk/deactivate/", "DeactivateCustomersView", "customer-bulk-deactivate", "change_customer"),
    Route("bulk/assign-group/", "AssignGroupView", "customer-bulk-assign-group", "change_customer"),
    Route("bulk/clear-group/", "ClearGroupView", "customer-bulk-clear-group", "change_customer"),
    Route("bulk/add-tags/", "AddTagsView", "customer-bulk-add-tags", "change_customer"),
    Route("bulk/remove-tags/", "RemoveTagsView", "customer-bulk-remove-tags", "change_customer"),
    Route("bulk/delete/", "DeleteCustomersView", "customer-bulk-delete", "delete_customer"),
    # Groups.
    Route("groups/", "CustomerGroupListView", "customer-group-list", "view_customer"),
    Route("groups/add/", "CustomerGroupAddView", "customer-group-add", "manage_groups"),
    Route("groups/order/", "CustomerGroupOrderView", "customer-group-order", "manage_groups"),
    Route("groups/<int:pk>/edit/", "CustomerGroupEditView", "customer-group-edit", "manage_groups"),
    Route("groups/<int:pk>/merge/", "CustomerGroupMergeView", "customer-group-merge", "manage_groups"),
    Route("groups/<int:pk>/delete/", "CustomerGroupDeleteView", "customer-group-delete", "manage_groups"),
    # Tags.
    Route("tags/", "CustomerTagListView", "customer-tag-list", "view_customer"),
    Route("tags/add/", "CustomerTagAddView", "customer-tag-add", "manage_tags"),
    Route("tags/order/", "CustomerTagOrderView", "customer-tag-order", "manage_tags"),
    Route("tags/<int:pk>/edit/", "CustomerTagEditView", "customer-tag-edit", "manage_tags"),
    Route("tags/<int:pk>/merge/", "CustomerTagMergeView", "customer-tag-merge", "manage_tags"),
    Route("tags/<int:pk>/delete/", "CustomerTagDeleteView", "customer-tag-delete", "manage_tags"),
    # One customer.
    Route("add/", "CustomerAddView", "customer-add", "add_customer"),
    Route("<int:pk>/", "UserDetailView", "user-detail", "view_customer"),
    Route("<int:pk>/panel/<slug:key>/", "PanelView", "customer-panel", "view_customer"),
    Route("<int:pk>/edit/", "CustomerEditView", "customer-edit", "change_customer"),
    Route("<int:pk>/email/", "CustomerEmailView", "customer-email", "change_customer_email"),
    Route("<int:pk>/password/", "CustomerPasswordView", "customer-password", "set_customer_password"),
    Route("<int:pk>/password-reset/", "PasswordResetView", "user-password-reset", "change_customer"),
    Route("<int:pk>/activate/", "CustomerActivateView", "customer-activate", "change_customer"),
    Route("<int:pk>/deactivate/", "CustomerDeactivateView", "customer-deactivate", "change_customer"),
    Route("<int:pk>/addresses/add/", "CustomerAddressAddView", "customer-address-add", "change_customer"),
    Route(
        "<int:pk>/addresses/<int:address_pk>/edit/",
        "CustomerAddressEditView",
        "customer-address-edit",
        "change_customer",
    ),
    Route(
        "<int:pk>/addresses/<int:address_pk>/delete/",
        "CustomerAddressDeleteView",
        "customer-address-delete",
        "change_customer",
    ),
    Route(
        "<int:pk>/addresses/<int:address_pk>/default/",
        "CustomerAddressDefaultView",
        "customer-address-default",
        "change_customer",
    ),
    Route("<int:pk>/consents/<slug:channel>/", "CustomerConsentView", "customer-consent", "change_customer"),
    Route("<int:pk>/delete/", "CustomerDeleteView", "customer-delete", "delete_customer"),
    # Stock alert requests stay Oscar's pages.
    Route("alerts/", "ProductAlertListView", "user-alert-list", "view_customer"),
    Route("alerts/<int:pk>/delete/", "ProductAlertDeleteView", "user-alert-delete", "change_customer"),
    Route("alerts/<int:pk>/update/", "ProductAlertUpdateView", "user-alert-update", "change_customer"),
]
