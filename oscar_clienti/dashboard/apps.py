"""Takes the place of Oscar's customers dashboard, under Oscar's own label."""

from oscar.apps.dashboard.users import apps as oscar_apps


class UsersDashboardConfig(oscar_apps.UsersDashboardConfig):
    name = "oscar_clienti.dashboard"
    label = "users_dashboard"

    def configure_permissions(self) -> None:
        from .routes import routes

        self.permissions_map = {route.name: list(route.permissions) for route in routes}

    def ready(self) -> None:
        from . import columns, panels  # noqa: F401  They register what the package shows.

        self.configure_permissions()

    def get_urls(self) -> list:
        from .routes import routes

        return self.post_process_urls([route.pattern() for route in routes])
