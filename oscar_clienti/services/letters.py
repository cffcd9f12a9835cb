"""E-mails of ours to a customer, sent through Oscar's Dispatcher and never stored: staff could read a stored link."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.sites.models import Site
from django.template.loader import render_to_string
from django.utils import translation
from oscar.core.loading import get_class

from ..models import Customer


def send(
    name: str, *, to: str, customer: Customer | None, context: Mapping[str, Any], language: str | None = None
) -> None:
    """Send ``oscar_clienti/emails/<name>`` to one address, in ``language``, the customer's or else the shop's.

    ``customer`` is ``None`` for somebody who has no account.

    A shop changes the words by overriding the templates ``<name>_subject.txt``, ``<name>.txt`` and ``<name>.html``.
    Raises what the mail server raises.
    """
    with translation.override(language or language_for(customer)):
        everything = {"customer": customer, **shop(), **context}
        messages = {
            "subject": " ".join(_render(f"{name}_subject.txt", everything).split()),
            "body": _render(f"{name}.txt", everything),
            "html": _render(f"{name}.html", everything),
            "sms": "",
        }
    get_class("communication.utils", "Dispatcher")().dispatch_direct_messages(to, messages)


def shop() -> dict[str, Any]:
    """What every e-mail knows of the shop."""
    site = Site.objects.get_current()
    return {"site": site, "shop_name": settings.OSCAR_SHOP_NAME, "shop_url": absolute("/", site)}


def absolute(path: str, site: Site | None = None) -> str:
    """Return the full address of ``path`` on the shop's own domain, never on the one that a request named."""
    site = site or Site.objects.get_current()
    return f"{settings.OSCAR_URL_SCHEMA}://{site.domain}{path}"


def language_for(customer: Customer | None, wanted: str = "") -> str:
    """The customer's language, else the ``wanted`` one where the shop speaks it, otherwise the shop's."""
    spoken = dict(settings.LANGUAGES)
    if customer is not None and customer.language in spoken:
        return customer.language
    return wanted if wanted in spoken else settings.LANGUAGE_CODE


def _render(template: str, context: Mapping[str, Any]) -> str:
    return render_to_string(f"oscar_clienti/emails/{template}", dict(context))
