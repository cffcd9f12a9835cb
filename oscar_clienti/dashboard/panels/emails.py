"""What was written to and fro: conversations, and the e-mails that the shop keeps of those it sent by itself, without
what must stay between the shop and the customer.
"""

import re
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ...models import Customer
from ...services import conversations
from ...typed import whole_number
from ..rights import may
from .base import Panel, panels

# A word with a slash in it is an address. Which of them open a door?
_WORD = re.compile(r"\S*/\S+")
_DOOR = re.compile(r"password|reset|confirm|activat|verif|token|magic|login|sign-?in|[?&](?:key|code|sig|t)=", re.I)
# A part of at least 16 letters and digits without a space is a key, not a word; so are Django's "c9x2f1-3b8f…".
_KEY = re.compile(r"(?=[^/\s]*\d)[A-Za-z0-9_:=-]{16,}")


# On the profile; the page of all conversations has the others.
LATEST = 10


class EmailsPanel(Panel):
    """Conversations for those who may read them; e-mails by their subjects, ``?email=7`` opens the text of one."""

    key, label, template = "emails", _("Messages"), "oscar_clienti/dashboard/panels/emails.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        sent = get_model("communication", "Email").objects.filter(user=customer.pk).order_by("-date_sent", "-pk")
        opened = whole_number(request.GET.get("email"))
        one = sent.filter(pk=opened).first() if opened is not None else None
        page = self._page(sent.only("pk", "subject", "email", "date_sent"), one, request)
        talks = self._talks(customer, request)
        return {"page": page, "opened": one, "text": readable(one) if one else "", **talks}

    def _talks(self, customer: Customer, request: Any) -> dict[str, Any]:
        may_write = may(request.user, "message_customers")
        if not may(request.user, "view_conversation"):
            return {"may_read": False, "may_write": may_write}
        talks = list(
            conversations.marked(conversations.of_customer(customer).select_related("assigned_to"))[: LATEST + 1]
        )
        return {"may_read": True, "may_write": may_write, "talks": talks[:LATEST], "more": len(talks) > LATEST}

    def _page(self, sent: Any, one: Any, request: Any) -> Page:
        """The page that is asked for; else, when an e-mail is to be opened, the one where it stands."""
        if one is None or "page" in request.GET:
            return self.page(sent, request)
        newer = sent.filter(Q(date_sent__gt=one.date_sent) | Q(date_sent=one.date_sent, pk__gt=one.pk)).count()
        return Paginator(sent, self.per_page).get_page(newer // self.per_page + 1)


def readable(email: Any) -> str:
    """The text of an e-mail, with the links blotted out that would let a reader into the customer's account."""
    body = email.body_text or strip_tags(email.body_html)
    lines = (line.strip() for line in blotted(body).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def blotted(text: str) -> str:
    """``text`` without such links."""
    return _WORD.sub(_blot, text)


def _blot(word: re.Match) -> str:
    found = word.group()
    return str(_("[link hidden]")) if _DOOR.search(found) or _KEY.search(found) else found


panels.register(EmailsPanel())
