"""Plugs the package into Django: checks, receivers, and folding for SQLite."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from . import text


def _teach_sqlite_to_fold(sender, connection, **kwargs):  # type: ignore[no-untyped-def]
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "CLIENTI_FOLD", 1, lambda value: None if value is None else text.fold(str(value)), deterministic=True
        )


class OscarClientiConfig(AppConfig):
    name = "oscar_clienti"
    label = "oscar_clienti"
    verbose_name = _("Customers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, receivers
        from .services import bulk, exports, imports, mailings, personal_data, price_lists, roles  # noqa: F401  Workers must know the kinds of jobs.
        from .shop import account, orders, quiet

        checks.register()
        receivers.connect()
        orders.install()
        account.install()
        account.passwords.install()
        quiet.install()
        connection_created.connect(_teach_sqlite_to_fold, dispatch_uid="oscar_clienti.fold")
        post_migrate.connect(roles.create_customer_care, dispatch_uid="oscar_clienti.roles")
