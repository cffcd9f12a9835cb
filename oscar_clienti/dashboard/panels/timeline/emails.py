"""The e-mails that the shop sent and kept: their subjects, without what opens a door."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from oscar.core.loading import get_model

from ....models import Activity, Customer
from ....services import activity, mailings
from ..emails import blotted
from .base import Entry, Reader, RowsSource, timeline_sources

SENT = activity.kinds.register(activity.Kind("email.sent", gettext_lazy("E-mail sent"))).key


class EmailsSource(RowsSource):
    """What a message to many left among the e-mails stands in the activity already."""

    key, at, kinds = "emails", "date_sent", (SENT,)

    def rows(self, customer: Customer) -> QuerySet:
        told = Activity.objects.filter(customer=customer, kind=mailings.RECEIVED, at=OuterRef("date_sent"))
        sent = get_model("communication", "Email").objects.filter(~Exists(told), user=customer.pk)
        email = get_user_model().get_email_field_name()
        return sent.select_related("user").only("pk", "subject", "email", "date_sent", f"user__{email}")

    def read(self, row: Any, reader: Reader) -> Entry:
        facts = [(_("Subject"), blotted(row.subject)[:200] or _("(no subject)"))]
        if row.email and row.email != getattr(row.user, row.user.get_email_field_name()):
            facts.append((pgettext("e-mail", "To"), row.email))
        url = f"{reverse('dashboard:user-detail', args=[row.user_id])}?tab=emails&email={row.pk}#email-{row.pk}"
        return Entry(row.date_sent, row.pk, SENT, activity.kinds[SENT].label, facts=facts, url=url)


timeline_sources.register(EmailsSource())
