"""Of the person: account, addresses, consents, what was done with the account."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import sources
from ...models import Activity, Channel, ConsentEvent, ConsentState, Customer, DeliveryState, MailingDelivery
from .. import activity, extra_fields, log_in_as
from .parts import DataPart, Row, data_parts

_OWN = ("phone", "language", "company", "vat_number", "tax_code", "sdi_code", "pec", "birthday", "tax_exempt")
# Rows of the ledger are a part of their own; of notes and remarks, not even that there were any.
_NOT_TOLD = ("consent.", "note.", "conversation.")


def account(user: Any) -> Iterator[Row]:
    customer = Customer.objects.select_related("group").get(pk=user.pk)
    yield {
        "number": user.pk,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "joined": user.date_joined,
        "last_sign_in": user.last_login,
        **{name: getattr(customer, name) for name in _OWN},
        "picture": bool(customer.picture),
        "group": customer.group.name if customer.group else "",
        "tags": ", ".join(tag.name for tag in customer.tags.all()),
        "came_from": sources.label(customer.source),
        "email_marketing": str(ConsentState(customer.email_consent).label),
        "sms_marketing": str(ConsentState(customer.sms_consent).label),
        "notices_in_the_account": customer.system_notifications,
    }


def sign_in(user: Any) -> Iterator[Row]:
    """Addresses and accounts elsewhere that sign in here, and devices; never what would let somebody in."""
    for app, model, names in (
        ("account", "EmailAddress", {"address": "email", "verified": "verified", "main": "primary"}),
        ("socialaccount", "SocialAccount", {"provider": "provider", "account": "uid", "since": "date_joined"}),
        (
            "usersessions",
            "UserSession",
            {"device": "user_agent", "ip": "ip", "since": "created_at", "seen": "last_seen_at"},
        ),
    ):
        if apps.is_installed(f"allauth.{app}"):
            for row in apps.get_model(app, model)._base_manager.filter(user=user).order_by("pk"):
                yield {"kind": model, **{name: getattr(row, field) for name, field in names.items()}}


def addresses(user: Any) -> Iterator[Row]:
    for address in get_model("address", "UserAddress")._base_manager.filter(user=user).order_by("pk"):
        yield {
            **place(address),
            "default_for_shipping": address.is_default_for_shipping,
            "default_for_billing": address.is_default_for_billing,
        }


def extra(user: Any) -> Iterator[Row]:
    """What the shop asked besides, answers to questions that it asks no more among them."""
    for label, words in extra_fields.told(Customer.objects.get(pk=user.pk)):
        yield {"question": label, "answer": words}


def consents(user: Any) -> Iterator[Row]:
    for line in ConsentEvent.objects.filter(customer=user.pk).order_by("at", "pk"):
        yield {
            "at": line.at,
            "channel": str(Channel(line.channel).label),
            "said": str(ConsentState(line.state).label),
            "address": line.address,
            "where": line.source,
            "wording": line.wording,
        }


def visits(user: Any) -> Iterator[Row]:
    """When the shop looked into the account; not who, nor what they noted for themselves."""
    for visit in log_in_as.told(user):
        until = visit.ended_at or visit.expires_at
        yield {"from": visit.started_at, "until": until, "acted_for_the_customer": visit.acts}


def mailings(user: Any) -> Iterator[Row]:
    """Messages to many that went to this person too, also those that perhaps did."""
    rows = MailingDelivery.objects.filter(customer=user.pk).exclude(state=DeliveryState.SKIPPED).order_by("pk")
    for row in rows.select_related("mailing"):
        subject, state = row.mailing.title, str(DeliveryState(row.state).label)
        yield {"at": row.at, "address": row.address, "subject": subject, "state": state}


def history(user: Any) -> Iterator[Row]:
    """What changed and when; of the shop's people only that it was the shop, and nothing that they noted."""
    for row in Activity.objects.filter(customer=user.pk).order_by("at", "pk"):
        if row.kind.startswith(_NOT_TOLD):
            continue
        kind = activity.kinds.get(row.kind)
        common = {"at": row.at, "what": str(kind.label) if kind else row.kind, "by": _who(row, user)}
        if not row.changes:
            yield common
        for field, pair in row.changes.items():
            old, new = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
            yield {**common, "field": field, "before": old, "after": new}


def _who(row: Activity, user: Any) -> str:
    if row.kind == "message.received" and row.by_id is None:
        return "somebody who was not signed in"
    return "you" if row.by_id == user.pk else "the shop"


def place(address: Any) -> Row:
    names = ("title", "first_name", "last_name", "line1", "line2", "line3", "line4", "state", "postcode")
    more = {name: str(getattr(address, name, "") or "") for name in ("phone_number", "notes")}
    return {**{name: getattr(address, name) for name in names}, "country": address.country_id, **more}


for _part in (
    DataPart("account", _("Account"), account),
    DataPart("sign_in", _("Sign-in details"), sign_in),
    DataPart("addresses", _("Addresses"), addresses),
    DataPart("extra_information", _("Extra information"), extra),
    DataPart("consents", _("Marketing consents"), consents),
    DataPart("visits", _("Visits by the shop"), visits),
    DataPart("messages_to_many", _("Messages to many customers"), mailings),
    DataPart("history", _("History of the account"), history),
):
    data_parts.register(_part)
