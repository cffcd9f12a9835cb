"""E-mails of ours to a customer, sent through Oscar's Dispatcher: ready-made ones, and those that somebody wrote."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import DatabaseError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.encoding import punycode
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from oscar.core.loading import get_class, get_model

from ..models import Customer
from . import bulk_rows
from .last_moment import check_addresses, hand_over

logger = logging.getLogger("oscar_clienti.letters")


def send(
    name: str, *, to: str, customer: Customer | None, context: Mapping[str, Any], language: str | None = None
) -> None:
    """Send ``oscar_clienti/emails/<name>`` to one address, in ``language``, the customer's or else the shop's.

    It is never stored: staff could read a link in it.

    ``customer`` is ``None`` for somebody who has no account.

    A shop changes the words by overriding the templates ``<name>_subject.txt``, ``<name>.txt`` and ``<name>.html``.
    Raises what the mail server raises.
    """
    with speaking(language or language_for(customer)):
        everything = {"customer": customer, **shop(), **context}
        messages = {
            "subject": " ".join(_render(f"{name}_subject.txt", everything).split()),
            "body": _render(f"{name}.txt", everything),
            "html": _render(f"{name}.html", everything),
            "sms": "",
        }
    get_class("communication.utils", "Dispatcher")().dispatch_direct_messages(to, messages)


def write(
    *,
    to: str,
    subject: str,
    text: str,
    language: str,
    customer: Customer | None = None,
    links: Sequence[tuple[str, str]] = (),
    attachments: Sequence[Any] = (),
    headers: Mapping[str, str] | None = None,
    foot: tuple[str, str, str] | None = None,
    connection: Any = None,
    before: Callable[[], None] | None = None,
) -> None:
    """Send what somebody wrote, as plain text and as HTML, and keep it among the e-mails of ``customer``.

    ``links`` are (words, address) that stand below the text, ``foot`` is (a sentence, words, address) in small letters
    at the very end; they are not kept, because they may open a door. ``attachments`` are as Django's ``EmailMessage``
    wants them, or paths; ``connection`` is a mail connection that is open already. ``before`` is called once, in the
    last moment in which the e-mail can be kept back; what it raises does that, and is raised here. Raises
    ``ValidationError`` for a subject of several lines, ``ValueError`` for an address that is none, and what the mail
    server raises.
    """
    subject = one_line(subject)
    with speaking(language):
        Dispatcher = get_class("communication.utils", "Dispatcher")
        messages = written(subject, text, links, foot)
        if before is not None and not _is_oscars(Dispatcher):
            # A store's own may send by another road than the connection that it is given.
            check_addresses([to])
            before()
            before = None
        dispatcher = Dispatcher(mail_connection=_Post(headers or {}, connection, before))
        dispatcher.dispatch_direct_messages(to, messages, attachments=list(attachments) or None)
        if customer is not None and settings.OSCAR_SAVE_SENT_EMAILS_TO_DB:
            kept = written(subject, text, ())
            get_model("communication", "Email")._default_manager.create(
                user_id=customer.pk, email=to, subject=subject, body_text=kept["body"], body_html=kept["html"]
            )


@contextmanager
def or_say_so() -> Iterator[None]:
    """What is sent within the block has been taken by the mail server, or a ``ValidationError`` says that it hasn't.

    Each mail backend has errors of its own. Only their kind is logged: they may name the address, or quote a link.
    """
    try:
        yield
    except (ValidationError, DatabaseError, TemplateDoesNotExist, TemplateSyntaxError, NoReverseMatch):
        raise  # No mail server's fault.
    except Exception as error:
        logger.warning("An e-mail could not be sent: %s", type(error).__name__)
        words = _("Nothing was sent: the mail server could not be reached. Try again later.")
        raise ValidationError(words, code="mail_server") from error


def keep_many(letters: Iterable[tuple[int, str, str, str, str]], *, at: datetime) -> None:
    """Keep (customer's key, address, subject, text, language) among the customers' e-mails, as ``write`` does one.

    In one statement, however many; written in ``language``, sent ``at``.
    """
    if not settings.OSCAR_SAVE_SENT_EMAILS_TO_DB:
        return
    names = ("user_id", "email", "subject", "body_text", "body_html", "date_sent")
    rows = []
    for pk, to, subject, text, language in letters:
        with speaking(language):
            kept = written(subject, text, ())
        rows.append((pk, to, subject, kept["body"], kept["html"], at))
    bulk_rows.insert(get_model("communication", "Email"), names, rows)


def one_line(text: str) -> str:
    """Return ``text`` as the subject of an e-mail; raises ``ValidationError`` when it is more than one line, which
    could smuggle in headers."""
    if any(sign < " " or sign in "\x7f\x85\u2028\u2029" for sign in text):
        raise ValidationError(_("The subject must be one line of text."), code="lines")
    return text.strip()


# Curly brackets around a name; a space in front goes with a value that is missing ("Hello {first_name}," → "Hello,").
_PLACEHOLDER = re.compile(r"( ?)\{([a-z_]+)\}")


def placeholders(customer: Customer | None) -> dict[str, str]:
    """What ``fill`` knows: names and their values for this customer."""
    return {
        "first_name": customer.first_name if customer else "",
        "last_name": customer.last_name if customer else "",
        "name": customer.name if customer else "",
        "company": customer.company if customer else "",
        "email": customer.email if customer else "",
        "shop_name": settings.OSCAR_SHOP_NAME,
        "shop_url": absolute("/"),
    }


def fill(text: str, *, customer: Customer | None, **more: str) -> str:
    """Put values in place of ``{first_name}`` and the like, once: a value that looks like a placeholder stays as it is.

    Names that are not known stay as they were written. No template engine sees the text, so that nothing but these
    values can be read by it.
    """
    known = {**placeholders(customer), **more}

    def value(found: re.Match) -> str:
        space, name = found.groups()
        if name not in known:
            return str(found.group())
        return f"{space}{known[name]}" if known[name] else ""

    return _PLACEHOLDER.sub(value, text)


def named_in(text: str) -> set[str]:
    """The names of all placeholders in ``text``, whether or not there are such."""
    return {found.group(2) for found in _PLACEHOLDER.finditer(text)}


def shop() -> dict[str, Any]:
    """What every e-mail knows of the shop."""
    site = Site.objects.get_current()
    return {"site": site, "shop_name": settings.OSCAR_SHOP_NAME, "shop_url": absolute("/", site)}


def absolute(path: str, site: Site | None = None) -> str:
    """Return the full address of ``path`` on the shop's own domain, never on the one that a request named.

    In ASCII, as headers want it: a domain with other letters has a spelling for that.
    """
    site = site or Site.objects.get_current()
    host, colon, port = site.domain.partition(":")
    if not host.isascii():
        host = punycode(host)
    return f"{settings.OSCAR_URL_SCHEMA}://{host}{colon}{port}{path}"


def language_for(customer: Customer | None, wanted: str = "") -> str:
    """The customer's language, else the ``wanted`` one where the shop speaks it, otherwise the shop's."""
    spoken = dict(settings.LANGUAGES)
    if customer is not None and customer.language in spoken:
        return customer.language
    return wanted if wanted in spoken else settings.LANGUAGE_CODE


def speaking(language: str) -> translation.override:
    """Within the block a letter in ``language`` is written, and its links are made: for the language of the shop's that
    is meant by it. Where ``LANGUAGE_CODE`` is "en-us" and ``LANGUAGES`` has "en", there are no pages under /en-us/."""
    try:
        return translation.override(get_supported_language_variant(language))
    except LookupError:
        return translation.override(language)


def _render(template: str, context: Mapping[str, Any]) -> str:
    return render_to_string(f"oscar_clienti/emails/{template}", dict(context))


def written(
    subject: str, text: str, links: Sequence[tuple[str, str]], foot: tuple[str, str, str] | None = None
) -> dict[str, str]:
    """The four parts that a Dispatcher wants, in the language of now. The text goes through as a value: no engine reads
    it as a template."""
    context = {"text": text, "links": links, "foot": foot, **shop()}
    body, html = _render("written.txt", context), _render("written.html", context)
    return {"subject": subject, "body": body.strip() + "\n", "html": html, "sms": ""}


def _is_oscars(Dispatcher: type) -> bool:
    """Does it hand over to its ``mail_connection``, as Oscar's does?"""
    from oscar.apps.communication.utils import Dispatcher as theirs  # It asks for models.

    names = ("dispatch_direct_messages", "send_email_messages")
    return all(getattr(Dispatcher, name, None) is getattr(theirs, name) for name in names)


class _Post:
    """A mail connection that adds headers to whatever the Dispatcher made, for it has no place for them, and calls
    ``before`` in the last moment."""

    def __init__(self, headers: Mapping[str, str], connection: Any, before: Callable[[], None] | None) -> None:
        self.headers, self.connection, self.before = headers, connection, before

    def send_messages(self, messages: Sequence[Any]) -> int:
        connection = self.connection or get_connection()
        for message in messages:
            message.extra_headers.update(self.headers)
        if self.before is None:
            return int(connection.send_messages(messages) or 0)
        return hand_over(connection, messages, self.before)
