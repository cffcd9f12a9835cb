"""Wrong set-ups told as sentences by ``manage.py check``."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections

from .databases import missing_rows, postgresql
from .values import (
    guest_checkout,
    mailed_links,
    offers_and_taxes,
    private_root,
    setting_names,
    setting_values,
    sign_in_ways,
)
from .wiring import class_loader, context_processor, dashboard, htmx, log_in_as, menu, order_of_apps

Messages = Iterator[checks.CheckMessage]


def register() -> None:
    """Called once by ``apps.py``."""
    for check in (
        dashboard, class_loader, order_of_apps, htmx, menu, context_processor, log_in_as,
        setting_names, setting_values, sign_in_ways, guest_checkout, offers_and_taxes,
    ):  # fmt: skip
        checks.register(_listed(check), "oscar_clienti")
    for check in (private_root, mailed_links):
        checks.register(_listed(check), "oscar_clienti", checks.Tags.security, deploy=True)
    for asking in (postgresql, missing_rows):
        checks.register(_on_each_database(asking), "oscar_clienti", checks.Tags.database)


# Kept, so that a check that is registered again, because the apps were set up anew, is still one check.
@cache
def _listed(check: Callable[[], Messages]) -> Callable[..., list[checks.CheckMessage]]:
    def listed(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
        return list(check())

    return listed


@cache
def _on_each_database(check: Callable[[str], Messages]) -> Callable[..., list[checks.CheckMessage]]:
    def listed(
        app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
    ) -> list[checks.CheckMessage]:
        return [message for alias in databases or () if _migrated(alias) for message in check(alias)]

    return listed


def _migrated(alias: str) -> bool:
    """Are our tables there? ``migrate`` checks before it makes them."""
    table = apps.get_model("oscar_clienti", "Customer")._meta.db_table
    return table in connections[alias].introspection.table_names()
