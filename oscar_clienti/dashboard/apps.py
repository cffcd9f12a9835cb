"""Takes the place of Oscar's customers dashboard, under Oscar's own label."""

from typing import TYPE_CHECKING

from oscar.apps.dashboard.users import apps as oscar_apps

from .. import loading

if TYPE_CHECKING:
    from .routes import Route


class UsersDashboardConfig(oscar_apps.UsersDashboardConfig):
    """A store that forks us inherits from this; ``get_routes`` is the place to add pages."""

    name = "oscar_clienti.dashboard"
    label = "users_dashboard"

    def get_routes(self) -> list["Route"]:
        """Return every page with its right; a fork returns ``[*super().get_routes(), Route(…)]``."""
        from .routes import routes

        return routes

    def configure_permissions(self) -> None:
        self.permissions_map = {route.name: list(route.permissions) for route in self.get_routes()}

    def ready(self) -> None:
        loading.require_installed()
        from . import columns, panels  # noqa: F401  They register what the package shows.

        self.configure_permissions()

    def get_urls(self) -> list:
        return self.post_process_urls([route.pattern() for route in self.get_routes()])
