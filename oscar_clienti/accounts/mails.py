"""allauth's e-mails as the shop's others: text and HTML, in the reader's language, linking to the shop's own domain."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.template.loader import render_to_string, select_template
from django.utils.translation import get_language
from oscar.core.loading import get_class

from ..models import Customer
from ..services import letters


def send(
    prefix: str, to: str, context: dict[str, Any], request: HttpRequest | None, *, titled: Callable[[str], str]
) -> None:
    """Send ``<prefix>_subject.txt`` and ``<prefix>_message.txt`` to one address; never stored: staff could read a link.

    The HTML part is ``<prefix>_message.html``, or else the paragraphs of the text. ``titled`` has the last word on the
    subject.
    """
    customer = _customer(context.get("user"))
    with letters.speaking(letters.language_for(customer, get_language() or "")):
        everything = {
            **_at_home(context, request),
            **letters.shop(),
            "customer": _greeted(prefix, customer),
            "email": to,
        }
        messages = {
            "subject": " ".join(titled(render_to_string(f"{prefix}_subject.txt", everything)).split()),
            "body": render_to_string(f"{prefix}_message.txt", everything).strip() + "\n",
            "html": _html(prefix, everything),
            "sms": "",
        }
    get_class("communication.utils", "Dispatcher")().dispatch_direct_messages(to, messages)


def _html(prefix: str, context: dict[str, Any]) -> str:
    text = render_to_string(f"{prefix}_message.txt", {**context, "frame": "oscar_clienti/emails/bare.txt"})
    paragraphs = [paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip()]
    return select_template([f"{prefix}_message.html", "account/email/message.html"]).render(
        {**context, "paragraphs": paragraphs}
    )


def _greeted(prefix: str, customer: Customer | None) -> Customer | None:
    """Nobody by name where the address is not proven: a name that Eve typed would be her message to whoever has it."""
    return None if prefix.startswith("account/email/email_confirmation") else customer


def _customer(user: Any) -> Customer | None:
    try:
        return user.customer  # type: ignore[no-any-return]
    except (AttributeError, ObjectDoesNotExist):
        return None


def _at_home(context: dict[str, Any], request: HttpRequest | None) -> dict[str, Any]:
    """allauth's links name the host that the request named: anybody may have written that.

    Their scheme is ``ACCOUNT_DEFAULT_HTTP_PROTOCOL``, whichever the request came by.
    """
    site = {"current_site": letters.shop()["site"]}
    if request is None:
        return {**context, **site}
    named = tuple(f"{scheme}://{request.get_host()}/" for scheme in ("http", "https"))
    moved = {
        name: letters.absolute("/" + value.split("/", 3)[3])
        for name, value in context.items()
        if name.endswith("_url") and isinstance(value, str) and value.startswith(named)
    }
    return {**context, **moved, **site}
