"""The keys of the columns that an import can fill."""

ADDRESSES = range(1, 6)
ADDRESS_FIELDS = (
    "id",
    "title",
    "first_name",
    "last_name",
    "line1",
    "line2",
    "line3",
    "line4",
    "state",
    "postcode",
    "country",
    "phone_number",
    "notes",
    "is_default_for_shipping",
    "is_default_for_billing",
)
KEYS = (
    *("id", "email", "first_name", "last_name", "name", "phone", "company", "vat_number", "tax_code", "sdi_code"),
    *("pec", "birthday", "language", "group", "group_until", "tags", "tax_exempt", "exemption_reason"),
    *("exemption_until", "system_notifications", "active", "source", "date_joined"),
    *("email_consent", "email_consent_at", "email_consent_source", "email_consent_wording"),
    *("sms_consent", "sms_consent_at", "sms_consent_source", "password", "password_hash"),
    *(f"address{n}_{field}" for n in ADDRESSES for field in ADDRESS_FIELDS),
)


def address_of(key: str) -> str | None:
    """``address2`` for ``address2_line1``; nothing for a key that belongs to the person."""
    head, _, field = key.partition("_")
    return head if field and head.startswith("address") and head[7:].isdigit() else None
