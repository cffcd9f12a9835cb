"""A mailing's text as one customer reads it, with what the law and the mailbox providers want on marketing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.core.mail.utils import DNS_NAME
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from ... import conf
from ...models import Customer, Mailing
from .. import letters, rights
from .audience import RIGHT
from .unsubscribing import example_link, link_for


@dataclass(frozen=True)
class Letter:
    """What goes to ``to``; ``unsubscribe`` is the address of the page that says no, on marketing alone.

    ``message_id`` (RFC 5322, 3.6.4) is the same when the same e-mail is sent again: many mailboxes show it once then.
    """

    to: str
    subject: str
    text: str
    language: str
    unsubscribe: str = ""
    message_id: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """RFC 2369 and RFC 8058: one click, without signing in, in every mailbox."""
        known = {"Message-ID": self.message_id} if self.message_id else {}
        if not self.unsubscribe:
            return known
        by_mail = conf.get("UNSUBSCRIBE_ADDRESS")
        ways = [self.unsubscribe, *([f"mailto:{by_mail}?subject=unsubscribe"] if by_mail else [])]
        return {
            **known,
            "List-Unsubscribe": ", ".join(f"<{way}>" for way in ways),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    @property
    def foot(self) -> tuple[str, str, str] | None:
        """Why it came, and the way out; in the language of now."""
        if not self.unsubscribe:
            return None
        why = _("You get this because you said yes to news and offers from %(shop)s by e-mail.")
        return why % {"shop": settings.OSCAR_SHOP_NAME}, _("Unsubscribe"), self.unsubscribe

    def html(self) -> str:
        """The look of it, for a preview."""
        with letters.speaking(self.language):
            return letters.written(self.subject, self.text, (), self.foot)["html"]

    def send(self, connection: Any = None, before: Callable[[], None] | None = None) -> None:
        """Send it; ``before`` is called in the last moment. Raises what that and the mail server raise."""
        with letters.speaking(self.language):
            foot = self.foot
        letters.write(
            to=self.to, subject=self.subject, text=self.text, language=self.language, headers=self.headers, foot=foot,
            connection=connection, before=before,
        )  # fmt: skip


def compose(mailing: Mailing, customer: Customer | None, *, to: str, example: bool = False) -> Letter:
    """Put one customer's values into the text, in their language; in an ``example`` the way out leads nowhere.

    Raises ``LookupError`` when there is no text.
    """
    language, text = mailing.text_for(letters.language_for(customer))
    # Somebody may have brought a name of two lines into the shop.
    subject = _printable(" ".join(letters.fill(text["subject"], customer=customer).split()))
    link = ""
    if mailing.is_marketing:
        link = example_link() if example or customer is None else link_for(customer, to, language)
    # Where it was nothing but values that this customer lacks. Oscar sends nothing without a subject, and says nothing.
    subject = subject.strip() or letters.fill("{shop_name}", customer=customer)
    return Letter(to, subject, letters.fill(text["body"], customer=customer), language, link)


def named(letter: Letter, mailing: Mailing, customer: Customer) -> Letter:
    """Give ``letter`` the name that it has for this customer for good; no key of ours can be read in it."""
    sign = salted_hmac("oscar_clienti.mailings", f"{mailing.pk} {customer.pk}", algorithm="sha256").hexdigest()[:32]
    domain = punycode(Site.objects.get_current().domain.split(":")[0]) or str(DNS_NAME)
    return replace(letter, message_id=f"<{sign}@{domain}>")


def send_test(mailing: Mailing, *, by: Any) -> str:
    """Send the text to whoever asks, with their own name in it; returns the address.

    Needs ``message_many_customers``. Raises ``PermissionDenied``, ``ValidationError`` when there is no text or address,
    or the mail server doesn't take it.
    """
    rights.require(by, RIGHT)
    if not by.email:
        raise ValidationError(_("Your own account has no e-mail address."), code="no_address")
    if not mailing.texts:
        raise ValidationError(_("Write the text first."), code="no_text")
    letter = compose(mailing, Customer.objects.filter(pk=by.pk).first(), to=by.email)
    with letters.or_say_so():
        letter.send()
    return letter.to


def _printable(subject: str) -> str:
    return "".join(sign for sign in subject if sign.isprintable())
