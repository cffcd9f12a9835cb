"""What a store writes to change and extend the Customers section."""

from oscar_clienti.dashboard import apps


class UsersDashboardConfig(apps.UsersDashboardConfig):
    name = "tests.shop_fork.users_dashboard"

    def get_routes(self):
        from oscar_clienti.dashboard.routes import Route

        letter = Route("<int:pk>/letter/", "LetterView", "customer-letter", "change_customer")
        return [*super().get_routes(), letter]

    def ready(self):
        super().ready()
        from . import extensions

        extensions.register()
