"""One table of pages: path, view, name, permission. No page can lack a right; the permission tests are made of it."""

from dataclasses import dataclass

from django.urls import URLPattern, path

from ..loading import get_class


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
        return ("is_staff", self.right if "." in self.right else f"oscar_clienti.{self.right}")

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
    # Stock alert requests stay Oscar's pages.
    Route("alerts/", "ProductAlertListView", "user-alert-list", "view_customer"),
    Route("alerts/<int:pk>/delete/", "ProductAlertDeleteView", "user-alert-delete", "change_customer"),
    Route("alerts/<int:pk>/update/", "ProductAlertUpdateView", "user-alert-update", "change_customer"),
]
