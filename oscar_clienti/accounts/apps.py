"""Plugs the shopper's door into Django; a store that keeps Oscar's own leaves it out of INSTALLED_APPS."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "oscar_clienti.accounts"
    label = "clienti_accounts"
    verbose_name = _("Customer accounts")

    def ready(self) -> None:
        from ..shop import network
        from ..shop.account import confirmation
        from . import checks, receivers, step_up
        from .links import views

        confirmation.ask_by(step_up.recently_confirmed)
        network.found_by(views.ip)
        checks.register()
        receivers.connect()
