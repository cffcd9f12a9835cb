"""Choosing a password on Oscar's pages – the account's, and the one that a mailed link leads to – is told."""

from functools import cache
from typing import Any

from django.apps import apps
from oscar.config import Shop

from ...services import passwords


class TellingMixin:
    """Mixed into Django's forms for a new password, whichever a shop uses."""

    user: Any

    def save(self, commit: bool = True) -> Any:
        if not commit:
            return super().save(commit=False)  # type: ignore[misc]
        with passwords.choosing(self.user):
            return super().save()  # type: ignore[misc]


class ChangePasswordMixin:
    """Mixed into Oscar's ``ChangePasswordView``."""

    def get_form_class(self) -> Any:
        return _telling(super().get_form_class())  # type: ignore[misc]


def install() -> None:
    """Give the page behind a mailed link a form that tells: page and form are Django's, which no loader finds.

    Harmless when called again.
    """
    for config in apps.get_app_configs():
        if isinstance(config, Shop) and not getattr(config, "_clienti_passwords", False):
            _give(config)


def _give(config: Any) -> None:
    config._clienti_passwords = True
    theirs = config.get_urls

    def get_urls() -> Any:
        # Only now: the shop chooses its form when it is ready.
        config.set_password_form = _telling(config.set_password_form)
        return theirs()

    config.get_urls = get_urls


@cache
def _telling(form_class: Any) -> Any:
    if issubclass(form_class, TellingMixin):
        return form_class
    return type(form_class.__name__, (TellingMixin, form_class), {"__module__": form_class.__module__})
